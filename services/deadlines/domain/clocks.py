"""The life of a clock 计时: running until the act it waits for comes, or until it no longer applies.

Overdue is computed, never a state.  A miss is a recorded fact: it stays when the clock is met late, and
is withdrawn when the act turns out to have been timely, only heard late.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from services.deadlines.domain.calendar import Calendar
from services.deadlines.domain.rules import RULES, Basis, Kind, Limit, Term, term
from shared.contracts.deadlines import (
    DeadlineCancelled,
    DeadlineMet,
    DeadlineMissed,
    DeadlineMissWithdrawn,
    DeadlineMoved,
    DeadlineStarted,
    DeadlineWarned,
    ReminderIssued,
)
from shared.contracts.intake import HandlingClass
from shared.workflow import Step, Workflow


class State(StrEnum):
    """Where a clock is in its life."""

    RUNNING = "running"  # 计时中
    MET = "met"  # 已完成, in time or late
    CANCELLED = "cancelled"  # 已取消


class Action(StrEnum):
    """What happens to a clock."""

    START = "start"  # the first step: there is no state before it
    WARN = "warn"
    MISS = "miss"
    REMIND = "remind"
    MOVE = "move"
    WITHDRAW_MISS = "withdraw_miss"
    MEET = "meet"
    CANCEL = "cancel"
    RESTART = "restart"


class Role(StrEnum):
    """Only time and other services' facts move a clock; no person does yet."""

    SYSTEM = "system"


# fmt: off
WORKFLOW = Workflow("clock", (
    Step(State.RUNNING,   Action.WARN,          Role.SYSTEM, State.RUNNING,   DeadlineWarned),
    Step(State.RUNNING,   Action.MISS,          Role.SYSTEM, State.RUNNING,   DeadlineMissed),
    Step(State.RUNNING,   Action.REMIND,        Role.SYSTEM, State.RUNNING,   ReminderIssued),
    Step(State.RUNNING,   Action.MOVE,          Role.SYSTEM, State.RUNNING,   DeadlineMoved),
    Step(State.RUNNING,   Action.WITHDRAW_MISS, Role.SYSTEM, State.RUNNING,   DeadlineMissWithdrawn),
    Step(State.RUNNING,   Action.MEET,          Role.SYSTEM, State.MET,       DeadlineMet),
    Step(State.RUNNING,   Action.CANCEL,        Role.SYSTEM, State.CANCELLED, DeadlineCancelled),
    Step(State.CANCELLED, Action.RESTART,       Role.SYSTEM, State.RUNNING,   DeadlineStarted),
))
# fmt: on

STARTS = (State.RUNNING,)
ENDS = (State.MET, State.CANCELLED)

REMINDER_LEVEL = 1
"""The first rung: the officer in charge 经办人."""


@dataclass(frozen=True, slots=True)
class Clock:
    """One running, met or cancelled count.

    `version` is the version of its due time: a timer set for an earlier one no longer speaks for it.
    `missed` says that a miss of this due time was announced and stands.
    """

    clock_id: str
    case_id: str
    kind: Kind
    round: int
    unit_id: str | None
    assignment_id: str | None
    started_at: datetime
    term: Term
    state: State = State.RUNNING
    ended_at: datetime | None = None
    version: int = 1
    missed: bool = False

    @property
    def due_at(self) -> datetime:
        return self.term.due_at

    @property
    def runs(self) -> bool:
        return self.state is State.RUNNING

    def is_late(self, at: datetime) -> bool:
        """Whether an act at that instant comes too late: the due instant itself is the next day's."""
        return at >= self.due_at

    def moved(self, to: Term) -> "Clock":
        """The same clock with another due time, running."""
        return replace(
            self,
            term=to,
            state=State.RUNNING,
            ended_at=None,
            version=self.version + 1,
            missed=False,
        )


def clock_id(case_id: str, kind: Kind, key: int | str) -> str:
    """A clock's name: ``LL2022-000017/public/1``, the key being the round or the assignment."""
    return f"{case_id}/{kind}/{key}"


def new_clock(
    case_id: str,
    kind: Kind,
    handling_class: HandlingClass,
    started_at: datetime,
    calendar: Calendar,
    *,
    in_round: int = 1,
    unit_id: str | None = None,
    assignment_id: str | None = None,
    limit: Limit | None = None,
) -> Clock | None:
    """A clock that starts; None: the class has no such clock."""
    its_term = term(RULES[kind], handling_class, started_at, calendar, limit)
    if its_term is None:
        return None
    return Clock(
        clock_id=clock_id(case_id, kind, assignment_id or in_round),
        case_id=case_id,
        kind=kind,
        round=in_round,
        unit_id=unit_id,
        assignment_id=assignment_id,
        started_at=started_at,
        term=its_term,
    )


def limit_of(clock: Clock | None, basis: Basis) -> Limit | None:
    """The limit that a clock is to the clocks below it."""
    return Limit(basis, clock.due_at) if clock else None
