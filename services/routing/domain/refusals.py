"""Refusals 退件: a unit says that a matter is not its own, and somebody named rules on it.

A refusal comes in time, with a ground and, where another unit is meant, its name.  A case bounces so often and no more: then what the office decides stands.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from services.routing.domain.commands import Code, Command, Ident, Text
from services.routing.domain.terms import weekdays_after
from shared.rules import Refused

Ground = Literal[
    "not_our_matter",  # 非本单位职责
    "not_our_area",  # 不属本辖区
    "wrong_level",  # 层级不符
    "already_handled",  # 重复交办
    "facts_missing",  # 要素不全
]

POINTS_ELSEWHERE: frozenset[Ground] = frozenset({"not_our_matter", "not_our_area", "wrong_level"})
"""Grounds that say whose matter it is instead."""


class Refuse(Command):
    """退件."""

    reason: Ground
    text: Annotated[Text, Field(max_length=2000)]
    suggested_unit: Ident | None = Field(default=None, description="whose matter it is instead")


class Rule(Command):
    """退件裁定."""

    uphold: bool
    reason: Code
    text: Annotated[Text, Field(max_length=2000)] | None = None


class Turn(NamedTuple):
    """An assignment of the round, and its refusal if there was one; an earlier one comes first."""

    assignment_id: str
    unit_id: str
    issued_at: datetime
    refused_at: datetime | None
    upheld: bool | None


def bounces(turns: Iterable[Turn]) -> int:
    """How often the case was refused in this round."""
    return sum(turn.refused_at is not None for turn in turns)


def must_be_in_time(issued_on: date, today: date, days: int) -> None:
    """Who keeps a letter for long has taken it."""
    last = weekdays_after(issued_on, days)
    if today > last:
        raise Refused("refusal_too_late", "the time to refuse is over", last_day=str(last))


def must_not_bounce_again(assignment_id: str, turns: Sequence[Turn], limit: int) -> None:
    """After so many refusals what the office decides stands, and so does a ruling."""
    if any(t.assignment_id == assignment_id and t.upheld is False for t in turns):
        raise Refused("refusal_overruled", "it was ruled that the matter is your unit's")
    if bounces(turns) >= limit:
        raise Refused(
            "bounces_exhausted", "the case was refused too often: the office decided", limit=limit
        )


def must_point_elsewhere(ask: Refuse, unit_id: str) -> None:
    """Whoever says that it is another's matter says whose."""
    if ask.reason in POINTS_ELSEWHERE and ask.suggested_unit is None:
        raise Refused("suggested_unit_missing", "say whose matter it is", status=422)
    if ask.suggested_unit == unit_id:
        raise Refused("suggests_itself", "the suggested unit is your own", status=422)


GROUNDS: Mapping[Ground, str] = {
    "not_our_matter": "非本单位职责",
    "not_our_area": "不属本辖区",
    "wrong_level": "层级不符",
    "already_handled": "重复交办",
    "facts_missing": "要素不全",
}
"""What people read."""
