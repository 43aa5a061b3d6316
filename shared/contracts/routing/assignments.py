"""A unit's share of a case: signed for, refused, forwarded, released."""

from datetime import datetime
from typing import ClassVar, Literal

from pydantic import Field

from shared.contracts.envelope import Actor, CaseEvent
from shared.contracts.intake import HandlingClass
from shared.contracts.routing.words import Issued


class AssignmentSignedFor(CaseEvent):
    """签收: the unit has the letter."""

    topic: ClassVar[str] = "routing.assignment_signed_for.v1"
    hanzi: ClassVar[str] = "签收"

    assignment_id: str
    unit_id: str
    by: Actor


class AssignmentRefused(CaseEvent):
    """退件: the unit says that the matter is not its own."""

    topic: ClassVar[str] = "routing.assignment_refused.v1"
    hanzi: ClassVar[str] = "退件"

    assignment_id: str
    unit_id: str
    by: Actor
    ground: str | None = Field(default=None, description="a code")
    suggested_unit: str | None = Field(default=None, description="whose matter it is instead")
    bounce: int | None = Field(default=None, description="1, 2, 3, … in the round")
    refused_at: datetime | None = None


class RefusalRuled(CaseEvent):
    """退件裁定: the office head, or the unit that handed the matter down, decided on a refusal."""

    topic: ClassVar[str] = "routing.refusal_ruled.v1"
    hanzi: ClassVar[str] = "退件裁定"

    assignment_id: str
    unit_id: str
    upheld: bool = Field(description="True: the unit is released; False: it must handle the matter")
    by: Actor
    reason: str | None = Field(default=None, description="a code")
    fault: Literal["wrong_dispatch", "wrong_refusal"] | None = None
    charged_unit: str | None = Field(default=None, description="who erred: the time lost is theirs")
    lost_from: datetime | None = None
    lost_until: datetime | None = None


class AssignmentForwarded(CaseEvent):
    """转办: a county office handed its assignment down to its bureaus."""

    topic: ClassVar[str] = "routing.assignment_forwarded.v1"
    hanzi: ClassVar[str] = "转办"

    assignment_id: str
    unit_id: str
    round: int
    handling_class: HandlingClass
    assignments: tuple[Issued, ...]
    forwarded_at: datetime
    by: Actor
    letter_no: str | None = Field(default=None, description="None: inside a unit, without a letter")


class AssignmentReleased(CaseEvent):
    """解除承办: the unit has the case no more, though it refused nothing."""

    topic: ClassVar[str] = "routing.assignment_released.v1"
    hanzi: ClassVar[str] = "解除承办"

    assignment_id: str
    unit_id: str
    reason: str = Field(description="a reason code: accused, …")
    by: Actor
    fault: Literal["wrong_dispatch", "silence"] | None = None
    charged_unit: str | None = Field(default=None, description="who erred: the time lost is theirs")
    lost_from: datetime | None = None
    lost_until: datetime | None = None
