"""The inbox: each event takes effect once, in its subject's order, whatever the broker does.

The guard is one row per (consumer, source, subject) with the last version that took effect.  A group of
deliveries locks its guards in sorted order; a lower version is a duplicate, the next one is applied, a
later one is parked in the same transaction and taken along by whoever commits the missing one.  The
parked rows are read in a statement of their own *after* the locks: in READ COMMITTED a single statement
would see them as they were before the wait, and leave events parked for ever.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import structlog

from shared import metrics
from shared.clock import now
from shared.context import Ctx, ignored
from shared.contracts import catalogue
from shared.contracts.envelope import Envelope, Event
from shared.db import BROKEN_STATEMENT, OUTAGE, Tx
from shared.failures import describe
from shared.ids import uuid7
from shared.outbox import Act, write
from shared.outcome import NOTHING, Outcome, system
from shared.rules import NotYet, Refused

ENSURE_GUARDS = """
INSERT INTO inbox (consumer, source, subject, last_ver)
SELECT $1, k.source, k.subject, 0
FROM unnest($2::text[], $3::text[]) AS k(source, subject)
ORDER BY k.subject, k.source
ON CONFLICT DO NOTHING
"""

LOCK_GUARDS = """
SELECT i.source, i.subject, i.last_ver
FROM inbox i JOIN unnest($2::text[], $3::text[]) AS k(source, subject) USING (source, subject)
WHERE i.consumer = $1
ORDER BY i.subject, i.source
FOR UPDATE OF i
"""

READ_PARKED = """
SELECT p.source, p.subject, p.version, p.body, p.envelope, p.attempts,
       coalesce(p.next_at > clock_timestamp(), false) AS waits
FROM inbox_parked p JOIN unnest($2::text[], $3::text[]) AS k(source, subject) USING (source, subject)
WHERE p.consumer = $1
ORDER BY p.subject, p.source, p.version
"""

ADVANCE_GUARDS = """
UPDATE inbox i SET last_ver = k.last_ver
FROM unnest($2::text[], $3::text[], $4::bigint[]) AS k(source, subject, last_ver)
WHERE i.consumer = $1 AND i.source = k.source AND i.subject = k.subject
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

Key = tuple[str, str]
"""(source, subject)"""

Handler = Callable[[Ctx, Any, Any], Awaitable[Outcome]]
Load = Callable[[Tx, list[str]], Awaitable[Mapping[str, Any]]]


class Heard(NamedTuple):
    """One delivery: its envelope and the JSON body as it came."""

    envelope: Envelope
    body: bytes


class _Parking(NamedTuple):
    heard: Heard
    kind: str
    reason: str
    attempts: int
    wait_s: float | None


@dataclass(slots=True)
class _Lane:
    """One publisher's events of one subject, while a group is settled."""

    key: Key
    last: int
    first: int
    waiting: dict[int, Heard] = field(default_factory=dict)
    attempts: dict[int, int] = field(default_factory=dict)
    delayed: set[int] = field(default_factory=set)
    stopped: bool = False

    def ready(self) -> Heard | None:
        nxt = self.last + 1
        if self.stopped or nxt in self.delayed:
            return None
        return self.waiting.get(nxt)


@dataclass(frozen=True, slots=True)
class Policy:
    """How often a failing event is tried (``2 ** n * backoff_s`` apart) before it is put aside."""

    attempts: int = 8
    backoff_s: float = 0.5
    not_yet_s: float = 5.0


@dataclass(slots=True)
class Settled:
    """What became of a group: counts by outcome, and the subjects that moved."""

    counts: dict[str, int] = field(default_factory=dict)
    woke: bool = False
    announced: bool = False

    def count(self, outcome: str, n: int = 1) -> None:
        self.counts[outcome] = self.counts.get(outcome, 0) + n


