"""What a unit does with its assignment: 签收, 退件 and the ruling on it."""

from services.routing.domain.assignments import AssignmentAction, own
from services.routing.domain.cases import Case, known
from services.routing.domain.commands import On, Refuse, Rule, Sign
from services.routing.handlers.drafts import drop_drafts
from services.routing.handlers.steps import assignment_step, signature, together
from services.routing.store.assignments import add_refusal, add_ruling
from shared.context import Ctx
from shared.contracts.routing import (
    AssignmentRefused,
    AssignmentSignedFor,
    RefusalRuled,
)
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


async def refuse(ctx: Ctx, command: On[Refuse], case: Case | None) -> Outcome:
    """退件: the unit says that the matter is not its own."""
    case = known(case)
    assignment = own(case.assignments, command.id, ctx.actor)
    ctx.require_match(assignment.version)
    ask = command.ask
    event = AssignmentRefused(
        case_id=case.case_id,
        assignment_id=assignment.assignment_id,
        unit_id=assignment.unit_id,
        by=ctx.actor,
    )
    step = assignment_step(
        ctx, case, assignment, AssignmentAction.REFUSE, why=ask.reason, private={"text": ask.text}
    )
    refusal = add_refusal(
        assignment, reason=ask.reason, text=ask.text, at=ctx.now, by=signature(ctx.actor)
    )
    return together(
        step,
        changes=[refusal],
        events=[event],
        answer={"state": "refused", "etag": assignment.version + 1},
    )


async def rule(ctx: Ctx, command: On[Rule], case: Case | None) -> Outcome:
    """退件裁定: the unit is released, or must handle the matter.  The office head decides."""
    case = known(case)
    assignment = case.assignment(command.id)
    ctx.require_match(assignment.version)
    upheld = command.ask.uphold
    do = AssignmentAction.UPHOLD_REFUSAL if upheld else AssignmentAction.OVERRULE_REFUSAL
    event = RefusalRuled(
        case_id=case.case_id,
        assignment_id=assignment.assignment_id,
        unit_id=assignment.unit_id,
        upheld=upheld,
        by=ctx.actor,
    )
    return together(
        assignment_step(ctx, case, assignment, do),
        *(await drop_drafts(ctx, case, [assignment]) if upheld else []),
        changes=[add_ruling(assignment, upheld=upheld, at=ctx.now, by=signature(ctx.actor))],
        events=[event],
        answer={
            "state": "released" if upheld else "signed",
            "etag": assignment.version + 1,
        },
    )
