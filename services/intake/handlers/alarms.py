"""警示: raised by rules, by people and by the clock; each stands until a named person saw to it."""

from services.intake.domain.alarms import AttendAlarm, RaiseAlarm, must_be_signs, must_stand
from services.intake.domain.desk import DESK, Act
from services.intake.domain.reception import Reception, State
from services.intake.handlers.held import noted, seen
from services.intake.store import alarms as store
from shared.context import Ctx
from shared.contracts.deadlines import DeadlineMissed
from shared.contracts.intake import AlarmAttended, ClaimOverdue, EmergencyRaised
from shared.outcome import Entry, Outcome


async def raise_alarm(ctx: Ctx, command: RaiseAlarm, case: Reception | None) -> Outcome:
    """紧急警示 by whoever sees it: nobody need hold the case for that."""
    case = seen(ctx, case)
    DESK.step_for(case.state, Act.RAISE_ALARM, ctx.actor.role)
    must_be_signs(command)
    return Outcome(
        changes=[
            store.raise_alarm(case.case_id, "emergency", ctx.now),
            store.add_signs(case.case_id, command.signs),
        ],
        journal=[noted(ctx, case, Act.RAISE_ALARM, facts={"signs": list(command.signs)})],
        events=[EmergencyRaised(case_id=case.case_id, signs=command.signs)],
        answer={"case_id": case.case_id, "state": case.state, "signs": command.signs},
    )


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
