"""SQL of what an archive shows of a case beside its page: all that was worded, checked and sent back.

The page is for everybody who has the case; these are for the office that makes its archive.
"""

from typing import Any

from services.routing.store import elsewhere
from services.routing.store.rows import plain
from shared.db import Tx

PARTS = {
    # Of an issued letter the last wording is the letter itself.
    "letter_wordings": """
        SELECT d.number, w.nth, w.content, w.worded_at, w.by
        FROM letter_draft d CROSS JOIN LATERAL (
          SELECT *, row_number() OVER (ORDER BY version) AS nth,
                 row_number() OVER (ORDER BY version DESC) = 1 AS last
          FROM letter_wording WHERE letter_id = d.letter_id) w
        WHERE d.case_id = $1 AND NOT (d.state = 'issued' AND w.last) ORDER BY d.number, w.version
        """,
    "letter_returns": """
        SELECT d.number, r.reason, r.text, r.returned_at, r.by
        FROM letter_draft d JOIN letter_return r USING (letter_id)
        WHERE d.case_id = $1 ORDER BY d.number, r.version
        """,
    "letter_checks": """
        SELECT d.number, k.checked_at, k.by
        FROM letter_draft d JOIN letter_check k USING (letter_id)
        WHERE d.case_id = $1 ORDER BY d.number, k.version
        """,
    # That it was ruled, and why in one word, stands with the refusal.
    "rulings": """
        SELECT a.unit_name, u.text, u.ruled_at, u.by
        FROM assignment a JOIN refusal_ruling u USING (assignment_id)
        WHERE a.case_id = $1 AND u.text <> '' ORDER BY u.ruled_at, a.number
        """,
    # What was charged by a ruling stands with the refusal.
    "lost_times": """
        SELECT l.charged_unit, l.fault, l.lost_from, l.lost_until
        FROM lost_time l LEFT JOIN refusal_ruling u USING (assignment_id, version)
        WHERE l.case_id = $1 AND u.assignment_id IS NULL ORDER BY l.lost_until, l.assignment_id
        """,
    "breaches": """
        SELECT found_at, invariant, ground AS breach, cleared_at
        FROM breach WHERE case_id = $1 ORDER BY found_at, breach_id
        """,
    # Of a draft that was sent the last wording is the reply.
    "draft_wordings": """
        SELECT d.unit_id, w.nth, w.text, w.result, w.written_at, w.by
        FROM reply_draft d CROSS JOIN LATERAL (
          SELECT *, row_number() OVER (ORDER BY version) AS nth,
                 row_number() OVER (ORDER BY version DESC) = 1 AS last
          FROM draft_wording WHERE draft_id = d.draft_id) w
        WHERE d.case_id = $1 AND NOT (d.state = 'sent' AND w.last) ORDER BY d.number, w.version
        """,
    "draft_returns": """
        SELECT d.unit_id, r.reason, r.text, r.returned_at, r.by
        FROM reply_draft d JOIN draft_return r USING (draft_id)
        WHERE d.case_id = $1 ORDER BY d.number, r.version
        """,
    "acceptances": """
        SELECT a.accepted_at, r.unit_id, a.by
        FROM reply r JOIN reply_acceptance a USING (reply_id)
        WHERE r.case_id = $1 ORDER BY r.number
        """,
    "clearances": """
        SELECT kind, reason, cleared_at, by
        FROM finding_clearance WHERE case_id = $1 ORDER BY cleared_at, kind, key
        """,
    "permissions": """
        SELECT round, reason, permitted_at, by
        FROM promise_permission WHERE case_id = $1 ORDER BY round
        """,
    "further_wordings": """
        SELECT f.number, w.text, w.promise_on, w.written_at, w.by
        FROM further_reply f JOIN further_wording w USING (further_id)
        WHERE f.case_id = $1 ORDER BY f.number, w.version
        """,
    "further_returns": """
        SELECT f.number, r.reason, r.text, r.returned_at, r.by
        FROM further_reply f JOIN further_return r USING (further_id)
        WHERE f.case_id = $1 ORDER BY f.number, r.version
        """,
    "further_reviews": """
        SELECT f.number, w.text, w.reviewed_at, w.by
        FROM further_reply f JOIN further_review w USING (further_id)
        WHERE f.case_id = $1 ORDER BY f.number, w.version
        """,
    "further_readings": """
        SELECT f.number, e.outcome, e.opinion, e.holder, e.mode, e.read_at, e.by, e.scan
        FROM further_reply f JOIN further_reading e USING (further_id)
        WHERE f.case_id = $1 ORDER BY f.number, e.version
        """,
    "further_publications": """
        SELECT f.number, p.text, p.proof, p.screenshot, p.published_at, p.by
        FROM further_reply f JOIN further_publication p USING (further_id)
        WHERE f.case_id = $1 ORDER BY f.number
        """,
}

JSON = frozenset({"by", "content", "result"})

# Units that are gone from the organisation are told by their ids.
ACCUSED = """
SELECT coalesce(u.name, k.unit_id) AS name
FROM handling h, jsonb_array_elements_text(h.accused_units) AS k(unit_id)
LEFT JOIN unit u ON u.unit_id = k.unit_id
WHERE h.case_id = $1 ORDER BY k.unit_id
"""


async def load_parts(tx: Tx, case_id: str) -> dict[str, list[dict[str, Any]]]:
    """The parts by their names."""
    return {
        name: [plain(r, JSON) for r in await tx.fetch(sql, case_id)]
        for name, sql in (PARTS | elsewhere.PARTS).items()
    }


async def load_accused(tx: Tx, case_id: str) -> list[str]:
    """The names of the units that the case speaks against."""
    return [r["name"] for r in await tx.fetch(ACCUSED, case_id)]
