"""What is done and found while a case is handled."""

from datetime import date, datetime
from typing import ClassVar

from pydantic import Field

from shared.contracts.envelope import Actor, CaseEvent
from shared.contracts.routing.words import (
    FilePurpose,
    ProgressAct,
    ProgressState,
    ThirdPartyKind,
    ThirdPartyState,
)


class FileAdded(CaseEvent):
    """附件入档: a file was put with the case.  Its bytes and its name stay with routing."""

    topic: ClassVar[str] = "routing.file_added.v1"
    hanzi: ClassVar[str] = "附件入档"

    file_id: str
    sha256: str
    size: int
    media_type: str = Field(description="by its first bytes")
    purpose: FilePurpose
    confidential: bool
    added_at: datetime
    by: Actor


class ProgressNoted(CaseEvent):
    """办理进展: a unit told what it has done.  The wording stays with routing."""

    topic: ClassVar[str] = "routing.progress_noted.v1"
    hanzi: ClassVar[str] = "办理进展"

    progress_id: str
    assignment_id: str
    unit_id: str
    round: int
    act: ProgressAct
    state: ProgressState
    next_on: date | None = Field(description="when there will be more to tell")
    files: int
    noted_at: datetime
    by: Actor


class MeetingHeld(CaseEvent):
    """协调会: units, and others, sat together on the matter."""

    topic: ClassVar[str] = "routing.meeting_held.v1"
    hanzi: ClassVar[str] = "协调会"

    meeting_id: str
    round: int
    held_on: date
    units: tuple[str, ...]
    others: int
    by: Actor


class ThirdPartyPressed(CaseEvent):
    """督促第三方: somebody outside was asked to act; it has no login here."""

    topic: ClassVar[str] = "routing.third_party_pressed.v1"
    hanzi: ClassVar[str] = "督促第三方"

    press_id: str
    round: int
    unit_id: str | None = Field(description="who presses; None: the office")
    kind: ThirdPartyKind
    pressed_on: date
    look_again_on: date
    by: Actor


class ThirdPartyLookedAt(CaseEvent):
    """跟进第三方: somebody looked again at what a third party does."""

    topic: ClassVar[str] = "routing.third_party_looked_at.v1"
    hanzi: ClassVar[str] = "跟进第三方"

    press_id: str
    state: ThirdPartyState
    look_again_on: date | None = Field(description="None: it is settled")
    looked_at: datetime
    by: Actor


class QuestionAsked(CaseEvent):
    """问询: on the direct route the office asked a unit.  The wording stays with routing."""

    topic: ClassVar[str] = "routing.question_asked.v1"
    hanzi: ClassVar[str] = "问询"

    question_id: str
    unit_id: str
    unit_name: str
    answer_by: date | None
    asked_at: datetime
    by: Actor


class QuestionAnswered(CaseEvent):
    """问询答复: the unit answered, or a clerk noted what it said."""

    topic: ClassVar[str] = "routing.question_answered.v1"
    hanzi: ClassVar[str] = "问询答复"

    question_id: str
    unit_id: str
    answered_at: datetime
    by: Actor
