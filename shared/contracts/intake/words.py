"""Words that several events share."""

from typing import Literal

from pydantic import Field

from shared.contracts.envelope import Frozen

ContactBy = Literal["phone", "sms", "visit", "wechat", "board", "letter", "other"]


JoinedAs = Literal["duplicate", "chaser"]


Channel = Literal["board", "form", "api", "clerk", "above"]


Kind = Literal["inquiry", "complaint", "help", "suggestion", "thanks", "campaign", "unknown"]


HandlingClass = Literal["inquiry", "livelihood", "complex", "none"]


Route = Literal["dispatch", "direct", "decline", "transfer", "duplicate"]


Invariant = Literal["reader", "owner"]


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


class Demand(Frozen):
    """One thing the author asks for, apart from the facts told; it needs a unit and an answer."""

    no: int = Field(ge=1, description="1, 2, 3, … in the case; a number never gets another meaning")
    text: str = Field(repr=False)
    expected: str = Field(repr=False, description="the outcome the author expects; may be empty")
    unit_hint: str | None = Field(default=None, description="unit id that would be responsible")
