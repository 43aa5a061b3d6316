"""诉求: listing what an author asks for."""

from collections.abc import Sequence

from services.intake.domain.contacts import must_not_be_erased
from services.intake.domain.demands import ListDemands, may_list, needs_one
from services.intake.domain.desk import Act
from services.intake.domain.reception import Reception
from services.intake.handlers.held import at_desk, noted
from services.intake.store import demands as store
from shared.context import Ctx
from shared.contracts.intake import Demand, DemandsListed, Route
from shared.outcome import NOTHING, Outcome


async def list_demands(ctx: Ctx, command: ListDemands, case: Reception | None) -> Outcome:
    """诉求登记: a later list takes the place of an earlier one, which the event log keeps."""
    case = at_desk(ctx, case, Act.LIST_DEMANDS)
    must_not_be_erased(case)
    listed = command.numbered()
    before = await store.show(ctx.tx, case.case_id)
    may_list(case, listed, [demand["text"] for demand in before])
    return _listed(ctx, case, listed)


async def the_case_itself(ctx: Ctx, case: Reception, route: Route) -> Outcome:
    """The title as the one demand, where the clerk listed none."""
    if not needs_one(case, route):
        return NOTHING
    title = await store.title_of(ctx.tx, case.case_id)
    return _listed(ctx, case, [Demand(no=1, text=title, expected="")])


def _listed(ctx: Ctx, case: Reception, listed: Sequence[Demand]) -> Outcome:
    entry = noted(
        ctx, case, Act.LIST_DEMANDS,
        facts={
            "count": len(listed), "was": case.demands,
            "units": {str(d.no): d.unit_hint for d in listed if d.unit_hint},
        },
        private={str(d.no): f"{d.text}|{d.expected}" for d in listed},
    )  # fmt: skip
    return Outcome(
        changes=store.replace(case.case_id, listed),
        journal=[entry],
        events=[DemandsListed(case_id=case.case_id, demands=tuple(listed), by=ctx.actor)],
        answer={
            "case_id": case.case_id,
            "state": case.state,
            "demands": [demand.model_dump(include={"no", "unit_hint"}) for demand in listed],
        },
    )