class Inbox:
    """Applies groups of deliveries for one consumer.

    Parameters
    ----------
    consumer : the queue's owner, part of the guard's key
    hears : the handler for each event class; other types only advance the guard
    load : locks and returns the consumer's own rows for subjects, in sorted order
    """

    def __init__(
        self,
        consumer: str,
        hears: Mapping[type[Event], Handler],
        load: Load,
        *,
        policy: Policy | None = None,
        settings: Any = None,
    ) -> None:
        self.consumer = consumer
        self.policy = policy or Policy()
        self.settings = settings
        self._load = load
        self._hears = {cls.topic: (cls, handler) for cls, handler in hears.items()}
        self._known = catalogue()
        self._actor = system(consumer)
        self._log = structlog.get_logger()

    async def settle(
        self, tx: Tx, group: Sequence[Heard], extra: Iterable[Key] = (), *, singly: bool = False
    ) -> Settled:
        """Apply, drop or park every delivery of `group`, and what is parked for its subjects.

        `singly` runs each event in a savepoint of its own, so that the one that breaks a statement is
        found and parked; without it such an exception is the caller's, who tries again singly.
        """
        settled = Settled()
        lanes = await self._lanes(tx, group, extra, settled)
        parking: list[_Parking] = []
        while wave := self._wave(lanes):
            for part in [[lane] for lane in wave] if singly else [wave]:
                await self._apply(tx, part, parking, settled, singly=singly)
        await self._finish(tx, lanes, parking, settled)
        for outcome, n in settled.counts.items():
            metrics.HEARD.labels(self.consumer, outcome).inc(n)
        return settled

    async def due(self, tx: Tx) -> list[Key]:
        """The lanes that have a parked event whose time has come."""
        return [(r["source"], r["subject"]) for r in await tx.fetch(DUE, self.consumer)]

    async def bury(self, tx: Tx, raw: bytes, reason: str) -> None:
        """Put aside a delivery that has no readable envelope."""
        row = [[uuid7()], [None], [None], [None], [None], [raw], [None], [reason]]
        await tx.execute(BURY, self.consumer, *row)
        metrics.HEARD.labels(self.consumer, "dead").inc()
        self._log.error("event_dead", service=self.consumer, error=reason)

    async def _lanes(
        self, tx: Tx, group: Sequence[Heard], extra: Iterable[Key], settled: Settled
    ) -> dict[Key, _Lane]:
        keys = {(h.envelope.source, h.envelope.subject) for h in group} | set(extra)
        ordered = sorted(keys, key=lambda k: (k[1], k[0]))
        columns = [k[0] for k in ordered], [k[1] for k in ordered]
        await tx.execute(ENSURE_GUARDS, self.consumer, *columns)
        lanes: dict[Key, _Lane] = {}
        for r in await tx.fetch(LOCK_GUARDS, self.consumer, *columns):
            key = (r["source"], r["subject"])
            lanes[key] = _Lane(key, last=r["last_ver"], first=r["last_ver"])
        for r in await tx.fetch(READ_PARKED, self.consumer, *columns):
            lane = lanes[r["source"], r["subject"]]
            envelope = Envelope.model_validate_json(r["envelope"])
            lane.waiting[r["version"]] = Heard(envelope, r["body"] or b"")
            lane.attempts[r["version"]] = r["attempts"]
            if r["waits"]:
                lane.delayed.add(r["version"])
        for heard in group:
            lane = lanes[heard.envelope.source, heard.envelope.subject]
            if heard.envelope.version <= lane.last or heard.envelope.version in lane.waiting:
                settled.count("duplicate")
            else:
                lane.waiting[heard.envelope.version] = heard
        return lanes

    @staticmethod
    def _wave(lanes: Mapping[Key, _Lane]) -> list[_Lane]:
        """The next event of each subject: one per subject, so that a wave can be written set-wise."""
        wave: dict[str, _Lane] = {}
        for lane in lanes.values():
            if lane.key[1] not in wave and lane.ready():
                wave[lane.key[1]] = lane
        return [wave[subject] for subject in sorted(wave)]

    async def _apply(
        self, tx: Tx, wave: list[_Lane], parking: list[_Parking], settled: Settled, *, singly: bool
    ) -> None:
        if not singly:
            await self._run(tx, wave, parking, settled)
            return
        try:
            async with tx.transaction():
                await self._run(tx, wave, parking, settled)
        except OUTAGE:
            raise
        except Exception as error:  # noqa: BLE001 - the one that breaks a statement is parked
            self._stop(wave[0], error, parking)

    async def _run(
        self, tx: Tx, wave: list[_Lane], parking: list[_Parking], settled: Settled
    ) -> None:
        moved: list[_Lane] = []
        acts: list[Act] = []
        states = await self._load(tx, [lane.key[1] for lane in wave])
        instant = await now(tx)
        for lane in wave:
            heard = lane.waiting[lane.last + 1]
            ctx = Ctx(
                tx=tx, now=instant, service=self.consumer, actor=self._actor,
                cause=heard.envelope, settings=self.settings,
                traceparent=heard.envelope.traceparent,
            )  # fmt: skip
            try:
                outcome = await self._hear(ctx, heard, states.get(lane.key[1]))
            except (*OUTAGE, BROKEN_STATEMENT):
                raise
            except Exception as error:  # noqa: BLE001 - whatever a handler raises parks its event
                self._stop(lane, error, parking)
            else:
                moved.append(lane)
                acts.append(Act(ctx, outcome))
        settled.announced |= bool(await write(tx, acts))
        for lane in moved:
            lane.last += 1
        settled.count("applied", len(moved))

    async def _hear(self, ctx: Ctx, heard: Heard, state: Any) -> Outcome:
        known = self._hears.get(heard.envelope.type)
        if known is None:
            if heard.envelope.type in self._known:
                return NOTHING
            return ctx.ignored(heard.envelope.subject, "unknown_type")
        cls, handler = known
        if not heard.body:
            return ctx.ignored(heard.envelope.subject, "erased")
        try:
            return await handler(ctx, cls.model_validate_json(heard.body), state)
        except Refused as refused:
            # A fact cannot be refused, only found to apply no more.
            row = ignored(heard.envelope.subject, refused.rule, self._actor, heard.envelope)
            return Outcome(journal=[row])

    def _stop(self, lane: _Lane, error: Exception, parking: list[_Parking]) -> None:
        heard = lane.waiting[lane.last + 1]
        lane.stopped = True
        if isinstance(error, NotYet):
            attempts = lane.attempts.get(heard.envelope.version, 0)
            parking.append(_Parking(heard, "not_yet", str(error), attempts, self.policy.not_yet_s))
            return
        attempts = lane.attempts.get(heard.envelope.version, 0) + 1
        reason = describe(error)
        self._log.warning(
            "event_failed", service=self.consumer, source=heard.envelope.source,
            type=heard.envelope.type, subject=heard.envelope.subject,
            version=heard.envelope.version, count=attempts, error=reason,
        )  # fmt: skip
        wait = self.policy.backoff_s * 2.0 ** (attempts - 1)
        kind = "failed" if attempts < self.policy.attempts else "dead"
        parking.append(_Parking(heard, kind, reason, attempts, wait))

    async def _finish(
        self, tx: Tx, lanes: Mapping[Key, _Lane], parking: list[_Parking], settled: Settled
    ) -> None:
        moved = [lane for lane in lanes.values() if lane.last > lane.first]
        if moved:
            columns = (
                [lane.key[0] for lane in moved],
                [lane.key[1] for lane in moved],
                [lane.last for lane in moved],
            )
            await tx.execute(ADVANCE_GUARDS, self.consumer, *columns)
            if any(lane.attempts for lane in moved):
                await tx.execute(DELETE_PARKED, self.consumer, *columns)
        taken = {(p.heard.envelope.source, p.heard.envelope.subject, p.heard.envelope.version)
                 for p in parking}  # fmt: skip
        for lane in lanes.values():
            for version, heard in lane.waiting.items():
                new = version > lane.last and version not in lane.attempts
                if new and (*lane.key, version) not in taken:
                    parking.append(_Parking(heard, "early", "came before its turn", 0, None))
        await self._park(tx, [p for p in parking if p.kind != "dead"])
        await self._bury_all(tx, [p for p in parking if p.kind == "dead"])
        for p in parking:
            settled.count(p.kind)
        if moved:
            woken = await tx.execute(WAKE_WAITING, self.consumer, [m.key[1] for m in moved])
            settled.woke = woken != "UPDATE 0"

    async def _park(self, tx: Tx, parking: Sequence[_Parking]) -> None:
        if not parking:
            return
        rows = [
            (p.heard.envelope.source, p.heard.envelope.subject, p.heard.envelope.version, p.kind,
             p.heard.envelope.type, p.heard.body, p.heard.envelope.model_dump_json(), p.reason,
             p.attempts, p.wait_s)
            for p in parking
        ]  # fmt: skip
        await tx.execute(PARK, self.consumer, *(list(c) for c in zip(*rows, strict=True)))

    async def _bury_all(self, tx: Tx, parking: Sequence[_Parking]) -> None:
        if not parking:
            return
        rows = [
            (uuid7(), p.heard.envelope.source, p.heard.envelope.subject, p.heard.envelope.version,
             p.heard.envelope.type, p.heard.body, p.heard.envelope.model_dump_json(), p.reason)
            for p in parking
        ]  # fmt: skip
        await tx.execute(BURY, self.consumer, *(list(c) for c in zip(*rows, strict=True)))
        for p in parking:
            self._log.error(
                "event_dead", service=self.consumer, source=p.heard.envelope.source,
                type=p.heard.envelope.type, subject=p.heard.envelope.subject,
                version=p.heard.envelope.version, error=p.reason,
            )  # fmt: skip


async def parked(tx: Tx) -> list[tuple[str, int, float]]:
    """(kind, rows, age of the oldest in seconds) of what is parked."""
    rows = await tx.fetch(PARKED_BY_KIND)
    return [(r["kind"], r["rows"], r["oldest_seconds"]) for r in rows]
