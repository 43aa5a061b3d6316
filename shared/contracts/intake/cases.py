"""A case's arrival, and what its channel says of it."""

from datetime import date, datetime
from typing import ClassVar, Literal

from pydantic import Field

from shared.contracts.envelope import Actor, CaseEvent
from shared.contracts.intake.words import Channel, HandlingClass, Kind, Wishes


class CaseReceived(CaseEvent):
    """留言接收: a case arrived through a channel.  Carries the author's text."""

    topic: ClassVar[str] = "intake.case_received.v1"
    hanzi: ClassVar[str] = "留言接收"
    personal: ClassVar[bool] = True

    channel: Channel
    external_id: str | None = Field(description="the channel's own number, the board's tid")
    addressee_fid: int | None = Field(description="the board's id of the leader addressed")
    addressee_name: str
    type_name: str
    domain_name: str
    nickname: str = Field(repr=False)
    title: str = Field(repr=False)
    text: str = Field(repr=False)
    posted_at: datetime
    admitted_at: datetime = Field(description="when the board let it through: clocks start here")
    division: str | None = Field(description="GB/T 2260 code of the place, where known")
    kind: Kind
    handling_class: HandlingClass = Field(description="suggested; a clerk confirms or changes it")
    wishes: Wishes
    flags: tuple[str, ...] = Field(default=(), description="what a person must look at, rule names")
    incident_at: datetime | None = Field(default=None, description="when it happened, if told")
    incident_place: str = Field(default="", repr=False, description="where it happened, if told")
    outside_office: str = Field(default="", description="上级转办: who handed it down")
    outside_due_on: date | None = Field(default=None, description="上级转办: by when they want it")


class HistoryRecorded(CaseEvent):
    """历史件登记: a case answered before it reached us.  It counts; nothing is started for it."""

    topic: ClassVar[str] = "intake.history_recorded.v1"
    hanzi: ClassVar[str] = "历史件登记"
    personal: ClassVar[bool] = True

    external_id: str
    addressee_fid: int | None
    addressee_name: str
    type_name: str
    domain_name: str
    kind: Kind
    title: str = Field(repr=False)
    text: str = Field(repr=False)
    posted_at: datetime
    answer_text: str | None = Field(repr=False)
    answered_at: datetime | None
    answered_by: str | None
    grade: float | None = Field(description="board's total 0–5; None: not rated 未评价")
    reason: str = Field(description="answered_on_board, before_office_began")


class BoardUpdated(CaseEvent):
    """留言板状态更新: what the board says of a case we know changed.  Nothing else changes with it."""

    topic: ClassVar[str] = "intake.board_updated.v1"
    hanzi: ClassVar[str] = "留言板状态更新"
    personal: ClassVar[bool] = True

    external_id: str
    state_info: str = Field(description="待回复, 办理中, 已办理")
    process_info: str
    answer_id: str | None
    answer_text: str | None = Field(repr=False)
    answered_at: datetime | None
    answered_by: str | None
    grade: float | None = Field(description="board's total 0–5; None: not rated 未评价")
    grade_level: int | None
    grade_manner: int | None
    grade_speed: int | None
    grade_text: str | None = Field(repr=False)


class CaseWithdrawn(CaseEvent):
    """撤回: the author took the case back; nothing more is done for it."""

    topic: ClassVar[str] = "intake.case_withdrawn.v1"
    hanzi: ClassVar[str] = "撤回"

    reason: str
    by: Actor


class EmergencyRaised(CaseEvent):
    """紧急警示: the text speaks of danger or self-harm; a person is alerted at once."""

    topic: ClassVar[str] = "intake.emergency_raised.v1"
    hanzi: ClassVar[str] = "紧急警示"

    signs: tuple[str, ...] = Field(description="the rules that spoke: self_harm, gas_leak, fire, …")


class AlarmRepeated(CaseEvent):
    """警示重发: nobody saw to the danger yet; those on duty are told again."""

    topic: ClassVar[str] = "intake.alarm_repeated.v1"
    hanzi: ClassVar[str] = "警示重发"

    alarm: Literal["emergency"]
    raised_at: datetime
    reminder: int = Field(ge=1, description="1, 2, 3, … since it was raised")


class AlarmAttended(CaseEvent):
    """警示处置: a named person saw to an alarm."""

    topic: ClassVar[str] = "intake.alarm_attended.v1"
    hanzi: ClassVar[str] = "警示处置"

    alarm: Literal["emergency", "unclaimed"]
    measures: tuple[str, ...] = Field(
        description="codes: called_110, called_author, unit_on_site, …"
    )
    by: Actor
