"""What a unit does with its assignment: 签收, 答复."""

from services.routing.domain.assignments import (
    AssignmentAction,
    must_be_signed_for,
    must_have_heard_assisting,
    must_have_heard_children,
    own,
)
from services.routing.domain.cases import Action, Case, known
from services.routing.domain.commands import On, Sign
from services.routing.domain.results import Reply
from services.routing.handlers.results import must_hold
from services.routing.handlers.steps import assignment_step, case_step, signature, together
from services.routing.store.replies import add_reply, reply_id
from services.routing.store.results import add_result
from shared.context import Ctx
from shared.contracts.routing import AssignmentSignedFor, ReplySubmitted
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


async def reply(ctx: Ctx, command: On[Reply], case: Case | None) -> Outcome:
    """答复: the lead unit's completes the case's; the others' go to it."""
    case = known(case)
    assignment = own(case.assignments, command.id, ctx.actor)
    ctx.require_match(assignment.version)
    must_be_signed_for(assignment)
    ask = command.ask
    stated = ask.result.stated()
    complete = assignment.part == "lead" and assignment.parent_id is None
    step = assignment_step(
        ctx,
        case,
        assignment,
        AssignmentAction.REPLY,
        facts={"reply": reply_id(case)} | stated.model_dump(exclude_none=True),
        private={"text": ask.text},
    )
    await must_hold(ctx, case, ask.result)
    must_have_heard_children(case.below(assignment))
    must_have_heard_assisting(assignment, case.beside(assignment))
    event = ReplySubmitted(
        case_id=case.case_id,
        assignment_id=assignment.assignment_id,
        unit_id=assignment.unit_id,
        round=case.round,
        complete=complete,
        submitted_at=ctx.now,
        by=ctx.actor,
        result=stated,
    )
    added = add_reply(
        case,
        assignment_id=assignment.assignment_id,
        unit_id=assignment.unit_id,
        complete=complete,
        text=ask.text,
        stated=stated,
        at=ctx.now,
        by=signature(ctx.actor),
    )
    return together(
        step,
        *([case_step(ctx, case, Action.ANSWER_UP)] if complete else []),
        changes=[added, add_result(reply_id(case), ask.result)],
        events=[event],
        answer={
            "state": "answered",
            "reply_id": reply_id(case),
            "complete": complete,
            "etag": assignment.version + 1,
        },
    )
