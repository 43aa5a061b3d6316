"""阅批, 阅批退回: the leader reads a reviewed reply."""

from services.routing.domain.cases import Action, Case, known
from services.routing.domain.commands import On, Read
from services.routing.domain.instructions import may_read, must_be_an_opinion
from services.routing.domain.letters import official_day
from services.routing.domain.posts import acting_for
from services.routing.handlers.instructions import post_of_actor
from services.routing.handlers.scans import scan_of
from services.routing.handlers.steps import case_step, signature, together
from services.routing.store.replies import add_reading
from shared.context import Ctx
from shared.contracts.routing import ReplyRead, ReplySentBack
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
