"""The result 办理结果 that a unit, or the office itself, states together with its reply.

What was found, where and by whom; how the matter was disposed of, with what that disposition asks
for; what it rests on; and what became of it in the real world, apart from the words of the reply.
"""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from services.routing.domain.commands import Code, Command, Name, Text
from services.routing.domain.dispositions import IDEAS, must_fit_kind
from services.routing.domain.files import FileId
from services.routing.domain.findings import Method, Person, Place, Words, must_have_found
from services.routing.domain.promises import Promise, must_promise_ahead
from shared.contracts.intake import Kind, Route
from shared.contracts.routing import DemandStated, Disposition, Finding, ResultStated
from shared.rules import Refused

Link = Annotated[Text, Field(max_length=500)]


class Solution(Command):
    """已解决: what was done, when."""

    solved_on: date
    measure: Words


class Explanation(Command):
    """解释说明: how, when and what was explained, on what basis, and whether it was understood."""

    method: Method
    explained_on: date
    content: Words
    reason: Words
    basis: Words
    understood: bool


class Opinion(Command):
    """采纳情况: why a suggestion is taken up, in part, later or not."""

    reason: Words
    plan: Words | None = Field(default=None, description="what will be done with it")


class Basis(Command):
    """政策依据."""

    title: Annotated[Text, Field(max_length=300)]
    number: Name | None = None
    clause: Name | None = None
    link: Link | None = None


class RuleMade(Command):
    """制定制度: the matter led to a rule for all."""

    title: Annotated[Text, Field(max_length=300)]
    issuer: Name
    scope: Annotated[Text, Field(max_length=500)]
    issued_on: date
    link: Link | None = None


class ExternalCause(Command):
    """外部原因: what nobody here could help, such as an epidemic."""

    cause: Code
    text: Words


class Interim(Command):
    """临时措施: what helps until the matter is solved; it is no solution."""

    text: Words
    from_on: date
    until_on: date | None = None


class Confirmation(Command):
    """核实确认: who says that it is solved: the author, or facts learnt by other means."""

    source: Literal["author", "other_means"]
    method: Method
    confirmed_on: date
    text: Words | None = None


class RealWorld(Command):
    """实际结果: what became of it, and whether that is what was asked for."""

    achieved: bool
    text: Words


class FollowOn(Command):
    """后续措施: what goes on after the case."""

    text: Words
    until_on: date | None = None


class DemandAnswer(Command):
    """What one demand got."""

    no: int = Field(ge=1, le=99)
    text: Words
    disposition: Disposition | None = Field(default=None, description="the result's, if not given")


class Result(Command):
    """办理结果."""

    finding: Finding | None = Field(default=None, description="asked for complaints and help")
    places: tuple[Place, ...] = Field(default=(), max_length=50)
    people: tuple[Person, ...] = Field(default=(), max_length=50)
    evidence: tuple[FileId, ...] = Field(default=(), max_length=50)
    disposition: Disposition
    answers: tuple[DemandAnswer, ...] = Field(default=(), max_length=99)
    solution: Solution | None = None
    promise: Promise | None = None
    explanation: Explanation | None = None
    opinion: Opinion | None = None
    basis: tuple[Basis, ...] = Field(default=(), max_length=20)
    rules_made: tuple[RuleMade, ...] = Field(default=(), max_length=20)
    external_cause: ExternalCause | None = None
    interim: Interim | None = None
    confirmation: Confirmation | None = None
    real_world: RealWorld | None = None
    follow_on: tuple[FollowOn, ...] = Field(default=(), max_length=20)

    @property
    def dispositions(self) -> frozenset[Disposition]:
        """The one of the whole, and those of its demands."""
        return frozenset(
            {self.disposition, *(a.disposition or self.disposition for a in self.answers)}
        )

    def stated(self) -> ResultStated:
        """The result in codes and dates, as others hear it: no word of it."""
        return ResultStated(
            finding=self.finding,
            disposition=self.disposition,
            promise_on=self.promise.promise_on if self.promise else None,
            told=self.promise.told.reached if self.promise else None,
            understood=self.explanation.understood if self.explanation else None,
            achieved=self.real_world.achieved if self.real_world else None,
            confirmed_by=self.confirmation.source if self.confirmation else None,
            external_cause=self.external_cause.cause if self.external_cause else None,
            interim=self.interim is not None,
            rules_made=len(self.rules_made),
            follow_on=len(self.follow_on),
            evidence=len(self.evidence),
            demands=tuple(
                DemandStated(no=a.no, disposition=a.disposition or self.disposition)
                for a in self.answers
            ),
        )


