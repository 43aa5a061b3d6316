"""The board's export: each of its rows has one outcome, and the answer names them all."""

from typing import Any

from services.intake.domain import board
from services.intake.domain.board import BoardFacts, BoardRow
from services.intake.domain.commands import Import
from services.intake.domain.imports import Fate, Known, Plan, plan
from services.intake.domain.reception import State
from services.intake.handlers.receiving import digests, load_likes, receive, together
from services.intake.store import arrivals, cases
from shared.context import Ctx
from shared.contracts.intake import BoardUpdated, HistoryRecorded
from shared.ids import uuid7
from shared.outcome import Change, Entry, Outcome


async def take_in(ctx: Ctx, command: Import, _: None) -> Outcome:
    """Take in an export: 接收 what is new, 登记 what is history, note what the board says anew."""
    await cases.hold_channel(ctx.tx, "board")
    rows = [board.read_row(raw, ctx.now) for raw in command.rows]
    tids = {row.tid for row in rows if isinstance(row, BoardRow)}
    known = await cases.known_on_board(ctx.tx, tids)
    settled = plan(rows, known, ctx.settings.office_began_on)
    case_of = {tid: case.case_id for tid, case in known.items()}
    case_of |= await _number(ctx, settled)
    import_id = str(uuid7())
    parts = [
        *await _receive(ctx, import_id, settled, case_of),
        *_record_history(ctx, import_id, settled, case_of),
        *_update(ctx, import_id, settled, case_of, known),
        _note(ctx, import_id, command.rows, settled, case_of),
    ]
    return Outcome(
        changes=together(change for part in parts for change in part.changes),
        journal=[entry for part in parts for entry in part.journal],
        events=[event for part in parts for event in part.events],
        answer={
            "import_id": import_id,
            "counts": settled.counts(),
            "rows": [_answer(fate, case_of) for fate in settled.fates],
        },
    )


async def _number(ctx: Ctx, settled: Plan) -> dict[str, str]:
    """A case number for each message not known before."""
    new = [row for _, row in settled.of("received", "historic")]
    numbers = await cases.allot_numbers(ctx.tx, [row.arrival.year for row in new])
    return {row.tid: number for row, number in zip(new, numbers, strict=True)}


async def _receive(
    ctx: Ctx, import_id: str, settled: Plan, case_of: dict[str, str]
) -> list[Outcome]:
    new = settled.of("received")
    marks = [digests(row.arrival, ctx.settings.ring) for _, row in new]
    likes = await load_likes(
        ctx.tx, [(row.arrival, mark) for (_, row), mark in zip(new, marks, strict=True)]
    )
    outcomes = []
    for (fate, row), mark in zip(new, marks, strict=True):
        case_id, facts = case_of[row.tid], {"import_id": import_id, "row": fate.row_no}
        outcomes.append(receive(ctx, case_id, row.arrival, mark, likes, facts))
        outcomes.append(_said(ctx, case_id, settled.facts[row.tid]))
    return outcomes


def _record_history(
    ctx: Ctx, import_id: str, settled: Plan, case_of: dict[str, str]
) -> list[Outcome]:
    """历史件: counted with its answer and grade.  Its author's contact is not kept: nobody calls."""
    outcomes = []
    for fate, row in settled.of("historic"):
        case_id = case_of[row.tid]
        entry = Entry(
            subject=f"case/{case_id}",
            action="record_history",
            actor=ctx.actor,
            to_state=State.HISTORIC,
            why=fate.reason,
            facts={"external_id": row.tid, "import_id": import_id, "row": fate.row_no},
        )
        changes = [
            arrivals.add_reception(
                case_id, State.HISTORIC, row.arrival, row.arrival.all_flags, ctx.now
            ),
            arrivals.add_text(case_id, row.arrival, None),
        ]
        event = _history(case_id, row, fate.reason)
        outcomes.append(Outcome(changes=changes, journal=[entry], events=[event]))
        outcomes.append(_said(ctx, case_id, settled.facts[row.tid]))
    return outcomes


def _update(
    ctx: Ctx,
    import_id: str,
    settled: Plan,
    case_of: dict[str, str],
    known: dict[str, Known],
) -> list[Outcome]:
    """Each change is announced; the row keeps what the board said last."""
    outcomes = []
    changed: dict[str, None] = {}
    for fate, row in settled.of("updated"):
        case_id = case_of[row.tid]
        changed |= {row.tid: None}
        entry = Entry(
            subject=f"case/{case_id}",
            action="update_from_board",
            actor=ctx.actor,
            why="board_changed",
            facts={"changed": fate.reason, "import_id": import_id, "row": fate.row_no},
        )
        outcomes.append(Outcome(journal=[entry], events=[_updated(case_id, row)]))
    before = [tid for tid in changed if tid in known]
    last = [arrivals.update_board_row(case_of[tid], settled.facts[tid], ctx.now) for tid in before]
    return [*outcomes, Outcome(changes=last)]


def _note(
    ctx: Ctx, import_id: str, rows: list[Any], settled: Plan, case_of: dict[str, str]
) -> Outcome:
    """The import itself, the fate of each row, and the rows that became no case, sealed."""
    counts = settled.counts()
    changes: list[Change] = [arrivals.add_import(import_id, ctx.actor, ctx.now, counts)]
    for fate in settled.fates:
        case_id = case_of[fate.row.tid] if fate.row else None
        changes.append(arrivals.add_import_row(import_id, fate, case_id))
        if fate.row is None:
            whole = board.whole_row(rows[fate.row_no - 1]) or fate.reason
            sealed = ctx.settings.ring.seal(whole, f"{import_id}|{fate.row_no}")
            changes.append(arrivals.add_invalid_row(import_id, fate.row_no, *sealed))
    entry = Entry(f"import/{import_id}", "import", ctx.actor, facts=counts)
    return Outcome(changes=changes, journal=[entry])


def _said(ctx: Ctx, case_id: str, facts: BoardFacts) -> Outcome:
    return Outcome(changes=[arrivals.add_board_row(case_id, facts, ctx.now)])


def _answer(fate: Fate, case_of: dict[str, str]) -> dict[str, Any]:
    tid = fate.row.tid if fate.row else None
    return {
        "row": fate.row_no,
        "tid": tid,
        "outcome": fate.outcome,
        "reason": fate.reason,
        "case_id": case_of[tid] if tid else None,
    }


def _history(case_id: str, row: BoardRow, reason: str) -> HistoryRecorded:
    arrival, facts = row.arrival, row.facts
    return HistoryRecorded(
        case_id=case_id,
        external_id=row.tid,
        addressee_fid=arrival.addressee_fid,
        addressee_name=arrival.addressee_name,
        type_name=arrival.type_name,
        domain_name=arrival.domain_name,
        kind=arrival.kind,
        title=arrival.title,
        text=arrival.text,
        posted_at=arrival.posted_at,
        answer_text=facts.answer_text,
        answered_at=facts.answered_at,
        answered_by=facts.answered_by,
        grade=facts.grade,
        reason=reason,
    )


def _updated(case_id: str, row: BoardRow) -> BoardUpdated:
    facts = row.facts
    return BoardUpdated(
        case_id=case_id,
        external_id=row.tid,
        state_info=facts.state_info,
        process_info=facts.process_info,
        answer_id=facts.answer_id,
        answer_text=facts.answer_text,
        answered_at=facts.answered_at,
        answered_by=facts.answered_by,
        grade=facts.grade,
        grade_level=facts.grade_level,
        grade_manner=facts.grade_manner,
        grade_speed=facts.grade_speed,
        grade_text=facts.grade_text,
    )
