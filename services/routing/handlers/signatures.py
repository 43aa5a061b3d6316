"""Who answers for a unit's draft: its head 签发, and the county's leader 县级阅批; then it is a reply."""

from services.routing.domain.assignments import AssignmentAction, county_offices
from services.routing.domain.cases import Action, Case, known
from services.routing.domain.commands import On, Read
from services.routing.domain.countersigns import countersigners, must_have_asked_all
from services.routing.domain.drafting import ReturnDraft, SignDraft
from services.routing.domain.drafts import (
    Draft,
    DraftAction,
    DraftState,
    known_draft,
    must_be_own,
    sign_action,
)
from services.routing.domain.instructions import must_be_an_opinion, not_the_addressee
from services.routing.domain.letters import official_day
from services.routing.domain.organisation import head_of
from services.routing.domain.posts import acting_for
from services.routing.handlers.drafts import moved, must_be_ready, own_draft
from services.routing.handlers.instructions import post_of_actor
from services.routing.handlers.releases import drop_desk
from services.routing.handlers.scans import scan_of
from services.routing.handlers.steps import (
    assignment_step,
    case_step,
    draft_step,
    signature,
    together,
)
from services.routing.store.drafts import (
    Wording,
    add_draft_reading,
    add_draft_return,
    add_signature,
    load_draft,
    load_wording,
)
from services.routing.store.organisation import load_tree
from services.routing.store.practice import load_practice
from services.routing.store.replies import add_reply, reply_id
from services.routing.store.results import add_result
from shared.context import Ctx
from shared.contracts.envelope import Actor
from shared.contracts.routing import DraftRead, DraftSentBack, ReplySigned, ReplySubmitted
from shared.outcome import Outcome


async def sign_draft(ctx: Ctx, command: On[SignDraft], case: Case | None) -> Outcome:
    """签发: the unit's head, or the deputy on record for the head, answers for it."""
    case = known(case)
    draft = known_draft(await load_draft(ctx.tx, command.id))
    must_be_own(draft, ctx.actor)
    unit = (await load_tree(ctx.tx, [draft.unit_id]))[draft.unit_id]
    deputy = command.ask.deputy
    head, by = head_of(unit, ctx.actor, deputy=deputy)
    ctx.require_match(draft.version)
    practice = await load_practice(ctx.tx, official_day(ctx.now))
    do = sign_action(unit, case, practice.county_reading)
    step = draft_step(ctx, case, draft, do, facts={"deputy": deputy}, actor=by)
    wording = await load_wording(ctx.tx, draft)
    await _must_be_agreed(ctx, case, draft, wording)
    event = ReplySigned(
        case_id=case.case_id,
        draft_id=draft.draft_id,
        assignment_id=draft.assignment_id,
        unit_id=draft.unit_id,
        deputy=deputy,
        signed_at=ctx.now,
        by=by,
    )
    signed = together(
        step,
        changes=[add_signature(draft, head, ctx.now, signature(by), deputy=deputy)],
        events=[event],
        answer=moved(step, draft),
    )
    if do == DraftAction.SIGN_FOR_READING:
        return signed
    return await _sent(ctx, case, draft, wording, signed, by)


async def return_draft(ctx: Ctx, command: On[ReturnDraft], case: Case | None) -> Outcome:
    """签发退回: the head does not sign; the officer writes anew.  No counter counts it."""
    case, draft, _ = await own_draft(ctx, command.id, case)
    unit = (await load_tree(ctx.tx, [draft.unit_id]))[draft.unit_id]
    _, by = head_of(unit, ctx.actor, deputy=ctx.actor.name != unit.head_name)
    ask = command.ask
    step = draft_step(
        ctx, case, draft, DraftAction.RETURN, why=ask.reason, private={"text": ask.text}, actor=by
    )
    added = add_draft_return(draft, ask.reason, ask.text, ctx.now, signature(by))
    return together(step, changes=[added], answer=moved(step, draft))


