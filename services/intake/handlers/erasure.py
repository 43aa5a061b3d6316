"""Erasing an author's personal data: here at once, elsewhere when they hear of it."""

from services.intake.domain.commands import Erase
from services.intake.domain.reception import Reception, may_erase, must_hold
from services.intake.handlers.held import seen
from services.intake.store import cases, receptions
from shared.context import Ctx
from shared.contracts.intake import ContactErased
from shared.erasure import erased
from shared.outcome import Entry, Outcome


async def erase(ctx: Ctx, _: Erase, case: Reception | None) -> Outcome:
    """删除: contact, words, and every stored copy of an event that carried them."""
    case = seen(ctx, case)
    must_hold(case, ctx.actor)
    may_erase(case, ctx.actor, ctx.settings.office_unit)
    # An import that runs now has read the board's words of this case and would write them back.
    await cases.hold_channel(ctx.tx, case.channel)
    return Outcome(
        changes=[
            *receptions.erase(case.case_id, ctx.actor, ctx.now),
            *await erased(ctx.tx, ctx.service, case.subject, ctx.now),
        ],
        journal=[Entry(case.subject, "erase", ctx.actor, case.state, case.state)],
        events=[ContactErased(case_id=case.case_id, by=ctx.actor)],
        answer={"case_id": case.case_id, "state": case.state, "erased": True},
    )
