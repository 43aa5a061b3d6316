"""Invariants 不变量 that must hold for every case, and the business night in which each is looked at."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")

NIGHT_BEGINS: Final = timedelta(hours=2)
"""Before two o'clock it is still the night before."""


@dataclass(frozen=True, slots=True)
class Breach:
    """One invariant that does not hold for one case, and since when; `ground` is a code."""

    case_id: str
    ground: str
    invariant: str
    since: datetime

    @property
    def key(self) -> tuple[str, str]:
        """One ground stands once in a case."""
        return self.case_id, self.ground


class Standing(NamedTuple):
    """A breach that was found and not cleared yet."""

    breach_id: str
    breach: Breach
    found_at: datetime


def night_of(at: datetime) -> date:
    """The business night that an instant belongs to, or that has passed last."""
    return (at.astimezone(SHANGHAI) - NIGHT_BEGINS).date()
