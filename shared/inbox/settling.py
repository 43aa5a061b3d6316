"""Settling: a group of deliveries takes effect, is dropped or is parked, in one transaction."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog

from shared import erasure, metrics
from shared.clock import now
from shared.context import Ctx, ignored
from shared.contracts import catalogue
from shared.contracts.envelope import Event
from shared.db import BROKEN_STATEMENT, OUTAGE, Tx
from shared.failures import describe
from shared.inbox import guard, parking
from shared.inbox.guard import Heard, Key, Lane
from shared.inbox.parking import Parking
from shared.outbox import Act, write
from shared.outcome import Outcome, system
from shared.rules import NotYet, Refused

Handler = Callable[[Ctx, Any, Any], Awaitable[Outcome]]
Load = Callable[[Tx, list[str]], Awaitable[Mapping[str, Any]]]


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


@dataclass(slots=True)
class _Group:
    """Deliveries on their way through one transaction, with their guards locked."""

    tx: Tx
    lanes: Mapping[Key, Lane]
    settled: Settled = field(default_factory=Settled)
    parking: list[Parking] = field(default_factory=list)

    def line_up(self, deliveries: Iterable[Heard]) -> None:
        for heard in deliveries:
            if not self.lanes[_key(heard)].take(heard):
                self.settled.count("duplicate")

    def park_early(self) -> None:
        taken = {(*_key(p.heard), p.heard.envelope.version) for p in self.parking}
        for lane in self.lanes.values():
            for heard in lane.early():
                if (*lane.key, heard.envelope.version) not in taken:
                    early = Parking(heard, "early", "came before its turn", 0, None)
                    self.parking.append(early)


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
        keys = {_key(heard) for heard in group} | set(extra)
        held = _Group(tx, await guard.lock(tx, self.consumer, keys))
        await parking.recall(tx, self.consumer, held.lanes)
        held.line_up(group)
        while wave := self._next_wave(held):
            if singly:
                for lane in wave:
                    await self._apply_singly(held, lane)
            else:
                await self._apply(held, wave)
        for heard in group:
            if heard.envelope.type in erasure.ERASING:
                await self._erase_at_once(held, heard)
        await self._finish(held)
        for outcome, n in held.settled.counts.items():
            metrics.HEARD.labels(self.consumer, outcome).inc(n)
        return held.settled

    async def due(self, tx: Tx) -> list[Key]:
        """The keys that have a parked event whose time has come."""
        return await parking.due(tx, self.consumer)

    async def bury(self, tx: Tx, raw: bytes, reason: str) -> None:
        """Put aside a delivery that has no readable envelope."""
        await parking.bury_unreadable(tx, self.consumer, raw, reason)
        metrics.HEARD.labels(self.consumer, "dead").inc()

    def _next_wave(self, held: _Group) -> list[Lane]:
        """Pass over what nobody here hears, which costs no statement; what comes then can be applied."""
        for lane in held.lanes.values():
            while (heard := lane.ready()) and self._passes(heard.envelope.type):
                lane.last += 1
                held.settled.count("applied")
        return guard.wave(held.lanes)

    def _passes(self, topic: str) -> bool:
        return topic in self._known and topic not in self._hears

    async def _apply_singly(self, held: _Group, lane: Lane) -> None:
        try:
            async with held.tx.transaction():
                await self._apply(held, [lane])
        except OUTAGE:
            raise
        except Exception as error:  # noqa: BLE001 - the one that breaks a statement is parked
            held.parking.append(self._stop(lane, error))

    async def _apply(self, held: _Group, wave: list[Lane]) -> None:
        moved: list[Lane] = []
        acts: list[Act] = []
        states = await self._load(held.tx, [lane.subject for lane in wave])
        instant = await now(held.tx)
        turns = {lane.key: lane.waiting[lane.last + 1] for lane in wave}
        marks = await erasure.marks_of(held.tx, [heard.envelope for heard in turns.values()])
        for lane in wave:
            heard = _as_left(turns[lane.key], marks)
            ctx = self._ctx(held.tx, instant, heard)
            if heard.envelope.type in erasure.ERASING:
                await erasure.erase_heard(held.tx, heard.envelope)
            try:
                outcome = await self._hear(ctx, heard, states.get(lane.subject))
            except (*OUTAGE, BROKEN_STATEMENT):
                raise
            except Exception as error:  # noqa: BLE001 - whatever a handler raises parks its event
                held.parking.append(self._stop(lane, error))
            else:
                moved.append(lane)
                acts.append(Act(ctx, outcome))
        held.settled.announced |= bool(await write(held.tx, acts))
        for lane in moved:
            lane.last += 1
        held.settled.count("applied", len(moved))

    def _ctx(self, tx: Tx, instant: datetime, heard: Heard) -> Ctx:
        return Ctx(
            tx=tx, now=instant, service=self.consumer, actor=self._actor, cause=heard.envelope,
            settings=self.settings, traceparent=heard.envelope.traceparent,
        )  # fmt: skip

    async def _hear(self, ctx: Ctx, heard: Heard, state: Any) -> Outcome:
        if heard.envelope.type not in self._hears:
            return ctx.ignored(heard.envelope.subject, "unknown_type")
        cls, handler = self._hears[heard.envelope.type]
        if not heard.body:
            return ctx.ignored(heard.envelope.subject, "erased")
        try:
            return await handler(ctx, cls.model_validate_json(heard.body), state)
        except Refused as refused:
            # A fact cannot be refused, only found to apply no more.
            row = ignored(heard.envelope.subject, refused.rule, self._actor, heard.envelope)
            return Outcome(journal=[row])

    def _stop(self, lane: Lane, error: Exception) -> Parking:
        """Park the lane's next event for what it raised; those behind it wait."""
        heard = lane.waiting[lane.last + 1]
        lane.stopped = True
        failed = lane.attempts.get(heard.envelope.version, 0)
        if isinstance(error, NotYet):
            return Parking(heard, "not_yet", str(error), failed, self.policy.not_yet_s)
        attempts = failed + 1
        reason = describe(error)
        about = parking.about(self.consumer, heard.envelope)
        self._log.warning("event_failed", **about, count=attempts, error=reason)
        wait = self.policy.backoff_s * 2.0 ** (attempts - 1)
        last = attempts >= self.policy.attempts
        return Parking(heard, "dead" if last else "failed", reason, attempts, wait)

    async def _erase_at_once(self, held: _Group, heard: Heard) -> None:
        """An erasure that others stand in line before takes effect all the same, and again in its turn."""
        if held.lanes[_key(heard)].last >= heard.envelope.version:
            return
        await erasure.erase_heard(held.tx, heard.envelope)
        try:
            async with held.tx.transaction():
                subject = heard.envelope.subject
                ctx = self._ctx(held.tx, await now(held.tx), heard)
                states = await self._load(held.tx, [subject])
                outcome = await self._hear(ctx, heard, states.get(subject))
                held.settled.announced |= bool(await write(held.tx, [Act(ctx, outcome)]))
        except OUTAGE:
            raise
        except Exception as error:  # noqa: BLE001 - it has its turn yet
            about = parking.about(self.consumer, heard.envelope)
            self._log.warning("erasure_waits", **about, error=describe(error))

    async def _finish(self, held: _Group) -> None:
        """Advance the guards, and write down what did not take effect."""
        tx, consumer = held.tx, self.consumer
        moved = [lane for lane in held.lanes.values() if lane.moved]
        if moved:
            await guard.advance(tx, consumer, moved)
        # Those that did not move, too: a dead event that came again was applied before it rose.
        await parking.leave(tx, consumer, held.lanes.values())
        held.park_early()
        envelopes = [p.heard.envelope for p in held.parking]
        await erasure.hold(tx, envelopes)
        marks = await erasure.marks_of(tx, envelopes)
        held.parking = [p._replace(heard=_as_left(p.heard, marks)) for p in held.parking]
        await parking.park(tx, consumer, [p for p in held.parking if p.kind != "dead"])
        await parking.bury(tx, consumer, [p for p in held.parking if p.kind == "dead"])
        for p in held.parking:
            held.settled.count(p.kind)
        if moved:
            subjects = [lane.subject for lane in moved]
            held.settled.woke = await parking.wake(tx, consumer, subjects)


def _key(heard: Heard) -> Key:
    return heard.envelope.source, heard.envelope.subject


def _as_left(heard: Heard, marks: Mapping[str, erasure.Mark]) -> Heard:
    return Heard(heard.envelope, erasure.as_left(heard.envelope, heard.body, marks))
