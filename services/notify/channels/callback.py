"""Callbacks: calls that a person places.  Planned like an SMS, worked by an agent with a lease."""

from dataclasses import dataclass
from datetime import datetime

from services.notify.domain.callbacks import (
    ATTEMPTS,
    LIFETIME,
    SETTLING,
    Brought,
    Task,
    TaskAction,
    TaskState,
    next_call,
)
from services.notify.domain.contacts import Contact, NoCall, why_no_call
from shared.contracts.notify import CallOutcome, Purpose


@dataclass(frozen=True, slots=True)
class Wanted:
    """The call that somebody asked for."""

    task_id: str
    case_id: str
    purpose: Purpose
    round: int = 1
    ask_rating: bool = False


def plan(wanted: Wanted, contact: Contact | None, now: datetime) -> tuple[Task, NoCall | None]:
    """The task, and why it is exhausted before it began, if the author cannot or must not be called."""
    why_not = why_no_call(contact, wanted.purpose)
    task = Task(
        task_id=wanted.task_id,
        case_id=wanted.case_id,
        purpose=wanted.purpose,
        round=wanted.round,
        ask_rating=wanted.ask_rating,
        state=TaskState.EXHAUSTED if why_not else TaskState.OPEN,
        attempts=0,
        next_at=now,
        expires_at=now + LIFETIME,
        expired=False,
    )
    return task, why_not


def work(task: Task, outcome: CallOutcome, now: datetime) -> Brought:
    """What one placed call means for its task."""
    attempt = task.attempts + 1
    if outcome in SETTLING:
        return Brought(TaskAction.SETTLE, attempt, task.next_at)
    if attempt >= ATTEMPTS:
        return Brought(TaskAction.EXHAUST, attempt, task.next_at)
    return Brought(TaskAction.MISS, attempt, next_call(now))
