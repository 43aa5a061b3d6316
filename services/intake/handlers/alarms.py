"""警示: raised by rules, by people and by the clock; each stands until a named person saw to it.

Danger is told to those on duty at once, and again and again as long as nobody saw to it.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

from services.intake.domain.alarms import (
    TELLS_OF_DANGER,
    AttendAlarm,
    RaiseAlarm,
    danger_in,
    must_be_signs,
    must_stand,
    told_again_at,
)
from services.intake.domain.desk import ALIVE, DESK, Act
from services.intake.domain.reception import Reception, State
from services.intake.handlers.held import noted, seen
from services.intake.store import alarms as store
from shared.clock import now
from shared.context import Ctx
from shared.contracts.deadlines import DeadlineMissed
from shared.contracts.intake import (
    AlarmAttended,
    AlarmRepeated,
    ClaimOverdue,
    EmergencyRaised,
)
from shared.contracts.notify import DeliverySettled
from shared.outcome import NOTHING, Change, Entry, Outcome
from shared.service import Runtime

AT_ONCE = 100


async def raise_alarm(ctx: Ctx, command: RaiseAlarm, case: Reception | None) -> Outcome:
    """紧急警示 by whoever sees it: nobody need hold the case for that."""
    case = seen(ctx, case)
    DESK.step_for(case.state, Act.RAISE_ALARM, ctx.actor.role)
    must_be_signs(command)
    answer = {"case_id": case.case_id, "state": case.state, "signs": command.signs}
    entry = noted(ctx, case, Act.RAISE_ALARM, facts={"signs": list(command.signs)})
    return replace(_danger(ctx, case.case_id, command.signs, entry), answer=answer)


def heard(ctx: Ctx, case_id: str, state: State, text: str | None) -> Outcome:
    """What the author said later is looked through for danger as the message was."""
    signs = danger_in(text)
    if not signs or state not in ALIVE:
        return NOTHING
    entry = Entry(f"case/{case_id}", "hear_danger", ctx.actor, facts={"signs": list(signs)})
    return _danger(ctx, case_id, signs, entry)


def _danger(ctx: Ctx, case_id: str, signs: tuple[str, ...], entry: Entry) -> Outcome:
    return Outcome(
        changes=[raised(ctx, case_id), store.add_signs(case_id, signs)],
        journal=[entry],
        events=[EmergencyRaised(case_id=case_id, signs=signs)],
    )


def raised(ctx: Ctx, case_id: str) -> Change:
    """The alarm, and when it is told again."""
    remind_at = told_again_at(ctx.now, _first_pause(ctx), reminders=0)
    return store.raise_alarm(case_id, "emergency", ctx.now, remind_at)


async def attend_alarm(ctx: Ctx, command: AttendAlarm, case: Reception | None) -> Outcome:
    """警示处置: by any clerk, at once, whoever holds the case."""
    case = seen(ctx, case)
    DESK.step_for(case.state, Act.ATTEND_ALARM, ctx.actor.role)
    standing = await store.stands(ctx.tx, case.case_id, command.alarm)
    must_stand(raised=standing.raised, attended=standing.attended)
    measures = list(command.measures)
    return Outcome(
        changes=[store.attend(case.case_id, command.alarm, ctx.now, ctx.actor, measures)],
        journal=[noted(ctx, case, Act.ATTEND_ALARM, why=command.alarm, facts={"done": measures})],
        events=[
            AlarmAttended(
                case_id=case.case_id, alarm=command.alarm, measures=command.measures, by=ctx.actor
            )
        ],
        answer={"case_id": case.case_id, "alarm": command.alarm, "attended_by": ctx.actor.name},
    )


async def on_delivery_settled(ctx: Ctx, event: DeliverySettled, case: Reception | None) -> Outcome:
    """短信结果: whether those on duty were told."""
    if event.template not in TELLS_OF_DANGER:
        return NOTHING
    if case is None:
        return ctx.ignored(event.subject, "case_unknown")
    entry = Entry(
        case.subject, "tell_danger", ctx.actor, case.state, case.state, why=event.state,
        facts={"delivery_id": event.delivery_id, "template": event.template},
    )  # fmt: skip
    told_at = ctx.cause.time if ctx.cause else ctx.now
    return Outcome(changes=[store.add_sms(event, told_at)], journal=[entry])


async def repeat_alarms(runtime: Runtime) -> None:
    """Tell again what nobody saw to, as long as the service runs."""
    while True:
        await repeat_due(runtime)
        await asyncio.sleep(runtime.settings.alarm_poll_s)


async def repeat_due(runtime: Runtime) -> int:
    """Tell again what is due; return how many cases were looked at."""
    async with runtime.transaction() as tx:
        cases = await store.due(tx, await now(tx), AT_ONCE)
    if cases:
        await runtime.act(repeat, Repeat(), [f"case/{case_id}" for case_id in cases])
    return len(cases)


class Repeat(NamedTuple):
    """Tell again what still stands in these cases."""


async def repeat(ctx: Ctx, _: Repeat, cases: Mapping[str, Reception]) -> Outcome:
    """警示重发: to whoever is on duty now."""
    due = await store.still_due(ctx.tx, [case.case_id for case in cases.values()], ctx.now)
    pause = _first_pause(ctx)
    return Outcome(
        changes=[
            store.reminded(
                d.case_id, d.reminders + 1, told_again_at(ctx.now, pause, d.reminders + 1)
            )
            for d in due
        ],
        journal=[
            Entry(
                f"case/{d.case_id}", "repeat_alarm", ctx.actor,
                facts={"reminder": d.reminders + 1, "raised_at": d.raised_at},
            )
            for d in due
        ],
        events=[
            AlarmRepeated(
                case_id=d.case_id, alarm="emergency", raised_at=d.raised_at,
                reminder=d.reminders + 1,
            )
            for d in due
        ],
    )  # fmt: skip


def _first_pause(ctx: Ctx) -> timedelta:
    return timedelta(minutes=ctx.settings.alarm_repeat_min)


def claim_overdue(ctx: Ctx, event: DeadlineMissed, case: Reception | None) -> Outcome:
    """逾时未认领: the case stands in the list of alarms until somebody claims it."""
    if case is None or case.state != State.RECEIVED:
        why = "case_unknown" if case is None else f"case_is_{case.state}"
        return ctx.ignored(event.subject, why)
    entry = Entry(
        case.subject, "miss_claim", ctx.actor, case.state, case.state, why="claim_overdue",
        facts={"due_at": event.due_at},
    )  # fmt: skip
    return Outcome(
        changes=[store.raise_alarm(case.case_id, "unclaimed", ctx.now)],
        journal=[entry],
        events=[ClaimOverdue(case_id=case.case_id, due_at=event.due_at)],
    )
