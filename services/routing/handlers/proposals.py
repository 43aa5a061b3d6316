"""拟办, 审签, 呈批: what comes before the leader."""

from services.routing.domain.assignments import must_have_one_lead, must_not_have_it_already
from services.routing.domain.cases import Action, Case, known, must_be_for_units
from services.routing.domain.commands import On
from services.routing.domain.letters import official_day
from services.routing.domain.organisation import (
    must_be_dispatchable,
    must_exist,
    must_not_be_accused,
)
from services.routing.domain.proposals import (
    GiveBack,
    Propose,
    Submit,
    addressed_post,
    current,
    must_be_a_city_post,
    must_be_due_ahead,
)
from services.routing.handlers.steps import case_step, signature, together
from services.routing.store.organisation import load_post, load_tree
from services.routing.store.proposals import (
    add_proposal,
    add_proposal_return,
    add_submission,
    load_proposals,
)
from shared.context import Ctx
from shared.contracts.routing import CaseSubmitted, ProposalMade, ProposalReturned
from shared.outcome import Outcome


async def propose(ctx: Ctx, command: Propose, case: Case | None) -> Outcome:
    """拟办意见: to whom, to do what, by when.  A later one takes the place of an earlier one."""
    case = known(case)
    must_be_for_units(case)
    number = len(await load_proposals(ctx.tx, case.case_id)) + 1
    orders = command.orders()
    units = [o.unit_id for o in sorted(orders, key=lambda order: order.part != "lead")]
    event = ProposalMade(
        case_id=case.case_id,
        proposal_id=f"{case.case_id}-p{number}",
        round=case.round,
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
    tree = await load_tree(ctx.tx, units)
    must_exist(units, tree)
    for unit_id in units:
        must_be_dispatchable(tree[unit_id])
        must_not_be_accused(tree[unit_id], case.accused_units, tree)
    must_not_have_it_already((), orders)
    must_have_one_lead((), orders)
    must_be_due_ahead(command.due_on, official_day(ctx.now))
    return together(
        step,
        changes=[add_proposal(case, command, number=number, at=ctx.now, by=signature(ctx.actor))],
        events=[event],
        answer={"state": step.journal[0].to_state, "proposal_id": event.proposal_id},
    )


async def give_back(ctx: Ctx, command: On[GiveBack], case: Case | None) -> Outcome:
    """审签退回: the clerk proposes anew.  From a leader's desk, too, as long as none instructed."""
    case = known(case)
    ask = command.ask
    step = case_step(
        ctx,
        case,
        Action.GIVE_BACK,
        why=ask.reason,
        facts={"proposal": command.id},
        private={"text": ask.text},
    )
    proposal = current(await load_proposals(ctx.tx, case.case_id), command.id)
    event = ProposalReturned(
        case_id=case.case_id,
        proposal_id=proposal.proposal_id,
        round=case.round,
        reason=ask.reason,
        by=ctx.actor,
    )
    returned = add_proposal_return(
        proposal, reason=ask.reason, text=ask.text, at=ctx.now, by=signature(ctx.actor)
    )
    return together(
        step, changes=[returned], events=[event], answer={"state": step.journal[0].to_state}
    )


async def submit(ctx: Ctx, command: On[Submit], case: Case | None) -> Outcome:
    """审签 and 呈批: the office head signs, and the case is before a leader."""
    case = known(case)
    remark = command.ask.remark
    step = case_step(
        ctx,
        case,
        Action.SUBMIT,
        facts={"proposal": command.id},
        private={"remark": remark} if remark else {},
    )
    proposal = current(await load_proposals(ctx.tx, case.case_id), command.id)
    post_id = addressed_post(case, command.ask.post)
    post = must_be_a_city_post(await load_post(ctx.tx, post_id))
    event = CaseSubmitted(
        case_id=case.case_id,
        proposal_id=proposal.proposal_id,
        round=case.round,
        post=post.post_id,
        urgency=proposal.urgency,
        submitted_at=ctx.now,
        by=ctx.actor,
    )
    submission = add_submission(
        case, proposal, post, remark=remark, at=ctx.now, by=signature(ctx.actor)
    )
    return together(
        step,
        changes=[submission],
        events=[event],
        answer={"state": step.journal[0].to_state, "post": post.post_id},
    )
