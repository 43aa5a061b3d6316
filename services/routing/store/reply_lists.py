"""SQL of the lists about replies, each one range of an index; and the counters of a period."""

from datetime import date
from typing import Any

from services.routing.domain.drafts import DraftState
from services.routing.domain.further import Waiting
from services.routing.store.scope import NO_UNIT, sight_of, there
from shared.contracts.envelope import Actor
from shared.db import Tx

_THERE = f"EXISTS (SELECT FROM handling h WHERE h.case_id = d.case_id AND {there('h', 4, 5)})"

# Of a draft that goes round: by when, and who has said nothing yet.
_CIRCULATION = """
LEFT JOIN LATERAL (
  SELECT min(c.answer_by) AS answer_by, array_agg(c.unit_id ORDER BY c.unit_id) FILTER (
           WHERE NOT EXISTS (SELECT FROM draft_countersign s WHERE s.draft_id = c.draft_id
                             AND s.version > c.version AND s.unit_id = c.unit_id)) AS silent
  FROM draft_circulation c
  WHERE d.state = 'circulated' AND c.draft_id = d.draft_id
    AND c.version = (SELECT max(version) FROM draft_circulation WHERE draft_id = d.draft_id)
) r ON true"""

_DRAFT_ROW = """
SELECT d.draft_id AS cursor, d.draft_id, d.case_id, d.assignment_id, d.unit_id, d.state, d.version,
       d.changed_at, r.answer_by, r.silent
"""

DRAFTS_OF_UNIT = f"""{_DRAFT_ROW}
FROM reply_draft d {_CIRCULATION}
WHERE d.unit_id = $3 AND d.state = $6 AND d.draft_id > $1 AND {_THERE}
ORDER BY d.draft_id LIMIT $2
"""

DRAFTS_TO_COUNTERSIGN = f"""{_DRAFT_ROW}
FROM draft_circulation c JOIN reply_draft d USING (draft_id) {_CIRCULATION}
WHERE c.unit_id = $3 AND d.state = 'circulated' AND c.draft_id > $1
  AND c.version = (SELECT max(version) FROM draft_circulation WHERE draft_id = d.draft_id)
  AND NOT EXISTS (SELECT FROM draft_countersign s WHERE s.draft_id = d.draft_id
                  AND s.version > c.version AND s.unit_id = c.unit_id)
  AND {_THERE}
ORDER BY c.draft_id LIMIT $2
"""

FURTHER = f"""
SELECT f.further_id AS cursor, f.further_id, f.case_id, f.round, f.kind, f.state, f.version,
       f.promise_on, f.written_at, t.addressee_name, t.title
FROM further_reply f JOIN handling h USING (case_id) LEFT JOIN case_text t USING (case_id)
WHERE f.state = $3 AND f.state NOT IN ('published', 'dropped') AND f.further_id > $1
  AND {there("h", 4, 5)}
ORDER BY f.further_id LIMIT $2
"""

# 公开核验: the board shows other words than those that were published.
UNCONFIRMED = f"""
SELECT v.case_id AS cursor, v.case_id, v.round, v.answer_id, v.seen_at, p.proof, p.published_at
FROM publication_seen v JOIN publication p USING (case_id, round) JOIN handling h USING (case_id)
WHERE NOT v.agrees AND v.case_id > $1
  AND v.round = (SELECT max(round) FROM publication l WHERE l.case_id = v.case_id)
  AND {there("h", 3, 4)}
ORDER BY v.case_id LIMIT $2
"""

# 获得回复 and 办理 are two counters; a case counts once in each.
REPLIED = """
SELECT count(*) AS replied,
       count(*) FILTER (WHERE (r.body -> 'real_world' ->> 'achieved')::bool) AS achieved,
       count(*) FILTER (WHERE h.state = 'closed' AND (
         r.disposition IS DISTINCT FROM 'promised'
         OR EXISTS (SELECT FROM promise k WHERE k.case_id = p.case_id AND k.state = 'settled')))
         AS handled
FROM publication p
JOIN handling h USING (case_id)
JOIN LATERAL (SELECT r.disposition, s.body FROM publication l JOIN reply r USING (reply_id)
              LEFT JOIN reply_result s USING (reply_id)
              WHERE l.case_id = p.case_id ORDER BY l.round DESC LIMIT 1) r ON true
WHERE p.round = (SELECT min(round) FROM publication f WHERE f.case_id = p.case_id)
  AND p.published_at >= $1::date::timestamp AT TIME ZONE 'Asia/Shanghai'
  AND p.published_at < ($2::date + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'
"""


async def list_drafts(
    tx: Tx, after: str | None, limit: int, *, state: DraftState, actor: Actor
) -> list[dict[str, Any]]:
    """Drafts of the actor's unit in a state; those in circulation that await its countersignature."""
    sight = await sight_of(tx, actor)
    page = (after or "", limit, sight.scope or NO_UNIT, sight.barred, sight.sub)
    own = await tx.fetch(DRAFTS_OF_UNIT, *page, str(state))
    asked = await tx.fetch(DRAFTS_TO_COUNTERSIGN, *page) if state == DraftState.CIRCULATED else []
    found = sorted((dict(r) for r in (*own, *asked)), key=lambda row: str(row["cursor"]))
    return found[:limit]


async def list_further(
    tx: Tx, after: str | None, limit: int, *, state: Waiting, actor: Actor
) -> list[dict[str, Any]]:
    """Further replies that wait for somebody of the office, or for the leader."""
    sight = await sight_of(tx, actor)
    rows = await tx.fetch(FURTHER, after or "", limit, state, sight.barred, sight.sub)
    return [dict(r) for r in rows]


async def list_unconfirmed(
    tx: Tx, after: str | None, limit: int, *, actor: Actor
) -> list[dict[str, Any]]:
    sight = await sight_of(tx, actor)
    rows = await tx.fetch(UNCONFIRMED, after or "", limit, sight.barred, sight.sub)
    return [dict(r) for r in rows]


async def count_replies(tx: Tx, since: date, until: date) -> dict[str, Any]:
    """The counters of a period, with its scope."""
    counted = dict(await tx.fetchrow(REPLIED, since, until))
    scope = {"since": since, "until": until, "by": "first_publication"}
    return {"scope": scope, **counted}
