"""拟办, 审签, 呈批: what comes before a leader, from the city's office or from a county's."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from services.routing.domain.assignments import (
    Assignment,
    must_have_one_lead,
    must_not_have_it_already,
)
from services.routing.domain.cases import Action, Case, known, must_be_for_units
from services.routing.domain.commands import On
from services.routing.domain.letters import official_day
from services.routing.domain.organisation import head_of, must_exist, must_not_be_accused
from services.routing.domain.progress import must_be_at_work
from services.routing.domain.proposals import (
    PROPOSALS,
    GiveBack,
    Proposal,
    ProposalAction,
    ProposalState,
    Propose,
    Submit,
    addressed_post,
    current,
    level_of,
    must_be_a_post_of,
    must_be_due_between,
    must_be_in_reach,
    office_of,
    open_ones,
)
from services.routing.handlers.steps import case_step, signature, together
from services.routing.store.organisation import load_post, load_tree, posts_of_office
from services.routing.store.proposals import (
    add_proposal,
    add_proposal_return,
    add_submission,
    load_proposals,
    move_proposal,
)
from shared.context import Ctx
from shared.contracts.envelope import Actor
from shared.contracts.routing import CaseSubmitted, ProposalMade, ProposalReturned
from shared.outcome import Change, Entry, Outcome, system


async def propose(ctx: Ctx, command: Propose, case: Case | None) -> Outcome:
    """拟办意见: to whom, to do what, by when.  A later one takes the place of an earlier one."""
    case = known(case)
    must_be_for_units(case)
    office = office_of(ctx.actor)
    mine = case.held_by(office) if office else None
    orders = command.orders()
    units = [o.unit_id for o in sorted(orders, key=lambda order: order.part != "lead")]
    proposals = await load_proposals(ctx.tx, case.case_id)
    number = len(proposals) + 1
    event = ProposalMade(
        case_id=case.case_id,
        proposal_id=f"{case.case_id}-p{number}",
        round=case.round,
        level=level_of(office),
        unit_id=office,
        units=tuple(units),
        due_on=command.due_on,
        urgency=command.urgency,
        proposed_at=ctx.now,
        by=ctx.actor,
    )
    step = case_step(
        ctx,
        case,
        Action.PROPOSE,
        facts={"proposal": event.proposal_id, "units": units, "due_on": command.due_on},
        private={"opinion": command.opinion},
    )
    replaced = [moved(ctx, p, ProposalAction.REPLACE) for p in open_ones(proposals, office)]
    await _must_be_sound(ctx, case, command, mine)
    added = add_proposal(
        case, command, number=number, office=office, at=ctx.now, by=signature(ctx.actor)
    )
    return together(
        step,
        changes=[*replaced, added],
        events=[event],
        answer={"state": step.journal[0].to_state, "proposal_id": event.proposal_id},
    )


async def _must_be_sound(ctx: Ctx, case: Case, command: Propose, mine: Assignment | None) -> None:
    """Whom it may name, and by when.  A county's office proposes on what it signed for: `mine`."""
    orders, units = command.orders(), [o.unit_id for o in command.assignments]
    there = case.below(mine) if mine else []
    if mine:
        must_be_at_work(mine)
    tree = await load_tree(ctx.tx, units)
    must_exist(units, tree)
    must_be_in_reach(units, mine.unit_id if mine else None, tree)
    for unit_id in units:
        must_not_be_accused(tree[unit_id], case.accused_units, tree)
    must_not_have_it_already(there, orders)
    must_have_one_lead(there, orders)
    must_be_due_between(command.due_on, official_day(ctx.now), mine.due_on if mine else None)


