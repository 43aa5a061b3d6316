"""What others say of a case: it arrives, is accepted, withdrawn, checked; its author is erased."""

from services.routing.domain.assignments import AssignmentAction
from services.routing.domain.cases import Action, Case, CaseState
from services.routing.domain.names import own_names
from services.routing.domain.privacy import without
from services.routing.domain.wording import forgotten
from services.routing.handlers.elsewhere import heard
from services.routing.handlers.further import drop_all_further
from services.routing.handlers.promises import promise_dropped
from services.routing.handlers.releases import drop_desk, drop_work
from services.routing.handlers.steps import assignment_step, case_step, together
from services.routing.store.cases import (
    blank_author,
    load_text,
    open_case,
    propose_redo,
    remember_claim,
    remember_text,
)
from services.routing.store.elsewhere import keep_check_step
from services.routing.store.erasing import strike_author
from services.routing.store.files import erase_files
from services.routing.store.letter_book import load_wordings as load_letter_wordings
from services.routing.store.letter_book import reword_letter
from services.routing.store.measures import suggest_measures
from services.routing.store.promises import keep_check, open_promise
from shared.context import Ctx
from shared.contracts.intake import (
    CaseAccepted,
    CaseClaimed,
    CaseReceived,
    CaseWithdrawn,
    ContactErased,
)
from shared.contracts.routing import CaseClosed, CaseOpened
from shared.contracts.satisfaction import CheckFailed, CheckPassed
from shared.outcome import NOTHING, Entry, Outcome


async def on_case_received(ctx: Ctx, event: CaseReceived, _: Case | None) -> Outcome:
    """Keep the author's words: a letter will quote them, a measure may be meant for them."""
    return Outcome(changes=[remember_text(event), suggest_measures(event, ctx.now)])


async def on_case_claimed(ctx: Ctx, event: CaseClaimed, __: Case | None) -> Outcome:
    """The first claim: from it on is measured how soon a leader instructs."""
    at = ctx.cause.time if ctx.cause else ctx.now
    return Outcome(changes=[remember_claim(event.case_id, at)])


async def on_case_accepted(ctx: Ctx, event: CaseAccepted, _: Case | None) -> Outcome:
    """The reception is over: the handling is open."""
    entry = Entry(
        subject=event.subject,
        action="open",
        actor=event.by,
        to_state=CaseState.OPENED,
        why=event.reason,
        facts={"route": event.route, "handling_class": event.handling_class},
    )
    opened = CaseOpened(
        case_id=event.case_id, route=event.route, handling_class=event.handling_class
    )
    return Outcome(changes=[open_case(event, ctx.now)], journal=[entry], events=[opened])


async def on_case_withdrawn(ctx: Ctx, event: CaseWithdrawn, case: Case | None) -> Outcome:
    """The author took the case back; whoever works on it is released."""
    if case is None:
        return NOTHING  # withdrawn before it was accepted: there is nothing to end here
    closed = CaseClosed(case_id=case.case_id, round=case.round, reason="withdrawn")
    return together(
        case_step(ctx, case, Action.WITHDRAW, why=event.reason),
        *(
            assignment_step(ctx, case, assignment, AssignmentAction.WITHDRAW)
            for assignment in case.assignments
            if assignment.is_open
        ),
        *await drop_work(ctx, case, case.assignments),
        *await drop_desk(ctx, case, {None}),
        *await drop_all_further(ctx, case),
        await promise_dropped(ctx, case),
        events=[closed],
    )


async def on_contact_erased(ctx: Ctx, event: ContactErased, _: Case | None) -> Outcome:
    """Blank the author's words wherever they stand, and strike him out of what others wrote.

    Files that show the author are removed.
    """
    author = await load_text(ctx.tx, event.case_id)
    names = own_names(author.body) | {author.nickname}

    def strike(words: str) -> str:
        return without(words, names)

    letters = await load_letter_wordings(ctx.tx, event.case_id)
    return Outcome(
        changes=[
            *blank_author(event.case_id),
            *(reword_letter(forgotten(wording, strike)) for wording in letters),
            *erase_files(event.case_id, ctx.now),
            *await strike_author(ctx.tx, event.case_id, strike),
        ],
        journal=[Entry(subject=event.subject, action="erase", actor=event.by)],
    )


async def on_check_passed(ctx: Ctx, event: CheckPassed, case: Case | None) -> Outcome:
    """Kept for the archive, and followed."""
    kept = keep_check_step(
        event.case_id, event.check_id, event.round, "passed", heard(ctx), method=event.method
    )
    return together(await _seen_through(ctx, event, case), changes=[kept])


async def _seen_through(ctx: Ctx, event: CheckPassed, case: Case | None) -> Outcome:
    """Seen through to its end; but for a promise that is open, which must be written off first."""
    if case is None or event.round != case.round:
        return ctx.ignored(event.subject, "stale_round")
    closed = CaseClosed(case_id=case.case_id, round=case.round, reason="check_passed")
    facts = {"check": event.check_id, "method": event.method}
    if case.state == CaseState.PUBLISHED and await open_promise(ctx.tx, case):
        noted = Entry(event.subject, "note_check", ctx.actor, why="promise_open", facts=facts)
        kept = keep_check(case, event.check_id, event.method, ctx.now)
        return Outcome(changes=[kept], journal=[noted])
    return together(case_step(ctx, case, Action.CLOSE, facts=facts), events=[closed])


async def on_check_failed(ctx: Ctx, event: CheckFailed, case: Case | None) -> Outcome:
    """A redo is proposed; the office head decides."""
    kept = keep_check_step(
        event.case_id, event.check_id, event.round, "failed", heard(ctx), handled=event.handled,
        reply_true=event.reply_true,
    )  # fmt: skip
    return together(_redo_proposed(ctx, event, case), changes=[kept])


def _redo_proposed(ctx: Ctx, event: CheckFailed, case: Case | None) -> Outcome:
    if case is None or event.round != case.round or case.state != CaseState.PUBLISHED:
        return ctx.ignored(event.subject, "stale_round")
    entry = Entry(
        subject=event.subject,
        action="propose_redo",
        actor=ctx.actor,
        from_state=case.state,
        to_state=case.state,
        facts={"check": event.check_id, "handled": event.handled, "true": event.reply_true},
    )
    return Outcome(changes=[propose_redo(event, ctx.now)], journal=[entry])
