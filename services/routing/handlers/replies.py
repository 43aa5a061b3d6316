"""A reply under review: the office's own answer, 审核, 审核退回, 县级审核."""

from dataclasses import replace

from services.routing.domain.assignments import Assignment, AssignmentAction
from services.routing.domain.cases import (
    READING_WAIVED,
    Action,
    Case,
    CaseState,
    known,
    must_be_for_office,
)
from services.routing.domain.checkup import must_be_sound, told
from services.routing.domain.commands import On, Return, Review
from services.routing.domain.drafting import Accept
from services.routing.domain.drafts import must_be_unaccepted, reply_from_below
from services.routing.domain.letters import official_day
from services.routing.domain.promises import must_promise_ahead
from services.routing.domain.replies import ReplyHead, Stage
from services.routing.domain.results import AnswerDirectly, must_state_result
from services.routing.domain.roles import UNITS
from services.routing.handlers.checkups import checkup
from services.routing.handlers.results import must_hold
from services.routing.handlers.steps import assignment_step, case_step, signature, together
from services.routing.store.checkups import add_prints
from services.routing.store.organisation import load_office
from services.routing.store.replies import (
    add_acceptance,
    add_reply,
    add_return,
    add_review,
    count_turns,
    load_words,
    reply_id,
    waive_reading,
)
from services.routing.store.results import add_result
from shared.context import Ctx
from shared.contracts.envelope import Event
from shared.contracts.routing import (
    ReplyAccepted,
    ReplyRead,
    ReplyReturned,
    ReplyReviewed,
    ReplySubmitted,
)
from shared.outcome import Entry, Outcome, system


async def answer(ctx: Ctx, command: AnswerDirectly, case: Case | None) -> Outcome:
    """The office answers by itself: 直接答复, 不予受理, 转送, 重复件."""
    case = known(case)
    must_be_for_office(case)
    step = case_step(
        ctx,
        case,
        Action.ANSWER,
        facts={"reply": reply_id(case)},
        private={"text": command.text},
    )
    result = command.result
    must_state_result(case.route, result)
    if result:
        await must_hold(ctx, case, result)
    stated = result.stated() if result else None
    office = await load_office(ctx.tx)
    event = ReplySubmitted(
        case_id=case.case_id,
        assignment_id=None,
        unit_id=office.unit_id,
        round=case.round,
        complete=True,
        submitted_at=ctx.now,
        by=ctx.actor,
        result=stated,
    )
    added = add_reply(
        case,
        assignment_id=None,
        unit_id=office.unit_id,
        complete=True,
        text=command.text,
        stated=stated,
        at=ctx.now,
        by=signature(ctx.actor),
    )
    found = await checkup(ctx.tx, case, command.text, result, official_day(ctx.now))
    return together(
        step,
        changes=[added, *([add_result(reply_id(case), result)] if result else [])],
        events=[event],
        answer={
            "state": CaseState.REPLIED,
            "reply_id": reply_id(case),
            "etag": 1,
            "findings": told(found),
        },
    )


async def review(ctx: Ctx, command: On[Review], case: Case | None) -> Outcome:
    """审核: approve, edited or not.  Where a rule waives the reading, the answer is ready at once."""
    case = known(case)
    reply = case.current_reply(command.id)
    ctx.require_match(reply.version)
    ask = command.ask
    original = await load_words(ctx.tx, reply, original=True)
    words = original._replace(text=ask.text or original.text)
    edited = words.text != original.text
    facts = {"reply": reply.reply_id, "edited": edited}
    steps = [case_step(ctx, case, Action.REVIEW, facts=facts, private={"text": words.text})]
    today = official_day(ctx.now)
    must_promise_ahead(words.promise, today)
    found = await checkup(ctx.tx, case, words.text, words.result, today)
    must_be_sound(found)
    changes = add_review(
        reply,
        text=words.text,
        edited=edited,
        findings=told(found),
        at=ctx.now,
        by=signature(ctx.actor),
    )
    events: list[Event] = [
        ReplyReviewed(case_id=case.case_id, round=case.round, edited=edited, by=ctx.actor)
    ]
    if case.route in READING_WAIVED:
        rule = system(ctx.service)
        reviewed = replace(case, state=CaseState.REVIEWED)
        facts = {"reply": reply.reply_id, "route": case.route}
        steps.append(case_step(ctx, reviewed, Action.WAIVE, facts=facts, actor=rule))
        changes.append(waive_reading(reply, at=ctx.now, by=signature(rule)))
        events.append(
            ReplyRead(case_id=case.case_id, round=case.round, waived=True, post=None, by=rule)
        )
    return Outcome(
        changes=[  # the last step's: the case moves once
            *steps[-1].changes,
            *changes,
            *add_prints(case, reply.reply_id, words.text),
        ],
        journal=[entry for step in steps for entry in step.journal],
        events=events,
        answer={
            "state": steps[-1].journal[0].to_state,
            "etag": reply.version + 1,
            "findings": told(found),
        },
    )


