"""How a matter goes down: a unit forwards, a county's office by a letter that its head signs."""

from collections.abc import Iterator, Mapping
from datetime import date
from random import Random
from typing import Any

from tests.walk.city import POSTS, UNITS, WORKING, Person, below, in_role, officer, stands_in
from tests.walk.handling.case import Case
from tests.walk.handling.letters import OnLetter
from tests.walk.handling.parts import ASSIGNMENTS, OnAssignment, an_order, day, of_orders, of_units
from tests.walk.handling.terms import below_due
from tests.walk.handling.things import Assignment, Letter
from tests.walk.move import Ask, Body, table


def _content(case: Case, one: Assignment | None, rng: Random, *, wild: bool) -> Body:
    """To one unit below or to two."""
    under = below(one.unit) if one else []
    free = [u for u in under if not case.accuses(u)] or under or list(WORKING)
    orders = [an_order(rng.choice(free))]
    if rng.random() < 0.3:
        orders.append(an_order(rng.choice(free), "assisting"))
    there = [a for a in case.below(one) if a.state != "released"] if one else []
    if any(a.part == "lead" for a in there):
        orders = [o | {"part": "assisting"} for o in orders[:1]]
    json: dict[str, Any] = {"assignments": orders}
    if wild:
        json["due_on"] = day(case.day, rng.choice([-1, 0, 60]))
        orders[0]["unit_id"] = rng.choice([*WORKING, "nobody"])
    elif rng.random() < 0.2:
        json["due_on"] = day(case.day, 0)
    return Body(json)


def _due(json: Mapping[str, Any]) -> date | None:
    return date.fromisoformat(json["due_on"]) if json.get("due_on") else None


def _handable(case: Case, one: Assignment, json: Mapping[str, Any]) -> Iterator[str | None]:
    """To whom it may go down, and by when."""
    orders = list(json["assignments"])
    units = [o["unit_id"] for o in orders]
    yield from of_units(case, units)
    if UNITS[one.unit].is_county_office and not _instructed(case, one):
        yield "no_instruction"
    for unit in (u for u in units if u in UNITS):
        yield None if unit != one.unit and stands_in(unit, [one.unit]) else "not_below"
    yield from of_orders(case, orders, case.below(one), one.demands or case.demands)
    due = _due(json)
    if due:
        yield "due_past" if due < case.day else None
        yield "due_after_parent" if due > one.due_on else None


def _instructed(case: Case, one: Assignment) -> bool:
    """A county's office forwards once its own leader has instructed."""
    return any(POSTS[given.post].unit == one.unit for given in case.instructions.values())


class Forward(OnAssignment):
    path = "/assignments/{}/forward"
    weight = 3.0

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        return _content(case, case.assignments.get(target), rng, wild=wild)

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        one = case.assignments[ask.target]
        yield table(ASSIGNMENTS, one.state, "forward", ask.role)[0]
        yield from _handable(case, one, ask.body.json)
        if UNITS[one.unit].is_county_office and case.open_letter(one.unit):
            yield "letter_on_its_way"

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        one = case.assignments[ask.target]
        due = below_due(case, one, _due(ask.body.json))
        if not UNITS[one.unit].is_county_office:
            one.move("forwarded")
            case.issue(ask.body.json["assignments"], due, parent=one.id)
            return
        letter = Letter(
            f"{case.id}-l{len(case.letters) + 1}", "drafted", round=case.round, sender=one.unit,
            hands_down=one.id,
        )  # fmt: skip
        case.letters[letter.id] = _worded(case, letter, ask, due)


def _worded(case: Case, letter: Letter, ask: Ask[Case], due: date) -> Letter:
    letter.drafted_by, letter.quoted, letter.due_on = ask.by.sub, case.given(), due
    letter.content = dict(ask.body.json) | {"due_on": due.isoformat()}
    return letter


class OnCountyLetter(OnLetter):
    def targets(self, case: Case) -> list[str]:
        """Those of the counties, or else any: somebody tries."""
        return [one.id for one in case.letters.values() if one.sender] or list(case.letters)


class Reword(OnCountyLetter):
    path, do = "/letters/{}/reword", "revise"
    roles = frozenset({"county_office"})
    weight = 0.6

    def people(self, case: Case, target: str) -> list[Person]:
        sender = case.letters[target].sender
        return [officer(sender)] if sender else in_role(*self.roles)

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        letter = case.letters.get(target)
        handed = case.assignments.get(letter.hands_down or "") if letter else None
        return _content(case, handed, rng, wild=wild)

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        one = case.assignments[str(case.letters[ask.target].hands_down)]
        yield from super().broken(case, ask)
        yield from _handable(case, one, ask.body.json)

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        super().follow(case, ask, answer)
        letter = case.letters[ask.target]
        one = case.assignments[str(letter.hands_down)]
        _worded(case, letter, ask, below_due(case, one, _due(ask.body.json)))


class SignLetter(OnCountyLetter):
    path, do = "/letters/{}/sign", "sign"
    roles = frozenset({"unit_head"})
    weight = 4.0

    def people(self, case: Case, target: str) -> list[Person]:
        sender = case.letters[target].sender
        return [p for p in in_role("unit_head") if p.unit == sender] or in_role("unit_head")

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        letter = case.letters[ask.target]
        one = case.assignments[str(letter.hands_down)]
        yield from super().broken(case, ask)
        yield "own_draft" if letter.drafted_by == ask.by.sub else None
        yield None if letter.round == case.round else "letter_outdated"
        yield from _handable(case, one, letter.content)
        yield None if letter.quoted == case.given() else "instruction_changed"
        office = UNITS[one.unit]
        yield None if ask.by.name in {office.head, office.deputy} else "not_the_deputy"
        yield table(ASSIGNMENTS, one.state, "forward", ask.role)[0]

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        super().follow(case, ask, answer)
        letter = case.letters[ask.target]
        one = case.assignments[str(letter.hands_down)]
        one.move("forwarded")
        case.issue(letter.content["assignments"], letter.due_on, parent=one.id)


MOVES = (Forward(), Reword(), SignLetter())
