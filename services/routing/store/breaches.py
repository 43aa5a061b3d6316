"""SQL of the nightly look.  Each question costs what it finds and what is open, not what is stored."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from services.routing.domain.invariants import (
    HOLDER_MISSING,
    PROMISE_OVERDUE,
    RESULT_MISSING,
    UNIT_MISSING,
    lack,
    stay,
)
from services.routing.store.scope import sight_of, there
from shared.breaches import Breach
from shared.contracts.envelope import Actor
from shared.db import Tx

# 挂账: who promised a day has until then, which is a question of its own; and once it is written off
# the case has its days again.
STAY = """
SELECT h.case_id, h.state, h.route, h.changed_at AS since
FROM unnest($1::text[], $2::timestamptz[]) AS k(state, before)
JOIN handling h ON h.state = k.state AND h.changed_at < k.before
WHERE h.state NOT IN ('closed', 'withdrawn') AND NOT (h.state = 'published' AND EXISTS (
  SELECT FROM promise p WHERE p.case_id = h.case_id
    AND (p.state IN ('open', 'reported') OR p.changed_at >= k.before)))
"""

# 承诺: its day has passed, and it is not written off.
LATE_PROMISE = """
SELECT h.case_id, (p.promise_on + 1)::timestamp AT TIME ZONE 'Asia/Shanghai' AS since
FROM promise p JOIN handling h USING (case_id)
WHERE p.state IN ('open', 'reported') AND p.promise_on < $1
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

PAGE = f"""
SELECT b.case_id || ' ' || b.ground AS cursor, b.case_id, b.invariant, b.ground, b.since, b.found_at,
       h.state, h.round, h.external_id, t.title
FROM breach b JOIN handling h USING (case_id) LEFT JOIN case_text t USING (case_id)
WHERE b.cleared_at IS NULL AND (b.case_id, b.ground) > ($1, $2)
  AND {there("h", 4, 5)}
ORDER BY b.case_id, b.ground LIMIT $3
"""


async def breaches_now(
    tx: Tx,
    too_long: Mapping[str, datetime],
    published_since: datetime,
    today: date,
    within: Sequence[str] | None = None,
) -> dict[tuple[str, str], Breach]:
    """What does not hold now, in all cases or in these."""
    stays = await _asked(tx, STAY, within, list(too_long), list(too_long.values()))
    found = [stay(r["case_id"], r["state"], r["route"], r["since"]) for r in stays]
    for ground, sql, args in (
        (HOLDER_MISSING, UNHELD, ()),
        (UNIT_MISSING, WITHOUT_UNIT, ()),
        (RESULT_MISSING, WITHOUT_RESULT, (published_since,)),
        (PROMISE_OVERDUE, LATE_PROMISE, (today,)),
    ):
        rows = await _asked(tx, sql, within, *args)
        found += [lack(r["case_id"], ground, r["since"]) for r in rows]
    return {breach.key: breach for breach in found}


async def _asked(tx: Tx, sql: str, within: Sequence[str] | None, *args: Any) -> Sequence[Any]:
    """A question's rows; it ends in its conditions, so one more narrows it."""
    if within is None:
        return await tx.fetch(sql, *args)
    return await tx.fetch(f"{sql} AND h.case_id = ANY(${len(args) + 1}::text[])", *args, within)


async def list_breaches(
    tx: Tx, after: str | None, limit: int, *, actor: Actor
) -> list[dict[str, Any]]:
    """What stands, case by case; nothing that speaks against the office itself."""
    case_id, _, ground = (after or "").partition(" ")
    sight = await sight_of(tx, actor)
    rows = await tx.fetch(PAGE, case_id, ground, limit, sight.barred, sight.sub)
    return [dict(r) for r in rows]
