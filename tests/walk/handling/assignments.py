"""What units do with what a letter brought: 签收, 退件, 裁定, 转办, 解除."""

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from tests.walk.city import (
    WORKING,
    Person,
    in_role,
    officer,
)
from tests.walk.days import weekdays_after
from tests.walk.handling.case import Case
from tests.walk.handling.parts import (
    ASSIGNMENTS,
    OnAssignment,
    of_units,
    some_unit,
)
from tests.walk.move import Ask, Body, table

WEEKDAYS_TO_REFUSE, BOUNCES = 2, 2


class Step(OnAssignment):
    do = ""

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        yield table(ASSIGNMENTS, case.assignments[ask.target].state, self.do, ask.role)[0]

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        one = case.assignments[ask.target]
        one.move(table(ASSIGNMENTS, one.state, self.do, ask.role)[1])


class Sign(Step):
    path, do = "/assignments/{}/sign", "sign"
    weight = 2.0


class Refuse(Step):
    path, do = "/assignments/{}/refuse", "refuse"
    weight = 1.2

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        one = case.assignments.get(target)
        suggested = some_unit(case, rng, [u for u in WORKING if one is None or u != one.unit])
        reason = rng.choice(["not_our_matter", "facts_missing"])
        json: dict[str, Any] = {
            "reason": reason, "text": "不属本单位。", "suggested_unit": suggested,
        }  # fmt: skip
        if wild:
            json["suggested_unit"] = rng.choice([one.unit if one else "nobody", "nobody", None])
        return Body(json)

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        yield from super().broken(case, ask)
        one = case.assignments[ask.target]
        yield "refusal_overruled" if one.overruled else None
        refusals = sum(a.refusals for a in case.in_round())
        yield "bounces_exhausted" if refusals >= BOUNCES else None
        last = weekdays_after(one.issued_on, WEEKDAYS_TO_REFUSE)
        yield "refusal_too_late" if case.day > last else None
        suggested = ask.body.json["suggested_unit"]
        if suggested is None:
            yield "suggested_unit_missing" if ask.body.json["reason"] == "not_our_matter" else None
            return
        yield "suggests_itself" if suggested == one.unit else None
        yield from of_units(case, [suggested])

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        super().follow(case, ask, answer)
        case.assignments[ask.target].refusals += 1


class FromAbove(Step):
    """The office head decides on what a unit has; and who handed it down, on that."""

    roles = frozenset({"office_head", "unit", "county_office"})

    def people(self, case: Case, target: str) -> list[Person]:
        above = self._above(case, target)
        return [*in_role("office_head"), *([officer(above)] if above else [])]

    def _above(self, case: Case, target: str) -> str | None:
        parent = case.assignments[target].parent
        return case.assignments[parent].unit if parent else None

    def is_hidden(self, case: Case, ask: Ask[Case]) -> bool:
        mine = {case.assignments[ask.target].unit, self._above(case, ask.target)}
        return ask.role != "office_head" and ask.by.unit not in mine

    def not_above(self, case: Case, ask: Ask[Case]) -> str | None:
        """Nobody decides on what is his own."""
        above = ask.role == "office_head" or ask.by.unit == self._above(case, ask.target)
        return None if above else "wrong_role"


class Rule(FromAbove):
    path = "/assignments/{}/rule"

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        return Body({"uphold": rng.random() < 0.5, "reason": "clear_duty"})

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        yield self.not_above(case, ask)
        one = case.assignments[ask.target]
        yield table(ASSIGNMENTS, one.state, self._do(ask), ask.role)[0]

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        one = case.assignments[ask.target]
        if ask.body.json["uphold"]:
            gone = [a for a in case.all_below(one) if a.is_open]
            for other in (one, *gone):
                case.release(other)
            case.hide_from_released([one, *gone])
        else:
            one.move("signed")
            one.overruled = True

    def _do(self, ask: Ask[Case]) -> str:
        return "uphold_refusal" if ask.body.json["uphold"] else "overrule_refusal"


class Release(FromAbove):
    path, do = "/assignments/{}/release", "release"
    weight = 0.4

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        return Body({"reason": "silent", "fault": rng.choice([None, "silence", "wrong_dispatch"])})

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        yield self.not_above(case, ask)
        yield from super().broken(case, ask)

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        one = case.assignments[ask.target]
        gone = [a for a in case.all_below(one) if a.is_open]
        for other in (one, *gone):
            case.release(other)
        case.hide_from_released([one, *gone])


MOVES = (Sign(), Refuse(), Rule(), Release())
