"""解除交办: a unit has a case no more."""

from collections.abc import Sequence

from services.routing.domain.assignments import Assignment, AssignmentAction, county_offices
from services.routing.domain.cases import Case, known
from services.routing.domain.commands import On, Release
from services.routing.handlers.drafts import drop_drafts
from services.routing.handlers.proposals import drop_proposals
from services.routing.handlers.steps import assignment_step, together
from shared.context import Ctx
from shared.contracts.envelope import Actor
from shared.contracts.routing import AssignmentReleased
from shared.outcome import Outcome


async def drop_work(ctx: Ctx, case: Case, assignments: Sequence[Assignment]) -> list[Outcome]:
    """作废: what units that have nothing to do with the case any more had begun."""
    return [
        *await drop_drafts(ctx, case, assignments),
        *await drop_proposals(ctx, case, county_offices(assignments)),
    ]


async def release(ctx: Ctx, command: On[Release], case: Case | None) -> Outcome:
    """解除交办: the unit, and those it handed the matter to, have the case no more."""
    case = known(case)
    assignment = case.assignment(command.id)
    ctx.require_match(assignment.version)
    gone = [assignment, *case.open_below(assignment)]
    why = command.ask.reason
    return together(
        *(released(ctx, case, a, why=why, by=ctx.actor) for a in gone),
        *await drop_work(ctx, case, gone),
        answer={"state": "released", "etag": assignment.version + 1},
    )


def released(ctx: Ctx, case: Case, assignment: Assignment, *, why: str, by: Actor) -> Outcome:
    """One unit is out of the case."""
    event = AssignmentReleased(
        case_id=case.case_id,
        assignment_id=assignment.assignment_id,
        unit_id=assignment.unit_id,
        reason=why,
        by=by,
    )
    step = assignment_step(ctx, case, assignment, AssignmentAction.RELEASE, why=why)
    return together(step, events=[event])
