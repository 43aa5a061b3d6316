"""How units get their assignments: by a numbered letter, or inside a unit from the one above."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from services.routing.domain.assignments import Assignment, Order
from services.routing.domain.cases import Case
from services.routing.domain.commands import Dispatch, DraftLetter
from services.routing.domain.letters import (
    LetterKind,
    LetterState,
    Quoted,
    Sends,
    official_day,
    urgency_of,
)
from services.routing.domain.numbers import Series, usual_series
from services.routing.domain.organisation import Tree, Unit, may_see
from services.routing.domain.terms import Terms, share_due
from services.routing.domain.wording import Letter, Wording, word
from services.routing.handlers.steps import signature
from services.routing.store.assignments import add_assignment, show_to_units
from services.routing.store.cases import load_text
from services.routing.store.demands import load_demands
from services.routing.store.letter_book import add_letter, load_series, next_letter_number
from services.routing.store.letters import add_draft, add_wording
from services.routing.store.told import load_told
from shared.context import Ctx
from shared.contracts.routing import CaseDispatched, Issued
from shared.db import Tx
from shared.outcome import Change


class Sending(NamedTuple):
    """A letter that is about to be sent: from whom, what it says, and by when it wants an answer."""

    letter_id: str
    kind: LetterKind
    sender: Unit
    content: Dispatch
    tree: Tree
    quoted: Sequence[Quoted]
    due_on: date
    terms: Terms
    of_round: int
    ground: str | None = None
    parent: Assignment | None = None  # what a county's office hands down
    follows: str = ""


class Sent(NamedTuple):
    """A letter on its way."""

    letter_no: str
    issued: tuple[Issued, ...]
    changes: list[Change]


async def send(ctx: Ctx, case: Case, letter: Sending) -> Sent:
    """Number the letter in its sender's series, word it, and give the units their assignments."""
    today = official_day(ctx.now)
    series = await series_of(ctx.tx, letter.sender)
    number = await next_letter_number(ctx.tx, series.series, today.year)
    letter_no = series.number(today.year, number)
    wording = await worded(ctx.tx, case, letter, letter_no, today)
    issued, changes = share_out(
        ctx, case, letter.content.orders(), letter.tree, of_round=letter.of_round,
        due_on=letter.due_on, terms=letter.terms, letter_no=letter_no, parent=letter.parent,
    )  # fmt: skip
    row = add_letter(
        case,
        wording,
        series=series.series,
        number=number,
        of_round=letter.of_round,
        kind=letter.kind,
        sender_id=letter.sender.unit_id,
        parent_id=letter.parent.assignment_id if letter.parent else None,
        due_on=letter.due_on,
        at=ctx.now,
        by=signature(ctx.actor),
    )
    return Sent(letter_no, issued, [row, *changes])


async def worded(tx: Tx, case: Case, letter: Sending, letter_no: str, dated: date) -> Wording:
    """What the letter says."""
    content, orders = letter.content, letter.content.orders()
    asked = {no for order in orders for no in order.demands}
    demands = await load_demands(tx, case.case_id)
    return word(
        case,
        await load_text(tx, case.case_id),
        Letter(
            letter_id=letter.letter_id,
            letter_no=letter_no,
            kind=letter.kind,
            sender=letter.sender.name,
            orders=orders,
            unit_names={order.unit_id: letter.tree[order.unit_id].name for order in orders},
            assignment_ids=dict(assignment_ids(case, orders)),
            quoted=letter.quoted,
            dated=dated,
            due_on=letter.due_on,
            terms=letter.terms,
            urgency=urgency_of(content.urgency, letter.quoted),
            ground=letter.ground,
            follows=letter.follows,
            demands=[d for d in demands if not asked or d.no in asked],
            told=await load_told(tx, case.case_id),
            note=content.note,
            attachments=content.attachments,
            contact=content.contact or "",
            copies=content.copies,
        ),
    )


async def series_of(tx: Tx, unit: Unit) -> Series:
    """The series an office numbers its letters in."""
    return await load_series(tx, unit.unit_id) or usual_series(unit)


def dispatched(ctx: Ctx, case: Case, sent: Sent, of_round: int, kind: Sends) -> CaseDispatched:
    """The office's letter, as it is announced."""
    return CaseDispatched(
        case_id=case.case_id,
        letter_no=sent.letter_no,
        round=of_round,
        handling_class=case.handling_class,
        assignments=sent.issued,
        dispatched_at=ctx.now,
        by=ctx.actor,
        kind=kind,
    )


def assignment_ids(case: Case, orders: Sequence[Order]) -> list[tuple[str, str]]:
    """The ids of the case's next assignments, by unit."""
    first = len(case.assignments) + 1
    return [
        (order.unit_id, f"{case.case_id}-a{number}") for number, order in enumerate(orders, first)
    ]


def share_out(
    ctx: Ctx,
    case: Case,
    orders: Sequence[Order],
    tree: Tree,
    *,
    of_round: int,
    due_on: date,
    terms: Terms,
    letter_no: str | None = None,
    parent: Assignment | None = None,
) -> tuple[tuple[Issued, ...], list[Change]]:
    """One assignment per order; the unit, and those above it, see the case from now on."""
    issued: list[Issued] = []
    changes: list[Change] = []
    seen_by: dict[str, None] = {}
    first = len(case.assignments) + 1
    ids = assignment_ids(case, orders)
    for number, (order, (_, assignment_id)) in enumerate(zip(orders, ids, strict=True), first):
        unit = tree[order.unit_id]
        issued.append(
            Issued(
                assignment_id=assignment_id,
                parent_id=parent.assignment_id if parent else None,
                unit_id=unit.unit_id,
                unit_name=unit.name,
                part=order.part,
                level=unit.level,
                due_on=share_due(order.part, due_on, official_day(ctx.now), terms),
                demands=order.demands,
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
    return tuple(issued), [*changes, *show_to_units(case, list(seen_by))]


def named(issued: Iterable[Issued]) -> list[dict[str, Any]]:
    """New assignments as an answer names them."""
    return [
        {"assignment_id": i.assignment_id, "unit_id": i.unit_id, "part": i.part, "version": 1}
        for i in issued
    ]


def life_of_one_sent(
    ctx: Ctx,
    case: Case,
    letter_id: str,
    number: int,
    content: Dispatch,
    due_on: date,
    of_round: int,
    quoted: Sequence[str],
    parent: Assignment | None = None,
) -> list[Change]:
    """The life of a letter that begins with its signature."""
    dated = DraftLetter.model_validate(content.model_dump() | {"due_on": due_on})
    return [
        add_draft(
            case, letter_id, number, of_round=of_round, state=LetterState.ISSUED,
            drafted_by=ctx.actor.sub, at=ctx.now, parent=parent,
        ),
        add_wording(letter_id, 1, dated, quoted, ctx.now, signature(ctx.actor)),
    ]  # fmt: skip
