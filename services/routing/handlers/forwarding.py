"""转办: a county's office hands down by a letter of its own, a unit inside itself without one."""

from datetime import date

from services.routing.domain.assignments import (
    Assignment,
    AssignmentAction,
    must_be_listed,
    must_have_one_lead,
    must_leave_none,
    must_not_have_it_already,
    own,
)
from services.routing.domain.cases import Case, known
from services.routing.domain.commands import Dispatch, On
from services.routing.domain.instructions import must_be_instructed_below
from services.routing.domain.letters import agreed_due, official_day
from services.routing.domain.organisation import (
    COUNTY_OFFICE_TYPE,
    Tree,
    must_be_below,
    must_exist,
    must_not_be_accused,
)
from services.routing.domain.terms import handed_down_due
from services.routing.handlers.dispatch import Sending, Sent, named, send, share_out
from services.routing.handlers.issuing import life_of_one_sent
from services.routing.handlers.steps import assignment_step, together
from services.routing.store.demands import load_demands
from services.routing.store.instructions import Given, load_instructions
from services.routing.store.letter_book import letter_of
from services.routing.store.letters import next_letter_id
from services.routing.store.organisation import load_office, load_tree
from services.routing.store.practice import load_practice
from shared.context import Ctx
from shared.contracts.routing import AssignmentForwarded
from shared.outcome import Outcome


async def forward(ctx: Ctx, command: On[Dispatch], case: Case | None) -> Outcome:
    """To units below, under the same round; of a county's office after its leader instructed."""
    case = known(case)
    assignment = own(case.assignments, command.id, ctx.actor)
    ctx.require_match(assignment.version)
    to = [order.unit_id for order in command.ask.assignments]
    step = assignment_step(ctx, case, assignment, AssignmentAction.FORWARD, facts={"units": to})
    tree = await load_tree(ctx.tx, [assignment.unit_id, *to])
    given = await load_instructions(ctx.tx, case.case_id)
    await _must_be_sound(ctx, case, assignment, command.ask, tree, given)
    sent = await _handed_down(ctx, case, assignment, command.ask, tree, given)
    event = AssignmentForwarded(
        case_id=case.case_id,
        assignment_id=assignment.assignment_id,
        unit_id=assignment.unit_id,
        round=case.round,
        handling_class=case.handling_class,
        assignments=sent.issued,
        forwarded_at=ctx.now,
        by=ctx.actor,
        letter_no=sent.letter_no or None,
    )
    return together(
        step,
        changes=sent.changes,
        events=[event],
        answer={
            "state": "forwarded",
            "letter_no": event.letter_no,
            "assignments": named(sent.issued),
            "etag": assignment.version + 1,
        },
    )


async def _must_be_sound(
    ctx: Ctx,
    case: Case,
    assignment: Assignment,
    asked: Dispatch,
    tree: Tree,
    given: list[Given],
) -> None:
    """To whom it may go, and what may be asked of them."""
    orders = asked.orders()
    must_exist([order.unit_id for order in orders], tree)
    practice = await load_practice(ctx.tx, official_day(ctx.now))
    must_be_instructed_below(tree[assignment.unit_id], [g.instruction for g in given], practice)
    for order in orders:
        must_be_below(tree[order.unit_id], assignment.unit_id, tree)
        must_not_be_accused(tree[order.unit_id], case.accused_units, tree)
    below = case.below(assignment)
    must_not_have_it_already(case.in_round(), orders)
    must_have_one_lead(below, orders)
    mine = assignment.demands or [d.no for d in await load_demands(ctx.tx, case.case_id)]
    must_be_listed(orders, mine)
    must_leave_none(orders, below, mine)


async def _handed_down(
    ctx: Ctx,
    case: Case,
    assignment: Assignment,
    asked: Dispatch,
    tree: Tree,
    given: list[Given],
) -> Sent:
    """The assignments below; of a county's office with the letter, which quotes its own leader."""
    today = official_day(ctx.now)
    terms = (await load_practice(ctx.tx, today)).terms
    sender = tree[assignment.unit_id]
    quoted = [g.quoted for g in given if g.instruction.unit_id == sender.unit_id]
    agreed = _within(agreed_due(quoted), today, assignment.due_on)
    due_on = handed_down_due(asked.due_on or agreed, assignment.due_on, today, terms)
    if sender.unit_type != COUNTY_OFFICE_TYPE:
        issued, changes = share_out(
            ctx,
            case,
            asked.orders(),
            tree,
            of_round=case.round,
            due_on=due_on,
            terms=terms,
            parent=assignment,
        )
        return Sent("", issued, changes)
    above = await letter_of(ctx.tx, assignment)
    office = await load_office(ctx.tx)
    letter_id, number = await next_letter_id(ctx.tx, case)
    sending = Sending(
        letter_id=letter_id,
        kind="forward",
        sender=sender,
        content=asked,
        tree=tree,
        quoted=quoted,
        due_on=due_on,
        terms=terms,
        of_round=case.round,
        parent=assignment,
        follows=f"{office.name}来函（{above}）" if above else "",
    )
    sent = await send(ctx, case, sending)
    life = life_of_one_sent(ctx, case, sending, number, [g.as_said for g in given])
    return sent._replace(changes=[*life, *sent.changes])


def _within(agreed: date | None, today: date, latest: date | None) -> date | None:
    """The day that the leader agreed to, as long as it is to come and not past the parent's."""
    fits = agreed is not None and today <= agreed and (latest is None or agreed <= latest)
    return agreed if fits else None
