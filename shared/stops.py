"""Stops: rows of the outbox that the broker does not take, each with its subject behind it.

The relay tries a stopped row by itself, ever more seldom, for as long as it is there: when the cause is
gone nothing is lost, and meanwhile everything else flows.  Work and events of one subject do not wait
for each other.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from shared.db import Tx
from shared.rules import Refused

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 60.0
"""Between two tries; doubled from one to the next."""

STOP = """
INSERT INTO outbox_stop AS s (subject, queue, seq, reason, attempts, next_at)
SELECT k.subject, k.queue, k.seq, k.reason, 1, clock_timestamp() + make_interval(secs => $5)
FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[]) AS k(subject, queue, seq, reason)
ON CONFLICT (subject, queue) DO UPDATE
SET seq = excluded.seq, reason = excluded.reason, attempts = s.attempts + 1,
    next_at = clock_timestamp()
              + make_interval(secs => least($5 * power(2, least(s.attempts, 30)), $6))
"""

# Only the relay takes a stop away, before it looks through the outbox from the start: done at any other
# moment, a later row of the subject could be read before the ones between.
FREE = """
DELETE FROM outbox_stop s WHERE NOT EXISTS (SELECT FROM outbox o WHERE o.seq = s.seq)
"""

LIST = """
WITH behind AS (
  SELECT s.seq, count(*) AS rows
  FROM outbox_stop s JOIN outbox w ON w.subject = s.subject AND coalesce(w.queue, '') = s.queue
  WHERE w.seq > s.seq GROUP BY s.seq)
SELECT s.seq, s.subject, o.type, s.reason, s.attempts, s.stopped_at, s.next_at,
       coalesce(b.rows, 0) AS behind
FROM outbox_stop s JOIN outbox o USING (seq) LEFT JOIN behind b USING (seq)
ORDER BY s.stopped_at, s.seq LIMIT $1
"""

RETRY = """
UPDATE outbox_stop SET attempts = 0, next_at = clock_timestamp()
WHERE $1::bigint IS NULL OR seq = $1
"""

HELD = """
SELECT count(*) AS rows,
       coalesce(extract(epoch FROM clock_timestamp() - min(stopped_at)), 0)::float8 AS oldest_seconds
FROM outbox_stop
"""


class Refusal(NamedTuple):
    """A row that the broker does not take, and why."""

    subject: str
    queue: str
    seq: int
    reason: str


async def stop(tx: Tx, refusals: Sequence[Refusal]) -> None:
    """Set rows aside, or longer aside than before."""
    columns = [list(column) for column in zip(*refusals, strict=True)]
    await tx.execute(STOP, *columns, FIRST_PAUSE_S, LONGEST_PAUSE_S)


async def free(tx: Tx) -> None:
    """Let go on what waits behind rows that have gone."""
    await tx.execute(FREE)


async def list_stops(tx: Tx, limit: int = 1000) -> list[dict[str, Any]]:
    """Stopped rows, the oldest first, and how many wait behind each.  No bodies."""
    return [dict(r) for r in await tx.fetch(LIST, limit)]


async def retry(tx: Tx, seq: int | None = None) -> int:
    """Try one stopped row, or all, again at once.  Returns how many.

    Raises `Refused` ``stop_unknown`` when there is none of that number.
    """
    done = int((await tx.execute(RETRY, seq)).rpartition(" ")[2])
    if seq is not None and not done:
        raise Refused("stop_unknown", "no such row is stopped", status=404)
    return done


async def held(tx: Tx) -> tuple[int, float]:
    """Stopped rows, and how long the oldest has stood, in seconds."""
    row = await tx.fetchrow(HELD)
    return row["rows"], row["oldest_seconds"]
