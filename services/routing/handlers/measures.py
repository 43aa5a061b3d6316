"""共性措施: issued, revoked, and linked to the cases it helps."""

from services.routing.domain.cases import Case
from services.routing.domain.commands import On
from services.routing.domain.letters import official_day
from services.routing.domain.measures import (
    MEASURES,
    IssueMeasure,
    MeasureAction,
    RevokeMeasure,
    SettleMeasure,
    may_issue,
    must_be_in_force,
    must_be_sound,
    must_say_why_not,
)
from services.routing.domain.organisation import must_exist
from services.routing.handlers.files import worked_on
from services.routing.handlers.steps import signature
from services.routing.store.measures import (
    add_measure,
    is_suggested,
    lock_measure,
    measure_id,
    next_measure_number,
    revoke_measure,
    settle_measure,
)
from services.routing.store.organisation import load_tree
from shared.context import Ctx
from shared.contracts.routing import MeasureIssued, MeasureLinked, MeasureRevoked
from shared.outcome import Entry, Outcome
from shared.rules import unknown


async def issue_measure(ctx: Ctx, command: IssueMeasure, _: None) -> Outcome:
    """出台措施: from now on it is suggested wherever a like case is, or arrives."""
    today = official_day(ctx.now)
    must_be_sound(command, today)
    tree = await load_tree(ctx.tx, [command.issuer])
    must_exist([command.issuer], tree)
    may_issue(command.issuer, ctx.actor, tree)
    issuer = tree[command.issuer]
    number = await next_measure_number(ctx.tx, today.year)
    event = MeasureIssued(
        measure_id=measure_id(today.year, number),
        title=command.title,
        condition=command.condition,
        rule=command.rule,
        proof_accepted=command.proof_accepted,
        issuer=issuer.unit_id,
        issuer_name=issuer.name,
        document_no=command.document_no,
        issued_on=command.issued_on,
        valid_from=command.valid_from,
        valid_until=command.valid_until,
        by=ctx.actor,
    )
    entry = Entry(event.subject, "issue_measure", ctx.actor, to_state="in_force")
    rows = add_measure(
        command, issuer, year=today.year, number=number, at=ctx.now, by=signature(ctx.actor)
    )
    answer = {"measure_id": event.measure_id, "state": "in_force"}
    return Outcome(changes=rows, journal=[entry], events=[event], answer=answer)


async def revoke(ctx: Ctx, command: On[RevokeMeasure], _: None) -> Outcome:
    """废止措施: by the office head, or by the unit that issued it."""
    held = await lock_measure(ctx.tx, command.id)
    if held is None:
        raise unknown("measure")
    step = MEASURES.step_for(held.state, MeasureAction.REVOKE, ctx.actor.role)
    may_issue(held.issuer, ctx.actor, await load_tree(ctx.tx, [held.issuer]))
    event = MeasureRevoked(measure_id=held.measure_id, reason=command.ask.reason, by=ctx.actor)
    entry = Entry(
        event.subject,
        "revoke_measure",
        ctx.actor,
        from_state=held.state,
        to_state=step.to,
        why=command.ask.reason,
    )
    rows = revoke_measure(held, step.to, command.ask.reason, ctx.now, signature(ctx.actor))
    return Outcome(changes=rows, journal=[entry], events=[event], answer={"state": step.to})


async def link_measure(ctx: Ctx, command: SettleMeasure, case: Case | None) -> Outcome:
    """关联措施: it helps in this case, or a suggestion is set aside."""
    case = await worked_on(ctx, case)
    must_say_why_not(command)
    held = await lock_measure(ctx.tx, command.measure_id)
    if held is None:
        raise unknown("measure")
    if command.helps:
        must_be_in_force(held.state, held.valid_from, held.valid_until, official_day(ctx.now))
    event = MeasureLinked(
        case_id=case.case_id,
        measure_id=held.measure_id,
        helps=command.helps,
        suggested=await is_suggested(ctx.tx, case.case_id, held.measure_id),
        by=ctx.actor,
    )
    facts = event.model_dump(include={"measure_id", "helps", "suggested"})
    entry = Entry(case.subject, "link_measure", ctx.actor, why=command.reason, facts=facts)
    row = settle_measure(case.case_id, command, ctx.now, signature(ctx.actor))
    return Outcome(changes=[row], journal=[entry], events=[event], answer=facts)
