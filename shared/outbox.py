"""Writing what a transaction announces, and the relay that brings it to the broker.

`write` puts a whole group's changes, journal rows, events and work items down set-wise, in the
caller's transaction.  The subject's row is locked before its versions are given out, so version order
is commit order.  `Relay` publishes what is committed and deletes only what the broker confirmed.
"""

import asyncio
import os
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import structlog
from pydantic_core import to_json

from shared import metrics
from shared.context import Ctx
from shared.contracts.envelope import Event
from shared.db import OUTAGE, Database, Tx, apply
from shared.failures import describe
from shared.ids import uuid7
from shared.journal import canonical, digest, link
from shared.outcome import Entry, Outcome, Work

RAISE_VERSIONS = """
INSERT INTO subject AS s (subject, version, journal_no, head, salt)
SELECT k.subject, k.events, k.entries, ''::bytea, k.salt
FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bytea[]) AS k(subject, events, entries, salt)
ORDER BY k.subject
ON CONFLICT (subject) DO UPDATE
SET version = s.version + excluded.version, journal_no = s.journal_no + excluded.journal_no
RETURNING s.subject, s.version, s.journal_no, s.head, s.salt
"""

WRITE_HISTORY = """
WITH rows AS (
  INSERT INTO journal (subject, no, entry, hash)
  SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::bytea[]))
UPDATE subject s SET head = k.head
FROM unnest($5::text[], $6::bytea[]) AS k(subject, head) WHERE s.subject = k.subject
"""

ANNOUNCE = """
WITH said AS (
  INSERT INTO outbox (event_id, subject, version, type, queue, payload,
                      occurred_at, causation_id, traceparent)
  SELECT event_id, subject, version, type, queue, payload, occurred_at, causation_id, traceparent
  FROM unnest($1::uuid[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::bytea[],
              $7::timestamptz[], $8::uuid[], $9::text[]) WITH ORDINALITY
       AS k(event_id, subject, version, type, queue, payload,
            occurred_at, causation_id, traceparent, place)
  ORDER BY place
  RETURNING *)
INSERT INTO event_log (seq, event_id, subject, version, type, payload,
                       occurred_at, causation_id, traceparent, recorded_at)
SELECT seq, event_id, subject, version, type, payload,
       occurred_at, causation_id, traceparent, recorded_at
FROM said WHERE queue IS NULL
"""

NEXT_BATCH = """
SELECT seq, event_id, subject, version, type, queue, payload, occurred_at, causation_id, traceparent
FROM outbox WHERE seq > $1 ORDER BY seq LIMIT $2
"""

DELETE_CONFIRMED = "DELETE FROM outbox WHERE seq = ANY($1::bigint[])"

LEAD = "SELECT pg_try_advisory_lock(hashtext('relay'), hashtext($1))"

OLDEST = """
SELECT count(*) AS rows, coalesce(extract(epoch FROM clock_timestamp() - min(recorded_at)), 0)::float8
       AS oldest_seconds
FROM outbox
"""


class Act(NamedTuple):
    """One handler's context and what it returned."""

    ctx: Ctx
    outcome: Outcome


@dataclass(slots=True)
class _Subject:
    """A subject's counters while a group is written."""

    version: int
    no: int
    head: bytes
    salt: bytes


class _Said(NamedTuple):
    ctx: Ctx
    event: Event
    payload: bytes


async def write(tx: Tx, acts: Sequence[Act]) -> dict[str, int]:
    """Write all that `acts` change, in the open transaction.

    Returns the version each touched subject has now.
    """
    await apply(tx, [act.outcome.changes for act in acts])
    pairs = [(act, entries) for act in acts if (entries := _journalled(act))]
    works = [(act.ctx, work) for act in acts for work in act.outcome.work]
    if not pairs and not works:
        return {}
    subjects = await _raise_versions(tx, pairs)
    history: list[tuple[str, int, str, bytes]] = []
    announced: list[tuple[Any, ...]] = []
    for act, entries in pairs:
        _settle(act, entries, subjects, history, announced)
    if history:
        touched = {subject for subject, *_ in history}
        await tx.execute(
            WRITE_HISTORY,
            *_columns(history),
            list(touched),
            [subjects[subject].head for subject in touched],
        )
    announced += [_work_row(ctx, work) for ctx, work in works]
    if announced:
        await tx.execute(ANNOUNCE, *_columns(announced))
    return {name: s.version for name, s in subjects.items()}


def _journalled(act: Act) -> list[tuple[Entry, list[Event]]]:
    """Pair each journal entry with the events it announces; no event goes without an entry."""
    pairs: list[tuple[Entry, list[Event]]] = [(entry, []) for entry in act.outcome.journal]
    home: dict[str, list[Event]] = {}
    for entry, said in pairs:
        home.setdefault(entry.subject, said)
    for event in act.outcome.events:
        if event.subject not in home:
            entry = Entry(event.subject, event.topic.split(".")[1], act.ctx.actor)
            home[event.subject] = []
            pairs.append((entry, home[event.subject]))
        home[event.subject].append(event)
    return pairs


