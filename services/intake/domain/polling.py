"""How far a list is read back, and when it is asked again: a late row is never skipped.

Numbers are given when a message is posted, but it is let through hours or days later: below the
newest row others are still to come.  So each round reads back until all is older than the last
whole round by an overlap, and only a round that was taken in whole moves that mark.  What is let
through later even than that still waits for an answer: that list is read to its end once a day.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from services.intake.domain.reading import moment_of, tid_of

ALL, WAITING = 1, 2
"""The board's numbers of its lists: all messages, and those that wait for an answer 待回复."""

WHOLE_EVERY = timedelta(days=1)

FIRST_PAUSE_S, LONGEST_PAUSE_S = 60.0, 3600.0


class Cursor(NamedTuple):
    """Where the next page begins (None: at the newest), and how far back the round goes."""

    last: int | None
    since: datetime | None


def back_to(last_round: datetime | None, overlap: timedelta) -> datetime | None:
    """How far back a round goes: to the end of the list where there was none before."""
    return None if last_round is None else last_round - overlap


def reads_whole(last_round: datetime | None, last_whole: datetime | None, now: datetime) -> bool:
    """Whether what waits for an answer is to be read to its end: a first round did that itself."""
    return last_round is not None and (last_whole is None or now - last_whole >= WHOLE_EVERY)


def rotated(fids: Sequence[int], failed: int) -> tuple[int, ...]:
    """The lists in the order of the next round: one that failed keeps no other from its turn."""
    at = list(fids).index(failed) + 1
    return (*fids[at:], *fids[:at])


def next_cursor(cursor: Cursor, rows: Sequence[object], now: datetime) -> Cursor | None:
    """The page after this one; None at the end of the round.

    Rows may be out of order or without a time: only a page that is old in all its rows ends the
    round, and one that leads no further down.  What follows is below the lowest row, those apart that
    stand above the highest: an old message that was put on top hides nothing.
    """
    told = [row for row in rows if isinstance(row, dict)]
    numbers = [int(tid) for row in told if (tid := tid_of(row.get("tid")))]
    lower = [no for no in numbers if cursor.last is None or no < cursor.last]
    if not lower:
        return None
    posted = [moment_of(row.get("dateline"), now) for row in told]
    since = cursor.since
    if since is not None and all(moment is not None and moment < since for moment in posted):
        return None
    return Cursor(min(lower[lower.index(max(lower)) :]), since)


def pause_s(failures: int, told: float | None, every_s: float) -> float:
    """Until the list is asked again: longer with each failure, and never before it said."""
    if not failures:
        return every_s
    own = min(FIRST_PAUSE_S * 2.0 ** min(failures - 1, 10), LONGEST_PAUSE_S)
    return max(own, told or 0.0, every_s)
