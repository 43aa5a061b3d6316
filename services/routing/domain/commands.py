"""What a person may ask of routing.  Every text has a limit, and an unknown field is refused."""

from datetime import date
from typing import Annotated, Generic, NamedTuple, TypeVar

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from services.routing.domain.assignments import Order
from services.routing.domain.lost_time import ReleaseFault
from services.routing.domain.numbers import FORM
from services.routing.domain.replies import Signer
from shared.contracts.envelope import CaseId
from shared.contracts.routing import Mode, Part, Urgency

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
"""A reason as a code: journals keep codes, never prose."""

Ident = Annotated[str, StringConstraints(pattern=r"^[!-.0-~]{1,80}$")]
"""An id: printable, no blanks, no slash."""

AssignmentId = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}[0-9]{4}-[0-9]{6}-a[0-9]{1,4}$")]
InstructionId = Annotated[
    str, StringConstraints(pattern=r"^[A-Z]{2}[0-9]{4}-[0-9]{6}-i[0-9]{1,4}$")
]
LetterId = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}[0-9]{4}-[0-9]{6}-l[0-9]{1,4}$")]
ReplyId = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}[0-9]{4}-[0-9]{6}-r[0-9]{1,4}$")]

Name = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]{1,100}$")]
"""A word or a name, on one line."""

Division = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
"""GB/T 2260."""

Text = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        min_length=1,
        pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]*$",
    ),
]
"""What a document can hold: DOCX knows no other control characters than these three blanks."""


class Command(BaseModel):
    """Base of all commands."""

    model_config = ConfigDict(frozen=True, extra="forbid")


C = TypeVar("C", bound=Command)


class On(NamedTuple, Generic[C]):
    """A command on one assignment, letter or reply of a case."""

    id: str
    ask: C

    @property
    def subject(self) -> str:
        """The case it belongs to: the id's first part."""
        return f"case/{self.id.rpartition('-')[0]}"


class Instruct(Command):
    """批示, or 批示修改: the whole of it, as it stands from now on."""

    text: Annotated[Text, Field(max_length=2000)]
    mode: Mode = "own"
    units: tuple[Ident, ...] = Field(default=(), max_length=20, description="whom it addresses")
    urgency: Urgency | None = Field(default=None, description="the proposal's, if not given")
    scan: Ident | None = Field(default=None, description="the handwriting, if it was recorded 代录")
    proposal_id: Ident | None = Field(
        default=None, description="the proposal as it was read: refused if another took its place"
    )


class InstructOne(Command):
    """One instruction of a batch; what it leaves out is as for all."""

    case_id: CaseId
    proposal_id: Ident | None = Field(default=None, description="the proposal as it was read")
    text: Annotated[Text, Field(max_length=2000)] | None = None
    units: tuple[Ident, ...] = Field(default=(), max_length=20, description="whom it addresses")
    urgency: Urgency | None = None
    scan: Ident | None = None


class Instructions(Command):
    """批量批示: the same words for all, such as 同意 on each proposal, or each its own."""

    text: Annotated[Text, Field(max_length=2000)] | None = None
    mode: Mode = "own"
    urgency: Urgency | None = Field(default=None, description="the proposal's, if not given")
    instructions: tuple[InstructOne, ...] = Field(min_length=1, max_length=100)

    @model_validator(mode="after")
    def _each_has_words(self) -> "Instructions":
        if self.text is None and any(one.text is None for one in self.instructions):
            raise ValueError("words for all, or for each")
        return self

    def instruct(self, one: InstructOne) -> Instruct:
        """One of them, whole."""
        return Instruct(
            text=one.text or self.text or "",
            mode=self.mode,
            units=one.units,
            urgency=one.urgency or self.urgency,
            scan=one.scan,
            proposal_id=one.proposal_id,
        )


class Ordered(Command):
    """One unit's share."""

    unit_id: Ident
    part: Part
    task: Annotated[Text, Field(max_length=2000)]
    demands: tuple[Annotated[int, Field(ge=1, le=1000)], ...] = Field(
        default=(), max_length=100, description="numbers of the demands; none: all"
    )


class Dispatch(Command):
    """转办: hand the case to units below; of a county's office by a letter of its own."""

    assignments: tuple[Ordered, ...] = Field(min_length=1, max_length=20)
    due_on: date | None = Field(default=None, description="the usual day if not given")
    urgency: Urgency = "normal"
    note: Annotated[Text, Field(max_length=2000)] | None = Field(
        default=None, description="what else is asked of the units"
    )
    attachments: tuple[Name, ...] = Field(default=(), max_length=20)
    copies: tuple[Name, ...] = Field(default=(), max_length=20, description="抄送")
    contact: Name | None = Field(default=None, description="whom to ask, and the office's number")

    def orders(self) -> list[Order]:
        return [Order(o.unit_id, o.part, o.task, o.demands) for o in self.assignments]


class DraftLetter(Dispatch):
    """拟稿, 修改: the letter that hands the case to units."""

    due_reason: Code | None = Field(default=None, description="why longer than usual")


class NumberLetters(Command):
    """编号规则: the series an office numbers its letters in."""

    unit_id: Ident
    series: Annotated[str, StringConstraints(pattern=r"^[^\x00-\x20\x7f〔〕{}]{1,20}$")]
    form: Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]{1,60}$")] = FORM


class ReturnLetter(Command):
    """退回修改."""

    reason: Code
    text: Annotated[Text, Field(max_length=2000)]


class Pass(Command):
    """核稿, 签发, 作废: nothing is said but that it is done."""


class Sign(Command):
    """签收."""


class Review(Command):
    """审核: approve as it is, or as edited."""

    text: Annotated[Text, Field(max_length=8000)] | None = None


class Return(Command):
    """审核退回."""

    reason: Code
    text: Annotated[Text, Field(max_length=2000)]


class Read(Command):
    """阅批, or 阅批退回."""

    opinion: Annotated[Text, Field(max_length=2000)]
    mode: Mode = "own"
    scan: Ident | None = Field(default=None, description="the handwriting, if it was recorded 代录")


class Publish(Command):
    """公开回复: the answer stands in its channel, and this is the proof."""

    proof: Annotated[Text, Field(max_length=500, description="address, or number of the scan")]
    screenshot: Ident | None = Field(default=None, description="file id of a picture of it")
    published_at: AwareDatetime | None = Field(default=None, description="now if not given")
    signer: Signer | None = Field(default=None, description="unit, or office, if not given")


class Release(Command):
    """解除交办: a unit that stays silent, or was named by mistake, has the case no more."""

    reason: Code
    fault: ReleaseFault | None = Field(
        default=None, description="who erred is charged with the time lost; nobody, if not given"
    )


class Redo(Command):
    """退回重办."""

    reason: Code
    text: Annotated[Text, Field(max_length=2000)]


class Decide(Command):
    """维持, 重新办理: the office head's word on a case."""

    reason: Code
