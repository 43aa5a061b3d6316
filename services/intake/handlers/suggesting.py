"""Reading the words of what arrived: suggesting a classification, and finding like cases.

It is done after the arrival and by itself: an import waits for no dictionary.
"""

from typing import Any

from services.intake.domain.classification import suggest
from services.intake.domain.matters import LIKE, liked, matter_of
from services.intake.domain.reception import State
from services.intake.domain.settling import settled_as
from services.intake.handlers import words
from services.intake.handlers.receiving import together
from services.intake.store import suggestions
from shared.context import Ctx
from shared.db import Tx
from shared.outcome import Outcome

AT_ONCE = 100
TO_SETTLE = (State.RECEIVED, State.CLAIMED, State.VERIFIED)


async def read_anew(ctx: Ctx, _: None, __: Any) -> Outcome:
    """After a change of the rules: what is still to be settled is read again."""
    return Outcome(changes=suggestions.read_anew(TO_SETTLE, ctx.settings.rulebook.version))


async def read_some(ctx: Ctx, _: None, __: Any) -> Outcome:
    """Read some of the texts that nobody has read; answers how many there were."""
    rules = ctx.settings.rulebook
    unread = await suggestions.take_unread(ctx.tx, AT_ONCE)
    reads = await words.read_all(rules, [(case.title, case.text) for case in unread])
    changes = []
    for case, read in zip(unread, reads, strict=True):
        changes.append(suggestions.done(case.case_id))
        if not (case.title or case.text):
            continue  # erased meanwhile, or it came empty
        seen = case.settled
        if seen is None:
            suggestion = suggest(rules, read, case.told)
            seen = settled_as(suggestion)
            changes.append(suggestions.keep(case.case_id, suggestion, ctx.now))
        matter = matter_of(read, rules.stop_words, seen)
        changes += suggestions.keep_matter(case.case_id, matter)
    return Outcome(changes=together(changes), answer={"read": len(unread)})


async def like_cases(
    tx: Tx, case_id: str, *, sub: str, limit: int, least: float = LIKE
) -> list[dict[str, Any]] | None:
    """The cases most like one, each with its score and the words they share.

    None where nothing is known of the case's words: it does not exist, is still unread or erased.
    """
    found = await suggestions.likely(tx, case_id)
    if found is None:
        return None
    likest = liked(*found, least=least)[:limit]
    told = await suggestions.tell(tx, [other for other, _ in likest], sub)
    return [told[other] | like._asdict() for other, like in likest if other in told]
