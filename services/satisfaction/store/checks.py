"""After-checks, their findings, and the visits they still need."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from services.satisfaction.domain.checks import Check, CheckState, Finding
from shared.contracts.envelope import Actor
from shared.db import Tx
from shared.outcome import Change

CHECKS = """
SELECT check_id, case_id, round, state, opened_at, handled, reply_true
FROM after_check WHERE case_id = ANY($1::text[]) ORDER BY case_id, round
"""

ADD_CHECK = """
INSERT INTO after_check (check_id, case_id, round, state, waived, by_phone, ask_rating, opened_at)
SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::boolean[], $6::boolean[],
                     $7::boolean[], $8::timestamptz[])
"""

MOVE_CHECK = """
UPDATE after_check c SET state = k.state, handled = k.handled, reply_true = k.reply_true
FROM unnest($1::text[], $2::text[], $3::text[], $4::boolean[], $5::boolean[])
     AS k(check_id, was, state, handled, reply_true)
WHERE c.check_id = k.check_id AND c.state = k.was
"""

ADD_FINDING = """
INSERT INTO finding (check_id, case_id, method, handled, reply_true, pressed, comment, by_sub,
                     by_name, at)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::boolean[], $5::boolean[],
                     $6::boolean[], $7::text[], $8::text[], $9::text[], $10::timestamptz[])
"""

ASK_FOR_VISIT = """
INSERT INTO visit (check_id, reason, at)
SELECT * FROM unnest($1::text[], $2::text[], $3::timestamptz[])
ON CONFLICT (check_id) DO UPDATE SET reason = excluded.reason, at = excluded.at
"""

BLANK_FINDINGS = """
UPDATE finding f SET comment = NULL FROM unnest($1::text[]) AS k(case_id) WHERE f.case_id = k.case_id
"""

LIST_CHECKS = """
SELECT c.check_id AS cursor, c.check_id, c.case_id, c.round, c.state, c.waived, c.by_phone,
       c.ask_rating, c.handled, c.reply_true, c.opened_at, v.reason AS call_ended,
       (SELECT bool_or(pressed) FROM finding f WHERE f.check_id = c.check_id) AS pressed,
       c.state IN ('due', 'recorded') AND (v.check_id IS NOT NULL OR NOT c.by_phone) AS needs_visit
FROM after_check c LEFT JOIN visit v USING (check_id)
WHERE c.check_id > coalesce($1, '') AND ($3::text IS NULL OR c.state = $3)
  AND ($4::text IS NULL OR c.case_id = $4)
  AND ($5::boolean IS NULL OR $5 = (c.state IN ('due', 'recorded')
                                    AND (v.check_id IS NOT NULL OR NOT c.by_phone)))
ORDER BY c.check_id LIMIT $2
"""


async def checks_of(tx: Tx, case_ids: Sequence[str]) -> dict[str, list[Check]]:
    """The checks of cases that are locked already, by round."""
    checks: dict[str, list[Check]] = {}
    for row in await tx.fetch(CHECKS, list(case_ids)):
        check = Check(**{**row, "state": CheckState(row["state"])})
        checks.setdefault(check.case_id, []).append(check)
    return checks


def add_check(check: Check, *, waived: bool, by_phone: bool, ask_rating: bool) -> Change:
    """The check of one published answer."""
    row = (
        check.check_id,
        check.case_id,
        check.round,
        check.state,
        waived,
        by_phone,
        ask_rating,
        check.opened_at,
    )
    return Change(ADD_CHECK, row)


def move_check(
    check: Check, to: str, *, handled: bool | None = None, reply_true: bool | None = None
) -> Change:
    """From the state it was seen in to another, with what is known by then."""
    return Change(MOVE_CHECK, (check.check_id, check.state, to, handled, reply_true))


def add_finding(
    check: Check, finding: Finding, comment: str | None, by: Actor, at: datetime
) -> Change:
    """What one look found."""
    row = (
        check.check_id,
        check.case_id,
        finding.method,
        finding.handled,
        finding.reply_true,
        finding.pressed,
        comment,
        by.sub,
        by.name,
        at,
    )
    return Change(ADD_FINDING, row)


def ask_for_visit(check_id: str, reason: str, at: datetime) -> Change:
    """The telephone did not settle it."""
    return Change(ASK_FOR_VISIT, (check_id, reason, at))


def blank_findings(case_id: str) -> Change:
    """Forget the author's words."""
    return Change(BLANK_FINDINGS, (case_id,))


async def list_checks(
    tx: Tx,
    after: str | None,
    limit: int,
    *,
    state: str | None,
    case_id: str | None,
    needs_visit: bool | None,
) -> list[dict[str, Any]]:
    """Checks, without the author's words."""
    rows = await tx.fetch(LIST_CHECKS, after, limit, state, case_id, needs_visit)
    return [dict(row) for row in rows]
