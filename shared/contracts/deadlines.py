"""What deadlines 督办 says: clocks that run, warn, are met or missed."""

from datetime import datetime
from typing import ClassVar, Literal

from pydantic import Field

from shared.contracts.envelope import CaseEvent

Clock = Literal["public", "claim", "verification", "unit", "check"]


class ClockEvent(CaseEvent):
    """An event about one clock of a case."""

    clock_id: str
    clock: Clock
    round: int = Field(ge=1)
    unit_id: str | None = Field(default=None, description="the unit whose clock it is")
    due_at: datetime


class DeadlineStarted(ClockEvent):
    """计时开始."""

    topic: ClassVar[str] = "deadlines.deadline_started.v1"
    hanzi: ClassVar[str] = "计时开始"

    started_at: datetime
    days: int
    working_days: bool = Field(description="True: working days; False: calendar days")
    estimated: bool = Field(description="估算: the year's holiday plan is not published yet")


class DeadlineMoved(ClockEvent):
    """期限变更: the due date is another one now."""

    topic: ClassVar[str] = "deadlines.deadline_moved.v1"
    hanzi: ClassVar[str] = "期限变更"

    was_due_at: datetime
    reason: str


class DeadlineWarned(ClockEvent):
    """临期提醒: soon due; never scored."""

    topic: ClassVar[str] = "deadlines.deadline_warned.v1"
    hanzi: ClassVar[str] = "临期提醒"


class DeadlineMissed(ClockEvent):
    """逾期: the due time passed and the ending event has not been heard."""

    topic: ClassVar[str] = "deadlines.deadline_missed.v1"
    hanzi: ClassVar[str] = "逾期"


class DeadlineMissWithdrawn(ClockEvent):
    """逾期撤销: the ending event was timely after all, only heard late."""

    topic: ClassVar[str] = "deadlines.deadline_miss_withdrawn.v1"
    hanzi: ClassVar[str] = "逾期撤销"

    ended_at: datetime


class DeadlineMet(ClockEvent):
    """计时结束: the ending event came; `late` says whether after the due time."""

    topic: ClassVar[str] = "deadlines.deadline_met.v1"
    hanzi: ClassVar[str] = "计时结束"

    ended_at: datetime
    late: bool


class DeadlineCancelled(ClockEvent):
    """计时取消: the clock no longer applies."""

    topic: ClassVar[str] = "deadlines.deadline_cancelled.v1"
    hanzi: ClassVar[str] = "计时取消"

    reason: str


class ReminderIssued(ClockEvent):
    """催办: overdue, and the unit is urged."""

    topic: ClassVar[str] = "deadlines.reminder_issued.v1"
    hanzi: ClassVar[str] = "催办"

    level: int = Field(ge=1, description="1: the officer in charge 经办人")
