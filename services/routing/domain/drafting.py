"""What a person may ask of a draft, of the check-up, and of replies after the first."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from services.routing.domain.commands import Code, Command, Ident, Text
from services.routing.domain.further import FurtherKind
from services.routing.domain.results import Result
from shared.contracts.routing import Mode

DraftId = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}[0-9]{4}-[0-9]{6}-d[0-9]{1,4}$")]
FurtherId = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}[0-9]{4}-[0-9]{6}-[px][0-9]{1,4}$")]
"""The earliest have the letter of the proposals."""


class Write(Command):
    """拟稿, 修改: what the public is to read, and the result it rests on."""

    text: Annotated[Text, Field(max_length=8000)] | None = Field(
        default=None, description="what the units below and beside answered, if not given"
    )
    result: Result


class SubmitDraft(Command):
    """送会签, or 送签 where nobody assists."""


class Recall(Command):
    """撤回修改."""


class Countersign(Command):
    """会签: agree, or object and say why."""

    agrees: bool
    text: Annotated[Text, Field(max_length=2000)] | None = None


class PassSilence(Command):
    """会签逾期: go on without the word of those who stayed silent."""

    reason: Code
    text: Annotated[Text, Field(max_length=2000)] | None = None


class SignDraft(Command):
    """签发."""

    deputy: bool = Field(default=False, description="the deputy on record signs for the head")


class ReturnDraft(Command):
    """签发退回."""

    reason: Code
    text: Annotated[Text, Field(max_length=2000)]


class Accept(Command):
    """县级审核: what a unit below answered is in order."""


class Clear(Command):
    """体检豁免: a finding stands to reason, in this wording."""

    kind: Code
    key: Ident
    reason: Code
    text: Annotated[Text, Field(max_length=2000)] | None = Field(
        default=None, description="the wording about to be reviewed, if it is not the unit's own"
    )


class WriteFurther(Command):
    """拟稿, 修改 of one more public reply."""

    kind: FurtherKind
    text: Annotated[Text, Field(max_length=8000)]
    promise_on: date | None = Field(default=None, description="interim: by when the answer comes")


class ReviewFurther(Command):
    """审核: approve as it is, or as edited."""

    text: Annotated[Text, Field(max_length=8000)] | None = None


class DropFurther(Command):
    """作废."""


class PublishFurther(Command):
    """公开: it stands in its channel, and this is the proof."""

    proof: Annotated[Text, Field(max_length=500)]
    screenshot: Ident | None = Field(default=None, description="file id of a picture of it")
    published_at: AwareDatetime | None = Field(default=None, description="now if not given")


ReadableId = Annotated[
    str, StringConstraints(pattern=r"^[A-Z]{2}[0-9]{4}-[0-9]{6}-[rdpx][0-9]{1,4}$")
]
"""An answer, a county office's draft, or one more public reply."""


class Decision(Command):
    """One decision of a batch 批量阅批."""

    reply_id: ReadableId = Field(description="the id that the list gave")
    version: int = Field(ge=1, description="of it, as the leader saw it")
    decision: Literal["read", "send_back"]
    opinion: Annotated[Text, Field(max_length=2000)]
    mode: Mode = "own"
    scan: Ident | None = Field(default=None, description="the handwriting, if it was recorded 代录")


class Decisions(Command):
    """批量阅批: each applied or refused by itself."""

    decisions: tuple[Decision, ...] = Field(min_length=1, max_length=100)
