"""Who instructs and reads what, and what a leader's words must say.

An instruction 批示 tells the units something; 已阅, 圈阅, 知悉 tell nothing, and 同意 agrees to nothing as
long as nothing was proposed.  On a proposal that is before the leader, and at the reading 阅批 of a
reply, 同意 is an opinion.  Who put an instruction in words may put it otherwise: a new version, the
earlier ones stand.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.routing.domain.cases import Case
from services.routing.domain.organisation import COUNTY_OFFICE_TYPE, Unit
from services.routing.domain.posts import Post
from services.routing.domain.practice import PRESET, Practice, target_of
from services.routing.domain.roles import R
from shared.contracts.envelope import Actor
from shared.contracts.routing import Level, Mode, Urgency
from shared.rules import Refused, unknown

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2999, 12, 31)

SAYS_NOTHING = r"已阅|圈阅|阅悉|阅知|知悉|已知|收到|阅"
SAYS_NOTHING_YET = rf"{SAYS_NOTHING}|同意"


def must_be_clear(text: str, *, proposed: bool = False) -> None:
    """An instruction states what is to be done, or agrees to what was proposed."""
    _refuse(text, SAYS_NOTHING if proposed else SAYS_NOTHING_YET)


def must_be_an_opinion(text: str) -> None:
    """A reading says more than that something was read."""
    _refuse(text, SAYS_NOTHING)


def _refuse(text: str, nothing: str) -> None:
    words = "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())
    if re.fullmatch(rf"(?:{nothing})*", words):
        raise Refused("opinion_unclear", "state a clear opinion: 已阅 alone is none", status=422)


@dataclass(frozen=True, slots=True)
class Instruction:
    """An instruction in its newest version."""

    instruction_id: str
    version: int
    level: Level
    post_id: str
    unit_id: str | None  # the post's office
    holder: str
    units: tuple[str, ...]
    urgency: Urgency
    proposal_id: str | None


def must_be_instructed(
    case: Case, units: Iterable[Unit], levels: Collection[Level], practice: Practice = PRESET
) -> None:
    """A letter follows an instruction of a level that opens the way to each of its units.

    `levels` are those of the instructions given.  A message to a county leader goes to that
    county's own office at once.
    """
    home = case.addressee.unit_id if case.addressee and case.addressee.level == "county" else None
    for unit in units:
        opens = practice.instructed_by[target_of(unit)]
        if opens and unit.unit_id != home and not set(opens) & set(levels):
            raise Refused(
                "no_instruction", "the leader who must instruct first has not", levels=list(opens)
            )


def must_be_instructed_below(
    unit: Unit, given: Iterable[Instruction], practice: Practice = PRESET
) -> None:
    """A county's office forwards after its own leader's instruction, or as the practice has it."""
    if unit.unit_type != COUNTY_OFFICE_TYPE:
        return
    opens = practice.instructed_by["county_unit"]
    own = any(i.level == "county" and i.unit_id == unit.unit_id for i in given)
    city = any(i.level == "city" for i in given)
    if opens and not (("county" in opens and own) or ("city" in opens and city)):
        raise Refused(
            "no_instruction", "the leader who must instruct first has not", levels=list(opens)
        )


def must_be_recorded_with_scan(mode: Mode, scan: str | None) -> None:
    """代录 stands on the handwriting: without its scan the secretary records nothing."""
    if (mode == "recorded") != (scan is not None):
        rule = "scan_missing" if scan is None else "scan_unasked"
        raise Refused(rule, "a recorded act, and no other, has its scan", status=422)


def own_instruction(given: Iterable[Instruction], instruction_id: str, post: Post) -> Instruction:
    """The instruction, if it was given in this post."""
    found = next((i for i in given if i.instruction_id == instruction_id), None)
    if found is None:
        raise unknown("instruction")
    if found.post_id != post.post_id:
        raise not_the_addressee()
    return found


def must_be_the_same_holders(instruction: Instruction, holder: str) -> None:
    """Who takes a post over gives instructions of their own, and changes none of another's."""
    if instruction.holder != holder:
        raise Refused("another_holders_instruction", "give an instruction of your own", status=403)


def may_instruct(case: Case, post: Post) -> None:
    """A leader instructs on what is addressed to the post, a county leader on what its office has.

    What is addressed to a county, or to nobody we know, any city leader may take up.
    """
    if post.level == "county":
        has_it = any(a.unit_id == post.unit_id for a in case.by_letter() if a.is_open)
        mine = post.unit_id is not None and has_it
    else:
        named = case.addressee is not None and case.addressee.level == "city"
        mine = not named or _is_addressee(case, post.post_id)
    if not mine:
        raise not_the_addressee()


def may_read(case: Case, post: Post) -> None:
    """The answer is read in the post that the message was addressed to; by the city if in none."""
    if not (_is_addressee(case, post.post_id) if case.addressee else post.level == "city"):
        raise not_the_addressee()


def must_be_of_level(actor: Actor, post: Post) -> None:
    """A city leader acts in a city post, a county leader in a county's, a secretary for either."""
    levels: dict[str, Level] = {R.LEADER: "city", R.COUNTY_LEADER: "county"}
    if levels.get(actor.role, post.level) != post.level:
        raise not_the_addressee()


def not_the_addressee() -> Refused:
    """The matter is another leader's."""
    return Refused("not_the_addressee", "this case is another leader's", status=403)


def _is_addressee(case: Case, post_id: str) -> bool:
    return case.addressee is not None and case.addressee.post_id == post_id


def measured(
    claimed_at: datetime | None, given_at: Sequence[datetime], sent_at: Sequence[datetime]
) -> dict[str, float | None]:
    """第一时间 in hours: claim to first instruction, instruction to first letter after it."""
    first = min(given_at, default=None)
    letter = min((at for at in sent_at if first is not None and at >= first), default=None)
    return {
        "claim_to_instruction_h": _hours(claimed_at, first),
        "instruction_to_letter_h": _hours(first, letter),
    }


def must_be_a_span(since: date, until: date) -> None:
    """A span of days begins before it ends, and within the years that there are offices."""
    if not (FIRST_DAY <= since <= until <= LAST_DAY):
        raise Refused("span_unsound", "the first day comes before the last", status=422)


def _hours(start: datetime | None, end: datetime | None) -> float | None:
    return None if start is None or end is None else round((end - start).total_seconds() / 3600, 2)
