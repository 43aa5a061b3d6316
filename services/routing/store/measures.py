"""SQL of policy measures: in force, suggested, linked."""

from datetime import date, datetime
from typing import Any, NamedTuple

from services.routing.domain.measures import IssueMeasure, MeasureState, SettleMeasure
from services.routing.domain.organisation import Unit
from services.routing.store.rows import listed, plain
from services.routing.store.scope import sight_of, there
from shared.contracts.envelope import Actor
from shared.contracts.intake import CaseReceived, LikeCasesGrouped
from shared.db import Tx
from shared.outcome import Change

LOCK_MEASURE_BOOK = "SELECT pg_advisory_xact_lock(hashtext('routing.measure'), $1)"

LAST_MEASURE = "SELECT coalesce(max(number), 0) FROM measure WHERE year = $1"

ADD_MEASURE = """
INSERT INTO measure (measure_id, year, number, state, title, condition, rule, proof_accepted,
                     terms_needed, issuer, issuer_name, document_no, link, issued_on, valid_from,
                     valid_until, recorded_at, by)
SELECT measure_id, year, number, 'in_force', title, condition, rule, proof_accepted, terms_needed,
       issuer, issuer_name, document_no, link, issued_on, valid_from, valid_until, at, by
FROM unnest($1::text[], $2::int[], $3::int[], $4::text[], $5::text[], $6::text[], $7::jsonb[],
            $8::int[], $9::text[], $10::text[], $11::text[], $12::text[], $13::date[],
            $14::date[], $15::date[], $16::timestamptz[], $17::jsonb[])
     AS k(measure_id, year, number, title, condition, rule, proof_accepted, terms_needed, issuer,
          issuer_name, document_no, link, issued_on, valid_from, valid_until, at, by)
"""

ADD_TERM = """
INSERT INTO measure_term (measure_id, term)
SELECT DISTINCT * FROM unnest($1::text[], $2::text[]) ON CONFLICT DO NOTHING
"""

# How a case is like: enough of the measure's words stand in its text.
_FOUND = """
WHERE m.state = 'in_force'
  AND (m.valid_until IS NULL OR m.valid_until >= (k.at AT TIME ZONE 'Asia/Shanghai')::date)
GROUP BY k.case_id, m.measure_id, m.terms_needed, k.at
HAVING count(*) >= m.terms_needed
ON CONFLICT DO NOTHING
"""

SUGGEST_FOR_CASE = f"""
INSERT INTO measure_suggestion (case_id, measure_id, terms, suggested_at)
SELECT k.case_id, m.measure_id, jsonb_agg(t.term ORDER BY t.term), k.at
FROM unnest($1::text[], $2::text[], $3::timestamptz[]) AS k(case_id, words, at)
JOIN measure_term t ON position(t.term IN k.words) > 0
JOIN measure m USING (measure_id)
{_FOUND}
"""

# A new measure looks through the cases that are still open: a person's rare act.
SUGGEST_MEASURE = f"""
INSERT INTO measure_suggestion (case_id, measure_id, terms, suggested_at)
SELECT k.case_id, m.measure_id, jsonb_agg(t.term ORDER BY t.term), k.at
FROM (SELECT h.case_id, c.title || ' ' || c.body AS words, n.measure_id, n.at
      FROM unnest($1::text[], $2::timestamptz[]) AS n(measure_id, at)
      CROSS JOIN handling h JOIN case_text c USING (case_id)
      WHERE h.state NOT IN ('closed', 'withdrawn')) k
JOIN measure_term t ON t.measure_id = k.measure_id AND position(t.term IN k.words) > 0
JOIN measure m ON m.measure_id = k.measure_id
{_FOUND}
"""

SUGGEST_OF_LIKE = """
INSERT INTO measure_suggestion (case_id, measure_id, terms, suggested_at)
SELECT DISTINCT ON (k.case_id, l.measure_id) k.case_id, l.measure_id, '[]'::jsonb, k.at
FROM unnest($1::text[], $2::jsonb[], $3::timestamptz[]) AS k(case_id, alike, at)
CROSS JOIN LATERAL jsonb_array_elements_text(k.alike) AS a(case_id)
JOIN measure_link l ON l.case_id = a.case_id AND l.helps
WHERE l.case_id <> k.case_id
ON CONFLICT DO NOTHING
"""

LOCK_MEASURE = """
SELECT measure_id, state, issuer, valid_from, valid_until FROM measure
WHERE measure_id = $1 FOR UPDATE
"""

MOVE_MEASURE = """
UPDATE measure m SET state = k.state
FROM unnest($1::text[], $2::text[]) AS k(measure_id, state) WHERE m.measure_id = k.measure_id
"""

ADD_REVOCATION = """
INSERT INTO measure_revocation (measure_id, reason, revoked_at, by)
SELECT * FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::jsonb[])
"""

IS_SUGGESTED = """
SELECT EXISTS (SELECT FROM measure_suggestion WHERE case_id = $1 AND measure_id = $2)
"""

SETTLE = """
INSERT INTO measure_link (case_id, measure_id, helps, reason, settled_at, by)
SELECT * FROM unnest($1::text[], $2::text[], $3::bool[], $4::text[], $5::timestamptz[], $6::jsonb[])
ON CONFLICT (case_id, measure_id) DO UPDATE
SET helps = excluded.helps, reason = excluded.reason, settled_at = excluded.settled_at,
    by = excluded.by
"""