async def read_draft(ctx: Ctx, command: On[Read], case: Case | None) -> Outcome:
    """县级阅批: the county's leader read its office's draft; it goes up."""
    return await _leader_reads(ctx, command, known(case), DraftAction.READ)


async def send_back_draft(ctx: Ctx, command: On[Read], case: Case | None) -> Outcome:
    """县级阅批退回: back to the county's office."""
    return await _leader_reads(ctx, command, known(case), DraftAction.SEND_BACK)


async def _leader_reads(ctx: Ctx, command: On[Read], case: Case, do: DraftAction) -> Outcome:
    draft = known_draft(await load_draft(ctx.tx, command.id))
    post = await post_of_actor(ctx)
    if post.unit_id != draft.unit_id:
        raise not_the_addressee()
    ctx.require_match(draft.version)
    ask = command.ask
    must_be_an_opinion(ask.opinion)
    holder, by = acting_for(post, ctx.actor, ask.mode, official_day(ctx.now), "read")
    scan = await scan_of(ctx, case, ask.scan, None, ask.mode)
    step = draft_step(
        ctx,
        case,
        draft,
        do,
        facts={"post": post.post_id, "mode": ask.mode},
        private={"opinion": ask.opinion},
        actor=by,
    )
    fact = DraftRead if do == DraftAction.READ else DraftSentBack
    event = fact(
        case_id=case.case_id,
        draft_id=draft.draft_id,
        unit_id=draft.unit_id,
        post=post.post_id,
        by=by,
    )
    reading = add_draft_reading(
        draft,
        outcome="read" if do == DraftAction.READ else "sent_back",
        opinion=ask.opinion,
        post_id=post.post_id,
        holder=holder,
        mode=ask.mode,
        scan=scan,
        at=ctx.now,
        by=signature(by),
    )
    done = together(step, changes=[reading], events=[event], answer=moved(step, draft))
    if do == DraftAction.SEND_BACK:
        return done
    wording = await load_wording(ctx.tx, draft)
    await _must_be_agreed(ctx, case, draft, wording)
    return await _sent(ctx, case, draft, wording, done, by)


async def _must_be_agreed(ctx: Ctx, case: Case, draft: Draft, wording: Wording) -> None:
    """What keeps a draft from going up, and whoever assists since it went round."""
    assignment = case.assignment(draft.assignment_id)
    await must_be_ready(ctx, case, assignment, wording)
    must_have_asked_all(draft, countersigners(case, assignment))


async def _sent(
    ctx: Ctx, case: Case, draft: Draft, wording: Wording, signed: Outcome, by: Actor
) -> Outcome:
    """The draft goes up as the unit's reply; the lead unit's completes the case's."""
    assignment = case.assignment(draft.assignment_id)
    complete = assignment.part == "lead" and assignment.parent_id is None
    reply = reply_id(case)
    stated = wording.result.stated()
    step = assignment_step(
        ctx,
        case,
        assignment,
        AssignmentAction.REPLY,
        facts={"reply": reply, "draft": draft.draft_id} | stated.model_dump(exclude_none=True),
        private={"text": wording.text},
        actor=by,
    )
    event = ReplySubmitted(
        case_id=case.case_id,
        assignment_id=assignment.assignment_id,
        unit_id=assignment.unit_id,
        round=case.round,
        complete=complete,
        submitted_at=ctx.now,
        by=by,
        result=stated,
    )
    added = add_reply(
        case,
        assignment_id=assignment.assignment_id,
        unit_id=assignment.unit_id,
        complete=complete,
        text=wording.text,
        stated=stated,
        draft_id=draft.draft_id,
        at=ctx.now,
        by=signature(by),
    )
    up = [case_step(ctx, case, Action.ANSWER_UP, actor=by)] if complete else []
    return together(
        signed,
        step,
        *up,
        *await drop_desk(ctx, case, county_offices([assignment])),
        changes=[added, add_result(reply, wording.result)],
        events=[event],
        answer={
            "state": DraftState.SENT,
            "reply_id": reply,
            "complete": complete,
            "etag": draft.version + 1,
        },
    )
