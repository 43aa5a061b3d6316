"""SQL of time lost: what is charged to whom, case by case and in sum."""

from datetime import date, datetime
from typing import Any

from services.routing.domain.assignments import Assignment
from services.routing.domain.cases import Case
from services.routing.domain.instructions import must_be_a_span
from services.routing.domain.lost_time import FAULTS, Lost
from services.routing.store.scope import narrowed, sight_of, there
from shared.contracts.envelope import Actor
from shared.db import Tx
from shared.outcome import Change

ADD_LOST_TIME = """
INSERT INTO lost_time (assignment_id, version, case_id, fault, charged_unit, lost_from, lost_until)
SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[], $6::timestamptz[],
                     $7::timestamptz[])
"""

# A day is a day in Lüliang.
_SPAN = """l.lost_until >= $1::date::timestamp AT TIME ZONE 'Asia/Shanghai'
  AND l.lost_until < ($2::date + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'"""

_HOURS = "extract(epoch FROM l.lost_until - l.lost_from) / 3600"

TOTALS = f"""
SELECT l.charged_unit AS unit_id, u.name AS unit_name, l.fault,
       count(DISTINCT l.case_id) AS cases, round(sum({_HOURS}), 1)::float8 AS hours
FROM lost_time l LEFT JOIN unit u ON u.unit_id = l.charged_unit
WHERE {_SPAN} AND ($3::text IS NULL OR l.charged_unit = $3)
GROUP BY l.charged_unit, u.name, l.fault ORDER BY l.charged_unit, l.fault
"""

_ENTRY = f"""
SELECT l.assignment_id, l.version, l.case_id, l.fault, l.charged_unit, u.name AS charged_name,
       l.lost_from, l.lost_until, round({_HOURS}, 1)::float8 AS hours, a.unit_id, a.unit_name,
       h.external_id
FROM lost_time l JOIN assignment a USING (assignment_id)
JOIN handling h ON h.case_id = l.case_id LEFT JOIN unit u ON u.unit_id = l.charged_unit
WHERE (l.lost_until, l.assignment_id, l.version) > ($1, $2, $3) AND {there("h", 5, 6)}
"""
_ORDER = "ORDER BY l.lost_until, l.assignment_id, l.version LIMIT $4"

ENTRIES = f"{_ENTRY} {_ORDER}"
ENTRIES_OF_UNIT = f"{_ENTRY} AND l.charged_unit = $7 {_ORDER}"

BEFORE_ALL = "0001-01-02T00:00:00+00:00||0"


def add_lost_time(case: Case, assignment: Assignment, lost: Lost) -> Change:
    return Change(
        ADD_LOST_TIME,
        (
            assignment.assignment_id, assignment.version + 1, case.case_id, lost.fault,
            lost.charged_unit, lost.lost_from, lost.lost_until,
        ),
    )  # fmt: skip


async def count_lost_time(
    tx: Tx, since: date, until: date, *, actor: Actor, unit: str | None
) -> dict[str, Any]:
    """Cases and hours by unit and fault, of what ended from the first day to the last."""
    must_be_a_span(since, until)
    unit = await narrowed(tx, (await sight_of(tx, actor)).scope, unit)
    rows = await tx.fetch(TOTALS, since, until, unit)
    items = [dict(r) | {"label": FAULTS[r["fault"]]} for r in rows]
    return {"from": since, "until": until, "items": items}


async def list_lost_time(
    tx: Tx, after: str | None, limit: int, *, actor: Actor, unit: str | None
) -> list[dict[str, Any]]:
    """Each piece of lost time, the earliest first; a unit sees what is charged to it and those below."""
    sight = await sight_of(tx, actor)
    unit = await narrowed(tx, sight.scope, unit)
    moment, assignment_id, version = (after or BEFORE_ALL).split("|")
    place = (datetime.fromisoformat(moment), assignment_id, int(version), limit)
    seen = (sight.barred, sight.sub)
    rows = await (
        tx.fetch(ENTRIES, *place, *seen)
        if unit is None
        else tx.fetch(ENTRIES_OF_UNIT, *place, *seen, unit)
    )
    return [
        dict(r)
        | {"label": FAULTS[r["fault"]]}
        | {"cursor": f"{r['lost_until'].isoformat()}|{r['assignment_id']}|{r['version']}"}
        for r in rows
    ]
