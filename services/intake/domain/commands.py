"""What a person may ask of intake.  Every text has a limit, and an unknown field is refused."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
)
from pydantic_core import PydanticCustomError

from shared.contracts.envelope import CaseId
from shared.contracts.intake import HandlingClass, Kind, Route, Wishes

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
"""A reason as a code: journals keep codes, never prose."""

Ident = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x20\x7f]{1,100}$")]
"""An id given elsewhere, in any script, without blanks."""

Name = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]{1,60}$")]
"""A word or a name, on one line."""


class Command(BaseModel):
    """Base of all commands."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    @field_validator("*")
    @classmethod
    def _can_be_stored(cls, value: Any) -> Any:
        """No table takes a NUL, whatever the text around it."""
        if isinstance(value, str) and "\0" in value:
            raise PydanticCustomError("nul_character", "a text holds a NUL character")
        return value


class Enter(Command):
    """Take in one 留言 that came by the office's form, another system, a letter, or from above."""

    channel: Literal["clerk", "form", "api", "above"] = "clerk"
    external_id: Ident | None = Field(default=None, description="the number it has elsewhere")
    addressee_fid: int | None = Field(default=None, ge=1, le=2**31 - 1)
    addressee_name: str = Field(default="", max_length=60)
    type_name: str = Field(max_length=40, description="咨询, 投诉, 求助, 建言, 感谢")
    domain_name: str = Field(max_length=40)
    nickname: str = Field(default="", max_length=60)
    title: str = Field(min_length=1, max_length=100)
    text: str = Field(min_length=1, max_length=5000)
    posted_at: AwareDatetime | None = Field(default=None, description="when told; now if not given")
    name: str = Field(default="", max_length=60)
    phone: str = Field(default="", max_length=40)
    place: str = Field(default="", max_length=100, description="where the author lives")
    incident_at: AwareDatetime | None = Field(default=None, description="when it happened")
    incident_place: str = Field(default="", max_length=100, description="where it happened")
    wishes: Wishes = Field(default=Wishes(), description="told besides those that the text tells")
    outside_office: str = Field(
        default="", max_length=60, description="上级转办: who hands it down"
    )
    outside_due_on: date | None = Field(default=None, description="上级转办: by when they want it")
    reached_at: AwareDatetime | None = Field(
        default=None, description="上级转办: when it came; clocks start here; now if not given"
    )


class Claim(Command):
    """认领: hold the case from now on."""


class HandOver(Command):
    """移交: give the case to a colleague."""

    to_sub: Ident
    to_name: Name
    reason: Code


class Classify(Command):
    """分类: confirm what is suggested, or settle it otherwise and say why."""

    kind: Kind
    domain_name: Name
    subdomain_name: Name | None = None
    handling_class: HandlingClass
    division: str | None = Field(
        default=None, pattern=r"^[0-9]{6}$", description="GB/T 2260; as it was if not given"
    )
    reason: Code | None = Field(default=None, description="needed where the suggestion is changed")


class Accept(Command):
    """受理: end the reception with a route."""

    route: Route
    reason: Code | None = None
    duplicate_of: CaseId | None = None
    transfer_to: Ident | None = Field(default=None, description="unit id of the competent organ")
    accused_units: tuple[Ident, ...] = Field(default=(), max_length=20)
    accusation: bool | None = Field(
        default=None,
        description="whether it accuses somebody; asked where the words let suspect it",
    )


class Withdraw(Command):
    """撤回: the author took the case back."""

    reason: Code


class Erase(Command):
    """删除: blank the author's contact details and words."""