class AnswerDirectly(Command):
    """答复 of the office itself: with a result where it decides on the matter."""

    text: Annotated[Text, Field(max_length=8000)]
    result: Result | None = None


# ---- rules -----------------------------------------------------------------------------------


def must_be_complete(kind: Kind, result: Result, today: date) -> None:
    """A result fits the kind of the case, and says all that its disposition asks for."""
    for disposition in result.dispositions:
        must_fit_kind(kind, disposition)
    must_have_found(kind, result.finding, result.people)
    must_have_its_part(result)
    must_promise_ahead(result.promise, today)
    must_have_happened(result, today)
    must_not_contradict_itself(result)
    must_answer_once(result.answers)


def must_have_its_part(result: Result) -> None:
    """Each disposition brings what it asks for, and what another asks for stays away."""
    chosen = result.dispositions
    asked = {
        "solution": ({"solved"}, result.solution),
        "evidence": ({"solved"}, result.evidence or None),
        "promise_date": ({"promised"}, result.promise),
        "explanation": ({"explained"}, result.explanation),
        "opinion": (IDEAS, result.opinion),
    }
    for name, (dispositions, part) in asked.items():
        if chosen & dispositions and part is None:
            raise Refused(f"{name}_missing", "this disposition asks for it", status=422)
    unasked = {
        "solution": ({"solved"}, result.solution),
        "promise": ({"promised"}, result.promise),
        "opinion": (IDEAS, result.opinion),
    }
    for name, (dispositions, part) in unasked.items():
        if part is not None and not chosen & dispositions:
            raise Refused(f"{name}_unasked", "no disposition here has it", status=422)


def must_have_happened(result: Result, today: date) -> None:
    """What is told as done was done by today."""
    if any(day > today for day in _past_days(result)):
        raise Refused("date_in_future", "that day has not come yet", status=422)


def _past_days(result: Result) -> Iterable[date]:
    if result.solution:
        yield result.solution.solved_on
    if result.promise:
        yield result.promise.told.told_on
    if result.explanation:
        yield result.explanation.explained_on
    if result.confirmation:
        yield result.confirmation.confirmed_on
    yield from (place.seen_on for place in result.places if place.seen_on)
    yield from (rule.issued_on for rule in result.rules_made)


def must_not_contradict_itself(result: Result) -> None:
    """What is solved was achieved; what only helps meanwhile ends after it began."""
    if result.disposition == "solved" and result.real_world and not result.real_world.achieved:
        raise Refused(
            "solved_but_not_achieved", "it is not solved as long as it is not", status=422
        )
    interim = result.interim
    if interim and interim.until_on and interim.until_on < interim.from_on:
        raise Refused("interim_ends_before_start", "look at the two days again", status=422)


def must_answer_once(answers: Iterable[DemandAnswer]) -> None:
    """One answer per demand."""
    numbers = [answer.no for answer in answers]
    if len(set(numbers)) != len(numbers):
        raise Refused("demand_answered_twice", "one demand has two answers", status=422)


def must_answer_demands(answers: Iterable[DemandAnswer], demands: Iterable[int]) -> None:
    """What is answered was asked for.  Whether all was answered, the check before review says."""
    unknown = sorted({answer.no for answer in answers} - set(demands))
    if unknown:
        raise Refused("demand_unknown", "the case has no such demand", status=422, demands=unknown)


def must_state_result(route: Route, result: Result | None) -> None:
    """Whoever answers on the matter states a result; who only says whose it is has none."""
    if route == "direct" and result is None:
        raise Refused("result_missing", "say how the matter was disposed of", status=422)
    if route != "direct" and result is not None:
        raise Refused(
            "result_unasked", "on this route nothing is decided on the matter", status=422
        )
