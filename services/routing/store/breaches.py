"""SQL of the nightly look.  Each question costs what it finds and what is open, not what is stored."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from services.routing.domain.invariants import (
    HOLDER_MISSING,
    RESULT_MISSING,
    UNIT_MISSING,
    Breach,
    lack,
    stay,
)
from services.routing.store.scope import barred_by
from shared.contracts.envelope import Actor
from shared.db import Tx
from shared.outcome import Change

LEAD = "SELECT pg_try_advisory_xact_lock(hashtext('routing.night'), 0)"

LOOKED = "SELECT EXISTS (SELECT FROM night WHERE night = $1)"

LAST_LOOK = "SELECT max(looked_at) FROM night"

STAY = """
SELECT h.case_id, h.state, h.route, h.changed_at AS since
FROM unnest($1::text[], $2::timestamptz[]) AS k(state, before)
JOIN handling h ON h.state = k.state AND h.changed_at < k.before
WHERE h.state NOT IN ('closed', 'withdrawn')
"""

UNHELD = """
SELECT h.case_id, h.changed_at AS since FROM handling h
WHERE h.holder IS NULL AND h.state NOT IN ('closed', 'withdrawn')
"""

# A unit that refused, and on whose refusal nobody ruled yet, does not handle it.
WITHOUT_UNIT = """
SELECT h.case_id, h.changed_at AS since FROM handling h
WHERE h.state = 'dispatched' AND NOT EXISTS (
  SELECT FROM assignment a
  WHERE a.case_id = h.case_id AND a.round = h.round AND a.parent_id IS NULL AND a.part = 'lead'
    AND a.state NOT IN ('refused', 'released'))
"""

# What was published since the last night, and what stands from before.
WITHOUT_RESULT = """
SELECT h.case_id, p.recorded_at AS since
FROM (SELECT case_id, round FROM publication WHERE recorded_at >= $1
      UNION
      SELECT b.case_id, p.round FROM breach b JOIN publication p USING (case_id)
      WHERE b.ground = 'result_missing' AND b.cleared_at IS NULL) k
JOIN publication p USING (case_id, round)
JOIN handling h ON h.case_id = p.case_id AND h.round = p.round
JOIN reply r USING (reply_id)
LEFT JOIN reply_result w USING (reply_id)
WHERE h.route IN ('dispatch', 'direct') AND h.state <> 'withdrawn'
  AND w.reply_id IS NULL AND r.result IS NULL
"""

STANDING = """
SELECT h.breach_id, h.case_id, h.ground, h.invariant, h.since, h.found_at
FROM breach h WHERE h.cleared_at IS NULL
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

PAGE = """
SELECT b.case_id || ' ' || b.ground AS cursor, b.case_id, b.invariant, b.ground, b.since, b.found_at,
       h.state, h.round, h.external_id, t.title
FROM breach b JOIN handling h USING (case_id) LEFT JOIN case_text t USING (case_id)
WHERE b.cleared_at IS NULL AND (b.case_id, b.ground) > ($1, $2)
  AND (NOT h.accused_units ?| $4::text[] OR h.holder IS NOT DISTINCT FROM $5)
ORDER BY b.case_id, b.ground LIMIT $3
"""

OVERLAP = timedelta(days=1)
"""A night looks so far behind the last one: what committed while that looked is not missed."""

EVER = timedelta(days=36_500)


class Standing(NamedTuple):
    """A breach that was found and not cleared yet."""

    breach_id: str
    breach: Breach
    found_at: datetime


async def leads(tx: Tx) -> bool:
    """Whether this replica looks, until the transaction ends."""
    held: bool = await tx.fetchval(LEAD)
    return held


async def has_looked(tx: Tx, night: date) -> bool:
    found: bool = await tx.fetchval(LOOKED, night)
    return found


async def last_look(tx: Tx, at: datetime) -> datetime:
    """From when on publications were not looked at yet."""
    last: datetime | None = await tx.fetchval(LAST_LOOK)
    return last - OVERLAP if last else at - EVER


async def breaches_now(
    tx: Tx,
    too_long: Mapping[str, datetime],
    published_since: datetime,
    within: Sequence[str] | None = None,
) -> dict[tuple[str, str], Breach]:
    """What does not hold now, in all cases or in these."""
    stays = await _asked(tx, STAY, within, list(too_long), list(too_long.values()))
    found = [stay(r["case_id"], r["state"], r["route"], r["since"]) for r in stays]
    for ground, sql, args in (
        (HOLDER_MISSING, UNHELD, ()),
        (UNIT_MISSING, WITHOUT_UNIT, ()),
        (RESULT_MISSING, WITHOUT_RESULT, (published_since,)),
    ):
        rows = await _asked(tx, sql, within, *args)
        found += [lack(r["case_id"], ground, r["since"]) for r in rows]
    return {breach.key: breach for breach in found}


async def standing(tx: Tx, within: Sequence[str] | None = None) -> dict[tuple[str, str], Standing]:
    """What was found and stands, in all cases or in these."""
    rows = await _asked(tx, STANDING, within)
    return {(r["case_id"], r["ground"]): _standing(r) for r in rows}


async def _asked(tx: Tx, sql: str, within: Sequence[str] | None, *args: Any) -> Sequence[Any]:
    """A question's rows; it ends in its conditions, so one more narrows it."""
    if within is None:
        return await tx.fetch(sql, *args)
    return await tx.fetch(f"{sql} AND h.case_id = ANY(${len(args) + 1}::text[])", *args, within)


def _standing(r: Any) -> Standing:
    breach = Breach(r["case_id"], r["ground"], r["invariant"], r["since"])
    return Standing(r["breach_id"], breach, r["found_at"])


def find(breach: Breach, at: datetime) -> Change:
    breach_id = f"{breach.case_id}-{breach.ground}-{at:%Y%m%d%H%M%S}"
    return Change(
        FIND,
        (breach_id, breach.case_id, breach.ground, breach.invariant, breach.since, at),
    )


def clear(stands: Standing, at: datetime) -> Change:
    return Change(CLEAR, (stands.breach_id, at))


async def close_night(tx: Tx, night: date, at: datetime, found: int, cleared: int) -> None:
    await tx.execute(CLOSE_NIGHT, night, at, found, cleared)


async def list_breaches(
    tx: Tx, after: str | None, limit: int, *, actor: Actor
) -> list[dict[str, Any]]:
    """What stands, case by case; nothing that speaks against the office itself."""
    case_id, _, ground = (after or "").partition(" ")
    barred = await barred_by(tx, actor, None)
    return [dict(r) for r in await tx.fetch(PAGE, case_id, ground, limit, barred, actor.sub)]
