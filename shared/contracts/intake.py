"""What intake 接收 says: a case's reception, from arrival to its route."""

from datetime import date, datetime
from typing import ClassVar, Literal

from pydantic import Field

from shared.contracts.envelope import Actor, CaseEvent, CaseId, Frozen

ContactBy = Literal["phone", "sms", "visit", "wechat", "board", "letter", "other"]
JoinedAs = Literal["duplicate", "chaser"]
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
    """What the author asked for: no call 不要电话, secrecy 保密, not to be named to the unit 不让单位知道.

    A secret case gets no SMS unless its author said that one may come (`sms_ok`).
    """

    no_call: bool = False
    secret: bool = False
    hide_from_unit: bool = False
    sms_ok: bool = False


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


class InterestDeclared(CaseEvent):
    """回避登记: somebody of the office has an interest in the case and acts on it no more."""

    topic: ClassVar[str] = "intake.interest_declared.v1"
    hanzi: ClassVar[str] = "回避登记"

    sub: str = Field(description="who is excluded, as tokens name them")
    name: str
    ground: str = Field(description="a reason code: author_self, kinship, property, …")
    by: Actor


class ClaimOverdue(CaseEvent):
    """逾时未认领: nobody claimed the case in the time that the rules give; the office head is alerted."""

    topic: ClassVar[str] = "intake.claim_overdue.v1"
    hanzi: ClassVar[str] = "逾时未认领"

    due_at: datetime


class AlarmAttended(CaseEvent):
    """警示处置: a named person saw to an alarm."""

    topic: ClassVar[str] = "intake.alarm_attended.v1"
    hanzi: ClassVar[str] = "警示处置"

    alarm: Literal["emergency", "unclaimed"]
    measures: tuple[str, ...] = Field(
        description="codes: called_110, called_author, unit_on_site, …"
    )
    by: Actor


class AttemptRecorded(CaseEvent):
    """联系记录: the office or a unit tried to reach the author by itself, not by a callback task."""

    topic: ClassVar[str] = "intake.attempt_recorded.v1"
    hanzi: ClassVar[str] = "联系记录"

    channel: ContactBy
    contact_no: int = Field(ge=0, description="0: the number told; 1, 2, …: one found later")
    outcome: VerificationOutcome
    attempted_at: datetime
    by: Actor


class FactsCorrected(CaseEvent):
    """信息更正: what the author told when he was asked; each field None where nothing was said."""

    topic: ClassVar[str] = "intake.facts_corrected.v1"
    hanzi: ClassVar[str] = "信息更正"
    personal: ClassVar[bool] = True

    no: int = Field(ge=1, description="1, 2, 3, … in the case")
    account: str | None = Field(repr=False, description="what he said, as it was noted down")
    incident_at: datetime | None
    incident_place: str | None = Field(repr=False)
    division: str | None = Field(description="GB/T 2260 code")
    consent: bool | None = Field(description="whether the unit may be given his contact")
    by: Actor


class ContactFound(CaseEvent):
    """查得联系方式: a better contact was found later; the contact itself is in contact_recorded."""

    topic: ClassVar[str] = "intake.contact_found.v1"
    hanzi: ClassVar[str] = "查得联系方式"

    contact_no: int = Field(ge=1)
    provenance: str = Field(description="a code: unit_records, household_register, visit, …")
    legal_basis: str
    looked_up_by: str
    unit_id: str | None
    by: Actor


class ContactRevealed(CaseEvent):
    """联系方式查阅: somebody was shown the author's contact, for a purpose."""

    topic: ClassVar[str] = "intake.contact_revealed.v1"
    hanzi: ClassVar[str] = "联系方式查阅"

    contact_no: int = Field(ge=0)
    purpose: str = Field(description="a reason code")
    by: Actor


class WishesChanged(CaseEvent):
    """意愿变更: the author wishes otherwise now; whoever acts on wishes obeys these from here on."""

    topic: ClassVar[str] = "intake.wishes_changed.v1"
    hanzi: ClassVar[str] = "意愿变更"

    wishes: Wishes
    reason: str = Field(description="a reason code")
    by: Actor


class AccusedNamed(CaseEvent):
    """被反映单位登记: the case speaks against these units: they and those below must not see it."""

    topic: ClassVar[str] = "intake.accused_named.v1"
    hanzi: ClassVar[str] = "被反映单位登记"

    accused_units: tuple[str, ...] = Field(description="all that are named by now")
    by: Actor


class CaseJoined(CaseEvent):
    """并入: another case repeats this one or asks after it; its handler is shown that."""

    topic: ClassVar[str] = "intake.case_joined.v1"
    hanzi: ClassVar[str] = "并入"

    from_case: CaseId
    joined_as: JoinedAs
    posted_at: datetime
    by: Actor


class LikeCasesGrouped(CaseEvent):
    """同类件归并: this case is one of several on a like matter; they share facts, not replies."""

    topic: ClassVar[str] = "intake.like_cases_grouped.v1"
    hanzi: ClassVar[str] = "同类件归并"
    personal: ClassVar[bool] = True

    group_id: str
    subject_matter: str = Field(repr=False)
    fact_base: str = Field(repr=False, description="what holds for all of them")
    cases: tuple[CaseId, ...] = Field(description="all cases of the group, this one among them")
    by: Actor


class LikeCaseParted(CaseEvent):
    """移出同类件: the case turned out not to be like the others."""

    topic: ClassVar[str] = "intake.like_case_parted.v1"
    hanzi: ClassVar[str] = "移出同类件"

    group_id: str
    reason: str = Field(description="a reason code")
    by: Actor


class SupplementRequested(CaseEvent):
    """补充请求: an author who was reached is asked for something that is missing."""

    topic: ClassVar[str] = "intake.supplement_requested.v1"
    hanzi: ClassVar[str] = "补充请求"

    no: int = Field(ge=1, description="1, 2, 3, … in the case")
    by: Actor


class SupplementReceived(CaseEvent):
    """补充材料: the author told what was missing, or something more of his own accord."""

    topic: ClassVar[str] = "intake.supplement_received.v1"
    hanzi: ClassVar[str] = "补充材料"
    personal: ClassVar[bool] = True

    no: int | None = Field(description="the request it answers; None: unasked")
    text: str = Field(repr=False)
    channel: ContactBy
    received_at: datetime
    by: Actor
