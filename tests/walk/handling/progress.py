"""What is told while a case is handled: steps, meetings, third parties who are pressed."""

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from tests.walk.city import (
    OFFICE_ROLES,
    UNIT_ROLES,
    WORKING,
    Person,
    in_role,
    officer,
)
from tests.walk.handling.case import Case
from tests.walk.handling.files import not_working
from tests.walk.handling.parts import (
    OnAssignment,
    OnCase,
    OnPart,
    day,
    of_units,
    some_unit,
)
from tests.walk.handling.things import IN_HAND
from tests.walk.move import UNKNOWN_ID, Ask, Body

WORKERS = OFFICE_ROLES | UNIT_ROLES


class NoteProgress(OnAssignment):
    path = "/assignments/{}/progress"
    versioned = False
    status = 201

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        json = {"act": "looked", "text": "已到现场。"}
        if not wild:
            return Body(json)
        faults: list[tuple[dict[str, Any], str]] = [
            ({"happened_on": day(case.day, 1)}, "date_in_future"),
            ({"next_on": day(case.day, 0)}, "date_past"),
            ({"files": [f"{case.id}-f{UNKNOWN_ID}"]}, "file_unknown"),
        ]  # fmt: skip
        more, fault = rng.choice(faults)
        return Body(json | more, frozenset({fault}))

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        yield None if case.assignments[ask.target].state in IN_HAND else "not_at_work"


class Meet(OnCase):
    path = "/cases/{}/meetings"
    roles = WORKERS
    status = 201
    weight = 0.15

    def people(self, case: Case, target: str) -> list[Person]:
        return [*in_role("clerk"), *(officer(u) for u in WORKING if u in case.seen_by)]

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        units = [some_unit(case, rng)]
        json = {"held_on": day(case.day, 0), "place": "会议室", "agreed": "分头办理。"}
        if not wild:
            return Body(json | {"units": units})
        faults: list[tuple[dict[str, Any], str]] = [
            ({}, "meeting_of_nobody"),
            ({"units": ["nobody"]}, "unit_unknown"),
            ({"units": units, "held_on": day(case.day, 1)}, "date_in_future"),
        ]  # fmt: skip
        more, fault = rng.choice(faults)
        return Body(json | more, frozenset({fault}))

    def hidden(self, case: Case, ask: Ask[Case]) -> Iterator[str]:
        if ask.target != case.id:
            yield "case_unknown"
        else:
            yield from not_working(case, ask)

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        yield "wrong_state" if case.state == "withdrawn" else None
        yield from of_units(case, ask.body.json.get("units", ()))


class Press(Meet):
    path = "/cases/{}/third-parties"

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        again, fault = rng.choice([(0, "date_past")]) if wild else (3, None)
        json = {
            "name": "某物业公司", "kind": "property_manager", "matter": "督促整改", "method": "phone",
            "pressed_on": day(case.day, 0), "look_again_on": day(case.day, again),
        }  # fmt: skip
        return Body(json, frozenset({fault} if fault else ()))

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        case.pressed[f"{case.id}-t{len(case.pressed) + 1}"] = "pressed"


class Look(OnPart):
    path = "/third-parties/{}/look"
    letter, unknown = "t", "third_party_unknown"
    roles = WORKERS
    status = 201
    weight = 0.4

    def parts(self, case: Case) -> Mapping[str, str]:
        return case.pressed

    def people(self, case: Case, target: str) -> list[Person]:
        return [*in_role("clerk"), *(officer(u) for u in WORKING if u in case.seen_by)]

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        state = rng.choice(["moving", "nothing", "settled"])
        again = None if state == "settled" else day(case.day, 3)
        fault = None
        if wild:
            again = None if again else day(case.day, 3)
            fault = "look_again_unasked" if again else "look_again_missing"
        json = {"state": state, "text": "已看。", "look_again_on": again}
        return Body(json, frozenset({fault} if fault else ()))

    def hidden(self, case: Case, ask: Ask[Case]) -> Iterator[str]:
        if seen := list(not_working(case, ask)):
            yield from seen
        elif ask.target not in case.pressed:
            yield "wrong_state" if case.state == "withdrawn" else self.unknown

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        yield "wrong_state" if case.state == "withdrawn" else None
        yield "already_settled" if case.pressed[ask.target] == "settled" else None

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        case.pressed[ask.target] = str(ask.body.json["state"])


MOVES = (NoteProgress(), Meet(), Press(), Look())
