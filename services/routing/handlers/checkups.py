"""答复体检: what is known of a case is gathered and its answer examined; 体检豁免."""

from datetime import date

from services.routing.domain.cases import READING_WAIVED, Case, known, must_be_under_review
from services.routing.domain.checkup import (
    Facts,
    Finding,
    Promised,
    Stated,
    Twin,
    examine,
    must_be_clearable,
    told,
    told_below,
)
from services.routing.domain.commands import On
from services.routing.domain.copies import COPIED, share
from services.routing.domain.drafting import Clear
from services.routing.domain.further import Further
from services.routing.domain.letters import official_day
from services.routing.domain.names import own_names
from services.routing.domain.results import Result
from services.routing.handlers.steps import signature
from services.routing.store.cases import find_case, load_text
from services.routing.store.checkups import (
    add_clearance,
    candidates,
    load_cleared,
)
from services.routing.store.demands import load_demands
from services.routing.store.replies import load_words
from services.routing.store.scope import sees, sight_of
from shared.clock import now
from shared.context import Ctx
from shared.contracts.envelope import Actor
from shared.contracts.routing import FindingCleared
from shared.db import Tx
from shared.outcome import Entry, Outcome

LIKELY = COPIED - 0.2
"""From this share of fingerprints on two texts are compared letter by letter."""


async def checkup(
    tx: Tx, case: Case, text: str, result: Result | None, today: date
) -> list[Finding]:
    """Everything wrong with an answer to this case; without a result no demand was decided on."""
    author = await load_text(tx, case.case_id)
    demands = await load_demands(tx, case.case_id) if result else []
    facts = Facts(
        demands=frozenset(d.no for d in demands),
        answers=[Stated(a.no, a.text) for a in result.answers] if result else [],
        twins=await _twins(tx, case, text),
        hidden_nickname=author.nickname if case.hides_author else "",
        author_names=own_names(author.body),
        promise=Promised(result.promise.promise_on, today) if result and result.promise else None,
        cleared=await load_cleared(tx, case, text),
    )
    return examine(text, facts)


async def check_further(
    tx: Tx, case: Case, further: Further, text: str, today: date
) -> list[Finding]:
    """Everything wrong with one more public reply; demands are the answer's matter.

    What promises a day tells it.
    """
    author = await load_text(tx, case.case_id)
    facts = Facts(
        hidden_nickname=author.nickname if case.hides_author else "",
        author_names=own_names(author.body),
        promise=Promised(further.promise_on, today) if further.promise_on else None,
    )
    return examine(text, facts)


async def reply_checkup(tx: Tx, reply_id: str, *, actor: Actor) -> dict[str, object] | None:
    """答复体检 of a reply as it stands now; None where there is none that the actor may see."""
    case_id = reply_id.rpartition("-")[0]
    sight = await sight_of(tx, actor)
    if not await sees(tx, sight, case_id):
        return None
    case = await find_case(tx, case_id)
    reply = next((r for r in case.replies if r.reply_id == reply_id), None) if case else None
    if case is None or reply is None:
        return None
    words = await load_words(tx, reply)
    found = await checkup(tx, case, words.text, words.result, official_day(await now(tx)))
    shown = told(found) if sight.scope is None else told_below(found)
    return {"reply_id": reply_id, "etag": reply.version, "findings": shown}


async def clear(ctx: Ctx, command: On[Clear], case: Case | None) -> Outcome:
    """体检豁免: the office head lets a finding stand, in this wording and no other."""
    case = known(case)
    reply = case.current_reply(command.id)
    must_be_under_review(case)
    ask = command.ask
    words = await load_words(ctx.tx, reply)
    text = ask.text or words.text
    found = await checkup(ctx.tx, case, text, words.result, official_day(ctx.now))
    must_be_clearable(found, ask.kind, ask.key)
    entry = Entry(
        subject=case.subject,
        action="clear",
        actor=ctx.actor,
        from_state=case.state,
        to_state=case.state,
        why=ask.reason,
        facts={"reply": reply.reply_id, "kind": ask.kind, "key": ask.key},
    )
    event = FindingCleared(
        case_id=case.case_id,
        reply_id=reply.reply_id,
        round=case.round,
        kind=ask.kind,
        reason=ask.reason,
        by=ctx.actor,
    )
    clearance = add_clearance(
        case, text, ask.kind, ask.key, reason=ask.reason, at=ctx.now, by=signature(ctx.actor)
    )
    answer = {"state": case.state, "etag": reply.version}
    return Outcome(changes=[clearance], journal=[entry], events=[event], answer=answer)


async def _twins(tx: Tx, case: Case, text: str) -> list[Twin]:
    """Other cases' answers that this one was copied from; what decides nothing may be in set words."""
    if case.route in READING_WAIVED:
        return []
    alike = [
        Twin(other.reply_id, round(share(text, other.text), 2))
        for other in await candidates(tx, case, text, LIKELY)
    ]
    return [twin for twin in alike if twin.share >= COPIED]
