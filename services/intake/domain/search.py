"""Looking for an author's cases, for a purpose."""

from typing import Literal, Self

from pydantic import Field, model_validator

from services.intake.domain.commands import Code, Command
from services.intake.domain.reading import line_of, phone_of
from shared.contracts.envelope import CaseId
from shared.rules import Refused

By = Literal["phone", "nickname"]


class SearchAuthor(Command):
    """按留言人查找: by the phone, which is compared by its keyed digest alone, or by the nickname."""

    phone: str | None = Field(default=None, min_length=5, max_length=40, repr=False)
    nickname: str | None = Field(default=None, min_length=1, max_length=60, repr=False)
    purpose: Code
    below: CaseId | None = Field(default=None, description="go on below this number")
    limit: int = Field(default=50, ge=1, le=200)

    @model_validator(mode="after")
    def _by_one_thing(self) -> Self:
        if (self.phone is None) == (self.nickname is None):
            raise ValueError("search by the phone or by the nickname")
        return self

    @property
    def by(self) -> By:
        return "phone" if self.nickname is None else "nickname"

    def sought(self) -> str:
        """The phone as it is dialled, or the nickname as it is kept.

        Raises `Refused` ``phone_impossible`` (422).
        """
        if self.nickname is not None:
            return line_of(self.nickname)
        phone, state = phone_of(self.phone)
        if state != "dialable":
            raise Refused("phone_impossible", "nobody can dial that", status=422)
        return phone
