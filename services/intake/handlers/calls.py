"""What the calls to the author bring, and the end of waiting for them.

The gate to acceptance opens with the first attempt, heard from notify, or when the time is up,
heard from deadlines.  Attempts go on beside it: each is recorded as long as the case lives, and
none opens the gate twice.

The case is there for the agent who has its call, whatever the call is for, and after one that reached
the author for as long as there is something to note: at most a day.
"""

from dataclasses import replace

from services.intake.domain.reception import Reception, State
from services.intake.handlers.alarms import claim_overdue, heard
from services.intake.handlers.claims import open_gate
from services.intake.store import desk, receptions
from shared.context import Ctx
from shared.contracts.deadlines import DeadlineMissed
from shared.contracts.intake import VerificationOutcome
from shared.contracts.notify import (
    CallbackAttempted,
    CallbackCompleted,
    CallbackExhausted,
    CallbackLeased,
    CallbackReleased,
)
from shared.outcome import NOTHING, Entry, Outcome

PURPOSE = "verification"
CALLABLE = (State.CLAIMED, State.VERIFIED, State.ACCEPTED)


async def on_callback_leased(ctx: Ctx, event: CallbackLeased, case: Reception | None) -> Outcome:
    """领取: the case is there for this agent."""
    if case is None:
        return ctx.ignored(event.subject, "case_unknown")
    facts = {"task": event.task_id, "agent": event.by.sub}
    entry = Entry(case.subject, "put_through", ctx.actor, case.state, case.state, facts=facts)
    since = ctx.cause.time if ctx.cause else ctx.now
    return Outcome([desk.put_through(event.task_id, case.case_id, event.by.sub, since)], [entry])


async def on_callback_released(
    ctx: Ctx, event: CallbackReleased, case: Reception | None
) -> Outcome:
    """放回: it is there for him no more."""
    if case is None:
        return ctx.ignored(event.subject, "case_unknown")
    facts = {"task": event.task_id}
    entry = Entry(
        case.subject, "hang_up", ctx.actor, case.state, case.state, why=event.reason, facts=facts
    )
    return Outcome([desk.hang_up(event.task_id)], [entry])


async def on_callback_attempted(
    ctx: Ctx, event: CallbackAttempted, case: Reception | None
) -> Outcome:
    """电话未通: an attempt all the same."""
    return _over(event, _attempt(ctx, event, case))


async def on_callback_completed(
    ctx: Ctx, event: CallbackCompleted, case: Reception | None
) -> Outcome:
    """电话完成: the author was reached, or the call settled the matter otherwise.

    What he said in it, also after the answer, is looked through for danger.
    """
    told = _attempt(ctx, event, case)
    if case is None or event.answers is None:
        return told
    danger = heard(ctx, case.case_id, case.state, event.answers.comment)
    return Outcome(
        changes=[*told.changes, *danger.changes],
        journal=[*told.journal, *danger.journal],
        events=[*told.events, *danger.events],
    )


async def on_callback_exhausted(
    ctx: Ctx, event: CallbackExhausted, case: Reception | None
) -> Outcome:
    """电话未果: nobody can be reached, or nobody wants to be.  It stops nothing."""
    if event.purpose != PURPOSE:
        return _over(event, NOTHING)
    if case is None or case.state not in CALLABLE:
        return _over(event, ctx.ignored(event.subject, _why_not(case)))
    outcome: VerificationOutcome = "unreachable" if event.reason == "expired" else event.reason
    return _over(event, _told(ctx, case, outcome, event.attempts, event.task_id))


async def on_deadline_missed(ctx: Ctx, event: DeadlineMissed, case: Reception | None) -> Outcome:
    """Nobody claimed: an alarm.  A working day since the claim without an attempt: the gate opens."""
    if event.clock == "claim":
        return claim_overdue(ctx, event, case)
    if event.clock != PURPOSE:
        return NOTHING
    if case is None or case.state != State.CLAIMED:
        return ctx.ignored(event.subject, _why_not(case))
    return open_gate(ctx, case, case.state, "no_answer", attempts=0)


def _over(event: CallbackAttempted | CallbackExhausted, told: Outcome) -> Outcome:
    return replace(told, changes=[desk.hang_up(event.task_id), *told.changes])


def _attempt(
    ctx: Ctx, event: CallbackAttempted | CallbackCompleted, case: Reception | None
) -> Outcome:
    if event.purpose != PURPOSE:
        return NOTHING
    if case is None or case.state not in CALLABLE:
        return ctx.ignored(event.subject, _why_not(case))
    called_at = ctx.cause.time if ctx.cause else ctx.now
    attempt = desk.add_attempt(
        case.case_id, event.attempt, event.outcome, event.by, called_at,
        contact_no=case.contacts, task_id=event.task_id,
    )  # fmt: skip
    result = _told(ctx, case, event.outcome, event.attempt, event.task_id)
    return replace(result, changes=[attempt, *result.changes])


def _told(
    ctx: Ctx, case: Reception, outcome: VerificationOutcome, attempts: int, task_id: str
) -> Outcome:
    """What a callback task brought, with a row of its own where the gate stands open already."""
    result = brought(ctx, case, outcome, attempts)
    if result.journal:
        return result
    entry = Entry(
        case.subject, "record_call", ctx.actor, case.state, case.state, why=outcome,
        facts={"attempts": attempts, "task": task_id},
    )  # fmt: skip
    return replace(result, journal=[entry])


def brought(ctx: Ctx, case: Reception, outcome: VerificationOutcome, attempts: int) -> Outcome:
    """The gate opens, or stands open and what is known of the author is corrected.

    Who was reached once was reached: a later call in vain takes nothing back.
    """
    if case.state == State.CLAIMED:
        return open_gate(ctx, case, case.state, outcome, attempts)
    known_as = "reached" if case.verified_as == "reached" else outcome
    known = receptions.record_verification(case.case_id, known_as, attempts, ctx.now)
    return Outcome(changes=[known])


def _why_not(case: Reception | None) -> str:
    return "case_unknown" if case is None else f"case_is_{case.state}"
