"""What every stated result is held against: its kind, its files, its demands."""

from services.routing.domain.cases import Case
from services.routing.domain.letters import official_day
from services.routing.domain.promises import must_be_permitted
from services.routing.domain.results import Result, must_answer_demands, must_be_complete
from services.routing.handlers.files import must_have_files
from services.routing.store.demands import load_demands
from services.routing.store.promises import promised_before
from shared.context import Ctx


async def must_hold(ctx: Ctx, case: Case, result: Result) -> None:
    """Raise `Refused` where the result is not complete, or rests on what is not there."""
    must_be_complete(case.kind, result, official_day(ctx.now))
    if result.answers:
        demands = await load_demands(ctx.tx, case.case_id)
        must_answer_demands(result.answers, [demand.no for demand in demands])
    if result.promise:
        before, permitted = await promised_before(ctx.tx, case)
        must_be_permitted(promised_before=before, permitted=permitted)
    await must_have_files(ctx, case, result.evidence)
