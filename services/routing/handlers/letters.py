"""The letter's life until it is signed: 拟稿, 修改, 核稿, 退回修改, 作废."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, Unpack

from services.routing.domain.assignments import (
    Assignment,
    must_be_listed,
    must_have_one_lead,
    must_leave_none,
    must_not_have_it_already,
)
from services.routing.domain.cases import (
    WORKFLOW,
    Case,
    dispatch_action,
    known,
    must_be_for_units,
)
from services.routing.domain.commands import DraftLetter, On, Pass, ReturnLetter
from services.routing.domain.instructions import must_be_instructed
from services.routing.domain.letters import (
    LETTERS,
    LetterAction,
    LetterHead,
    LetterState,
    Quoted,
    agreed_due,
    known_letter,
    must_be_anothers_draft,
    must_be_of_round,
    must_be_only_letter,
    official_day,
)
from services.routing.domain.organisation import (
    Tree,
    must_be_dispatchable,
    must_exist,
    must_not_be_accused,
)
from services.routing.domain.proposals import office_of
from services.routing.domain.roles import R
from services.routing.domain.terms import must_be_due_ahead, must_say_why_longer, usual_due
from services.routing.handlers.steps import Telling, signature, take, together
from services.routing.store.demands import load_demands
from services.routing.store.instructions import Given, load_instructions
from services.routing.store.letters import (
    add_check,
    add_draft,
    add_return,
    add_wording,
    load_letter,
    move_letter,
    next_letter_id,
    open_letters,
)
from services.routing.store.organisation import load_tree
from services.routing.store.practice import load_practice
from shared.context import Ctx
from shared.outcome import Entry, Outcome, system
from shared.rules import unknown


async def draft(ctx: Ctx, command: DraftLetter, case: Case | None) -> Outcome:
    """拟稿: what would be refused at the signature is refused here already."""
    case = known(case)
    given = await load_instructions(ctx.tx, case.case_id)
    await must_be_sendable(ctx, case, command, given)
    return await drafted(ctx, case, await _dated(ctx, case, command, given), given)


async def drafted(
    ctx: Ctx,
    case: Case,
    content: DraftLetter,
    given: Sequence[Given],
    parent: Assignment | None = None,
) -> Outcome:
    """A letter begins: the city's, or that of the county's office that hands down what it has."""
    unit = parent.unit_id if parent else None
    must_be_only_letter((await open_letters(ctx.tx, case.case_id)).get(unit))
    letter_id, number = await next_letter_id(ctx.tx, case)
    quoted = [g.as_said for g in given]
    facts = {"letter": letter_id, "due_on": content.due_on, "quoted": quoted}
    entry = Entry(
        subject=case.subject,
        action="draft",
        actor=ctx.actor,
        to_state=LetterState.DRAFTED,
        facts=facts | ({"unit": unit} if unit else {}),
        private={"content": content.model_dump_json()},
    )
    added = add_draft(
        case,
        letter_id,
        number,
        of_round=case.round,
        state=LetterState.DRAFTED,
        drafted_by=ctx.actor.sub,
        at=ctx.now,
        parent=parent,
    )
    wording = add_wording(letter_id, 1, content, quoted, ctx.now, signature(ctx.actor))
    answer = {
        "state": LetterState.DRAFTED, "letter_id": letter_id, "due_on": content.due_on, "etag": 1,
    }  # fmt: skip
    return Outcome(changes=[added, wording], journal=[entry], answer=answer)


async def revise(ctx: Ctx, command: On[DraftLetter], case: Case | None) -> Outcome:
    """修改: it is checked again."""
    case, letter = await letter_of(ctx, command, case)
    given = await load_instructions(ctx.tx, case.case_id)
    await must_be_sendable(ctx, case, command.ask, given)
    return revised(ctx, case, letter, await _dated(ctx, case, command.ask, given), given)


def revised(
    ctx: Ctx, case: Case, letter: LetterHead, content: DraftLetter, given: Sequence[Given]
) -> Outcome:
    """The whole of a letter, anew."""
    quoted = [g.as_said for g in given]
    step = letter_step(
        ctx,
        case,
        letter,
        LetterAction.REVISE,
        drafted_by=ctx.actor.sub,
        facts={"due_on": content.due_on, "quoted": quoted},
        private={"content": content.model_dump_json()},
    )
    version = letter.version + 1
    wording = add_wording(letter.letter_id, version, content, quoted, ctx.now, signature(ctx.actor))
    answer = {"state": LetterState.DRAFTED, "due_on": content.due_on, "etag": version}
    return together(step, changes=[wording], answer=answer)


async def check(ctx: Ctx, command: On[Pass], case: Case | None) -> Outcome:
    """核稿."""
    case, letter = await letter_of(ctx, command, case)
    step = letter_step(ctx, case, letter, LetterAction.CHECK)
    must_be_anothers_draft(letter, ctx.actor)
    must_be_of_round(letter, case.round)
    checked = add_check(letter, ctx.now, signature(ctx.actor))
    return together(step, changes=[checked], answer=_moved(step, letter))


async def return_letter(ctx: Ctx, command: On[ReturnLetter], case: Case | None) -> Outcome:
    """退回修改, by who checks or by who would sign."""
    case, letter = await letter_of(ctx, command, case)
    ask = command.ask
    step = letter_step(
        ctx, case, letter, LetterAction.RETURN, why=ask.reason, private={"text": ask.text}
    )
    returned = add_return(letter, ask.reason, ask.text, ctx.now, signature(ctx.actor))
    return together(step, changes=[returned], answer=_moved(step, letter))


async def drop(ctx: Ctx, command: On[Pass], case: Case | None) -> Outcome:
    """作废: the letter will not be sent."""
    case, letter = await letter_of(ctx, command, case)
    step = letter_step(ctx, case, letter, LetterAction.DROP)
    return together(step, answer=_moved(step, letter))


async def drop_letters(
    ctx: Ctx, case: Case, senders: Collection[str | None], why: str | None = None
) -> list[Outcome]:
    """What these offices have on its way is not sent: the case ended, or goes another way."""
    found = (await open_letters(ctx.tx, case.case_id)).items() if senders else ()
    return [
        await drop_letter(ctx, case, letter_id, why)
        for sender, letter_id in found
        if sender in senders
    ]


async def drop_letter(ctx: Ctx, case: Case, letter_id: str, why: str | None = None) -> Outcome:
    """作废 by rule, not by its author."""
    letter = known_letter(await load_letter(ctx.tx, letter_id))
    rule = system(ctx.service)
    return letter_step(ctx, case, letter, LetterAction.DROP, why=why, actor=rule)


def letter_step(
    ctx: Ctx,
    case: Case,
    letter: LetterHead,
    do: LetterAction,
    *,
    drafted_by: str | None = None,
    **telling: Unpack[Telling],
) -> Outcome:
    """Move one letter.  Raises `Refused` when the table has no such row."""
    about = {"letter": letter.letter_id}
    to, entry = take(ctx, case, LETTERS, letter.state, do, of="letter", about=about, **telling)
    return Outcome(changes=[move_letter(letter, to, ctx.now, drafted_by)], journal=[entry])


async def letter_of(ctx: Ctx, command: On[Any], case: Case | None) -> tuple[Case, LetterHead]:
    """The own office's letter that the command is on, at the version that was seen."""
    case = known(case)
    letter = known_letter(await load_letter(ctx.tx, command.id))
    if letter.sender_id != office_of(ctx.actor):
        raise unknown("letter")
    ctx.require_match(letter.version)
    return case, letter


