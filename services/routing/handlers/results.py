"""What every stated result is held against: its kind, its files, its demands."""

from services.routing.domain.cases import Case, known
from services.routing.domain.letters import official_day
from services.routing.domain.progress import must_be_alive
from services.routing.domain.promises import PermitPromise, must_be_permitted
from services.routing.domain.results import Result, must_answer_demands, must_be_complete
from services.routing.handlers.files import must_have_files
from services.routing.handlers.steps import signature
from services.routing.store.demands import load_demands
from services.routing.store.results import add_permission, promised_before
from shared.context import Ctx
from shared.contracts.routing import PromisePermitted
from shared.outcome import Entry, Outcome


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


async def permit_promise(ctx: Ctx, command: PermitPromise, case: Case | None) -> Outcome:
    """准予再次承诺: in the round that runs."""
    case = known(case)
    must_be_alive(case)
    event = PromisePermitted(
        case_id=case.case_id, round=case.round, reason=command.reason, by=ctx.actor
    )
    entry = Entry(case.subject, "permit_promise", ctx.actor, why=command.reason)
    row = add_permission(case, command, ctx.now, signature(ctx.actor))
    answer = {"round": case.round}
    return Outcome(changes=[row], journal=[entry], events=[event], answer=answer)
