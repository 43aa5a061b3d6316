"""核实: attempts to reach the author by other ways than a callback task, and what he told.

An author who cannot be reached is never at fault: no outcome blocks, closes or counts against him.
"""

from datetime import datetime
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import AwareDatetime, Field, StringConstraints, model_validator

from services.intake.domain.commands import Command
from services.intake.domain.reading import SKEW
from services.intake.domain.reception import Reception
from shared.contracts.intake import ContactBy
from shared.rules import Refused

AttemptOutcome = Literal[
    "reached", "refused", "no_answer", "empty_number", "virtual_unreachable", "wrong_person",
    "unreachable",
]  # fmt: skip
Division = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{5}$")]


class RecordAttempt(Command):
    """联系记录: who tried, when, by what, on which number, and how it went."""

    channel: ContactBy
    outcome: AttemptOutcome
    contact_no: int | None = Field(
        default=None, ge=0, le=999, description="the one in use, if not given"
    )
    attempted_at: AwareDatetime | None = Field(default=None, description="now, if not given")


class CorrectFacts(Command):
    """信息更正: what the author told; something must have been said."""

    account: str | None = Field(default=None, min_length=1, max_length=2000)
    incident_at: AwareDatetime | None = None
    incident_place: str | None = Field(default=None, min_length=1, max_length=100)
    division: Division | None = None
    consent: bool | None = Field(default=None, description="whether the unit may have his contact")

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if all(value is None for value in self.model_dump().values()):
            raise ValueError("nothing is corrected")
        return self


class AskAuthor(Command):
    """补充请求: a question to an author who was reached."""

    question: str = Field(min_length=1, max_length=500)


class Supplement(Command):
    """补充材料: what the author told, asked for or not."""

    no: int | None = Field(default=None, ge=1, le=9999, description="the request it answers")
    text: str = Field(min_length=1, max_length=5000)
    channel: ContactBy


class Asked(NamedTuple):
    """A request as it is kept."""

    no: int
    is_answered: bool


def number_used(case: Reception, command: RecordAttempt) -> int:
    """Which number was dialled: the one told, or one that was found."""
    used = case.contacts if command.contact_no is None else command.contact_no
    if used > case.contacts:
        raise Refused("contact_unknown", "the case has no such contact", status=422)
    return used


def may_have_tried(case: Reception, command: RecordAttempt, now: datetime) -> datetime:
    """When it was.  Who asked not to be called is not called."""
    if command.channel == "phone" and case.wishes.no_call:
        raise Refused("author_wants_no_call", "the author asked not to be called")
    at = command.attempted_at or now
    if not case.admitted_at <= at <= now + SKEW:
        raise Refused("attempted_at_impossible", "nobody can have tried then", status=422)
    return at


def may_ask(case: Reception) -> None:
    """A question is put to an author who was really reached; nobody waits for one who was not."""
    if case.verified_as != "reached":
        raise Refused("author_not_reached", "only an author who was reached can be asked")


def must_answer(asked: Asked | None, no: int | None) -> None:
    """A request is answered once."""
    if no is None:
        return
    if asked is None:
        raise Refused("request_unknown", "nothing was asked under that number", status=422)
    if asked.is_answered:
        raise Refused("already_answered", "that was answered before")
