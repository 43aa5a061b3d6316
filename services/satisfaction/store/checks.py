"""After-checks, their findings, and the visits they still need."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from services.satisfaction.domain.checks import Check, CheckState, Finding
from shared.contracts.envelope import Actor
from shared.db import Tx
from shared.outcome import Change
from shared.shield import sight_of, there

CHECKS = """
SELECT c.check_id, c.case_id, c.round, c.state, c.opened_at, c.handled, c.reply_true,
       ARRAY(SELECT m.sub FROM maker m WHERE m.case_id = c.case_id AND m.round = c.round) AS makers,
       ARRAY(SELECT u.unit_id FROM handler_unit u
             WHERE u.case_id = c.case_id AND u.round = c.round) AS units
FROM after_check c WHERE c.case_id = ANY($1::text[]) ORDER BY c.case_id, c.round
"""

ADD_MAKER = """
INSERT INTO maker (case_id, round, sub) SELECT * FROM unnest($1::text[], $2::int[], $3::text[])
ON CONFLICT DO NOTHING
"""

ADD_HANDLER = """
INSERT INTO handler_unit (case_id, round, unit_id)
SELECT * FROM unnest($1::text[], $2::int[], $3::text[])
ON CONFLICT DO NOTHING
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

LIST_CHECKS = f"""
SELECT c.check_id AS cursor, c.check_id, c.case_id, c.round, c.state, c.waived, c.by_phone,
       c.ask_rating, c.handled, c.reply_true, c.opened_at, v.reason AS call_ended,
       (SELECT bool_or(pressed) FROM finding f WHERE f.check_id = c.check_id) AS pressed,
       c.state IN ('due', 'recorded') AND (v.check_id IS NOT NULL OR NOT c.by_phone) AS needs_visit
FROM after_check c LEFT JOIN visit v USING (check_id)
WHERE c.check_id > coalesce($1, '') AND ($3::text IS NULL OR c.state = $3)
  AND ($4::text IS NULL OR c.case_id = $4)
  AND ($5::boolean IS NULL OR $5 = (c.state IN ('due', 'recorded')
                                    AND (v.check_id IS NOT NULL OR NOT c.by_phone)))
  AND {there("c.case_id", 6, 7)}
ORDER BY c.check_id LIMIT $2
"""


async def checks_of(tx: Tx, case_ids: Sequence[str]) -> dict[str, list[Check]]:
    """The checks of cases that are locked already, by round."""
    checks: dict[str, list[Check]] = {}
    for row in await tx.fetch(CHECKS, list(case_ids)):
        parts = {name: tuple(row[name]) for name in ("makers", "units")}
        check = Check(**{**row, "state": CheckState(row["state"]), **parts})
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


def add_maker(case_id: str, of_round: int, sub: str) -> Change:
    """Somebody had a hand in the round's answer."""
    return Change(ADD_MAKER, (case_id, of_round, sub))


def add_handlers(case_id: str, of_round: int, units: Sequence[str]) -> list[Change]:
    """These units handled the matter in that round."""
    return [Change(ADD_HANDLER, (case_id, of_round, unit)) for unit in units]


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
    actor: Actor,
) -> list[dict[str, Any]]:
    """Checks, without the author's words."""
    sight = await sight_of(tx, actor)
    rows = await tx.fetch(LIST_CHECKS, after, limit, state, case_id, needs_visit, *sight)
    return [dict(row) for row in rows]
