"""交办, 改派: the office's letter.  转办: a unit hands its assignment down."""

from collections.abc import Iterable
from typing import Any

from services.routing.domain.assignments import (
    AssignmentAction,
    must_have_one_lead,
    must_not_have_it_already,
    own,
)
from services.routing.domain.cases import (
    WORKFLOW,
    Action,
    Case,
    dispatch_action,
    known,
    must_be_for_units,
)
from services.routing.domain.commands import Dispatch, On
from services.routing.domain.instructions import must_be_instructed, must_be_instructed_below
from services.routing.domain.letters import LetterKind, official_day
from services.routing.domain.organisation import (
    must_be_below,
    must_be_dispatchable,
    must_exist,
    must_not_be_accused,
)
from services.routing.handlers.letters import send, share_out
from services.routing.handlers.steps import assignment_step, case_step, together
from services.routing.store.instructions import load_instructions
from services.routing.store.organisation import load_tree
from services.routing.store.practice import load_practice
from shared.context import Ctx
from shared.contracts.routing import AssignmentForwarded, Issued
from shared.outcome import Outcome


async def dispatch(ctx: Ctx, command: Dispatch, case: Case | None) -> Outcome:
    """A letter to city units and county offices: the first of a round, or one more (改派)."""
    case = known(case)
    must_be_for_units(case)
    action = dispatch_action(case)
    WORKFLOW.step_for(case.state, action, ctx.actor.role)
    orders = command.orders()
    to = [order.unit_id for order in orders]
    given = await load_instructions(ctx.tx, case.case_id)
    tree = await load_tree(ctx.tx, to)
    must_exist(to, tree)
    practice = await load_practice(ctx.tx, official_day(ctx.now))
    must_be_instructed(case, [tree[unit_id] for unit_id in to], {g.level for g in given}, practice)
    for unit_id in to:
        must_be_dispatchable(tree[unit_id])
        must_not_be_accused(tree[unit_id], case.accused_units, tree)
    must_not_have_it_already(case.in_round(), orders)
    must_have_one_lead(case.by_letter(), orders)
    kind: LetterKind = "reassign" if action == Action.REASSIGN else "dispatch"
    sent = await send(ctx, case, kind, orders, tree, given, of_round=case.round)
    return together(
        case_step(ctx, case, action, facts={"letter_no": sent.letter_no, "units": to}),
        changes=sent.changes,
        events=[sent.event],
        answer={
            "state": "dispatched",
            "letter_no": sent.letter_no,
            "assignments": named(sent.event.assignments),
        },
    )


async def forward(ctx: Ctx, command: On[Dispatch], case: Case | None) -> Outcome:
    """转办: to units below, under the same round; a county's office after its leader instructed."""
    case = known(case)
    assignment = own(case.assignments, command.id, ctx.actor)
    ctx.require_match(assignment.version)
    orders = command.ask.orders()
    to = [order.unit_id for order in orders]
    step = assignment_step(ctx, case, assignment, AssignmentAction.FORWARD, facts={"units": to})
    tree = await load_tree(ctx.tx, [assignment.unit_id, *to])
    must_exist(to, tree)
    given = await load_instructions(ctx.tx, case.case_id)
    practice = await load_practice(ctx.tx, official_day(ctx.now))
    must_be_instructed_below(tree[assignment.unit_id], [g.instruction for g in given], practice)
    for unit_id in to:
        must_be_below(tree[unit_id], assignment.unit_id, tree)
        must_not_be_accused(tree[unit_id], case.accused_units, tree)
    must_not_have_it_already(case.in_round(), orders)
    must_have_one_lead(case.below(assignment), orders)
    shares = share_out(
        ctx, case, orders, tree, of_round=case.round, parent_id=assignment.assignment_id
    )
    event = AssignmentForwarded(
        case_id=case.case_id,
        assignment_id=assignment.assignment_id,
        unit_id=assignment.unit_id,
        round=case.round,
        handling_class=case.handling_class,
        assignments=shares.issued,
        forwarded_at=ctx.now,
        by=ctx.actor,
    )
    return together(
        step,
        changes=shares.changes,
        events=[event],
        answer={
            "state": "forwarded",
            "assignments": named(shares.issued),
            "etag": assignment.version + 1,
        },
    )


def named(issued: Iterable[Issued]) -> list[dict[str, Any]]:
    """New assignments as an answer names them."""
    return [
        {"assignment_id": i.assignment_id, "unit_id": i.unit_id, "part": i.part, "version": 1}
        for i in issued
    ]
