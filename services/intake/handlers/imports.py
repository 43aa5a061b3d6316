"""The board's export: each of its rows has one outcome, and the answer names them all.

An export goes in by chunks, each a transaction of its own that also notes how far it came.  What is
broken off goes on when the same command is sent again; under a new key it finds its cases known.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from services.intake.documents import Export
from services.intake.domain import board
from services.intake.domain.board import BoardRow, Invalid
from services.intake.domain.imports import Plan, Row, plan
from services.intake.handlers.board_rows import receive_new, record_history, update_known
from services.intake.handlers.receiving import together
from services.intake.store import cases, imports
from shared.context import Ctx
from shared.contracts.envelope import Actor
from shared.ids import uuid7
from shared.outcome import Change, Entry, Outcome

AT_ONCE = 100
"""Rows of a chunk: a few hundredths of a second of this process's time."""


class Begin(NamedTuple):
    """What comes, before its first row is taken in."""

    export: Export
    sha256: str


class Chunk(NamedTuple):
    """All rows of an import: the next ones are those that its standing says."""

    import_id: str
    rows: Sequence[Row]


async def begin(ctx: Ctx, command: Begin, _: None) -> Outcome:
    """That an import begins, under the caller's own key."""
    import_id, export = str(uuid7()), command.export
    facts = {"form": export.form, "rows": len(export.rows), "sha256": command.sha256}
    change = imports.add_import(
        import_id, ctx.actor, ctx.now, form=export.form, sha256=command.sha256,
        total=len(export.rows), blank=export.blank,
    )  # fmt: skip
    entry = Entry(f"import/{import_id}", "begin_import", ctx.actor, facts=facts)
    return Outcome(changes=[change], journal=[entry], answer={"import_id": import_id})


async def carry_on(runtime: Any, actor: Actor, import_id: str, rows: Sequence[Row]) -> None:
    """Take in chunk after chunk, from where the import stands to its end."""
    chunk = Chunk(import_id, rows)
    while (await runtime.act(take_in, chunk, actor=actor))["left"]:
        pass


async def take_in(ctx: Ctx, command: Chunk, _: object) -> Outcome:
    """接收 what is new, 登记 what is history, note what the board says anew, of the next rows."""
    import_id = command.import_id
    await cases.hold_channel(ctx.tx, "board")
    standing = await imports.hold_import(ctx.tx, import_id)
    some = command.rows[standing.done : standing.done + AT_ONCE]
    rows = await asyncio.to_thread(_read, some, ctx.now)
    tids = {row.tid for _, row in rows if isinstance(row, BoardRow)}
    known = await cases.known_on_board(ctx.tx, tids)
    settled = plan(rows, known, ctx.settings.office_began_on)
    case_of = {tid: case.case_id for tid, case in known.items()}
    case_of |= await _number(ctx, settled)
    done = standing.done + len(some)
    parts = [
        *await receive_new(ctx, import_id, settled, case_of),
        *record_history(ctx, import_id, settled, case_of),
        *update_known(ctx, import_id, settled, case_of, known),
        _note(ctx, import_id, some, settled, case_of),
    ]
    if some:
        parts.append(_moved_on(ctx, import_id, done, standing.counts, settled.counts()))
    return Outcome(
        changes=together(change for part in parts for change in part.changes),
        journal=[entry for part in parts for entry in part.journal],
        events=[event for part in parts for event in part.events],
        answer={"left": len(command.rows) - done},
    )


def _read(rows: Sequence[Row], now: datetime) -> list[tuple[int, BoardRow | Invalid]]:
    """The rows, read; what their texts let suspect is looked for here too, for it takes longest."""
    read = [(row_no, board.read_row(raw, now)) for row_no, raw in rows]
    for _, row in read:
        if isinstance(row, BoardRow):
            _ = row.arrival.all_flags, row.arrival.wishes, row.arrival.emergencies
    return read


async def _number(ctx: Ctx, settled: Plan) -> dict[str, str]:
    """A case number for each message not known before."""
    new = [row for _, row in settled.of("received", "historic")]
    numbers = await cases.allot_numbers(ctx.tx, [row.arrival.year for row in new])
    return {row.tid: number for row, number in zip(new, numbers, strict=True)}


def _note(
    ctx: Ctx, import_id: str, rows: Sequence[Row], settled: Plan, case_of: dict[str, str]
) -> Outcome:
    """The fate of each row, and the row itself, sealed, where it is new or became no case."""
    changes: list[Change] = []
    ring = ctx.settings.ring
    for fate, (row_no, raw) in zip(settled.fates, rows, strict=True):
        case_id = case_of[fate.row.tid] if fate.row else None
        changes.append(imports.add_import_row(import_id, fate, case_id))
        if case_id is None:
            whole = board.whole_row(raw) or fate.reason
            sealed = ring.seal(whole, f"{import_id}|{row_no}")
            changes.append(imports.add_invalid_row(import_id, row_no, *sealed))
        elif fate.outcome in {"received", "historic"}:
            kept = board.whole_row(
                board.without_contact(raw) if fate.outcome == "historic" else raw
            )
            sealed = ring.seal(kept or "", f"{case_id}|row")
            changes.append(imports.add_copy(case_id, import_id, row_no, *sealed))
    return Outcome(changes=changes)


def _moved_on(
    ctx: Ctx, import_id: str, done: int, before: dict[str, int], counts: dict[str, int]
) -> Outcome:
    both = {name: before.get(name, 0) + counts.get(name, 0) for name in sorted(before | counts)}
    entry = Entry(f"import/{import_id}", "import", ctx.actor, facts=counts | {"done": done})
    return Outcome(changes=[imports.move_on(import_id, done, both)], journal=[entry])
