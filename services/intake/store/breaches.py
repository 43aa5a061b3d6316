"""SQL of the nightly look.  Each question costs what it finds and what is open, not what is stored."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from services.intake.domain.invariants import ALARM_UNATTENDED, HOLDER_MISSING, lack, stay
from services.intake.store.there import THERE
from services.intake.store.units import and_above
from services.intake.store.views import plain
from shared.breaches import Breach
from shared.contracts.envelope import Actor
from shared.db import Tx

STAY = """
SELECT r.case_id, r.state, r.changed_at AS since
FROM unnest($1::text[], $2::timestamptz[]) AS k(state, before)
JOIN reception r ON r.state = k.state AND r.changed_at < k.before
WHERE r.state IN ('received', 'claimed', 'verified')
"""

UNHELD = """
SELECT r.case_id, r.changed_at AS since FROM reception r
WHERE r.state IN ('claimed', 'verified')
  AND NOT EXISTS (SELECT FROM claim c WHERE c.case_id = r.case_id)
"""

# Danger that nobody saw to before the night, whatever became of the case meanwhile.
UNATTENDED = """
SELECT r.case_id, r.raised_at AS since FROM alarm r
WHERE r.attended_at IS NULL AND r.alarm = 'emergency'
"""

PAGE = f"""
SELECT b.case_id || ' ' || b.ground AS cursor, b.case_id, b.invariant, b.ground, b.since, b.found_at,
       r.state, r.external_id, t.title, h.holder
FROM breach b
JOIN reception r USING (case_id)
JOIN case_text t USING (case_id)
LEFT JOIN claim h USING (case_id)
WHERE b.cleared_at IS NULL AND (b.case_id, b.ground) > ($1, $5) {THERE}
ORDER BY b.case_id, b.ground LIMIT $2
"""


async def breaches_now(
    tx: Tx, too_long: Mapping[str, datetime], within: Sequence[str] | None = None
) -> dict[tuple[str, str], Breach]:
    """What does not hold now, in all cases or in these."""
    stays = await _asked(tx, STAY, within, list(too_long), list(too_long.values()))
    found = [stay(r["case_id"], r["state"], r["since"]) for r in stays]
    for ground, sql in ((HOLDER_MISSING, UNHELD), (ALARM_UNATTENDED, UNATTENDED)):
        found += [lack(r["case_id"], ground, r["since"]) for r in await _asked(tx, sql, within)]
    return {breach.key: breach for breach in found}


async def _asked(tx: Tx, sql: str, within: Sequence[str] | None, *args: Any) -> Sequence[Any]:
    """A question's rows; it ends in its conditions, so one more narrows it."""
    if within is None:
        return await tx.fetch(sql, *args)
    return await tx.fetch(f"{sql} AND r.case_id = ANY(${len(args) + 1}::text[])", *args, within)


async def list_breaches(
    tx: Tx, after: str | None, limit: int, *, actor: Actor, office: str
) -> list[dict[str, Any]]:
    """What stands, case by case; nothing that speaks against the office itself."""
    case_id, _, ground = (after or "").partition(" ")
    own = await and_above(tx, actor.unit or office)
    return [plain(r) for r in await tx.fetch(PAGE, case_id, limit, actor.sub, own, ground)]
