"""批示 and 批示修改: a leader instructs, and puts an instruction otherwise."""

from services.routing.domain.cases import Action, Case, known, must_be_for_units
from services.routing.domain.commands import Instruct, On
from services.routing.domain.instructions import (
    may_instruct,
    must_be_clear,
    must_be_of_level,
    must_be_the_same_holders,
    not_the_addressee,
    own_instruction,
)
from services.routing.domain.letters import official_day
from services.routing.domain.posts import Post, acting_for
from services.routing.domain.proposals import (
    ProposalAction,
    before,
    must_be_as_seen,
    office_before,
    open_ones,
)
from services.routing.handlers.addressees import addressable
from services.routing.handlers.proposals import dropped, moved
from services.routing.handlers.scans import scan_of
from services.routing.handlers.steps import case_step, signature, together
from services.routing.store.instructions import add_instruction, load_instructions
from services.routing.store.organisation import load_post
from services.routing.store.proposals import load_proposals
from shared.context import Ctx
from shared.contracts.routing import InstructionAmended, InstructionGiven
from shared.outcome import Outcome


async def instruct(ctx: Ctx, command: Instruct, case: Case | None) -> Outcome:
    """A leader instructs, on the proposal that is before the leader or at once."""
    case = known(case)
    must_be_for_units(case)
    post = await post_of_actor(ctx)
    proposals = await load_proposals(ctx.tx, case.case_id)
    proposal = before(proposals, post)
    must_be_as_seen(proposal, command.proposal_id)
    if proposal is None:
        may_instruct(case, post)
    must_be_clear(command.text, proposed=proposal is not None)
    holder, by = acting_for(post, ctx.actor, command.mode, official_day(ctx.now), "instruct")
    scan = await scan_of(ctx, case, command.scan, proposal, command.mode)
    units = command.units or tuple(o.unit_id for o in (proposal.orders if proposal else ()))
    await addressable(ctx, case, units)
    number = len(await load_instructions(ctx.tx, case.case_id)) + 1
    event = InstructionGiven(
        case_id=case.case_id,
        instruction_id=f"{case.case_id}-i{number}",
        level=post.level,
        post=post.post_id,
        mode=command.mode,
        holder=holder,
        units=units,
        urgency=command.urgency or (proposal.urgency if proposal else "normal"),
        proposal_id=proposal.proposal_id if proposal else None,
        given_at=ctx.now,
        by=by,
    )
    step = case_step(
        ctx,
        case,
        Action.INSTRUCT,
        facts={"instruction": event.instruction_id, "post": post.post_id, "mode": command.mode}
        | ({"scan": scan} if scan else {}),
        private={"text": command.text},
        actor=by,
    )
    added = add_instruction(
        case,
        post,
        number=number,
        version=1,
        holder=holder,
        mode=command.mode,
        text=command.text,
        units=units,
        urgency=event.urgency,
        proposal_id=event.proposal_id,
        scan=scan,
        at=ctx.now,
        by=signature(by),
    )
    answered = [moved(ctx, proposal, ProposalAction.INSTRUCT)] if proposal else []
    overtaken = [p for p in open_ones(proposals, office_before(post)) if p != proposal]
    return together(
        step,
        *dropped(ctx, case, overtaken),
        changes=[added, *answered],
        events=[event],
        answer={
            "instruction_id": event.instruction_id,
            "state": step.journal[0].to_state,
            "etag": 1,
        },
    )


async def amend(ctx: Ctx, command: On[Instruct], case: Case | None) -> Outcome:
    """The same leader puts it otherwise; letters from now on quote the new words."""
    case = known(case)
    ask = command.ask
    post = await post_of_actor(ctx)
    given = [g.instruction for g in await load_instructions(ctx.tx, case.case_id)]
    old = own_instruction(given, command.id, post)
    ctx.require_match(old.version)
    holder, by = acting_for(post, ctx.actor, ask.mode, official_day(ctx.now), "instruct")
    must_be_the_same_holders(old, holder)
    must_be_clear(ask.text, proposed=old.proposal_id is not None)
    scan = await scan_of(ctx, case, ask.scan, None, ask.mode)
    units = ask.units or old.units
    await addressable(ctx, case, units)
    event = InstructionAmended(
        case_id=case.case_id,
        instruction_id=old.instruction_id,
        version=old.version + 1,
        level=post.level,
        post=post.post_id,
        mode=ask.mode,
        holder=holder,
        units=units,
        urgency=ask.urgency or old.urgency,
        amended_at=ctx.now,
        by=by,
    )
    step = case_step(
        ctx,
        case,
        Action.AMEND,
        facts={"instruction": old.instruction_id, "version": event.version, "mode": ask.mode},
        private={"text": ask.text},
        actor=by,
    )
    added = add_instruction(
        case,
        post,
        number=given.index(old) + 1,
        version=event.version,
        holder=holder,
        mode=ask.mode,
        text=ask.text,
        units=units,
        urgency=event.urgency,
        proposal_id=old.proposal_id,
        scan=scan,
        at=ctx.now,
        by=signature(by),
    )
    return together(
        step,
        changes=[added],
        events=[event],
        answer={
            "instruction_id": old.instruction_id,
            "state": step.journal[0].to_state,
            "etag": event.version,
        },
    )


async def post_of_actor(ctx: Ctx) -> Post:
    """The leader's post of the actor.  Raises `Refused` ``not_the_addressee`` without one."""
    post = await load_post(ctx.tx, ctx.actor.post)
    if post is None:
        raise not_the_addressee()
    must_be_of_level(ctx.actor, post)
    return post
