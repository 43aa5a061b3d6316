"""What an import does with each row: received, historic, updated, unchanged or invalid."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple, Self

from pydantic import model_validator

from services.intake.domain.board import BoardFacts, BoardRow, Invalid, history_reason
from services.intake.domain.commands import Code, Command
from services.intake.domain.reception import State
from shared.contracts.envelope import CaseId
from shared.rules import Refused, unknown

ROWS_AT_ONCE = 20_000

Form = Literal["json", "csv", "xlsx", "list"]
"""What rows came as; a list is one that was polled."""

Row = tuple[int, object]
"""A row as it came, with its place in the file."""

RowOutcome = Literal["received", "historic", "updated", "unchanged", "invalid"]


RowSettled = Literal["entered", "sent_again", "no_message"]


class Known(NamedTuple):
    """A case whose `tid` came before, and what the board said of it then."""

    case_id: str
    facts: BoardFacts
    erased: bool
    state: State


class Fate(NamedTuple):
    """What becomes of one row, and why.  `row` is None for a row that could not be read."""

    row_no: int
    outcome: RowOutcome
    reason: str
    row: BoardRow | None


@dataclass
class Plan:
    """The fate of every row, and what the board says of each message at the end of the file."""

    fates: list[Fate] = field(default_factory=list)
    facts: dict[str, BoardFacts] = field(default_factory=dict)

    def of(self, *outcomes: RowOutcome) -> list[tuple[Fate, BoardRow]]:
        return [(f, f.row) for f in self.fates if f.outcome in outcomes and f.row is not None]

    def counts(self) -> dict[str, int]:
        """Rows by outcome."""
        outcomes = [fate.outcome for fate in self.fates]
        return {outcome: outcomes.count(outcome) for outcome in sorted(set(outcomes))}


class RevealRow(Command):
    """异常行查阅: a row that became no case, for one purpose."""

    purpose: Code


class SettleRow(Command):
    """异常行处置: what it is: entered by hand, right in a file sent again, or no message at all."""

    settled_as: RowSettled
    case_id: CaseId | None = None

    @model_validator(mode="after")
    def _a_message_is_a_case_by_now(self) -> Self:
        if (self.case_id is None) != (self.settled_as == "no_message"):
            raise ValueError("a message is a case by now: say which; what is none is no case")
        return self


class Kept(NamedTuple):
    """A row that became no case, as it is kept."""

    key_id: str | None
    sealed: str | None
    is_settled: bool


def must_be_open(kept: Kept | None) -> Kept:
    """A row is looked at until it is settled, and settled once."""
    if kept is None:
        raise unknown("row")
    if kept.is_settled:
        raise Refused("already_settled", "somebody settled that row before")
    return kept


def rows_of(export: object) -> list[object]:
    """The rows of an export as the board gives it, or of a bare list."""
    rows = export.get("responseData") if isinstance(export, Mapping) else export
    if not isinstance(rows, list):
        raise Refused(
            "export_unreadable", "send the board's export, or a list of its rows", status=422
        )
    if len(rows) > ROWS_AT_ONCE:
        raise too_many()
    return rows


def too_many() -> Refused:
    return Refused("import_too_large", f"send at most {ROWS_AT_ONCE} rows at once", status=413)


def plan(
    rows: Iterable[tuple[int, BoardRow | Invalid]],
    known: Mapping[str, Known],
    office_began_on: date,
) -> Plan:
    """Settle every row in the file's order; a `tid` that comes again is compared with before."""
    settled = Plan(facts={tid: case.facts for tid, case in known.items()})
    for row_no, row in rows:
        if isinstance(row, Invalid):
            settled.fates.append(Fate(row_no, "invalid", row.rule, None))
            continue
        erased = row.tid in known and known[row.tid].erased
        seen = row._replace(facts=row.facts.without_words()) if erased else row
        before = settled.facts.get(row.tid)
        settled.facts[row.tid] = seen.facts
        settled.fates.append(_fate(row_no, seen, before, office_began_on))
    return settled


def _fate(row_no: int, row: BoardRow, before: BoardFacts | None, office_began_on: date) -> Fate:
    if before is not None:
        changed = before.changes_to(row.facts)
        return (
            Fate(row_no, "updated", ",".join(changed), row)
            if changed
            else Fate(row_no, "unchanged", "nothing_new", row)
        )
    reason = history_reason(row, office_began_on)
    return Fate(row_no, "historic" if reason else "received", reason or "new", row)
