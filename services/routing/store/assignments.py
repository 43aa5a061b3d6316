"""SQL of assignments."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from services.routing.domain.assignments import Assignment
from services.routing.domain.cases import Case
from shared.contracts.routing import Issued
from shared.db import Tx
from shared.outcome import Change

ADD_ASSIGNMENT = """
INSERT INTO assignment (assignment_id, case_id, number, round, parent_id, letter_no, unit_id,
                        unit_name, part, level, task, state, version, issued_at, changed_at,
                        due_on, demands)
SELECT assignment_id, case_id, number, round, parent_id, letter_no, unit_id,
       unit_name, part, level, task, 'issued', 1, at, at, due_on, demands
FROM unnest($1::text[], $2::text[], $3::int[], $4::int[], $5::text[], $6::text[], $7::text[],
            $8::text[], $9::text[], $10::text[], $11::text[], $12::timestamptz[], $13::date[],
            $14::jsonb[])
     AS k(assignment_id, case_id, number, round, parent_id, letter_no, unit_id, unit_name, part,
          level, task, at, due_on, demands)
"""

SHOW_TO_UNIT = """
INSERT INTO case_unit (unit_id, case_id)
SELECT DISTINCT * FROM unnest($1::text[], $2::text[])
ON CONFLICT DO NOTHING
"""

HIDE_FROM_UNIT = """
DELETE FROM case_unit c USING unnest($1::text[], $2::text[]) AS k(unit_id, case_id)
WHERE c.unit_id = k.unit_id AND c.case_id = k.case_id
"""

MOVE_ASSIGNMENT = """
UPDATE assignment a SET state = k.state, version = k.version, changed_at = k.at
FROM unnest($1::text[], $2::text[], $3::int[], $4::timestamptz[])
     AS k(assignment_id, state, version, at)
WHERE a.assignment_id = k.assignment_id
"""

TASKS = """
SELECT assignment_id, task FROM assignment WHERE assignment_id = ANY($1::text[])
"""


def add_assignment(
    case: Case,
    issued: Issued,
    *,
    number: int,
    of_round: int,
    letter_no: str | None,
    task: str,
    at: datetime,
) -> Change:
    return Change(
        ADD_ASSIGNMENT,
        (
            issued.assignment_id, case.case_id, number, of_round, issued.parent_id, letter_no,
            issued.unit_id, issued.unit_name, issued.part, issued.level, task, at,
            issued.due_on, json.dumps(issued.demands),
        ),
    )  # fmt: skip


def show_to_units(case: Case, unit_ids: Sequence[str]) -> list[Change]:
    return [Change(SHOW_TO_UNIT, (unit_id, case.case_id)) for unit_id in unit_ids]


def hide_from_units(case: Case, unit_ids: Iterable[str]) -> list[Change]:
    return [Change(HIDE_FROM_UNIT, (unit_id, case.case_id)) for unit_id in unit_ids]


def move_assignment(assignment: Assignment, to: str, at: datetime) -> Change:
    return Change(MOVE_ASSIGNMENT, (assignment.assignment_id, to, assignment.version + 1, at))


async def load_tasks(tx: Tx, assignments: Sequence[Assignment]) -> dict[str, str]:
    rows = await tx.fetch(TASKS, [a.assignment_id for a in assignments])
    return {r["assignment_id"]: r["task"] for r in rows}
