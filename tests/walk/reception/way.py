"""A reception's way: 认领, 移交, 分类, 撤回; and 删除, which moves nothing."""

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from tests.walk.city import OFFICE, Person, in_role
from tests.walk.move import Ask, Body
from tests.walk.reception.case import Case
from tests.walk.reception.parts import CLERK, WAY, OnCase, free_clerks


class OnWay(OnCase):
    life = WAY


class Claim(OnWay):
    path, do = "/cases/{}/claim", "claim"
    roles, holders = CLERK, False
    weight = 3.0

    def wrong(self, case: Case, ask: Ask[Case], told: Any) -> Iterator[str | None]:
        if case.holder is not None and case.state != "withdrawn":
            yield "already_yours" if case.holder == ask.by.sub else "held_by_another"

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        case.holder = ask.by.sub
        if "unclaimed" in case.alarms:
            case.alarms["unclaimed"] = True
        case.state = "claimed"
        if case.wishes["no_call"]:
            case.called("not_wanted")
        elif not case.dialable:
            case.called("no_number")


class HandOver(OnWay):
    path, do = "/cases/{}/handover", "hand_over"
    weight = 0.8

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        clerks = in_role("clerk") if wild else free_clerks(case, case.holder)
        to = rng.choice(clerks or in_role("clerk"))
        return Body({"to_sub": to.sub, "to_name": to.name, "reason": "leave"})

    def wrong(self, case: Case, ask: Ask[Case], told: Any) -> Iterator[str | None]:
        yield "already_the_holder" if told["to_sub"] == case.holder else None
        yield "interest_excludes" if told["to_sub"] in case.interested else None

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        case.holder = ask.body.json["to_sub"]


class Classify(OnWay):
    path, do = "/cases/{}/classify", "classify"

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        classes = ["livelihood", "inquiry", *(["complex"] if "office_head" in by.roles else [])]
        json = {
            "kind": rng.choice(["help", "complaint", "thanks"]), "domain_name": "城建",
            "handling_class": rng.choice(classes), "reason": "read",
        }  # fmt: skip
        wilder: list[dict[str, Any]] = [
            {"handling_class": "complex"}, {"subdomain_name": "无此小类"}, {"division": "999999"},
            {"reason": None}, {"kind": "unknown"},
        ]  # fmt: skip
        return Body(json | (rng.choice(wilder) if wild else {}))

    def wrong(self, case: Case, ask: Ask[Case], told: Any) -> Iterator[str | None]:
        complexes = told["handling_class"] == "complex"
        yield "complex_needs_office_head" if complexes and ask.role != "office_head" else None
        yield "subdomain_not_of_domain" if "subdomain_name" in told else None
        yield "division_unknown" if "division" in told else None
        yield "reason_missing" if told["reason"] is None else None

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        told = ask.body.json
        case.kind, case.handling_class, case.settled = told["kind"], told["handling_class"], True


class Withdraw(OnWay):
    path, do = "/cases/{}/withdraw", "withdraw"
    weight = 0.06

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        if wild and rng.random() < 0.3:
            return Body({"reason": "Für immer"}, frozenset({"invalid_request"}))
        return Body({"reason": "solved"})

    def wrong(self, case: Case, ask: Ask[Case], told: Any) -> Iterator[str | None]:
        yield "others_repeat_it" if case.referred else None

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        case.state = "withdrawn"


class Erase(OnCase):
    """Moves nothing and stands on no page: it may be asked for at any time."""

    path = "/cases/{}/erase"
    weight = 0.1

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        yield "not_the_holder" if case.is_anothers(ask.by, ask.role) else None
        yield "head_erases" if ask.role != "office_head" and not case.accuses(OFFICE) else None
        yield "already_erased" if case.erased else None

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        case.erased, case.dialable = True, False
        case.phones = [(None, None)] * len(case.phones)


MOVES = (Claim(), HandOver(), Classify(), Withdraw(), Erase())
