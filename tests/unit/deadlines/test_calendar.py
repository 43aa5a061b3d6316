"""Every date right: our calendar and our counting against two oracles that know nothing of them."""

from bisect import bisect_right
from datetime import UTC, date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.deadlines.domain.calendar import Calendar, DayKind, Marked, end_of, last_day

LENGTHS = (3, 7, 15)
ONE_DAY = timedelta(days=1)


def days_between(first: date, last: date):
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


KNOWN = days_between(date(2004, 1, 1), date(2026, 12, 31))
STARTS = [day for day in KNOWN if day >= date(2010, 1, 1)]

# start, then for 3, 7 and 15 days: working days, calendar days
VECTORS = """
2026-02-12 | 02-24 02-15 | 02-28 02-19 | 03-11 02-27
2026-02-13 | 02-25 02-16 | 03-02 02-20 | 03-12 02-28
2026-04-30 | 05-08 05-03 | 05-13 05-07 | 05-25 05-15
2026-09-24 | 09-30 09-27 | 10-12 10-01 | 10-22 10-09
2026-09-30 | 10-10 10-03 | 10-15 10-07 | 10-27 10-15
"""


@pytest.mark.parametrize("line", VECTORS.strip().splitlines())
def test_dates_around_the_holidays_of_2026(calendar, line):
    start, *pairs = [part.split() for part in line.split("|")]
    first = date.fromisoformat(start[0])
    for length, (working, plain) in zip(LENGTHS, pairs, strict=True):
        assert f"{calendar.count(first, length, working_days=True):%m-%d}" == working
        assert f"{calendar.count(first, length, working_days=False):%m-%d}" == plain


def test_the_seeded_days_are_those_of_the_notices_for_every_day_of_23_years(calendar):
    differing = [
        day for day in KNOWN if calendar.is_working(day) != chinese_calendar.is_workday(day)
    ]
    assert differing == []


def test_every_start_day_of_17_years_gives_the_working_day_that_chinesecalendar_finds(calendar):
    wrong = []
    for start in STARTS:
        for length in LENGTHS:
            due = calendar.count(start, length, working_days=True)
            if due.year > 2026:
                continue  # the oracle ends here
            if due != chinese_calendar.find_workday(length - 1, start + ONE_DAY):
                wrong.append((start, length, due))
    assert wrong == []


def test_every_start_day_of_17_years_gives_the_working_day_of_a_plain_list(calendar):
    """The second oracle walks no days: the n-th entry after the start in a list of working days."""
    working = [day for day in KNOWN if chinese_calendar.is_workday(day)]
    wrong = []
    for start in STARTS:
        after = bisect_right(working, start)
        for length in LENGTHS:
            if after + length > len(working):
                continue  # beyond the published plans
            if calendar.count(start, length, working_days=True) != working[after + length - 1]:
                wrong.append((start, length))
    assert wrong == []


def test_every_rolled_forward_date_is_the_first_working_day_from_the_calendar_date(calendar):
    working = [day for day in KNOWN if chinese_calendar.is_workday(day)]
    wrong = []
    for start in STARTS:
        for length in LENGTHS:
            plain = start + timedelta(days=length)
            place = bisect_right(working, plain - ONE_DAY)
            if place < len(working) and calendar.working_day_from(plain) != working[place]:
                wrong.append((start, length))
    assert wrong == []


def test_a_due_date_in_the_spring_festival_moves_behind_it(calendar):
    assert calendar.working_day_from(date(2026, 2, 16)) == date(2026, 2, 24)


def test_the_working_day_before_a_monday_is_friday_and_before_a_feast_is_the_eve(calendar):
    assert calendar.working_day_before(date(2026, 3, 16), 1) == date(2026, 3, 13)
    assert calendar.working_day_before(date(2026, 2, 24), 1) == date(
        2026, 2, 14
    )  # a worked Saturday
    assert calendar.working_day_before(date(2026, 3, 16), 0) == date(2026, 3, 16)


def test_a_year_whose_plan_is_unknown_is_counted_monday_to_friday_and_marked(calendar):
    new_year = date(2027, 1, 1)  # a Friday, certainly free, but no notice says so yet
    assert calendar.is_working(new_year)
    assert calendar.is_estimated(date(2026, 12, 28), new_year)
    assert calendar.is_estimated(new_year, new_year)
    assert not calendar.is_estimated(date(2025, 12, 28), date(2026, 12, 31))


def test_a_calendar_is_printed_by_its_size_alone():
    marked = Marked(DayKind.HOLIDAY, "元旦", "通知")
    assert repr(Calendar(frozenset({2026}), {date(2026, 1, 1): marked})) == (
        "Calendar(1 years, 1 days)"
    )


def test_every_marked_day_names_its_notice(calendar):
    assert all("通知" in marked.notice for marked in calendar.days.values())
    assert calendar.days[date(2011, 12, 31)].notice.startswith("国务院办公厅关于2012年")


def test_a_day_is_due_at_its_end_and_the_end_belongs_to_the_next_day():
    end = end_of(date(2026, 9, 28))
    assert end.isoformat() == "2026-09-28T16:00:00+00:00"
    assert end.tzinfo is UTC  # wherever the machine stands
    assert last_day(end) == date(2026, 9, 28)
    assert last_day(end + timedelta(microseconds=1)) == date(2026, 9, 29)


anyday = st.dates(date(2004, 1, 1), date(2030, 12, 31))
length = st.integers(0, 60)


@given(start=anyday, days=length)
def test_a_later_start_is_never_due_earlier(calendar, start, days):
    due = calendar.count(start, days, working_days=True)
    assert due >= start
    assert calendar.count(start + ONE_DAY, days, working_days=True) >= due


@given(start=anyday, days=st.integers(1, 60))
def test_working_days_end_on_a_working_day_and_count_back_to_where_they_began(
    calendar, start, days
):
    due = calendar.count(start, days, working_days=True)
    assert calendar.is_working(due)
    assert calendar.working_day_before(due, days) <= start


@given(start=anyday, days=length, off=anyday)
def test_another_holiday_never_makes_a_date_earlier(calendar, start, days, off):
    more = Calendar(calendar.years, {**calendar.days, off: Marked(DayKind.HOLIDAY, "加放", "通知")})
    assert more.count(start, days, working_days=True) >= calendar.count(
        start, days, working_days=True
    )
    assert more.working_day_from(start) >= calendar.working_day_from(start)
