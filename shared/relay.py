"""The relay: publishes what is committed and deletes only what the broker confirmed."""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import structlog

from shared import metrics
from shared.bus import LOST, Verdict
from shared.db import OUTAGE, Database, Tx
from shared.failures import describe
from shared.stops import Refusal, free, stop

# Of what is stopped only the stopped row itself, when it is due.
NEXT_BATCH = """
SELECT seq, event_id, subject, version, type, queue, payload, occurred_at, causation_id, traceparent
FROM outbox o
WHERE seq > $1 AND NOT EXISTS (
  SELECT FROM outbox_stop s
  WHERE s.subject = o.subject AND s.queue = coalesce(o.queue, '')
    AND (s.seq <> o.seq OR s.next_at > clock_timestamp()))
ORDER BY seq LIMIT $2
"""

DELETE_CONFIRMED = "DELETE FROM outbox WHERE seq = ANY($1::bigint[])"

LEAD = "SELECT pg_try_advisory_lock(hashtext('relay'), hashtext($1))"

Confirm = asyncio.Future[Any]
"""Done when the broker has a row safely, or will not have it."""

OLDEST = """
SELECT count(*) AS rows, coalesce(extract(epoch FROM clock_timestamp() - min(recorded_at)), 0)::float8
       AS oldest_seconds
FROM outbox o
WHERE NOT EXISTS (
  SELECT FROM outbox_stop s WHERE s.subject = o.subject AND s.queue = coalesce(o.queue, ''))
"""


class Sender(Protocol):
    """What the relay needs of `shared.publisher.Publisher`.  Neither call raises."""

    async def send(self, rows: Sequence[Any]) -> list[Confirm]: ...
    async def confirmed(self, confirms: Sequence[Confirm]) -> list[Verdict]: ...


@dataclass(slots=True)
class _Sweep:
    """One way through the outbox, from a row to its end.

    Of one lane (a subject's events, or its work for one queue) only the rows before its first
    unconfirmed one may go; the rest are published again, so that the wire order stays right for all but
    the duplicates.
    """

    after: int
    stuck: set[tuple[str, str]] = field(default_factory=set)
    first_lost: int | None = None

    def judge(
        self, rows: Sequence[Any], verdicts: Sequence[Verdict]
    ) -> tuple[list[int], list[Refusal]]:
        """The rows to delete, and those to set aside."""
        done: list[int] = []
        refused: list[Refusal] = []
        for row, verdict in zip(rows, verdicts, strict=True):
            lane = (row["subject"], row["queue"] or "")
            if verdict == LOST:
                self.first_lost = self.first_lost or row["seq"]
            if lane in self.stuck:
                continue
            if verdict.confirmed:
                done.append(row["seq"])
                continue
            self.stuck.add(lane)
            if verdict.reason is not None:
                refused.append(Refusal(*lane, row["seq"], verdict.reason))
        return done, refused


class Relay:
    """The one active relay of a service; other replicas stand by until its lock is free.

    It holds no transaction while it publishes.  A row is deleted only when confirmed, so a crash or
    an outage publishes a row again: the consumers' guards drop what they have seen.  A row that the
    broker does not take is set aside (`shared.stops`), and stops nothing but its own subject.

    Parameters
    ----------
    batch, ahead : rows in one write, and how many such writes may wait for their confirms
    """

    def __init__(
        self,
        database: Database,
        publisher: Sender,
        *,
        batch: int = 200,
        ahead: int = 4,
        idle_s: float = 0.05,
    ) -> None:
        self.database = database
        self.publisher = publisher
        self.batch = batch
        self.ahead = ahead
        self.idle_s = idle_s
        self.leads = False
        self._wake = asyncio.Event()
        self._log = structlog.get_logger()

    def wake(self) -> None:
        """Something was committed in this process."""
        self._wake.set()

    async def run(self) -> None:
        """Lead or stand by, until cancelled."""
        while True:
            connection = None
            try:
                connection = await self.database.connect()
                if await self._wins(connection):
                    await self._lead(connection)
            except OUTAGE as error:
                self._log.warning("relay_waits", error=type(error).__name__)
                await asyncio.sleep(0.5)
            except Exception as error:  # noqa: BLE001 - it keeps nothing: starting again is safe
                self._log.error("relay_failed", error=describe(error))
                await asyncio.sleep(0.5)
            finally:
                self.leads = False
                if connection is not None:
                    connection.terminate()

    async def _wins(self, connection: Any) -> bool:
        while not await connection.fetchval(LEAD, self.database.schema):  # noqa: ASYNC110
            await asyncio.sleep(0.5)
        self.leads = True
        return True

    async def _lead(self, connection: Any) -> None:
        # Going on after the last row skips rows already deleted but not yet vacuumed.  Rows that commit
        # late, before it, are found by a sweep from the start every second: a delay, never a loss, and
        # never out of order, for a later event of a subject cannot exist before the earlier one commits.
        loop = asyncio.get_running_loop()
        after, from_start_at, pause = 0, loop.time(), 0.005
        while True:
            if loop.time() >= from_start_at:
                await free(connection)
                after, from_start_at = 0, loop.time() + 1.0
            sweep = _Sweep(after)
            await self._sweep(connection, sweep, until=from_start_at)
            if sweep.first_lost is not None:
                after = sweep.first_lost - 1
                await asyncio.sleep(0.2)  # the broker is away: do not spin
            elif loop.time() < from_start_at:
                pause = await self._idle(0.005 if sweep.after > after else pause)
                after = sweep.after

    async def _sweep(self, connection: Any, sweep: _Sweep, until: float) -> None:
        """Publish until no row is left; the next batch is on its way while one is confirmed."""
        loop = asyncio.get_running_loop()
        waiting: deque[tuple[Sequence[Any], list[Confirm]]] = deque()
        more = True
        while more or waiting:
            rows = await connection.fetch(NEXT_BATCH, sweep.after, self.batch) if more else []
            if rows:
                waiting.append((rows, await self.publisher.send(rows)))
                sweep.after = rows[-1]["seq"]
            more = bool(rows) and loop.time() < until
            if waiting and (not more or len(waiting) == self.ahead):
                await self._settle(connection, sweep, *waiting.popleft())
                more = more and sweep.first_lost is None

    async def _settle(
        self, connection: Any, sweep: _Sweep, rows: Sequence[Any], confirms: Sequence[Confirm]
    ) -> None:
        done, refused = sweep.judge(rows, await self.publisher.confirmed(confirms))
        if refused:
            self._log.error("outbox_stopped", count=len(refused), error=refused[0].reason)
            await stop(connection, refused)
        if done:
            await connection.execute(DELETE_CONFIRMED, done)
            metrics.RELAYED.labels(self.database.schema).inc(len(done))

    async def _idle(self, pause: float) -> float:
        self._wake.clear()
        try:
            async with asyncio.timeout(pause):
                await self._wake.wait()
        except TimeoutError:
            return min(pause * 2, self.idle_s)
        return 0.005


async def backlog(tx: Tx) -> tuple[int, float]:
    """Rows not yet confirmed and not stopped, and the age of the oldest in seconds."""
    row = await tx.fetchrow(OLDEST)
    return row["rows"], row["oldest_seconds"]
