"""The rules of the clocks, as one table, and the counting of a due date by it.

The Lüliang preset: what starts each clock, what ends it, how long it runs, and when it warns.  A figure
that is not in the table is nowhere else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import NamedTuple

from services.deadlines.domain.calendar import (
    ONE_DAY,
    SHANGHAI,
    Calendar,
    end_of,
    instant_of,
    last_day,
)
from shared.contracts import deadlines, intake, routing, satisfaction
from shared.contracts.envelope import Event
from shared.contracts.intake import HandlingClass

Kind = deadlines.Clock

Moments = Mapping[type[Event], str | None]
"""The events, and of each the field that holds the instant; None: the event's own time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row: how one kind of clock runs."""

    kind: Kind
    hanzi: str
    starts: Moments
    ends: Moments
    days: Mapping[HandlingClass, int]  # a class without an entry has no such clock
    working_days: bool  # False: calendar days
    roll_forward: bool  # a due date that is no working day moves to the next one
    warn: int  # working days before the due date
    reminds: bool  # a miss becomes a reminder 催办
    floor: Mapping[HandlingClass, int] = field(default_factory=dict)  # working days at least
    reserve: int = 0  # working days kept before the limit it inherits
    cutoff: time | None = None  # what starts later in the day counts from the next working day


WARN_AT = time(9, 0)

CLASSES: tuple[HandlingClass, ...] = ("inquiry", "livelihood", "complex", "none")


def every(days: int) -> Mapping[HandlingClass, int]:
    """The same length for every handling class."""
    return dict.fromkeys(CLASSES, days)


# fmt: off
RULES: Mapping[Kind, Rule] = {rule.kind: rule for rule in (
    Rule(kind="public", hanzi="公开答复",
         starts={intake.CaseReceived: "admitted_at",
                 routing.RedoOrdered: None, routing.CaseReopened: None},
         ends={routing.ReplyPublished: "published_at"},
         days={"inquiry": 3, "livelihood": 7, "complex": 15},
         working_days=False, roll_forward=True, warn=1, reminds=True),
    Rule(kind="claim", hanzi="认领",
         starts={intake.CaseReceived: None},
         ends={intake.CaseClaimed: None},
         days=every(1), working_days=True, roll_forward=True, warn=1, reminds=False),
    Rule(kind="verification", hanzi="核实",
         starts={intake.VerificationRequested: None},
         ends={intake.CaseVerified: None},
         days=every(1), working_days=True, roll_forward=True, warn=1, reminds=False),
    Rule(kind="unit", hanzi="承办单位答复",
         starts={routing.CaseDispatched: "dispatched_at",
                 routing.AssignmentForwarded: "forwarded_at"},
         ends={routing.ReplySubmitted: "submitted_at"},
         days=every(7), working_days=False, roll_forward=True, warn=1, reminds=True,
         floor={"inquiry": 1, "livelihood": 2, "complex": 5, "none": 1},
         reserve=1, cutoff=time(17, 30)),
    Rule(kind="check", hanzi="回访",
         starts={routing.ReplyPublished: "published_at"},
         ends={satisfaction.CheckRecorded: None, satisfaction.CheckPassed: None},
         days=every(5), working_days=True, roll_forward=True, warn=1, reminds=False),
)}
# fmt: on


class Basis(StrEnum):
    """What settled a due date."""

    LENGTH = "length"  # the rule's own days
    PUBLIC = "public"  # the reserve before the public answer is due
    PARENT = "parent"  # the reserve before the county office's own assignment is due
    LEAD = "lead"  # the reserve before the lead unit is due
    FLOOR = "floor"  # the least a unit is given


class Limit(NamedTuple):
    """A due time that a unit inherits: its own is the reserve before it, if its days allow."""

    basis: Basis
    due_at: datetime


class Term(NamedTuple):
    """A due time and how it came about: `days` counted from the start give `due_at`."""

    due_at: datetime
    days: int
    working_days: bool
    basis: Basis
    estimated: bool

    @property
    def due_on(self) -> date:
        return last_day(self.due_at)


def moment(moments: Moments, event: Event, told_at: datetime) -> datetime:
    """The instant an event gives to a clock."""
    name = moments[type(event)]
    instant: datetime = getattr(event, name) if name else told_at
    return instant


def start_day(rule: Rule, started_at: datetime, calendar: Calendar) -> date:
    """The day from which days are counted, itself not counted."""
    local = started_at.astimezone(SHANGHAI)
    if rule.cutoff is not None and local.time() > rule.cutoff:
        return calendar.working_day_from(local.date() + ONE_DAY)
    return local.date()


def term(
    rule: Rule,
    handling_class: HandlingClass,
    started_at: datetime,
    calendar: Calendar,
    limit: Limit | None = None,
) -> Term | None:
    """When a clock that started then is due; None: the class has no such clock.

    The rule's own days; earlier, if a limit less its reserve is earlier; but never less than the floor.
    """
    days = rule.days.get(handling_class)
    if days is None:
        return None
    start = start_day(rule, started_at, calendar)
    due_on = calendar.count(start, days, working_days=rule.working_days)
    if rule.roll_forward:
        due_on = calendar.working_day_from(due_on)
    working_days, basis = rule.working_days, Basis.LENGTH
    if limit is not None:
        latest = calendar.working_day_before(last_day(limit.due_at), rule.reserve)
        if latest < due_on:
            due_on, days, working_days, basis = latest, (latest - start).days, False, limit.basis
    floor = rule.floor.get(handling_class, 0)
    least = calendar.count(start, floor, working_days=True)
    if due_on < least:
        due_on, days, working_days, basis = least, floor, True, Basis.FLOOR
    estimated = calendar.is_estimated(start, due_on)
    return Term(end_of(due_on), days, working_days, basis, estimated)


def warn_at(
    rule: Rule, started_at: datetime, due_at: datetime, calendar: Calendar
) -> datetime | None:
    """When the clock warns: in the morning, the working days before; None: that is before its start."""
    day = calendar.working_day_before(last_day(due_at), rule.warn)
    instant = instant_of(day, WARN_AT)
    return instant if instant > started_at else None
