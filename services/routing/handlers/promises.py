"""承诺台账: a promise is made public, reported as done, given back, written off; or ends otherwise."""

from datetime import date, datetime
from typing import Unpack

from services.routing.domain.cases import Action, Case, CaseState, known
from services.routing.domain.commands import On
from services.routing.domain.letters import official_day
from services.routing.domain.organisation import is_accused
from services.routing.domain.progress import must_be_alive, must_have_been
from services.routing.domain.promises import (
    PROMISES,
    Ground,
    PermitPromise,
    PromiseAction,
    PromiseState,
    PublicPromise,
    ReportPromise,
    ReturnPromise,
    SettlePromise,
    kept,
    known_promise,
    must_be_done_since,
    must_be_promised_by,
    promise_id_of,
)
from services.routing.domain.results import Result
from services.routing.handlers.files import must_have_files
from services.routing.handlers.steps import Telling, case_step, signature, take, together
from services.routing.store.organisation import load_tree
from services.routing.store.promises import (
    add_permission,
    add_promise,
    add_promise_return,
    add_report,
    add_settlement,
    load_promise,
    move_promise,
    open_promise,
    passed_check,
)
from shared.context import Ctx
from shared.contracts.envelope import Actor
from shared.contracts.routing import (
    CaseClosed,
    PromisePermitted,
    PromiseReplaced,
    PromiseReported,
    PromiseReturned,
    PromiseSettled,
)
from shared.outcome import NOTHING, Entry, Outcome, system


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


async def report_promise(ctx: Ctx, command: On[ReportPromise], case: Case | None) -> Outcome:
    """兑现报告: who promised says what was done, and shows it."""
    case, promise = await _of(ctx, command.id, case)
    tree = await load_tree(ctx.tx, [promise.unit_id])
    is_out = is_accused(promise.unit_id, case.accused_units, tree)
    must_be_promised_by(promise, case, ctx.actor, is_out=is_out)
    ctx.require_match(promise.version)
    ask = command.ask
    step = _step(ctx, case, promise, PromiseAction.REPORT, private={"text": ask.text})
    told = [ask.told.told_on] if ask.told else []
    must_have_been([ask.done_on, *told], official_day(ctx.now))
    must_be_done_since(ask.done_on, case)
    await must_have_files(ctx, case, ask.evidence)
    event = PromiseReported(
        case_id=case.case_id,
        promise_id=promise.promise_id,
        unit_id=promise.unit_id,
        done_on=ask.done_on,
        evidence=len(ask.evidence),
        reported_at=ctx.now,
        by=ctx.actor,
    )
    row = add_report(promise, ask, ctx.now, signature(ctx.actor))
    return together(step, changes=[row], events=[event], answer=step.answer)


async def return_promise(ctx: Ctx, command: On[ReturnPromise], case: Case | None) -> Outcome:
    """退回: the promise stays open."""
    case, promise = await _of(ctx, command.id, case)
    ctx.require_match(promise.version)
    ask = command.ask
    private = {"text": ask.text}
    step = _step(ctx, case, promise, PromiseAction.RETURN, why=ask.reason, private=private)
    event = PromiseReturned(
        case_id=case.case_id,
        promise_id=promise.promise_id,
        unit_id=promise.unit_id,
        reason=ask.reason,
        by=ctx.actor,
    )
    row = add_promise_return(promise, ask.reason, ask.text, ctx.now, signature(ctx.actor))
    return together(step, changes=[row], events=[event], answer=step.answer)


async def settle_promise(ctx: Ctx, command: On[SettlePromise], case: Case | None) -> Outcome:
    """销号; and 办结, where the after-check has passed before."""
    case, promise = await _of(ctx, command.id, case)
    ctx.require_match(promise.version)
    done_on = promise.done_on or official_day(ctx.now)
    settled = _settled(ctx, case, promise, PromiseAction.SETTLE, "fulfilled", done_on)
    return together(settled, await _closed(ctx, case), answer=settled.answer)


