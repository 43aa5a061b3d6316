"""SQL of progress, meetings and third parties."""

from datetime import date, datetime
from typing import Any, NamedTuple

from services.routing.domain.assignments import Assignment
from services.routing.domain.cases import Case
from services.routing.domain.progress import (
    HoldMeeting,
    LookAgain,
    NoteProgress,
    PressState,
    PressThirdParty,
    id_of_progress,
)
from services.routing.store.rows import listed
from services.routing.store.scope import sight_of, there
from shared.contracts.envelope import Actor
from shared.db import Tx
from shared.outcome import Change

COUNT_PROGRESS = "SELECT count(*) FROM progress WHERE case_id = $1"
COUNT_MEETINGS = "SELECT count(*) FROM meeting WHERE case_id = $1"
COUNT_THIRD_PARTIES = "SELECT count(*) FROM third_party WHERE case_id = $1"

ADD_PROGRESS = """
INSERT INTO progress (progress_id, case_id, number, round, assignment_id, unit_id, act, state, text,
                      happened_on, method, people, files, next_on, noted_at, by)
SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::int[], $5::text[], $6::text[],
                     $7::text[], $8::text[], $9::text[], $10::date[], $11::text[], $12::jsonb[],
                     $13::jsonb[], $14::date[], $15::timestamptz[], $16::jsonb[])
"""

ADD_MEETING = """
INSERT INTO meeting (meeting_id, case_id, number, round, held_on, place, units, others, agreed,
                     files, noted_at, by)
SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::int[], $5::date[], $6::text[],
                     $7::jsonb[], $8::jsonb[], $9::text[], $10::jsonb[], $11::timestamptz[],
                     $12::jsonb[])
"""

ADD_THIRD_PARTY = """
INSERT INTO third_party (press_id, case_id, number, round, unit_id, name, kind, matter, method,
                         pressed_on, files, state, look_again_on, noted_at, by)
SELECT press_id, case_id, number, round, unit_id, name, kind, matter, method, pressed_on, files,
       'pressed', look_again_on, at, by
FROM unnest($1::text[], $2::text[], $3::int[], $4::int[], $5::text[], $6::text[], $7::text[],
            $8::text[], $9::text[], $10::date[], $11::jsonb[], $12::date[], $13::timestamptz[],
            $14::jsonb[])
     AS k(press_id, case_id, number, round, unit_id, name, kind, matter, method, pressed_on, files,
          look_again_on, at, by)
"""

THIRD_PARTY = """
SELECT t.press_id, t.unit_id, t.state,
       (SELECT count(*) FROM third_party_look l WHERE l.press_id = t.press_id) AS looks
FROM third_party t WHERE t.press_id = $1
"""

ADD_LOOK = """
INSERT INTO third_party_look (press_id, number, state, text, look_again_on, files, looked_at, by)
SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::date[], $6::jsonb[],
                     $7::timestamptz[], $8::jsonb[])
"""

MOVE_THIRD_PARTY = """
UPDATE third_party t SET state = k.state, look_again_on = k.look_again_on
FROM unnest($1::text[], $2::text[], $3::date[]) AS k(press_id, state, look_again_on)
WHERE t.press_id = k.press_id
"""

_DUE = """
SELECT t.look_again_on || '/' || t.press_id AS cursor, t.press_id, t.case_id, t.unit_id, t.name,
       t.kind, t.matter, t.state, t.pressed_on, t.look_again_on
FROM third_party t JOIN handling h USING (case_id)
"""

_OPEN = f"""
WHERE t.state <> 'settled' AND (t.look_again_on, t.press_id) > ($1::date, $2)
  AND t.look_again_on <= $4 AND {there("h", 5, 6)}
ORDER BY t.look_again_on, t.press_id LIMIT $3
"""

DUE = _DUE + _OPEN

DUE_OF_UNIT = f"{_DUE}JOIN case_unit u ON u.case_id = t.case_id AND u.unit_id = $7{_OPEN}"


