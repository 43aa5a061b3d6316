"""The account of a date, as a person in the office reads it."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from services.deadlines.domain.calendar import end_of
from services.deadlines.domain.clocks import new_clock
from services.deadlines.domain.explanation import explain
from services.deadlines.domain.rules import RULES, Basis, Limit


def clock(calendar, kind, handling_class, started_at, limit=None):
    return new_clock("LL2026-000001", kind, handling_class, started_at, calendar, limit=limit)


def test_calendar_days_count_through_a_feast_and_the_date_moves_behind_it(calendar):
    admitted = datetime(2026, 9, 24, 2, 0, tzinfo=UTC)
    assert explain(clock(calendar, "public", "inquiry", admitted), calendar) == [
        "自2026年9月24日（周四）起算，当日不计。",
        "2026年9月25日（周五）中秋节放假，第1日。",
        "2026年9月26日（周六）中秋节放假，第2日。",
        "2026年9月27日（周日）中秋节放假，第3日。",
        "2026年9月28日（周一）工作日，顺延。",
        "期限：2026年9月28日（周一）24时。",
    ]


def test_working_days_leave_the_free_days_out_and_count_the_make_up_days(calendar):
    published = datetime(2026, 9, 30, 2, 0, tzinfo=UTC)
    lines = explain(clock(calendar, "check", "complex", published), calendar)
    assert lines[1] == "2026年10月1日（周四）国庆节放假，不计。"
    assert "2026年10月10日（周六）国庆节调休上班，第3个工作日。" in lines
    assert "2026年10月11日（周日）休息日，不计。" in lines
    assert lines[-1] == "期限：2026年10月13日（周二）24时。"


def test_an_inherited_date_says_from_what_it_was_taken(calendar):
    sent = datetime(2026, 3, 16, 2, 0, tzinfo=UTC)
    limit = Limit(Basis.PUBLIC, end_of(date(2026, 3, 20)))
    lines = explain(clock(calendar, "unit", "livelihood", sent, limit), calendar)
    assert lines[-2:] == ["按公开答复期限前1个工作日确定。", "期限：2026年3月19日（周四）24时。"]


def test_a_floor_and_a_late_letter_are_told(calendar):
    sent = datetime(2026, 3, 16, 10, 5, tzinfo=UTC)
    limit = Limit(Basis.PUBLIC, end_of(date(2026, 3, 16)))
    assert explain(clock(calendar, "unit", "livelihood", sent, limit), calendar) == [
        "2026年3月16日（周一）18:05起，已过当日截止时刻，自2026年3月17日（周二）起算，当日不计。",
        "2026年3月18日（周三）工作日，第1个工作日。",
        "2026年3月19日（周四）工作日，第2个工作日。",
        "按保底时限2个工作日确定。",
        "期限：2026年3月19日（周四）24时。",
    ]


def test_an_estimate_says_so(calendar):
    admitted = datetime(2026, 12, 30, 2, 0, tzinfo=UTC)
    lines = explain(clock(calendar, "public", "inquiry", admitted), calendar)
    assert lines[-2] == "期间有年份的放假安排尚未公布，按周一至周五为工作日估算。"


@given(
    kind=st.sampled_from(sorted(RULES)),
    started_at=st.datetimes(datetime(2010, 1, 1), datetime(2027, 6, 1), timezones=st.just(UTC)),
)
def test_the_last_day_of_the_account_is_the_due_day_and_every_day_is_told(
    calendar, kind, started_at
):
    it = clock(calendar, kind, "complex", started_at)
    lines = explain(it, calendar)
    due_on = it.term.due_on
    assert f"{due_on.year}年{due_on.month}月{due_on.day}日" in lines[-1]
    counted = [line for line in lines if "，第" in line]
    assert len(counted) == it.term.days
