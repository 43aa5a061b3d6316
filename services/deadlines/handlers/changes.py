"""What each step of a clock's life writes and says: the parts that handlers put together."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from services.deadlines.domain.calendar import Calendar
from services.deadlines.domain.cases import CaseClocks
from services.deadlines.domain.clocks import (
    REMINDER_LEVEL,
    WORKFLOW,
    Action,
    Clock,
    Role,
    State,
    new_clock,
)
from services.deadlines.domain.rules import RULES, Kind, Limit, Term, moment, warn_at
from services.deadlines.store import clocks as store
from services.deadlines.store import timers
from shared.context import Ctx
from shared.contracts.deadlines import ClockEvent, DeadlineStarted
from shared.contracts.envelope import Event
from shared.contracts.intake import HandlingClass
from shared.contracts.routing import Issued
from shared.outcome import NOTHING, Change, Entry, Outcome
from shared.rules import Refused


def together(*parts: Outcome) -> Outcome:
    """Several outcomes as one, each in its order."""
    return Outcome(
        changes=[change for part in parts for change in part.changes],
        journal=[entry for part in parts for entry in part.journal],
        events=[event for part in parts for event in part.events],
    )


def told_at(ctx: Ctx) -> datetime:
    """When the fact became true that is being heard, as its publisher says."""
    return ctx.cause.time if ctx.cause else ctx.now


def begun_by(
    ctx: Ctx,
    event: Event,
    case: CaseClocks,
    kind: Kind,
    handling_class: HandlingClass,
    *,
    in_round: int = 1,
    issued: Issued | None = None,
    limit: Limit | None = None,
) -> Clock | None:
    """The clock that an event starts by its rule; None: the class has no such clock."""
    if case.find(kind, issued.assignment_id if issued else in_round) is not None:
        raise Refused("already_counted", "this is being counted, or was")
    return new_clock(
        case.case_id,
        kind,
        handling_class,
        moment(RULES[kind].starts, event, told_at(ctx)),
        case.calendar,
        in_round=in_round,
        unit_id=issued.unit_id if issued else None,
        assignment_id=issued.assignment_id if issued else None,
        limit=limit,
    )


def met_by(ctx: Ctx, event: Event, case: CaseClocks, kind: Kind, key: int | str) -> Outcome:
    """The clock that an event ends by its rule; `key` is its round or its assignment."""
    clock = case.find(kind, key)
    if clock is None:
        raise Refused("no_such_clock", "nothing was counted for this")
    return met(ctx, clock, moment(RULES[kind].ends, event, told_at(ctx)))


def started(ctx: Ctx, clock: Clock | None, calendar: Calendar) -> Outcome:
    """A clock begins to run; None: there is no such clock for the case's class."""
    if clock is None:
        return NOTHING
    return Outcome(
        changes=[store.add_clock(clock), *_timers(ctx, clock, calendar)],
        journal=[_entry(ctx, clock, Action.START, None, clock.state, **_term_facts(clock))],
        events=[_start_event(clock)],
    )


def moved(ctx: Ctx, clock: Clock, to: Term, reason: str, calendar: Calendar) -> Outcome:
    """A running clock has another due time now; a miss of the earlier one no longer stands."""
    after = clock.moved(to)
    return together(
        _miss_withdrawn(ctx, clock, told_at(ctx)),
        _step(
            ctx, clock, Action.MOVE,
            [store.move_clock(after), timers.drop_timers(clock.clock_id),
             *_timers(ctx, after, calendar)],
            why=reason, facts=_term_facts(after),
            due_at=after.due_at, was_due_at=clock.due_at, reason=reason,
        ),
    )  # fmt: skip


def restarted(ctx: Ctx, clock: Clock, to: Term, reason: str, calendar: Calendar) -> Outcome:
    """A cancelled clock runs again, from its own start."""
    after = clock.moved(to)
    step = WORKFLOW.step_for(clock.state, Action.RESTART, Role.SYSTEM)
    return Outcome(
        changes=[store.move_clock(after), *_timers(ctx, after, calendar)],
        journal=[
            _entry(
                ctx, after, Action.RESTART, clock.state, step.to, why=reason, **_term_facts(after)
            )
        ],
        events=[_start_event(after)],
    )


def met(ctx: Ctx, clock: Clock, ended_at: datetime) -> Outcome:
    """The act came; whether late is judged by its own time, not by when it was heard."""
    late = clock.is_late(ended_at)
    return together(
        NOTHING if late else _miss_withdrawn(ctx, clock, ended_at),
        _step(
            ctx, clock, Action.MEET,
            [store.end_clock(clock.clock_id, State.MET, ended_at),
             timers.drop_timers(clock.clock_id)],
            why="late" if late else "in_time", facts={"ended_at": ended_at.isoformat()},
            ended_at=ended_at, late=late,
        ),
    )  # fmt: skip


