"""SQL of the lists, each one range of an index."""

import json
from typing import Any

from services.routing.domain.cases import CaseState
from services.routing.domain.privacy import masked, unnamed
from services.routing.store.scope import narrowed, sight_of, there
from shared.contracts.envelope import Actor
from shared.db import Tx

THERE = f"AND {there('h', 3, 4)}"

CASE_ROW = """
SELECT h.case_id AS cursor, h.case_id, h.state, h.route, h.round, h.kind, h.handling_class,
       h.external_id, h.changed_at, t.addressee_name, t.title, t.nickname,
       h.secret OR h.hide_from_unit AS hides,
       (SELECT a.unit_id FROM assignment a
        WHERE a.case_id = h.case_id AND a.round = h.round AND a.parent_id IS NULL
          AND a.part = 'lead' AND a.state <> 'released' LIMIT 1) AS lead_unit,
       (SELECT p.promise_on FROM promise p
        WHERE p.case_id = h.case_id AND p.state IN ('open', 'reported')) AS promise_on
FROM handling h
"""

CASES = f"""{CASE_ROW}
LEFT JOIN case_text t USING (case_id)
WHERE h.case_id > $1 {THERE} ORDER BY h.case_id LIMIT $2
"""

CASES_IN_STATE = f"""{CASE_ROW}
LEFT JOIN case_text t USING (case_id)
WHERE h.state = $5 AND h.case_id > $1 {THERE} ORDER BY h.case_id LIMIT $2
"""

CASES_OF_UNIT = f"""{CASE_ROW}
JOIN case_unit u USING (case_id) LEFT JOIN case_text t USING (case_id)
WHERE u.unit_id = $5 AND u.case_id > $1 {THERE} ORDER BY u.case_id LIMIT $2
"""

CASES_OF_UNIT_IN_STATE = f"""{CASE_ROW}
JOIN case_unit u USING (case_id) LEFT JOIN case_text t USING (case_id)
WHERE u.unit_id = $5 AND h.state = $6 AND u.case_id > $1 {THERE} ORDER BY u.case_id LIMIT $2
"""

REDO_PROPOSALS = f"""
SELECT h.case_id AS cursor, h.case_id, h.round, p.check_id, p.handled, p.reply_true, p.proposed_at
FROM handling h
CROSS JOIN LATERAL (
  SELECT * FROM redo_proposal p WHERE p.case_id = h.case_id AND p.round = h.round
  ORDER BY p.proposed_at DESC LIMIT 1) p
WHERE h.state = 'published' AND h.case_id > $1 {THERE}
ORDER BY h.case_id LIMIT $2
"""

UNITS_PAGE = """
SELECT unit_id AS cursor, unit_id AS id, name, level, parent_id AS parent, unit_type AS type,
       division, head_name, head_title, deputy_name
FROM unit WHERE unit_id > $1 ORDER BY unit_id LIMIT $2
"""

POSTS_PAGE = """
SELECT post_id AS cursor, post_id AS id, title, level, unit_id AS unit, division, board_fid,
       holders, secretary_name, deputies
FROM post WHERE post_id > $1 ORDER BY post_id LIMIT $2
"""


async def list_cases(
    tx: Tx,
    after: str | None,
    limit: int,
    *,
    actor: Actor,
    state: CaseState | None = None,
    unit: str | None = None,
) -> list[dict[str, Any]]:
    """Cases the actor may see, the oldest number first."""
    sight = await sight_of(tx, actor)
    unit = await narrowed(tx, sight.scope, unit)
    sql = {
        (False, False): CASES,
        (False, True): CASES_IN_STATE,
        (True, False): CASES_OF_UNIT,
        (True, True): CASES_OF_UNIT_IN_STATE,
    }[unit is not None, state is not None]
    asked = (word for word in (unit, state) if word is not None)
    filters = [sight.barred, sight.sub, *asked]
    rows = [dict(r) for r in await tx.fetch(sql, after or "", limit, *filters)]
    return [as_seen(row, sight.scope, "title") for row in rows]


def as_seen(row: dict[str, Any], scope: str | None, *words: str) -> dict[str, Any]:
    """A row of a case as a unit sees these words and the demands of it, or as all others do."""
    nickname, hides = row.pop("nickname") or "", row.pop("hides")
    if scope is None:
        return row
    hidden = nickname if hides else ""
    for part in (row, *(row.get("demands") or ())):
        told = words if part is row else ("text",)
        part |= {word: unnamed(masked(part[word] or ""), hidden) for word in told}
    return row


async def list_redo_proposals(
    tx: Tx, after: str | None, limit: int, *, actor: Actor
) -> list[dict[str, Any]]:
    """Published cases whose after-check failed: the office head decides on each."""
    sight = await sight_of(tx, actor)
    rows = await tx.fetch(REDO_PROPOSALS, after or "", limit, sight.barred, sight.sub)
    return [dict(r) for r in rows]


async def list_units(tx: Tx, after: str | None, limit: int) -> list[dict[str, Any]]:
    return [dict(r) for r in await tx.fetch(UNITS_PAGE, after or "", limit)]


async def list_posts(tx: Tx, after: str | None, limit: int) -> list[dict[str, Any]]:
    return [
        dict(r)
        | {
            "holders": [
                dict(zip(("name", "from", "to"), holder, strict=True))
                for holder in json.loads(r["holders"])
            ],
            "deputies": [
                dict(zip(("name", "scope", "from", "to"), deputy, strict=False))
                for deputy in json.loads(r["deputies"])
            ],
        }
        for r in await tx.fetch(POSTS_PAGE, after or "", limit)
    ]
