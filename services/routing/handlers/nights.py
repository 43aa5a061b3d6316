"""夜检: once a business night one replica looks at every open case, and says what does not hold.

1. Ask, without locking anything, what does not hold now, and compare it with what stands.
2. Lock the cases that differ, a hundred at a time, in sorted order, and ask again under their locks.
3. Write what was found and what is cleared, set-wise, each with its event.

A night that was broken off is looked at again from its beginning: what it wrote is no difference any more.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from services.routing.domain.cases import Case
from services.routing.domain.invariants import Breach, night_of, too_long_since
from services.routing.domain.letters import official_day
from services.routing.store import breaches as store
from services.routing.store.practice import load_practice
from shared.clock import now
from shared.context import Ctx
from shared.contracts.routing import BreachCleared, BreachFound
from shared.db import Tx
from shared.outcome import Entry, Outcome
from shared.service import Runtime

AT_ONCE = 100


class Settle(NamedTuple):
    """Settle what differs; publications count from an instant on."""

    published_since: datetime


class Seen(NamedTuple):
    """What does not hold, and what stands."""

    found: Mapping[tuple[str, str], Breach]
    stands: Mapping[tuple[str, str], store.Standing]

    def differing(self) -> list[str]:
        """The cases where the two are not the same."""
        return sorted({case_id for case_id, _ in self.found.keys() ^ self.stands.keys()})


async def look_nightly(runtime: Runtime) -> None:
    """Look until cancelled; any number of replicas may."""
    while True:
        await look(runtime)
        await asyncio.sleep(runtime.settings.night_poll_s)


async def look(runtime: Runtime) -> bool:
    """Look, if this night nobody did yet and nobody does; return whether it was done."""
    async with runtime.transaction() as tx:
        at = await now(tx)
        night = night_of(at)
        if not await store.leads(tx) or await store.has_looked(tx, night):
            return False
        since = await store.last_look(tx, at)
        cases = (await _seen(tx, at, since)).differing()
        found = cleared = 0
        for begin in range(0, len(cases), AT_ONCE):
            subjects = [f"case/{case_id}" for case_id in cases[begin : begin + AT_ONCE]]
            done = await runtime.act(settle, Settle(since), subjects)
            found, cleared = found + done["found"], cleared + done["cleared"]
        await store.close_night(tx, night, at, found, cleared)
        return True


async def settle(ctx: Ctx, command: Settle, cases: Mapping[str, Case]) -> Outcome:
    """Write what differs in these locked cases."""
    held = [case.case_id for case in cases.values()]
    seen = await _seen(ctx.tx, ctx.now, command.published_since, held)
    new = [breach for key, breach in seen.found.items() if key not in seen.stands]
    over = [stands for key, stands in seen.stands.items() if key not in seen.found]
    return Outcome(
        changes=[*(store.find(b, ctx.now) for b in new), *(store.clear(s, ctx.now) for s in over)],
        journal=[
            *(_noted(ctx, "find_breach", b) for b in new),
            *(_noted(ctx, "clear_breach", s.breach) for s in over),
        ],
        events=[*_said(ctx, new), *_unsaid(ctx, over)],
        answer={"found": len(new), "cleared": len(over)},
    )


async def _seen(
    tx: Tx, at: datetime, published_since: datetime, within: Sequence[str] | None = None
) -> Seen:
    practice = await load_practice(tx, official_day(at))
    found = await store.breaches_now(tx, too_long_since(practice, at), published_since, within)
    return Seen(found, await store.standing(tx, within))


def _noted(ctx: Ctx, action: str, breach: Breach) -> Entry:
    return Entry(
        subject=f"case/{breach.case_id}",
        action=action,
        actor=ctx.actor,
        why=breach.ground,
        facts={"invariant": breach.invariant, "since": breach.since},
    )


def _said(ctx: Ctx, new: Sequence[Breach]) -> list[BreachFound]:
    return [
        BreachFound(
            case_id=b.case_id, invariant=b.invariant, ground=b.ground, since=b.since,
            found_at=ctx.now,
        )
        for b in new
    ]  # fmt: skip


def _unsaid(ctx: Ctx, over: Sequence[store.Standing]) -> list[BreachCleared]:
    return [
        BreachCleared(
            case_id=s.breach.case_id, invariant=s.breach.invariant, ground=s.breach.ground,
            found_at=s.found_at, cleared_at=ctx.now,
        )
        for s in over
    ]  # fmt: skip
