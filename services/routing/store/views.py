"""SQL of one case as a person sees it."""

import json
from collections.abc import Iterable
from typing import Any

from services.routing.domain.instructions import measured
from services.routing.domain.privacy import masked, unnamed
from services.routing.store import measures, progress, questions
from services.routing.store.countersigns import COUNTERSIGNS_OF_CASE, LAPSES_OF_CASE
from services.routing.store.files import show_files
from services.routing.store.promises import PROMISES_OF_CASE, REPORTS_OF_CASE
from services.routing.store.proposals import PROPOSALS_OF_CASE, SCANS_OF_CASE
from services.routing.store.rows import plain
from services.routing.store.scope import Sight, sees, sight_of, there
from shared.contracts.envelope import Actor
from shared.db import Tx

SHOW_CASE = """
SELECT h.case_id, h.state, h.route, h.round, h.kind, h.handling_class, h.channel, h.external_id,
       h.addressee_fid, h.admitted_at, h.secret, h.hide_from_unit, h.no_call, h.duplicate_of, h.transfer_to,
       h.opened_at, h.changed_at, c.claimed_at, t.addressee_name, t.type_name, t.domain_name, t.nickname, t.title,
       t.body AS text, t.posted_at, t.incident_at, t.incident_place
FROM handling h LEFT JOIN case_text t USING (case_id) LEFT JOIN case_claim c USING (case_id)
WHERE h.case_id = $1
"""

