"""deadlines 督办: its wiring."""

from pydantic import Field

from services.deadlines import api
from services.deadlines.handlers import checks, handling, reception
from services.deadlines.handlers.timers import run_timers
from services.deadlines.store.clocks import load_cases
from shared.contracts import intake, routing, satisfaction
from shared.service import Runtime, Service, Settings, Worker
from shared.shield import heeded


class DeadlinesSettings(Settings):
    """What deadlines is told besides."""

    timer_poll_s: float = Field(
        default=0.25, gt=0, le=60, description="longest sleep; business time may be moved meanwhile"
    )
    timer_batch: int = Field(default=500, ge=1, le=5000, description="cases fired per transaction")


async def _run_timers(runtime: Runtime) -> None:
    settings: DeadlinesSettings = runtime.settings
    await run_timers(runtime, poll_s=settings.timer_poll_s, batch=settings.timer_batch)


SERVICE = Service(
    name="deadlines",
    hears=heeded(
        {
            intake.CaseReceived: reception.on_case_received,
            intake.HistoryRecorded: reception.on_history_recorded,
            intake.CaseClaimed: reception.on_case_claimed,
            intake.VerificationRequested: reception.on_verification_requested,
            intake.CaseVerified: reception.on_case_verified,
            intake.CaseClassified: reception.on_case_classified,
            intake.CaseAccepted: reception.on_case_accepted,
            intake.ContactErased: reception.on_contact_erased,
            intake.CaseWithdrawn: reception.on_case_withdrawn,
            routing.CaseDispatched: handling.on_case_dispatched,
            routing.AssignmentForwarded: handling.on_assignment_forwarded,
            routing.ReplySubmitted: handling.on_reply_submitted,
            routing.RefusalRuled: handling.on_refusal_ruled,
            routing.AssignmentReleased: handling.on_assignment_released,
            routing.ReplyPublished: handling.on_reply_published,
            routing.RedoOrdered: handling.on_redo_ordered,
            routing.CaseReopened: handling.on_case_reopened,
            routing.CaseClosed: handling.on_case_closed,
            satisfaction.CheckRecorded: checks.on_check_recorded,
            satisfaction.CheckPassed: checks.on_check_passed,
        }
    ),
    load=load_cases,
    router=api.router,
    access=api.ACCESS,
    settings=DeadlinesSettings,
    workers=[Worker("timers", _run_timers)],
    derived=None,  # a rebuild would announce every start, miss and reminder again
)
