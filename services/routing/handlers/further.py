"""One more public reply 后续回复: written, reviewed, read, published with its proof."""

from dataclasses import replace
from typing import Unpack

from services.routing.domain.cases import Case, known
from services.routing.domain.checkup import must_be_sound
from services.routing.domain.commands import On, Read, Return
from services.routing.domain.drafting import (
    DropFurther,
    PublishFurther,
    ReviewFurther,
    WriteFurther,
)
from services.routing.domain.further import (
    FURTHER,
    Further,
    FurtherAction,
    FurtherState,
    id_of_further,
    known_further,
    must_fit_time,
    must_name_date,
)
from services.routing.domain.instructions import may_read, must_be_an_opinion
from services.routing.domain.letters import official_day
from services.routing.domain.posts import acting_for
from services.routing.domain.replies import must_be_published_between
from services.routing.handlers.checkups import check_further
from services.routing.handlers.files import must_have_files
from services.routing.handlers.instructions import post_of_actor
from services.routing.handlers.scans import scan_of
from services.routing.handlers.steps import Telling, signature, take, together
from services.routing.store.further import (
    add_further,
    add_further_publication,
    add_further_reading,
    add_further_return,
    add_further_review,
    count_further,
    load_further,
    move_further,
    open_further,
    rewrite,
)
from shared.context import Ctx
from shared.contracts.routing import FurtherReplyPublished
from shared.outcome import Entry, Outcome, system


async def write_further(ctx: Ctx, command: WriteFurther, case: Case | None) -> Outcome:
    """拟稿: the clerk writes it; the case stays where it is."""
    case = known(case)
    must_fit_time(case, command.kind)
    must_name_date(command.kind, command.promise_on, official_day(ctx.now))
    number = await count_further(ctx.tx, case) + 1
    further_id = id_of_further(case.case_id, number)
    entry = Entry(
        subject=case.subject,
        action="write_further",
        actor=ctx.actor,
        to_state=FurtherState.WRITTEN,
        facts={"further": further_id, "kind": command.kind},
        private={"text": command.text},
    )
    added = add_further(
        case, number, command.kind, command.text, command.promise_on, ctx.now, signature(ctx.actor)
    )
    answer = {"state": FurtherState.WRITTEN, "further_id": further_id, "etag": 1}
    return Outcome(changes=added, journal=[entry], answer=answer)


async def rewrite_further(ctx: Ctx, command: On[WriteFurther], case: Case | None) -> Outcome:
    """修改, as after a return."""
    case, further = await _of(ctx, command.id, case)
    ask = command.ask
    must_fit_time(case, ask.kind)
    must_name_date(ask.kind, ask.promise_on, official_day(ctx.now))
    further = replace(further, kind=ask.kind)
    step = _step(ctx, case, further, FurtherAction.REWRITE, private={"text": ask.text})
    by = signature(ctx.actor)
    again = rewrite(further, ask.text, ask.promise_on, ctx.now, by)
    return together(step, changes=again, answer=step.answer)


async def review_further(ctx: Ctx, command: On[ReviewFurther], case: Case | None) -> Outcome:
    """审核."""
    case, further = await _of(ctx, command.id, case)
    text = command.ask.text or further.text
    step = _step(ctx, case, further, FurtherAction.REVIEW, private={"text": text})
    today = official_day(ctx.now)
    must_name_date(further.kind, further.promise_on, today)
    must_be_sound(await check_further(ctx.tx, case, further, text, today))
    added = add_further_review(further, text, ctx.now, signature(ctx.actor))
    return together(step, changes=[added], answer=step.answer)


async def return_further(ctx: Ctx, command: On[Return], case: Case | None) -> Outcome:
    """审核退回: to the clerk."""
    case, further = await _of(ctx, command.id, case)
    ask = command.ask
    step = _step(
        ctx, case, further, FurtherAction.RETURN, why=ask.reason, private={"text": ask.text}
    )
    added = add_further_return(further, ask.reason, ask.text, ctx.now, signature(ctx.actor))
    return together(step, changes=[added], answer=step.answer)


