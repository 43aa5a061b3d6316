"""One more public reply 后续回复: beside the answer of a round, and without moving the case.

An interim reply 阶段性回复 goes out before the answer and promises a date; news 进展告知 follow an answer
that stands (the school is being built).  Each is written by the clerk, reviewed, read by the leader,
and published with its proof, as the answer itself is.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from services.routing.domain.cases import Case, CaseState
from services.routing.domain.roles import R
from shared.contracts.routing import FurtherReplyPublished
from shared.rules import Refused, unknown
from shared.workflow import Step, Workflow

FurtherKind = Literal["interim", "progress"]


class FurtherState(StrEnum):
    """Where one more reply stands."""

    WRITTEN = "written"  # 待审核
    REVIEWED = "reviewed"  # 待阅批
    READ = "read"  # 待公开
    PUBLISHED = "published"  # 已公开
    DROPPED = "dropped"  # 已作废


class FurtherAction(StrEnum):
    """What is done to it."""

    REWRITE = "rewrite"  # 修改
    REVIEW = "review"  # 审核
    RETURN = "return"  # 审核退回
    DROP = "drop"  # 作废
    READ = "read"  # 阅批
    SEND_BACK = "send_back"  # 阅批退回
    PUBLISH = "publish"  # 公开


S, A = FurtherState, FurtherAction

Waiting = Literal["written", "reviewed", "read"]
"""States in which it waits for somebody."""

# fmt: off
FURTHER = Workflow("further reply", (
    #    at           do            by               to           says
    Step(S.WRITTEN,   A.REWRITE,    R.CLERK,         S.WRITTEN,   None),                   # 修改
    Step(S.WRITTEN,   A.REVIEW,     R.REVIEWER,      S.REVIEWED,  None),                   # 审核
    Step(S.WRITTEN,   A.RETURN,     R.REVIEWER,      S.WRITTEN,   None),                   # 审核退回
    Step(S.WRITTEN,   A.DROP,       R.CLERK,         S.DROPPED,   None),                   # 作废
    Step(S.REVIEWED,  A.READ,       R.LEADER,        S.READ,      None),                   # 阅批
    Step(S.REVIEWED,  A.READ,       R.COUNTY_LEADER, S.READ,      None),
    Step(S.REVIEWED,  A.READ,       R.SECRETARY,     S.READ,      None),
    Step(S.REVIEWED,  A.SEND_BACK,  R.LEADER,        S.WRITTEN,   None),                   # 阅批退回
    Step(S.REVIEWED,  A.SEND_BACK,  R.COUNTY_LEADER, S.WRITTEN,   None),
    Step(S.REVIEWED,  A.SEND_BACK,  R.SECRETARY,     S.WRITTEN,   None),
    Step(S.READ,      A.RETURN,     R.REVIEWER,      S.WRITTEN,   None),
    Step(S.WRITTEN,   A.DROP,       R.SYSTEM,        S.DROPPED,   None),                   # 作废, 撤回后
    Step(S.REVIEWED,  A.DROP,       R.SYSTEM,        S.DROPPED,   None),
    Step(S.READ,      A.DROP,       R.SYSTEM,        S.DROPPED,   None),
    Step(S.READ,      A.PUBLISH,    R.CLERK,         S.PUBLISHED, FurtherReplyPublished),  # 公开
))
# fmt: on

STARTS = (S.WRITTEN,)
ENDS = (S.PUBLISHED, S.DROPPED)

ANSWERED = frozenset({CaseState.PUBLISHED, CaseState.CLOSED})


@dataclass(frozen=True, slots=True)
class Further:
    """One more reply, as its row says, with the words that stand now."""

    further_id: str
    case_id: str
    round: int
    kind: FurtherKind
    promise_on: date | None
    state: FurtherState
    version: int
    text: str
    read_at: datetime | None = None


def id_of_further(case_id: str, number: int) -> str:
    """Each kind of thing in a case has its own letter: `x`; the earliest replies have `p`."""
    return f"{case_id}-x{number}"


def known_further(further: Further | None) -> Further:
    """The reply, or 404."""
    if further is None:
        raise unknown("further_reply")
    return further


def must_fit_time(case: Case, kind: FurtherKind) -> None:
    """An interim reply comes before the round's answer, news after it, and neither once withdrawn."""
    answered = case.state in ANSWERED
    if case.state == CaseState.WITHDRAWN or answered != (kind == "progress"):
        raise Refused(
            "further_reply_unfit",
            "interim replies come before the answer, news after it",
            state=str(case.state),
        )


def must_name_date(kind: FurtherKind, promise_on: date | None, today: date) -> None:
    """An interim reply says by when the answer comes; news promise nothing."""
    if kind == "progress":
        if promise_on is not None:
            raise Refused("promise_unasked", "only an interim reply has a date", status=422)
    elif promise_on is None:
        raise Refused("promise_date_missing", "say by when the answer comes", status=422)
    elif promise_on <= today:
        raise Refused("promise_date_past", "a promise names a day to come", status=422)
