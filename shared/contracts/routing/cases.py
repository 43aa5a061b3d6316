"""A case's handling: opened, dispatched, done again, closed."""

from datetime import datetime
from typing import ClassVar, Literal

from pydantic import Field

from shared.contracts.envelope import Actor, CaseEvent
from shared.contracts.intake import HandlingClass, Route
from shared.contracts.routing.words import Invariant, Issued


class CaseOpened(CaseEvent):
    """立件: the handling is open."""

    topic: ClassVar[str] = "routing.case_opened.v1"
    hanzi: ClassVar[str] = "立件"

    route: Route
    handling_class: HandlingClass


class CaseDispatched(CaseEvent):
    """交办: a numbered letter went to one or more units."""

    topic: ClassVar[str] = "routing.case_dispatched.v1"
    hanzi: ClassVar[str] = "交办"

    letter_no: str
    round: int = Field(ge=1, description="1; each redo adds one")
    handling_class: HandlingClass
    assignments: tuple[Issued, ...]
    dispatched_at: datetime
    by: Actor
    kind: Literal["dispatch", "reassign", "redo", "reopen"] | None = Field(
        default=None,
        description="交办, 改派（增派）, 退回重办, 重新办理; None: sent before it was said",
    )


class RedoOrdered(CaseEvent):
    """退回重办: handled work is done again; the result so far stands unchanged."""

    topic: ClassVar[str] = "routing.redo_ordered.v1"
    hanzi: ClassVar[str] = "退回重办"

    round: int = Field(ge=2, description="the round that begins")
    reason: str = Field(description="a reason code")
    by: Actor


class CaseClosed(CaseEvent):
    """办结: seen through to its end."""

    topic: ClassVar[str] = "routing.case_closed.v1"
    hanzi: ClassVar[str] = "办结"

    round: int
    reason: Literal["check_passed", "upheld", "withdrawn"]


class CaseReopened(CaseEvent):
    """重新办理: a closed case is handled again."""

    topic: ClassVar[str] = "routing.case_reopened.v1"
    hanzi: ClassVar[str] = "重新办理"

    round: int = Field(ge=2)
    reason: str
    by: Actor


class BreachFound(CaseEvent):
    """夜检发现: the nightly look found that an invariant does not hold for the case."""

    topic: ClassVar[str] = "routing.breach_found.v1"
    hanzi: ClassVar[str] = "夜检发现"

    invariant: Invariant = Field(description="what the case has not")
    ground: str = Field(description="a code")
    since: datetime
    found_at: datetime


class BreachCleared(CaseEvent):
    """夜检销号: what the nightly look had found holds no more."""

    topic: ClassVar[str] = "routing.breach_cleared.v1"
    hanzi: ClassVar[str] = "夜检销号"

    invariant: Invariant
    ground: str
    found_at: datetime
    cleared_at: datetime
