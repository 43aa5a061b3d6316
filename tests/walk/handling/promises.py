"""What was promised in public: reported, given back, written off; and promised once more."""

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from tests.walk.city import UNIT_ROLES, WORKING, Person, in_role, officer
from tests.walk.handling.case import Case
from tests.walk.handling.parts import PROMISES, OnCase, OnPart, day
from tests.walk.handling.things import Promise
from tests.walk.move import UNKNOWN_ID, Ask, Body, table


class OnPromise(OnPart):
    letter, unknown = "c", "promise_unknown"
    roles = frozenset({"office_head"})
    versioned = True
    do = ""

    def parts(self, case: Case) -> Mapping[str, Promise]:
        return case.promises

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        yield table(PROMISES, case.promises[ask.target].state, self.do, ask.role)[0]

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        one = case.promises[ask.target]
        one.move(table(PROMISES, one.state, self.do, ask.role)[1])


class ReportPromise(OnPromise):
    path, do = "/promises/{}/report", "report"
    roles = frozenset({"clerk", *UNIT_ROLES})
    weight = 2.0

    def people(self, case: Case, target: str) -> list[Person]:
        unit = case.promises[target].unit
        by_unit = unit in WORKING and not case.accuses(unit)
        return [officer(unit)] if by_unit else in_role("clerk")

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        files = [f.id for f in case.files.values() if not f.erased]
        evidence = files[-1:] or [f"{case.id}-f{UNKNOWN_ID}"]
        early = (case.admitted_on - case.day).days - 1
        days, fault = (
            rng.choice([(1, "date_in_future"), (early, "done_before_asked")]) if wild else (0, None)
        )
        json = {"done_on": day(case.day, days), "text": "已办。", "evidence": evidence}
        return Body(json, frozenset({fault} if fault else ()))

    def is_hidden(self, case: Case, ask: Ask[Case]) -> bool:
        unit = case.promises[ask.target].unit
        by_office = ask.role == "clerk" and (case.office_answers or case.accuses(unit))
        return not by_office and unit != ask.by.unit

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        yield from super().broken(case, ask)
        there = all(case.file_is_there(one) for one in ask.body.json["evidence"])
        yield None if there else "file_unknown"


class ReturnPromise(OnPromise):
    path, do = "/promises/{}/return", "return"

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        return Body({"reason": "unclear", "text": "再报。"})


class SettlePromise(OnPromise):
    path, do = "/promises/{}/settle", "settle"
    weight = 2.0

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        super().follow(case, ask, answer)
        if case.state == "published" and case.round in case.passed:
            case.state = "closed"


class PermitPromise(OnCase):
    path = "/cases/{}/permit-promise"
    roles = frozenset({"office_head"})
    weight = 0.08

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        return Body({"reason": "needs_time"})

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        yield "wrong_state" if case.state == "withdrawn" else None

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        case.permitted.add(case.round)


MOVES = (ReportPromise(), ReturnPromise(), SettlePromise(), PermitPromise())
