"""Measures for all: issued, revoked, and linked with a case that they help."""

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from tests.walk.city import (
    UNIT_ROLES,
    WORKING,
    Person,
    above,
    in_role,
    officer,
)
from tests.walk.handling.case import Case
from tests.walk.handling.parts import (
    MEASURES,
    OnCase,
    OnPart,
    day,
)
from tests.walk.handling.progress import WORKERS, Meet
from tests.walk.handling.things import Part
from tests.walk.move import Ask, Body, table


class IssueMeasure(OnCase):
    """A measure of this walk's own: no word of it stands in any case."""

    path = "/measures"
    elsewhere = True
    roles = WORKERS
    status = 201
    weight = 0.05

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        own = by.unit if by.unit in WORKING and not wild else None
        issuer = own or rng.choice(WORKING)
        json = {
            "title": "办法", "condition": "同样情况", "rule": "照办", "terms": ["氦氖氩氪"],
            "terms_needed": 1, "issuer": issuer, "issued_on": day(case.day, 0),
            "valid_from": day(case.day, 0),
        }  # fmt: skip
        if wild:
            faults: list[tuple[dict[str, Any], str]] = [
                ({"issued_on": day(case.day, 1)}, "date_in_future"),
                ({"terms_needed": 2}, "too_few_terms"),
                ({"valid_until": day(case.day, -1)}, "measure_ends_before_start"),
            ]  # fmt: skip
            more, fault = rng.choice(faults)
            return Body(json | more, frozenset({fault}))
        return Body(json)

    def hidden(self, case: Case, ask: Ask[Case]) -> Iterator[str]:
        return iter(())

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        by_unit = ask.role in UNIT_ROLES
        mine = ask.by.unit in above(ask.body.json["issuer"])
        yield "not_your_unit" if by_unit and not mine else None

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        one = Part(str(answer["measure_id"]), "in_force")
        case.measures[one.id] = one
        case.issuers[one.id] = ask.body.json["issuer"]


class Revoke(OnPart):
    path = "/measures/{}/revoke"
    elsewhere = True
    unknown = "measure_unknown"
    roles = frozenset({"office_head", *UNIT_ROLES})
    weight = 0.3

    def parts(self, case: Case) -> Mapping[str, Part]:
        return case.measures

    def stranger(self, case: Case) -> str:
        return "M1999-0001"

    def people(self, case: Case, target: str) -> list[Person]:
        issuer = case.issuers[target]
        return [*in_role("office_head"), officer(issuer)]

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        return Body({"reason": "replaced"})

    def hidden(self, case: Case, ask: Ask[Case]) -> Iterator[str]:
        if ask.target not in case.measures:
            yield self.unknown

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        yield table(MEASURES, case.measures[ask.target].state, "revoke", ask.role)[0]
        by_unit = ask.role in UNIT_ROLES
        mine = ask.by.unit in above(case.issuers[ask.target])
        yield "not_your_unit" if by_unit and not mine else None

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        case.measures[ask.target].move("revoked")


class Link(Meet):
    path = "/cases/{}/measures"
    status = 200

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        measure = rng.choice([*case.measures, "M1999-0001"])
        helps = rng.random() < 0.7
        reason = None if helps or wild else "other_matter"
        return Body({"measure_id": measure, "helps": helps, "reason": reason})

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        json = ask.body.json
        yield None if json["helps"] or json["reason"] else "reason_missing"
        measure = case.measures.get(json["measure_id"])
        if measure is None:
            yield "measure_unknown"
        elif json["helps"] and measure.state != "in_force":
            yield "measure_not_in_force"


MOVES = (IssueMeasure(), Revoke(), Link())
