"""What becomes of the rows of an import: new cases, 历史件, and what the board says anew of known ones."""

from services.intake.domain.board import BoardFacts, BoardRow
from services.intake.domain.imports import Known, Plan
from services.intake.domain.reception import State
from services.intake.handlers.alarms import heard
from services.intake.handlers.receiving import digests, load_likes, receive
from services.intake.store import arrivals
from shared.context import Ctx
from shared.contracts.intake import BoardUpdated, HistoryRecorded
from shared.outcome import Entry, Outcome


async def receive_new(
    ctx: Ctx, import_id: str, settled: Plan, case_of: dict[str, str]
) -> list[Outcome]:
    """接收: each message not known before becomes a case."""
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


def record_history(
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
            *arrivals.add_told(case_id, row.arrival),
        ]
        event = _history(case_id, row, fate.reason)
        outcomes.append(Outcome(changes=changes, journal=[entry], events=[event]))
        outcomes.append(_said(ctx, case_id, settled.facts[row.tid]))
    return outcomes


def update_known(
    ctx: Ctx,
    import_id: str,
    settled: Plan,
    case_of: dict[str, str],
    known: dict[str, Known],
) -> list[Outcome]:
    """Each change is announced; the row keeps what the board said last.

    A rating may speak of danger as a message may.
    """
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
        if row.tid in known and "grade_text" in fate.reason.split(","):
            outcomes.append(heard(ctx, case_id, known[row.tid].state, row.facts.grade_text))
    before = [tid for tid in changed if tid in known]
    last = [arrivals.update_board_row(case_of[tid], settled.facts[tid], ctx.now) for tid in before]
    return [*outcomes, Outcome(changes=last)]


def _said(ctx: Ctx, case_id: str, facts: BoardFacts) -> Outcome:
    return Outcome(changes=[arrivals.add_board_row(case_id, facts, ctx.now)])


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
