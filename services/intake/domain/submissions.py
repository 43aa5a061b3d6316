"""网上表单: what an author writes on the office's own pages, within the limits that the board has too."""

from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, Field, StringConstraints, model_validator

from services.intake.domain.commands import Command, Enter
from shared.contracts.intake import Wishes

COMPLAINT = "投诉"
COMPLAINT_TEXT = 800

Phone = Annotated[str, StringConstraints(pattern=r"^1[3456789][0-9]{9}$")]


class Submit(Command):
    """Submit one 留言.  An anonymous author is known to the office alone."""

    addressee_fid: int | None = Field(default=None, ge=1, le=2**31 - 1)
    addressee_name: str = Field(default="", max_length=60)
    type_name: Literal["咨询", "投诉", "求助", "建言", "感谢"]
    domain_name: str = Field(min_length=1, max_length=40)
    nickname: str = Field(default="", max_length=60)
    title: str = Field(min_length=1, max_length=22)
    text: str = Field(min_length=1, max_length=1000)
    demand: str = Field(default="", max_length=200, description="投诉: what is asked for, apart")
    name: str = Field(min_length=1, max_length=60)
    phone: Phone
    place: str = Field(default="", max_length=100)
    incident_at: AwareDatetime | None = None
    incident_place: str = Field(default="", max_length=100)
    wishes: Wishes = Wishes()
    anonymous: bool = False

    @model_validator(mode="after")
    def _a_complaint_has_its_own_form(self) -> Self:
        if self.type_name == COMPLAINT and not (self.demand and len(self.text) <= COMPLAINT_TEXT):
            raise ValueError("a complaint tells its demand apart, and the rest in 800 characters")
        if self.type_name != COMPLAINT and self.demand:
            raise ValueError("only a complaint tells its demand apart")
        return self

    def entered(self) -> Enter:
        """The same, as everything that is entered comes in."""
        told = self.model_dump(exclude={"demand", "anonymous", "wishes"})
        wishes = self.wishes
        if self.anonymous:
            told["nickname"] = ""
            wishes = wishes.model_copy(update={"hide_from_unit": True})
        if self.demand:
            told["text"] = f"诉求：{self.demand}\n补充信息：{self.text}"
        return Enter(channel="form", wishes=wishes, **told)
