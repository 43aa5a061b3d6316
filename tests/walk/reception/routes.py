"""受理: a reception ends on one of five routes, each of which asks for its own."""

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any, ClassVar

from tests.walk.city import OFFICE, Person, stands_in
from tests.walk.move import Ask, Body, one_of
from tests.walk.reception.case import Case
from tests.walk.reception.desk import ACCUSABLE
from tests.walk.reception.parts import CLERK, STRANGER
from tests.walk.reception.way import OnWay

DECLINED = ("court", "military", "out_of_area")
ASKING = {"dispatch", "direct"}
"""Routes on which somebody answers on the matter."""
ASTRAY: tuple[dict[str, Any], ...] = (
    {"accusation": True}, {"accusation": None}, {"reason": "accusation"},
    {"transfer_to": "ll-edu"}, {"duplicate_of": STRANGER},
)  # fmt: skip
"""What may go wrong with any route."""


class Accept(OnWay):
    path, do = "/cases/{}/accept", "accept"
    roles = CLERK
    weight = 0.15
    route: ClassVar[str]

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        json = {"route": self.route, **self.told(case, rng, wild=wild)}
        if case.suspected and not (wild and rng.random() < 0.3):
            json["accusation"] = self.route == "transfer"
        if rng.random() < 0.1:
            json["accused_units"] = [rng.choice(["ll-edu", "141181-office", OFFICE])]
        return Body(json | (rng.choice(ASTRAY) if wild and rng.random() < 0.4 else {}))

    def told(self, case: Case, rng: Random, *, wild: bool) -> dict[str, Any]:
        """What belongs to the route."""
        return {}

    def wrong(self, case: Case, ask: Ask[Case], told: Any) -> Iterator[str | None]:
        route, reason = told["route"], told.get("reason")
        if case.kind == "unknown" or not (case.known or case.settled):
            yield "classify_first"
        for of, field in (("transfer", "transfer_to"), ("duplicate", "duplicate_of")):
            given = told.get(field) is not None
            if given != (of == route):
                yield f"{field}_only_for_{of}" if given else f"{of}_needs_{field}"
        accusation = True if reason == "accusation" else told.get("accusation")
        yield "settle_accusation_first" if accusation is None and case.suspected else None
        yield "accusation_goes_by_transfer" if accusation and route != "transfer" else None
        yield "decline_needs_a_reason" if route == "decline" and reason not in DECLINED else None
        accused = case.accused | {*told.get("accused_units", ())}
        to = told.get("transfer_to")
        yield "transfer_to_accused" if to and stands_in(to, accused) else None
        yield from self._of_first(case, told.get("duplicate_of"))

    def _of_first(self, case: Case, first: str | None) -> Iterator[str | None]:
        if first is None:
            return
        others = case.others
        yield "duplicate_of_unknown" if first in {STRANGER, others["secret"]} else None
        yield "duplicate_of_itself" if first == case.id else None
        yield "duplicate_of_duplicate" if first == others["second"] else None
        yield "duplicate_of_withdrawn" if first == others["gone"] else None
        yield "others_repeat_it" if case.referred else None

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        told = ask.body.json
        case.state, case.route = "accepted", self.route
        if self.route in ASKING and case.kind != "thanks" and not case.erased:
            case.listed = case.listed or (f"第{case.number}件",)
        if told.get("accused_units"):
            case.name(told["accused_units"])


class Dispatch(Accept):
    route = "dispatch"
    weight = 0.3


class Direct(Accept):
    route = "direct"


class Decline(Accept):
    route = "decline"

    def told(self, case: Case, rng: Random, *, wild: bool) -> dict[str, Any]:
        return {"reason": one_of(rng, *DECLINED, wild=["no_time", None], go_wild=wild)}


class Transfer(Accept):
    route = "transfer"

    def told(self, case: Case, rng: Random, *, wild: bool) -> dict[str, Any]:
        free = "ll-petition" if case.accuses("ll-discipline") else "ll-discipline"
        return {"transfer_to": one_of(rng, free, wild=[*ACCUSABLE, None], go_wild=wild)}


class Duplicate(Accept):
    route = "duplicate"

    def told(self, case: Case, rng: Random, *, wild: bool) -> dict[str, Any]:
        named = [*case.others.values(), case.id, STRANGER, None]
        first = one_of(rng, case.others["first"], wild=named, go_wild=wild)
        return {"duplicate_of": first, "reason": rng.choice([None, "chaser"])}


MOVES = (Dispatch(), Direct(), Decline(), Transfer(), Duplicate())
