"""What is counted, on which date; and what ends the checks of a case."""

from services.satisfaction.domain.cases import CaseFile
from services.satisfaction.domain.ratings import on_board
from services.satisfaction.handlers import fact_time, together
from services.satisfaction.handlers.checks import cancelled
from services.satisfaction.handlers.ratings import rated
from services.satisfaction.store import cases as store
from services.satisfaction.store.checks import blank_findings
from services.satisfaction.store.ratings import blank_ratings
from shared.context import Ctx
from shared.contracts.intake import (
    CaseAccepted,
    CaseReceived,
    CaseWithdrawn,
    ContactErased,
    HistoryRecorded,
    WishesChanged,
)
from shared.contracts.routing import CaseClosed, CaseReopened, RedoOrdered
from shared.outcome import Entry, Outcome
from shared.rules import NotYet


async def on_case_received(ctx: Ctx, event: CaseReceived, case: CaseFile | None) -> Outcome:
    """留言接收: counted from the day on which its channel let it through."""
    if case is not None:
        return ctx.ignored(event.subject, "counted_already")
    counted = store.add_case(
        event.case_id,
        historic=False,
        channel=event.channel,
        kind=event.kind,
        received_at=event.admitted_at,
    )
    return Outcome([counted], [Entry(event.subject, "count_received", ctx.actor)])


async def on_history_recorded(ctx: Ctx, event: HistoryRecorded, case: CaseFile | None) -> Outcome:
    """历史件登记: counts with its answer and its grade; nothing is started for it."""
    if case is not None:
        return ctx.ignored(event.subject, "counted_already")
    changes = [
        store.add_case(
            event.case_id,
            historic=True,
            channel="board",
            kind=event.kind,
            received_at=event.posted_at,
        )
    ]
    if event.answered_at is not None:
        changes.append(store.add_historic_answer(event.case_id, event.answered_at))
    counted = Outcome(
        changes, [Entry(event.subject, "count_historic", ctx.actor, why=event.reason)]
    )
    rating = on_board(event.grade)
    if rating is None:
        return counted
    # When it was rated is not told; it was rated because it was answered.
    at = event.answered_at or event.posted_at
    return together([counted, rated(ctx, event.case_id, 0, rating, at)])


async def on_case_accepted(ctx: Ctx, event: CaseAccepted, case: CaseFile | None) -> Outcome:
    """受理: its kind and its author's wishes are settled."""
    changes = [store.add_accepted(event, fact_time(ctx))]
    if case is None:  # its text was erased before it was heard of; it counts all the same
        missed = store.add_case(
            event.case_id,
            historic=False,
            channel=event.channel,
            kind=event.kind,
            received_at=event.admitted_at,
        )
        changes.insert(0, missed)
    return Outcome(changes, [Entry(event.subject, "note_acceptance", ctx.actor, why=event.route)])


async def on_wishes_changed(ctx: Ctx, event: WishesChanged, _case: CaseFile | None) -> Outcome:
    """意愿变更: the next answer is checked as its author wishes now."""
    entry = Entry(event.subject, "obey_wishes", ctx.actor, why=event.reason)
    return Outcome([store.obey(event)], [entry])


async def on_case_withdrawn(ctx: Ctx, event: CaseWithdrawn, case: CaseFile | None) -> Outcome:
    """撤回: nothing more is checked."""
    if case is None:
        return ctx.ignored(event.subject, "case_unknown")
    noted = Outcome(
        [store.withdraw(event.case_id)], [Entry(event.subject, "note_withdrawal", ctx.actor)]
    )
    return together([noted, cancelled(ctx, case, "case_withdrawn")])


async def on_contact_erased(ctx: Ctx, event: ContactErased, _case: CaseFile | None) -> Outcome:
    """联系方式删除: the author's words are blanked; findings and ratings stay counted."""
    return Outcome(
        [
            blank_findings(event.case_id),
            blank_ratings(event.case_id),
        ],
        [Entry(event.subject, "erase_words", ctx.actor)],
    )


async def on_round_begun(
    ctx: Ctx, event: RedoOrdered | CaseReopened, case: CaseFile | None
) -> Outcome:
    """退回重办, 重新办理: the answer that was to be checked is superseded."""
    if case is None:
        raise NotYet(CaseReceived.topic)
    noted = Outcome(journal=[Entry(event.subject, "note_round", ctx.actor, why=event.reason,
                                   facts={"round": event.round})])  # fmt: skip
    if isinstance(event, CaseReopened):
        reopened = store.add_reopened(event.case_id, event.round, fact_time(ctx))
        noted = Outcome([reopened], noted.journal)
    return together([noted, cancelled(ctx, case, "newer_round")])


async def on_case_closed(ctx: Ctx, event: CaseClosed, case: CaseFile | None) -> Outcome:
    """办结: counted; a check that was still open is not needed any more."""
    if case is None:
        raise NotYet(CaseReceived.topic)
    noted = Outcome(
        [store.add_closed(event, fact_time(ctx))],
        [Entry(event.subject, "note_closing", ctx.actor, why=event.reason)],
    )
    return together([noted, cancelled(ctx, case, "case_closed")])
