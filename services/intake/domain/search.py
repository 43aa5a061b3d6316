"""Looking for cases: by a number that somebody reads out, or by their author, for a purpose."""

import re
from itertools import product
from typing import Literal, Self

from pydantic import Field, model_validator

from services.intake.domain.commands import Code, Command
from services.intake.domain.reading import fold, line_of, phone_of
from shared.contracts.envelope import CaseId
from shared.rules import Refused

By = Literal["phone", "nickname"]

_OURS = re.compile(r"(?:ll(\d{4})-?|(\d{4})-)(\d{1,6})(?:-[a-z]\d+)*")
"""With the ends that letters, calls and the like add to their case's number."""

_BRACKETS = ("〔〕", "[]", "()", "（）", "【】", "［］")
_OPENING, _CLOSING = (
    re.compile(f"[{re.escape(''.join(b))}]") for b in zip(*_BRACKETS, strict=True)
)


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


def case_number(told: str) -> str | None:
    """Our own number, however it is written: LL2022-000017, ll2022-17, 2022-000017."""
    parts = _OURS.fullmatch(fold(told))
    return f"LL{parts[1] or parts[2]}-{int(parts[3]):06}" if parts else None


def outside_numbers(told: str) -> tuple[str, ...]:
    """A number as it may stand elsewhere: widths, cases and brackets are nobody's to remember."""
    line = line_of(told).replace(" ", "")
    written = {line, fold(line), fold(line).upper()}
    return tuple(
        sorted(
            {_with_brackets(number, pair) for number, pair in product(written, _BRACKETS)} | written
        )
    )


def _with_brackets(number: str, pair: str) -> str:
    return _CLOSING.sub(pair[1], _OPENING.sub(pair[0], number))
