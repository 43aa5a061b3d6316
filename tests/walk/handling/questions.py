"""What the office asks units before it answers by itself."""

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from tests.walk.city import (
    UNIT_ROLES,
    WORKING,
    Person,
    in_role,
    officer,
)
from tests.walk.handling.case import Case
from tests.walk.handling.parts import (
    OnCase,
    OnPart,
    of_units,
    some_unit,
)
from tests.walk.handling.things import Question
from tests.walk.move import Ask, Body, one_of


def asking(case: Case) -> str | None:
    """The office asks units as long as it has not answered by itself."""
    if case.route == "direct":
        return None if case.state == "opened" else "wrong_state"
    return "nothing_to_ask" if case.office_answers else "answered_by_units"


class AskUnit(OnCase):
    path = "/cases/{}/questions"
    roles = frozenset({"clerk"})
    status = 201

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        unit = one_of(rng, some_unit(case, rng), wild=["nobody", *case.accused], go_wild=wild)
        return Body({"unit_id": unit, "question": "情况如何？"})

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        yield asking(case)
        yield from of_units(case, [ask.body.json["unit_id"]])

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        one = Question(f"{case.id}-q{len(case.questions) + 1}", ask.body.json["unit_id"])
        case.questions[one.id] = one


class AnswerQuestion(OnPart):
    path = "/questions/{}/answer"
    letter, unknown = "q", "question_unknown"
    roles = frozenset({"clerk", *UNIT_ROLES})

    def parts(self, case: Case) -> Mapping[str, Question]:
        return case.questions

    def people(self, case: Case, target: str) -> list[Person]:
        unit = case.questions[target].unit
        return [*in_role("clerk"), *([officer(unit)] if unit in WORKING else [])]

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        said_by = None if wild else "钱某"
        return Body({"answer": "已办。", "said_by": said_by})

    def is_hidden(self, case: Case, ask: Ask[Case]) -> bool:
        return ask.role in UNIT_ROLES and case.questions[ask.target].unit != ask.by.unit

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        one = case.questions[ask.target]
        yield asking(case)
        yield "already_answered" if one.answered else None
        nameless = ask.role == "clerk" and ask.body.json["said_by"] is None
        yield "said_by_missing" if nameless else None
        yield from of_units(case, [one.unit])

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        case.questions[ask.target].answered = True


MOVES = (AskUnit(), AnswerQuestion())
