"""解除交办: a unit has a case no more."""

from collections.abc import Collection, Sequence

from services.routing.domain.assignments import (
    Assignment,
    AssignmentAction,
    AssignmentState,
    county_offices,
)
from services.routing.domain.cases import Case, known, must_be_above
from services.routing.domain.commands import On, Release
from services.routing.domain.lost_time import Lost, ReleaseFault, lost_by_release
from services.routing.domain.organisation import may_see
from services.routing.handlers.drafts import drop_drafts
from services.routing.handlers.letters import drop_letters
from services.routing.handlers.proposals import drop_proposals
from services.routing.handlers.steps import assignment_step, together
from services.routing.store.assignments import hide_from_units
from services.routing.store.lost_time import add_lost_time
from services.routing.store.organisation import load_office, load_tree
from services.routing.store.refusals import load_turns
from shared.context import Ctx
from shared.contracts.envelope import Actor
from shared.contracts.routing import AssignmentReleased
from shared.outcome import Outcome


async def drop_work(ctx: Ctx, case: Case, assignments: Sequence[Assignment]) -> list[Outcome]:
    """作废: what units that have nothing to do with the case any more had begun."""
    return [
        *await drop_drafts(ctx, case, assignments),
        *await drop_desk(ctx, case, county_offices(assignments)),
    ]


async def drop_desk(ctx: Ctx, case: Case, offices: Collection[str | None]) -> list[Outcome]:
    """作废: what these offices had on its way to their leaders, and to units."""
    return [
        *await drop_proposals(ctx, case, offices),
        *await drop_letters(ctx, case, offices),
    ]


async def who_sent(ctx: Ctx, case: Case, assignment: Assignment) -> str:
    """Who sent the matter to the unit: who handed it down, or the city's office."""
    if assignment.parent_id is not None:
        return case.assignment(assignment.parent_id).unit_id
    return (await load_office(ctx.tx)).unit_id


async def release(ctx: Ctx, command: On[Release], case: Case | None) -> Outcome:
    """解除交办: the unit, and those it handed the matter to, have the case no more.

    Who erred, if anybody did, is charged with the time that was lost.
    """
    case = known(case)
    assignment = case.assignment(command.id)
    must_be_above(case, assignment, ctx.actor)
    ctx.require_match(assignment.version)
    why = command.ask.reason
    lost = await _lost(ctx, case, assignment, command.ask.fault)
    return together(
        released(ctx, case, assignment, why=why, by=ctx.actor, lost=lost),
        *await released_below(ctx, case, assignment, why=why),
        changes=[add_lost_time(case, assignment, lost)] if lost else [],
        answer={
            "state": "released",
            "charged_unit": lost.charged_unit if lost else None,
            "etag": assignment.version + 1,
        },
    )


async def released_below(
    ctx: Ctx, case: Case, assignment: Assignment, *, why: str
) -> list[Outcome]:
    """What goes with a unit that is out: those below it, and whatever any of them had begun."""
    below = case.open_below(assignment)
    gone = [assignment, *below]
    return [
        *(released(ctx, case, a, why=why, by=ctx.actor) for a in below),
        *await drop_work(ctx, case, gone),
        await shown_no_more(ctx, case, gone),
    ]


async def shown_no_more(ctx: Ctx, case: Case, gone: Collection[Assignment]) -> Outcome:
    """Units that have no part in the case any more, nor anybody below them, read it no more."""
    stay = [a for a in case.assignments if a.state != AssignmentState.RELEASED and a not in gone]
    tree = await load_tree(ctx.tx, [a.unit_id for a in case.assignments])
    read = {unit for a in stay for unit in may_see(tree[a.unit_id], tree)}
    out = dict.fromkeys(unit for a in gone for unit in may_see(tree[a.unit_id], tree))
    return Outcome(changes=hide_from_units(case, [unit for unit in out if unit not in read]))


async def _lost(
    ctx: Ctx, case: Case, assignment: Assignment, fault: ReleaseFault | None
) -> Lost | None:
    if fault is None:
        return None
    turns = await load_turns(ctx.tx, case)
    issued_at = next(t.issued_at for t in turns if t.assignment_id == assignment.assignment_id)
    sender = await who_sent(ctx, case, assignment)
    return lost_by_release(fault, assignment.unit_id, issued_at, dispatcher=sender, at=ctx.now)


def released(
    ctx: Ctx, case: Case, assignment: Assignment, *, why: str, by: Actor, lost: Lost | None = None
) -> Outcome:
    """One unit is out of the case."""
    event = AssignmentReleased(
        case_id=case.case_id,
        assignment_id=assignment.assignment_id,
        unit_id=assignment.unit_id,
        reason=why,
        by=by,
        fault=lost.fault if lost else None,
        charged_unit=lost.charged_unit if lost else None,
        lost_from=lost.lost_from if lost else None,
        lost_until=lost.lost_until if lost else None,
    )
    facts = {"fault": lost.fault, "charged": lost.charged_unit} if lost else {}
    step = assignment_step(ctx, case, assignment, AssignmentAction.RELEASE, why=why, facts=facts)
    return together(step, events=[event])
