"""Wiring of intake 接收."""

import asyncio
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from services.intake import api
from services.intake.domain.invariants import STAYS, every_state
from services.intake.domain.reception import State
from services.intake.domain.rulebook import Rulebook
from services.intake.handlers import alarms, calls, nights, polling, suggesting, units
from services.intake.handlers.held import admits
from services.intake.store import cases
from shared.contracts import deadlines, notify, routing
from shared.secrets import Keyring
from shared.service import Runtime, Service, Worker
from shared.settings import Settings


class IntakeSettings(Settings):
    """What intake is told besides."""

    keys: Path = Field(description="the keyring that seals contact details; notify has the same")
    office_began_on: date = Field(
        default=date(2020, 1, 1), description="what was posted before is history"
    )

    import_limit: int = Field(
        default=100 * 2**20, ge=1, description="bytes of a file with rows of the board"
    )
    office_unit: str = Field(default="ll-office", description="the office's own unit")
    poll_url: str | None = Field(default=None, description="a board's list; None: nobody is asked")
    poll_fids: tuple[int, ...] = Field(default=(), description="whose lists are asked for")
    poll_every_s: float = Field(default=600, ge=1, description="seconds between rounds")
    poll_page: int = Field(default=50, ge=1, le=500, description="rows of a page")
    poll_overlap_days: int = Field(
        default=14, ge=1, le=365, description="how late a row may be let through"
    )
    classification_rules: Path = Field(
        default=Path(__file__).parent / "data" / "classification.json",
        description="the words by which cases are classified",
    )
    read_s: float = Field(default=0.5, gt=0, description="seconds between looks for unread texts")
    alarm_repeat_min: float = Field(
        default=15, gt=0, description="minutes until danger that nobody saw to is told again"
    )
    alarm_poll_s: float = Field(default=5.0, gt=0, description="between looks for such danger")
    night_poll_s: float = Field(default=20.0, gt=0, description="between looks for a new night")
    stays: Annotated[Mapping[State, int], AfterValidator(every_state)] = Field(
        default=STAYS, description="nightly look: so many days a reception may stay in a state"
    )

    @cached_property
    def rulebook(self) -> Rulebook:
        return Rulebook.model_validate_json(self.classification_rules.read_text(encoding="utf-8"))

    @cached_property
    def ring(self) -> Keyring:
        return Keyring.load(self.keys)


async def read_texts(runtime: Runtime) -> None:
    """Read what arrived, as long as there is anything, then look again from time to time."""
    await runtime.act(suggesting.read_anew, None)
    while True:
        answer = await runtime.act(suggesting.read_some, None)
        if not answer["read"]:
            await asyncio.sleep(runtime.settings.read_s)


SERVICE = Service(
    name="intake",
    hears={
        notify.CallbackLeased: calls.on_callback_leased,
        notify.CallbackReleased: calls.on_callback_released,
        notify.CallbackAttempted: calls.on_callback_attempted,
        notify.CallbackCompleted: calls.on_callback_completed,
        notify.CallbackExhausted: calls.on_callback_exhausted,
        notify.DeliverySettled: alarms.on_delivery_settled,
        routing.UnitChanged: units.on_unit_changed,
        routing.CaseDispatched: units.on_given,
        routing.AssignmentForwarded: units.on_given,
        routing.RefusalRuled: units.on_refusal_ruled,
        routing.AssignmentReleased: units.on_assignment_released,
        deadlines.DeadlineMissed: calls.on_deadline_missed,
    },
    load=cases.load_cases,
    admits=admits,
    router=api.router,
    access=api.ACCESS,
    settings=IntakeSettings,
    workers=[
        Worker("texts", read_texts),
        Worker("polling", polling.poll),
        Worker("nights", nights.look_nightly),
        Worker("alarms", alarms.repeat_alarms),
    ],
)
