"""县级转办函: a county's office drafts its letter, and its head signs it 签发; then the units have it."""

from services.routing.domain.assignments import Assignment, AssignmentAction
from services.routing.domain.cases import Case
from services.routing.domain.commands import Dispatch, DraftLetter, On, Pass
from services.routing.domain.letters import (
    LetterAction,
    LetterState,
    must_be_anothers_draft,
    must_be_of_round,
    must_be_only_letter,
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
from services.routing.handlers.letters import letter_of, letter_step
from services.routing.handlers.steps import assignment_step, signature, together
from services.routing.store.instructions import Given, load_instructions
from services.routing.store.letters import (
    add_draft,
    add_wording,
    load_content,
    next_letter_id,
    open_letters,
)
from shared.context import Ctx
from shared.outcome import Entry, Outcome


async def draft_down(
    ctx: Ctx, case: Case, assignment: Assignment, asked: Dispatch, given: list[Given]
) -> Outcome:
    """拟稿: what would be refused at the signature was refused already."""
    must_be_only_letter((await open_letters(ctx.tx, case.case_id)).get(assignment.unit_id))
    content = await _dated(ctx, assignment, asked, given)
    letter_id, number = await next_letter_id(ctx.tx, case)
    quoted = [g.as_said for g in given]
    added = add_draft(
        case,
        letter_id,
        number,
        of_round=case.round,
        state=LetterState.DRAFTED,
        drafted_by=ctx.actor.sub,
        at=ctx.now,
        parent=assignment,
    )
    wording = add_wording(letter_id, 1, content, quoted, ctx.now, signature(ctx.actor))
    entry = Entry(
        subject=case.subject,
        action="draft",
        actor=ctx.actor,
        to_state=LetterState.DRAFTED,
        facts={
            "letter": letter_id,
            "due_on": content.due_on,
            "quoted": quoted,
            "unit": assignment.unit_id,
        },
        private={"content": content.model_dump_json()},
    )
    answer = {
        "state": LetterState.DRAFTED, "letter_id": letter_id, "due_on": content.due_on, "etag": 1,
    }  # fmt: skip
    return Outcome(changes=[added, wording], journal=[entry], answer=answer)


async def reword(ctx: Ctx, command: On[Dispatch], case: Case | None) -> Outcome:
    """修改, as after the head gave it back: the whole of it, anew."""
    case, letter = await letter_of(ctx, command, case)
    assignment = case.assignment(letter.parent_id or "")
    given = await load_instructions(ctx.tx, case.case_id)
    await must_be_sound(ctx, case, assignment, command.ask, given)
    content = await _dated(ctx, assignment, command.ask, given)
    quoted = [g.as_said for g in given]
    step = letter_step(
        ctx,
        case,
        letter,
        LetterAction.REVISE,
        drafted_by=ctx.actor.sub,
        facts={"due_on": content.due_on, "quoted": quoted},
        private={"content": content.model_dump_json()},
    )
    version = letter.version + 1
    wording = add_wording(letter.letter_id, version, content, quoted, ctx.now, signature(ctx.actor))
    answer = {"state": LetterState.DRAFTED, "due_on": content.due_on, "etag": version}
    return together(step, changes=[wording], answer=answer)


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