async def _dated(ctx: Ctx, case: Case, command: DraftLetter, given: Sequence[Given]) -> DraftLetter:
    """The draft with its due date, so that what is checked is what is issued."""
    return command.model_copy(update={"due_on": await due_on_of(ctx, case, command, given)})


async def due_on_of(ctx: Ctx, case: Case, command: DraftLetter, given: Sequence[Given]) -> date:
    """By when the units answer: the usual day, if the draft names none."""
    today = official_day(ctx.now)
    public_from = official_day(case.admitted_at) if case.round == 1 else today
    terms = (await load_practice(ctx.tx, today)).terms
    agreed = agreed_due(of_the_city(given)) if case.round == 1 else None
    usual = usual_due(ctx.now, public_from, case.handling_class, terms, agreed)
    due_on = command.due_on or usual
    must_say_why_longer(due_on, usual, command.due_reason)
    must_be_due_ahead(due_on, today)
    return due_on


def of_the_city(given: Sequence[Given]) -> list[Quoted]:
    """What the office's letter quotes."""
    return [g.quoted for g in given if g.level == "city"]


async def must_be_sendable(ctx: Ctx, case: Case, command: DraftLetter, given: list[Given]) -> Tree:
    """The letter could be sent as things stand: to whom it is addressed, and why."""
    must_be_for_units(case)
    WORKFLOW.step_for(case.state, dispatch_action(case), R.OFFICE_HEAD)
    orders = command.orders()
    to = [order.unit_id for order in orders]
    tree = await load_tree(ctx.tx, to)
    must_exist(to, tree)
    for unit_id in to:
        must_be_dispatchable(tree[unit_id])
        must_not_be_accused(tree[unit_id], case.accused_units, tree)
    practice = await load_practice(ctx.tx, official_day(ctx.now))
    must_be_instructed(case, [tree[unit_id] for unit_id in to], {g.level for g in given}, practice)
    must_not_have_it_already(case.in_round(), orders)
    must_have_one_lead(case.by_letter(), orders)
    listed = [d.no for d in await load_demands(ctx.tx, case.case_id)]
    must_be_listed(orders, listed)
    must_leave_none(orders, case.by_letter(), listed)
    return tree


def _moved(step: Outcome, letter: LetterHead) -> dict[str, Any]:
    return {"state": step.journal[0].to_state, "etag": letter.version + 1}
