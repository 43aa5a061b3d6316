"""After-checks 回访: opened by every public answer, settled by a call or by a person who looks."""

from services.satisfaction.domain.cases import CaseFile, may_be_called
from services.satisfaction.domain.checks import (
    CHECK,
    CHECKED,
    Check,
    CheckAction,
    CheckState,
    Finding,
    R,
    RecordCheck,
    check_id,
    must_be_impartial,
    must_be_open,
    must_tell,
    partial,
    verdict,
)
from services.satisfaction.domain.ratings import in_call
from services.satisfaction.handlers import fact_time, together
from services.satisfaction.handlers.ratings import rated
from services.satisfaction.store import cases
from services.satisfaction.store import checks as store
from shared.context import Ctx
from shared.contracts.envelope import Actor, Event
from shared.contracts.intake import CaseAccepted
from shared.contracts.notify import CallbackCompleted, CallbackExhausted, CheckAnswers
from shared.contracts.routing import ReplyPublished, ReplySubmitted
from shared.contracts.satisfaction import CheckFailed, CheckOpened, CheckPassed, CheckRecorded
from shared.outcome import NOTHING, Entry, Outcome, system
from shared.rules import NotYet, unknown
from shared.shield import has_interest, sight_of


async def on_reply_published(ctx: Ctx, event: ReplyPublished, case: CaseFile | None) -> Outcome:
    """公开回复: it is counted, and it is to be checked, or the check is waived by rule."""
    if case is None or (case.acceptance is None and not case.withdrawn):
        raise NotYet(CaseAccepted.topic)
    if case.withdrawn or case.acceptance is None:
        return ctx.ignored(event.subject, "case_withdrawn")
    handlers = event.units if event.route == "dispatch" else ()
    counted = Outcome(
        [
            cases.add_published(event, case, case.acceptance.kind),
            store.add_maker(event.case_id, event.round, event.by.sub),
            *store.add_handlers(event.case_id, event.round, handlers),
        ]
    )
    check = Check(
        check_id(event.case_id, event.round),
        event.case_id,
        event.round,
        CheckState.DUE,
        fact_time(ctx),
    )
    if event.route not in CHECKED:
        return together([counted, _waived(ctx, check, event.route)])
    by_phone = may_be_called(case.acceptance)
    opened = _opened(ctx, check, by_phone=by_phone, ask_rating=by_phone and not case.board_grade)
    older = cancelled(ctx, case, "newer_round")
    return together([counted, older, opened])


async def on_reply_submitted(_: Ctx, event: ReplySubmitted, __: CaseFile | None) -> Outcome:
    """答复: whoever signs an answer, of a unit or of the office, does not check it."""
    return Outcome([store.add_maker(event.case_id, event.round, event.by.sub)])


async def on_callback_completed(
    ctx: Ctx, event: CallbackCompleted, case: CaseFile | None
) -> Outcome:
    """电话完成: what the author said of the answer, and the author's rating."""
    if event.purpose != "after_check":
        return NOTHING
    check = _called_for(event, case)
    if case is None or check is None:
        return ctx.ignored(event.subject, "check_unknown")
    if why := await _partial(ctx, check, event.by):
        settled = ctx.ignored(event.subject, why)
        return together([settled, _unsettled(ctx, check, why)]) if check.is_open else settled
    answers = event.answers or CheckAnswers()
    finding = Finding("phone", answers.handled, answers.reply_true, answers.pressed)
    rating = in_call(answers.rating, pressed=answers.pressed)
    if check.is_open and finding.tells:
        steps = [_recorded(ctx, check, finding, event.by, answers.comment)]
    elif check.is_open:
        steps = [_unsettled(ctx, check, event.outcome)]
    else:
        steps = [ctx.ignored(event.subject, "check_not_open")]
    if event.answers and not (check.is_open and finding.tells):
        said = store.add_finding(check, finding, answers.comment, event.by, fact_time(ctx))
        steps.append(Outcome([said]))  # kept beside the check, though it settles nothing
    if rating is not None:
        steps.append(rated(ctx, case.case_id, check.round, rating, fact_time(ctx)))
    return together(steps)


async def on_callback_exhausted(
    ctx: Ctx, event: CallbackExhausted, case: CaseFile | None
) -> Outcome:
    """电话未果: the check stays due, for a visit; it is never the author's fault."""
    if event.purpose != "after_check":
        return NOTHING
    check = _called_for(event, case)
    if check is None:
        return ctx.ignored(event.subject, "check_unknown")
    if not check.is_open:
        return ctx.ignored(event.subject, "check_not_open")
    return _unsettled(ctx, check, event.reason)


async def record_check(ctx: Ctx, command: RecordCheck, case: CaseFile | None) -> Outcome:
    """回访记录: a person looked on site, met the author, or asked elsewhere."""
    if case is None:
        raise unknown("case")
    check = must_be_open(case.checks)
    must_be_impartial(check, ctx.actor.sub, (await sight_of(ctx.tx, ctx.actor)).barred)
    finding = Finding(command.method, command.handled, command.reply_true, command.pressed)
    must_tell(finding)
    recorded = _recorded(ctx, check, finding, ctx.actor, command.comment)
    rating = in_call(command.rating, pressed=command.pressed)
    steps = [recorded]
    if rating is not None:
        steps.append(rated(ctx, case.case_id, check.round, rating, fact_time(ctx)))
    outcome = together(steps)
    answer = {"check_id": check.check_id, "state": recorded.journal[-1].to_state}
    return Outcome(outcome.changes, outcome.journal, outcome.events, answer=answer)


