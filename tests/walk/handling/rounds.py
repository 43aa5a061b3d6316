"""The rounds after an answer: once more, reopened, or upheld."""

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from tests.walk.city import UNITS, Person
from tests.walk.handling.case import Case
from tests.walk.handling.letters import sent_at_once
from tests.walk.handling.parts import (
    OnCase,
    an_order,
    on_case,
)
from tests.walk.handling.terms import usual_due
from tests.walk.handling.things import Assignment
from tests.walk.move import Ask, Body


class Redo(OnCase):
    path, do = "/cases/{}/redo", "redo"
    roles = frozenset({"office_head"})
    weight = 0.6

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        return Body({"reason": "not_in_place", "text": "再办。"})

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        yield on_case(case, f"{self.do}_answer" if case.office_answers else self.do, ask)

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        asked = [
            a for a in case.by_letter()
            if a.state != "released" and UNITS[a.unit].is_dispatchable and not case.accuses(a.unit)
        ]  # fmt: skip
        shares = [(a, self._again(case, a, asked)) for a in asked]
        orders = [an_order(a.unit, a.part, *nos) for a, nos in shares if nos is not None]
        case.round += 1
        case.state = "opened" if case.office_answers else "dispatched"
        if any(a.part == "lead" for a in asked) and not case.office_answers:
            sent_at_once(case, orders, usual_due(case))
            case.issue(orders, usual_due(case))

    def _again(self, case: Case, one: Assignment, asked: list[Assignment]) -> list[int] | None:
        """The demands it is asked for again, by what the author asks now; None: it is not.

        Where one of these has no unit, the lead answers for all.
        """
        left = set(case.demands) - {no for a in asked for no in a.demands}
        if not case.demands or (one.part == "lead" and left):
            return []
        own = [no for no in one.demands if no in case.demands]
        return own if own or one.part == "lead" or not one.demands else None


class Reopen(Redo):
    path, do = "/cases/{}/reopen", "reopen"
    weight = 0.4

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        return Body({"reason": "new_facts"})


class Uphold(OnCase):
    path = "/cases/{}/uphold"
    roles = frozenset({"office_head"})

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        return Body({"reason": "in_order"})

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        yield on_case(case, "uphold", ask)
        yield None if case.round in case.failed else "no_failed_check"
        yield "promise_open" if case.open_promise() else None

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        case.state = "closed"


MOVES = (Redo(), Reopen(), Uphold())
