"""A promise 承诺 in public: permitted again, reported as done, written off, replaced."""

from datetime import date, datetime
from typing import ClassVar, Literal

from pydantic import Field

from shared.contracts.envelope import Actor, CaseEvent


class PromisePermitted(CaseEvent):
    """准予再次承诺: the office head lets a unit promise once more on this case."""

    topic: ClassVar[str] = "routing.promise_permitted.v1"
    hanzi: ClassVar[str] = "准予再次承诺"

    round: int
    reason: str = Field(description="a code")
    by: Actor


class PromiseReported(CaseEvent):
    """兑现报告: who promised says that it is done, with evidence.  The wording stays with routing."""

    topic: ClassVar[str] = "routing.promise_reported.v1"
    hanzi: ClassVar[str] = "兑现报告"

    promise_id: str
    unit_id: str
    done_on: date
    evidence: int
    reported_at: datetime
    by: Actor


class PromiseReturned(CaseEvent):
    """承诺退回: the report does not show that the promise is kept; it stays open."""

    topic: ClassVar[str] = "routing.promise_returned.v1"
    hanzi: ClassVar[str] = "承诺退回"

    promise_id: str
    unit_id: str
    reason: str = Field(description="a reason code")
    by: Actor


class PromiseSettled(CaseEvent):
    """承诺销号: written off, as reported or by a later public answer."""

    topic: ClassVar[str] = "routing.promise_settled.v1"
    hanzi: ClassVar[str] = "承诺销号"

    promise_id: str
    round: int = Field(description="of the answer that promised")
    unit_id: str
    ground: Literal["fulfilled", "answered"]
    promise_on: date
    done_on: date
    kept: bool = Field(description="True: done by the day that was named")
    settled_at: datetime
    by: Actor


class PromiseReplaced(CaseEvent):
    """承诺变更: a later public answer promised another day."""

    topic: ClassVar[str] = "routing.promise_replaced.v1"
    hanzi: ClassVar[str] = "承诺变更"

    promise_id: str
    round: int = Field(description="of the answer that promised first")
    unit_id: str
    promise_on: date
    replaced_by: str = Field(description="the id of the promise in its place")
