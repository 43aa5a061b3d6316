"""SQL of the calendar."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from services.deadlines.domain.calendar import Calendar, DayKind, Marked
from shared.db import Tx

EDITION = """
SELECT current_database()::text AS database, count(*) AS plans FROM calendar_plan
"""

YEARS = "SELECT DISTINCT year FROM calendar_plan"

DAYS = """
SELECT d.day, d.kind, d.festival, p.notice
FROM calendar_day d JOIN calendar_plan p USING (year, no)
"""


class _Edition(NamedTuple):
    """What a cached calendar was read from.  Plans are only ever added, with all their days."""

    database: str
    plans: int


_cached: dict[_Edition, Calendar] = {}


async def load_calendar(tx: Tx) -> Calendar:
    """The calendar as it is now, read again only when a plan was added."""
    found = await tx.fetchrow(EDITION)
    edition = _Edition(found["database"], found["plans"])
    calendar = _cached.get(edition)
    if calendar is None:
        calendar = await _read(tx)
        _cached.clear()
        _cached[edition] = calendar
    return calendar


async def _read(tx: Tx) -> Calendar:
    years = frozenset(r["year"] for r in await tx.fetch(YEARS))
    days: Mapping[date, Marked] = {
        r["day"]: Marked(DayKind(r["kind"]), r["festival"], r["notice"])
        for r in await tx.fetch(DAYS)
    }
    return Calendar(years, days)
