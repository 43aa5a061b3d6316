"""Imports: what came, where each stands, the fate of each row, and the rows as they were."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from services.intake.domain.imports import Fate, Kept, SettleRow
from services.intake.store.there import there
from services.intake.store.units import and_above
from shared.contracts.envelope import Actor
from shared.db import Tx
from shared.outcome import Change

ADD_IMPORT = """
INSERT INTO import (import_id, imported_by, imported_at, counts, form, sha256, rows_total,
                    rows_blank)
SELECT * FROM unnest($1::text[], $2::jsonb[], $3::timestamptz[], $4::jsonb[], $5::text[],
                     $6::text[], $7::int[], $8::int[])
"""

HOLD_IMPORT = "SELECT rows_done, counts FROM import WHERE import_id = $1 FOR UPDATE"

MOVE_ON = """
UPDATE import i SET rows_done = k.rows_done, counts = k.counts
FROM unnest($1::text[], $2::int[], $3::jsonb[]) AS k(import_id, rows_done, counts)
WHERE i.import_id = k.import_id
"""

ADD_IMPORT_ROW = """
INSERT INTO import_row (import_id, row_no, tid, outcome, reason, case_id)
SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[])
"""

ADD_INVALID_ROW = """
INSERT INTO invalid_row (import_id, row_no, key_id, sealed)
SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::text[])
"""

KEPT_ROW = """
SELECT key_id, sealed, settled_at IS NOT NULL AS is_settled
FROM invalid_row WHERE import_id = $1 AND row_no = $2 FOR UPDATE
"""

# What was settled need not be kept: a message is a case by now, with a copy of its own.
SETTLE_ROW = """
UPDATE invalid_row i
SET settled_as = k.settled_as, case_id = k.case_id, settled_by = k.by, settled_at = k.at,
    key_id = NULL, sealed = NULL
FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::jsonb[], $6::timestamptz[])
     AS k(import_id, row_no, settled_as, case_id, by, at)
WHERE i.import_id = k.import_id AND i.row_no = k.row_no
"""

OPEN_ROWS = """
SELECT i.import_id || '|' || i.row_no AS cursor, i.import_id, i.row_no AS row, r.reason,
       m.form, m.imported_by, m.imported_at
FROM invalid_row i JOIN import_row r USING (import_id, row_no) JOIN import m USING (import_id)
WHERE i.settled_at IS NULL AND (i.import_id, i.row_no) > ($1, $2)
ORDER BY i.import_id, i.row_no LIMIT $3
"""

ADD_COPY = """
INSERT INTO imported_copy (case_id, import_id, row_no, key_id, sealed)
SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::text[])
"""

BLANK_COPY = """
UPDATE imported_copy c SET key_id = NULL, sealed = NULL
FROM unnest($1::text[]) AS k(case_id) WHERE c.case_id = k.case_id
"""

# fmt: off
LISTED = """
SELECT import_id AS cursor, import_id, imported_by, imported_at, form, counts, rows_total,
       rows_done, rows_blank
FROM import
"""
LIST_IMPORTS = LISTED + "WHERE ($1::text IS NULL OR import_id < $1) ORDER BY import_id DESC LIMIT $2"
SHOW_IMPORT = LISTED + "WHERE import_id = $1"
# fmt: on

# As one text: ten thousand rows made here one by one would hold everybody else up.
SHOW_IMPORT_ROWS = f"""
SELECT coalesce(json_agg(k), '[]')::text
FROM (SELECT m.row_no AS row, m.tid, m.outcome, m.reason, r.case_id
      FROM import_row m
      LEFT JOIN (reception r LEFT JOIN claim h USING (case_id))
        ON r.case_id = m.case_id AND {there(sub=2, barred=3)}
      WHERE m.import_id = $1 ORDER BY m.row_no) k
"""


class Standing(NamedTuple):
    """How far an import has come."""

    done: int
    counts: dict[str, int]


def add_import(
    import_id: str, by: Actor, at: datetime, *, form: str, sha256: str, total: int, blank: int
) -> Change:
    """That an import begins."""
    return Change(
        ADD_IMPORT, (import_id, by.model_dump_json(), at, "{}", form, sha256, total, blank)
    )


async def hold_import(tx: Tx, import_id: str) -> Standing:
    """Lock an import and say where it stands."""
    row = await tx.fetchrow(HOLD_IMPORT, import_id)
    return Standing(row["rows_done"], json.loads(row["counts"]))


def move_on(import_id: str, done: int, counts: Mapping[str, int]) -> Change:
    """That so many rows are done."""
    return Change(MOVE_ON, (import_id, done, json.dumps(counts)))


def add_import_row(import_id: str, fate: Fate, case_id: str | None) -> Change:
    """What became of a row."""
    tid = fate.row.tid if fate.row else None
    return Change(ADD_IMPORT_ROW, (import_id, fate.row_no, tid, fate.outcome, fate.reason, case_id))


def add_invalid_row(import_id: str, row_no: int, key_id: str, sealed: str) -> Change:
    """A row that became no case."""
    return Change(ADD_INVALID_ROW, (import_id, row_no, key_id, sealed))


def add_copy(case_id: str, import_id: str, row_no: int, key_id: str, sealed: str) -> Change:
    """A row that became a case, as it came."""
    return Change(ADD_COPY, (case_id, import_id, row_no, key_id, sealed))


def blank_copy(case_id: str) -> Change:
    """The copy of an author whose data is erased."""
    return Change(BLANK_COPY, (case_id,))


async def kept_row(tx: Tx, import_id: str, row_no: int) -> Kept | None:
    """A row that became no case, locked and still sealed."""
    row = await tx.fetchrow(KEPT_ROW, import_id, row_no)
    return Kept(**row) if row else None


def settle_row(import_id: str, row_no: int, settled: SettleRow, by: Actor, at: datetime) -> Change:
    """What a person made of it; the row itself is forgotten."""
    return Change(
        SETTLE_ROW,
        (import_id, row_no, settled.settled_as, settled.case_id, by.model_dump_json(), at),
    )


async def list_open_rows(tx: Tx, after: str | None, limit: int) -> list[dict[str, Any]]:
    """Rows that became no case and that nobody settled yet, import by import."""
    import_id, _, row_no = (after or "|0").partition("|")
    rows = [dict(r) for r in await tx.fetch(OPEN_ROWS, import_id, int(row_no), limit)]
    return [row | {"imported_by": json.loads(row["imported_by"])} for row in rows]


async def list_imports(tx: Tx, after: str | None, limit: int) -> list[dict[str, Any]]:
    """Imports, the newest first."""
    return [_plain(row) for row in await tx.fetch(LIST_IMPORTS, after, limit)]


async def show_import(tx: Tx, import_id: str, *, actor: Actor, office: str) -> str | None:
    """An import and what became of each of its rows so far, as JSON; no case that is not there."""
    row = await tx.fetchrow(SHOW_IMPORT, import_id)
    if row is None:
        return None
    own = await and_above(tx, actor.unit or office)
    rows = await tx.fetchval(SHOW_IMPORT_ROWS, import_id, actor.sub, own)
    whole = _plain(row)
    del whole["cursor"]
    return f'{json.dumps(whole, ensure_ascii=False, default=_iso)[:-1]}, "rows": {rows}}}'


def _plain(row: Any) -> dict[str, Any]:
    plain = dict(row)
    for name in ("imported_by", "counts"):
        plain[name] = json.loads(plain[name])
    state = "done" if plain["rows_done"] >= plain["rows_total"] else "unfinished"
    return plain | {"state": state}


def _iso(value: datetime) -> str:
    return value.isoformat()
