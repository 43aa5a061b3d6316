"""What routing 交办 says: a case's handling, its assignments, and the tree of units and posts."""

from datetime import date, datetime
from typing import ClassVar, Literal

from pydantic import Field

from shared.contracts.envelope import Actor, CaseEvent, Event, Frozen
from shared.contracts.intake import HandlingClass, Route

Level = Literal["city", "county"]
Part = Literal["lead", "assisting"]
Mode = Literal["own", "recorded", "deputy"]
"""How a leader's act came in: 亲自, 代录 by the secretary, 代批 by a deputy."""
Urgency = Literal["normal", "urgent", "extra_urgent"]
"""平件, 加急, 特急."""

Finding = Literal["true", "partly", "false"]
"""属实, 部分属实, 不属实."""

Disposition = Literal[
    "solved",  # 已解决
    "promised",  # 承诺办理, with a date
    "explained",  # 解释说明
    "answered",  # 已解答
    "adopted",  # 采纳
    "partly_adopted",  # 部分采纳
    "kept",  # 留作参考
    "not_adopted",  # 不采纳
    "thanked",  # 致谢
]

ProgressAct = Literal["looked", "worked", "called", "visited", "explained", "coordinated", "other"]
"""现场核查, 组织整改, 电话沟通, 走访, 解释政策, 协调, 其他."""

ProgressState = Literal["under_way", "waiting", "nearly_done"]
"""办理中, 待条件具备, 即将办结."""

ThirdPartyKind = Literal[
    "enterprise", "utility", "bank", "property_manager", "association", "other"
]
"""企业, 公用事业, 银行, 物业, 社会组织, 其他."""

ThirdPartyState = Literal["moving", "nothing", "settled"]
"""正在整改, 没有进展, 已落实."""

FilePurpose = Literal["evidence", "scan", "screenshot", "attachment"]
"""佐证材料, 手写扫描件, 公开截图, 附件."""

Invariant = Literal["reader", "owner", "handler", "answer", "result"]
"""有人看, 有人管, 有人办, 有回音, 有落实."""


class Issued(Frozen):
    """One assignment 承办任务 as a letter names it."""

    assignment_id: str
    parent_id: str | None = Field(description="the assignment it was forwarded from")
    unit_id: str
    unit_name: str
    part: Part
    level: Level
    due_on: date | None = Field(default=None, description="by when the letter wants the answer")
    demands: tuple[int, ...] = Field(default=(), description="which it answers; none: all")


class ResultStated(Frozen):
    """A result 办理结果 in codes, dates and counts.  Its words stay with routing."""

    finding: Finding | None
    disposition: Disposition
    promise_on: date | None = Field(description="by when, where it is promised")
    told: bool | None = Field(description="whether the author was reached with the promise")
    understood: bool | None = Field(description="whether what was explained was understood")
    achieved: bool | None = Field(description="the real-world result, apart from the words")
    confirmed_by: Literal["author", "other_means"] | None
    external_cause: str | None = Field(description="a code")
    interim: bool
    rules_made: int
    follow_on: int
    evidence: int


class CaseOpened(CaseEvent):
    """立件: the handling is open."""

    topic: ClassVar[str] = "routing.case_opened.v1"
    hanzi: ClassVar[str] = "立件"

    route: Route
    handling_class: HandlingClass


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
    by: Actor


class ProposalReturned(CaseEvent):
    """审签退回: the office head gives a proposal back to the clerk, before or after 呈批."""

    topic: ClassVar[str] = "routing.proposal_returned.v1"
    hanzi: ClassVar[str] = "审签退回"

    proposal_id: str
    round: int
    reason: str = Field(description="a reason code")
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


class ReplySubmitted(CaseEvent):
    """答复: a unit (or the office itself) handed in its reply.  The wording stays with routing."""

    topic: ClassVar[str] = "routing.reply_submitted.v1"
    hanzi: ClassVar[str] = "答复"

    assignment_id: str | None = Field(description="None: the office answered by itself")
    unit_id: str
    round: int
    complete: bool = Field(description="True: the case now awaits review")
    submitted_at: datetime
    by: Actor
    result: ResultStated | None = Field(default=None, description="None: nothing was decided on")


class ReplyCirculated(CaseEvent):
    """送会签: a unit's draft goes round the units that assist it."""

    topic: ClassVar[str] = "routing.reply_circulated.v1"
    hanzi: ClassVar[str] = "送会签"

    draft_id: str
    assignment_id: str
    unit_id: str = Field(description="whose draft it is")
    units: tuple[str, ...] = Field(description="unit ids whose agreement is asked")
    by: Actor


