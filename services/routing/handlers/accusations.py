"""被反映单位登记: whoever turns out to be accused is out of the case, with all that it has of it.

A unit named later may have the case in hand, have answered it, or be named in what is on its way:
what it has ends, what it answered no longer stands, and what would bring it in is taken back.
"""

from collections.abc import Callable, Sequence

from services.routing.domain.assignments import Assignment, county_offices
from services.routing.domain.cases import Action, Case, barred, stands_on
from services.routing.domain.countersigns import silent
from services.routing.domain.drafts import DraftAction, DraftState
from services.routing.domain.organisation import is_accused
from services.routing.domain.proposals import Proposal, ProposalAction, level_of
from services.routing.handlers.drafts import drop_drafts
from services.routing.handlers.letters import drop_letter
from services.routing.handlers.proposals import dropped, moved
from services.routing.handlers.releases import released, shown_no_more
from services.routing.handlers.steps import case_step, draft_step, signature, together
from services.routing.store import told
from services.routing.store.drafts import load_draft, open_drafts
from services.routing.store.letters import load_content, open_letters
from services.routing.store.organisation import load_all_units
from services.routing.store.proposals import add_proposal_return, load_proposals
from shared.context import Ctx
from shared.contracts.intake import AccusedNamed
from shared.contracts.routing import ProposalReturned, ReplyBarred
from shared.outcome import NOTHING, Entry, Outcome

WHY = "accused"

IsOut = Callable[[str], bool]
"""Whether a unit is accused, or stands below one that is."""


async def on_accused_named(ctx: Ctx, event: AccusedNamed, case: Case | None) -> Outcome:
    """被反映单位登记, of a case that is open already; an earlier one is told with the acceptance."""
    if case is None:
        return NOTHING
    tree = await load_all_units(ctx.tx)

    def is_out(unit_id: str) -> bool:
        return is_accused(unit_id, event.accused_units, tree)

    entry = Entry(event.subject, "shield", ctx.actor, facts={"accused": list(event.accused_units)})
    gone = barred(case, is_out)
    return together(
        Outcome(changes=[told.shield(case.case_id, event.accused_units)], journal=[entry]),
        *(released(ctx, case, a, why=WHY, by=event.by) for a in gone),
        *await drop_drafts(ctx, case, gone),
        *await _recalled(ctx, case, gone, is_out),
        *await _letters_dropped(ctx, case, gone, is_out),
        *await _proposals_taken_back(ctx, case, gone, is_out),
        await shown_no_more(ctx, case, gone),
        _answer_barred(ctx, case, gone),
    )


def _answer_barred(ctx: Ctx, case: Case, gone: Sequence[Assignment]) -> Outcome:
    """An answer of the accused that is not public yet: the case waits for another unit's."""
    reply = stands_on(case)
    if reply is None or reply.assignment_id not in {a.assignment_id for a in gone}:
        return NOTHING
    event = ReplyBarred(
        case_id=case.case_id, reply_id=reply.reply_id, unit_id=reply.unit_id, round=case.round
    )
    step = case_step(ctx, case, Action.BAR, why=WHY, facts={"reply": reply.reply_id})
    return together(step, events=[event])


async def _recalled(
    ctx: Ctx, case: Case, gone: Sequence[Assignment], is_out: IsOut
) -> list[Outcome]:
    """Drafts of others whose countersignature was asked of the accused go back to their authors."""
    dropped = {a.assignment_id for a in gone}
    circulated = [
        await load_draft(ctx.tx, draft.draft_id)
        for draft in await open_drafts(ctx.tx, case)
        if draft.state == DraftState.CIRCULATED and draft.assignment_id not in dropped
    ]
    return [
        draft_step(ctx, case, draft, DraftAction.RECALL, why=WHY)
        for draft in circulated
        if draft is not None and any(is_out(unit_id) for unit_id in silent(draft))
    ]


async def _letters_dropped(
    ctx: Ctx, case: Case, gone: Sequence[Assignment], is_out: IsOut
) -> list[Outcome]:
    """A letter that would go to the accused, or that comes from them, is not sent."""
    out = []
    for sender, letter_id in (await open_letters(ctx.tx, case.case_id)).items():
        content = await load_content(ctx.tx, letter_id)
        to_them = any(is_out(order.unit_id) for order in content.assignments)
        if to_them or sender in county_offices(gone):
            out.append(await drop_letter(ctx, case, letter_id, WHY))
    return out


async def _proposals_taken_back(
    ctx: Ctx, case: Case, gone: Sequence[Assignment], is_out: IsOut
) -> list[Outcome]:
    """What would give the case to the accused comes back from whoever's desk it is on.

    What an office has on its way that is itself out of the case is dropped.
    """
    waiting = [p for p in await load_proposals(ctx.tx, case.case_id) if p.is_open]
    out = [p for p in waiting if p.unit_id in county_offices(gone)]
    named = [p for p in waiting if p not in out and any(is_out(o.unit_id) for o in p.orders)]
    return [*dropped(ctx, case, out), *(_taken_back(ctx, case, proposal) for proposal in named)]


def _taken_back(ctx: Ctx, case: Case, proposal: Proposal) -> Outcome:
    event = ProposalReturned(
        case_id=case.case_id,
        proposal_id=proposal.proposal_id,
        round=case.round,
        level=level_of(proposal.unit_id),
        unit_id=proposal.unit_id,
        reason=WHY,
        by=ctx.actor,
    )
    returned = add_proposal_return(
        proposal, reason=WHY, text="", at=ctx.now, by=signature(ctx.actor)
    )
    step = case_step(ctx, case, Action.GIVE_BACK, why=WHY, facts={"proposal": proposal.proposal_id})
    moves = moved(ctx, proposal, ProposalAction.GIVE_BACK)
    return together(step, changes=[returned, moves], events=[event])
