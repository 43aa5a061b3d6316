"""转办: a county's office hands down by a letter of its own, a unit inside itself without one."""

from services.routing.domain.assignments import ASSIGNMENTS, AssignmentAction, own
from services.routing.domain.cases import Case, known
from services.routing.domain.commands import Dispatch, On
from services.routing.domain.letters import official_day
from services.routing.domain.organisation import COUNTY_OFFICE_TYPE
from services.routing.handlers.county_letters import draft_down
from services.routing.handlers.dispatch import life_of_one_sent
from services.routing.handlers.handing_down import (
    answer_of,
    due_below,
    forwarded,
    handed_down,
    must_be_sound,
)
from services.routing.handlers.steps import assignment_step, together
from services.routing.store.instructions import load_instructions
from services.routing.store.letters import next_letter_id
from services.routing.store.practice import load_practice
from shared.context import Ctx
from shared.outcome import Outcome


async def forward(ctx: Ctx, command: On[Dispatch], case: Case | None) -> Outcome:
    """To units below, under the same round; of a county's office after its leader instructed.

    What a county's office words is a draft, until its head has signed it; unless the practice lets
    its letters go at once.
    """
    case = known(case)
    assignment = own(case.assignments, command.id, ctx.actor)
    ctx.require_match(assignment.version)
    ASSIGNMENTS.step_for(assignment.state, AssignmentAction.FORWARD, ctx.actor.role)
    given = await load_instructions(ctx.tx, case.case_id)
    asked = command.ask
    tree = await must_be_sound(ctx, case, assignment, asked, given)
    by_letter = tree[assignment.unit_id].unit_type == COUNTY_OFFICE_TYPE
    practice = await load_practice(ctx.tx, official_day(ctx.now))
    if by_letter and practice.county_letters == "signed":
        return await draft_down(ctx, case, assignment, asked, given)
    units = [order.unit_id for order in asked.assignments]
    step = assignment_step(ctx, case, assignment, AssignmentAction.FORWARD, facts={"units": units})
    letter_id, number = await next_letter_id(ctx.tx, case)
    sent = await handed_down(ctx, case, assignment, asked, tree, given, letter_id)
    life = []
    if by_letter:
        due_on = await due_below(ctx, assignment, asked, given)
        quoted = [g.as_said for g in given]
        life = life_of_one_sent(
            ctx, case, letter_id, number, asked, due_on, case.round, quoted, assignment
        )
    return together(
        step,
        changes=[*life, *sent.changes],
        events=[forwarded(ctx, case, assignment, sent, ctx.actor)],
        answer=answer_of(sent, assignment.version + 1),
    )