class ReplyCountersigned(CaseEvent):
    """会签: an assisting unit agreed to the draft, or objected and gave it back."""

    topic: ClassVar[str] = "routing.reply_countersigned.v1"
    hanzi: ClassVar[str] = "会签"

    draft_id: str
    unit_id: str = Field(description="who countersigned")
    agrees: bool
    by: Actor


class ReplySigned(CaseEvent):
    """签发: the unit's accountable head 一把手, or the deputy on record, signed the draft."""

    topic: ClassVar[str] = "routing.reply_signed.v1"
    hanzi: ClassVar[str] = "签发"

    draft_id: str
    assignment_id: str
    unit_id: str
    deputy: bool = Field(description="True: signed for the head")
    signed_at: datetime
    by: Actor


class DraftRead(CaseEvent):
    """县级阅批: the county's leader read its office's draft with a clear opinion; it goes up."""

    topic: ClassVar[str] = "routing.draft_read.v1"
    hanzi: ClassVar[str] = "县级阅批"

    draft_id: str
    unit_id: str
    post: str
    by: Actor


class DraftSentBack(CaseEvent):
    """县级阅批退回: the county's leader sent the draft back to the county's office."""

    topic: ClassVar[str] = "routing.draft_sent_back.v1"
    hanzi: ClassVar[str] = "县级阅批退回"

    draft_id: str
    unit_id: str
    post: str
    by: Actor


class ReplyAccepted(CaseEvent):
    """县级审核: who handed the matter down found the answer from below in order."""

    topic: ClassVar[str] = "routing.reply_accepted.v1"
    hanzi: ClassVar[str] = "县级审核"

    reply_id: str
    assignment_id: str
    unit_id: str = Field(description="whose reply it is")
    round: int
    by: Actor


class FindingCleared(CaseEvent):
    """体检豁免: the office head let a finding of the check-up 答复体检 stand."""

    topic: ClassVar[str] = "routing.finding_cleared.v1"
    hanzi: ClassVar[str] = "体检豁免"

    reply_id: str
    round: int
    kind: str = Field(description="what was found: undated, copied, …")
    reason: str = Field(description="a reason code")
    by: Actor


class ReplyReturned(CaseEvent):
    """审核退回: the office sent a draft back.  Not a redo: the first clock goes on."""

    topic: ClassVar[str] = "routing.reply_returned.v1"
    hanzi: ClassVar[str] = "审核退回"

    round: int
    assignment_id: str | None
    by: Actor
    reply_id: str | None = None
    stage: Literal["office", "county"] | None = Field(
        default=None, description="who returned it: the city's office, or who had handed it down"
    )
    returned: int | None = Field(
        default=None, description="how often a draft of this case came back, redo rounds apart"
    )
    reason: str | None = Field(default=None, description="a reason code")


class ReplyReviewed(CaseEvent):
    """审核: the office approved the reply, edited or not; both versions are kept."""

    topic: ClassVar[str] = "routing.reply_reviewed.v1"
    hanzi: ClassVar[str] = "审核"

    round: int
    edited: bool
    by: Actor


class ReplyRead(CaseEvent):
    """阅批: the leader read the reviewed reply, or a rule waived the reading."""

    topic: ClassVar[str] = "routing.reply_read.v1"
    hanzi: ClassVar[str] = "阅批"

    round: int
    waived: bool
    post: str | None
    by: Actor


class ReplySentBack(CaseEvent):
    """阅批退回: the leader sent the reply back to the office."""

    topic: ClassVar[str] = "routing.reply_sent_back.v1"
    hanzi: ClassVar[str] = "阅批退回"

    round: int
    post: str
    by: Actor


class ReplyPublished(CaseEvent):
    """公开回复: the answer stands in public, with its proof.  Its text was scrubbed before."""

    topic: ClassVar[str] = "routing.reply_published.v1"
    hanzi: ClassVar[str] = "公开回复"

    round: int
    route: Route
    external_id: str | None
    text: str = Field(repr=False)
    signer: Literal["leader", "office", "unit"]
    units: tuple[str, ...] = Field(description="unit ids that handled the case in this round")
    proof: str = Field(description="where the channel shows it")
    published_at: datetime
    by: Actor
    reply_id: str | None = None
    screenshot: str | None = Field(default=None, description="file id of the picture of it")
    result: ResultStated | None = Field(default=None, description="None: nothing was decided on")
    label: str | None = Field(default=None, description="the disposition as the public reads it")
    promised_again: bool | None = Field(
        default=None, description="True: an earlier promise of this case was not the last"
    )
    signer_post: str | None = Field(default=None, description="the leader's post, if one signs")
    in_person: bool | None = Field(
        default=None, description="True: the leader who signs acted in person 亲自回复"
    )


