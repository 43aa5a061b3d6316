"""A reply's way up: from the unit's draft to the public."""

from datetime import date, datetime
from typing import ClassVar, Literal

from pydantic import Field

from shared.contracts.envelope import Actor, CaseEvent
from shared.contracts.intake import HandlingClass, Kind, Route
from shared.contracts.routing.words import Mode, ResultStated


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
    answer_by: date | None = Field(default=None, description="the last day to countersign")


class ReplyCountersigned(CaseEvent):
    """会签: an assisting unit agreed to the draft, or objected and gave it back."""

    topic: ClassVar[str] = "routing.reply_countersigned.v1"
    hanzi: ClassVar[str] = "会签"

    draft_id: str
    unit_id: str = Field(description="who countersigned")
    agrees: bool
    by: Actor


class CountersignLapsed(CaseEvent):
    """会签逾期: the term is over, some units stayed silent, and the draft goes on without their word."""

    topic: ClassVar[str] = "routing.countersign_lapsed.v1"
    hanzi: ClassVar[str] = "会签逾期"

    draft_id: str
    unit_id: str = Field(description="whose draft it is")
    units: tuple[str, ...] = Field(description="unit ids that stayed silent")
    answer_by: date
    reason: str = Field(description="a reason code")
    by: Actor = Field(description="who decided to go on")


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


class ReplyBarred(CaseEvent):
    """答复作废: the unit whose answer was on its way to the public turned out to be accused."""

    topic: ClassVar[str] = "routing.reply_barred.v1"
    hanzi: ClassVar[str] = "答复作废"

    reply_id: str
    unit_id: str
    round: int


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
    kind: Kind | None = None
    handling_class: HandlingClass | None = None
    lead_unit: str | None = Field(
        default=None, description="whose answer it is; None: the office's"
    )
    read_by: str | None = Field(default=None, description="the leader's post; None: waived by rule")
    read_mode: Mode | None = None
    edited: bool | None = Field(default=None, description="True: the office reworded it")
    returned: int | None = Field(default=None, description="审核退回 of this case so far")
    redone: int | None = Field(default=None, description="退回重办 of this case so far")
    promise_id: str | None = Field(default=None, description="the promise that it makes public")


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
