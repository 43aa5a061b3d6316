"""The units, the posts and the people of the walks: the example's organisation, read by itself.

What is said here of who stands above whom, and who holds which post on a day, is this file's own
reading: the model holds the services against it.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

FILE = json.loads(
    (Path(__file__).parents[2] / "deploy/demo/data/organisation.json").read_text(encoding="utf-8")
)


class Unit(NamedTuple):
    """A unit as the file has it."""

    unit_id: str
    level: str
    parent: str | None
    kind: str
    head: str
    deputy: str | None

    @property
    def is_county_office(self) -> bool:
        return self.kind == "county_office"

    @property
    def is_dispatchable(self) -> bool:
        """Whether the city's office may send it a letter."""
        return self.is_county_office or (self.level == "city" and self.kind != "office")


class Post(NamedTuple):
    """A leader's post as the file has it."""

    post_id: str
    level: str
    unit: str | None
    fid: int | None
    holders: tuple[tuple[str, date, date], ...]
    secretary: str | None
    deputies: tuple[tuple[str, str], ...]

    def holder_on(self, day: date) -> str:
        return next(name for name, since, until in self.holders if since <= day <= until)


class Person(NamedTuple):
    """Somebody with a token."""

    who: str
    name: str
    roles: tuple[str, ...]
    unit: str | None = None
    post: str | None = None

    @property
    def sub(self) -> str:
        return f"staff/{self.who}"

    def role_for(self, roles: Collection[str]) -> str | None:
        """The role in which the person uses an address that is for these."""
        return next((role for role in self.roles if role in roles), None)


def _day(text: str | None) -> date:
    return date.fromisoformat(text) if text else date.max


UNITS: Mapping[str, Unit] = {
    u["id"]: Unit(u["id"], u["level"], u["parent"], u["type"], u["head"]["name"], u.get("deputy"))
    for u in FILE["units"]
}
POSTS: Mapping[str, Post] = {
    p["id"]: Post(
        p["id"], p["level"], p.get("unit"), p.get("board_fid"),
        tuple((h["name"], _day(h["from"]), _day(h["to"])) for h in p["holders"]),
        p["secretary"]["name"] if p["secretary"] else None,
        tuple((d["name"], d["scope"]) for d in p["deputies"]),
    )
    for p in FILE["posts"]
}  # fmt: skip
BY_FID = {post.fid: post for post in POSTS.values() if post.fid is not None}

OFFICE = "ll-office"
CITY_POST = "ll-secretary"
XIAOYI, FENYANG = "141181-office", "141182-office"
CITY_UNITS = ("ll-police", "ll-edu", "ll-traffic", "ll-police-traffic")
COUNTY_UNITS = ("141181-urban", "141181-market", "141182-traffic")
WORKING = (*CITY_UNITS, XIAOYI, FENYANG, *COUNTY_UNITS)
"""Units that have people in the walks."""

OFFICE_ROLES = frozenset({"clerk", "reviewer", "office_head"})
LEADERS_SIDE = frozenset({"leader", "county_leader", "secretary"})
UNIT_ROLES = frozenset({"unit", "county_office"})
IN_UNITS = UNIT_ROLES | {"unit_head"}
EVERYBODY = OFFICE_ROLES | LEADERS_SIDE | IN_UNITS


def above(unit_id: str) -> list[str]:
    """The unit and all above it."""
    found: list[str] = []
    at: str | None = unit_id
    while at is not None:
        found.append(at)
        at = UNITS[at].parent
    return found


def stands_in(unit_id: str, units: Collection[str]) -> bool:
    """Whether the unit is one of them or below one.

    The city's office stands above all units, and yet what concerns it does not concern them.
    """
    return not {unit_id, *(u for u in above(unit_id) if u != OFFICE)}.isdisjoint(units)


def scope_of(by: Person, role: str) -> str | None:
    """The unit whose cases somebody sees; None: all cases."""
    if role in IN_UNITS:
        return by.unit or ""
    post = POSTS.get(by.post or "")
    if role == "county_leader" or (role == "secretary" and not (post and post.level == "city")):
        return (post.unit if post else None) or ""
    return None


def below(unit_id: str) -> list[str]:
    """The working units below it."""
    return [u for u in WORKING if u != unit_id and unit_id in above(u)]


def _people() -> Iterator[Person]:
    yield Person("clerk", "水某", ("clerk",))
    yield Person("clerk-b", "窦某", ("clerk",))
    yield Person("reviewer", "葛某", ("reviewer",))
    yield Person("reviewer-b", "奚某", ("reviewer",))
    yield Person("head", "陈某409", ("office_head",))
    yield Person("head-b", "范某", ("office_head",))
    yield Person("all-in-one", "彭某", ("clerk", "reviewer", "office_head"))
    yield Person("outside-reviewer", "郎某", ("reviewer",), unit="ll-discipline")
    yield Person("outside-head", "鲁某", ("office_head",), unit="ll-discipline")
    yield Person("agent", "韦某", ("agent",))
    yield Person("admin", "昌某", ("admin",))
    yield Person("leader", "郑某406", ("leader",), post=CITY_POST)
    yield Person("deputy", "冯某408", ("leader",), post=CITY_POST)
    yield Person("secretary", "王某407", ("secretary",), post=CITY_POST)
    yield Person("stray-leader", "马某", ("leader",))
    for who, post in (("xiaoyi", "141181-secretary"), ("fenyang", "141182-secretary")):
        for place, (name, _, _) in enumerate(POSTS[post].holders):
            yield Person(f"{who}{'-next' * place}", name, ("county_leader",), post=post)
        yield Person(f"{who}-secretary", str(POSTS[post].secretary), ("secretary",), post=post)
    for unit_id in WORKING:
        unit = UNITS[unit_id]
        role = "county_office" if unit.is_county_office else "unit"
        yield Person(unit_id, f"{unit_id} 经办", (role,), unit=unit_id)
        yield Person(f"{unit_id}/head", unit.head, ("unit_head",), unit=unit_id)
        yield Person(f"{unit_id}/deputy", str(unit.deputy), ("unit_head",), unit=unit_id)


PEOPLE: Mapping[str, Person] = {person.who: person for person in _people()}
EVERYONE = tuple(PEOPLE.values())


def in_role(*roles: str) -> list[Person]:
    """All who have one of these roles."""
    return [person for person in EVERYONE if person.role_for(roles)]


def officer(unit_id: str) -> Person:
    return PEOPLE[unit_id]


def of_post(post_id: str) -> list[Person]:
    """Those on the side of a leader's post."""
    return [person for person in EVERYONE if person.post == post_id]