class PublicationSeen(CaseEvent):
    """公开核验: the board was read back, and shows the answer, or other words."""

    topic: ClassVar[str] = "routing.publication_seen.v1"
    hanzi: ClassVar[str] = "公开核验"

    round: int
    answer_id: str
    agrees: bool = Field(description="True: the words are those that were published")


class FurtherReplyPublished(CaseEvent):
    """后续公开回复: one more public reply: an interim one 阶段性回复, or news after the answer 进展告知."""

    topic: ClassVar[str] = "routing.further_reply_published.v1"
    hanzi: ClassVar[str] = "后续公开回复"

    further_id: str
    round: int
    kind: Literal["interim", "progress"]
    text: str = Field(repr=False)
    promise_on: date | None
    proof: str
    screenshot: str | None
    published_at: datetime
    by: Actor


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


class MeasureLinked(CaseEvent):
    """关联措施: a measure helps in this case, or was looked at and does not."""

    topic: ClassVar[str] = "routing.measure_linked.v1"
    hanzi: ClassVar[str] = "关联措施"

    measure_id: str
    helps: bool
    suggested: bool = Field(description="whether the case was found by the measure's words")
    by: Actor


class PromisePermitted(CaseEvent):
    """准予再次承诺: the office head lets a unit promise once more on this case."""

    topic: ClassVar[str] = "routing.promise_permitted.v1"
    hanzi: ClassVar[str] = "准予再次承诺"

    round: int
    reason: str = Field(description="a code")
    by: Actor


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


class UnitChanged(Event):
    """单位变更: a unit is new or was changed."""

    topic: ClassVar[str] = "routing.unit_changed.v1"
    hanzi: ClassVar[str] = "单位变更"

    unit_id: str
    name: str
    level: Level
    parent_id: str | None
    unit_type: str
    division: str
    head: str | None = Field(default=None, description="一把手, the one accountable head")
    head_title: str | None = None

    @property
    def subject(self) -> str:
        return f"unit/{self.unit_id}"


class PostChanged(Event):
    """职务变更: a leader's post or its holders changed."""

    topic: ClassVar[str] = "routing.post_changed.v1"
    hanzi: ClassVar[str] = "职务变更"

    post_id: str
    title: str
    level: Level
    unit_id: str | None
    board_fid: int | None

    @property
    def subject(self) -> str:
        return f"post/{self.post_id}"


class AssignmentReleased(CaseEvent):
    """解除承办: the unit has the case no more, though it refused nothing."""

    topic: ClassVar[str] = "routing.assignment_released.v1"
    hanzi: ClassVar[str] = "解除承办"

    assignment_id: str
    unit_id: str
    reason: str = Field(description="a reason code: accused, …")
    by: Actor


class PracticeChanged(Event):
    """办件规程变更: the office's own rules of routing were set anew, by a document."""

    topic: ClassVar[str] = "routing.practice_changed.v1"
    hanzi: ClassVar[str] = "办件规程变更"

    version: int
    document: str
    valid_from: date
    by: Actor

    @property
    def subject(self) -> str:
        return "practice/routing"


class MeasureIssued(Event):
    """共性措施: one fix for everybody in the same situation."""

    topic: ClassVar[str] = "routing.measure_issued.v1"
    hanzi: ClassVar[str] = "共性措施"

    measure_id: str
    title: str
    condition: str
    rule: str
    proof_accepted: tuple[str, ...]
    issuer: str
    issuer_name: str
    document_no: str | None
    issued_on: date
    valid_from: date
    valid_until: date | None
    by: Actor

    @property
    def subject(self) -> str:
        return f"measure/{self.measure_id}"


class MeasureRevoked(Event):
    """废止措施: a measure holds no more."""

    topic: ClassVar[str] = "routing.measure_revoked.v1"
    hanzi: ClassVar[str] = "废止措施"

    measure_id: str
    reason: str = Field(description="a code")
    by: Actor

    @property
    def subject(self) -> str:
        return f"measure/{self.measure_id}"


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
