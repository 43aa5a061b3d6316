"""The tree of units and the leaders' posts.

A unit has one accountable head (一把手) on record.  A post is held by one person at a time; what was
done in it stays with the person who held it then.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, Literal, NamedTuple

from services.routing.domain.roles import R
from shared.contracts.envelope import Actor
from shared.contracts.routing import Level, Mode
from shared.rules import Refused

Act = Literal["instruct", "read"]

SCOPES: Mapping[Act, str] = {"instruct": "批示", "read": "阅批"}
"""What a deputy may be authorised for, as the file says it."""

OFFICE_TYPE = "office"
COUNTY_OFFICE_TYPE = "county_office"

PLACEHOLDER = "市辖区"
"""The code that stands for all of a city's districts: nobody's address."""


@dataclass(frozen=True, slots=True)
class Unit:
    """An office, bureau, sub-unit or school."""

    unit_id: str
    name: str
    level: Level
    parent_id: str | None
    unit_type: str
    division: str
    head_name: str
    head_title: str
    deputy_name: str | None


class Holder(NamedTuple):
    """Who holds a post, from a day up to and including another."""

    name: str
    from_on: date
    to_on: date | None


class Deputy(NamedTuple):
    """Who may act for the holder, in what, and when: without days, as long as the file says so."""

    name: str
    scope: str
    from_on: date | None = None
    to_on: date | None = None

    def may(self, act: Act, day: date) -> bool:
        """Whether the authority covers the act on that day."""
        begun = self.from_on is None or self.from_on <= day
        ended = self.to_on is not None and self.to_on < day
        return begun and not ended and SCOPES[act] in self.scope


@dataclass(frozen=True, slots=True)
class Post:
    """A leader's post."""

    post_id: str
    title: str
    level: Level
    unit_id: str | None
    division: str | None
    board_fid: int | None
    holders: tuple[Holder, ...]
    secretary_name: str | None
    deputies: tuple[Deputy, ...]

    def holder_on(self, day: date) -> str | None:
        """Who held the post on that day."""
        for holder in self.holders:
            if holder.from_on <= day and (holder.to_on is None or day <= holder.to_on):
                return holder.name
        return None


Tree = Mapping[str, Unit]


def upwards(unit_id: str, tree: Tree) -> Iterator[Unit]:
    """The unit and all above it."""
    above: str | None = unit_id
    while above is not None and above in tree:
        yield tree[above]
        above = tree[above].parent_id


# ---- rules of dispatch -----------------------------------------------------------------------


def must_exist(unit_ids: Iterable[str], tree: Tree) -> None:
    """Every unit that is named is in the tree."""
    missing = sorted(set(unit_ids) - set(tree))
    if missing:
        raise Refused("unit_unknown", "there is no such unit", status=422, units=missing)


def must_be_dispatchable(unit: Unit) -> None:
    """The city's office dispatches to the city's units and to county offices, never past these."""
    in_the_city = unit.level == "city" and unit.unit_type != OFFICE_TYPE
    if not in_the_city and unit.unit_type != COUNTY_OFFICE_TYPE:
        raise Refused(
            "not_dispatchable",
            "a letter goes to a city unit or to a county's office",
            status=422,
            unit=unit.unit_id,
        )


def must_be_below(unit: Unit, above: str, tree: Tree) -> None:
    """A matter is handed down, never sideways or up."""
    if unit.unit_id == above or all(u.unit_id != above for u in upwards(unit.unit_id, tree)):
        raise Refused(
            "not_below", "a unit forwards only to units below it", status=422, unit=unit.unit_id
        )


def must_not_be_accused(unit: Unit, accused: Iterable[str], tree: Tree) -> None:
    """An accused unit never gets the case, nor does any unit below it."""
    if {u.unit_id for u in upwards(unit.unit_id, tree)} & set(accused):
        raise Refused(
            "accused_unit", "the case speaks against this unit", status=422, unit=unit.unit_id
        )


def may_see(unit: Unit, tree: Tree) -> list[str]:
    """Who sees a case that this unit has: it and those above it, the city's office apart."""
    return [u.unit_id for u in upwards(unit.unit_id, tree) if u.unit_type != OFFICE_TYPE]


# ---- rules of posts --------------------------------------------------------------------------


def acting_for(post: Post, actor: Actor, mode: Mode, day: date, act: Act) -> tuple[str, Actor]:
    """Return the holder whose act this is, and the actor with `on_behalf_of` set if it is another.

    The secretary records what the leader decided, and does nothing else; nobody else records.
    Raises `Refused` when the person is not who may act in that mode.
    """
    holder = post.holder_on(day)
    if holder is None:
        raise Refused("post_vacant", "nobody holds this post today", status=403)
    if (actor.role == R.SECRETARY) != (mode == "recorded"):
        rule = "secretary_only_records" if actor.role == R.SECRETARY else "not_the_secretary"
        raise Refused(rule, "the secretary records what the leader decided", status=403)
    deputies = {deputy.name: deputy for deputy in post.deputies}
    rules: dict[Mode, tuple[str, set[str | None]]] = {
        "own": ("not_the_holder", {holder}),
        "recorded": ("not_the_secretary", {post.secretary_name}),
        "deputy": ("not_a_deputy", set(deputies)),
    }
    rule, may = rules[mode]
    if actor.name not in may:
        raise Refused(rule, "this post's holder, secretary and deputies are others", status=403)
    if mode == "deputy" and not deputies[actor.name].may(act, day):
        raise Refused("outside_deputys_scope", "the authority does not cover this", status=403)
    behalf = None if mode == "own" else holder
    return holder, actor.model_copy(update={"on_behalf_of": behalf})


