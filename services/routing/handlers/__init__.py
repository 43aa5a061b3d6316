"""One function per event heard or command received; each returns what changed."""

from services.routing.handlers.accusations import on_accused_named
from services.routing.handlers.archives import Made, note_archive
from services.routing.handlers.assignments import sign
from services.routing.handlers.cases import (
    on_case_accepted,
    on_case_claimed,
    on_case_received,
    on_case_withdrawn,
    on_check_failed,
    on_check_passed,
    on_contact_erased,
)
from services.routing.handlers.checkups import clear, reply_checkup
from services.routing.handlers.countersigns import countersign, pass_silence
from services.routing.handlers.county_letters import reword, sign_letter
from services.routing.handlers.drafts import (
    draft_reply,
    recall_draft,
    revise_draft,
    submit_draft,
)
from services.routing.handlers.elsewhere import (
    on_attempt_recorded,
    on_callback,
    on_callback_exhausted,
    on_case_rated,
    on_case_verified,
    on_check_opened,
    on_check_recorded,
    on_delivery_settled,
)
from services.routing.handlers.files import Arrived, abandon, keep_file, must_be_whole, sweep_files
from services.routing.handlers.forwarding import forward
from services.routing.handlers.further import (
    drop_further,
    publish_further,
    read_further,
    return_further,
    review_further,
    rewrite_further,
    send_back_further,
    write_further,
)
from services.routing.handlers.instructions import amend, instruct
from services.routing.handlers.issuing import issue
from services.routing.handlers.letter_series import number_letters
from services.routing.handlers.letters import check, draft, drop, return_letter, revise
from services.routing.handlers.measures import issue_measure, link_measure, revoke
from services.routing.handlers.nights import look, look_nightly
from services.routing.handlers.organisation import put_organisation
from services.routing.handlers.practice import put_practice
from services.routing.handlers.progress import (
    hold_meeting,
    look_again,
    note_progress,
    press_third_party,
)
from services.routing.handlers.promises import (
    permit_promise,
    report_promise,
    return_promise,
    settle_promise,
)
from services.routing.handlers.proposals import give_back, propose, submit
from services.routing.handlers.publications import on_board_updated, publish
from services.routing.handlers.questions import answer_question, ask
from services.routing.handlers.readings import read, send_back
from services.routing.handlers.reception import (
    on_case_joined,
    on_claim_handed_over,
    on_demands_listed,
    on_facts_corrected,
    on_interest_declared,
    on_like_case_parted,
    on_like_cases_grouped,
    on_supplement_received,
    on_wishes_changed,
)
from services.routing.handlers.refusals import refuse, rule
from services.routing.handlers.releases import release
from services.routing.handlers.replies import accept, answer, return_, review
from services.routing.handlers.rounds import redo, reopen, uphold
from services.routing.handlers.scans import Scanned, file_scan
from services.routing.handlers.signatures import (
    read_draft,
    return_draft,
    send_back_draft,
    sign_draft,
)

__all__ = [
    "Arrived",
    "Made",
    "Scanned",
    "abandon",
    "accept",
    "amend",
    "answer",
    "answer_question",
    "ask",
    "check",
    "clear",
    "countersign",
    "draft",
    "draft_reply",
    "drop",
    "drop_further",
    "file_scan",
    "forward",
    "give_back",
    "hold_meeting",
    "instruct",
    "issue",
    "issue_measure",
    "keep_file",
    "link_measure",
    "look",
    "look_again",
    "look_nightly",
    "must_be_whole",
    "note_archive",
    "note_progress",
    "number_letters",
    "on_accused_named",
    "on_attempt_recorded",
    "on_board_updated",
    "on_callback",
    "on_callback_exhausted",
    "on_case_accepted",
    "on_case_claimed",
    "on_case_joined",
    "on_case_rated",
    "on_case_received",
    "on_case_verified",
    "on_case_withdrawn",
    "on_check_failed",
    "on_check_opened",
    "on_check_passed",
    "on_check_recorded",
    "on_claim_handed_over",
    "on_contact_erased",
    "on_delivery_settled",
    "on_demands_listed",
    "on_facts_corrected",
    "on_interest_declared",
    "on_like_case_parted",
    "on_like_cases_grouped",
    "on_supplement_received",
    "on_wishes_changed",
    "pass_silence",
    "permit_promise",
    "press_third_party",
    "propose",
    "publish",
    "publish_further",
    "put_organisation",
    "put_practice",
    "read",
    "read_draft",
    "read_further",
    "recall_draft",
    "redo",
    "refuse",
    "release",
    "reopen",
    "reply_checkup",
    "report_promise",
    "return_",
    "return_draft",
    "return_further",
    "return_letter",
    "return_promise",
    "review",
    "review_further",
    "revise",
    "revise_draft",
    "revoke",
    "reword",
    "rewrite_further",
    "rule",
    "send_back",
    "send_back_draft",
    "send_back_further",
    "settle_promise",
    "sign",
    "sign_draft",
    "sign_letter",
    "submit",
    "submit_draft",
    "sweep_files",
    "uphold",
    "write_further",
]
