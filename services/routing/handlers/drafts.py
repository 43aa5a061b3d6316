"""A unit's draft 答复稿: 拟稿, 修改, 送会签 or 送签, 撤回修改."""

from collections.abc import Sequence

from services.routing.domain.assignments import (
    Assignment,
    must_be_signed_for,
    must_have_heard_assisting,
    must_have_heard_children,
    own,
)
from services.routing.domain.cases import Case, known
from services.routing.domain.checkup import told_below
from services.routing.domain.commands import On
from services.routing.domain.countersigns import countersign_by, countersigners
from services.routing.domain.drafting import Recall, SubmitDraft, Write
from services.routing.domain.drafts import (
    Draft,
    DraftAction,
    DraftState,
    known_draft,
    merged,
    must_be_only_draft,
    must_be_own,
    must_have_accepted,
    must_have_in_hand,
)
from services.routing.domain.letters import official_day
from services.routing.handlers.checkups import checkup
from services.routing.handlers.results import must_hold
from services.routing.handlers.steps import draft_step, signature, together
from services.routing.store.countersigns import add_circulation
from services.routing.store.drafts import (
    Wording,
    add_draft,
    add_wording,
    answers_of,
    load_draft,
    load_wording,
    next_draft_number,
    open_drafts,
)
from services.routing.store.practice import load_practice
from shared.context import Ctx
from shared.contracts.routing import ReplyCirculated
from shared.outcome import Entry, Outcome, system
from shared.rules import Refused


async def draft_reply(ctx: Ctx, command: On[Write], case: Case | None) -> Outcome:
    """拟稿: an officer writes the unit's reply, or begins with what those below and beside wrote."""
    case = known(case)
    assignment = own(case.assignments, command.id, ctx.actor)
    ctx.require_match(assignment.version)
    must_be_signed_for(assignment)
    must_have_in_hand(assignment)
    must_be_only_draft(await open_drafts(ctx.tx, case), assignment)
    wording = await _worded(ctx, case, assignment, command.ask)
    number = await next_draft_number(ctx.tx, case)
    draft_id = f"{case.case_id}-d{number}"
    entry = Entry(
        subject=case.subject,
        action="draft",
        actor=ctx.actor,
        to_state=DraftState.DRAFTED,
        facts={
            "draft": draft_id,
            "assignment": assignment.assignment_id,
            "unit": assignment.unit_id,
            "disposition": wording.result.disposition,
        },
        private={"text": wording.text},
    )
    return Outcome(
        changes=[
            add_draft(case, assignment, number, ctx.now),
            add_wording(draft_id, 1, wording, ctx.now, signature(ctx.actor)),
        ],
        journal=[entry],
        answer={"state": DraftState.DRAFTED, "draft_id": draft_id, "etag": 1}
        | await _advice(ctx, case, wording),
    )


async def revise_draft(ctx: Ctx, command: On[Write], case: Case | None) -> Outcome:
    """修改: the whole of it, anew; what it was stays on record."""
    case, draft, assignment = await own_draft(ctx, command.id, case)
    wording = await _worded(ctx, case, assignment, command.ask)
    step = draft_step(
        ctx,
        case,
        draft,
        DraftAction.REVISE,
        facts={"disposition": wording.result.disposition},
        private={"text": wording.text},
    )
    added = add_wording(draft.draft_id, draft.version + 1, wording, ctx.now, signature(ctx.actor))
    return together(
        step,
        changes=[added],
        answer=moved(step, draft) | await _advice(ctx, case, wording),
    )


async def submit_draft(ctx: Ctx, command: On[SubmitDraft], case: Case | None) -> Outcome:
    """送会签 to the units that assist; 送签 where there are none."""
    case, draft, assignment = await own_draft(ctx, command.id, case)
    wording = await load_wording(ctx.tx, draft)
    await must_be_ready(ctx, case, assignment, wording)
    units = countersigners(case, assignment)
    today = official_day(ctx.now)
    days = (await load_practice(ctx.tx, today)).countersign_days
    answer_by = countersign_by(today, days, assignment.due_on)
    step = draft_step(
        ctx,
        case,
        draft,
        DraftAction.CIRCULATE if units else DraftAction.PRESENT,
        facts={"units": units, "answer_by": answer_by} if units else {},
    )
    event = ReplyCirculated(
        case_id=case.case_id,
        draft_id=draft.draft_id,
        assignment_id=draft.assignment_id,
        unit_id=draft.unit_id,
        units=units,
        by=ctx.actor,
        answer_by=answer_by,
    )
    return together(
        step,
        changes=add_circulation(draft, units, ctx.now, answer_by),
        events=[event] if units else [],
        answer=moved(step, draft)
        | {"units": units, "answer_by": answer_by if units else None}
        | await _advice(ctx, case, wording),
    )


async def recall_draft(ctx: Ctx, command: On[Recall], case: Case | None) -> Outcome:
    """撤回修改: back to the officer, before anybody has signed for the unit."""
    case, draft, _ = await own_draft(ctx, command.id, case)
    step = draft_step(ctx, case, draft, DraftAction.RECALL)
    return together(step, answer=moved(step, draft))


async def own_draft(ctx: Ctx, draft_id: str, case: Case | None) -> tuple[Case, Draft, Assignment]:
    """The case, the actor's unit's draft in the version it saw, and the assignment it is for."""
    case = known(case)
    draft = known_draft(await load_draft(ctx.tx, draft_id))
    must_be_own(draft, ctx.actor)
    ctx.require_match(draft.version)
    return case, draft, case.assignment(draft.assignment_id)


async def must_be_ready(ctx: Ctx, case: Case, assignment: Assignment, wording: Wording) -> None:
    """What a reply must say, and whom its author must have heard."""
    must_have_in_hand(assignment)
    await must_hold(ctx, case, wording.result)
    must_have_heard_children(case.below(assignment))
    must_have_accepted(case.below(assignment), case.replies)
    must_have_heard_assisting(assignment, case.beside(assignment))


async def drop_drafts(ctx: Ctx, case: Case, assignments: Sequence[Assignment]) -> list[Outcome]:
    """作废: these units have nothing to answer any more."""
    ids = {a.assignment_id for a in assignments}
    rule = system(ctx.service)
    return [
        draft_step(ctx, case, draft, DraftAction.DROP, actor=rule)
        for draft in (await open_drafts(ctx.tx, case) if ids else ())
        if draft.assignment_id in ids
    ]


def moved(step: Outcome, draft: Draft) -> dict[str, object]:
    """Where a draft stands after an act, as the answer says."""
    return {"state": step.journal[0].to_state, "etag": draft.version + 1}


async def _worded(ctx: Ctx, case: Case, assignment: Assignment, ask: Write) -> Wording:
    await must_hold(ctx, case, ask.result)
    text = ask.text or merged(await answers_of(ctx.tx, _heard_by(case, assignment)))
    if not text:
        raise Refused("text_missing", "nobody below or beside has answered yet", status=422)
    return Wording(text, ask.result)


def _heard_by(case: Case, assignment: Assignment) -> list[Assignment]:
    """Those whose answers go into this one's."""
    beside = case.beside(assignment) if assignment.part == "lead" else []
    return [*case.below(assignment), *beside]


async def _advice(ctx: Ctx, case: Case, wording: Wording) -> dict[str, object]:
    """答复体检 for the unit: what would keep this wording from the public."""
    found = await checkup(ctx.tx, case, wording.text, wording.result, official_day(ctx.now))
    return {"findings": told_below(found)}