async def promise_published(
    ctx: Ctx, case: Case, unit_id: str, result: Result | None, published_at: datetime
) -> Outcome:
    """What a public answer means for promises: it ends or replaces an open one, and may make one."""
    before = await open_promise(ctx.tx, case)
    promised = result.promise.promise_on if result and result.promise else None
    if promised is None:
        if before is None:
            return NOTHING
        day = official_day(published_at)
        by = system(ctx.service)
        done = result is not None and result.disposition == "solved"
        return _settled(ctx, case, before, PromiseAction.ANSWER, "answered", day, done=done, by=by)
    unit = (await load_tree(ctx.tx, [unit_id]))[unit_id]
    made = Entry(
        case.subject,
        "make_promise",
        ctx.actor,
        to_state=PromiseState.OPEN,
        facts={"promise": promise_id_of(case), "unit": unit_id, "promise_on": promised},
    )
    row = add_promise(case, unit_id, unit.name, promised, published_at, ctx.now)
    replaced = _replaced(ctx, case, before) if before else NOTHING
    return together(replaced, Outcome(changes=[row], journal=[made]))


async def promise_dropped(ctx: Ctx, case: Case) -> Outcome:
    """作废: the author took the case back."""
    promise = await open_promise(ctx.tx, case)
    if promise is None:
        return NOTHING
    step = _step(ctx, case, promise, PromiseAction.DROP, actor=system(ctx.service))
    return Outcome(changes=step.changes, journal=step.journal)


def _replaced(ctx: Ctx, case: Case, promise: PublicPromise) -> Outcome:
    """再次承诺: the first one stands in the ledger as it was."""
    step = _step(ctx, case, promise, PromiseAction.REPLACE, actor=system(ctx.service))
    event = PromiseReplaced(
        case_id=case.case_id,
        promise_id=promise.promise_id,
        round=promise.round,
        unit_id=promise.unit_id,
        promise_on=promise.promise_on,
        replaced_by=promise_id_of(case),
    )
    return Outcome(changes=step.changes, journal=step.journal, events=[event])


def _settled(
    ctx: Ctx,
    case: Case,
    promise: PublicPromise,
    do: PromiseAction,
    ground: Ground,
    done_on: date,
    *,
    done: bool = True,
    by: Actor | None = None,
) -> Outcome:
    """It ends: kept where what was promised is done, and by its day."""
    by = by or ctx.actor
    in_time = done and kept(promise.promise_on, done_on)
    step = _step(ctx, case, promise, do, actor=by)
    event = PromiseSettled(
        case_id=case.case_id,
        promise_id=promise.promise_id,
        round=promise.round,
        unit_id=promise.unit_id,
        ground=ground,
        promise_on=promise.promise_on,
        done_on=done_on,
        kept=in_time,
        settled_at=ctx.now,
        by=by,
    )
    row = add_settlement(promise, ground, done_on, ctx.now, signature(by), kept=in_time)
    return together(step, changes=[row], events=[event], answer=step.answer)


async def _closed(ctx: Ctx, case: Case) -> Outcome:
    """办结: the check passed while the promise was open."""
    passed = await passed_check(ctx.tx, case)
    if passed is None or case.state != CaseState.PUBLISHED:
        return NOTHING
    facts = {"check": passed["check_id"], "method": passed["method"]}
    closed = CaseClosed(case_id=case.case_id, round=case.round, reason="check_passed")
    step = case_step(ctx, case, Action.CLOSE, facts=facts, actor=system(ctx.service))
    return together(step, events=[closed])


async def _of(ctx: Ctx, promise_id: str, case: Case | None) -> tuple[Case, PublicPromise]:
    promise = known_promise(await load_promise(ctx.tx, promise_id))
    return known(case), promise


def _step(
    ctx: Ctx, case: Case, promise: PublicPromise, do: PromiseAction, **telling: Unpack[Telling]
) -> Outcome:
    about = {"promise": promise.promise_id, "unit": promise.unit_id}
    to, entry = take(ctx, case, PROMISES, promise.state, do, of="promise", about=about, **telling)
    return Outcome(
        changes=[move_promise(promise, to, ctx.now)],
        journal=[entry],
        answer={"state": to, "etag": promise.version + 1},
    )