async def _partial(ctx: Ctx, check: Check, by: Actor) -> str | None:
    """The rule by which what this person heard on the telephone does not count; None: it does."""
    if await has_interest(ctx.tx, f"case/{check.case_id}", by.sub):
        return "interest_excludes"
    return partial(check, by.sub, (await sight_of(ctx.tx, by)).barred)


def cancelled(ctx: Ctx, case: CaseFile, why: str) -> Outcome:
    """What was to be checked no longer stands: the case's open checks end."""
    return together(_cancelled(ctx, check, why) for check in case.checks if check.is_open)


def _called_for(
    event: CallbackCompleted | CallbackExhausted, case: CaseFile | None
) -> Check | None:
    """The check that a call was about: its task bears the check's id."""
    checks = case.checks if case else ()
    return next((check for check in checks if check.check_id == event.task_id), None)


def _opened(ctx: Ctx, check: Check, *, by_phone: bool, ask_rating: bool) -> Outcome:
    change = store.add_check(check, waived=False, by_phone=by_phone, ask_rating=ask_rating)
    event = CheckOpened(
        case_id=check.case_id,
        check_id=check.check_id,
        round=check.round,
        by_phone=by_phone,
        ask_rating=ask_rating,
    )
    return Outcome([change], [_entry(check, "open_check", ctx.actor, to=CheckState.DUE)], [event])


def _waived(ctx: Ctx, check: Check, why: str) -> Outcome:
    step = CHECK.step_for(check.state, CheckAction.WAIVE, R.SYSTEM)
    change = store.add_check(
        Check(check.check_id, check.case_id, check.round, CheckState(step.to), check.opened_at),
        waived=True,
        by_phone=False,
        ask_rating=False,
    )
    event = CheckPassed(
        case_id=check.case_id, check_id=check.check_id, round=check.round, method="waived"
    )
    entry = _entry(check, "waive_check", ctx.actor, at=check.state, to=step.to, why=why)
    return Outcome([change], [entry], [event])


def _recorded(ctx: Ctx, check: Check, finding: Finding, by: Actor, comment: str | None) -> Outcome:
    """A finding; with both known, or one that does not hold, the check is settled at once."""
    step = CHECK.step_for(check.state, CheckAction.RECORD, ctx.actor.role)
    handled = check.handled if finding.handled is None else finding.handled
    reply_true = check.reply_true if finding.reply_true is None else finding.reply_true
    entry = _entry(
        check, "record_check", ctx.actor, at=step.at, to=step.to, why=finding.method,
        private={"comment": comment} if comment else None, pressed=finding.pressed,
    )  # fmt: skip
    said = CheckRecorded(
        case_id=check.case_id,
        check_id=check.check_id,
        round=check.round,
        method=finding.method,
        handled=finding.handled,
        reply_true=finding.reply_true,
        by=by,
    )
    journal, events, to = [entry], list[Event]([said]), step.to
    if action := verdict(handled, reply_true):
        end = CHECK.step_for(CheckState(step.to), action, R.SYSTEM)
        journal.append(_entry(check, f"{action}_check", system(ctx.service), at=end.at, to=end.to))
        events.append(_verdict_event(check, finding, handled, reply_true, action))
        to = end.to
    changes = [
        store.add_finding(check, finding, comment, by, fact_time(ctx)),
        store.move_check(check, to, handled=handled, reply_true=reply_true),
    ]
    return Outcome(changes, journal, events)


def _verdict_event(
    check: Check,
    finding: Finding,
    handled: bool | None,
    reply_true: bool | None,
    action: CheckAction,
) -> Event:
    if action == CheckAction.PASS:
        return CheckPassed(
            case_id=check.case_id, check_id=check.check_id, round=check.round, method=finding.method
        )
    return CheckFailed(
        case_id=check.case_id,
        check_id=check.check_id,
        round=check.round,
        handled=handled,
        reply_true=reply_true,
    )


def _unsettled(ctx: Ctx, check: Check, how: str) -> Outcome:
    """The call told nothing: the check stays as it is, and somebody has to look."""
    entry = _entry(check, "ask_for_visit", ctx.actor, at=check.state, to=check.state, why=how)
    return Outcome([store.ask_for_visit(check.check_id, how, fact_time(ctx))], [entry])


def _cancelled(ctx: Ctx, check: Check, why: str) -> Outcome:
    step = CHECK.step_for(check.state, CheckAction.CANCEL, R.SYSTEM)
    change = store.move_check(check, step.to, handled=check.handled, reply_true=check.reply_true)
    entry = _entry(check, "cancel_check", ctx.actor, at=step.at, to=step.to, why=why)
    return Outcome([change], [entry])


def _entry(
    check: Check,
    action: str,
    actor: Actor,
    *,
    at: str | None = None,
    to: str | None = None,
    why: str | None = None,
    private: dict[str, str] | None = None,
    pressed: bool = False,
) -> Entry:
    facts = {"check_id": check.check_id, "round": check.round, "pressed": pressed}
    return Entry(f"case/{check.case_id}", action, actor, at, to, why, facts, private or {})