async def _raise_versions(
    tx: Tx, pairs: Sequence[tuple[Act, list[tuple[Entry, list[Event]]]]]
) -> dict[str, _Subject]:
    events: Counter[str] = Counter()
    entries: Counter[str] = Counter()
    for _, own in pairs:
        for entry, said in own:
            entries[entry.subject] += 1
            events[entry.subject] += len(said)
    if not entries:
        return {}
    names = sorted(entries)
    rows = await tx.fetch(
        RAISE_VERSIONS,
        names,
        [events[name] for name in names],
        [entries[name] for name in names],
        [os.urandom(16) for _ in names],
    )
    return {
        r["subject"]: _Subject(
            version=r["version"] - events[r["subject"]],
            no=r["journal_no"] - entries[r["subject"]],
            head=r["head"],
            salt=r["salt"],
        )
        for r in rows
    }


def _settle(
    act: Act,
    entries: Sequence[tuple[Entry, list[Event]]],
    subjects: dict[str, _Subject],
    history: list[tuple[str, int, str, bytes]],
    announced: list[tuple[Any, ...]],
) -> None:
    """Give one act's events their versions and its entries their place in the chain."""
    ctx = act.ctx
    for entry, said in entries:
        s = subjects[entry.subject]
        says = []
        for event in said:
            s.version += 1
            payload = event.model_dump_json().encode()
            says.append((event.topic, s.version, digest(s.salt, payload)))
            announced.append(_event_row(ctx, event, s.version, payload))
        s.no += 1
        text = canonical(entry, no=s.no, at=ctx.now, salt=s.salt, cause=ctx.cause, says=says)
        s.head = link(s.head, text)
        history.append((entry.subject, s.no, text, s.head))


def _event_row(ctx: Ctx, event: Event, version: int, payload: bytes) -> tuple[Any, ...]:
    cause = ctx.cause.id if ctx.cause else None
    return (
        uuid7(), event.subject, version, event.topic, None, payload, ctx.now, cause, ctx.traceparent,
    )  # fmt: skip


def _work_row(ctx: Ctx, work: Work) -> tuple[Any, ...]:
    cause = ctx.cause.id if ctx.cause else None
    body = to_json(dict(work.body))
    return (
        uuid7(), work.subject, None, work.queue, work.queue, body, ctx.now, cause, ctx.traceparent,
    )  # fmt: skip


def _columns(rows: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]


Publish = Callable[[Sequence[Any]], Awaitable[Sequence[bool]]]
"""Publishes outbox rows in their order and says of each whether the broker confirmed it."""


class Relay:
    """The one active relay of a service; other replicas stand by until its lock is free.

    It holds no transaction while it publishes.  A row is deleted only when confirmed, so a crash or
    an outage publishes a row again: the consumers' guards drop what they have seen.
    """

    def __init__(
        self, database: Database, publish: Publish, *, batch: int = 200, idle_s: float = 0.05
    ) -> None:
        self.database = database
        self.publish = publish
        self.batch = batch
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
        # The hint skips rows already deleted but not yet vacuumed.  Rows that commit late, below the
        # hint, are found by a scan from the start every second: a delay, never a loss, and never out
        # of order, for a later event of a subject cannot exist before the earlier one commits.
        loop = asyncio.get_running_loop()
        hint, full_scan_at, pause = 0, loop.time() + 1.0, 0.005
        while True:
            if loop.time() >= full_scan_at:
                hint, full_scan_at = 0, loop.time() + 1.0
            rows = await connection.fetch(NEXT_BATCH, hint, self.batch)
            if not rows:
                pause = await self._idle(pause)
                continue
            pause = 0.005
            confirmed, hint = self._split(rows, await self.publish(rows))
            if confirmed:
                await connection.execute(DELETE_CONFIRMED, confirmed)
                metrics.RELAYED.labels(self.database.schema).inc(len(confirmed))
            if len(confirmed) < len(rows):
                await asyncio.sleep(0.2)  # the broker is away or refuses: do not spin

    async def _idle(self, pause: float) -> float:
        self._wake.clear()
        try:
            await asyncio.wait_for(self._wake.wait(), pause)
        except TimeoutError:
            return min(pause * 2, self.idle_s)
        return 0.005

    @staticmethod
    def _split(rows: Sequence[Any], confirmed: Sequence[bool]) -> tuple[list[int], int]:
        """The rows to delete, and the new hint.

        Of one subject only the rows before its first unconfirmed one go; the rest are published
        again, so that the wire order stays right for all but the duplicates.
        """
        stuck: set[str] = set()
        done: list[int] = []
        first_left = None
        for row, ok in zip(rows, confirmed, strict=True):
            if ok and row["subject"] not in stuck:
                done.append(row["seq"])
            else:
                stuck.add(row["subject"])
                first_left = row["seq"] if first_left is None else first_left
        return done, (rows[-1]["seq"] if first_left is None else first_left - 1)


async def backlog(tx: Tx) -> tuple[int, float]:
    """Rows not yet confirmed, and the age of the oldest in seconds."""
    row = await tx.fetchrow(OLDEST)
    return row["rows"], row["oldest_seconds"]
