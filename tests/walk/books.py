"""How each service's journal tells its lives: which rows move what, which only note something."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from services.deadlines.domain import clocks
from services.intake.domain import desk, reception
from services.notify.domain import callbacks, deliveries
from services.routing.domain import (
    assignments,
    cases,
    drafts,
    further,
    letters,
    measures,
    promises,
    proposals,
)
from services.routing.domain.proposals import ProposalState
from services.satisfaction.domain import checks
from shared.workflow import Workflow

Entry = Mapping[str, Any]
"""One journal row, as it is stored."""


@dataclass(frozen=True)
class Told:
    """One life, as a journal tells it.

    Parameters
    ----------
    key : the fact that names it; empty: the subject itself
    form : how its actions are written; ``{}_letter`` for ``check_letter``
    born : the actions that begin it, and what each announces
    silent : whether it may begin without a row of its own
    """

    name: str
    table: Workflow
    starts: frozenset[str]
    born: Mapping[str, tuple[str, ...]]
    key: str = ""
    form: str = "{}"
    silent: bool = False
    actions: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "actions", frozenset(str(s.do) for s in self.table.steps))

    def read(self, entry: Entry) -> tuple[str, str] | None:
        """What the row is about and what it does to it; None for a row of something else."""
        about = entry.get("facts", {}).get(self.key) if self.key else entry["subject"]
        if about is None:
            return None
        written = entry["action"]
        if written in self.born:
            return about, written
        before, _, after = self.form.partition("{}")
        do = written.removeprefix(before).removesuffix(after)
        return (about, do) if do in self.actions and self.form.format(do) == written else None


@dataclass(frozen=True)
class Book:
    """One service's journal.

    Parameters
    ----------
    lives : the first that reads a row has it
    notes : rows that move nothing, and what each announces
    besides : what an act may announce besides its rows' own, by its action
    shared : announced once, however many rows of an act say it
    bears : events that begin lives without a row, by the life's name
    """

    service: str
    lives: tuple[Told, ...]
    notes: Mapping[str, tuple[str, ...]]
    besides: Mapping[str, frozenset[str]] = field(default_factory=dict)
    shared: frozenset[str] = frozenset()
    bears: Mapping[str, str] = field(default_factory=dict)


def _topics(service: str, *facts: str) -> tuple[str, ...]:
    return tuple(f"{service}.{fact}.v1" for fact in facts)


def _notes(service: str, notes: Mapping[str, str], *silent: str) -> dict[str, tuple[str, ...]]:
    told = {action: _topics(service, fact) for action, fact in notes.items()}
    return told | dict.fromkeys(silent, ())


def _besides(service: str, besides: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    return {action: frozenset(_topics(service, *facts)) for action, facts in besides.items()}


def _strs(states: Iterable[str]) -> frozenset[str]:
    return frozenset(map(str, states))


ROUTING = Book(
    "routing",
    (
        Told("assignment", assignments.ASSIGNMENTS, _strs(assignments.STARTS), {}, "assignment"),
        Told("draft", drafts.DRAFTS, _strs(drafts.STARTS), {"draft": ()}, "draft"),
        Told("letter", letters.LETTERS, _strs(letters.STARTS), {"draft": ()}, "letter", "{}_letter"),
        Told(
            "further", further.FURTHER, _strs(further.STARTS), {"write_further": ()},
            "further", "{}_further",
        ),
        Told(  # made, signed and instructed on by rows of the case; what is dropped has its own
            "proposal", proposals.PROPOSALS,
            frozenset({ProposalState.PROPOSED, ProposalState.SUBMITTED}), {},
            "proposal", "{}_proposal", silent=True,
        ),
        Told(
            "promise", promises.PROMISES, _strs(promises.STARTS), {"make_promise": ()},
            "promise", "{}_promise",
        ),
        Told(
            "measure", measures.MEASURES, _strs(measures.STARTS),
            {"issue_measure": _topics("routing", "measure_issued")}, "", "{}_measure",
        ),
        Told(
            "case", cases.WORKFLOW, _strs(cases.STARTS),
            {"open": _topics("routing", "case_opened")},
        ),
    ),
    _notes(
        "routing",
        {
            "accept": "reply_accepted", "add_file": "file_added", "answer_question": "question_answered",
            "ask": "question_asked", "clear": "finding_cleared", "file_scan": "scan_filed",
            "find_breach": "breach_found", "clear_breach": "breach_cleared",
            "hold_meeting": "meeting_held", "link_measure": "measure_linked",
            "look_again": "third_party_looked_at", "note_progress": "progress_noted",
            "permit_promise": "promise_permitted", "press_third_party": "third_party_pressed",
            "see_publication": "publication_seen",
        },
        "archive", "board_proof", "erase", "ignore", "note_check", "obey_wishes", "propose_redo", "shield",
    ),
    _besides("routing", {"redo": ["case_dispatched"], "reopen": ["case_dispatched"]}),
    shared=frozenset(
        _topics("routing", "case_dispatched", "case_closed", "reply_submitted", "reply_returned")
    ),
    bears=dict.fromkeys(_topics("routing", "case_dispatched", "assignment_forwarded"), "assignment"),
)  # fmt: skip

INTAKE = Book(
    "intake",
    (
        Told(
            "reception",
            Workflow("reception", (*reception.WORKFLOW.steps, *desk.DESK.steps)),
            _strs(reception.STARTS),
            {
                "receive": _topics("intake", "case_received"),
                "record_history": _topics("intake", "history_recorded"),
            },
        ),
    ),
    _notes(
        "intake",
        {
            "case_joined": "case_joined", "erase": "contact_erased", "miss_claim": "claim_overdue",
            "update_from_board": "board_updated", "hear_danger": "emergency_raised",
            "repeat_alarm": "alarm_repeated",
            "find_breach": "breach_found", "clear_breach": "breach_cleared",
        },
        "hang_up", "ignore", "put_through", "record_call", "tell_danger",
    ),
    _besides(
        "intake",
        {
            "receive": ["contact_recorded", "emergency_raised"],
            "claim": ["verification_requested"],
            "find_contact": ["contact_recorded", "verification_requested"],
            "change_wishes": ["verification_requested"],
        },
    ),
)  # fmt: skip

DEADLINES = Book(
    "deadlines",
    (
        Told(
            "clock", clocks.WORKFLOW, _strs(clocks.STARTS),
            {"start": _topics("deadlines", "deadline_started")}, "clock",
        ),
    ),
    _notes("deadlines", {}, "ignore", "no_public_clock"),
)  # fmt: skip

NOTIFY = Book(
    "notify",
    (
        Told(
            "delivery", deliveries.DELIVERY, _strs(deliveries.STARTS), {"plan_sms": ()},
            "delivery_id", "{}_sms",
        ),
        Told(
            "task", callbacks.TASK, _strs(callbacks.STARTS), {"open_callback": ()},
            "task_id", "{}_callback",
        ),
    ),
    _notes(
        "notify", {}, "erase_contact", "ignore", "obey_wishes", "record_contact", "skip_sms",
        "withdraw",
    ),
    _besides(
        "notify",
        {"open_callback": ["callback_exhausted"], "exhaust_callback": ["callback_attempted"]},
    ),
)  # fmt: skip

SATISFACTION = Book(
    "satisfaction",
    (
        Told(
            "check", checks.CHECK, _strs(checks.STARTS),
            {"open_check": _topics("satisfaction", "check_opened")}, "check_id", "{}_check",
            silent=True,
        ),
    ),
    _notes(
        "satisfaction", {"rate": "case_rated"}, "ask_for_visit", "count_historic", "count_received",
        "erase_words", "ignore", "note_acceptance", "note_closing", "note_round",
        "obey_wishes",
        "note_withdrawal",
    ),
)  # fmt: skip

BOOKS = (INTAKE, ROUTING, DEADLINES, NOTIFY, SATISFACTION)
