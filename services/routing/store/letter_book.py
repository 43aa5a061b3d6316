"""SQL of issued letters: their numbers, their words, and the series each office numbers them in."""

from datetime import date, datetime
from typing import Any

from services.routing.domain.assignments import Assignment
from services.routing.domain.cases import Case
from services.routing.domain.numbers import Series
from services.routing.domain.wording import Receiver, Wording, plain
from services.routing.store.scope import sees, sight_of
from shared.contracts.envelope import Actor
from shared.db import Tx
from shared.outcome import Change
from shared.rules import Refused

LOCK_LETTER_BOOK = "SELECT pg_advisory_xact_lock(hashtext('routing.letter.' || $1), $2)"

LAST_LETTER = "SELECT coalesce(max(number), 0) FROM letter WHERE series = $1 AND year = $2"

SERIES = "SELECT series, form FROM letter_series WHERE unit_id = $1"

HOLDER_OF_SERIES = "SELECT unit_id FROM letter_series WHERE series = $1"

LOCK_SERIES = "SELECT pg_advisory_xact_lock(hashtext('routing.letter_series'), 0)"

PUT_SERIES = """
INSERT INTO letter_series (unit_id, series, form, changed_at, by)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::jsonb[])
ON CONFLICT (unit_id) DO UPDATE
SET series = excluded.series, form = excluded.form, changed_at = excluded.changed_at,
    by = excluded.by
"""

SERIES_PAGE = """
SELECT s.unit_id AS cursor, s.unit_id, u.name, s.series, s.form, s.changed_at
FROM letter_series s LEFT JOIN unit u USING (unit_id)
WHERE s.unit_id > $1 ORDER BY s.unit_id LIMIT $2
"""

LETTER_OF_ASSIGNMENT = "SELECT letter_no FROM assignment WHERE assignment_id = $1"

ADD_LETTER = """
INSERT INTO letter (letter_no, year, number, case_id, round, kind, text, sent_at, by, letter_id,
                    due_on, wording, series, sender_id, parent_id)
SELECT * FROM unnest($1::text[], $2::int[], $3::int[], $4::text[], $5::int[], $6::text[],
                     $7::text[], $8::timestamptz[], $9::jsonb[], $10::text[], $11::date[],
                     $12::jsonb[], $13::text[], $14::text[], $15::text[])
"""

WORDINGS_OF_CASE = """
SELECT letter_no, wording FROM letter WHERE case_id = $1 AND wording <> '{}'
"""

REWORD = """
UPDATE letter l SET text = k.text, wording = k.wording
FROM unnest($1::text[], $2::text[], $3::jsonb[]) AS k(letter_no, text, wording)
WHERE l.letter_no = k.letter_no
"""

ISSUED_WORDING = "SELECT case_id, sender_id, wording FROM letter WHERE letter_id = $1"


# ---- numbers -----------------------------------------------------------------------------------


async def next_letter_number(tx: Tx, series: str, year: int) -> int:
    """The series' next number of the year, with its book locked until the transaction ends.

    The number is one more than the last that committed, so no gap is left by what was rolled back.
    Two statements: the second must see what others committed while the first waited.
    """
    await tx.execute(LOCK_LETTER_BOOK, series, year)
    last: int = await tx.fetchval(LAST_LETTER, series, year)
    return last + 1


async def load_series(tx: Tx, unit_id: str) -> Series | None:
    """The series an office was given."""
    r = await tx.fetchrow(SERIES, unit_id)
    return Series(r["series"], r["form"]) if r else None


async def holder_of_series(tx: Tx, series: str) -> str | None:
    """Whose series it is.  Who changes series waits for whoever else does."""
    await tx.execute(LOCK_SERIES)
    found: str | None = await tx.fetchval(HOLDER_OF_SERIES, series)
    return found


def put_series(unit_id: str, series: Series, at: datetime, by: str) -> Change:
    return Change(PUT_SERIES, (unit_id, series.series, series.form, at, by))


async def list_series(tx: Tx, after: str | None, limit: int) -> list[dict[str, Any]]:
    return [dict(r) for r in await tx.fetch(SERIES_PAGE, after or "", limit)]


# ---- letters -----------------------------------------------------------------------------------


async def letter_of(tx: Tx, assignment: Assignment) -> str | None:
    """The number of the letter that an assignment came by."""
    found: str | None = await tx.fetchval(LETTER_OF_ASSIGNMENT, assignment.assignment_id)
    return found


def add_letter(
    case: Case,
    wording: Wording,
    *,
    series: str,
    number: int,
    of_round: int,
    kind: str,
    sender_id: str,
    parent_id: str | None,
    due_on: date,
    at: datetime,
    by: str,
) -> Change:
    return Change(
        ADD_LETTER,
        (
            wording.letter_no, wording.dated.year, number, case.case_id, of_round, kind,
            plain(wording), at, by, wording.letter_id, due_on, wording.model_dump_json(), series,
            sender_id, parent_id,
        ),
    )  # fmt: skip


async def load_wordings(tx: Tx, case_id: str) -> list[Wording]:
    """What the case's letters said."""
    return [_wording(r) for r in await tx.fetch(WORDINGS_OF_CASE, case_id)]


def reword_letter(wording: Wording) -> Change:
    return Change(REWORD, (wording.letter_no, plain(wording), wording.model_dump_json()))


def _wording(r: Any) -> Wording:
    return Wording.model_validate_json(r["wording"])


async def find_paper(
    tx: Tx, letter_id: str, *, actor: Actor
) -> tuple[Wording, tuple[Receiver, ...]] | None:
    """An issued letter as data, with the receivers whose slips the actor may have.

    Raises `Refused` ``letter_without_data`` (410) for one sent before letters were kept as data.
    """
    r = await tx.fetchrow(ISSUED_WORDING, letter_id)
    sight = await sight_of(tx, actor)
    if r is None or not await sees(tx, sight, r["case_id"]):
        return None
    if r["wording"] == "{}":
        raise Refused("letter_without_data", "this letter is kept as plain text only", status=410)
    wording = _wording(r)
    all_slips = sight.scope in {None, r["sender_id"]}
    mine = tuple(to for to in wording.to if all_slips or to.unit_id == sight.scope)
    return wording, mine
