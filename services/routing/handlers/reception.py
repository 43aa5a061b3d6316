"""What reception goes on telling of a case, before it is accepted and after."""

from services.routing.domain.cases import Case
from services.routing.store.demands import replace_demands
from shared.context import Ctx
from shared.contracts.intake import DemandsListed
from shared.outcome import Outcome


async def on_demands_listed(_: Ctx, event: DemandsListed, __: Case | None) -> Outcome:
    """诉求登记: a letter will quote them, a reply must answer them."""
    return Outcome(changes=replace_demands(event))
