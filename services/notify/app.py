"""notify 通知: SMS to citizens and units, and calls for agents to place."""

import asyncio
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import Field

from services.notify import api
from services.notify.channels import sms
from services.notify.channels.file_gateway import FileGateway
from services.notify.handlers import callbacks, cases, danger, notices, sending
from services.notify.store import load_cases
from shared.contracts import deadlines, intake, routing, satisfaction
from shared.secrets import Keyring
from shared.service import Runtime, Service, Settings, Worker
from shared.shield import heeded


class NotifySettings(Settings):
    """What notify is told beside the kit's own."""

    keys: Path = Field(description="the keyring that opens contacts and seals rosters")
    sms_file: Path = Field(description="where the file gateway writes one line per SMS")
    office_unit: str = Field(default="ll-office", description="whose duty hears of emergencies")
    callback_lease_s: int = Field(default=600, ge=1, description="how long an agent holds a task")
    sweep_s: float = Field(default=1.0, gt=0, description="between looks for what got stuck")

    @cached_property
    def keyring(self) -> Keyring:
        """Read once, when it is first needed."""
        return Keyring.load(self.keys)

    @cached_property
    def gateway(self) -> sms.Gateway:
        """The only route for SMS so far."""
        return FileGateway(self.sms_file)


async def send_sms(runtime: Runtime, body: Mapping[str, Any]) -> None:
    """The worker of the SMS queues."""
    await sending.send(runtime, runtime.settings.gateway, body)


async def sweep_deliveries(runtime: Runtime) -> None:
    """Deliveries that nobody worked on, or whose worker died."""
    while True:
        await sending.sweep(runtime, runtime.settings.gateway)
        await asyncio.sleep(runtime.settings.sweep_s)


async def sweep_callbacks(runtime: Runtime) -> None:
    """Leases that lapsed, and tasks whose time is over."""
    while True:
        await callbacks.sweep(runtime)
        await asyncio.sleep(runtime.settings.sweep_s)


SERVICE = Service(
    name="notify",
    hears=heeded(
        {
            intake.ContactRecorded: cases.on_contact_recorded,
            intake.ContactErased: cases.on_contact_erased,
            intake.WishesChanged: cases.on_wishes_changed,
            intake.AttemptRecorded: cases.on_attempt_recorded,
            intake.AccusedNamed: cases.on_accused_named,
            intake.InterestDeclared: callbacks.on_interest_declared,
            intake.CaseWithdrawn: cases.on_case_withdrawn,
            intake.VerificationRequested: callbacks.on_verification_requested,
            intake.CaseAccepted: notices.on_case_accepted,
            intake.EmergencyRaised: danger.on_emergency_raised,
            intake.AlarmRepeated: danger.on_alarm_repeated,
            intake.AlarmAttended: danger.on_alarm_attended,
            routing.CaseDispatched: notices.on_case_dispatched,
            routing.AssignmentForwarded: notices.on_assignment_forwarded,
            routing.ReplyPublished: notices.on_reply_published,
            routing.RedoOrdered: callbacks.on_round_begun,
            routing.CaseReopened: callbacks.on_round_begun,
            deadlines.DeadlineWarned: notices.on_deadline_warned,
            deadlines.ReminderIssued: notices.on_reminder_issued,
            satisfaction.CheckOpened: callbacks.on_check_opened,
            satisfaction.CheckPassed: callbacks.on_check_settled,
            satisfaction.CheckFailed: callbacks.on_check_settled,
        }
    ),
    load=load_cases,
    router=api.router,
    access=api.ACCESS,
    settings=NotifySettings,
    workers=[
        Worker("deliveries", sweep_deliveries),
        Worker("callbacks", sweep_callbacks),
    ],
    queues={sms.QUEUE: send_sms, sms.URGENT: send_sms},
    derived=None,  # a rebuild would send and call again
)
