"""What intake says: the case is there, who holds it, what it is, and that it goes on or not."""

from dataclasses import replace

from services.deadlines.domain.cases import CaseClocks, CaseState, KnownCase, received
from services.deadlines.domain.clocks import State, new_clock
from services.deadlines.domain.rules import RULES, term
from services.deadlines.handlers.changes import (
    begun_by,
    cancelled,
    met_by,
    moved,
    no_clock,
    restarted,
    started,
    together,
    told_at,
)
from services.deadlines.store.clocks import remember_case, update_case
from shared.context import Ctx
from shared.contracts.intake import (
    CaseAccepted,
    CaseClaimed,
    CaseClassified,
    CaseReceived,
    CaseVerified,
    CaseWithdrawn,
    ContactErased,
    HistoryRecorded,
    VerificationRequested,
)
from shared.outcome import NOTHING, Entry, Outcome

CLASS_CHANGED = "class_changed"


async def on_case_received(ctx: Ctx, event: CaseReceived, case: CaseClocks) -> Outcome:
    """The public clock and the claim's; a late import has spent its days before it came."""
    known = KnownCase(event.handling_class, event.admitted_at, CaseState.RECEIVED)
    public = begun_by(ctx, event, case, "public", event.handling_class)
    claim = begun_by(ctx, event, case, "claim", event.handling_class)
    return together(
        Outcome(
            changes=[remember_case(case.case_id, known)],
            journal=[] if public else [no_clock(ctx, case, "class_none")],
        ),
        started(ctx, public, case.calendar),
        started(ctx, claim, case.calendar),
    )


async def on_history_recorded(ctx: Ctx, event: HistoryRecorded, case: CaseClocks) -> Outcome:
    """历史件: remembered, so that nothing waits for it; no clock."""
    known = KnownCase("none", event.posted_at, CaseState.HISTORY)
    return Outcome(
        changes=[remember_case(case.case_id, known)], journal=[no_clock(ctx, case, event.reason)]
    )


async def on_case_claimed(ctx: Ctx, event: CaseClaimed, case: CaseClocks) -> Outcome:
    received(case)
    return met_by(ctx, event, case, "claim", 1)


async def on_verification_requested(
    ctx: Ctx, event: VerificationRequested, case: CaseClocks
) -> Outcome:
    known = received(case)
    clock = begun_by(ctx, event, case, "verification", known.handling_class)
    return started(ctx, clock, case.calendar)


async def on_case_verified(ctx: Ctx, event: CaseVerified, case: CaseClocks) -> Outcome:
    received(case)
    return met_by(ctx, event, case, "verification", 1)


async def on_case_classified(ctx: Ctx, event: CaseClassified, case: CaseClocks) -> Outcome:
    known = received(case)
    return _learned(ctx, case, known, replace(known, handling_class=event.handling_class))


async def on_case_accepted(ctx: Ctx, event: CaseAccepted, case: CaseClocks) -> Outcome:
    known = received(case)
    accepted = replace(known, handling_class=event.handling_class, state=CaseState.ACCEPTED)
    return _learned(ctx, case, known, accepted)


async def on_case_withdrawn(ctx: Ctx, _: CaseWithdrawn, case: CaseClocks) -> Outcome:
    known = received(case)
    return together(
        Outcome(changes=[update_case(case.case_id, replace(known, state=CaseState.WITHDRAWN))]),
        *(cancelled(ctx, clock, "withdrawn") for clock in case.running()),
    )


async def on_contact_erased(ctx: Ctx, event: ContactErased, _: CaseClocks) -> Outcome:
    """联系方式删除: nothing is kept of the author's words here but copies of events, which the kit empties."""
    return Outcome(journal=[Entry(event.subject, "erase", ctx.actor)])


def _learned(ctx: Ctx, case: CaseClocks, before: KnownCase, known: KnownCase) -> Outcome:
    """Remember what changed; another handling class counts from the first start."""
    change = Outcome(changes=[update_case(case.case_id, known)])
    if known.handling_class == before.handling_class:
        return change
    return together(change, _recounted(ctx, case, known))


def _recounted(ctx: Ctx, case: CaseClocks, known: KnownCase) -> Outcome:
    """The public clock under the class that is known now, unless its due date has passed before."""
    clock = case.public()
    if clock is None:
        clock = new_clock(
            case.case_id, "public", known.handling_class, known.admitted_at, case.calendar
        )
        return started(ctx, clock, case.calendar)
    if clock.state is State.MET:
        return NOTHING
    if clock.runs and clock.is_late(told_at(ctx)):
        return ctx.ignored(case.subject, "class_changed_after_due")
    to = term(RULES["public"], known.handling_class, clock.started_at, case.calendar)
    if to is None:
        return cancelled(ctx, clock, "class_none") if clock.runs else NOTHING
    if clock.runs:
        return moved(ctx, clock, to, CLASS_CHANGED, case.calendar)
    return restarted(ctx, clock, to, CLASS_CHANGED, case.calendar)