def cancelled(ctx: Ctx, clock: Clock, reason: str) -> Outcome:
    """The clock no longer applies.  What was missed until now stays missed."""
    return _step(
        ctx, clock, Action.CANCEL,
        [store.end_clock(clock.clock_id, State.CANCELLED, ctx.now),
         timers.drop_timers(clock.clock_id)],
        why=reason, reason=reason,
    )  # fmt: skip


def warned(ctx: Ctx, clock: Clock) -> Outcome:
    """Soon due."""
    return _step(ctx, clock, Action.WARN, [store.add_warning(clock, ctx.now)])


def missed(ctx: Ctx, clock: Clock) -> Outcome:
    """The due time passed; for the clocks that have it in their rule, the unit is urged at once."""
    miss = _step(ctx, clock, Action.MISS, [store.add_miss(clock, ctx.now)])
    if not RULES[clock.kind].reminds:
        return miss
    reminder = store.add_reminder(clock, REMINDER_LEVEL, ctx.now)
    return together(
        miss,
        _step(
            ctx, clock, Action.REMIND, [reminder],
            facts={"level": REMINDER_LEVEL}, level=REMINDER_LEVEL,
        ),
    )  # fmt: skip


def no_clock(ctx: Ctx, case: CaseClocks, why: str) -> Entry:
    """The journal's word for a case in which nothing is counted, so that nobody has to wonder."""
    return Entry(case.subject, "no_public_clock", ctx.actor, why=why)


def _miss_withdrawn(ctx: Ctx, clock: Clock, ended_at: datetime) -> Outcome:
    if not clock.missed:
        return NOTHING
    return _step(
        ctx, clock, Action.WITHDRAW_MISS,
        [store.add_miss_withdrawal(clock, ctx.now)],
        facts={"ended_at": ended_at.isoformat()}, ended_at=ended_at,
    )  # fmt: skip


def _timers(ctx: Ctx, clock: Clock, calendar: Calendar) -> list[Change]:
    """A clock that is past due when it is set fires at once, without a warning."""
    changes = [timers.set_timer(clock, "due", clock.due_at)]
    warning = warn_at(RULES[clock.kind], clock.started_at, clock.due_at, calendar)
    if warning is not None and ctx.now < clock.due_at:
        changes.append(timers.set_timer(clock, "warn", warning))
    return changes


def _step(
    ctx: Ctx,
    clock: Clock,
    action: Action,
    changes: list[Change],
    *,
    why: str | None = None,
    facts: Mapping[str, Any] | None = None,
    **said: Any,
) -> Outcome:
    """One row of the workflow table, carried out.  Raises `Refused` where the table has none."""
    step = WORKFLOW.step_for(clock.state, action, Role.SYSTEM)
    return Outcome(
        changes=changes,
        journal=[_entry(ctx, clock, action, clock.state, step.to, why=why, **(facts or {}))],
        events=[step.says(**(_about(clock) | said))] if step.says else [],
    )


def _entry(
    ctx: Ctx,
    clock: Clock,
    action: Action,
    at: StrEnum | None,
    to: StrEnum,
    /,
    why: str | None = None,
    **facts: Any,
) -> Entry:
    return Entry(
        subject=f"case/{clock.case_id}",
        action=str(action),
        actor=ctx.actor,
        from_state=str(at) if at else None,
        to_state=str(to),
        why=why,
        facts={"clock": clock.clock_id, "due_at": clock.due_at.isoformat()} | facts,
    )


def _about(clock: Clock) -> dict[str, Any]:
    return {
        "case_id": clock.case_id,
        "clock_id": clock.clock_id,
        "clock": clock.kind,
        "round": clock.round,
        "unit_id": clock.unit_id,
        "due_at": clock.due_at,
    }


def _start_event(clock: Clock) -> ClockEvent:
    return DeadlineStarted(
        **_about(clock),
        started_at=clock.started_at,
        days=clock.term.days,
        working_days=clock.term.working_days,
        estimated=clock.term.estimated,
    )


def _term_facts(clock: Clock) -> dict[str, Any]:
    return {
        "due_at": clock.due_at.isoformat(),
        "days": clock.term.days,
        "working_days": clock.term.working_days,
        "basis": str(clock.term.basis),
        "estimated": clock.term.estimated,
    }
