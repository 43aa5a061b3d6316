"""By when an answer is wanted, reckoned anew: weeks, weekdays, and what a leader agreed to."""

from collections.abc import Iterable
from datetime import date, timedelta

from tests.walk.city import POSTS
from tests.walk.days import weekday_before, weekday_from, weekdays_after
from tests.walk.handling.case import Case
from tests.walk.handling.things import Assignment, Instruction

PUBLIC_DAYS = {"inquiry": 3, "livelihood": 7, "complex": 15}
LEAST_DAYS = {"inquiry": 1, "livelihood": 2, "complex": 5, "none": 1}


def usual_due(case: Case) -> date:
    """A week; before the public answer is due, and as the leader agreed; but not too early."""
    week = timedelta(days=7)
    first = weekday_from(case.day)
    due = weekday_from(first + week)
    start = case.admitted_on if case.round == 1 else case.day
    if case.handling_class in PUBLIC_DAYS:
        public = weekday_from(start + timedelta(days=PUBLIC_DAYS[case.handling_class]))
        due = min(due, weekday_before(public))
    agreed = _agreed(case, (i for i in _given(case) if POSTS[i.post].level == "city"))
    if agreed and case.round == 1:
        due = min(due, agreed)
    return max(due, weekdays_after(first, LEAST_DAYS[case.handling_class]))


def below_due(case: Case, one: Assignment, asked: date | None) -> date:
    """By when those below answer: as asked, as their leader agreed, or a weekday before the unit."""
    if asked:
        return asked
    agreed = _agreed(case, (i for i in _given(case) if POSTS[i.post].unit == one.unit))
    if agreed and case.day <= agreed <= one.due_on:
        return agreed
    return max(weekday_before(one.due_on), case.day)


def _given(case: Case) -> list[Instruction]:
    return list(case.instructions.values())


def _agreed(case: Case, given: Iterable[Instruction]) -> date | None:
    """The day of the proposal that was agreed to last."""
    days = [case.proposals[i.proposal].due_on for i in given if i.proposal]
    return days[-1] if days else None
