"""SQL of what people look at."""

from datetime import UTC, datetime
from typing import Any

from services.deadlines.domain.explanation import explain
from services.deadlines.domain.rules import RULES
from services.deadlines.store.calendar import load_calendar
from services.deadlines.store.clocks import read_clock
from shared.contracts.envelope import Actor
from shared.db import Tx
from shared.rules import Refused
from shared.shield import sight_of, there

SHOWN = """
SELECT c.*, w.warned_at, m.missed_at, b.withdrawn_at,
       m.clock_id IS NOT NULL AND b.clock_id IS NULL AS missed,
       c.state = 'running' AND c.due_at <= clock.now() AS overdue
FROM clock c
LEFT JOIN clock_warning w USING (clock_id, version)
LEFT JOIN clock_miss m USING (clock_id, version)
LEFT JOIN clock_miss_withdrawal b USING (clock_id, version)
"""

CLOCKS_OF_CASE = f"""{SHOWN}
WHERE c.case_id = $1 AND ($2::text IS NULL OR c.unit_id = $2) AND {there("c.case_id", 3, 4)}
ORDER BY c.started_at, c.clock_id
"""

KNOWN_CASE = f"""
SELECT handling_class, admitted_at, state FROM known_case
WHERE case_id = $1 AND {there("known_case.case_id", 2, 3)}
"""

CLOCKS = f"""{SHOWN}
WHERE c.state = $1 AND c.due_at <= CASE WHEN $2 THEN clock.now() ELSE 'infinity' END
  AND (c.due_at, c.clock_id) > ($3, $4) AND {there("c.case_id", 6, 7)}
ORDER BY c.due_at, c.clock_id LIMIT $5
"""

CLOCKS_OF_UNIT = f"""{SHOWN}
WHERE c.unit_id = $8 AND c.state = $1
  AND c.due_at <= CASE WHEN $2 THEN clock.now() ELSE 'infinity' END
  AND (c.due_at, c.clock_id) > ($3, $4) AND {there("c.case_id", 6, 7)}
ORDER BY c.due_at, c.clock_id LIMIT $5
"""

OVERDUE = "overdue"

FIRST = (datetime(1, 1, 2, tzinfo=UTC), "")


async def show_case(
    tx: Tx, case_id: str, *, unit: str | None, actor: Actor
) -> dict[str, Any] | None:
    """A case's clocks, each with its explanation; only a unit's own if a unit asks."""
    sight = await sight_of(tx, actor)
    known = await tx.fetchrow(KNOWN_CASE, case_id, *sight)
    rows = await tx.fetch(CLOCKS_OF_CASE, case_id, unit, *sight)
    if known is None or (unit is not None and not rows):
        return None
    calendar = await load_calendar(tx)
    clocks = [_shown(r) | {"explanation": explain(read_clock(r), calendar)} for r in rows]
    return {"case_id": case_id, **dict(known), "clocks": clocks}


async def list_clocks(
    tx: Tx, after: str | None, limit: int, *, state: str, unit: str | None, actor: Actor
) -> list[dict[str, Any]]:
    """Clocks in one state by their due time, of one unit or of all; overdue is running and past due."""
    in_state = "running" if state == OVERDUE else state
    due_at, clock_id = _read_cursor(after)
    sight = await sight_of(tx, actor)
    bounds = (in_state, state == OVERDUE, due_at, clock_id, limit, *sight)
    rows = await (tx.fetch(CLOCKS, *bounds) if unit is None
                  else tx.fetch(CLOCKS_OF_UNIT, *bounds, unit))  # fmt: skip
    return [_shown(r) | {"cursor": f"{r['due_at'].isoformat()} {r['clock_id']}"} for r in rows]


def _read_cursor(after: str | None) -> tuple[datetime, str]:
    if after is None:
        return FIRST
    due_at, _, clock_id = after.partition(" ")
    try:
        instant = datetime.fromisoformat(due_at)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise Refused("cursor_malformed", "use a cursor that a page gave you", status=400)
    return instant, clock_id


def _shown(r: Any) -> dict[str, Any]:
    clock = read_clock(r)
    return {
        "clock_id": clock.clock_id,
        "case_id": clock.case_id,
        "kind": clock.kind,
        "name": RULES[clock.kind].hanzi,
        "round": clock.round,
        "unit_id": clock.unit_id,
        "assignment_id": clock.assignment_id,
        "state": clock.state,
        "started_at": clock.started_at,
        "due_at": clock.due_at,
        "due_on": clock.term.due_on,
        "days": clock.term.days,
        "working_days": clock.term.working_days,
        "basis": clock.term.basis,
        "estimated": clock.term.estimated,
        "overdue": r["overdue"],
        "warned_at": r["warned_at"],
        "missed_at": r["missed_at"] if clock.missed else None,
        "miss_withdrawn_at": r["withdrawn_at"],
        "ended_at": clock.ended_at,
        "late": clock.is_late(clock.ended_at) if clock.ended_at else None,
    }