_SHOWN = """
SELECT m.measure_id AS cursor, m.measure_id, m.state, m.title, m.condition, m.rule,
       m.proof_accepted, m.terms_needed, m.issuer, m.issuer_name, m.document_no, m.link,
       m.issued_on, m.valid_from, m.valid_until, m.recorded_at, m.by,
       (SELECT jsonb_agg(t.term ORDER BY t.term) FROM measure_term t
        WHERE t.measure_id = m.measure_id) AS terms,
       (SELECT count(*) FROM measure_link l WHERE l.measure_id = m.measure_id AND l.helps) AS cases
FROM measure m
"""

MEASURE = f"{_SHOWN} WHERE m.measure_id = $1"

MEASURES = f"{_SHOWN} WHERE m.measure_id > $1 ORDER BY m.measure_id LIMIT $2"

CASES_OF_MEASURE = f"""
SELECT l.case_id AS cursor, l.case_id, h.state, h.round, l.settled_at
FROM measure_link l JOIN handling h USING (case_id)
WHERE l.measure_id = $3 AND l.helps AND l.case_id > $1 AND {there("h", 4, 5)}
ORDER BY l.case_id LIMIT $2
"""

PARTS = {
    "measures": """
        SELECT m.measure_id, m.title, m.condition, m.rule, m.proof_accepted, m.issuer_name,
               m.document_no, m.state, m.valid_from, m.valid_until, s.terms, l.helps, l.reason,
               l.settled_at, l.by
        FROM (SELECT measure_id FROM measure_suggestion WHERE case_id = $1
              UNION SELECT measure_id FROM measure_link WHERE case_id = $1) k
        JOIN measure m USING (measure_id)
        LEFT JOIN measure_suggestion s ON s.case_id = $1 AND s.measure_id = m.measure_id
        LEFT JOIN measure_link l ON l.case_id = $1 AND l.measure_id = m.measure_id
        ORDER BY m.measure_id
        """,
}
"""Linked, set aside, and (`helps` null) only suggested."""

JSON = frozenset({"proof_accepted", "terms", "by"})


class Held(NamedTuple):
    """A measure as its row says, locked."""

    measure_id: str
    state: MeasureState
    issuer: str
    valid_from: date
    valid_until: date | None


async def next_measure_number(tx: Tx, year: int) -> int:
    """The next number of the year, the book locked until the transaction ends."""
    await tx.execute(LOCK_MEASURE_BOOK, year)
    last: int = await tx.fetchval(LAST_MEASURE, year)
    return last + 1


def measure_id(year: int, number: int) -> str:
    return f"M{year}-{number:04d}"


def add_measure(
    ask: IssueMeasure, issuer: Unit, *, year: int, number: int, at: datetime, by: str
) -> list[Change]:
    """The measure with its words, and the open cases that hold them."""
    new = measure_id(year, number)
    row = (
        new, year, number, ask.title, ask.condition, ask.rule, listed(ask.proof_accepted),
        ask.terms_needed, issuer.unit_id, issuer.name, ask.document_no, ask.link, ask.issued_on,
        ask.valid_from, ask.valid_until, at, by,
    )  # fmt: skip
    return [
        Change(ADD_MEASURE, row),
        *(Change(ADD_TERM, (new, term)) for term in ask.terms),
        Change(SUGGEST_MEASURE, (new, at)),
    ]


def suggest_measures(event: CaseReceived, at: datetime) -> Change:
    """Measures whose words stand in a case that arrives."""
    return Change(SUGGEST_FOR_CASE, (event.case_id, f"{event.title} {event.text}", at))


def suggest_of_like(event: LikeCasesGrouped, at: datetime) -> Change:
    """Measures that help a case of the same group: no word found it, a person's grouping did."""
    return Change(SUGGEST_OF_LIKE, (event.case_id, listed(event.cases), at))


async def lock_measure(tx: Tx, wanted: str) -> Held | None:
    r = await tx.fetchrow(LOCK_MEASURE, wanted)
    if r is None:
        return None
    state = MeasureState(r["state"])
    return Held(r["measure_id"], state, r["issuer"], r["valid_from"], r["valid_until"])


def revoke_measure(held: Held, to: str, reason: str, at: datetime, by: str) -> list[Change]:
    return [
        Change(MOVE_MEASURE, (held.measure_id, to)),
        Change(ADD_REVOCATION, (held.measure_id, reason, at, by)),
    ]


async def is_suggested(tx: Tx, case_id: str, wanted: str) -> bool:
    found: bool = await tx.fetchval(IS_SUGGESTED, case_id, wanted)
    return found


def settle_measure(case_id: str, ask: SettleMeasure, at: datetime, by: str) -> Change:
    return Change(SETTLE, (case_id, ask.measure_id, ask.helps, ask.reason, at, by))


async def list_measures(tx: Tx, after: str | None, limit: int) -> list[dict[str, Any]]:
    return [plain(r, JSON) for r in await tx.fetch(MEASURES, after or "", limit)]


async def show_measure(tx: Tx, wanted: str) -> dict[str, Any] | None:
    r = await tx.fetchrow(MEASURE, wanted)
    return {k: v for k, v in plain(r, JSON).items() if k != "cursor"} if r else None


async def list_cases_of_measure(
    tx: Tx, after: str | None, limit: int, *, wanted: str, actor: Actor
) -> list[dict[str, Any]]:
    """The cases that a measure helps."""
    sight = await sight_of(tx, actor)
    page = (after or "", limit, wanted, sight.barred, sight.sub)
    return [dict(r) for r in await tx.fetch(CASES_OF_MEASURE, *page)]
