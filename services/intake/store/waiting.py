"""Lists of what waits: cases that nobody claimed or settled yet, alarms that nobody attended to.

Oldest first; the cursor is the time and the case.  What accuses the office is in no list of it but the
holder's, and what somebody has an interest in, in none of his.
"""

from datetime import datetime
from typing import Any

from services.intake.store.there import THERE
from services.intake.store.units import and_above
from services.intake.store.views import plain
from shared.contracts.envelope import Actor
from shared.db import Tx

# Nobody holds it.
UNCLAIMED = f"""
SELECT r.changed_at AS at, r.case_id, r.channel, r.external_id, r.addressee_name, t.title, r.kind,
       r.handling_class, r.received_at, r.emergencies, r.flags, a.raised_at AS overdue_since
FROM reception r
JOIN case_text t USING (case_id)
CROSS JOIN (VALUES (NULL::jsonb)) AS h(holder)
LEFT JOIN alarm a ON a.case_id = r.case_id AND a.alarm = 'unclaimed'
WHERE r.state = 'received' AND (r.changed_at, r.case_id) > ($1, $5) {THERE}
ORDER BY r.changed_at, r.case_id LIMIT $2
"""

# As they came: neither the board's tables nor a person has said yet what they are.
UNSETTLED = f"""
SELECT r.case_id AS cursor, r.case_id, r.state, r.channel, r.external_id, r.addressee_name, t.title,
       r.type_name, r.domain_name, r.received_at, h.holder, g.kind AS suggested_kind,
       g.domain_name AS suggested_domain
FROM reception r
JOIN case_text t USING (case_id)
LEFT JOIN claim h USING (case_id)
LEFT JOIN suggestion g USING (case_id)
WHERE r.state IN ('received', 'claimed', 'verified')
  AND r.flags ?| ARRAY['type_unknown', 'domain_unknown'] AND r.case_id > $1
  AND NOT EXISTS (SELECT FROM classification c WHERE c.case_id = r.case_id) {THERE}
ORDER BY r.case_id LIMIT $2
"""

ALARMS = f"""
SELECT a.raised_at AS at, a.case_id, a.alarm, a.raised_at, a.reminders, r.state, r.emergencies,
       t.title, h.holder, s.told, s.not_told
FROM alarm a
LEFT JOIN LATERAL (
  SELECT count(*) FILTER (WHERE m.state IN ('sent', 'delivered')) AS told,
         count(*) FILTER (WHERE m.state NOT IN ('sent', 'delivered')) AS not_told
  FROM alarm_sms m WHERE m.case_id = a.case_id AND m.settled_at >= a.raised_at
) s ON a.alarm = 'emergency'
JOIN reception r USING (case_id)
JOIN case_text t USING (case_id)
LEFT JOIN claim h USING (case_id)
WHERE a.attended_at IS NULL AND (a.raised_at, a.case_id) > ($1, $5) {THERE}
ORDER BY a.raised_at, a.case_id LIMIT $2
"""

BEFORE_ALL = datetime.fromisoformat("0001-01-02T00:00:00+00:00")


async def unclaimed(
    tx: Tx, after: str | None, limit: int, *, actor: Actor, office: str
) -> list[dict[str, Any]]:
    """待认领: with the time since when it is overdue, if it is."""
    return await _page(tx, UNCLAIMED, after, limit, actor, office)


async def unsettled(
    tx: Tx, after: str | None, limit: int, *, actor: Actor, office: str
) -> list[dict[str, Any]]:
    """待定类别: with what the words suggest."""
    own = await and_above(tx, actor.unit or office)
    return [plain(r) for r in await tx.fetch(UNSETTLED, after or "", limit, actor.sub, own)]


async def alarms(
    tx: Tx, after: str | None, limit: int, *, actor: Actor, office: str
) -> list[dict[str, Any]]:
    """警示: what a person must see to; of danger, how many SMS about it went out and how many did not."""
    return await _page(tx, ALARMS, after, limit, actor, office)


async def _page(
    tx: Tx, sql: str, after: str | None, limit: int, actor: Actor, office: str
) -> list[dict[str, Any]]:
    moment, _, case_id = (after or "").partition("|")
    since = datetime.fromisoformat(moment) if moment else BEFORE_ALL
    own = await and_above(tx, actor.unit or office)
    rows = await tx.fetch(sql, since, limit, actor.sub, own, case_id)
    return [
        {"cursor": f"{row['at'].isoformat()}|{row['case_id']}"}
        | {name: value for name, value in plain(row).items() if name != "at"}
        for row in rows
    ]
