"""SQL of drafts 答复稿: their wordings, signature and reading."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from services.routing.domain.assignments import Assignment
from services.routing.domain.cases import Case
from services.routing.domain.drafts import ENDS, Draft, DraftState
from services.routing.domain.replies import Read
from services.routing.domain.results import Result
from shared.db import Tx
from shared.outcome import Change

# Only who was asked about the wording that stands has a word on it.
DRAFT = """
SELECT d.draft_id, d.case_id, d.assignment_id, d.unit_id, d.state, d.version,
       coalesce(c.asked, '{}') AS asked, coalesce(s.agreed, '{}') AS agreed, c.answer_by
FROM reply_draft d
LEFT JOIN LATERAL (
  SELECT version, array_agg(unit_id ORDER BY unit_id) AS asked, min(answer_by) AS answer_by
  FROM draft_circulation
  WHERE draft_id = d.draft_id AND version > (SELECT max(version) FROM draft_wording w
                                             WHERE w.draft_id = d.draft_id)
  GROUP BY version ORDER BY version DESC LIMIT 1) c ON true
LEFT JOIN LATERAL (
  SELECT array_agg(unit_id ORDER BY unit_id) AS agreed FROM draft_countersign
  WHERE draft_id = d.draft_id AND version > c.version AND agrees) s ON true
WHERE d.draft_id = $1
"""

NEXT_NUMBER = "SELECT coalesce(max(number), 0) + 1 FROM reply_draft WHERE case_id = $1"

OPEN_DRAFTS = """
SELECT draft_id, case_id, assignment_id, unit_id, state, version, '{}'::text[] AS asked,
       '{}'::text[] AS agreed, NULL::date AS answer_by
FROM reply_draft
WHERE case_id = $1 AND state <> ALL($2::text[]) ORDER BY number
"""

ADD_DRAFT = """
INSERT INTO reply_draft (draft_id, case_id, number, assignment_id, unit_id, state, version,
                         started_at, changed_at)
SELECT draft_id, case_id, number, assignment_id, unit_id, 'drafted', 1, at, at
FROM unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::text[], $6::timestamptz[])
     AS k(draft_id, case_id, number, assignment_id, unit_id, at)
"""

MOVE_DRAFT = """
UPDATE reply_draft d SET state = k.state, version = k.version, changed_at = k.at
FROM unnest($1::text[], $2::text[], $3::int[], $4::timestamptz[])
     AS k(draft_id, state, version, at)
WHERE d.draft_id = k.draft_id
"""

ADD_WORDING = """
INSERT INTO draft_wording (draft_id, version, text, result, written_at, by)
SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::jsonb[], $5::timestamptz[], $6::jsonb[])
"""

WORDING = """
SELECT text, result FROM draft_wording
WHERE draft_id = $1 ORDER BY version DESC LIMIT 1
"""

ADD_SIGNATURE = """
INSERT INTO draft_signature (draft_id, version, head, deputy, signed_at, by)
SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::bool[], $5::timestamptz[], $6::jsonb[])
"""

ADD_DRAFT_RETURN = """
INSERT INTO draft_return (draft_id, version, reason, text, returned_at, by)
SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::timestamptz[], $6::jsonb[])
"""

ADD_DRAFT_READING = """
INSERT INTO draft_reading (draft_id, version, outcome, opinion, post_id, holder, mode, read_at, by,
                           scan)
SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[],
                     $7::text[], $8::timestamptz[], $9::jsonb[], $10::text[])
"""

ANSWERS_OF = """
SELECT a.unit_name, r.text
FROM assignment a
JOIN LATERAL (SELECT text FROM reply WHERE assignment_id = a.assignment_id AND case_id = a.case_id
              ORDER BY number DESC LIMIT 1) r ON true
WHERE a.assignment_id = ANY($1::text[]) AND a.state = 'answered'
ORDER BY a.part = 'assisting', a.number
"""


class Wording(NamedTuple):
    """What a draft says, and what came of the matter."""

    text: str
    result: Result


async def load_draft(tx: Tx, draft_id: str) -> Draft | None:
    r = await tx.fetchrow(DRAFT, draft_id)
    return _draft(r) if r else None


async def open_drafts(tx: Tx, case: Case) -> list[Draft]:
    """Those of the case that are on their way."""
    return [_draft(r) for r in await tx.fetch(OPEN_DRAFTS, case.case_id, [str(s) for s in ENDS])]


async def next_draft_number(tx: Tx, case: Case) -> int:
    number: int = await tx.fetchval(NEXT_NUMBER, case.case_id)
    return number


def add_draft(case: Case, assignment: Assignment, number: int, at: datetime) -> Change:
    return Change(
        ADD_DRAFT,
        (
            f"{case.case_id}-d{number}", case.case_id, number, assignment.assignment_id,
            assignment.unit_id, at,
        ),
    )  # fmt: skip


def move_draft(draft: Draft, to: str, at: datetime) -> Change:
    return Change(MOVE_DRAFT, (draft.draft_id, to, draft.version + 1, at))


def add_wording(draft_id: str, version: int, wording: Wording, at: datetime, by: str) -> Change:
    body = wording.result.model_dump_json(exclude_defaults=True)
    return Change(ADD_WORDING, (draft_id, version, wording.text, body, at, by))


async def load_wording(tx: Tx, draft: Draft) -> Wording:
    r = await tx.fetchrow(WORDING, draft.draft_id)
    return Wording(r["text"], Result.model_validate_json(r["result"]))


def add_signature(draft: Draft, head: str, at: datetime, by: str, *, deputy: bool) -> Change:
    return Change(ADD_SIGNATURE, (draft.draft_id, draft.version + 1, head, deputy, at, by))


def add_draft_return(draft: Draft, reason: str, text: str, at: datetime, by: str) -> Change:
    return Change(ADD_DRAFT_RETURN, (draft.draft_id, draft.version + 1, reason, text, at, by))


def add_draft_reading(
    draft: Draft,
    *,
    outcome: Read,
    opinion: str,
    post_id: str,
    holder: str,
    mode: str,
    scan: str | None,
    at: datetime,
    by: str,
) -> Change:
    row = (draft.draft_id, draft.version + 1, outcome, opinion, post_id, holder, mode, at, by, scan)
    return Change(ADD_DRAFT_READING, row)


async def answers_of(tx: Tx, assignments: Sequence[Assignment]) -> list[tuple[str, str]]:
    """What these units answered last: name and text, those that lead first."""
    rows = await tx.fetch(ANSWERS_OF, [a.assignment_id for a in assignments])
    return [(r["unit_name"], r["text"]) for r in rows]


def _draft(r: Any) -> Draft:
    return Draft(
        r["draft_id"], r["case_id"], r["assignment_id"], r["unit_id"], DraftState(r["state"]),
        r["version"], tuple(r["asked"]), tuple(r["agreed"]), r["answer_by"],
    )  # fmt: skip