async def give_back(ctx: Ctx, command: On[GiveBack], case: Case | None) -> Outcome:
    """审签退回: it is proposed anew.  From a leader's desk, too, as long as none instructed."""
    case = known(case)
    ask = command.ask
    signer = await _signer(ctx, command.id, case)
    step = case_step(
        ctx,
        case,
        Action.GIVE_BACK,
        why=ask.reason,
        facts={"proposal": command.id},
        private={"text": ask.text},
        actor=signer.by,
    )
    proposal = current(signer.proposals, command.id, ctx.actor)
    event = ProposalReturned(
        case_id=case.case_id,
        proposal_id=proposal.proposal_id,
        round=case.round,
        level=level_of(proposal.unit_id),
        unit_id=proposal.unit_id,
        reason=ask.reason,
        by=signer.by,
    )
    returned = add_proposal_return(
        proposal, reason=ask.reason, text=ask.text, at=ctx.now, by=signature(signer.by)
    )
    return together(
        step,
        changes=[returned, moved(ctx, proposal, ProposalAction.GIVE_BACK)],
        events=[event],
        answer={"state": step.journal[0].to_state},
    )


async def submit(ctx: Ctx, command: On[Submit], case: Case | None) -> Outcome:
    """审签 and 呈批: the office's head signs, and the case is before a leader."""
    case = known(case)
    remark = command.ask.remark
    signer = await _signer(ctx, command.id, case)
    step = case_step(
        ctx,
        case,
        Action.SUBMIT,
        facts={"proposal": command.id},
        private={"remark": remark} if remark else {},
        actor=signer.by,
    )
    proposal = current(signer.proposals, command.id, ctx.actor)
    office = proposal.unit_id
    own = await posts_of_office(ctx.tx, office) if office else []
    post_id = addressed_post(case, office, command.ask.post, own)
    post = must_be_a_post_of(await load_post(ctx.tx, post_id), office)
    event = CaseSubmitted(
        case_id=case.case_id,
        proposal_id=proposal.proposal_id,
        round=case.round,
        level=post.level,
        unit_id=office,
        post=post.post_id,
        urgency=proposal.urgency,
        submitted_at=ctx.now,
        by=signer.by,
    )
    submission = add_submission(
        case, proposal, post, remark=remark, at=ctx.now, by=signature(signer.by)
    )
    return together(
        step,
        changes=[submission, moved(ctx, proposal, ProposalAction.SUBMIT)],
        events=[event],
        answer={"state": step.journal[0].to_state, "post": post.post_id},
    )


async def drop_proposals(ctx: Ctx, case: Case, offices: Collection[str | None]) -> list[Outcome]:
    """作废: nobody waits any more for what these offices have on their way."""
    proposals = await load_proposals(ctx.tx, case.case_id) if offices else []
    return dropped(ctx, case, [p for p in proposals if p.is_open and p.unit_id in offices])


def dropped(ctx: Ctx, case: Case, proposals: Iterable[Proposal]) -> list[Outcome]:
    """What was on its way is signed and instructed on by nobody any more."""
    rule = system(ctx.service)
    return [
        Outcome(
            changes=[moved(ctx, proposal, ProposalAction.DROP, rule)],
            journal=[
                Entry(
                    subject=case.subject,
                    action="drop_proposal",
                    actor=rule,
                    from_state=proposal.state,
                    to_state=ProposalState.DROPPED,
                    facts={"proposal": proposal.proposal_id},
                )
            ],
        )
        for proposal in proposals
    ]


def moved(ctx: Ctx, proposal: Proposal, do: ProposalAction, actor: Actor | None = None) -> Change:
    """Where a proposal goes.  Raises `Refused` when the table has no such row."""
    step = PROPOSALS.step_for(proposal.state, do, (actor or ctx.actor).role)
    return move_proposal(proposal, step.to, ctx.now)


class _Signer(NamedTuple):
    """Who signs for an office, and what the case's offices proposed."""

    by: Actor
    proposals: list[Proposal]


async def _signer(ctx: Ctx, proposal_id: str, case: Case) -> _Signer:
    """The city's office head; of a county's office its head on record, or the deputy for the head."""
    proposals = await load_proposals(ctx.tx, case.case_id)
    office = office_of(ctx.actor)
    if office is None:
        return _Signer(ctx.actor, proposals)
    current(proposals, proposal_id, ctx.actor)
    must_be_at_work(case.held_by(office))
    unit = (await load_tree(ctx.tx, [office]))[office]
    _, by = head_of(unit, ctx.actor, deputy=ctx.actor.name != unit.head_name)
    return _Signer(by, proposals)
