"""SQL of one reply, one draft, one further reply as a person sees it: every version, and what differs."""

import json
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from services.routing.domain.difference import difference
from services.routing.domain.dispositions import LABELS
from services.routing.domain.organisation import upwards
from services.routing.store.organisation import load_tree
from services.routing.store.scope import scope_of, sees, sight_of
from shared.contracts.envelope import Actor
from shared.db import Tx

REPLY = """
SELECT r.reply_id, r.case_id, r.round, r.assignment_id, r.unit_id, r.draft_id, r.complete, r.text,
       r.finding, r.disposition, r.promise_on, s.body AS result, r.version, r.submitted_at, r.by,
       a.accepted_at, a.by AS accepted_by
FROM reply r LEFT JOIN reply_acceptance a USING (reply_id)
LEFT JOIN reply_result s USING (reply_id) WHERE r.reply_id = $1
"""

REPLY_PARTS = {
    "reviews": """
        SELECT text, edited, findings, reviewed_at, by FROM reply_review
        WHERE reply_id = $1 ORDER BY version
        """,
    "returns": """
        SELECT stage, reason, text, returned_at, by FROM reply_return
        WHERE reply_id = $1 ORDER BY version
        """,
    "readings": """
        SELECT outcome, opinion, post_id, holder, mode, scan, read_at, by FROM reply_reading
        WHERE reply_id = $1 ORDER BY version
        """,
    "publications": """
        SELECT p.round, p.text, p.signer, p.proof, p.screenshot, p.published_at, p.by,
               v.agrees AS confirmed
        FROM publication p
        LEFT JOIN LATERAL (SELECT agrees FROM publication_seen
                           WHERE case_id = p.case_id AND round = p.round
                           ORDER BY seen_at DESC LIMIT 1) v ON true
        WHERE p.case_id = split_part($1, '-r', 1) AND p.reply_id = $1
        """,
}

DRAFT_HEAD = """
SELECT draft_id, case_id, assignment_id, unit_id, state, version, started_at, changed_at
FROM reply_draft WHERE draft_id = $1
"""

DRAFT_PARTS = {
    "wordings": """
        SELECT version, text, result, written_at, by
        FROM draft_wording WHERE draft_id = $1 ORDER BY version
        """,
    "circulations": """
        SELECT version, unit_id, asked_at, answer_by FROM draft_circulation
        WHERE draft_id = $1 ORDER BY version, unit_id
        """,
    "lapses": """
        SELECT version, units, reason, text, lapsed_at, by FROM draft_lapse
        WHERE draft_id = $1 ORDER BY version
        """,
    "countersigns": """
        SELECT version, unit_id, agrees, text, signed_at, by FROM draft_countersign
        WHERE draft_id = $1 ORDER BY version
        """,
    "signatures": """
        SELECT version, head, deputy, signed_at, by FROM draft_signature
        WHERE draft_id = $1 ORDER BY version
        """,
    "returns": """
        SELECT version, reason, text, returned_at, by FROM draft_return
        WHERE draft_id = $1 ORDER BY version
        """,
    "readings": """
        SELECT version, outcome, opinion, post_id, holder, mode, scan, read_at, by FROM draft_reading
        WHERE draft_id = $1 ORDER BY version
        """,
}

FURTHER_HEAD = """
SELECT further_id, case_id, round, kind, text, promise_on, state, version, written_at, by
FROM further_reply WHERE further_id = $1
"""

FURTHER_PARTS = {
    "wordings": """
        SELECT version, text, promise_on, written_at, by FROM further_wording
        WHERE further_id = $1 ORDER BY version
        """,
    "reviews": """
        SELECT version, text, reviewed_at, by FROM further_review
        WHERE further_id = $1 ORDER BY version
        """,
    "returns": """
        SELECT reason, text, returned_at, by FROM further_return
        WHERE further_id = $1 ORDER BY version
        """,
    "readings": """
        SELECT outcome, opinion, post_id, holder, mode, scan, read_at, by FROM further_reading
        WHERE further_id = $1 ORDER BY version
        """,
    "publications": """
        SELECT text, proof, screenshot, published_at, by FROM further_publication
        WHERE further_id = $1
        """,
}

_JSON = frozenset({"by", "accepted_by", "result", "findings", "units"})


async def show_reply(tx: Tx, reply_id: str, *, actor: Actor) -> dict[str, Any] | None:
    """A reply with all its versions; each review shows what it changed in the author's wording."""
    shown = await _whole(tx, REPLY, REPLY_PARTS, reply_id, actor)
    if shown is None:
        return None
    for review in shown["reviews"]:
        review["difference"] = _told(shown["text"], review["text"])
    shown["label"] = LABELS.get(shown["disposition"])
    return shown


async def show_draft(tx: Tx, draft_id: str, *, actor: Actor) -> dict[str, Any] | None:
    """A draft, for its own unit, those above it, and those asked to countersign it."""
    shown = await _whole(tx, DRAFT_HEAD, DRAFT_PARTS, draft_id, actor)
    if shown is None:
        return None
    scope = await scope_of(tx, actor)
    above = {u.unit_id for u in upwards(shown["unit_id"], await load_tree(tx, [shown["unit_id"]]))}
    if scope not in above | {asked["unit_id"] for asked in shown["circulations"]}:
        return None
    for before, after in pairwise(shown["wordings"]):
        after["difference"] = _told(before["text"], after["text"])
    return shown


async def show_further(tx: Tx, further_id: str, *, actor: Actor) -> dict[str, Any] | None:
    """One more public reply, with all that was done to it."""
    shown = await _whole(tx, FURTHER_HEAD, FURTHER_PARTS, further_id, actor)
    if shown is None:
        return None
    for before, after in pairwise(shown["wordings"]):
        after["difference"] = _told(before["text"], after["text"])
    for review in shown["reviews"]:
        written = [w["text"] for w in shown["wordings"] if w["version"] < review["version"]]
        review["difference"] = _told((written or [shown["text"]])[-1], review["text"])
    return shown


async def _whole(
    tx: Tx, head: str, parts: Mapping[str, str], wanted: str, actor: Actor
) -> dict[str, Any] | None:
    row = await tx.fetchrow(head, wanted)
    if row is None or not await sees(tx, await sight_of(tx, actor), row["case_id"]):
        return None
    shown = _plain(row)
    for name, sql in parts.items():
        shown[name] = [_plain(r) for r in await tx.fetch(sql, wanted)]
    return shown | {"etag": row["version"]}


def _told(before: str, after: str) -> list[dict[str, str]]:
    return [piece._asdict() for piece in difference(before, after)]


def _plain(r: Any) -> dict[str, Any]:
    return {k: json.loads(v) if k in _JSON and v is not None else v for k, v in r.items()}
