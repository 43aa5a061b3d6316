"""What an agent 话务员 does: leases the next call, places it, says how it went."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, TypeVar

from services.notify.channels import callback
from services.notify.domain.callbacks import (
    PURPOSES,
    TASK,
    Brought,
    CompleteTask,
    LeaseTask,
    ReleaseTask,
    Task,
    TaskAction,
    TaskState,
    answers_of,
    must_be_answerable,
    must_hold,
    questions,
)
from services.notify.domain.contacts import Contact
from services.notify.handlers import tasks
from services.notify.store import callbacks as store
from shared.context import Ctx
from shared.contracts.envelope import Event
from shared.contracts.notify import (
    CallbackAttempted,
    CallbackCompleted,
    CallbackLeased,
    CheckAnswers,
    Purpose,
)
from shared.outcome import Outcome
from shared.rules import unknown

Asked = TypeVar("Asked", CompleteTask, ReleaseTask)


@dataclass(frozen=True, slots=True)
class OneTask(Generic[Asked]):
    """A command about the task that the address names."""

    task_id: str
    command: Asked


def purposes(command: LeaseTask) -> Sequence[Purpose]:
    """The kinds of calls that an agent asks for, in the order in which they are given out."""
    return PURPOSES if command.purpose is None else (command.purpose,)


async def lease(ctx: Ctx, command: LeaseTask, contact: Contact | None) -> Outcome:
    """领取: the caller alone holds the case's next call, and learns whom to call.

    Name and number are answered sealed: they are opened on their way out, and stored nowhere.
    """
    live = await store.live_tasks(ctx.tx, contact.case_id) if contact else []
    waiting = [t for t in live if t.state == TaskState.OPEN and t.next_at <= ctx.now]
    wished = [t for purpose in purposes(command) for t in waiting if t.purpose == purpose]
    if contact is None or not wished:
        raise unknown("callback")
    task, token = wished[0], secrets.token_urlsafe(24)
    seconds = ctx.settings.callback_lease_s
    held = store.hold(task.task_id, token, ctx.actor, timedelta(seconds=seconds))
    step = tasks.moved(ctx, task, TaskAction.LEASE, also=[held])
    answer = {
        "task_id": task.task_id,
        "lease": token,
        "lease_seconds": seconds,
        "case_id": task.case_id,
        "purpose": task.purpose,
        "attempt": task.attempts + 1,
        "questions": questions(task),
        "key_id": contact.key_id,
        "name": contact.name_sealed,
        "phone": contact.phone_sealed,
    }
    leased = CallbackLeased(
        case_id=task.case_id, task_id=task.task_id, purpose=task.purpose, by=ctx.actor
    )
    return Outcome(step.changes, step.journal, [leased], answer=answer)


async def complete(ctx: Ctx, asked: OneTask[CompleteTask], contact: Contact | None) -> Outcome:
    """电话完成, 电话未通: how the call went, and whether another one follows."""
    command, task = asked.command, await _held(ctx, asked, contact)
    must_be_answerable(task, command)
    brought = callback.work(task, command.outcome, ctx.now)
    answers = answers_of(command)
    attempt = store.add_attempt(task.task_id, brought.attempt, command.outcome, ctx.actor, ctx.now)
    step = tasks.moved(
        ctx,
        task,
        brought.action,
        why=command.outcome,
        attempts=brought.attempt,
        next_at=brought.next_at,
        also=[attempt],
        private={"comment": answers.comment} if answers and answers.comment else {},
    )
    return Outcome(
        step.changes,
        step.journal,
        _said(ctx, task, command, brought, answers),
        answer=_told(ctx, task, brought),
    )


async def release(ctx: Ctx, asked: OneTask[ReleaseTask], contact: Contact | None) -> Outcome:
    """放回: another agent may place the call."""
    task = await _held(ctx, asked, contact)
    step = tasks.back_in_line(ctx, task, TaskAction.RELEASE)
    answer = {"task_id": task.task_id, "state": TaskState.OPEN}
    return Outcome(step.changes, step.journal, step.events, answer=answer)


async def _held(ctx: Ctx, asked: OneTask[Any], contact: Contact | None) -> Task:
    found = await store.tasks(ctx.tx, [asked.task_id])
    if not found or contact is None:
        raise unknown("callback")
    must_hold(found[0], asked.command.lease)
    return found[0]


def _said(
    ctx: Ctx,
    task: Task,
    command: CompleteTask,
    brought: Brought,
    answers: CheckAnswers | None,
) -> list[Event]:
    if brought.action == TaskAction.SETTLE:
        return [
            CallbackCompleted(
                case_id=task.case_id,
                task_id=task.task_id,
                purpose=task.purpose,
                attempt=brought.attempt,
                outcome=command.outcome,
                answers=answers,
                by=ctx.actor,
            )
        ]
    attempted = CallbackAttempted(
        case_id=task.case_id,
        task_id=task.task_id,
        purpose=task.purpose,
        attempt=brought.attempt,
        outcome=command.outcome,
        by=ctx.actor,
    )
    if brought.action == TaskAction.MISS:
        return [attempted]
    return [attempted, tasks.exhausted_event(task, brought.attempt, "unreachable")]


def _told(ctx: Ctx, task: Task, brought: Brought) -> dict[str, Any]:
    step = TASK.step_for(task.state, brought.action, ctx.actor.role)
    return {
        "task_id": task.task_id,
        "state": step.to,
        "attempts": brought.attempt,
        "next_at": brought.next_at.isoformat() if step.to == TaskState.OPEN else None,
    }