async def drop_further(ctx: Ctx, command: On[DropFurther], case: Case | None) -> Outcome:
    """作废."""
    case, further = await _of(ctx, command.id, case)
    return _step(ctx, case, further, FurtherAction.DROP)


async def drop_all_further(ctx: Ctx, case: Case) -> list[Outcome]:
    """作废: the author took the case back."""
    rule = system(ctx.service)
    return [
        _step(ctx, case, further, FurtherAction.DROP, actor=rule)
        for further in await open_further(ctx.tx, case)
    ]


async def read_further(ctx: Ctx, command: On[Read], case: Case | None) -> Outcome:
    """阅批."""
    return await _leader_reads(ctx, command, case, FurtherAction.READ)


async def send_back_further(ctx: Ctx, command: On[Read], case: Case | None) -> Outcome:
    """阅批退回."""
    return await _leader_reads(ctx, command, case, FurtherAction.SEND_BACK)


async def publish_further(ctx: Ctx, command: On[PublishFurther], case: Case | None) -> Outcome:
    """公开."""
    case, further = await _of(ctx, command.id, case)
    ask = command.ask
    published_at = ask.published_at or ctx.now
    step = _step(ctx, case, further, FurtherAction.PUBLISH, private={"proof": ask.proof})
    must_fit_time(case, further.kind)
    await must_have_files(ctx, case, [ask.screenshot] if ask.screenshot else [])
    must_name_date(further.kind, further.promise_on, official_day(published_at))
    found = await check_further(ctx.tx, case, further, further.text, official_day(ctx.now))
    must_be_sound(found)
    must_be_published_between(further.read_at or ctx.now, published_at, ctx.now)
    event = FurtherReplyPublished(
        case_id=case.case_id,
        further_id=further.further_id,
        round=further.round,
        kind=further.kind,
        text=further.text,
        promise_on=further.promise_on,
        proof=ask.proof,
        screenshot=ask.screenshot,
        published_at=published_at,
        by=ctx.actor,
    )
    added = add_further_publication(
        further,
        proof=ask.proof,
        screenshot=ask.screenshot,
        published_at=published_at,
        at=ctx.now,
        by=signature(ctx.actor),
    )
    return together(step, changes=[added], events=[event], answer=step.answer)


async def _leader_reads(
    ctx: Ctx, command: On[Read], case: Case | None, do: FurtherAction
) -> Outcome:
    case, further = await _of(ctx, command.id, case)
    ask = command.ask
    post = await post_of_actor(ctx)
    may_read(case, post)
    must_be_an_opinion(ask.opinion)
    holder, by = acting_for(post, ctx.actor, ask.mode, official_day(ctx.now), "read")
    scan = await scan_of(ctx, case, ask.scan, None, ask.mode)
    step = _step(ctx, case, further, do, private={"opinion": ask.opinion}, actor=by)
    added = add_further_reading(
        further,
        outcome="read" if do == FurtherAction.READ else "sent_back",
        opinion=ask.opinion,
        post_id=post.post_id,
        holder=holder,
        mode=ask.mode,
        scan=scan,
        at=ctx.now,
        by=signature(by),
    )
    return together(step, changes=[added], answer=step.answer)


async def _of(ctx: Ctx, further_id: str, case: Case | None) -> tuple[Case, Further]:
    """The case and its further reply, in the version that the caller saw."""
    case = known(case)
    further = known_further(await load_further(ctx.tx, further_id))
    ctx.require_match(further.version)
    return case, further


def _step(
    ctx: Ctx, case: Case, further: Further, do: FurtherAction, **telling: Unpack[Telling]
) -> Outcome:
    about = {"further": further.further_id, "kind": further.kind}
    to, entry = take(ctx, case, FURTHER, further.state, do, of="further", about=about, **telling)
    return Outcome(
        changes=[move_further(further, to)],
        journal=[entry],
        answer={"state": to, "etag": further.version + 1},
    )
