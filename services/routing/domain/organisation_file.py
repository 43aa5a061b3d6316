"""The file that an office keeps its units and posts in: what is read of it, and what is wrong with it.

What we do not keep (duty phones, staff) is not even read.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Annotated, Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.routing.domain.commands import Code, Division, Ident, Name
from services.routing.domain.organisation import COUNTY_OFFICE_TYPE, Tree, Unit
from services.routing.domain.posts import SCOPES, Deputy, Holder, Post
from shared.contracts.routing import Level
from shared.rules import Refused

PLACEHOLDER = "市辖区"
"""The code that stands for all of a city's districts: nobody's address."""


class Filed(BaseModel):
    """Base of the file's parts."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class FiledPerson(Filed):
    name: Name


class FiledHead(Filed):
    name: Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]{0,100}$")]
    post: Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]{0,100}$")] = ""


class FiledUnit(Filed):
    id: Ident
    name: Name
    level: Level
    parent: Ident | None = None
    type: Code
    division: Division
    head: FiledHead = FiledHead(name="")
    deputy: Name | None = None

    def unit(self) -> Unit:
        return Unit(
            self.id, self.name, self.level, self.parent, self.type, self.division,
            self.head.name, self.head.post, self.deputy,
        )  # fmt: skip


class FiledHolder(Filed):
    name: Name
    from_on: date = Field(alias="from")
    to_on: date | None = Field(default=None, alias="to")


class FiledDeputy(Filed):
    name: Name
    scope: Name
    from_on: date | None = Field(default=None, alias="from")
    to_on: date | None = Field(default=None, alias="to")


class FiledPost(Filed):
    id: Ident
    title: Name
    level: Level
    unit: Ident | None = None
    division: Division | None = None
    board_fid: int | None = Field(default=None, ge=1, le=2**31 - 1)
    holders: tuple[FiledHolder, ...] = Field(default=(), max_length=100)
    secretary: FiledPerson | None = None
    deputies: tuple[FiledDeputy, ...] = Field(default=(), max_length=20)

    def post(self) -> Post:
        return Post(
            self.id, self.title, self.level, self.unit, self.division, self.board_fid,
            tuple(Holder(h.name, h.from_on, h.to_on) for h in self.holders),
            self.secretary.name if self.secretary else None,
            tuple(Deputy(d.name, d.scope, d.from_on, d.to_on) for d in self.deputies),
        )  # fmt: skip


class Organisation(Filed):
    """The tree of units and the posts, as the office keeps them in one file."""

    divisions: dict[Division, Name] = Field(default_factory=dict, max_length=2000)
    units: tuple[FiledUnit, ...] = Field(max_length=10000)
    posts: tuple[FiledPost, ...] = Field(max_length=2000)


# ---- what comes out, and what is wrong ------------------------------------------------------


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