async def return_(ctx: Ctx, command: On[Return], case: Case | None) -> Outcome:
    """审核退回: the draft goes back to who wrote it; the clocks go on."""
    case = known(case)
    if ctx.actor.role in UNITS:
        return await _return_below(ctx, command, case)
    reply = case.current_reply(command.id)
    ctx.require_match(reply.version)
    do = Action.RETURN_ANSWER if case.office_answers else Action.RETURN
    step = case_step(
        ctx,
        case,
        do,
        why=command.ask.reason,
        facts={"reply": reply.reply_id},
        private={"text": command.ask.text},
    )
    written = [case.assignment(reply.assignment_id)] if reply.assignment_id else []
    sent = await _returned(ctx, case, reply, command.ask, "office")
    return together(
        step,
        *(assignment_step(ctx, case, a, AssignmentAction.RETURN) for a in written),
        sent,
        answer={"state": step.journal[0].to_state, "etag": reply.version + 1},
    )


async def accept(ctx: Ctx, command: On[Accept], case: Case | None) -> Outcome:
    """县级审核: who handed the matter down finds what came up in order."""
    case = known(case)
    reply, assignment = _from_below(ctx, case, command.id)
    must_be_unaccepted(reply)
    entry = Entry(
        subject=case.subject,
        action="accept",
        actor=ctx.actor,
        from_state=assignment.state,
        to_state=assignment.state,
        facts={"reply": reply.reply_id, "unit": assignment.unit_id},
    )
    event = ReplyAccepted(
        case_id=case.case_id,
        reply_id=reply.reply_id,
        assignment_id=assignment.assignment_id,
        unit_id=assignment.unit_id,
        round=reply.round,
        by=ctx.actor,
    )
    return Outcome(
        changes=add_acceptance(reply, at=ctx.now, by=signature(ctx.actor)),
        journal=[entry],
        events=[event],
        answer={"state": "accepted", "etag": reply.version + 1},
    )


async def _return_below(ctx: Ctx, command: On[Return], case: Case) -> Outcome:
    """县级审核退回: to the unit below, which answers again."""
    reply, assignment = _from_below(ctx, case, command.id)
    step = assignment_step(
        ctx,
        case,
        assignment,
        AssignmentAction.RETURN,
        why=command.ask.reason,
        facts={"reply": reply.reply_id},
        private={"text": command.ask.text},
    )
    sent = await _returned(ctx, case, reply, command.ask, "county")
    return together(
        step, sent, answer={"state": step.journal[0].to_state, "etag": reply.version + 1}
    )


def _from_below(ctx: Ctx, case: Case, reply_id: str) -> tuple[ReplyHead, Assignment]:
    """The newest reply of a unit that the actor's unit handed the matter down to."""
    reply, assignment = reply_from_below(case, reply_id, ctx.actor)
    ctx.require_match(reply.version)
    return reply, assignment


async def _returned(ctx: Ctx, case: Case, reply: ReplyHead, ask: Return, stage: Stage) -> Outcome:
    """The row and the event of a return; 审核退回 has a counter of its own."""
    row = add_return(
        reply,
        reason=ask.reason,
        text=ask.text,
        stage=stage,
        at=ctx.now,
        by=signature(ctx.actor),
    )
    event = ReplyReturned(
        case_id=case.case_id,
        round=case.round,
        assignment_id=reply.assignment_id,
        by=ctx.actor,
        reply_id=reply.reply_id,
        stage=stage,
        returned=(await count_turns(ctx.tx, case)).returned + 1,
        reason=ask.reason,
    )
    return Outcome(changes=row, events=[event])
