"""Which callback tasks there are, because of which event; and what ends them with time."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.notify.channels.callback import Wanted
from services.notify.domain.callbacks import Task, TaskAction, TaskState
from services.notify.domain.contacts import Contact
from services.notify.handlers import tasks, together
from services.notify.store import callbacks as store
from shared.context import Ctx
from shared.contracts.intake import ContactRecorded, InterestDeclared, VerificationRequested
from shared.contracts.routing import CaseReopened, RedoOrdered
from shared.contracts.satisfaction import CheckFailed, CheckOpened, CheckPassed
from shared.outcome import Outcome
from shared.rules import NotYet
from shared.service import Runtime

SWEPT = 200


@dataclass(frozen=True, slots=True)
class Tidy:
    """Tasks whose lease lapsed or whose time is over."""

    task_ids: tuple[str, ...]


async def on_verification_requested(
    ctx: Ctx, event: VerificationRequested, contact: Contact | None
) -> Outcome:
    """核实请求: somebody is to call the author."""
    if contact is not None and contact.withdrawn:
        return ctx.ignored(event.subject, "case_withdrawn")
    live = await store.live_tasks(ctx.tx, event.case_id)
    if any(task.purpose == "verification" for task in live):
        return ctx.ignored(event.subject, "call_is_open")
    number = await store.count_tasks(ctx.tx, event.case_id, "verification") + 1
    wanted = Wanted(f"{event.case_id}-V{number}", event.case_id, "verification")
    return tasks.opened(ctx, wanted, contact)


async def on_check_opened(ctx: Ctx, event: CheckOpened, contact: Contact | None) -> Outcome:
    """回访启动: somebody is to call the author; an older round's call is not placed any more."""
    if not event.by_phone:
        return ctx.ignored(event.subject, "not_by_phone")
    if contact is None:
        raise NotYet(ContactRecorded.topic)
    if contact.withdrawn:
        return ctx.ignored(event.subject, "case_withdrawn")
    older = await _live_checks(ctx, event.case_id, event.round - 1)
    wanted = Wanted(
        event.check_id, event.case_id, "after_check", event.round, ask_rating=event.ask_rating
    )
    steps = [tasks.cancelled(ctx, task, "newer_round") for task in older]
    return together([*steps, tasks.opened(ctx, wanted, contact)])


async def on_interest_declared(
    ctx: Ctx, event: InterestDeclared, _contact: Contact | None
) -> Outcome:
    """回避登记: a call that this person holds goes to another agent."""
    live = await store.live_tasks(ctx.tx, event.case_id)
    held = [task for task in live if task.lease and task.lease.holder_sub == event.sub]
    return together(tasks.back_in_line(ctx, task, TaskAction.LAPSE) for task in held)


async def on_check_settled(
    ctx: Ctx, event: CheckPassed | CheckFailed, _contact: Contact | None
) -> Outcome:
    """回访合格, 回访不合格: checked by other means, so nobody needs to call."""
    live = await _live_checks(ctx, event.case_id, event.round)
    return together(tasks.cancelled(ctx, task, "check_settled") for task in live)


async def on_round_begun(
    ctx: Ctx, event: RedoOrdered | CaseReopened, _contact: Contact | None
) -> Outcome:
    """退回重办, 重新办理: what the calls were to ask about no longer stands."""
    live = await _live_checks(ctx, event.case_id, event.round - 1)
    return together(tasks.cancelled(ctx, task, "newer_round") for task in live)


async def sweep(runtime: Runtime) -> int:
    """Take back lapsed leases, and end what has been tried for too long.

    Returns how many tasks were spent.
    """
    async with runtime.transaction() as tx:
        spent = await store.spent_tasks(tx, SWEPT)
    if spent:
        command = Tidy(tuple(task_id for task_id, _ in spent))
        await runtime.act(tidy, command, sorted({f"case/{case_id}" for _, case_id in spent}))
    return len(spent)


async def tidy(ctx: Ctx, command: Tidy, _cases: Mapping[str, Contact]) -> Outcome:
    """A lapsed lease opens its task again; an open task past its time is exhausted."""
    steps = []
    for task in await store.tasks(ctx.tx, command.task_ids):
        if task.lease is not None and task.lease.lapsed:
            steps.append(tasks.back_in_line(ctx, task, TaskAction.LAPSE))
        elif task.state == TaskState.OPEN and task.expired:
            steps.append(tasks.exhausted(ctx, task, "expired"))
    return together(steps)


async def _live_checks(ctx: Ctx, case_id: str, last_round: int) -> list[Task]:
    live = await store.live_tasks(ctx.tx, case_id)
    return [t for t in live if t.purpose == "after_check" and t.round <= last_round]
