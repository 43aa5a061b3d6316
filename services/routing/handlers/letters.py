"""How units get their assignments: by a numbered letter, or from the office above them."""

from collections.abc import Sequence
from typing import NamedTuple

from services.routing.domain.assignments import Order
from services.routing.domain.cases import Case
from services.routing.domain.letters import Letter, LetterKind, letter_no, official_day, render
from services.routing.domain.organisation import Tree, may_see
from services.routing.handlers.steps import signature
from services.routing.store.assignments import (
    add_assignment,
    add_letter,
    next_letter_number,
    show_to_units,
)
from services.routing.store.cases import load_text
from services.routing.store.instructions import Given
from services.routing.store.organisation import load_office
from shared.context import Ctx
from shared.contracts.routing import CaseDispatched, Issued
from shared.outcome import Change


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
    orders: Sequence[Order],
    tree: Tree,
    given: Sequence[Given],
    *,
    of_round: int,
    ground: str | None = None,
) -> Sent:
    """Number, write and send the letter 交办函, which quotes the city's instructions."""
    office = await load_office(ctx.tx)
    text = await load_text(ctx.tx, case.case_id)
    year = official_day(ctx.now).year
    number = await next_letter_number(ctx.tx, year)
    letter = Letter(
        letter_no=letter_no(year, number),
        kind=kind,
        sender=office.name,
        orders=orders,
        unit_names={order.unit_id: tree[order.unit_id].name for order in orders},
        quoted=[g.quoted for g in given if g.level == "city"],
        ground=ground,
        sent_at=ctx.now,
    )
    shares = share_out(ctx, case, orders, tree, of_round=of_round, letter_no=letter.letter_no)
    event = CaseDispatched(
        case_id=case.case_id,
        letter_no=letter.letter_no,
        round=of_round,
        handling_class=case.handling_class,
        assignments=shares.issued,
        dispatched_at=ctx.now,
        by=ctx.actor,
    )
    row = add_letter(
        case,
        letter_no=letter.letter_no,
        year=year,
        number=number,
        of_round=of_round,
        kind=kind,
        text=render(case, text, letter),
        at=ctx.now,
        by=signature(ctx.actor),
    )
    return Sent(letter.letter_no, event, [row, *shares.changes])
