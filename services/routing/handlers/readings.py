"""阅批, 阅批退回, 公开回复: what happens to a reviewed reply."""

from services.routing.domain.cases import Action, Case, CaseState, known
from services.routing.domain.commands import On, Publish, Read
from services.routing.domain.instructions import may_read, must_be_an_opinion
from services.routing.domain.letters import official_day
from services.routing.domain.organisation import acting_for
from services.routing.domain.privacy import must_be_public
from services.routing.domain.replies import must_be_published_between, signer_of
from services.routing.handlers.instructions import post_of_actor
from services.routing.handlers.replies import hidden_nickname
from services.routing.handlers.scans import scan_of
from services.routing.handlers.steps import case_step, signature, together
from services.routing.store.organisation import load_office
from services.routing.store.replies import add_publication, add_reading, load_read_reply
from shared.context import Ctx
from shared.contracts.routing import ReplyPublished, ReplyRead, ReplySentBack
from shared.outcome import Outcome


async def read(ctx: Ctx, command: On[Read], case: Case | None) -> Outcome:
    """阅批: read by the leader it was addressed to; it may be published."""
    return await _leader_reads(ctx, command, case, Action.READ)


async def send_back(ctx: Ctx, command: On[Read], case: Case | None) -> Outcome:
    """阅批退回: back to the office, which reviews again."""
    return await _leader_reads(ctx, command, case, Action.SEND_BACK)


async def _leader_reads(ctx: Ctx, command: On[Read], case: Case | None, do: Action) -> Outcome:
    case = known(case)
    reply = case.current_reply(command.id)
    ctx.require_match(reply.version)
    ask = command.ask
    post = await post_of_actor(ctx)
    may_read(case, post)
    must_be_an_opinion(ask.opinion)
    holder, by = acting_for(post, ctx.actor, ask.mode, official_day(ctx.now), "read")
    scan = await scan_of(ctx, case, ask.scan, None, ask.mode)
    step = case_step(
        ctx,
        case,
        do,
        facts={"reply": reply.reply_id, "post": post.post_id, "mode": ask.mode},
        private={"opinion": ask.opinion},
        actor=by,
    )
    said: ReplyRead | ReplySentBack
    if do == Action.READ:
        said = ReplyRead(
            case_id=case.case_id, round=case.round, waived=False, post=post.post_id, by=by
        )
    else:
        said = ReplySentBack(case_id=case.case_id, round=case.round, post=post.post_id, by=by)
    reading = add_reading(
        reply,
        outcome="read" if do == Action.READ else "sent_back",
        opinion=ask.opinion,
        post_id=post.post_id,
        holder=holder,
        mode=ask.mode,
        scan=scan,
        at=ctx.now,
        by=signature(by),
    )
    return together(
        step,
        changes=reading,
        events=[said],
        answer={"state": step.journal[0].to_state, "etag": reply.version + 1},
    )


async def publish(ctx: Ctx, command: On[Publish], case: Case | None) -> Outcome:
    """公开回复: a person put the answer into the channel, and this is the proof."""
    case = known(case)
    reply = case.current_reply(command.id)
    ctx.require_match(reply.version)
    ask = command.ask
    published_at = ask.published_at or ctx.now
    step = case_step(
        ctx,
        case,
        Action.PUBLISH,
        facts={"reply": reply.reply_id, "tid": case.external_id, "published_at": published_at},
        private={"proof": ask.proof},
    )
    ready = await load_read_reply(ctx.tx, reply)
    must_be_public(ready.text, await hidden_nickname(ctx, case))
    must_be_published_between(ready.read_at, published_at, ctx.now)
    signer = signer_of(case.route, ask.signer, waived=ready.waived)
    units = case.handled_by() or ((await load_office(ctx.tx)).unit_id,)
    event = ReplyPublished(
        case_id=case.case_id,
        round=case.round,
        route=case.route,
        external_id=case.external_id,
        text=ready.text,
        signer=signer,
        units=units,
        proof=ask.proof,
        published_at=published_at,
        by=ctx.actor,
    )
    publication = add_publication(
        case,
        reply,
        text=ready.text,
        signer=signer,
        proof=ask.proof,
        published_at=published_at,
        at=ctx.now,
        by=signature(ctx.actor),
    )
    return together(
        step,
        changes=publication,
        events=[event],
        answer={"state": CaseState.PUBLISHED, "etag": reply.version + 1},
    )
