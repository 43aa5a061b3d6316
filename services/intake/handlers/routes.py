"""How a case's reception ends."""

from services.intake.domain.accusations import is_hidden_from, must_not_go_to_the_accused
from services.intake.domain.commands import Accept, Withdraw
from services.intake.domain.desk import ALIVE
from services.intake.domain.interests import must_be_disinterested
from services.intake.domain.reception import (
    WORKFLOW,
    Action,
    Reception,
    State,
)
from services.intake.domain.routes import (
    CHASER,
    Other,
    check_duplicate,
    check_route,
    must_leave_nobody,
)
from services.intake.domain.wishes import both
from services.intake.handlers.demands import the_case_itself
from services.intake.handlers.groups import parted
from services.intake.handlers.held import held
from services.intake.handlers.wishes import wished
from services.intake.store import cases, receptions, units
from shared.context import Ctx
from shared.contracts.intake import CaseAccepted, CaseJoined, CaseWithdrawn
from shared.outcome import NOTHING, Entry, Outcome


async def accept(ctx: Ctx, command: Accept, case: Reception | None) -> Outcome:
    """受理: the reception ends with a route, each of which ends in a public answer."""
    case = held(ctx, case)
    step = WORKFLOW.step_for(case.state, Action.ACCEPT, ctx.actor.role)
    check_route(command, case)
    accused = tuple(dict.fromkeys((*case.accused, *command.accused_units)))
    must_not_go_to_the_accused(command.transfer_to, await units.and_below(ctx.tx, accused))
    entry = Entry(
        case.subject, step.do, ctx.actor, case.state, step.to, why=command.reason,
        facts=command.model_dump(exclude={"reason"}, exclude_none=True),
    )  # fmt: skip
    listed = await the_case_itself(ctx, case, command.route)
    joined = await _join(ctx, command, case)
    alone = parted(ctx, case, "accusation") if command.accused_units and case.group_id else NOTHING
    return Outcome(
        changes=[
            *listed.changes,
            receptions.move(case.case_id, State(step.to), ctx.now),
            receptions.accept(case.case_id, command, ctx.actor, ctx.now),
            *units.name_accused(case.case_id, command.accused_units, ctx.actor, ctx.now),
            *alone.changes,
            *joined.changes,
        ],
        journal=[*listed.journal, *alone.journal, entry, *joined.journal],
        events=[
            *listed.events,
            *alone.events,
            _accepted(ctx, command, case, accused),
            *joined.events,
        ],
        answer={"case_id": case.case_id, "state": step.to, "route": command.route},
    )


async def withdraw(ctx: Ctx, command: Withdraw, case: Reception | None) -> Outcome:
    """撤回: the author asked; nothing more is done for the case."""
    case = held(ctx, case)
    step = WORKFLOW.step_for(case.state, Action.WITHDRAW, ctx.actor.role)
    await cases.hold_duplicates(ctx.tx)
    others = await cases.is_repeated_by_others(ctx.tx, case.case_id)
    must_leave_nobody(repeated_by_others=others)
    entry = Entry(case.subject, step.do, ctx.actor, case.state, step.to, why=command.reason)
    return Outcome(
        changes=[receptions.move(case.case_id, State(step.to), ctx.now)],
        journal=[entry],
        events=[CaseWithdrawn(case_id=case.case_id, reason=command.reason, by=ctx.actor)],
        answer={"case_id": case.case_id, "state": step.to},
    )


async def _join(ctx: Ctx, command: Accept, case: Reception) -> Outcome:
    """The first case's handler is shown that somebody repeats it, or asks after it.

    Who asks after his own case may wish otherwise by now: that holds for the first one too.
    """
    if command.duplicate_of is None:
        return NOTHING
    await cases.hold_duplicates(ctx.tx)
    other = await _first(ctx, command.duplicate_of)
    check_duplicate(case, other, await cases.is_referred_to(ctx.tx, case.case_id))
    chases = command.reason == CHASER
    joined = CaseJoined(
        case_id=command.duplicate_of,
        from_case=case.case_id,
        joined_as="chaser" if chases else "duplicate",
        posted_at=case.admitted_at,
        by=ctx.actor,
    )
    wishes = await _wishes_of_the_first(ctx, command.duplicate_of, case) if chases else NOTHING
    # which case it is stands in no row: the first one's readers need not know it
    entry = Entry(joined.subject, "case_joined", ctx.actor, why=joined.joined_as)
    return Outcome(wishes.changes, [entry, *wishes.journal], [joined, *wishes.events])


async def _first(ctx: Ctx, case_id: str) -> Other | None:
    """The case that is said to be the first, if it is there for who says so."""
    first = await cases.look(ctx.tx, case_id)
    if first is None or is_hidden_from(first, ctx.actor, ctx.settings.office_unit):
        return None
    must_be_disinterested(first, ctx.actor.sub)
    return await cases.other(ctx.tx, case_id)


async def _wishes_of_the_first(ctx: Ctx, first_id: str, chaser: Reception) -> Outcome:
    [first] = (await cases.load_cases(ctx.tx, [f"case/{first_id}"])).values()
    wishes = both(first.wishes, chaser.wishes)
    if first.state not in ALIVE or wishes == first.wishes:
        return NOTHING
    return wished(ctx, first, wishes, "told_by_chaser")


def _accepted(ctx: Ctx, command: Accept, case: Reception, accused: tuple[str, ...]) -> CaseAccepted:
    return CaseAccepted(
        case_id=case.case_id,
        route=command.route,
        reason=command.reason,
        kind=case.kind,
        domain_name=case.domain_name,
        subdomain_name=case.subdomain_name,
        division=case.division,
        handling_class=case.handling_class,
        channel=case.channel,
        external_id=case.external_id,
        addressee_fid=case.addressee_fid,
        admitted_at=case.admitted_at,
        wishes=case.wishes,
        duplicate_of=command.duplicate_of,
        transfer_to=command.transfer_to,
        accused_units=accused,
        by=ctx.actor,
    )