PARTS = {
    "demands": """
        SELECT no, text, expected, unit_hint FROM demand WHERE case_id = $1 ORDER BY no
        """,
    "told_later": """
        SELECT kind, told_at, text, incident_at, incident_place, division, consent
        FROM told_later WHERE case_id = $1 ORDER BY told_at
        """,
    "like": """
        SELECT group_id, subject_matter, fact_base, cases FROM like_case WHERE case_id = $1
        """,
    "instructions": """
        SELECT instruction_id, version, round, level, post_id, post_title, holder, mode, text,
               units, urgency, proposal_id, scan, given_at, by
        FROM instruction WHERE case_id = $1 ORDER BY number, version
        """,
    "letters": """
        SELECT letter_id, letter_no, round, kind, due_on, sent_at, by
        FROM letter WHERE case_id = $1 ORDER BY sent_at
        """,
    "assignments": """
        SELECT a.assignment_id, a.round, a.parent_id, a.letter_no, a.unit_id, a.unit_name, a.part,
               a.level, a.task, a.state, a.version, a.issued_at, a.changed_at, a.due_on,
               r.answered_at, CASE WHEN a.state <> 'released' THEN greatest(0, (coalesce(r.answered_at, clock.now())
                                           AT TIME ZONE 'Asia/Shanghai')::date - a.due_on) END AS late_days,
               a.demands
        FROM assignment a
        LEFT JOIN LATERAL (SELECT max(submitted_at) AS answered_at FROM reply r
                           WHERE r.case_id = a.case_id AND r.assignment_id = a.assignment_id) r ON true
        WHERE a.case_id = $1 ORDER BY a.number
        """,
    "refusals": """
        SELECT r.assignment_id, r.reason, r.text, r.suggested_unit, r.refused_at, r.by, u.upheld,
               u.reason AS ruling, u.ruled_at, u.by AS ruled_by, l.fault, l.charged_unit,
               l.lost_from, l.lost_until
        FROM assignment a JOIN refusal r USING (assignment_id)
        LEFT JOIN refusal_ruling u ON u.assignment_id = r.assignment_id
                                  AND u.version = r.version + 1
        LEFT JOIN lost_time l ON l.assignment_id = u.assignment_id AND l.version = u.version
        WHERE a.case_id = $1 ORDER BY r.refused_at
        """,
    "drafts": """
        SELECT draft_id, assignment_id, unit_id, state, version, started_at, changed_at
        FROM reply_draft WHERE case_id = $1 ORDER BY number
        """,
    "countersigns": COUNTERSIGNS_OF_CASE,
    "lapses": LAPSES_OF_CASE,
    "signatures": """
        SELECT s.draft_id, d.unit_id, s.head, s.deputy, s.signed_at, s.by
        FROM reply_draft d JOIN draft_signature s USING (draft_id)
        WHERE d.case_id = $1 ORDER BY d.number, s.version
        """,
    "replies": """
        SELECT r.reply_id, r.round, r.assignment_id, r.unit_id, r.complete, r.text, r.finding,
               r.disposition, r.promise_on, w.body AS result, r.version, r.submitted_at, r.by,
               r.draft_id, a.reply_id IS NOT NULL AS accepted
        FROM reply r LEFT JOIN reply_result w USING (reply_id)
        LEFT JOIN reply_acceptance a USING (reply_id)
        WHERE r.case_id = $1 ORDER BY r.number
        """,
    "reviews": """
        SELECT w.reply_id, w.text, w.edited, w.reviewed_at, w.by
        FROM reply r JOIN reply_review w USING (reply_id)
        WHERE r.case_id = $1 ORDER BY r.number, w.version
        """,
    "returns": """
        SELECT b.reply_id, b.stage, b.reason, b.text, b.returned_at, b.by
        FROM reply r JOIN reply_return b USING (reply_id)
        WHERE r.case_id = $1 ORDER BY r.number, b.version
        """,
    "readings": """
        SELECT e.reply_id, e.outcome, e.opinion, e.post_id, e.holder, e.mode, e.read_at, e.by,
               e.scan
        FROM reply r JOIN reply_reading e USING (reply_id)
        WHERE r.case_id = $1 ORDER BY r.number, e.version
        """,
    "publications": """
        SELECT round, reply_id, external_id, text, signer, proof, screenshot, published_at, by
        FROM publication WHERE case_id = $1 ORDER BY round
        """,
    "publications_seen": """
        SELECT round, answer_id, agrees, seen_at FROM publication_seen
        WHERE case_id = $1 ORDER BY round, seen_at
        """,
    "promises": PROMISES_OF_CASE,
    "promise_reports": REPORTS_OF_CASE,
    "further_replies": """
        SELECT further_id, number, round, kind, state, promise_on, version, written_at
        FROM further_reply WHERE case_id = $1 ORDER BY number
        """,
    "counters": """
        SELECT (SELECT count(*) FROM reply JOIN reply_return USING (reply_id)
                WHERE case_id = $1) AS returned,
               (SELECT count(*) FROM redo_order WHERE case_id = $1 AND kind = 'redo') AS redone,
               (SELECT count(*) FROM reply JOIN reply_reading USING (reply_id)
                WHERE case_id = $1 AND outcome = 'sent_back') AS sent_back,
               (SELECT count(*) FROM publication WHERE case_id = $1) AS published
        """,
    "board_proofs": """
        SELECT answer_id, external_id, answered_at, organisation, heard_at
        FROM board_proof WHERE case_id = $1 ORDER BY heard_at
        """,
    "redo_proposals": """
        SELECT round, check_id, handled, reply_true, proposed_at
        FROM redo_proposal WHERE case_id = $1 ORDER BY round, proposed_at
        """,
    "redo_orders": """
        SELECT round, kind, reason, text, ordered_at, by
        FROM redo_order WHERE case_id = $1 ORDER BY round
        """,
}

# What was joined may speak against who handles the case it was joined to.
JOINED = f"""
SELECT j.joined_as, j.posted_at, t.title, t.body AS text, t.nickname,
       coalesce(h.secret OR h.hide_from_unit, false) AS hides
FROM joined_case j LEFT JOIN case_text t ON t.case_id = j.from_case
LEFT JOIN handling h ON h.case_id = j.from_case
WHERE j.case_id = $1 AND (h.case_id IS NULL OR {there("h", 2, 3)}) ORDER BY j.posted_at
"""

