"""SQL of what awaits a leader's reading 阅批, with all that is needed to decide on it, on one page.

Three kinds in one list: the answer that the office reviewed, one more public reply, and a county office's
own draft.  Each is one range of an index; what is read of a case is read for the page's rows only.
"""

import json
from typing import Any

from services.routing.domain.dispositions import LABELS
from services.routing.domain.posts import Post
from services.routing.store.lists import as_seen
from services.routing.store.organisation import load_post
from services.routing.store.scope import NO_UNIT, sight_of, there
from shared.contracts.envelope import Actor
from shared.db import Tx

# The message in brief, what was asked for, what this leader instructed and said before, and how often
# the matter turned back.
_OF_CASE = """
       h.case_id, h.round, h.kind, h.handling_class, h.external_id, t.addressee_name, t.title,
       left(t.body, 500) AS message, length(t.body) > 500 AS cut, t.nickname,
       h.secret OR h.hide_from_unit AS hides,
       (SELECT jsonb_agg(jsonb_build_object('no', d.no, 'text', d.text) ORDER BY d.no)
        FROM demand d WHERE d.case_id = h.case_id) AS demands,
       (SELECT i.text FROM instruction i WHERE i.case_id = h.case_id AND i.post_id = $3
        ORDER BY i.number DESC, i.version DESC LIMIT 1) AS instruction,
       (SELECT count(*) FROM reply b JOIN reply_return USING (reply_id)
        WHERE b.case_id = h.case_id) AS returned,
       (SELECT count(*) FROM redo_order o WHERE o.case_id = h.case_id AND o.kind = 'redo') AS redone
"""

_ADDRESSEE = """LEFT JOIN post p
  ON p.board_fid = h.addressee_fid AND NOT h.accused_units ? coalesce(p.unit_id, '')"""
"""A leader whose own office is accused is none."""

_MINE = "(p.post_id = $3 OR p.post_id IS NULL AND $4 = 'city')"

ANSWERS = f"""
SELECT r.reply_id AS cursor, 'answer' AS what, r.reply_id AS id, r.reply_id, r.version, {_OF_CASE},
       h.changed_at AS since, w.text, w.edited, w.findings, r.unit_id, u.name AS unit_name, r.finding,
       r.disposition, r.promise_on, s.body -> 'answers' AS answers,
       (SELECT e.opinion FROM reply q JOIN reply_reading e USING (reply_id)
        WHERE q.case_id = h.case_id AND e.outcome = 'sent_back'
        ORDER BY e.read_at DESC LIMIT 1) AS sent_back
FROM handling h
{_ADDRESSEE}
LEFT JOIN case_text t USING (case_id)
CROSS JOIN LATERAL (
  SELECT * FROM reply r WHERE r.case_id = h.case_id AND r.round = h.round AND r.complete
  ORDER BY r.number DESC LIMIT 1) r
CROSS JOIN LATERAL (
  SELECT * FROM reply_review w WHERE w.reply_id = r.reply_id ORDER BY w.version DESC LIMIT 1) w
LEFT JOIN reply_result s ON s.reply_id = r.reply_id
LEFT JOIN unit u ON u.unit_id = r.unit_id
WHERE h.state = 'reviewed' AND h.case_id >= left($1, 13) AND r.reply_id > $1
  AND {_MINE} AND {there("h", 5, 6)}
ORDER BY h.case_id LIMIT $2
"""

FURTHER = f"""
SELECT f.further_id AS cursor, 'further' AS what, f.further_id AS id, f.kind AS further, f.version,
       {_OF_CASE}, w.reviewed_at AS since, w.text, w.text <> f.text AS edited, f.promise_on,
       (SELECT e.opinion FROM further_reading e
        WHERE e.further_id = f.further_id AND e.outcome = 'sent_back'
        ORDER BY e.version DESC LIMIT 1) AS sent_back
FROM further_reply f
JOIN handling h USING (case_id)
{_ADDRESSEE}
LEFT JOIN case_text t USING (case_id)
CROSS JOIN LATERAL (
  SELECT * FROM further_review w WHERE w.further_id = f.further_id
  ORDER BY w.version DESC LIMIT 1) w
WHERE f.state = 'reviewed' AND f.further_id > $1
  AND {_MINE} AND {there("h", 5, 6)}
ORDER BY f.further_id LIMIT $2
"""

DRAFTS = f"""
SELECT d.draft_id AS cursor, 'draft' AS what, d.draft_id AS id, d.version, {_OF_CASE},
       d.changed_at AS since, w.text, false AS edited, d.unit_id, u.name AS unit_name,
       w.result ->> 'finding' AS finding, w.result ->> 'disposition' AS disposition,
       (w.result -> 'promise' ->> 'promise_on')::date AS promise_on, w.result -> 'answers' AS answers,
       (SELECT e.opinion FROM draft_reading e
        WHERE e.draft_id = d.draft_id AND e.outcome = 'sent_back'
        ORDER BY e.version DESC LIMIT 1) AS sent_back
FROM reply_draft d
JOIN handling h USING (case_id)
LEFT JOIN case_text t USING (case_id)
CROSS JOIN LATERAL (
  SELECT * FROM draft_wording w WHERE w.draft_id = d.draft_id ORDER BY w.version DESC LIMIT 1) w
LEFT JOIN unit u ON u.unit_id = d.unit_id
WHERE d.unit_id = $4 AND d.state = 'signed' AND d.draft_id > $1
  AND {there("h", 5, 6)}
ORDER BY d.draft_id LIMIT $2
"""

_JSON = ("demands", "answers", "findings")


async def list_readings(
    tx: Tx, after: str | None, limit: int, *, actor: Actor
) -> list[dict[str, Any]]:
    """What awaits the reading 阅批 of the actor's post, case by case."""
    post = await load_post(tx, actor.post)
    if post is None:
        return []
    sight = await sight_of(tx, actor)
    found = [
        _shown(r, sight.scope)
        for sql, of in _asked(post)
        for r in await tx.fetch(sql, after or "", limit, post.post_id, of, sight.barred, sight.sub)
    ]
    return sorted(found, key=lambda row: str(row["cursor"]))[:limit]


def _asked(post: Post) -> list[tuple[str, str]]:
    """The questions, each with what it knows the post by; only counties have drafts to read."""
    asked = [(ANSWERS, str(post.level)), (FURTHER, str(post.level))]
    return [*asked, (DRAFTS, post.unit_id or NO_UNIT)] if post.level == "county" else asked


def _shown(r: Any, scope: str | None) -> dict[str, Any]:
    row = {k: json.loads(v) if k in _JSON and v is not None else v for k, v in r.items()}
    row = as_seen(row, scope, "title", "message")
    disposition = row.get("disposition")
    return row | {"label": LABELS[disposition] if disposition else None}
