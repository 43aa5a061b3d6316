"""SQL of further public replies 后续回复."""

from datetime import date, datetime
from typing import Any

from services.routing.domain.cases import Case
from services.routing.domain.further import (
    ENDS,
    Further,
    FurtherKind,
    FurtherState,
    id_of_further,
)
from services.routing.domain.replies import Read
from shared.db import Tx
from shared.outcome import Change

FURTHER_REPLY = """
SELECT f.further_id, f.case_id, f.round, f.kind, f.promise_on, f.state, f.version,
       coalesce(w.text, f.text) AS text, e.read_at
FROM further_reply f
LEFT JOIN LATERAL (SELECT text FROM further_review
                   WHERE further_id = f.further_id AND f.state <> 'written'
                   ORDER BY version DESC LIMIT 1) w ON true
LEFT JOIN LATERAL (SELECT read_at FROM further_reading
                   WHERE further_id = f.further_id AND outcome = 'read'
                   ORDER BY version DESC LIMIT 1) e ON true
"""

ONE_FURTHER = f"{FURTHER_REPLY}WHERE f.further_id = $1"

OPEN_FURTHER = f"""{FURTHER_REPLY}
WHERE f.case_id = $1 AND f.state <> ALL($2::text[]) ORDER BY f.number
"""

COUNT_FURTHER = "SELECT count(*) FROM further_reply WHERE case_id = $1"

ADD_FURTHER = """
INSERT INTO further_reply (further_id, case_id, number, round, kind, text, promise_on, state,
                           version, written_at, by)
SELECT further_id, case_id, number, round, kind, text, promise_on, 'written', 1, at, by
FROM unnest($1::text[], $2::text[], $3::int[], $4::int[], $5::text[], $6::text[], $7::date[],
            $8::timestamptz[], $9::jsonb[])
     AS k(further_id, case_id, number, round, kind, text, promise_on, at, by)
"""

MOVE_FURTHER = """
UPDATE further_reply f SET state = k.state, version = k.version
FROM unnest($1::text[], $2::text[], $3::int[]) AS k(further_id, state, version)
WHERE f.further_id = k.further_id
"""

REWRITE_FURTHER = """
UPDATE further_reply f SET kind = k.kind, text = k.text, promise_on = k.promise_on
FROM unnest($1::text[], $2::text[], $3::text[], $4::date[]) AS k(further_id, kind, text, promise_on)
WHERE f.further_id = k.further_id
"""

ADD_FURTHER_WORDING = """
INSERT INTO further_wording (further_id, version, text, promise_on, written_at, by)
SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::date[], $5::timestamptz[], $6::jsonb[])
"""

ADD_FURTHER_REVIEW = """
INSERT INTO further_review (further_id, version, text, reviewed_at, by)
SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::timestamptz[], $5::jsonb[])
"""

ADD_FURTHER_RETURN = """
INSERT INTO further_return (further_id, version, reason, text, returned_at, by)
SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::timestamptz[], $6::jsonb[])
"""

ADD_FURTHER_READING = """
INSERT INTO further_reading (further_id, version, outcome, opinion, post_id, holder, mode, read_at,
                             by, scan)
SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[],
                     $7::text[], $8::timestamptz[], $9::jsonb[], $10::text[])
"""

ADD_FURTHER_PUBLICATION = """
INSERT INTO further_publication (further_id, text, proof, screenshot, published_at, recorded_at, by)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[],
                     $6::timestamptz[], $7::jsonb[])
"""


async def load_further(tx: Tx, further_id: str) -> Further | None:
    r = await tx.fetchrow(ONE_FURTHER, further_id)
    return _further(r) if r else None


async def open_further(tx: Tx, case: Case) -> list[Further]:
    """Those of the case that are on their way."""
    rows = await tx.fetch(OPEN_FURTHER, case.case_id, [str(s) for s in ENDS])
    return [_further(r) for r in rows]


async def count_further(tx: Tx, case: Case) -> int:
    """How many the case has had.  Its row is locked, so the next number is one more."""
    count: int = await tx.fetchval(COUNT_FURTHER, case.case_id)
    return count


def add_further(
    case: Case,
    number: int,
    kind: FurtherKind,
    text: str,
    promise_on: date | None,
    at: datetime,
    by: str,
) -> list[Change]:
    further_id = id_of_further(case.case_id, number)
    row = (further_id, case.case_id, number, case.round, kind, text, promise_on, at, by)
    return [
        Change(ADD_FURTHER, row),
        Change(ADD_FURTHER_WORDING, (further_id, 1, text, promise_on, at, by)),
    ]


def move_further(further: Further, to: str) -> Change:
    return Change(MOVE_FURTHER, (further.further_id, to, further.version + 1))


def rewrite(
    further: Further, text: str, promise_on: date | None, at: datetime, by: str
) -> list[Change]:
    """Another wording in place of the one there is, which stays on record."""
    return [
        Change(REWRITE_FURTHER, (further.further_id, further.kind, text, promise_on)),
        _acted(ADD_FURTHER_WORDING, further, text, promise_on, at, by),
    ]


def add_further_review(further: Further, text: str, at: datetime, by: str) -> Change:
    return _acted(ADD_FURTHER_REVIEW, further, text, at, by)


def add_further_return(further: Further, reason: str, text: str, at: datetime, by: str) -> Change:
    return _acted(ADD_FURTHER_RETURN, further, reason, text, at, by)


def add_further_reading(
    further: Further,
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
    row = (outcome, opinion, post_id, holder, mode, at, by, scan)
    return _acted(ADD_FURTHER_READING, further, *row)


def add_further_publication(
    further: Further,
    *,
    proof: str,
    screenshot: str | None,
    published_at: datetime,
    at: datetime,
    by: str,
) -> Change:
    row = (further.further_id, further.text, proof, screenshot, published_at, at, by)
    return Change(ADD_FURTHER_PUBLICATION, row)


def _further(r: Any) -> Further:
    return Further(
        r["further_id"], r["case_id"], r["round"], r["kind"], r["promise_on"],
        FurtherState(r["state"]), r["version"], r["text"], r["read_at"],
    )  # fmt: skip


def _acted(sql: str, further: Further, *row: Any) -> Change:
    return Change(sql, (further.further_id, further.version + 1, *row))
