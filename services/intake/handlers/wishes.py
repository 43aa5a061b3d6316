"""意愿: what follows here at once when an author wishes otherwise."""

from services.intake.domain.desk import Act
from services.intake.domain.reception import Reception
from services.intake.domain.wishes import forbids_the_call, permits_a_call
from services.intake.handlers.claims import open_gate
from services.intake.handlers.held import noted
from services.intake.store import desk as store
from shared.context import Ctx
from shared.contracts.intake import VerificationRequested, Wishes, WishesChanged
from shared.outcome import NOTHING, Outcome


def wished(ctx: Ctx, case: Reception, wishes: Wishes, reason: str) -> Outcome:
    """The wishes are these from now on: who may not be called is waited for no longer."""
    entry = noted(
        ctx, case, Act.CHANGE_WISHES, why=reason,
        facts={"was": case.wishes.model_dump(), "is": wishes.model_dump()},
    )  # fmt: skip
    opened = (
        open_gate(ctx, case, case.state, "not_wanted", attempts=case.attempts)
        if forbids_the_call(case, wishes)
        else NOTHING
    )
    changed = WishesChanged(case_id=case.case_id, wishes=wishes, reason=reason, by=ctx.actor)
    asked = (
        [VerificationRequested(case_id=case.case_id, holder=case.holder)]
        if case.holder and permits_a_call(case, wishes)
        else []
    )
    return Outcome(
        changes=[store.change_wishes(case.case_id, wishes), *opened.changes],
        journal=[entry, *opened.journal],
        events=[changed, *opened.events, *asked],
    )
