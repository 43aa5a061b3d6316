"""What is going on, line by line, while the demo sets up and a year goes by."""

import time
from datetime import date, datetime, timedelta
from typing import NamedTuple

from deploy.cli.show import pad
from shared.clock import SHANGHAI


class Counts(NamedTuple):
    """Where the office stands: cases that came, cases closed, and calls of the interfaces so far."""

    received: int
    closed: int
    calls: int


class Chronicle:
    """Tells a person at a terminal, or nobody.

    A line for every step of the setting up, for every week of the business year in which something
    was done, and for what makes a case unlike others.
    """

    def __init__(self, *, aloud: bool = True) -> None:
        self._aloud = aloud
        self._began = time.monotonic()
        self._week: date | None = None
        self._told = Counts(0, 0, 0)

    @property
    def seconds(self) -> float:
        """Since the beginning."""
        return time.monotonic() - self._began

    def step(self, what: str) -> None:
        """Something begins."""
        self._say(what)

    def week(self, moment: datetime, counts: Counts) -> None:
        """The clock moves here: once a new week begins, what the last one with anything in it came to."""
        day = moment.astimezone(SHANGHAI).date()
        monday = day - timedelta(days=day.weekday())
        if self._week is not None and monday > self._week and counts != self._told:
            sunday = self._week + timedelta(days=6)
            self._say(
                f"{sunday}  week ends 周末  "
                f"received 接收 {counts.received:2}  in hand 在办 {counts.received - counts.closed:2}  "
                f"closed 办结 {counts.closed:2}  calls 调用 {counts.calls:4}"
            )
            self._told = counts
        self._week = monday

    def tell(self, moment: datetime, case_id: str, what: str) -> None:
        """Something that not every case has."""
        local = moment.astimezone(SHANGHAI)
        self._say(f"{local:%Y-%m-%d %H:%M}  {pad(case_id, 13)}  {what}")

    def _say(self, what: str) -> None:
        if self._aloud:
            print(f"{self.seconds:6.1f} s  {what}", flush=True)
