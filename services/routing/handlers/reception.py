"""What reception goes on telling of a case, before it is accepted and after."""

from dataclasses import replace

from services.routing.domain.cases import Case
from services.routing.domain.told import contact_line
from services.routing.domain.wording import contacted, unnamed
from services.routing.store import told
from services.routing.store.cases import load_text
from services.routing.store.demands import replace_demands
from services.routing.store.letter_book import load_wordings as load_letter_wordings
from services.routing.store.letter_book import reword_letter
from services.routing.store.measures import suggest_of_like
from shared.context import Ctx
from shared.contracts.intake import (
    CaseJoined,
    ClaimHandedOver,
    DemandsListed,
    FactsCorrected,
    InterestDeclared,
    LikeCaseParted,
    LikeCasesGrouped,
    SupplementReceived,
    WishesChanged,
)
from shared.outcome import NOTHING, Change, Entry, Outcome


async def on_demands_listed(_: Ctx, event: DemandsListed, __: Case | None) -> Outcome:
    """诉求登记: a letter will quote them, a reply must answer them."""
    return Outcome(changes=replace_demands(event))


async def on_facts_corrected(ctx: Ctx, event: FactsCorrected, case: Case | None) -> Outcome:
    """信息更正: the handler reads what the author told beside what he wrote; a letter, what he consents to."""
    at = ctx.cause.time if ctx.cause else ctx.now
    again = (
        [] if case is None or event.consent is None else await _reworded(ctx, case, event.consent)
    )
    return Outcome(changes=[told.add_correction(event, at), *again])


async def on_supplement_received(_: Ctx, event: SupplementReceived, __: Case | None) -> Outcome:
    """补充材料: likewise."""
    return Outcome(changes=[told.add_supplement(event)])


async def on_case_joined(_: Ctx, event: CaseJoined, __: Case | None) -> Outcome:
    """并入: the handler sees that somebody repeats the matter, or asks after it."""
    return Outcome(changes=[told.join_case(event)])


async def on_like_cases_grouped(ctx: Ctx, event: LikeCasesGrouped, _: Case | None) -> Outcome:
    """同类件归并: the facts are shared, and what helps one may help all; the reply stays its own."""
    return Outcome(changes=[told.group_case(event), suggest_of_like(event, ctx.now)])


async def on_like_case_parted(_: Ctx, event: LikeCaseParted, __: Case | None) -> Outcome:
    """移出同类件."""
    return Outcome(changes=[told.part_case(event.case_id)])


async def on_claim_handed_over(_: Ctx, event: ClaimHandedOver, case: Case | None) -> Outcome:
    """移交: of a case that is open already; an earlier one is told with the acceptance."""
    return NOTHING if case is None else Outcome(changes=[told.hold(event)])


async def on_interest_declared(_: Ctx, event: InterestDeclared, __: Case | None) -> Outcome:
    """回避登记: that person reviews nothing and decides nothing here."""
    return Outcome(changes=[told.exclude(event)])


async def on_wishes_changed(ctx: Ctx, event: WishesChanged, case: Case | None) -> Outcome:
    """意愿变更: from here on units and letters know of the author what he wishes now."""
    if case is None:
        return NOTHING  # its acceptance brings the wishes as they are then
    wishes = event.wishes.model_dump(include={"secret", "hide_from_unit", "no_call"})
    entry = Entry(event.subject, "obey_wishes", ctx.actor, why=event.reason, facts=wishes)
    wishing = replace(case, **wishes)
    consent = (await told.load_told(ctx.tx, case.case_id)).consent
    reworded = await _reworded(ctx, wishing, consent)
    return Outcome(changes=[told.obey(event), *reworded], journal=[entry])


async def _reworded(ctx: Ctx, case: Case, consent: bool | None) -> list[Change]:
    """Letters that went out say what the author wishes now when they are looked at or printed again."""
    letters = await load_letter_wordings(ctx.tx, case.case_id)
    if not letters:
        return []
    nickname = (await load_text(ctx.tx, case.case_id)).nickname
    line = contact_line(nickname, case.wishes, consent)
    say = unnamed if case.hides_author else contacted
    changed = [(before, say(before, nickname, line)) for before in letters]
    return [reword_letter(after) for before, after in changed if after != before]
