"""Questions 问询: on the direct route the office asks units and answers by itself.

A unit sees the question that it is asked, not the case; it answers here, or on the telephone, and
then the clerk notes who said what.
"""

from datetime import date
from typing import Annotated, NamedTuple

from pydantic import Field, StringConstraints

from services.routing.domain.cases import Case, CaseState, must_be_for_office
from services.routing.domain.commands import Command, Ident, Name, Text
from services.routing.domain.findings import Method
from services.routing.domain.roles import IN_UNITS
from shared.contracts.envelope import Actor
from shared.rules import Refused, unknown

QuestionId = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}[0-9]{4}-[0-9]{6}-q[0-9]{1,4}$")]


class Ask(Command):
    """问询."""

    unit_id: Ident
    question: Annotated[Text, Field(max_length=2000)]
    method: Method = "online"
    answer_by: date | None = None


class AnswerQuestion(Command):
    """问询答复."""

    answer: Annotated[Text, Field(max_length=4000)]
    method: Method = "online"
    said_by: Name | None = Field(default=None, description="who said so, where a clerk notes it")


class Question(NamedTuple):
    """A question as its row says."""

    question_id: str
    unit_id: str
    answered: bool


def must_be_asking(case: Case) -> None:
    """The office asks as long as it has not answered."""
    if case.route != "direct":
        must_be_for_office(case)
        raise Refused("nothing_to_ask", "on its route nothing is decided on the matter")
    if case.state != CaseState.OPENED:
        raise Refused("wrong_state", "the office has answered", state=case.state)


def may_answer(question: Question | None, ask: AnswerQuestion, actor: Actor) -> Question:
    """The unit that was asked answers; a clerk notes who said what.  Others learn nothing."""
    if question is None or (actor.role in IN_UNITS and question.unit_id != actor.unit):
        raise unknown("question")
    if question.answered:
        raise Refused("already_answered", "this question was answered")
    if actor.role not in IN_UNITS and ask.said_by is None:
        raise Refused("said_by_missing", "say who answered", status=422)
    return question
