"""The letter's way, from the draft to the signature that sends it."""

from collections.abc import Iterator, Mapping
from datetime import date
from random import Random
from typing import Any

from tests.walk.city import (
    CITY_UNITS,
    FENYANG,
    IN_UNITS,
    UNITS,
    XIAOYI,
    Person,
    in_role,
    officer,
)
from tests.walk.handling.case import Case
from tests.walk.handling.parts import (
    CASES,
    LETTERS,
    OnCase,
    OnPart,
    an_order,
    day,
    of_orders,
    of_units,
    some_unit,
)
from tests.walk.handling.terms import usual_due
from tests.walk.handling.things import Letter
from tests.walk.move import Ask, Body, table


def dispatch_action(case: Case) -> str:
    return {"opened": "hand_down", "instructed": "dispatch"}.get(case.state, "reassign")


def content(case: Case, rng: Random, *, wild: bool) -> dict[str, Any]:
    """What a clerk writes: to one unit or several, in time or not."""
    home = case.addressee.unit if case.addressee and case.addressee.level == "county" else None
    if case.state == "opened" and home and not wild:
        orders = [an_order(home)]
    else:
        lead = some_unit(case, rng, (*CITY_UNITS, XIAOYI, FENYANG))
        orders = [an_order(lead, *_share(case, rng))]
        others = [u for u in CITY_UNITS if u != lead and not case.accuses(u)]
        more = rng.choice([0, 0, 1, 1, 2])
        orders += [an_order(u, "assisting") for u in rng.sample(others, k=len(others))[:more]]
        there = [a for a in case.by_letter() if a.state != "released"]
        if any(a.part == "lead" for a in there):
            orders[0]["part"] = "assisting"
    json: dict[str, Any] = {"assignments": orders}
    if rng.random() < 0.2:
        json["due_on"] = day(case.day, rng.choice([0, 1]))
    if wild:
        fault = rng.choice(["unit", "lead", "late", "past", "demand", "reason"])
        faults: dict[str, dict[str, Any]] = {
            "unit": {"unit_id": rng.choice(["141181-urban", "ll-office", "nobody"])},
            "lead": {"part": rng.choice(["lead", "assisting"])},
            "demand": {"demands": [rng.choice([1, 2, 9])]},
        }
        orders[-1] |= faults.get(fault, {})
        if fault in {"late", "past", "reason"}:
            json["due_on"] = day(case.day, -1 if fault == "past" else 40)
        if fault == "reason":
            json["due_reason"] = "needs_budget"
    return json


def _share(case: Case, rng: Random) -> tuple[Any, ...]:
    """The lead's part, sometimes with the demands named one by one."""
    return ("lead", *case.demands) if case.demands and rng.random() < 0.3 else ("lead",)


def sendable(case: Case, json: Mapping[str, Any]) -> Iterator[str | None]:
    """Whether such a letter could be sent as things stand."""
    yield "answered_by_office" if case.office_answers else None
    yield table(CASES, case.state, dispatch_action(case), "office_head")[0]
    orders = list(json["assignments"])
    units = [o["unit_id"] for o in orders]
    yield from of_units(case, units, dispatched=True)
    home = case.addressee.unit if case.addressee and case.addressee.level == "county" else None
    if "city" not in case.levels() and any(u != home and u in UNITS for u in units):
        yield "no_instruction"
    yield from of_orders(case, orders, case.by_letter(), case.demands)
    usual = usual_due(case)
    due = date.fromisoformat(json["due_on"]) if json.get("due_on") else usual
    yield "due_past" if due < case.day else None
    yield "due_reason_missing" if due > usual and not json.get("due_reason") else None


class DraftLetter(OnCase):
    path = "/cases/{}/letters"
    roles = frozenset({"clerk"})
    weight = 2.0

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        return Body(content(case, rng, wild=wild))

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        yield from sendable(case, ask.body.json)
        yield "letter_on_its_way" if case.open_letter() else None

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        one = Letter(f"{case.id}-l{len(case.letters) + 1}", "drafted", round=case.round)
        case.letters[one.id] = worded(case, one, ask)


def worded(case: Case, one: Letter, ask: Ask[Case]) -> Letter:
    due = ask.body.json.get("due_on")
    one.drafted_by, one.quoted = ask.by.sub, case.given()
    one.due_on = date.fromisoformat(due) if due else usual_due(case)
    one.content = dict(ask.body.json) | {"due_on": one.due_on.isoformat()}
    return one


def sent_at_once(case: Case, orders: list[dict[str, Any]], due_on: date) -> None:
    """A letter that begins with its signature."""
    one = Letter(f"{case.id}-l{len(case.letters) + 1}", "issued", round=case.round)
    one.content = {"assignments": orders, "due_on": due_on.isoformat()}
    case.letters[one.id] = one


class OnLetter(OnPart):
    letter, unknown = "l", "letter_unknown"
    versioned = True
    do = ""

    def parts(self, case: Case) -> Mapping[str, Letter]:
        return case.letters

    def is_hidden(self, case: Case, ask: Ask[Case]) -> bool:
        """A letter is its own office's business."""
        office = ask.by.unit if ask.role in IN_UNITS else None
        return case.letters[ask.target].sender != office

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        yield table(LETTERS, case.letters[ask.target].state, self.do, ask.role)[0]

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        one = case.letters[ask.target]
        one.move(table(LETTERS, one.state, self.do, ask.role)[1])


class Revise(OnLetter):
    path, do = "/letters/{}/revise", "revise"
    roles = frozenset({"clerk"})

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        return Body(content(case, rng, wild=wild))

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        yield from super().broken(case, ask)
        yield from sendable(case, ask.body.json)

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        super().follow(case, ask, answer)
        worded(case, case.letters[ask.target], ask)


class Check(OnLetter):
    path, do = "/letters/{}/check", "check"
    roles = frozenset({"reviewer"})
    weight = 2.0

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        one = case.letters[ask.target]
        yield from super().broken(case, ask)
        yield "own_draft" if one.drafted_by == ask.by.sub else None
        yield None if one.round == case.round else "letter_outdated"


class ReturnLetter(OnLetter):
    path, do = "/letters/{}/return", "return"
    roles = frozenset({"reviewer", "office_head", "unit_head"})
    weight = 0.5

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        return Body({"reason": "unclear", "text": "再拟。"})

    def people(self, case: Case, target: str) -> list[Person]:
        sender = case.letters[target].sender
        own = [p for p in in_role("unit_head") if p.unit == sender]
        return own if sender else in_role("reviewer", "office_head")


class Drop(OnLetter):
    path, do = "/letters/{}/drop", "drop"
    roles = frozenset({"clerk", "county_office"})
    weight = 0.3

    def people(self, case: Case, target: str) -> list[Person]:
        sender = case.letters[target].sender
        return [officer(sender)] if sender else in_role("clerk")


class Issue(Check):
    path, do = "/letters/{}/issue", "issue"
    roles = frozenset({"office_head"})
    weight = 3.0

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        one = case.letters[ask.target]
        yield from super().broken(case, ask)
        yield from sendable(case, one.content)
        yield None if one.quoted == case.given() else "instruction_changed"
        yield table(CASES, case.state, dispatch_action(case), ask.role)[0]

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        super().follow(case, ask, answer)
        one = case.letters[ask.target]
        case.issue(one.content["assignments"], one.due_on)
        case.state = "dispatched"


MOVES = (DraftLetter(), Revise(), Check(), ReturnLetter(), Drop(), Issue())
