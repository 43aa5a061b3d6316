"""夜检: once a business night one replica of a service looks at every open case, and says what does not hold.

1. Ask, without locking anything, what does not hold now, and compare it with what stands.
2. Lock the cases that differ, a hundred at a time, in sorted order, and ask again under their locks.
3. Write what was found and what is cleared, set-wise, each with its event.

A night that was broken off is looked at again from its beginning: what it wrote is no difference any more.
A service that looks has the tables `breach` and `night`; what it asks, and what it says, is its own.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from shared.breaches import Breach, Standing, night_of
from shared.clock import now
from shared.context import Ctx
from shared.contracts.envelope import Event
from shared.db import Tx
from shared.outcome import Change, Entry, Outcome

LEAD = "SELECT pg_try_advisory_xact_lock(hashtext('night'), hashtext(current_schema()))"

LOOKED = "SELECT EXISTS (SELECT FROM night WHERE night = $1)"

LAST_LOOK = "SELECT max(looked_at) FROM night"

STANDING = """
SELECT b.breach_id, b.case_id, b.ground, b.invariant, b.since, b.found_at
FROM breach b
WHERE b.cleared_at IS NULL AND ($1::text[] IS NULL OR b.case_id = ANY($1))
"""

FIND = """
INSERT INTO breach (breach_id, case_id, ground, invariant, since, found_at)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[],
                     $6::timestamptz[])
ON CONFLICT DO NOTHING
"""

CLEAR = """
UPDATE breach b SET cleared_at = k.at
FROM unnest($1::text[], $2::timestamptz[]) AS k(breach_id, at) WHERE b.breach_id = k.breach_id
"""

CLOSE_NIGHT = """
INSERT INTO night (night, looked_at, found, cleared) VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING
"""

AT_ONCE = 100

OVERLAP = timedelta(days=1)
"""A night looks so far behind the last one: what committed while that looked is not missed."""

EVER = timedelta(days=36_500)

Found = Mapping[tuple[str, str], Breach]


class Asked(NamedTuple):
    """What a service is asked: what does not hold now, in all cases or in these.

    What happened before `since`, the last look, was looked at then.
    """

    now: datetime
    since: datetime
    settings: Any
    within: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class Watch:
    """What a service looks for, and the events by which it says so."""

    ask: Callable[[Tx, Asked], Awaitable[Found]]
    found: Callable[[Breach, datetime], Event]
    cleared: Callable[[Standing, datetime], Event]


class Settle(NamedTuple):
    """Settle what differs in the cases that are locked."""

    watch: Watch
    since: datetime


class Seen(NamedTuple):
    """What does not hold, and what stands."""

    found: Found
    stands: Mapping[tuple[str, str], Standing]

    def differing(self) -> list[str]:
        """The cases where the two are not the same."""
        return sorted({case_id for case_id, _ in self.found.keys() ^ self.stands.keys()})


async def look_nightly(runtime: Any, watch: Watch) -> None:
    """Look until cancelled; any number of replicas may."""
    while True:
        await look(runtime, watch)
        await asyncio.sleep(runtime.settings.night_poll_s)


async def look(runtime: Any, watch: Watch) -> bool:
    """Look, if this night nobody did yet and nobody does; return whether it was done."""
    async with runtime.transaction() as tx:
        at = await now(tx)
        night = night_of(at)
        if not await tx.fetchval(LEAD) or await tx.fetchval(LOOKED, night):
            return False
        since = await _last_look(tx, at)
        seen = await _seen(tx, watch, Asked(at, since, runtime.settings))
        cases = seen.differing()
        found = cleared = 0
        for begin in range(0, len(cases), AT_ONCE):
            subjects = [f"case/{case_id}" for case_id in cases[begin : begin + AT_ONCE]]
            done = await runtime.act(settle, Settle(watch, since), subjects)
            found, cleared = found + done["found"], cleared + done["cleared"]
        await _close(tx, night, at, found, cleared)
        return True


async def settle(ctx: Ctx, command: Settle, cases: Mapping[str, Any]) -> Outcome:
    """Write what differs in these locked cases."""
    watch, held = command.watch, [subject.removeprefix("case/") for subject in cases]
    seen = await _seen(ctx.tx, watch, Asked(ctx.now, command.since, ctx.settings, held))
    new = [breach for key, breach in seen.found.items() if key not in seen.stands]
    over = [stands for key, stands in seen.stands.items() if key not in seen.found]
    return Outcome(
        changes=[
            *(_find(breach, ctx.now) for breach in new),
            *(Change(CLEAR, (stands.breach_id, ctx.now)) for stands in over),
        ],
        journal=[
            *(_noted(ctx, "find_breach", breach) for breach in new),
            *(_noted(ctx, "clear_breach", stands.breach) for stands in over),
        ],
        events=[
            *(watch.found(breach, ctx.now) for breach in new),
            *(watch.cleared(stands, ctx.now) for stands in over),
        ],
        answer={"found": len(new), "cleared": len(over)},
    )


async def _seen(tx: Tx, watch: Watch, asked: Asked) -> Seen:
    rows = await tx.fetch(STANDING, asked.within)
    stands = {(r["case_id"], r["ground"]): _standing(r) for r in rows}
    return Seen(await watch.ask(tx, asked), stands)


async def _last_look(tx: Tx, at: datetime) -> datetime:
    last: datetime | None = await tx.fetchval(LAST_LOOK)
    return last - OVERLAP if last else at - EVER


async def _close(tx: Tx, night: date, at: datetime, found: int, cleared: int) -> None:
    await tx.execute(CLOSE_NIGHT, night, at, found, cleared)


def _standing(row: Any) -> Standing:
    breach = Breach(row["case_id"], row["ground"], row["invariant"], row["since"])
    return Standing(row["breach_id"], breach, row["found_at"])


def _find(breach: Breach, at: datetime) -> Change:
    breach_id = f"{breach.case_id}-{breach.ground}-{at:%Y%m%d%H%M%S}"
    return Change(
        FIND, (breach_id, breach.case_id, breach.ground, breach.invariant, breach.since, at)
    )


def _noted(ctx: Ctx, action: str, breach: Breach) -> Entry:
    return Entry(
        subject=f"case/{breach.case_id}",
        action=action,
        actor=ctx.actor,
        why=breach.ground,
        facts={"invariant": breach.invariant, "since": breach.since},
    )