# ---- the file of units and posts -------------------------------------------------------------


def filed_unit(unit: Unit) -> dict[str, Any]:
    """A unit as the file has it."""
    return {
        "id": unit.unit_id,
        "name": unit.name,
        "level": unit.level,
        "parent": unit.parent_id,
        "type": unit.unit_type,
        "division": unit.division,
        "head": {"name": unit.head_name, "post": unit.head_title},
        "deputy": unit.deputy_name,
    }


def filed_post(post: Post) -> dict[str, Any]:
    """A post as the file has it."""
    return {
        "id": post.post_id,
        "title": post.title,
        "level": post.level,
        "unit": post.unit_id,
        "division": post.division,
        "board_fid": post.board_fid,
        "holders": [{"name": h.name, "from": h.from_on, "to": h.to_on} for h in post.holders],
        "secretary": {"name": post.secretary_name} if post.secretary_name else None,
        "deputies": [
            {"name": d.name, "scope": d.scope, "from": d.from_on, "to": d.to_on}
            for d in post.deputies
        ],
    }


class Fault(NamedTuple):
    """What is wrong with the file, and with which unit or post."""

    fault: str
    where: str


def faults(
    units: Sequence[Unit],
    posts: Sequence[Post],
    known: Tree,
    known_posts: Mapping[str, Post],
    divisions: Mapping[str, str] | None = None,
) -> list[Fault]:
    """Everything wrong with a file of units and posts, seen together with those there already.

    `divisions` are the names of the divisions by their codes; while there are none, any will do.
    """
    tree = dict(known) | {unit.unit_id: unit for unit in units}
    named = {post.post_id for post in posts}
    others = [post for post_id, post in known_posts.items() if post_id not in named]
    fids = [str(p.board_fid) for p in (*posts, *others) if p.board_fid is not None]
    return [
        *_twice("duplicate_unit", [unit.unit_id for unit in units]),
        *_twice("duplicate_post", [post.post_id for post in posts]),
        *_twice("duplicate_board_fid", fids),
        *(fault for unit in units for fault in _unit_faults(unit, tree)),
        *(fault for post in posts for fault in _post_faults(post, tree)),
        *_division_faults(units, posts, divisions or {}),
    ]


def must_be_sound(found: Sequence[Fault]) -> None:
    """A faulty file changes nothing; each of its faults is named."""
    if found:
        raise Refused(
            "organisation_faulty",
            "the file has faults, and nothing was changed",
            status=422,
            faults=[fault._asdict() for fault in found],
        )


def _twice(fault: str, names: Sequence[str]) -> list[Fault]:
    return [Fault(fault, name) for name, n in Counter(names).items() if n > 1]


def _unit_faults(unit: Unit, tree: Tree) -> Iterator[Fault]:
    if unit.parent_id is not None and unit.parent_id not in tree:
        yield Fault("unknown_parent", unit.unit_id)
    if _is_in_cycle(unit, tree):
        yield Fault("cycle", unit.unit_id)
    if not unit.head_name:
        yield Fault("unit_without_head", unit.unit_id)


def _division_faults(
    units: Sequence[Unit], posts: Sequence[Post], divisions: Mapping[str, str]
) -> Iterator[Fault]:
    placed = [(unit.unit_id, unit.division) for unit in units]
    placed += [(post.post_id, post.division) for post in posts if post.division]
    for where, division in placed if divisions else ():
        if division not in divisions:
            yield Fault("unknown_division", where)
        elif divisions[division] == PLACEHOLDER:
            yield Fault("placeholder_division", where)


def _is_in_cycle(unit: Unit, tree: Tree) -> bool:
    seen: set[str] = set()
    above = unit.parent_id
    while above is not None and above in tree and above not in seen:
        if above == unit.unit_id:
            return True
        seen.add(above)
        above = tree[above].parent_id
    return False


def _post_faults(post: Post, tree: Tree) -> Iterator[Fault]:
    unit = tree.get(post.unit_id) if post.unit_id else None
    if post.unit_id is not None and unit is None:
        yield Fault("unknown_unit", post.post_id)
    if post.level == "county" and (unit is None or unit.unit_type != COUNTY_OFFICE_TYPE):
        yield Fault("post_without_county_office", post.post_id)
    if not post.holders:
        yield Fault("post_without_holder", post.post_id)
    if any(h.to_on is not None and h.to_on < h.from_on for h in post.holders):
        yield Fault("holder_ends_before_start", post.post_id)
    if any(all(act not in d.scope for act in SCOPES.values()) for d in post.deputies):
        yield Fault("deputy_without_scope", post.post_id)
    terms = sorted(post.holders, key=lambda holder: holder.from_on)
    for before, after in pairwise(terms):
        if before.to_on is None or before.to_on >= after.from_on:
            yield Fault("holders_overlap", post.post_id)
