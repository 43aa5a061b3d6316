"""What comes before a leader, and what the leader instructs 批示."""

from datetime import date, datetime
from typing import ClassVar

from pydantic import Field

from shared.contracts.envelope import Actor, CaseEvent
from shared.contracts.routing.words import Level, Mode, Urgency


class ProposalMade(CaseEvent):
    """拟办意见: the clerk proposes units, their tasks and a date.  The wording stays with routing."""

    topic: ClassVar[str] = "routing.proposal_made.v1"
    hanzi: ClassVar[str] = "拟办意见"

    proposal_id: str
    round: int
    units: tuple[str, ...] = Field(description="unit ids, the lead first")
    due_on: date
    urgency: Urgency
    proposed_at: datetime
    level: Level = "city"
    unit_id: str | None = Field(default=None, description="the county's office; None: the city's")
    by: Actor


class ProposalReturned(CaseEvent):
    """审签退回: the office head gives a proposal back to the clerk, before or after 呈批."""

    topic: ClassVar[str] = "routing.proposal_returned.v1"
    hanzi: ClassVar[str] = "审签退回"

    proposal_id: str
    round: int
    reason: str = Field(description="a reason code")
    level: Level = "city"
    unit_id: str | None = Field(default=None, description="the county's office; None: the city's")
    by: Actor


class CaseSubmitted(CaseEvent):
    """呈批: the office head signed the proposal and put the case before a leader."""

    topic: ClassVar[str] = "routing.case_submitted.v1"
    hanzi: ClassVar[str] = "呈批"

    proposal_id: str
    round: int
    post: str
    urgency: Urgency
    submitted_at: datetime
    level: Level = "city"
    unit_id: str | None = Field(default=None, description="the county's office; None: the city's")
    by: Actor


class ScanFiled(CaseEvent):
    """扫码归档: the scan of a leader's handwriting is filed with the sheet it was written on."""

    topic: ClassVar[str] = "routing.scan_filed.v1"
    hanzi: ClassVar[str] = "扫码归档"

    sheet: str = Field(description="what the sheet was printed for: the id of a proposal")
    file_id: str
    by: Actor


class InstructionGiven(CaseEvent):
    """批示: a leader instructed.  The wording stays with routing."""

    topic: ClassVar[str] = "routing.instruction_given.v1"
    hanzi: ClassVar[str] = "批示"

    instruction_id: str
    level: Level
    post: str
    mode: Mode = Field(description="亲自, 代录, 代批")
    holder: str | None = Field(default=None, description="whose instruction it is")
    units: tuple[str, ...] = Field(default=(), description="unit ids it addresses")
    urgency: Urgency = "normal"
    proposal_id: str | None = Field(default=None, description="the proposal it was given on")
    given_at: datetime | None = None
    by: Actor


class InstructionAmended(CaseEvent):
    """批示修改: the leader who instructed put it otherwise; every earlier wording stands."""

    topic: ClassVar[str] = "routing.instruction_amended.v1"
    hanzi: ClassVar[str] = "批示修改"

    instruction_id: str
    version: int = Field(
        ge=2, description="of the instruction: 1 as given; each amendment adds one"
    )
    level: Level
    post: str
    mode: Mode
    holder: str
    units: tuple[str, ...]
    urgency: Urgency
    amended_at: datetime
    by: Actor
