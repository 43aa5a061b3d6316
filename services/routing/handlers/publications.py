"""公开回复: a person put the answer into the channel; 公开核验: the channel is read back."""

from collections.abc import Sequence

from services.routing.domain.cases import Action, Case, CaseState, known
from services.routing.domain.checkup import must_be_sound
from services.routing.domain.commands import On, Publish
from services.routing.domain.copies import words_digest
from services.routing.domain.dispositions import LABELS
from services.routing.domain.letters import official_day
from services.routing.domain.promises import must_promise_ahead, promise_id_of
from services.routing.domain.replies import (
    is_personal,
    must_be_published_between,
    signer_of,
)
from services.routing.handlers.checkups import checkup
from services.routing.handlers.files import must_have_files
from services.routing.handlers.promises import promise_published
from services.routing.handlers.steps import case_step, signature, together
from services.routing.store.cases import add_board_proof
from services.routing.store.organisation import load_office
from services.routing.store.promises import promised_before
from services.routing.store.publications import (
    Published,
    Shown,
    add_publication,
    add_seen,
    load_publications,
    load_shown,
    was_seen,
)
from services.routing.store.replies import count_turns, load_last_reading, load_words
from shared.context import Ctx
from shared.contracts.intake import BoardUpdated
from shared.contracts.routing import PublicationSeen, ReplyPublished
from shared.outcome import NOTHING, Entry, Outcome, system


async def publish(ctx: Ctx, command: On[Publish], case: Case | None) -> Outcome:
    """公开回复, with its proof: an address, and a picture of it where there is one."""
    case = known(case)
    reply = case.current_reply(command.id)
    ctx.require_match(reply.version)
    ask = command.ask
    published_at = ask.published_at or ctx.now
    step = case_step(
        ctx,
        case,
        Action.PUBLISH,
        facts={
            "reply": reply.reply_id,
            "tid": case.external_id,
            "published_at": published_at,
            "screenshot": ask.screenshot,
        },
        private={"proof": ask.proof},
    )
    await must_have_files(ctx, case, [ask.screenshot] if ask.screenshot else [])
    words = await load_words(ctx.tx, reply)
    must_promise_ahead(words.promise, official_day(published_at))
    must_be_sound(await checkup(ctx.tx, case, words.text, words.result, official_day(ctx.now)))
    reading = await load_last_reading(ctx.tx, reply)
    must_be_published_between(reading.read_at, published_at, ctx.now)
    signer = signer_of(case.route, ask.signer, waived=reading.waived)
    leader = reading if signer == "leader" else None
    personal = leader is not None and is_personal(leader.mode)
    stated = words.result.stated() if words.result else None
    promised = words.promise is not None
    counted = await count_turns(ctx.tx, case)
    event = ReplyPublished(
        case_id=case.case_id,
        round=case.round,
        route=case.route,
        external_id=case.external_id,
        text=words.text,
        signer=signer,
        units=case.handled_by() or ((await load_office(ctx.tx)).unit_id,),
        proof=ask.proof,
        published_at=published_at,
        by=ctx.actor,
        reply_id=reply.reply_id,
        screenshot=ask.screenshot,
        result=stated,
        label=LABELS[stated.disposition] if stated else None,
        promised_again=promised and (await promised_before(ctx.tx, case))[0],
        signer_post=leader.post_id if leader else None,
        in_person=personal,
        kind=case.kind,
        handling_class=case.handling_class,
        lead_unit=reply.unit_id if reply.assignment_id else None,
        read_by=reading.post_id,
        read_mode=reading.mode,
        edited=words.edited,
        returned=counted.returned,
        redone=counted.redone,
        promise_id=promise_id_of(case) if promised else None,
    )
    changes = add_publication(
        case,
        reply,
        text=words.text,
        signer=signer,
        proof=ask.proof,
        screenshot=ask.screenshot,
        published_at=published_at,
        at=ctx.now,
        by=signature(ctx.actor),
    )
    shown = await load_shown(ctx.tx, case, published_at)
    return together(
        step,
        await promise_published(ctx, case, reply.unit_id, words.result, published_at),
        _seen(ctx, case, case.round, words.text, shown) if shown else NOTHING,
        changes=changes,
        events=[event],
        answer={"state": CaseState.PUBLISHED, "etag": reply.version + 1},
    )


async def on_board_updated(ctx: Ctx, event: BoardUpdated, case: Case | None) -> Outcome:
    """What the board shows is proof from the channel, and says whether our words stand there."""
    if event.answer_id is None:
        return NOTHING
    entry = Entry(
        subject=event.subject,
        action="board_proof",
        actor=ctx.actor,
        facts={"answer": event.answer_id, "answered_at": event.answered_at},
    )
    kept = Outcome(changes=[add_board_proof(event, ctx.now)], journal=[entry])
    published = await load_publications(ctx.tx, case) if case else []
    if case is None or not published or event.answer_text is None:
        return kept
    shown = Shown(event.answer_id, words_digest(event.answer_text))
    return together(kept, await _held_against(ctx, case, published, shown))


async def _held_against(
    ctx: Ctx, case: Case, answers: Sequence[Published], shown: Shown
) -> Outcome:
    """The board may show the answer of an earlier round still: that says nothing of the last one."""
    same = (answer for answer in answers if shown.agrees_with(answer.text))
    published = next(same, answers[0])
    agrees = shown.agrees_with(published.text)
    if await was_seen(ctx.tx, case, published.round, shown.answer_id) == agrees:
        return NOTHING
    return _seen(ctx, case, published.round, published.text, shown)


def _seen(ctx: Ctx, case: Case, of_round: int, text: str, shown: Shown) -> Outcome:
    """公开核验: the words agree, or they do not and somebody must look."""
    agrees = shown.agrees_with(text)
    entry = Entry(
        subject=case.subject,
        action="see_publication",
        actor=system(ctx.service),
        facts={"answer": shown.answer_id, "round": of_round, "agrees": agrees},
    )
    event = PublicationSeen(
        case_id=case.case_id, round=of_round, answer_id=shown.answer_id, agrees=agrees
    )
    seen = add_seen(case, of_round, shown.answer_id, ctx.now, agrees=agrees)
    return Outcome(changes=[seen], journal=[entry], events=[event])
