"""What satisfaction 回访考核 says: after-checks and ratings."""

from typing import ClassVar, Literal

from pydantic import Field

from shared.contracts.envelope import Actor, CaseEvent
from shared.contracts.notify import Satisfaction

Method = Literal["phone", "on_site", "meeting", "other", "waived"]


class CheckOpened(CaseEvent):
    """回访启动: the published answer is to be checked; `by_phone` asks notify for a call."""

    topic: ClassVar[str] = "satisfaction.check_opened.v1"
    hanzi: ClassVar[str] = "回访启动"

    check_id: str
    round: int = Field(ge=1)
    by_phone: bool
    ask_rating: bool = Field(description="False: the author rated already, or must not be asked")


class CheckRecorded(CaseEvent):
    """回访记录: one finding was recorded; a case may have several."""

    topic: ClassVar[str] = "satisfaction.check_recorded.v1"
    hanzi: ClassVar[str] = "回访记录"

    check_id: str
    round: int
    method: Method
    handled: bool | None
    reply_true: bool | None
    by: Actor


class CheckPassed(CaseEvent):
    """回访合格: handled in place and true, or waived by rule."""

    topic: ClassVar[str] = "satisfaction.check_passed.v1"
    hanzi: ClassVar[str] = "回访合格"

    check_id: str
    round: int
    method: Method


class CheckFailed(CaseEvent):
    """回访不合格: a redo is proposed; the office head decides."""

    topic: ClassVar[str] = "satisfaction.check_failed.v1"
    hanzi: ClassVar[str] = "回访不合格"

    check_id: str
    round: int
    handled: bool | None
    reply_true: bool | None


class CaseRated(CaseEvent):
    """评价: the author's rating, on the board's scale or in the call."""

    topic: ClassVar[str] = "satisfaction.case_rated.v1"
    hanzi: ClassVar[str] = "评价"

    scale: Literal["board", "callback"]
    grade: float | None = Field(description="board: 0–5")
    band: str = Field(
        description="board: 很满意 … 很不满意; callback: satisfied, fairly, dissatisfied"
    )
    satisfaction: Satisfaction | None
    void: bool = Field(description="the author was pressed: does not count")
