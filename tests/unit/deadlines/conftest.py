"""The calendar as the migrations seed it, without a database."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest

import services.deadlines
from services.deadlines.domain.calendar import Calendar, DayKind, Marked

SEED = Path(services.deadlines.__file__).parent / "migrations" / "0002_calendar_days.sql"

PLAN = re.compile(r"^  \((\d+), (\d+), '([^']+)', '\w+'\)", re.MULTILINE)
SPAN = re.compile(
    r"^  \((\d+), (\d+), date '([\d-]+)', date '([\d-]+)', '(\w+)', '([^']+)'\)", re.MULTILINE
)


@pytest.fixture(scope="session")
def calendar() -> Calendar:
    text = SEED.read_text()
    notices = {(int(year), int(no)): notice for year, no, notice in PLAN.findall(text)}
    days: Mapping[date, Marked] = {
        day: Marked(DayKind(kind), festival, notices[int(year), int(no)])
        for year, no, first, last, kind, festival in SPAN.findall(text)
        for day in _days(date.fromisoformat(first), date.fromisoformat(last))
    }
    return Calendar(frozenset(year for year, _ in notices), days)


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
