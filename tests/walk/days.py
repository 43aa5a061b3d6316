"""Days of the week, as an office counts them: Saturdays and Sundays are none to be due on."""

from datetime import date, timedelta

DAY = timedelta(days=1)


def weekdays_after(start: date, days: int) -> date:
    """So many days later, Saturdays and Sundays apart."""
    last, left = start, days
    while left:
        last += DAY
        left -= last.isoweekday() <= 5
    return last


def weekday_before(day: date) -> date:
    """The last weekday before it."""
    return day - timedelta(days={1: 3, 7: 2}.get(day.isoweekday(), 1))


def weekday_from(day: date) -> date:
    """The day, or the Monday after it."""
    return day + timedelta(days={6: 2, 7: 1}.get(day.isoweekday(), 0))
