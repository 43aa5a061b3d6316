"""satisfaction 回访考核: is it really done, is the author content, and what does it come to."""

from services.satisfaction import api
from services.satisfaction.handlers import cases, checks, ratings
from services.satisfaction.store import load_cases
from shared.contracts import intake, notify, routing
from shared.service import Service
from shared.shield import heeded

SERVICE = Service(
    name="satisfaction",
    hears=heeded(
        {
            intake.CaseReceived: cases.on_case_received,
            intake.HistoryRecorded: cases.on_history_recorded,
            intake.CaseAccepted: cases.on_case_accepted,
            intake.CaseWithdrawn: cases.on_case_withdrawn,
            intake.WishesChanged: cases.on_wishes_changed,
            intake.ContactErased: cases.on_contact_erased,
            intake.BoardUpdated: ratings.on_board_updated,
            routing.ReplySubmitted: checks.on_reply_submitted,
            routing.ReplyPublished: checks.on_reply_published,
            routing.RedoOrdered: cases.on_round_begun,
            routing.CaseReopened: cases.on_round_begun,
            routing.CaseClosed: cases.on_case_closed,
            notify.CallbackCompleted: checks.on_callback_completed,
            notify.CallbackExhausted: checks.on_callback_exhausted,
        }
    ),
    load=load_cases,
    router=api.router,
    access=api.ACCESS,
    derived=None,  # what people found is told by no event but our own
)
