"""Firing what is due: warnings and misses, each announced in the transaction that deletes its timer.

1. Ask, without waiting for anybody, which cases have due timers.
2. Lock those cases in sorted order, as every handler does, so that the two cannot deadlock.
3. Read their due timers again under the lock: what another replica fired is gone, what an event moved
   or ended is no longer due.
4. Delete and announce, set-wise, in one transaction.

A miss waits while an act that ended the clock in time may still stand in the queue: while the broker
cannot be reached, or the queue holds events and none later than the due time was heard yet.  What slips
through all the same is withdrawn when the act is heard.
"""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from services.deadlines.domain.cases import CaseClocks
from services.deadlines.domain.clocks import Clock
from services.deadlines.handlers.changes import missed, together, warned
from services.deadlines.store.timers import (
    Timer,
    drop_timer,
    due_cases,
    due_timers,
    next_timer,
)
from shared.bus import BUS_OUTAGE
from shared.context import Ctx
from shared.outcome import NOTHING, Outcome
from shared.service import Runtime

ALWAYS = datetime.max.replace(tzinfo=UTC)
NEVER = datetime.min.replace(tzinfo=UTC)


class FireDue(NamedTuple):
    """Fire all warnings that are due, and the misses that were due before an instant."""

    misses_before: datetime


async def run_timers(runtime: Runtime, *, poll_s: float, batch: int) -> None:
    """Fire until cancelled; any number of replicas may."""
    while True:
        if not await fire_due(runtime, batch=batch):
            await asyncio.sleep(await _pause(runtime, poll_s))


async def fire_due(runtime: Runtime, *, batch: int) -> int:
    """Fire one batch; return how many cases had something due."""
    before = await _misses_before(runtime)
    async with runtime.transaction() as tx:
        cases = await due_cases(tx, "warn", ALWAYS, batch)
        if before != NEVER:
            cases |= await due_cases(tx, "due", before, batch)
    if cases:
        await runtime.act(fire, FireDue(before), [f"case/{case_id}" for case_id in cases])
    return len(cases)


async def fire(ctx: Ctx, command: FireDue, cases: Mapping[str, CaseClocks]) -> Outcome:
    """Announce what is due now in these locked cases."""
    clocks = {key: clock for case in cases.values() for key, clock in case.clocks.items()}
    timers = await due_timers(ctx.tx, list(clocks), ctx.now)
    fired = together(*(_fired(ctx, command, clocks[timer.clock_id], timer) for timer in timers))
    # The changes of different timers are independent, so equal statements can run as one.
    return Outcome(sorted(fired.changes, key=lambda c: c.sql), fired.journal, fired.events)


def _fired(ctx: Ctx, command: FireDue, clock: Clock, timer: Timer) -> Outcome:
    gone = Outcome(changes=[drop_timer(timer)])
    if not clock.runs or timer.version != clock.version:
        return gone
    if timer.kind == "warn":
        # After the due time there is nothing to warn of any more.
        return gone if clock.is_late(ctx.now) else together(gone, warned(ctx, clock))
    return together(gone, missed(ctx, clock)) if timer.due_at < command.misses_before else NOTHING


async def _misses_before(runtime: Runtime) -> datetime:
    """Until when no timely act can still stand in the queue, as far as can be known."""
    if not runtime.bus_connected:
        return NEVER
    try:
        waiting = await runtime.backlog()
    except BUS_OUTAGE:
        return NEVER
    if not waiting:
        return ALWAYS
    return runtime.last_heard_time or NEVER


async def _pause(runtime: Runtime, poll_s: float) -> float:
    """Until the next timer; never longer than the poll, since business time may be moved."""
    async with runtime.transaction() as tx:
        due_at, now = await next_timer(tx)
    if due_at is None or due_at <= now:
        return poll_s
    return min(poll_s, (due_at - now).total_seconds())
