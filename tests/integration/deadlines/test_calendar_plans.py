"""The calendar as it is kept: seeded with the published plans, and read again when one is added."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import chinese_calendar

from services.deadlines.store.calendar import load_calendar
from tests.integration.deadlines.facts import received

NEW_YEARS_EVE = datetime(2026, 12, 30, 10, tzinfo=ZoneInfo("Asia/Shanghai"))

PLAN_OF_2027 = """
WITH plan AS (
  INSERT INTO calendar_plan (year, no, notice, loaded_by) VALUES (2027, 1, '通知', 'staff/1'))
INSERT INTO calendar_day (day, kind, festival, year, no)
VALUES (date '2027-01-01', 'holiday', '元旦', 2027, 1)
"""


async def test_the_stored_calendar_is_the_published_one(deadlines):
    async with deadlines.runtime.transaction() as tx:
        calendar = await load_calendar(tx)
    assert calendar.years == set(range(2004, 2027))
    for ordinal in range(date(2004, 1, 1).toordinal(), date(2026, 12, 31).toordinal() + 1):
        day = date.fromordinal(ordinal)
        assert calendar.is_working(day) == chinese_calendar.is_workday(day), day


async def test_a_date_through_an_unpublished_year_is_an_estimate_until_its_plan_is_there(deadlines):
    await deadlines.happen(NEW_YEARS_EVE, received("LL2026-000001", admitted_at=NEW_YEARS_EVE))
    soon = await deadlines.clock("claim/1", "LL2026-000001")
    far = await deadlines.clock("public/1", "LL2026-000001")
    assert (soon["estimated"], far["estimated"]) == (False, True)

    async with deadlines.runtime.transaction() as tx:
        await tx.execute(PLAN_OF_2027)
    await deadlines.hear(received("LL2026-000002", "complex", NEW_YEARS_EVE))
    assert not (await deadlines.clock("public/1", "LL2026-000002"))["estimated"]
    async with deadlines.runtime.transaction() as tx:
        assert not (await load_calendar(tx)).is_working(date(2027, 1, 1))
