"""签发: a letter is numbered and sent, and the units have their assignments.  It dispatches: 交办, 改派."""

from services.routing.domain.cases import (
    Action,
    Case,
    dispatch_action,
)
from services.routing.domain.commands import DraftLetter, On, Pass
from services.routing.domain.letters import (
    LetterAction,
    LetterKind,
    Sends,
    must_be_anothers_draft,
    must_be_of_round,
    must_quote_what_was_said,
    official_day,
)
from services.routing.domain.terms import usual_due
from services.routing.handlers.dispatch import (
    Sending,
    Sent,
    dispatched,
    life_of_one_sent,
    named,
    send,
)
from services.routing.handlers.letters import (
    due_on_of,
    letter_of,
    letter_step,
    must_be_sendable,
    of_the_city,
)
from services.routing.handlers.steps import case_step, together
from services.routing.store.instructions import load_instructions
from services.routing.store.letters import (
    load_content,
    next_letter_id,
)
from services.routing.store.organisation import load_office, load_tree
from services.routing.store.practice import load_practice
from shared.context import Ctx
from shared.outcome import Outcome


async def issue(ctx: Ctx, command: On[Pass], case: Case | None) -> Outcome:
    """签发: numbered and sent; the units have their assignments from now on."""
    case, letter = await letter_of(ctx, command, case)
    signed = letter_step(ctx, case, letter, LetterAction.ISSUE)
    must_be_anothers_draft(letter, ctx.actor)
    must_be_of_round(letter, case.round)
    given = await load_instructions(ctx.tx, case.case_id)
    content = await load_content(ctx.tx, letter.letter_id)
    tree = await must_be_sendable(ctx, case, content, given)
    due_on = await due_on_of(ctx, case, content, given)
    terms = (await load_practice(ctx.tx, official_day(ctx.now))).terms
    must_quote_what_was_said(letter, [g.as_said for g in given])
    action = dispatch_action(case)
    kind: Sends = "reassign" if action == Action.REASSIGN else "dispatch"
    sending = Sending(
        letter_id=letter.letter_id,
        kind=kind,
        sender=await load_office(ctx.tx),
        content=content,
        tree=tree,
        quoted=of_the_city(given),
        due_on=due_on,
        terms=terms,
        of_round=case.round,
    )
    sent = await send(ctx, case, sending)
    facts = {
        "letter": letter.letter_id,
        "letter_no": sent.letter_no,
        "units": [order.unit_id for order in content.assignments],
    }
    return together(
        signed,
        case_step(ctx, case, action, facts=facts),
        changes=sent.changes,
        events=[dispatched(ctx, case, sent, case.round, kind)],
        answer={
            "state": "dispatched",
            "letter_no": sent.letter_no,
            "due_on": due_on,
            "assignments": named(sent.issued),
            "etag": letter.version + 1,
        },
    )


async def send_at_once(
    ctx: Ctx, case: Case, kind: LetterKind, content: DraftLetter, *, ground: str | None
) -> Sent:
    """The letter that begins a later round: the office head's order is its signature."""
    given = await load_instructions(ctx.tx, case.case_id)
    tree = await load_tree(ctx.tx, [order.unit_id for order in content.assignments])
    today = official_day(ctx.now)
    terms = (await load_practice(ctx.tx, today)).terms
    due_on = usual_due(ctx.now, today, case.handling_class, terms)
    letter_id, number = await next_letter_id(ctx.tx, case)
    sending = Sending(
        letter_id=letter_id,
        kind=kind,
        sender=await load_office(ctx.tx),
        content=content,
        tree=tree,
        quoted=of_the_city(given),
        due_on=due_on,
        terms=terms,
        of_round=case.round + 1,
        ground=ground,
    )
    sent = await send(ctx, case, sending)
    quoted = [g.as_said for g in given]
    life = life_of_one_sent(ctx, case, letter_id, number, content, due_on, case.round + 1, quoted)
    return sent._replace(changes=[*life, *sent.changes])
