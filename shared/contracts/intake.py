"""What intake 接收 says: a case's reception, from arrival to its route."""

from datetime import datetime
from typing import ClassVar, Literal

from pydantic import Field

from shared.contracts.envelope import Actor, CaseEvent, CaseId, Frozen

Channel = Literal["board", "form", "api", "clerk", "above"]
Kind = Literal["inquiry", "complaint", "help", "suggestion", "thanks", "campaign", "unknown"]
HandlingClass = Literal["inquiry", "livelihood", "complex", "none"]
Route = Literal["dispatch", "direct", "decline", "transfer", "duplicate"]
PhoneState = Literal["dialable", "impossible", "missing"]
VerificationOutcome = Literal[
    "reached",
    "refused",
    "no_answer",
    "empty_number",
    "virtual_unreachable",
    "wrong_person",
    "unreachable",
    "not_wanted",
    "no_number",
]


class Wishes(Frozen):
    """What the author asked for: no call 不要电话, secrecy 保密, not to be named to the unit 不让单位知道."""

    no_call: bool = False
    secret: bool = False
    hide_from_unit: bool = False


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


class ContactRecorded(CaseEvent):
    """联系方式登记: the author's name and phone, sealed for notify.  The only event that has them."""

    topic: ClassVar[str] = "intake.contact_recorded.v1"
    hanzi: ClassVar[str] = "联系方式登记"
    personal: ClassVar[bool] = True

    key_id: str
    name_sealed: str | None = Field(
        repr=False, description="base64 AES-GCM, bound to case and field"
    )
    phone_sealed: str | None = Field(
        repr=False, description="base64 AES-GCM, bound to case and field"
    )
    phone_state: PhoneState
    wishes: Wishes


class ContactErased(CaseEvent):
    """联系方式删除: the author's personal data was erased here; holders of copies erase theirs."""

    topic: ClassVar[str] = "intake.contact_erased.v1"
    hanzi: ClassVar[str] = "联系方式删除"

    by: Actor


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


class CaseClaimed(CaseEvent):
    """认领: one named person holds the case from now on."""

    topic: ClassVar[str] = "intake.case_claimed.v1"
    hanzi: ClassVar[str] = "认领"

    by: Actor


class ClaimHandedOver(CaseEvent):
    """移交: the holder gave the case to a colleague."""

    topic: ClassVar[str] = "intake.claim_handed_over.v1"
    hanzi: ClassVar[str] = "移交"

    by: Actor
    to: Actor
    reason: str = Field(description="a reason code")


class VerificationRequested(CaseEvent):
    """核实请求: the author is to be called."""

    topic: ClassVar[str] = "intake.verification_requested.v1"
    hanzi: ClassVar[str] = "核实请求"

    holder: Actor


class CaseVerified(CaseEvent):
    """核实: the gate to acceptance is open, whatever the calls brought."""

    topic: ClassVar[str] = "intake.case_verified.v1"
    hanzi: ClassVar[str] = "核实"

    outcome: VerificationOutcome
    attempts: int = Field(ge=0)


class CaseClassified(CaseEvent):
    """分类: what a case is, as a person settled it: the suggestion confirmed, or changed."""

    topic: ClassVar[str] = "intake.case_classified.v1"
    hanzi: ClassVar[str] = "分类"

    kind: Kind
    domain_name: str
    subdomain_name: str | None = Field(default=None, description="None: left open")
    handling_class: HandlingClass
    division: str | None = Field(default=None, description="GB/T 2260 code, where known")
    differs: tuple[str, ...] | None = Field(
        default=None, description="fields changed from what was suggested; None: nothing was"
    )
    reason: str = Field(description="a reason code; as_suggested: confirmed")
    by: Actor


class CaseAccepted(CaseEvent):
    """受理: the reception is over and its route is chosen."""

    topic: ClassVar[str] = "intake.case_accepted.v1"
    hanzi: ClassVar[str] = "受理"

    route: Route
    reason: str | None = Field(description="why this route, a code of the office's list")
    kind: Kind
    domain_name: str = ""
    subdomain_name: str | None = None
    division: str | None = Field(default=None, description="GB/T 2260 code, where known")
    handling_class: HandlingClass
    channel: Channel
    external_id: str | None
    addressee_fid: int | None
    admitted_at: datetime
    wishes: Wishes
    duplicate_of: CaseId | None = None
    transfer_to: str | None = Field(default=None, description="unit id of the competent organ")
    accused_units: tuple[str, ...] = Field(default=(), description="units that must never see it")
    by: Actor


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


class Demand(Frozen):
    """One thing the author asks for, apart from the facts told; it needs a unit and an answer."""

    no: int = Field(ge=1, description="1, 2, 3, … in the case; a number never gets another meaning")
    text: str = Field(repr=False)
    expected: str = Field(repr=False, description="the outcome the author expects; may be empty")
    unit_hint: str | None = Field(default=None, description="unit id that would be responsible")


class DemandsListed(CaseEvent):
    """诉求登记: what the author asks for, one by one.  A later list takes the place of an earlier."""

    topic: ClassVar[str] = "intake.demands_listed.v1"
    hanzi: ClassVar[str] = "诉求登记"
    personal: ClassVar[bool] = True

    demands: tuple[Demand, ...]
    by: Actor