class Pressed(NamedTuple):
    """A third party as its row says."""

    press_id: str
    unit_id: str | None
    state: PressState
    looks: int


async def next_number(tx: Tx, counting: str, case: Case) -> int:
    """One more than the case has; its row is locked."""
    count: int = await tx.fetchval(counting, case.case_id)
    return count + 1


def add_progress(
    case: Case,
    assignment: Assignment,
    ask: NoteProgress,
    *,
    number: int,
    happened_on: date,
    at: datetime,
    by: str,
) -> Change:
    return Change(
        ADD_PROGRESS,
        (
            id_of_progress(case.case_id, number), case.case_id, number, case.round,
            assignment.assignment_id, assignment.unit_id, ask.act, ask.state, ask.text,
            happened_on, ask.method, listed(ask.people), listed(ask.files), ask.next_on, at, by,
        ),
    )  # fmt: skip


def add_meeting(case: Case, ask: HoldMeeting, *, number: int, at: datetime, by: str) -> Change:
    return Change(
        ADD_MEETING,
        (
            f"{case.case_id}-m{number}", case.case_id, number, case.round, ask.held_on, ask.place,
            listed(ask.units), listed(ask.others), ask.agreed, listed(ask.files), at, by,
        ),
    )  # fmt: skip


def add_third_party(
    case: Case,
    ask: PressThirdParty,
    *,
    number: int,
    unit_id: str | None,
    at: datetime,
    by: str,
) -> Change:
    return Change(
        ADD_THIRD_PARTY,
        (
            f"{case.case_id}-t{number}", case.case_id, number, case.round, unit_id, ask.name,
            ask.kind, ask.matter, ask.method, ask.pressed_on, listed(ask.files),
            ask.look_again_on, at, by,
        ),
    )  # fmt: skip


async def load_third_party(tx: Tx, press_id: str) -> Pressed | None:
    r = await tx.fetchrow(THIRD_PARTY, press_id)
    return Pressed(*r.values()) if r else None


def add_look(pressed: Pressed, ask: LookAgain, *, at: datetime, by: str) -> list[Change]:
    row = (
        pressed.press_id, pressed.looks + 1, ask.state, ask.text, ask.look_again_on,
        listed(ask.files), at, by,
    )  # fmt: skip
    return [
        Change(ADD_LOOK, row),
        Change(MOVE_THIRD_PARTY, (pressed.press_id, ask.state, ask.look_again_on)),
    ]


async def list_due(
    tx: Tx, after: str | None, limit: int, *, actor: Actor, until: date
) -> list[dict[str, Any]]:
    """Third parties to be looked at again by a day, the longest due first."""
    day, _, press_id = (after or f"{date.min}/").partition("/")
    sight = await sight_of(tx, actor)
    args = (date.fromisoformat(day), press_id, limit, until, sight.barred, sight.sub)
    of_unit = sight.scope is not None
    rows = tx.fetch(DUE_OF_UNIT, *args, sight.scope) if of_unit else tx.fetch(DUE, *args)
    return [dict(r) for r in await rows]


PARTS = {
    "progress": """
        SELECT progress_id, round, assignment_id, unit_id, act, state, text, happened_on, method,
               people, files, next_on, noted_at, by
        FROM progress WHERE case_id = $1 ORDER BY number
        """,
    "meetings": """
        SELECT meeting_id, round, held_on, place, units, others, agreed, files, noted_at, by
        FROM meeting WHERE case_id = $1 ORDER BY number
        """,
    "third_parties": """
        SELECT press_id, round, unit_id, name, kind, matter, method, pressed_on, files, state,
               look_again_on, noted_at, by
        FROM third_party WHERE case_id = $1 ORDER BY number
        """,
    "third_party_looks": """
        SELECT l.press_id, l.state, l.text, l.look_again_on, l.files, l.looked_at, l.by
        FROM third_party t JOIN third_party_look l USING (press_id)
        WHERE t.case_id = $1 ORDER BY t.number, l.number
        """,
}
"""What a case shows of it."""

JSON = frozenset({"people", "files", "units", "others", "by"})
