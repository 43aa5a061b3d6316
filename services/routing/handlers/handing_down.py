"""How a matter comes to the units below: what may be asked of them, by when, and by which letter."""

from datetime import date
from typing import Any

from services.routing.domain.assignments import (
    Assignment,
    must_be_listed,
    must_have_one_lead,
    must_leave_none,
    must_not_have_it_already,
)
from services.routing.domain.cases import Case
from services.routing.domain.commands import Dispatch
from services.routing.domain.instructions import must_be_instructed_below
from services.routing.domain.letters import Quoted, agreed_due, official_day
from services.routing.domain.organisation import COUNTY_OFFICE_TYPE, Tree, must_be_below
from services.routing.domain.terms import handed_down_due
from services.routing.handlers.addressees import addressable
from services.routing.handlers.dispatch import Sending, Sent, named, send, share_out
from services.routing.store.demands import load_demands
from services.routing.store.instructions import Given
from services.routing.store.letter_book import letter_of
from services.routing.store.organisation import load_office, load_tree
from services.routing.store.practice import load_practice
from shared.context import Ctx
from shared.contracts.envelope import Actor
from shared.contracts.routing import AssignmentForwarded


async def must_be_sound(
    ctx: Ctx, case: Case, assignment: Assignment, asked: Dispatch, given: list[Given]
) -> Tree:
    """To whom it may go, and what may be asked of them."""
    orders = asked.orders()
    tree = await load_tree(ctx.tx, [assignment.unit_id])
    tree |= await addressable(ctx, case, [order.unit_id for order in orders])
    practice = await load_practice(ctx.tx, official_day(ctx.now))
    must_be_instructed_below(tree[assignment.unit_id], [g.instruction for g in given], practice)
    for order in orders:
        must_be_below(tree[order.unit_id], assignment.unit_id, tree)
    below = case.below(assignment)
    must_not_have_it_already(case.in_round(), orders)
    must_have_one_lead(below, orders)
    mine = assignment.demands or [d.no for d in await load_demands(ctx.tx, case.case_id)]
    must_be_listed(orders, mine)
    must_leave_none(orders, below, mine)
    return tree


async def due_below(ctx: Ctx, assignment: Assignment, asked: Dispatch, given: list[Given]) -> date:
    """By when those below answer: the day asked for, or the one that their leader agreed to."""
    today = official_day(ctx.now)
    terms = (await load_practice(ctx.tx, today)).terms
    agreed = _within(agreed_due(_quoted(given, assignment)), today, assignment.due_on)
    return handed_down_due(asked.due_on or agreed, assignment.due_on, today, terms)


async def handed_down(
    ctx: Ctx,
    case: Case,
    assignment: Assignment,
    asked: Dispatch,
    tree: Tree,
    given: list[Given],
    letter_id: str,
) -> Sent:
    """The assignments below; of a county's office with the letter, which quotes its own leader."""
    due_on = await due_below(ctx, assignment, asked, given)
    terms = (await load_practice(ctx.tx, official_day(ctx.now))).terms
    sender = tree[assignment.unit_id]
    if sender.unit_type != COUNTY_OFFICE_TYPE:
        issued, changes = share_out(
            ctx, case, asked.orders(), tree, of_round=case.round, due_on=due_on, terms=terms,
            parent=assignment,
        )  # fmt: skip
        return Sent("", issued, changes)
    above = await letter_of(ctx.tx, assignment)
    office = await load_office(ctx.tx)
    sending = Sending(
        letter_id=letter_id,
        kind="forward",
        sender=sender,
        content=asked,
        tree=tree,
        quoted=_quoted(given, assignment),
        due_on=due_on,
        terms=terms,
        of_round=case.round,
        parent=assignment,
        follows=f"{office.name}来函（{above}）" if above else "",
    )
    return await send(ctx, case, sending)


def forwarded(
    ctx: Ctx, case: Case, assignment: Assignment, sent: Sent, by: Actor
) -> AssignmentForwarded:
    """That it was handed down, as it is announced."""
    return AssignmentForwarded(
        case_id=case.case_id,
        assignment_id=assignment.assignment_id,
        unit_id=assignment.unit_id,
        round=case.round,
        handling_class=case.handling_class,
        assignments=sent.issued,
        forwarded_at=ctx.now,
        by=by,
        letter_no=sent.letter_no or None,
    )


def answer_of(sent: Sent, etag: int) -> dict[str, Any]:
    """What who handed it down is told."""
    return {
        "state": "forwarded",
        "letter_no": sent.letter_no or None,
        "assignments": named(sent.issued),
        "etag": etag,
    }


def _quoted(given: list[Given], assignment: Assignment) -> list[Quoted]:
    return [g.quoted for g in given if g.instruction.unit_id == assignment.unit_id]


def _within(agreed: date | None, today: date, latest: date | None) -> date | None:
    """The day that the leader agreed to, as long as it is to come and not past the parent's."""
    fits = agreed is not None and today <= agreed and (latest is None or agreed <= latest)
    return agreed if fits else None
