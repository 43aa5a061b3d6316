"""By when a letter wants an answer: what the office's documents settle, and the day that follows.

Days are counted by the week: Saturdays and Sundays are no days to be due on.  Holidays, and weekends
that are worked, are the deadlines' business, which count in earnest.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator

from services.routing.domain.letters import official_day, official_time
from shared.contracts.intake import HandlingClass
from shared.contracts.routing import Part
from shared.rules import Refused

Days = Annotated[int, Field(ge=0, le=366)]

PUBLIC_DAYS: Mapping[HandlingClass, int] = {"inquiry": 3, "livelihood": 7, "complex": 15}
LEAST_DAYS: Mapping[HandlingClass, int] = {"inquiry": 1, "livelihood": 2, "complex": 5, "none": 1}


class Terms(BaseModel):
    """The figures of a letter's due date; each has the preset's value."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    public_days: Mapping[HandlingClass, Days] = Field(
        default=PUBLIC_DAYS,
        description="the public answer; a class that is not named has no such day",
    )
    feedback_days: Days = Field(default=7, description="a unit's answer: 一般需在一周内反馈")
    reserve_days: Days = Field(
        default=1,
        description="weekdays for review and reading, and for who takes in what others say",
    )
    least_days: Mapping[HandlingClass, Days] = Field(
        default=LEAST_DAYS, description="weekdays that a unit has at least"
    )
    late_from: time = Field(
        default=time(17, 30),
        description="a letter signed from then on, or at a weekend, counts from the next weekday",
    )

    @field_validator("least_days")
    @classmethod
    def _every_class(cls, rows: Mapping[HandlingClass, int]) -> Mapping[HandlingClass, int]:
        """A class that is not named keeps the preset's days."""
        return {**LEAST_DAYS, **rows}


PRESET_TERMS = Terms()


# ---- the week --------------------------------------------------------------------------------


def weekday_from(day: date) -> date:
    """The day itself, or the Monday after it."""
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day


def weekdays_after(day: date, days: int) -> date:
    """So many days later, Saturdays and Sundays apart."""
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day


def weekdays_before(day: date, days: int) -> date:
    """So many days earlier, Saturdays and Sundays apart."""
    while days:
        day -= timedelta(days=1)
        days -= day.weekday() < 5
    return day


# ---- by when ---------------------------------------------------------------------------------


def usual_due(
    issued_at: datetime,
    public_from: date,
    handling_class: HandlingClass,
    terms: Terms = PRESET_TERMS,
    agreed: date | None = None,
) -> date:
    """By when a unit answers if the letter does not say otherwise.

    A week; earlier where the public answer is due before, or the leader agreed to an earlier day;
    never so early that nothing can be done.
    """
    start = _counts_from(issued_at, terms)
    due = weekday_from(start + timedelta(days=terms.feedback_days))
    if handling_class in terms.public_days:
        public = weekday_from(public_from + timedelta(days=terms.public_days[handling_class]))
        due = min(due, weekdays_before(public, terms.reserve_days))
    if agreed is not None:
        due = min(due, agreed)
    return max(due, weekdays_after(start, terms.least_days[handling_class]))


def share_due(part: Part, due_on: date, issued_on: date, terms: Terms = PRESET_TERMS) -> date:
    """An assisting unit answers before the lead, who takes it in."""
    if part == "lead":
        return due_on
    return max(weekdays_before(due_on, terms.reserve_days), issued_on)


def handed_down_due(
    asked: date | None, parent: date | None, today: date, terms: Terms = PRESET_TERMS
) -> date:
    """By when those below answer: before who hands it down, never after."""
    if asked is not None:
        must_be_due_ahead(asked, today)
    if parent is None:  # handed out before letters named a day
        return asked or weekday_from(today + timedelta(days=terms.feedback_days))
    if asked is not None and asked > parent:
        raise Refused(
            "due_after_parent", "nobody below gets longer than who hands it down", status=422,
            parent=str(parent),
        )  # fmt: skip
    return asked or max(weekdays_before(parent, terms.reserve_days), today)


def must_be_due_ahead(due_on: date, today: date) -> None:
    """A letter asks for nothing by a day that has passed."""
    if due_on < today:
        raise Refused("due_past", "the due date has passed", status=422, today=str(today))


def must_say_why_longer(due_on: date, usual: date, reason: str | None) -> None:
    """一般: longer than usual is possible, with a reason."""
    if due_on > usual and reason is None:
        raise Refused(
            "due_reason_missing", "say why the unit gets longer", status=422, usual=str(usual)
        )


def _counts_from(issued_at: datetime, terms: Terms) -> date:
    """From when on the unit's days count."""
    late = official_time(issued_at) >= terms.late_from
    return weekday_from(official_day(issued_at) + timedelta(days=late))
