"""How units get their assignments: by a numbered letter, or from the unit above them 转办."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from services.routing.domain.assignments import (
    AssignmentAction,
    Order,
    must_have_one_lead,
    must_not_have_it_already,
    own,
)
from services.routing.domain.cases import Case, known
from services.routing.domain.commands import Dispatch, DraftLetter, On
from services.routing.domain.instructions import must_be_instructed_below
from services.routing.domain.letters import (
    LetterKind,
    handed_down_due,
    letter_no,
    official_day,
    share_due,
)
from services.routing.domain.organisation import (
    Tree,
    may_see,
    must_be_below,
    must_exist,
    must_not_be_accused,
)
from services.routing.domain.wording import Letter, plain, word
from services.routing.handlers.steps import assignment_step, signature, together
from services.routing.store.assignments import add_assignment, show_to_units
from services.routing.store.cases import load_text
from services.routing.store.instructions import Given, load_instructions
from services.routing.store.letters import add_letter, next_letter_number
from services.routing.store.organisation import load_office, load_tree
from services.routing.store.practice import load_practice
from shared.context import Ctx
from shared.contracts.routing import AssignmentForwarded, CaseDispatched, Issued
from shared.outcome import Change, Outcome


class Shares(NamedTuple):
    """The assignments made for some orders, and the rows they take."""

    issued: tuple[Issued, ...]
    changes: list[Change]


class Sent(NamedTuple):
    """A letter on its way."""

    letter_no: str
    event: CaseDispatched
    changes: list[Change]


def share_out(
    ctx: Ctx,
    case: Case,
    orders: Sequence[Order],
    tree: Tree,
    *,
    of_round: int,
    due_on: date,
    letter_no: str | None = None,
    parent_id: str | None = None,
) -> Shares:
    """One assignment per order; the unit, and those above it, see the case from now on."""
    issued: list[Issued] = []
    changes: list[Change] = []
    seen_by: dict[str, None] = {}
    for number, order in enumerate(orders, start=len(case.assignments) + 1):
        unit = tree[order.unit_id]
        issued.append(
            Issued(
                assignment_id=f"{case.case_id}-a{number}",
                parent_id=parent_id,
                unit_id=unit.unit_id,
                unit_name=unit.name,
                part=order.part,
                level=unit.level,
                due_on=share_due(order.part, due_on, official_day(ctx.now)),
            )
        )
        changes.append(
            add_assignment(
                case,
                issued[-1],
                number=number,
                of_round=of_round,
                letter_no=letter_no,
                task=order.task,
                at=ctx.now,
            )
        )
        seen_by |= dict.fromkeys(may_see(unit, tree))
    return Shares(tuple(issued), [*changes, *show_to_units(case, list(seen_by))])


async def send(
    ctx: Ctx,
    case: Case,
    kind: LetterKind,
    content: DraftLetter,
    tree: Tree,
    given: Sequence[Given],
    *,
    letter_id: str,
    of_round: int,
    due_on: date,
    ground: str | None = None,
) -> Sent:
    """Number, word and send the letter 交办函, which quotes the city's instructions."""
    office = await load_office(ctx.tx)
    text = await load_text(ctx.tx, case.case_id)
    today = official_day(ctx.now)
    number = await next_letter_number(ctx.tx, today.year)
    numbered = letter_no(today.year, number)
    orders = content.orders()
    shares = share_out(
        ctx, case, orders, tree, of_round=of_round, due_on=due_on, letter_no=numbered
    )
    wording = word(
        case,
        text,
        Letter(
            letter_id=letter_id,
            letter_no=numbered,
            kind=kind,
            sender=office.name,
            orders=orders,
            unit_names={order.unit_id: tree[order.unit_id].name for order in orders},
            assignment_ids={issued.unit_id: issued.assignment_id for issued in shares.issued},
            quoted=[g.quoted for g in given if g.level == "city"],
            dated=today,
            due_on=due_on,
            urgency=content.urgency,
            ground=ground,
            note=content.note,
            attachments=content.attachments,
            contact=content.contact or "",
            copies=content.copies,
        ),
    )
    event = CaseDispatched(
        case_id=case.case_id,
        letter_no=wording.letter_no,
        round=of_round,
        handling_class=case.handling_class,
        assignments=shares.issued,
        dispatched_at=ctx.now,
        by=ctx.actor,
    )
    row = add_letter(
        case,
        wording,
        letter_id=letter_id,
        year=today.year,
        number=number,
        of_round=of_round,
        kind=kind,
        due_on=due_on,
        text=plain(wording),
        at=ctx.now,
        by=signature(ctx.actor),
    )
    return Sent(wording.letter_no, event, [row, *shares.changes])


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
    due_on = handed_down_due(command.ask.due_on, assignment.due_on, official_day(ctx.now))
    shares = share_out(
        ctx,
        case,
        orders,
        tree,
        of_round=case.round,
        parent_id=assignment.assignment_id,
        due_on=due_on,
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
