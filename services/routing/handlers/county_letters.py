"""县级转办函: a county's office drafts its letter, and its head signs it 签发; then the units have it."""

from services.routing.domain.assignments import Assignment, AssignmentAction
from services.routing.domain.cases import Case
from services.routing.domain.commands import Dispatch, DraftLetter, On, Pass
from services.routing.domain.letters import (
    LetterAction,
    must_be_anothers_draft,
    must_be_of_round,
    must_quote_what_was_said,
)
from services.routing.domain.organisation import head_of
from services.routing.handlers.handing_down import (
    answer_of,
    due_below,
    forwarded,
    handed_down,
    must_be_sound,
)
from services.routing.handlers.letters import drafted, letter_of, letter_step, revised
from services.routing.handlers.steps import assignment_step, together
from services.routing.store.instructions import Given, load_instructions
from services.routing.store.letters import (
    load_content,
)
from shared.context import Ctx
from shared.outcome import Outcome


async def draft_down(
    ctx: Ctx, case: Case, assignment: Assignment, asked: Dispatch, given: list[Given]
) -> Outcome:
    """拟稿: what would be refused at the signature was refused already."""
    return await drafted(ctx, case, await _dated(ctx, assignment, asked, given), given, assignment)


async def reword(ctx: Ctx, command: On[Dispatch], case: Case | None) -> Outcome:
    """修改, as after the head gave it back: the whole of it, anew."""
    case, letter = await letter_of(ctx, command, case)
    assignment = case.assignment(letter.parent_id or "")
    given = await load_instructions(ctx.tx, case.case_id)
    await must_be_sound(ctx, case, assignment, command.ask, given)
    return revised(ctx, case, letter, await _dated(ctx, assignment, command.ask, given), given)


async def sign_letter(ctx: Ctx, command: On[Pass], case: Case | None) -> Outcome:
    """县级签发: the office's head, or the deputy on record, signs; the units below have it."""
    case, letter = await letter_of(ctx, command, case)
    assignment = case.assignment(letter.parent_id or "")
    given = await load_instructions(ctx.tx, case.case_id)
    content = await load_content(ctx.tx, letter.letter_id)
    signed = letter_step(ctx, case, letter, LetterAction.SIGN)
    must_be_anothers_draft(letter, ctx.actor)
    must_be_of_round(letter, case.round)
    tree = await must_be_sound(ctx, case, assignment, content, given)
    must_quote_what_was_said(letter, [g.as_said for g in given])
    office = tree[assignment.unit_id]
    _, by = head_of(office, ctx.actor, deputy=ctx.actor.name != office.head_name)
    units = [order.unit_id for order in content.assignments]
    step = assignment_step(
        ctx, case, assignment, AssignmentAction.FORWARD, facts={"units": units}, actor=by
    )
    sent = await handed_down(ctx, case, assignment, content, tree, given, letter.letter_id)
    return together(
        signed,
        step,
        changes=sent.changes,
        events=[forwarded(ctx, case, assignment, sent, by)],
        answer=answer_of(sent, letter.version + 1),
    )


async def _dated(
    ctx: Ctx, assignment: Assignment, asked: Dispatch, given: list[Given]
) -> DraftLetter:
    """The draft with its due date, so that what is signed is what was drafted."""
    due_on = await due_below(ctx, assignment, asked, given)
    return DraftLetter.model_validate(asked.model_dump() | {"due_on": due_on})
