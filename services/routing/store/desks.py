"""SQL of what is before a person now: what waits for a leader, for an office's head, for a unit.

Each list is one range of an index of what is open; a line says enough to decide on a phone.
"""

import json
from datetime import date, datetime
from typing import Any

from services.routing.domain.assignments import AssignmentState
from services.routing.domain.privacy import masked, unnamed
from services.routing.domain.proposals import ProposalState
from services.routing.domain.roles import IN_UNITS
from services.routing.store.scope import NO_UNIT, narrowed, own_post, sight_of, there
from shared.contracts.envelope import Actor
from shared.db import Tx
from shared.rules import Refused

BEFORE_ALL = datetime.fromisoformat("0001-01-02T00:00:00+00:00")

PROPOSALS_WAITING = f"""
SELECT p.proposal_id, p.case_id, p.unit_id AS office, p.state, p.changed_at AS waiting_since,
       p.opinion, p.due_on, p.urgency, p.by ->> 'name' AS proposed_by, h.external_id, h.kind,
       h.handling_class, h.round, h.admitted_at, t.addressee_name, t.title, t.nickname,
       h.secret OR h.hide_from_unit AS hides,
       left(t.body, 200) AS message, s.post_id, s.post_title, s.remark, s.submitted_at,
       (SELECT jsonb_agg(o.value || jsonb_build_object('unit_name', u.name) ORDER BY o.ordinality)
        FROM jsonb_array_elements(p.orders) WITH ORDINALITY o
        LEFT JOIN unit u ON u.unit_id = o.value ->> 'unit_id') AS orders,
       EXISTS (SELECT FROM scan c WHERE c.sheet = p.proposal_id) AS scanned
FROM proposal p JOIN handling h USING (case_id)
LEFT JOIN submission s USING (proposal_id) LEFT JOIN case_text t ON t.case_id = p.case_id
WHERE p.state = $6 AND p.state IN ('proposed', 'submitted')
  AND (p.changed_at, p.proposal_id) > ($1, $2) AND {there("h", 4, 5)}
  AND ($7::text IS NULL OR s.post_id = $7) AND ($9 OR p.unit_id IS NOT DISTINCT FROM $8)
ORDER BY p.changed_at, p.proposal_id LIMIT $3
"""

_ASSIGNMENT = """
SELECT a.assignment_id, a.case_id, a.unit_id, a.unit_name, a.parent_id, a.part, a.task, a.state,
       a.version, a.letter_no, a.due_on, a.issued_at, a.changed_at AS waiting_since,
       h.external_id, h.kind, h.handling_class, h.round, t.addressee_name, t.title, t.nickname,
       h.secret OR h.hide_from_unit AS hides,
       coalesce(l.wording ->> 'urgency', '') AS urgency
FROM assignment a JOIN handling h USING (case_id)
LEFT JOIN case_text t ON t.case_id = a.case_id LEFT JOIN letter l ON l.letter_no = a.letter_no
"""

OPEN_ASSIGNMENTS = f"""
{_ASSIGNMENT}
WHERE a.unit_id = $6 AND a.state NOT IN ('answered', 'released')
  AND (coalesce(a.due_on, '9999-12-31'), a.assignment_id) > ($1, $2) AND {there("h", 4, 5)}
  AND ($7::text IS NULL OR a.state = $7)
ORDER BY coalesce(a.due_on, '9999-12-31'), a.assignment_id LIMIT $3
"""

# The office rules on all, a unit on what it handed down.
REFUSALS = f"""
SELECT q.*, r.reason AS refused_for, r.text AS refused_with, r.suggested_unit,
       u.name AS suggested_name, r.by ->> 'name' AS refused_by
FROM ({_ASSIGNMENT}
      WHERE a.state = 'refused' AND (a.changed_at, a.assignment_id) > ($1, $2) AND {there("h", 4, 5)}
        AND ($6::text IS NULL OR EXISTS (SELECT FROM assignment p
                                         WHERE p.assignment_id = a.parent_id AND p.unit_id = $6))
      ORDER BY a.changed_at, a.assignment_id LIMIT $3) q
CROSS JOIN LATERAL (SELECT * FROM refusal r WHERE r.assignment_id = q.assignment_id
                    ORDER BY r.version DESC LIMIT 1) r
LEFT JOIN unit u ON u.unit_id = r.suggested_unit
ORDER BY q.waiting_since, q.assignment_id
"""


