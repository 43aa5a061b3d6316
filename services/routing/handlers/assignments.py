"""What a unit does with its assignment: 签收."""

from services.routing.domain.assignments import AssignmentAction, own
from services.routing.domain.cases import Case, known
from services.routing.domain.commands import On, Sign
from services.routing.handlers.steps import assignment_step, together
from shared.context import Ctx
from shared.contracts.routing import AssignmentSignedFor
from shared.outcome import Outcome


async def sign(ctx: Ctx, command: On[Sign], case: Case | None) -> Outcome:
    """签收."""
    case = known(case)
    assignment = own(case.assignments, command.id, ctx.actor)
    ctx.require_match(assignment.version)
    event = AssignmentSignedFor(
        case_id=case.case_id,
        assignment_id=assignment.assignment_id,
        unit_id=assignment.unit_id,
        by=ctx.actor,
    )
    return together(
        assignment_step(ctx, case, assignment, AssignmentAction.SIGN),
        events=[event],
        answer={"state": "signed", "etag": assignment.version + 1},
    )
