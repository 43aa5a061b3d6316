"""A reply under review: the office's own answer, 审核, 审核退回."""

from dataclasses import replace

from services.routing.domain.assignments import AssignmentAction
from services.routing.domain.cases import (
    READING_WAIVED,
    Action,
    Case,
    CaseState,
    known,
    must_be_for_office,
)
from services.routing.domain.commands import On, Return, Review
from services.routing.domain.privacy import must_be_public
from services.routing.domain.results import AnswerDirectly, must_state_result
from services.routing.handlers.results import must_hold
from services.routing.handlers.steps import assignment_step, case_step, signature, together
from services.routing.store.cases import load_text
from services.routing.store.organisation import load_office
from services.routing.store.replies import (
    add_reply,
    add_return,
    add_review,
    original_text,
    reply_id,
    waive_reading,
)
from services.routing.store.results import add_result
from shared.context import Ctx
from shared.contracts.envelope import Event
from shared.contracts.routing import ReplyRead, ReplyReturned, ReplyReviewed, ReplySubmitted
from shared.outcome import Outcome, system


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
    return together(
        step,
        changes=[added, *([add_result(reply_id(case), result)] if result else [])],
        events=[event],
        answer={"state": CaseState.REPLIED, "reply_id": reply_id(case), "etag": 1},
    )


async def review(ctx: Ctx, command: On[Review], case: Case | None) -> Outcome:
    """审核: approve, edited or not.  Where a rule waives the reading, the answer is ready at once."""
    case = known(case)
    reply = case.current_reply(command.id)
    ctx.require_match(reply.version)
    original = await original_text(ctx.tx, reply)
    text = command.ask.text or original
    edited = text != original
    facts = {"reply": reply.reply_id, "edited": edited}
    steps = [case_step(ctx, case, Action.REVIEW, facts=facts, private={"text": text})]
    changes = add_review(reply, text=text, edited=edited, at=ctx.now, by=signature(ctx.actor))
    events: list[Event] = [
        ReplyReviewed(case_id=case.case_id, round=case.round, edited=edited, by=ctx.actor)
    ]
    must_be_public(text, await hidden_nickname(ctx, case))
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
        changes=[*steps[-1].changes, *changes],  # the last step's: the case moves once
        journal=[entry for step in steps for entry in step.journal],
        events=events,
        answer={"state": steps[-1].journal[0].to_state, "etag": reply.version + 1},
    )


async def return_(ctx: Ctx, command: On[Return], case: Case | None) -> Outcome:
    """审核退回: the draft goes back to who wrote it; the clocks go on."""
    case = known(case)
    reply = case.current_reply(command.id)
    ctx.require_match(reply.version)
    ask = command.ask
    do = Action.RETURN_ANSWER if case.office_answers else Action.RETURN
    step = case_step(
        ctx, case, do, why=ask.reason, facts={"reply": reply.reply_id}, private={"text": ask.text}
    )
    written = [case.assignment(reply.assignment_id)] if reply.assignment_id else []
    event = ReplyReturned(
        case_id=case.case_id, round=case.round, assignment_id=reply.assignment_id, by=ctx.actor
    )
    return together(
        step,
        *(assignment_step(ctx, case, a, AssignmentAction.RETURN) for a in written),
        changes=add_return(
            reply, reason=ask.reason, text=ask.text, at=ctx.now, by=signature(ctx.actor)
        ),
        events=[event],
        answer={"state": step.journal[0].to_state, "etag": reply.version + 1},
    )


async def hidden_nickname(ctx: Ctx, case: Case) -> str:
    """The author's nickname where it must not be told; empty where it may."""
    return (await load_text(ctx.tx, case.case_id)).nickname if case.hides_author else ""
