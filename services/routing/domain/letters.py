"""The dispatch letter 交办函 and its life: 拟稿, 核稿, 签发.

A clerk drafts it, somebody else checks it and may return it, and the office head issues it: only then
does it get its number, and the units their assignments.  A letter that begins a later round is issued
by the order itself.  At most one letter of a case is on its way at a time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Literal
from zoneinfo import ZoneInfo

from services.routing.domain.roles import R
from shared.contracts.envelope import Actor
from shared.contracts.intake import HandlingClass
from shared.contracts.routing import CaseDispatched, Part
from shared.rules import Refused, unknown
from shared.workflow import Step, Workflow

Sends = Literal["dispatch", "reassign", "redo", "reopen"]
"""What the city's own letter does."""

LetterKind = Literal[Sends, "forward"]

OFFICIAL_TIME = ZoneInfo("Asia/Shanghai")


class LetterState(StrEnum):
    """Where a letter stands."""

    DRAFTED = "drafted"  # 待核稿
    RETURNED = "returned"  # 退回修改
    CHECKED = "checked"  # 待签发
    ISSUED = "issued"  # 已签发
    DROPPED = "dropped"  # 已作废


class LetterAction(StrEnum):
    """What is done to a letter."""

    REVISE = "revise"  # 修改
    CHECK = "check"  # 核稿
    RETURN = "return"  # 退回修改
    ISSUE = "issue"  # 签发
    DROP = "drop"  # 作废


S, A = LetterState, LetterAction

# fmt: off
LETTERS = Workflow("letter", (
    #    at           do        by             to          says
    Step(S.DRAFTED,   A.REVISE, R.CLERK,       S.DRAFTED,  None),            # 修改
    Step(S.RETURNED,  A.REVISE, R.CLERK,       S.DRAFTED,  None),
    Step(S.DRAFTED,   A.CHECK,  R.REVIEWER,    S.CHECKED,  None),            # 核稿
    Step(S.DRAFTED,   A.RETURN, R.REVIEWER,    S.RETURNED, None),            # 退回修改
    Step(S.CHECKED,   A.RETURN, R.OFFICE_HEAD, S.RETURNED, None),
    Step(S.CHECKED,   A.ISSUE,  R.OFFICE_HEAD, S.ISSUED,   CaseDispatched),  # 签发
    Step(S.DRAFTED,   A.DROP,   R.CLERK,       S.DROPPED,  None),            # 作废
    Step(S.RETURNED,  A.DROP,   R.CLERK,       S.DROPPED,  None),
    Step(S.CHECKED,   A.DROP,   R.CLERK,       S.DROPPED,  None),
    Step(S.DRAFTED,   A.DROP,   R.SYSTEM,      S.DROPPED,  None),
    Step(S.RETURNED,  A.DROP,   R.SYSTEM,      S.DROPPED,  None),
    Step(S.CHECKED,   A.DROP,   R.SYSTEM,      S.DROPPED,  None),
))
# fmt: on

STARTS = (S.DRAFTED, S.ISSUED)
ENDS = (S.ISSUED, S.DROPPED)


@dataclass(frozen=True, slots=True)
class LetterHead:
    """A letter on its way, as its row says."""

    letter_id: str
    round: int
    state: LetterState
    version: int
    drafted_by: str  # who wrote what it says now
    quoted: tuple[str, ...]  # the instructions there were then


@dataclass(frozen=True, slots=True)
class CaseText:
    """The author's words."""

    addressee_name: str
    nickname: str
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """An instruction as the letter quotes it, word for word."""

    post_title: str
    holder: str
    given_at: datetime
    text: str
    proposal: str | None = None  # the proposal it was given on 拟办意见


# ---- rules -----------------------------------------------------------------------------------


def known_letter(letter: LetterHead | None) -> LetterHead:
    """The letter, or 404."""
    if letter is None:
        raise unknown("letter")
    return letter


def must_be_only_letter(open_letter: str | None) -> None:
    """A case has one letter on its way at a time: two would give one unit two orders."""
    if open_letter is not None:
        raise Refused(
            "letter_on_its_way", "another letter of this case is on its way", letter=open_letter
        )


def must_be_anothers_draft(letter: LetterHead, actor: Actor) -> None:
    """Nobody checks or issues what they wrote themselves."""
    if letter.drafted_by == actor.sub:
        raise Refused("own_draft", "somebody else has to check your draft", status=403)


def must_be_of_round(letter: LetterHead, case_round: int) -> None:
    """A draft from before a redo is not sent in it."""
    if letter.round != case_round:
        raise Refused("letter_outdated", "the case has begun a new round: draft another letter")


def must_quote_what_was_said(letter: LetterHead, given: Sequence[str]) -> None:
    """What was checked is what is issued: a later instruction goes through the check again."""
    if letter.quoted != tuple(given):
        raise Refused("instruction_changed", "a leader has instructed since: revise the letter")


# ---- by when ---------------------------------------------------------------------------------

PUBLIC_DAYS: Mapping[HandlingClass, int] = {"inquiry": 3, "livelihood": 7, "complex": 15}
FEEDBACK_DAYS = 7  # 一般需在一周内反馈
LEAST_DAYS: Mapping[HandlingClass, int] = {"inquiry": 1, "livelihood": 2, "complex": 5, "none": 1}
RESERVE = timedelta(days=1)  # for review and reading, and for the lead to take in what others say


def usual_due(issued_on: date, public_from: date, handling_class: HandlingClass) -> date:
    """By when a unit answers if the letter does not say otherwise.

    A week; earlier where the public answer is due before; never so early that nothing can be done.
    """
    due = issued_on + timedelta(days=FEEDBACK_DAYS)
    if handling_class in PUBLIC_DAYS:
        public = public_from + timedelta(days=PUBLIC_DAYS[handling_class])
        due = min(due, public - RESERVE)
    return max(due, issued_on + timedelta(days=LEAST_DAYS[handling_class]))


def share_due(part: Part, due_on: date, issued_on: date) -> date:
    """An assisting unit answers before the lead, who takes it in."""
    return due_on if part == "lead" else max(due_on - RESERVE, issued_on)


def handed_down_due(asked: date | None, parent: date | None, today: date) -> date:
    """By when those below answer: before who hands it down, never after."""
    if asked is not None:
        must_be_due_ahead(asked, today)
    if parent is None:  # handed out before letters named a day
        return asked or today + timedelta(days=FEEDBACK_DAYS)
    if asked is not None and asked > parent:
        raise Refused(
            "due_after_parent", "nobody below gets longer than who hands it down", status=422,
            parent=str(parent),
        )  # fmt: skip
    return asked or max(parent - RESERVE, today)


def weekdays_after(day: date, days: int) -> date:
    """So many days later, Saturdays and Sundays apart."""
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day


def must_be_due_ahead(due_on: date, today: date) -> None:
    """A letter asks for nothing by a day that has passed."""
    if due_on < today:
        raise Refused("due_past", "the due date has passed", status=422, today=str(today))


def must_say_why_longer(due_on: date, usual: date, reason: str | None) -> None:
    """一般: longer than usual is possible, with a reason."""
    if due_on > usual and reason is None:
        raise Refused(
            "due_reason_missing", "say why the unit gets longer", status=422, usual=str(usual)
        )


def official_day(instant: datetime) -> date:
    """The day at an instant, as offices count."""
    return instant.astimezone(OFFICIAL_TIME).date()