async def list_submitted(
    tx: Tx, after: str | None, limit: int, *, actor: Actor, post: str | None
) -> list[dict[str, Any]]:
    """待批示: what waits for leaders, or for one; a leader, or the secretary, sees the own post's."""
    post = own_post(actor, post)
    state, every = ProposalState.SUBMITTED, actor.role not in IN_UNITS
    return await _proposals(tx, after, limit, actor, state, post, every=every)


async def list_proposed(
    tx: Tx, after: str | None, limit: int, *, actor: Actor
) -> list[dict[str, Any]]:
    """待审签: what waits for the head of the own office, the city's or a county's."""
    return await _proposals(tx, after, limit, actor, ProposalState.PROPOSED, None, every=False)


async def list_open(
    tx: Tx,
    after: str | None,
    limit: int,
    *,
    actor: Actor,
    unit: str | None,
    state: AssignmentState | None,
) -> list[dict[str, Any]]:
    """待签收, 办理中: what a unit has in hand, the first due first; of the own unit or one below it."""
    sight = await sight_of(tx, actor)
    unit = await narrowed(tx, sight.scope, unit)
    if unit is None:
        raise Refused("unit_missing", "say which unit's", status=422)
    due_on, _, assignment_id = (after or f"{date.min}/").partition("/")
    place = (date.fromisoformat(due_on), assignment_id, limit)
    rows = await tx.fetch(OPEN_ASSIGNMENTS, *place, sight.barred, sight.sub, unit, state)
    return [
        _line(r, sight.scope)
        | {"cursor": f"{r['due_on'] or date(9999, 12, 31)}/{r['assignment_id']}"}
        for r in rows
    ]


async def list_refusals(
    tx: Tx, after: str | None, limit: int, *, actor: Actor
) -> list[dict[str, Any]]:
    """待裁定: refusals that the actor, or the actor's unit, is to rule on, the oldest first."""
    sight = await sight_of(tx, actor)
    rows = await tx.fetch(REFUSALS, *_place(after), limit, sight.barred, sight.sub, sight.scope)
    return [_line(r, sight.scope) | {"cursor": _cursor(r, "assignment_id")} for r in rows]


async def _proposals(
    tx: Tx,
    after: str | None,
    limit: int,
    actor: Actor,
    state: ProposalState,
    post: str | None,
    *,
    every: bool,
) -> list[dict[str, Any]]:
    sight = await sight_of(tx, actor)
    office = (actor.unit or NO_UNIT) if actor.role in IN_UNITS else None
    asked = (sight.barred, sight.sub, str(state), post, office, every)
    rows = await tx.fetch(PROPOSALS_WAITING, *_place(after), limit, *asked)
    return [
        _line(r, sight.scope, "title", "message")
        | {"orders": json.loads(r["orders"])}
        | {"cursor": _cursor(r, "proposal_id")}
        for r in rows
    ]


def _line(r: Any, scope: str | None, *words: str) -> dict[str, Any]:
    """A line without contact details, and for a unit without the name of who hides from it."""
    row = dict(r)
    nickname, hides = row.pop("nickname") or "", row.pop("hides")
    hidden = nickname if hides and scope is not None else ""
    if "task" in row:
        row["task"] = unnamed(row["task"], hidden)
    return row | {w: unnamed(masked(row[w] or ""), hidden) for w in words or ("title",)}


def _place(after: str | None) -> tuple[datetime, str]:
    """Where a page goes on: since when the last one waits, and its id."""
    moment, _, ident = (after or "").partition("|")
    return (datetime.fromisoformat(moment) if moment else BEFORE_ALL), ident


def _cursor(r: Any, ident: str) -> str:
    return f"{r['waiting_since'].isoformat()}|{r[ident]}"
