"""Parking: events that came early, wait for another publisher's fact, or failed; and the dead ones."""

from collections.abc import Collection, Mapping, Sequence
from typing import Literal, NamedTuple

import structlog

from shared.contracts.envelope import Envelope
from shared.db import Tx
from shared.ids import uuid7
from shared.inbox.guard import Heard, Key, Lane, key_columns, lane_columns

READ_PARKED = """
SELECT p.source, p.subject, p.version, p.body, p.envelope, p.attempts,
       coalesce(p.next_at > clock_timestamp(), false) AS waits
FROM inbox_parked p JOIN unnest($2::text[], $3::text[]) AS k(source, subject) USING (source, subject)
WHERE p.consumer = $1
ORDER BY p.subject, p.source, p.version
"""

DELETE_PARKED = """
DELETE FROM inbox_parked p
USING unnest($2::text[], $3::text[], $4::bigint[]) AS k(source, subject, last_ver)
WHERE p.consumer = $1 AND p.source = k.source AND p.subject = k.subject AND p.version <= k.last_ver
"""

PARK = """
INSERT INTO inbox_parked (consumer, source, subject, version, kind, type, body, envelope,
                          reason, attempts, next_at)
SELECT $1, k.source, k.subject, k.version, k.kind, k.type, k.body, k.envelope, k.reason, k.attempts,
       CASE WHEN k.wait_s IS NULL THEN NULL
            ELSE clock_timestamp() + make_interval(secs => k.wait_s) END
FROM unnest($2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::bytea[], $8::text[],
            $9::text[], $10::int[], $11::float8[])
     AS k(source, subject, version, kind, type, body, envelope, reason, attempts, wait_s)
ON CONFLICT (consumer, source, subject, version) DO UPDATE
SET kind = excluded.kind, reason = excluded.reason, attempts = excluded.attempts,
    next_at = excluded.next_at
WHERE excluded.kind <> 'early'
"""

BURY = """
WITH dying AS (
  SELECT * FROM unnest($2::uuid[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::bytea[],
                       $8::text[], $9::text[])
       AS k(id, source, subject, version, type, body, envelope, reason)),
gone AS (
  DELETE FROM inbox_parked p USING dying k
  WHERE p.consumer = $1 AND p.source = k.source AND p.subject = k.subject AND p.version = k.version)
INSERT INTO dead_letter (id, consumer, source, subject, version, type, body, envelope, reason)
SELECT id, $1, source, subject, version, type, body, envelope, reason FROM dying
ON CONFLICT (consumer, source, subject, version) DO UPDATE
SET reason = excluded.reason, died_at = clock_timestamp()
"""

WAKE_WAITING = """
UPDATE inbox_parked SET next_at = clock_timestamp()
WHERE consumer = $1 AND kind = 'not_yet' AND subject = ANY($2::text[])
"""

DUE = """
SELECT DISTINCT source, subject FROM (
  SELECT source, subject FROM inbox_parked
  WHERE consumer = $1 AND next_at <= clock_timestamp()
  ORDER BY next_at LIMIT 200) AS due
"""

PARKED_BY_KIND = """
SELECT kind, count(*) AS rows,
       extract(epoch FROM clock_timestamp() - min(parked_at))::float8 AS oldest_seconds
FROM inbox_parked GROUP BY kind
"""


ParkedKind = Literal["early", "not_yet", "failed"]


class Parking(NamedTuple):
    """An event to be parked, or buried where its kind is ``dead``."""

    heard: Heard
    kind: ParkedKind | Literal["dead"]
    reason: str
    attempts: int
    wait_s: float | None


async def recall(tx: Tx, consumer: str, lanes: Mapping[Key, Lane]) -> None:
    """Bring what is parked back into its lanes.

    A statement of its own, *after* the guards were locked: in READ COMMITTED a single statement would
    see the rows as they were before the wait, and leave events parked for ever.
    """
    for r in await tx.fetch(READ_PARKED, consumer, *key_columns(lanes)):
        lane = lanes[r["source"], r["subject"]]
        envelope = Envelope.model_validate_json(r["envelope"])
        lane.waiting[r["version"]] = Heard(envelope, r["body"] or b"")
        lane.attempts[r["version"]] = r["attempts"]
        if r["waits"]:
            lane.delayed.add(r["version"])


async def leave(tx: Tx, consumer: str, moved: Collection[Lane]) -> None:
    """Remove what was parked and has taken effect."""
    if any(lane.attempts for lane in moved):
        await tx.execute(DELETE_PARKED, consumer, *lane_columns(moved))


async def park(tx: Tx, consumer: str, parking: Sequence[Parking]) -> None:
    """Write down what waits and why."""
    if not parking:
        return
    rows = [
        (e.source, e.subject, e.version, p.kind, e.type, p.heard.body, e.model_dump_json(), p.reason,
         p.attempts, p.wait_s)
        for p in parking
        for e in [p.heard.envelope]
    ]  # fmt: skip
    await tx.execute(PARK, consumer, *(list(column) for column in zip(*rows, strict=True)))


async def bury(tx: Tx, consumer: str, parking: Sequence[Parking]) -> None:
    """Put aside what was tried often enough, for a person to look at."""
    if not parking:
        return
    rows = [
        (uuid7(), e.source, e.subject, e.version, e.type, p.heard.body, e.model_dump_json(),
         p.reason)
        for p in parking
        for e in [p.heard.envelope]
    ]  # fmt: skip
    await tx.execute(BURY, consumer, *(list(column) for column in zip(*rows, strict=True)))
    log = structlog.get_logger()
    for p in parking:
        log.error("event_dead", **about(consumer, p.heard.envelope), error=p.reason)


async def bury_unreadable(tx: Tx, consumer: str, raw: bytes, reason: str) -> None:
    """Put aside a delivery that has no readable envelope."""
    row = [[uuid7()], [None], [None], [None], [None], [raw], [None], [reason]]
    await tx.execute(BURY, consumer, *row)
    structlog.get_logger().error("event_dead", service=consumer, error=reason)


async def wake(tx: Tx, consumer: str, subjects: Sequence[str]) -> bool:
    """Make due what waits for another publisher's fact of these subjects; whether there was any."""
    return await tx.execute(WAKE_WAITING, consumer, subjects) != "UPDATE 0"


async def due(tx: Tx, consumer: str) -> list[Key]:
    """The keys that have a parked event whose time has come."""
    return [(r["source"], r["subject"]) for r in await tx.fetch(DUE, consumer)]


async def parked(tx: Tx) -> list[tuple[str, int, float]]:
    """(kind, rows, age of the oldest in seconds) of what is parked."""
    rows = await tx.fetch(PARKED_BY_KIND)
    return [(r["kind"], r["rows"], r["oldest_seconds"]) for r in rows]


def about(consumer: str, envelope: Envelope) -> dict[str, str | int]:
    """What a log line says of an event."""
    return {
        "service": consumer, "source": envelope.source, "type": envelope.type,
        "subject": envelope.subject, "version": envelope.version,
    }  # fmt: skip
