"""What is done between the letter and the reply: steps, meetings, third parties who are pressed.

A third party (an enterprise, a bank, a property manager) has no login here: a unit presses it, says
when it will look again, and does, until the matter is settled.
"""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from services.routing.domain.assignments import Assignment, AssignmentState
from services.routing.domain.cases import Case, CaseState
from services.routing.domain.commands import Command, Ident, Name, Text
from services.routing.domain.files import FileId
from services.routing.domain.findings import Method, Person
from shared.contracts.routing import ProgressAct, ProgressState, ThirdPartyKind, ThirdPartyState
from shared.rules import Refused, unknown

Words = Annotated[Text, Field(max_length=2000)]
Files = Annotated[tuple[FileId, ...], Field(max_length=50)]

PressState = Literal["pressed", "moving", "nothing", "settled"]
"""已督促; then what was found when somebody looked again."""

PressId = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}[0-9]{4}-[0-9]{6}-t[0-9]{1,4}$")]


def id_of_progress(case_id: str, number: int) -> str:
    """Each kind of thing in a case has its own letter: `n`; the earliest notes have `p`."""
    return f"{case_id}-n{number}"


class NoteProgress(Command):
    """办理进展."""

    act: ProgressAct
    state: ProgressState = "under_way"
    text: Words
    happened_on: date | None = Field(default=None, description="today, if not given")
    method: Method | None = None
    people: tuple[Person, ...] = Field(default=(), max_length=50)
    files: Files = ()
    next_on: date | None = Field(default=None, description="when there will be more to tell")


class HoldMeeting(Command):
    """协调会: who sat together, and what they agreed."""

    held_on: date
    place: Name
    units: tuple[Ident, ...] = Field(default=(), max_length=50)
    others: tuple[Name, ...] = Field(default=(), max_length=50)
    agreed: Words
    files: Files = ()


class PressThirdParty(Command):
    """督促第三方: what it was asked to do, and when somebody looks again."""

    name: Name
    kind: ThirdPartyKind
    matter: Words
    method: Method
    pressed_on: date
    look_again_on: date
    files: Files = ()


class LookAgain(Command):
    """跟进第三方: what was found when somebody looked."""

    state: ThirdPartyState
    text: Words
    look_again_on: date | None = None
    files: Files = ()


def must_be_at_work(assignment: Assignment) -> None:
    """Progress is told by who signed for the letter and has not answered yet."""
    if assignment.state not in {AssignmentState.SIGNED, AssignmentState.FORWARDED}:
        raise Refused(
            "not_at_work", "sign first; after the answer there is none", state=assignment.state
        )


def must_be_alive(case: Case) -> None:
    """Nothing is added to a case that was withdrawn."""
    if case.state == CaseState.WITHDRAWN:
        raise Refused("wrong_state", "the case was withdrawn", state=case.state)


def must_have_been(days: Iterable[date], today: date) -> None:
    """What is told was done by today."""
    if any(day > today for day in days):
        raise Refused("date_in_future", "that day has not come yet", status=422)


def must_be_ahead(day: date | None, today: date) -> None:
    """What is announced is still to come."""
    if day is not None and day <= today:
        raise Refused("date_past", "name a day to come", status=422)


def must_meet_somebody(ask: HoldMeeting) -> None:
    """A meeting has at least two sides, the one that tells of it included."""
    if not ask.units and not ask.others:
        raise Refused("meeting_of_nobody", "say who took part", status=422)


def must_go_on_or_end(ask: LookAgain) -> None:
    """As long as a third party has not settled the matter, somebody looks again."""
    if ask.state != "settled" and ask.look_again_on is None:
        raise Refused("look_again_missing", "say when you will look again", status=422)
    if ask.state == "settled" and ask.look_again_on is not None:
        raise Refused("look_again_unasked", "what is settled needs no second look", status=422)


def must_still_be_open(state: PressState | None) -> None:
    """What a third party has settled is not looked at again."""
    if state is None:
        raise unknown("third_party")
    if state == "settled":
        raise Refused("already_settled", "the third party has settled it")
