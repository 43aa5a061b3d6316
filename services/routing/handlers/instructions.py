"""批示: a leader instructs."""

from services.routing.domain.cases import Action, Case, known, must_be_for_units
from services.routing.domain.commands import Instruct
from services.routing.domain.instructions import (
    may_instruct,
    must_be_clear,
    must_be_of_level,
    not_the_addressee,
)
from services.routing.domain.letters import official_day
from services.routing.domain.organisation import Post, acting_for, must_exist
from services.routing.handlers.steps import case_step, signature, together
from services.routing.store.instructions import add_instruction, load_instructions
from services.routing.store.organisation import load_post, load_tree
from shared.context import Ctx
from shared.contracts.routing import InstructionGiven
from shared.outcome import Outcome


async def instruct(ctx: Ctx, command: Instruct, case: Case | None) -> Outcome:
    case = known(case)
    must_be_for_units(case)
    post = await post_of_actor(ctx)
    may_instruct(case, post)
    must_be_clear(command.text)
    must_exist(command.units, await load_tree(ctx.tx, command.units))
    holder, by = acting_for(post, ctx.actor, command.mode, official_day(ctx.now))
    number = len(await load_instructions(ctx.tx, case.case_id)) + 1
    event = InstructionGiven(
        case_id=case.case_id,
        instruction_id=f"{case.case_id}-i{number}",
        level=post.level,
        post=post.post_id,
        mode=command.mode,
        by=by,
    )
    step = case_step(
        ctx,
        case,
        Action.INSTRUCT,
        facts={"instruction": event.instruction_id, "post": post.post_id, "mode": command.mode},
        private={"text": command.text},
        actor=by,
    )
    added = add_instruction(
        case,
        post,
        number=number,
        holder=holder,
        mode=command.mode,
        text=command.text,
        units=command.units,
        at=ctx.now,
        by=signature(by),
    )
    return together(
        step,
        changes=[added],
        events=[event],
        answer={"instruction_id": event.instruction_id, "state": step.journal[0].to_state},
    )


async def post_of_actor(ctx: Ctx) -> Post:
    """The leader's post of the actor.  Raises `Refused` ``not_the_addressee`` without one."""
    post = await load_post(ctx.tx, ctx.actor.post)
    if post is None:
        raise not_the_addressee()
    must_be_of_level(ctx.actor, post)
    return post
