"""What people read.  Nothing here is locked, and no contact leaves unmasked."""

import json
from typing import Any

from services.intake.store import demands
from shared.db import Tx

# fmt: off
LISTED = """
SELECT r.case_id AS cursor, r.case_id, r.state, r.channel, r.external_id, r.addressee_name, t.title,
       r.type_name, r.domain_name, r.kind, r.handling_class, r.division, r.posted_at, r.admitted_at,
       r.received_at, r.emergencies, r.flags, h.holder
FROM reception r JOIN case_text t USING (case_id) LEFT JOIN claim h USING (case_id)
"""
LIST_ALL = LISTED + "WHERE r.case_id > $1 ORDER BY r.case_id LIMIT $2"
LIST_STATE = LISTED + "WHERE r.state = $3 AND r.case_id > $1 ORDER BY r.case_id LIMIT $2"
# fmt: on

SHOW_CASE = """
SELECT r.*, t.nickname, t.title, t.body AS text, h.holder, h.since AS held_since,
       v.outcome AS verification, v.attempts, v.verified_at,
       a.route, a.reason, a.duplicate_of, a.transfer_to, a.accused_units, a.accepted_by,
       a.accepted_at,
       coalesce(c.phone_state, 'missing') AS phone_state, c.key_id, c.phone_sealed,
       e.erased_at, s.version
FROM reception r
JOIN case_text t USING (case_id)
LEFT JOIN contact c USING (case_id)
LEFT JOIN claim h USING (case_id)
LEFT JOIN verification v USING (case_id)
LEFT JOIN acceptance a USING (case_id)
LEFT JOIN erasure e USING (case_id)
LEFT JOIN subject s ON s.subject = 'case/' || r.case_id
WHERE r.case_id = $1
"""

SHOW_BOARD_ROW = """
SELECT state_info, process_info, answer_id, answer_text, answered_at, answered_by, grade,
       grade_level, grade_manner, grade_speed, grade_text, updated_at
FROM board_row WHERE case_id = $1
"""

SHOW_ATTEMPTS = """
SELECT task_id, attempt, outcome, by_name, at FROM attempt WHERE case_id = $1 ORDER BY seq
"""

JSON_COLUMNS = (
    "emergencies", "flags", "holder", "accused_units", "accepted_by",
)  # fmt: skip


async def list_cases(
    tx: Tx, after: str | None, limit: int, *, state: str | None = None
) -> list[dict[str, Any]]:
    """Cases by number, of one state or of all."""
    if state is None:
        rows = await tx.fetch(LIST_ALL, after or "", limit)
    else:
        rows = await tx.fetch(LIST_STATE, after or "", limit, state)
    return [_plain(row) for row in rows]


async def load_case(tx: Tx, case_id: str) -> dict[str, Any] | None:
    """All that is kept of a case, the phone still sealed."""
    row = await tx.fetchrow(SHOW_CASE, case_id)
    if row is None:
        return None
    board = await tx.fetchrow(SHOW_BOARD_ROW, case_id)
    attempts = await tx.fetch(SHOW_ATTEMPTS, case_id)
    return _plain(row) | {
        "board": _plain(board) if board else None,
        "calls": [_plain(attempt) for attempt in attempts],
        "demands": await demands.show(tx, case_id),
    }


def _plain(row: Any) -> dict[str, Any]:
    """A row as a mapping, its JSON columns read."""
    plain = dict(row)
    for name in JSON_COLUMNS:
        if isinstance(plain.get(name), str):
            plain[name] = json.loads(plain[name])
    return plain
