"""夜检: what routing asks of every open case each night, and how it says what it found."""

from datetime import datetime
from typing import cast

from services.routing.domain.invariants import too_long_since
from services.routing.domain.letters import official_day
from services.routing.store import breaches as store
from services.routing.store.practice import load_practice
from shared import nights
from shared.breaches import Breach, Standing
from shared.contracts.routing import BreachCleared, BreachFound, Invariant
from shared.db import Tx
from shared.service import Runtime


async def look_nightly(runtime: Runtime) -> None:
    """Look until cancelled; any number of replicas may."""
    await nights.look_nightly(runtime, WATCH)


async def look(runtime: Runtime) -> bool:
    """Look, if this night nobody did yet and nobody does; return whether it was done."""
    return await nights.look(runtime, WATCH)


async def _ask(tx: Tx, asked: nights.Asked) -> nights.Found:
    today = official_day(asked.now)
    too_long = too_long_since(await load_practice(tx, today), asked.now)
    return await store.breaches_now(tx, too_long, asked.since, today, asked.within)


def _found(breach: Breach, at: datetime) -> BreachFound:
    return BreachFound(
        case_id=breach.case_id, invariant=cast("Invariant", breach.invariant),
        ground=breach.ground, since=breach.since, found_at=at,
    )  # fmt: skip


def _cleared(stands: Standing, at: datetime) -> BreachCleared:
    breach = stands.breach
    return BreachCleared(
        case_id=breach.case_id, invariant=cast("Invariant", breach.invariant),
        ground=breach.ground, found_at=stands.found_at, cleared_at=at,
    )  # fmt: skip


WATCH = nights.Watch(_ask, _found, _cleared)
