"""When the office is open: from nine to five on working days, by the calendar that the clocks go by."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from shared.clock import SHANGHAI

NAMED_DAYS = """
SELECT array_agg(day) FILTER (WHERE kind = 'holiday') AS holidays,
       array_agg(day) FILTER (WHERE kind = 'make_up') AS made_up
FROM deadlines.calendar_day
"""

MORNING, EVENING = 9, 17


class Hours:
    """Monday to Friday until the named days are learnt; holidays 放假 and make-up days 调休 after that."""

    def __init__(self) -> None:
        self._holidays: Collection[date] = frozenset()
        self._made_up: Collection[date] = frozenset()

    def learn(self, holidays: Collection[date], made_up: Collection[date]) -> None:
        """The days that are not what their place in the week says."""
        self._holidays, self._made_up = frozenset(holidays), frozenset(made_up)

    def open_from(self, moment: datetime) -> datetime:
        """The moment itself if the office is open, else nine o'clock of the next working day."""
        local = moment.astimezone(SHANGHAI)
        if local.hour >= EVENING:
            local = _morning_of(local + timedelta(days=1))
        elif local.hour < MORNING:
            local = _morning_of(local)
        while not self._works_on(local.date()):
            local = _morning_of(local + timedelta(days=1))
        return local

    def _works_on(self, day: date) -> bool:
        return day in self._made_up or (day.weekday() < 5 and day not in self._holidays)


def _morning_of(local: datetime) -> datetime:
    return local.replace(hour=MORNING, minute=0, second=0, microsecond=0)
