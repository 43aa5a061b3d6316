"""SQL of the timers: what is still to happen by itself."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple

from services.deadlines.domain.clocks import Clock
from shared.db import Tx
from shared.outcome import Change

TimerKind = Literal["warn", "due"]

# Cases whose timers another replica is firing, or an event is changing, are skipped this time: nothing
# here waits, so nothing here can deadlock.  The lock is a courtesy for this statement only; what
# counts is taken again, in order, by the transaction that fires.
DUE_CASES = """
SELECT t.case_id
FROM timer t JOIN known_case k USING (case_id)
WHERE t.kind = $1 AND t.due_at <= clock.now() AND t.due_at < $2
ORDER BY t.due_at LIMIT $3
FOR UPDATE OF k SKIP LOCKED
"""

DUE_TIMERS = """
SELECT clock_id, kind, due_at, version
FROM timer WHERE clock_id = ANY($1::text[]) AND due_at <= $2
ORDER BY due_at, clock_id, kind
"""

NEXT_TIMER = """
SELECT least((SELECT min(due_at) FROM timer WHERE kind = 'warn'),
             (SELECT min(due_at) FROM timer WHERE kind = 'due')) AS due_at,
       clock.now() AS now
"""

SET_TIMER = """
INSERT INTO timer (clock_id, kind, case_id, due_at, version)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::int[])
"""

DROP_TIMERS = """
DELETE FROM timer t USING unnest($1::text[]) AS k(clock_id) WHERE t.clock_id = k.clock_id
"""

DROP_TIMER = """
DELETE FROM timer t USING unnest($1::text[], $2::text[], $3::int[]) AS k(clock_id, kind, version)
WHERE t.clock_id = k.clock_id AND t.kind = k.kind AND t.version = k.version
"""


class Timer(NamedTuple):
    """One thing to happen to a clock, if the clock is still of that version."""

    clock_id: str
    kind: TimerKind
    due_at: datetime
    version: int


class Next(NamedTuple):
    """The earliest timer, if there is any, and the business time at which that was asked."""

    due_at: datetime | None
    now: datetime


async def due_cases(tx: Tx, kind: TimerKind, before: datetime, limit: int) -> set[str]:
    """Cases with timers of that kind that are due now and were due before `before`."""
    return {r["case_id"] for r in await tx.fetch(DUE_CASES, kind, before, limit)}


async def due_timers(tx: Tx, clock_ids: Sequence[str], now: datetime) -> list[Timer]:
    """The due timers of clocks whose cases the caller has locked, in the order of their times."""
    rows = await tx.fetch(DUE_TIMERS, list(clock_ids), now)
    return [Timer(r["clock_id"], r["kind"], r["due_at"], r["version"]) for r in rows]


async def next_timer(tx: Tx) -> Next:
    found = await tx.fetchrow(NEXT_TIMER)
    return Next(found["due_at"], found["now"])


async def show_next(tx: Tx) -> dict[str, Any]:
    """The same, to be answered."""
    return (await next_timer(tx))._asdict()


def set_timer(clock: Clock, kind: TimerKind, at: datetime) -> Change:
    return Change(SET_TIMER, (clock.clock_id, kind, clock.case_id, at, clock.version))


def drop_timers(clock_id: str) -> Change:
    """All of a clock that ended or moved."""
    return Change(DROP_TIMERS, (clock_id,))


def drop_timer(timer: Timer) -> Change:
    """One that fired."""
    return Change(DROP_TIMER, (timer.clock_id, timer.kind, timer.version))