DRAFT_READINGS = """
SELECT e.draft_id, d.unit_id, e.outcome, e.opinion, e.post_id, e.holder, e.mode, e.read_at, e.by, e.scan
FROM reply_draft d JOIN draft_reading e USING (draft_id)
WHERE d.case_id = $1 ORDER BY d.number, e.version
"""

INSIDE = {
    "proposals": PROPOSALS_OF_CASE,
    "draft_readings": DRAFT_READINGS,
    "scans": SCANS_OF_CASE,
}
"""What an office puts before its leader: the city sees all of it, a county what is its own."""

_JSON = frozenset(
    {
        "by",
        "cases",
        "result",
        "ruled_by",
        "returned_by",
        "signed_by",
        "units",
        "orders",
        "demands",
        "evidence",
        "told",
    }
)


async def show_case(tx: Tx, case_id: str, *, actor: Actor) -> dict[str, Any] | None:
    """The whole handling; None where there is none, or none that the actor may see."""
    sight = await sight_of(tx, actor)
    row = await tx.fetchrow(SHOW_CASE, case_id)
    if row is None or not await sees(tx, sight, case_id):
        return None
    shown = dict(row)
    for name, sql in (PARTS | INSIDE).items():
        shown[name] = [_plain(r) for r in await tx.fetch(sql, case_id)]
    shown["joined"] = await _joined(tx, sight, case_id)
    if sight.scope is not None:
        for name in INSIDE:
            shown[name] = [row for row in shown[name] if row["unit_id"] == sight.scope]
    [shown["counters"]] = shown["counters"]
    shown["measured"] = measured(
        shown["claimed_at"],
        [i["given_at"] for i in shown["instructions"]],
        [letter["sent_at"] for letter in shown["letters"]],
    )
    if sight.scope is not None:
        _hide_author(shown)
    for more in (progress, questions, measures):
        for name, sql in more.PARTS.items():
            shown[name] = [plain(r, more.JSON) for r in await tx.fetch(sql, case_id)]
    shown["files"] = await show_files(tx, case_id, sight.scope)
    return shown


async def _joined(tx: Tx, sight: Sight, case_id: str) -> list[dict[str, Any]]:
    """What was joined, but for what accuses the reader; each author's own wishes are obeyed."""
    rows = [dict(r) for r in await tx.fetch(JOINED, case_id, sight.barred, sight.sub)]
    for row in rows:
        nickname, hides = row.pop("nickname") or "", row.pop("hides")
        if sight.scope is not None:
            _hide([row], nickname if hides else "", "title", "text")
    return rows


def _hide_author(shown: dict[str, Any]) -> None:
    """A unit reads what was written, not how to reach who wrote it; nor who, if so wished."""
    hides = shown["hide_from_unit"] or shown["secret"]
    hidden = (shown["nickname"] or "") if hides else ""
    _hide([shown], hidden, "title", "text", "incident_place")
    _hide(shown["demands"], hidden, "text", "expected")
    _hide(shown["told_later"], hidden, "text", "incident_place")
    _hide(shown["like"], hidden, "fact_base")
    for like in shown["like"]:
        del like["cases"]  # of other authors, perhaps with other units
    for name, word in (("assignments", "task"), ("instructions", "text")):
        for row in shown[name]:  # an official's own words: his own number may stand in them
            row[word] = unnamed(row[word] or "", hidden)
    if hides:
        shown["nickname"] = None


def _hide(rows: Iterable[dict[str, Any]], nickname: str, *words: str) -> None:
    """Strike out contact details, and the nickname of who hides it."""
    for row in rows:
        row |= {word: unnamed(masked(row[word] or ""), nickname) for word in words}


def _plain(r: Any) -> dict[str, Any]:
    return {k: json.loads(v) if k in _JSON and v is not None else v for k, v in r.items()}
