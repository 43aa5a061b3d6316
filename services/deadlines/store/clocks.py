"""SQL of cases and their clocks."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.deadlines.domain.calendar import Calendar
from services.deadlines.domain.cases import CaseClocks, CaseState, KnownCase
from services.deadlines.domain.clocks import Clock, State
from services.deadlines.domain.rules import Basis, Term
from services.deadlines.store.calendar import load_calendar
from shared.db import Tx
from shared.outcome import Change

LOCK_CASES = """
SELECT case_id, handling_class, admitted_at, state
FROM known_case WHERE case_id = ANY($1::text[]) ORDER BY case_id FOR UPDATE
"""

CLOCKS_OF_CASES = """
SELECT c.*, m.clock_id IS NOT NULL AND w.clock_id IS NULL AS missed
FROM clock c
LEFT JOIN clock_miss m USING (clock_id, version)
LEFT JOIN clock_miss_withdrawal w USING (clock_id, version)
WHERE c.case_id = ANY($1::text[]) ORDER BY c.clock_id
"""

REMEMBER_CASE = """
INSERT INTO known_case (case_id, handling_class, admitted_at, state)
SELECT * FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[])
"""

UPDATE_CASE = """
UPDATE known_case c SET handling_class = k.handling_class, state = k.state
FROM unnest($1::text[], $2::text[], $3::text[]) AS k(case_id, handling_class, state)
WHERE c.case_id = k.case_id
"""

ADD_CLOCK = """
INSERT INTO clock (clock_id, case_id, kind, round, unit_id, assignment_id, started_at,
                   due_at, days, working_days, basis, estimated, state, version)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::text[], $6::text[],
                     $7::timestamptz[], $8::timestamptz[], $9::int[], $10::bool[], $11::text[],
                     $12::bool[], $13::text[], $14::int[])
"""

MOVE_CLOCK = """
UPDATE clock c SET due_at = k.due_at, days = k.days, working_days = k.working_days,
                   basis = k.basis, estimated = k.estimated, version = k.version,
                   state = 'running', ended_at = NULL
FROM unnest($1::text[], $2::timestamptz[], $3::int[], $4::bool[], $5::text[], $6::bool[], $7::int[])
     AS k(clock_id, due_at, days, working_days, basis, estimated, version)
WHERE c.clock_id = k.clock_id
"""

END_CLOCK = """
UPDATE clock c SET state = k.state, ended_at = k.ended_at
FROM unnest($1::text[], $2::text[], $3::timestamptz[]) AS k(clock_id, state, ended_at)
WHERE c.clock_id = k.clock_id
"""

ADD_WARNING = """
INSERT INTO clock_warning (clock_id, version, warned_at)
SELECT * FROM unnest($1::text[], $2::int[], $3::timestamptz[])
"""

ADD_MISS = """
INSERT INTO clock_miss (clock_id, version, missed_at)
SELECT * FROM unnest($1::text[], $2::int[], $3::timestamptz[])
"""

ADD_MISS_WITHDRAWAL = """
INSERT INTO clock_miss_withdrawal (clock_id, version, withdrawn_at)
SELECT * FROM unnest($1::text[], $2::int[], $3::timestamptz[])
"""

ADD_REMINDER = """
INSERT INTO reminder (clock_id, version, level, issued_at)
SELECT * FROM unnest($1::text[], $2::int[], $3::int[], $4::timestamptz[])
"""

CASE_PREFIX = "case/"


async def load_cases(tx: Tx, subjects: list[str]) -> dict[str, CaseClocks]:
    """Lock the cases among `subjects` in sorted order and return each with its clocks.

    A case that was never heard of comes back too, knowing nothing; other subjects do not.
    """
    ids = sorted(s.removeprefix(CASE_PREFIX) for s in subjects if s.startswith(CASE_PREFIX))
    known = {r["case_id"]: _known(r) for r in await tx.fetch(LOCK_CASES, ids)}
    # A statement of its own, so that it sees what the holder of the lock has committed.
    clocks: dict[str, dict[str, Clock]] = {case_id: {} for case_id in ids}
    for r in await tx.fetch(CLOCKS_OF_CASES, list(known)):
        clocks[r["case_id"]][r["clock_id"]] = read_clock(r)
    calendar = await load_calendar(tx)
    return {
        f"{CASE_PREFIX}{case_id}": _case(case_id, known.get(case_id), clocks[case_id], calendar)
        for case_id in ids
    }


def _case(
    case_id: str, known: KnownCase | None, clocks: Mapping[str, Clock], calendar: Calendar
) -> CaseClocks:
    return CaseClocks(case_id, known, clocks, calendar)


def _known(r: Any) -> KnownCase:
    return KnownCase(r["handling_class"], r["admitted_at"], CaseState(r["state"]))


def read_clock(r: Any) -> Clock:
    """A clock from its row, which says too whether a miss stands."""
    return Clock(
        clock_id=r["clock_id"],
        case_id=r["case_id"],
        kind=r["kind"],
        round=r["round"],
        unit_id=r["unit_id"],
        assignment_id=r["assignment_id"],
        started_at=r["started_at"],
        term=Term(r["due_at"], r["days"], r["working_days"], Basis(r["basis"]), r["estimated"]),
        state=State(r["state"]),
        ended_at=r["ended_at"],
        version=r["version"],
        missed=r["missed"],
    )


def remember_case(case_id: str, known: KnownCase) -> Change:
    row = (case_id, known.handling_class, known.admitted_at, str(known.state))
    return Change(REMEMBER_CASE, row)


def update_case(case_id: str, known: KnownCase) -> Change:
    return Change(UPDATE_CASE, (case_id, known.handling_class, str(known.state)))


def add_clock(clock: Clock) -> Change:
    row = (
        clock.clock_id, clock.case_id, clock.kind, clock.round, clock.unit_id, clock.assignment_id,
        clock.started_at, clock.due_at, clock.term.days, clock.term.working_days,
        str(clock.term.basis), clock.term.estimated, str(clock.state), clock.version,
    )  # fmt: skip
    return Change(ADD_CLOCK, row)


def move_clock(clock: Clock) -> Change:
    row = (
        clock.clock_id, clock.due_at, clock.term.days, clock.term.working_days,
        str(clock.term.basis), clock.term.estimated, clock.version,
    )  # fmt: skip
    return Change(MOVE_CLOCK, row)


def end_clock(clock_id: str, state: State, ended_at: datetime) -> Change:
    return Change(END_CLOCK, (clock_id, str(state), ended_at))


def add_warning(clock: Clock, at: datetime) -> Change:
    return Change(ADD_WARNING, (clock.clock_id, clock.version, at))


def add_miss(clock: Clock, at: datetime) -> Change:
    return Change(ADD_MISS, (clock.clock_id, clock.version, at))


def add_miss_withdrawal(clock: Clock, at: datetime) -> Change:
    return Change(ADD_MISS_WITHDRAWAL, (clock.clock_id, clock.version, at))


def add_reminder(clock: Clock, level: int, at: datetime) -> Change:
    return Change(ADD_REMINDER, (clock.clock_id, clock.version, level, at))
