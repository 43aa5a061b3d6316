"""The dispatch letter 交办函 and its life: 拟稿, 核稿, 签发.

A clerk drafts it, somebody else checks it and may return it, and the office head issues it: only then
does it get its number, and the units their assignments.  A county's letter is drafted by its office and
signed by the office's head.  A letter that begins a later round is issued
by the order itself.  At most one letter of a case and an office is on its way
at a time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Literal
from zoneinfo import ZoneInfo

from services.routing.domain.roles import R
from shared.contracts.envelope import Actor
from shared.contracts.routing import CaseDispatched, Urgency
from shared.rules import Refused, unknown
from shared.workflow import Step, Workflow

Sends = Literal["dispatch", "reassign", "redo", "reopen"]
"""What the city's own letter does."""

LetterKind = Literal[Sends, "forward"]

OFFICIAL_TIME = ZoneInfo("Asia/Shanghai")

URGENCIES: Sequence[Urgency] = ("normal", "urgent", "extra_urgent")


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
    SIGN = "sign"  # 县级签发
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
    Step(S.DRAFTED,   A.REVISE, R.COUNTY_OFFICE, S.DRAFTED, None),           # 县级修改
    Step(S.RETURNED,  A.REVISE, R.COUNTY_OFFICE, S.DRAFTED, None),
    Step(S.DRAFTED,   A.RETURN, R.UNIT_HEAD,   S.RETURNED, None),
    Step(S.DRAFTED,   A.SIGN,   R.UNIT_HEAD,   S.ISSUED,   None),            # 县级签发
    Step(S.DRAFTED,   A.DROP,   R.COUNTY_OFFICE, S.DROPPED, None),
    Step(S.RETURNED,  A.DROP,   R.COUNTY_OFFICE, S.DROPPED, None),
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
    sender_id: str | None = None  # the county's office; None: the city's
    parent_id: str | None = None  # the assignment that it hands down


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
    deputy: str | None = None  # who gave it for the holder 代批
    urgency: Urgency = "normal"
    due_on: date | None = None  # the day that was agreed to with the proposal


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


# ---- what the leader's words mean for it -------------------------------------------------------


def urgency_of(asked: Urgency, quoted: Iterable[Quoted]) -> Urgency:
    """A letter is no less urgent than any instruction that it quotes."""
    return max([asked, *(q.urgency for q in quoted)], key=URGENCIES.index)


def agreed_due(quoted: Sequence[Quoted]) -> date | None:
    """The day to finish by that a leader agreed to last."""
    return next((q.due_on for q in reversed(quoted) if q.due_on), None)


# ---- the office's time ------------------------------------------------------------------------


def official_day(instant: datetime) -> date:
    """The day at an instant, as offices count."""
    return instant.astimezone(OFFICIAL_TIME).date()


def chinese_date(day: date) -> str:
    """A day as papers write it."""
    return f"{day.year}年{day.month}月{day.day}日"


def official_time(instant: datetime) -> time:
    """The time of day at an instant, as offices count."""
    return instant.astimezone(OFFICIAL_TIME).time()
