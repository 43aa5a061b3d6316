"""同类件: the case and the one beside it are grouped, told of better facts, and parted."""

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from tests.walk.city import Person
from tests.walk.move import Ask, Body, Move, table
from tests.walk.reception.case import Case, Group
from tests.walk.reception.parts import BESIDE, DESK, STRANGER, OnCase


def joining(case: Case, ask: Ask[Case], cases: list[str]) -> Iterator[str | None]:
    """Who may come into a group: each once, known, alone, and in hand; no accusation."""
    yield "case_twice" if len({*cases}) < len(cases) else None
    yield "case_unknown" if not {*cases} <= {case.id, case.mate} else None
    yield "already_grouped" if any(case.group_of(one) for one in cases) else None
    if case.id not in cases:
        return
    if case.is_hidden(ask.by, ask.role):
        yield "case_unknown"
        return
    yield "accusation_in_group" if case.accused or case.suspected else None
    yield "interest_excludes" if ask.by.sub in case.interested else None
    yield table(BESIDE, case.state, "group", ask.role)[0]


class MakeGroup(Move[Case]):
    path = "/groups"
    roles = DESK
    status = 201

    def targets(self, case: Case) -> list[str]:
        return [case.mate] if case.mate else []

    def stranger(self, case: Case) -> str:
        return STRANGER

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        other = case.id if wild and rng.random() < 0.2 else target
        return Body({"subject_matter": "入学", "cases": [case.id, other]})

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        return joining(case, ask, ask.body.json["cases"])

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        group = Group(answer["group_id"], {*ask.body.json["cases"]})
        case.groups[group.id] = group


class ChangeGroup(Move[Case]):
    """Its members are told, as far as they are in hand."""

    path = "/groups/change"
    roles = DESK
    versioned = True
    elsewhere = True

    def targets(self, case: Case) -> list[str]:
        return [*case.groups]

    def stranger(self, case: Case) -> str:
        return "0" * 36

    def version(self, case: Case, target: str) -> int:
        return case.groups[target].version

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        json: dict[str, Any] = {"group_id": target, "fact_base": "十月开工。"}
        if wild or (case.group_of(case.id) is None and rng.random() < 0.5):
            json["add"] = [case.id]
        return Body(json)

    def hidden(self, case: Case, ask: Ask[Case]) -> Iterator[str]:
        if ask.target not in case.groups:
            yield "group_unknown"

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        if case.id in case.groups[ask.target].members:
            yield case.bars(ask.by, ask.role)
        yield from joining(case, ask, ask.body.json.get("add", []))

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        group = case.groups[ask.target]
        group.version += 1
        group.members |= {*ask.body.json.get("add", ())}


class PartCase(OnCase):
    path, do = "/cases/{}/part", "part"
    holders = False
    weight = 0.3

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        return Body({"reason": "other_matter"})

    def wrong(self, case: Case, ask: Ask[Case], told: Any) -> Iterator[str | None]:
        yield None if case.group_of(ask.target) else "not_grouped"

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        case.leave_group(ask.target)


class PartMate(PartCase):
    """The case beside it, which is there for everybody and always in hand."""

    elsewhere = True

    def targets(self, case: Case) -> list[str]:
        return [case.mate] if case.mate else []

    def hidden(self, case: Case, ask: Ask[Case]) -> Iterator[str]:
        if ask.target != case.mate:
            yield "case_unknown"

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        return self.wrong(case, ask, ask.body.json)


MOVES = (MakeGroup(), ChangeGroup(), PartCase(), PartMate())
