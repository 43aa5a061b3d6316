"""How one callback task begins, moves and ends."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

from services.notify.channels import callback
from services.notify.domain.callbacks import TASK, Reason, Task, TaskAction
from services.notify.domain.contacts import Contact
from services.notify.store import callbacks as store
from shared.context import Ctx
from shared.contracts.envelope import Event
from shared.contracts.notify import CallbackExhausted, CallbackReleased
from shared.outcome import Change, Entry, Outcome

NOT_PLACED: Mapping[TaskAction, Literal["given_back", "lapsed", "cancelled"]] = {
    TaskAction.RELEASE: "given_back",
    TaskAction.LAPSE: "lapsed",
    TaskAction.CANCEL: "cancelled",
}


def opened(ctx: Ctx, wanted: callback.Wanted, contact: Contact | None) -> Outcome:
    """A call to place, or word at once that none can or may be placed."""
    task, why_not = callback.plan(wanted, contact, ctx.now)
    entry = Entry(
        f"case/{task.case_id}",
        "open_callback",
        ctx.actor,
        to_state=task.state,
        why=why_not,
        facts={
            "task_id": task.task_id,
            "purpose": task.purpose,
            "expires_at": task.expires_at.isoformat(),
        },
    )
    events = [exhausted_event(task, 0, why_not)] if why_not else []
    return Outcome([store.add_task(task, ctx.now)], [entry], events)


def moved(
    ctx: Ctx,
    task: Task,
    action: TaskAction,
    *,
    why: str | None = None,
    attempts: int | None = None,
    next_at: datetime | None = None,
    also: Sequence[Change] = (),
    private: Mapping[str, str] | None = None,
) -> Outcome:
    """One step of the workflow; a lease ends with every step but its own beginning."""
    step = TASK.step_for(task.state, action, ctx.actor.role)
    tried = task.attempts if attempts is None else attempts
    entry = Entry(
        f"case/{task.case_id}",
        f"{action}_callback",
        ctx.actor,
        from_state=step.at,
        to_state=step.to,
        why=why,
        facts={"task_id": task.task_id, "purpose": task.purpose, "attempts": tried},
        private=private or {},
    )
    freed = [store.let_go(task.task_id)] if task.lease else []
    change = store.move_task(task, step.to, attempts=tried, next_at=next_at or task.next_at)
    return Outcome([change, *freed, *also], [entry], _released(task, action))


def _released(task: Task, action: TaskAction) -> list[Event]:
    """A lease that ends without a call is told: whoever had it works on the case no more."""
    if task.lease is None or action not in NOT_PLACED:
        return []
    reason = NOT_PLACED[action]
    return [
        CallbackReleased(
            case_id=task.case_id, task_id=task.task_id, purpose=task.purpose, reason=reason
        )
    ]


def back_in_line(ctx: Ctx, task: Task, action: TaskAction) -> Outcome:
    """A call that was not placed goes behind those that wait: it must not hold up the others."""
    return moved(ctx, task, action, next_at=ctx.now)


def cancelled(ctx: Ctx, task: Task, why: str) -> Outcome:
    """A call that is not needed any more; an agent who holds it finds the lease lost."""
    return moved(ctx, task, TaskAction.CANCEL, why=why)


def exhausted(ctx: Ctx, task: Task, why: Reason) -> Outcome:
    """A call that cannot or must not be placed any more."""
    step = moved(ctx, task, TaskAction.EXHAUST, why=why)
    return Outcome(step.changes, step.journal, [exhausted_event(task, task.attempts, why)])


def exhausted_event(task: Task, attempts: int, reason: Reason) -> CallbackExhausted:
    """电话未果: never the author's fault."""
    return CallbackExhausted(
        case_id=task.case_id,
        task_id=task.task_id,
        purpose=task.purpose,
        attempts=attempts,
        reason=reason,
    )
