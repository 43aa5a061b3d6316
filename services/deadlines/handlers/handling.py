"""What routing says: units were asked, replied, the answer was published, or is to be done again."""

from collections.abc import Sequence
from dataclasses import replace

from services.deadlines.domain.cases import CaseClocks, CaseState, accepted, known
from services.deadlines.domain.clocks import Clock, limit_of
from services.deadlines.domain.rules import Basis, Limit
from services.deadlines.handlers.changes import (
    begun_by,
    cancelled,
    met_by,
    started,
    together,
)
from services.deadlines.store.clocks import update_case
from shared.context import Ctx
from shared.contracts.routing import (
    AssignmentForwarded,
    AssignmentReleased,
    CaseClosed,
    CaseDispatched,
    CaseReopened,
    Issued,
    RedoOrdered,
    RefusalRuled,
    ReplyPublished,
    ReplySubmitted,
)
from shared.contracts.satisfaction import CheckPassed
from shared.outcome import NOTHING, Outcome
from shared.rules import NotYet, Refused


async def on_case_dispatched(ctx: Ctx, event: CaseDispatched, case: CaseClocks) -> Outcome:
    """A clock for each unit, due before the public answer is."""
    accepted(case)
    limit = limit_of(case.find("public", event.round), Basis.PUBLIC)
    return _assigned(ctx, event, case, limit)


async def on_assignment_forwarded(
    ctx: Ctx, event: AssignmentForwarded, case: CaseClocks
) -> Outcome:
    """A clock for each bureau, due before its county office is; the county office's own goes on."""
    accepted(case)
    limit = limit_of(case.find("unit", event.assignment_id), Basis.PARENT)
    return _assigned(ctx, event, case, limit)


async def on_reply_submitted(ctx: Ctx, event: ReplySubmitted, case: CaseClocks) -> Outcome:
    accepted(case)
    if event.assignment_id is None:
        return NOTHING  # the office answered by itself: no unit was waited for
    return met_by(ctx, event, case, "unit", event.assignment_id)


async def on_refusal_ruled(ctx: Ctx, event: RefusalRuled, case: CaseClocks) -> Outcome:
    """A unit that is released owes nothing; one that is not has lost no time but its own."""
    accepted(case)
    clock = case.find("unit", event.assignment_id)
    if not event.upheld or clock is None:
        return NOTHING
    return cancelled(ctx, clock, "released")


async def on_assignment_released(ctx: Ctx, event: AssignmentReleased, case: CaseClocks) -> Outcome:
    """解除承办: who has the case no more owes nothing."""
    accepted(case)
    clock = case.find("unit", event.assignment_id)
    return NOTHING if clock is None else cancelled(ctx, clock, "released")


async def on_reply_published(ctx: Ctx, event: ReplyPublished, case: CaseClocks) -> Outcome:
    """The public clock ends, nobody waits for a unit any more, and the after-check is due."""
    told = accepted(case)
    if case.find("check", event.round) is not None:
        raise Refused("already_published", "the first answer of the round counts")
    public = case.find("public", event.round)
    return together(
        met_by(ctx, event, case, "public", event.round) if public and public.runs else NOTHING,
        *(
            cancelled(ctx, clock, "published")
            for clock in case.running("unit")
            if clock.round == event.round
        ),
        started(
            ctx,
            begun_by(ctx, event, case, "check", told.handling_class, in_round=event.round),
            case.calendar,
        ),
    )


async def on_redo_ordered(ctx: Ctx, event: RedoOrdered, case: CaseClocks) -> Outcome:
    """退回重办: the first result stands; a round of its own begins with the order."""
    accepted(case)
    return _new_round(ctx, event, case)


async def on_case_reopened(ctx: Ctx, event: CaseReopened, case: CaseClocks) -> Outcome:
    told = known(case)
    if told.state is not CaseState.CLOSED:
        raise Refused("case_not_closed", "only a closed case is reopened")
    reopened = replace(told, state=CaseState.ACCEPTED)
    return together(
        Outcome(changes=[update_case(case.case_id, reopened)]), _new_round(ctx, event, case)
    )


async def on_case_closed(ctx: Ctx, event: CaseClosed, case: CaseClocks) -> Outcome:
    """What still runs is cancelled; a check that passed must have been heard before."""
    told = accepted(case)
    check = case.find("check", event.round)
    if event.reason == "check_passed" and check is not None and check.runs:
        raise NotYet(CheckPassed.topic)
    return together(
        Outcome(changes=[update_case(case.case_id, replace(told, state=CaseState.CLOSED))]),
        *(cancelled(ctx, clock, "closed") for clock in case.running()),
    )


def _new_round(ctx: Ctx, event: RedoOrdered | CaseReopened, case: CaseClocks) -> Outcome:
    clock = begun_by(ctx, event, case, "public", known(case).handling_class, in_round=event.round)
    return together(
        *(cancelled(ctx, check, "redo_ordered") for check in case.running("check")),
        started(ctx, clock, case.calendar),
    )


def _assigned(
    ctx: Ctx,
    event: CaseDispatched | AssignmentForwarded,
    case: CaseClocks,
    limit: Limit | None,
) -> Outcome:
    """Lead units first: the assisting ones are due before them."""
    leads = _clocks(ctx, event, case, "lead", limit)
    of_lead = limit_of(leads[0], Basis.LEAD) if leads else limit
    clocks = leads + _clocks(ctx, event, case, "assisting", of_lead)
    return together(*(started(ctx, clock, case.calendar) for clock in clocks))


def _clocks(
    ctx: Ctx,
    event: CaseDispatched | AssignmentForwarded,
    case: CaseClocks,
    part: str,
    limit: Limit | None,
) -> list[Clock]:
    wanted: Sequence[Issued] = [issued for issued in event.assignments if issued.part == part]
    clocks = [
        begun_by(
            ctx, event, case, "unit", event.handling_class,
            in_round=event.round, issued=issued, limit=limit,
        )
        for issued in wanted
    ]  # fmt: skip
    return [clock for clock in clocks if clock is not None]
