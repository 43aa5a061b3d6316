"""Who instructs and reads what, and what a leader's words must say.

An instruction 批示 tells the units something; 已阅, 圈阅, 知悉 tell nothing, and 同意 agrees to nothing as
long as nothing was proposed.  At the reading 阅批 of a reply 同意 is an opinion.
"""

import re
import unicodedata
from collections.abc import Sequence

from services.routing.domain.cases import Case
from services.routing.domain.organisation import COUNTY_OFFICE_TYPE, Post, Unit
from services.routing.domain.roles import R
from shared.contracts.envelope import Actor
from shared.contracts.routing import Level
from shared.rules import Refused

SAYS_NOTHING = r"已阅|圈阅|阅悉|阅知|知悉|已知|收到|阅"
SAYS_NOTHING_YET = rf"{SAYS_NOTHING}|同意"


def must_be_clear(text: str) -> None:
    """An instruction states what is to be done."""
    _refuse(text, SAYS_NOTHING_YET)


def must_be_an_opinion(text: str) -> None:
    """A reading says more than that something was read."""
    _refuse(text, SAYS_NOTHING)


def _refuse(text: str, nothing: str) -> None:
    words = "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())
    if re.fullmatch(rf"(?:{nothing})*", words):
        raise Refused("opinion_unclear", "state a clear opinion: 已阅 alone is none", status=422)


def must_be_instructed(case: Case, unit_ids: Sequence[str], levels: Sequence[Level]) -> None:
    """Dispatch follows an instruction of the level that assigns the unit.

    `levels` are those of the instructions given.  A message to a county leader goes to that
    county's own office without the city's instruction.
    """
    home = case.addressee.unit_id if case.addressee and case.addressee.level == "county" else None
    if "city" not in levels and set(unit_ids) != {home}:
        raise Refused("no_instruction", "a city leader has not instructed yet")


def must_be_instructed_below(unit: Unit, instructed: Sequence[str | None]) -> None:
    """A county's office forwards after its own leader's instruction.

    `instructed` are the offices of the posts that instructed.
    """
    if unit.unit_type == COUNTY_OFFICE_TYPE and unit.unit_id not in instructed:
        raise Refused("no_instruction", "the county's leader has not instructed yet")


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
    """A city leader acts in a city post, a county leader in a county's."""
    if post.level != {R.LEADER: "city", R.COUNTY_LEADER: "county"}.get(R(actor.role)):
        raise not_the_addressee()


def not_the_addressee() -> Refused:
    """The matter is another leader's."""
    return Refused("not_the_addressee", "this case is another leader's", status=403)


def _is_addressee(case: Case, post_id: str) -> bool:
    return case.addressee is not None and case.addressee.post_id == post_id
