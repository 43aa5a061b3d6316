"""退件 and the ruling on it."""

from services.routing.domain.assignments import AssignmentAction, own
from services.routing.domain.cases import Case, known, must_be_above
from services.routing.domain.commands import On
from services.routing.domain.letters import official_day
from services.routing.domain.lost_time import lost_by_ruling
from services.routing.domain.refusals import (
    Refuse,
    Rule,
    bounces,
    must_be_in_time,
    must_not_bounce_again,
    must_point_elsewhere,
)
from services.routing.handlers.addressees import addressable
from services.routing.handlers.releases import released_below, who_sent
from services.routing.handlers.steps import assignment_step, signature, together
from services.routing.store.lost_time import add_lost_time
from services.routing.store.practice import load_practice
from services.routing.store.refusals import add_refusal, add_ruling, load_turns
from shared.context import Ctx
from shared.contracts.routing import AssignmentRefused, RefusalRuled
from shared.outcome import Outcome


async def refuse(ctx: Ctx, command: On[Refuse], case: Case | None) -> Outcome:
    """退件: the unit says that the matter is not its own, and whose it is."""
    case = known(case)
    assignment = own(case.assignments, command.id, ctx.actor)
    ctx.require_match(assignment.version)
    ask = command.ask
    step = assignment_step(
        ctx,
        case,
        assignment,
        AssignmentAction.REFUSE,
        why=ask.reason,
        facts={"suggested": ask.suggested_unit} if ask.suggested_unit else {},
        private={"text": ask.text},
    )
    turns = await load_turns(ctx.tx, case)
    issued_at = next(t.issued_at for t in turns if t.assignment_id == assignment.assignment_id)
    today = official_day(ctx.now)
    practice = await load_practice(ctx.tx, today)
    must_not_bounce_again(assignment.assignment_id, turns, practice.bounces)
    must_be_in_time(official_day(issued_at), today, practice.refusal_days)
    must_point_elsewhere(ask, assignment.unit_id)
    if ask.suggested_unit:
        await addressable(ctx, case, [ask.suggested_unit])
    event = AssignmentRefused(
        case_id=case.case_id,
        assignment_id=assignment.assignment_id,
        unit_id=assignment.unit_id,
        by=ctx.actor,
        ground=ask.reason,
        suggested_unit=ask.suggested_unit,
        bounce=bounces(turns) + 1,
        refused_at=ctx.now,
    )
    return together(
        step,
        changes=[add_refusal(assignment, ask, at=ctx.now, by=signature(ctx.actor))],
        events=[event],
        answer={"state": "refused", "bounce": event.bounce, "etag": assignment.version + 1},
    )


async def rule(ctx: Ctx, command: On[Rule], case: Case | None) -> Outcome:
    """退件裁定: the unit is released, or must handle the matter; who erred is charged."""
    case = known(case)
    assignment = case.assignment(command.id)
    must_be_above(case, assignment, ctx.actor)
    ctx.require_match(assignment.version)
    ask = command.ask
    do = AssignmentAction.UPHOLD_REFUSAL if ask.uphold else AssignmentAction.OVERRULE_REFUSAL
    step = assignment_step(
        ctx, case, assignment, do, why=ask.reason, private={"text": ask.text} if ask.text else {}
    )
    turns = await load_turns(ctx.tx, case)
    turn = [t for t in turns if t.assignment_id == assignment.assignment_id][-1]
    lost = lost_by_ruling(
        turn.unit_id,
        turn.issued_at,
        turn.refused_at or ctx.now,
        upheld=ask.uphold,
        dispatcher=await who_sent(ctx, case, assignment),
        ruled_at=ctx.now,
    )
    event = RefusalRuled(
        case_id=case.case_id,
        assignment_id=assignment.assignment_id,
        unit_id=assignment.unit_id,
        upheld=ask.uphold,
        by=ctx.actor,
        reason=ask.reason,
        fault=lost.fault,
        charged_unit=lost.charged_unit,
        lost_from=lost.lost_from,
        lost_until=lost.lost_until,
    )
    return together(
        step,
        *(await released_below(ctx, case, assignment, why=ask.reason) if ask.uphold else []),
        changes=[
            add_ruling(assignment, ask, at=ctx.now, by=signature(ctx.actor)),
            add_lost_time(case, assignment, lost),
        ],
        events=[event],
        answer={
            "state": "released" if ask.uphold else "signed",
            "charged_unit": lost.charged_unit,
            "etag": assignment.version + 1,
        },
    )
