"""The calendar: which days are working days, and how days are counted.

A day is a working day by its place in the week, unless the plan of its year says otherwise: a holiday
放假, or a weekend day that is worked 调休上班.  A year whose plan is not published yet is counted Monday
to Friday, and whatever was counted through it is an estimate 估算.

Due instants are exclusive: what is due on a day is due at 24:00 of it, stored as 00:00 of the next day,
Asia/Shanghai.  An act at exactly that instant belongs to the next day.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

ONE_DAY = timedelta(days=1)


class DayKind(StrEnum):
    """How a day differs from its place in the week."""

    HOLIDAY = "holiday"  # 放假
    MAKE_UP = "make_up"  # 调休上班


class Marked(NamedTuple):
    """A day that a notice names."""

    kind: DayKind
    festival: str
    notice: str


@dataclass(frozen=True, slots=True, repr=False)
class Calendar:
    """The days that are named by notices, and the years whose plan is known."""

    years: frozenset[int]
    days: Mapping[date, Marked]

    def __repr__(self) -> str:
        return f"Calendar({len(self.years)} years, {len(self.days)} days)"

    def is_working(self, day: date) -> bool:
        """Whether the office works on `day`."""
        marked = self.days.get(day)
        if marked is not None:
            return marked.kind is DayKind.MAKE_UP
        return day.weekday() < 5

    def is_estimated(self, first: date, last: date) -> bool:
        """Whether the plan of a year between the two days is not known."""
        return any(year not in self.years for year in range(first.year, last.year + 1))

    def count(self, start: date, days: int, *, working_days: bool) -> date:
        """The day that is `days` after `start`, which itself is not counted."""
        if not working_days:
            return start + timedelta(days=days)
        day = start
        for _ in range(days):
            day = self.working_day_from(day + ONE_DAY)
        return day

    def working_day_from(self, day: date) -> date:
        """`day` itself if it is a working day, else the next one."""
        while not self.is_working(day):
            day += ONE_DAY
        return day

    def working_day_before(self, day: date, days: int) -> date:
        """The working day that is `days` working days before `day`."""
        for _ in range(days):
            day -= ONE_DAY
            while not self.is_working(day):
                day -= ONE_DAY
        return day


def day_of(instant: datetime) -> date:
    """The day in Shanghai."""
    return instant.astimezone(SHANGHAI).date()


def instant_of(day: date, at: time) -> datetime:
    """The instant of a day's time in Shanghai."""
    return datetime.combine(day, at, SHANGHAI).astimezone(UTC)


def end_of(day: date) -> datetime:
    """24:00 of the day: the exclusive instant until which an act is of that day."""
    return instant_of(day + ONE_DAY, time.min)


def last_day(due_at: datetime) -> date:
    """The day whose end `due_at` is."""
    return day_of(due_at - timedelta(microseconds=1))
