"""SQL of refusals, the rulings on them, and the time they cost."""

from datetime import datetime

from services.routing.domain.assignments import Assignment
from services.routing.domain.cases import Case
from services.routing.domain.refusals import Refuse, Rule, Turn
from shared.db import Tx
from shared.outcome import Change

TURNS = """
SELECT a.assignment_id, a.unit_id, a.issued_at, r.refused_at, u.upheld
FROM assignment a
LEFT JOIN refusal r USING (assignment_id)
LEFT JOIN refusal_ruling u ON u.assignment_id = r.assignment_id AND u.version = r.version + 1
WHERE a.case_id = $1 AND a.round = $2
ORDER BY a.number, r.version
"""

ADD_REFUSAL = """
INSERT INTO refusal (assignment_id, version, reason, text, suggested_unit, refused_at, by)
SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[], $6::timestamptz[],
                     $7::jsonb[])
"""

ADD_RULING = """
INSERT INTO refusal_ruling (assignment_id, version, upheld, reason, text, ruled_at, by)
SELECT * FROM unnest($1::text[], $2::int[], $3::bool[], $4::text[], $5::text[], $6::timestamptz[],
                     $7::jsonb[])
"""


async def load_turns(tx: Tx, case: Case) -> list[Turn]:
    """The round's assignments with their refusals."""
    return [Turn(*r.values()) for r in await tx.fetch(TURNS, case.case_id, case.round)]


def add_refusal(assignment: Assignment, ask: Refuse, *, at: datetime, by: str) -> Change:
    return Change(
        ADD_REFUSAL,
        (
            assignment.assignment_id, assignment.version + 1, ask.reason, ask.text,
            ask.suggested_unit, at, by,
        ),
    )  # fmt: skip


def add_ruling(assignment: Assignment, ask: Rule, *, at: datetime, by: str) -> Change:
    return Change(
        ADD_RULING,
        (
            assignment.assignment_id, assignment.version + 1, ask.uphold, ask.reason,
            ask.text or "", at, by,
        ),
    )  # fmt: skip
