"""Why a clock is due when it is, day by day, in the words of the people who must be able to check it."""

from collections.abc import Iterator
from datetime import date

from services.deadlines.domain.calendar import ONE_DAY, SHANGHAI, Calendar, DayKind, last_day
from services.deadlines.domain.clocks import Clock
from services.deadlines.domain.rules import RULES, Basis, start_day

WEEKDAYS = "一二三四五六日"

LIMITS = {
    Basis.PUBLIC: "公开答复期限",
    Basis.PARENT: "上级承办单位期限",
    Basis.LEAD: "主办单位期限",
}


def explain(clock: Clock, calendar: Calendar) -> list[str]:
    """The start, each day until the due date with its kind, and what settled the date."""
    start = start_day(RULES[clock.kind], clock.started_at, calendar)
    due_on = last_day(clock.due_at)
    lines = [_start(clock, start), *_days(clock, calendar, start, due_on)]
    if clock.term.basis in LIMITS:
        reserve = RULES[clock.kind].reserve
        lines.append(f"按{LIMITS[clock.term.basis]}前{reserve}个工作日确定。")
    if clock.term.basis is Basis.FLOOR:
        lines.append(f"按保底时限{clock.term.days}个工作日确定。")
    if clock.term.estimated:
        lines.append("期间有年份的放假安排尚未公布，按周一至周五为工作日估算。")
    lines.append(f"期限：{_date(due_on)}24时。")
    return lines


def _start(clock: Clock, start: date) -> str:
    began = clock.started_at.astimezone(SHANGHAI)
    if start == began.date():
        return f"自{_date(start)}起算，当日不计。"
    return (
        f"{_date(began.date())}{began:%H:%M}起，已过当日截止时刻，自{_date(start)}起算，当日不计。"
    )


def _days(clock: Clock, calendar: Calendar, start: date, due_on: date) -> Iterator[str]:
    counted, day = 0, start
    while day < due_on:
        day += ONE_DAY
        counts = counted < clock.term.days and (
            not clock.term.working_days or calendar.is_working(day)
        )
        counted += counts
        yield f"{_date(day)}{_kind(day, calendar)}，{_weight(counted, counts, clock)}。"


def _weight(counted: int, counts: bool, clock: Clock) -> str:
    if not counts:
        return "顺延" if counted == clock.term.days else "不计"
    return f"第{counted}个工作日" if clock.term.working_days else f"第{counted}日"


def _kind(day: date, calendar: Calendar) -> str:
    marked = calendar.days.get(day)
    if marked is not None:
        return f"{marked.festival}{'放假' if marked.kind is DayKind.HOLIDAY else '调休上班'}"
    return "工作日" if calendar.is_working(day) else "休息日"


def _date(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"
