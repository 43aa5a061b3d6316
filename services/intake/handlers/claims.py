"""Holding a case: 认领 and 移交."""

from dataclasses import replace

from services.intake.domain.commands import Claim, HandOver
from services.intake.domain.desk import Act
from services.intake.domain.interests import must_be_disinterested
from services.intake.domain.reception import (
    WORKFLOW,
    Action,
    Reception,
    State,
    may_claim,
    must_change_hands,
    verified_without_call,
)
from services.intake.domain.roles import R
from services.intake.handlers.held import held, seen
from services.intake.store import alarms, receptions
from shared.context import Ctx
from shared.contracts.envelope import Actor
from shared.contracts.intake import (
    CaseClaimed,
    CaseVerified,
    ClaimHandedOver,
    VerificationOutcome,
    VerificationRequested,
)
from shared.outcome import Entry, Outcome, system


async def claim(ctx: Ctx, _: Claim, case: Reception | None) -> Outcome:
    """认领: exactly one wins.  The author is to be called, unless nobody can or may."""
    case = seen(ctx, case)
    may_claim(case, ctx.actor)
    step = WORKFLOW.step_for(case.state, Action.CLAIM, ctx.actor.role)
    entry = Entry(case.subject, step.do, ctx.actor, case.state, step.to)
    taken = [
        receptions.hold(case.case_id, ctx.actor, ctx.now),
        alarms.attend(case.case_id, "unclaimed", ctx.now, ctx.actor, ["claimed"]),
    ]
    claimed = CaseClaimed(case_id=case.case_id, by=ctx.actor)
    answer = {"case_id": case.case_id, "state": step.to, "holder": ctx.actor.name}
    outcome = verified_without_call(case)
    if outcome is None:
        return Outcome(
            changes=[receptions.move(case.case_id, State(step.to), ctx.now), *taken],
            journal=[entry],
            events=[claimed, VerificationRequested(case_id=case.case_id, holder=ctx.actor)],
            answer=answer,
        )
    verified = open_gate(ctx, case, State(step.to), outcome, attempts=0)
    return Outcome(
        changes=[*verified.changes, *taken],
        journal=[entry, *verified.journal],
        events=[claimed, *verified.events],
        answer=answer | {"state": State.VERIFIED},
    )


def open_gate(
    ctx: Ctx, case: Reception, at: State, outcome: VerificationOutcome, attempts: int
) -> Outcome:
    """核实: from here on the case can be accepted, whatever further calls bring."""
    step = WORKFLOW.step_for(at, Action.VERIFY, R.SYSTEM)
    entry = Entry(
        case.subject, step.do, system(ctx.service), at, step.to, why=outcome,
        facts={"attempts": attempts},
    )  # fmt: skip
    return Outcome(
        changes=[
            receptions.move(case.case_id, State(step.to), ctx.now),
            receptions.record_verification(case.case_id, outcome, attempts, ctx.now),
        ],
        journal=[entry],
        events=[CaseVerified(case_id=case.case_id, outcome=outcome, attempts=attempts)],
    )


async def hand_over(ctx: Ctx, command: HandOver, case: Reception | None) -> Outcome:
    """移交: by the holder, or by the office head for one who is away."""
    case = held(ctx, case)
    WORKFLOW.step_for(case.state, Action.HAND_OVER, ctx.actor.role)
    must_change_hands(case, command.to_sub)
    must_be_disinterested(case, command.to_sub)
    to = Actor(sub=command.to_sub, name=command.to_name, role=R.CLERK)
    passed = pass_on(ctx, case, Action.HAND_OVER, to, command.reason)
    answer = {"case_id": case.case_id, "state": case.state, "holder": to.name}
    return replace(passed, answer=answer)


def pass_on(ctx: Ctx, case: Reception, act: Action | Act, to: Actor, reason: str) -> Outcome:
    """Another person holds the case from now on; the journal and the events keep who did before."""
    entry = Entry(
        case.subject, act, ctx.actor, case.state, case.state, why=reason,
        facts={"to": to.sub, "from": case.holder.sub if case.holder else None},
    )  # fmt: skip
    return Outcome(
        changes=[receptions.hold(case.case_id, to, ctx.now)],
        journal=[entry],
        events=[ClaimHandedOver(case_id=case.case_id, by=ctx.actor, to=to, reason=reason)],
    )
