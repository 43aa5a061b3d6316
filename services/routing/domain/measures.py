"""Policy measures 共性措施: one fix for everybody in the same situation.

The article's own: plates are held up in the post, so whoever shows the licence and the expired
temporary plate is not fined.  A measure states its condition, its rule and what proof is accepted; it
is linked to the cases it helps, and suggested wherever a like one arrives.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from services.routing.domain.commands import Code, Command, Ident, Name, Text
from services.routing.domain.organisation import Tree, upwards
from services.routing.domain.roles import IN_UNITS, R
from shared.contracts.envelope import Actor
from shared.contracts.routing import MeasureRevoked
from shared.rules import Refused
from shared.workflow import Step, Workflow

MeasureId = Annotated[str, StringConstraints(pattern=r"^M[0-9]{4}-[0-9]{4,6}$")]
Term = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=20)]


class MeasureState(StrEnum):
    """Where a measure stands.  That its time is over is computed, never stored."""

    IN_FORCE = "in_force"  # 有效
    REVOKED = "revoked"  # 已废止


class MeasureAction(StrEnum):
    """What is done to a measure."""

    REVOKE = "revoke"  # 废止


S, A = MeasureState, MeasureAction

MEASURES = Workflow(
    "measure",
    (
        Step(S.IN_FORCE, A.REVOKE, R.OFFICE_HEAD, S.REVOKED, MeasureRevoked),
        Step(S.IN_FORCE, A.REVOKE, R.UNIT, S.REVOKED, MeasureRevoked),
        Step(S.IN_FORCE, A.REVOKE, R.COUNTY_OFFICE, S.REVOKED, MeasureRevoked),
    ),
)

STARTS = (S.IN_FORCE,)
ENDS = (S.REVOKED,)


class IssueMeasure(Command):
    """出台措施."""

    title: Annotated[Text, Field(max_length=200)]
    condition: Annotated[Text, Field(max_length=1000, description="whom it is for")]
    rule: Annotated[Text, Field(max_length=2000, description="what holds for them")]
    proof_accepted: tuple[Name, ...] = Field(default=(), max_length=20)
    terms: tuple[Term, ...] = Field(min_length=1, max_length=20, description="words of like cases")
    terms_needed: int = Field(default=2, ge=1, le=20)
    issuer: Ident
    document_no: Name | None = None
    link: Annotated[Text, Field(max_length=500)] | None = None
    issued_on: date
    valid_from: date
    valid_until: date | None = None


class RevokeMeasure(Command):
    """废止措施."""

    reason: Code


class SettleMeasure(Command):
    """关联措施: the measure helps in this case, or it does not although it looked so."""

    measure_id: MeasureId
    helps: bool
    reason: Code | None = Field(default=None, description="asked for when it does not help")


def must_be_sound(ask: IssueMeasure, today: date) -> None:
    """A measure was issued, ends after it begins, and can be found by its words."""
    if ask.issued_on > today:
        raise Refused("date_in_future", "that day has not come yet", status=422)
    if ask.valid_until is not None and ask.valid_until < ask.valid_from:
        raise Refused("measure_ends_before_start", "look at the two days again", status=422)
    if len(set(ask.terms)) < ask.terms_needed:
        raise Refused("too_few_terms", "so many different words are not there", status=422)


def may_issue(issuer: str, actor: Actor, tree: Tree) -> None:
    """A unit issues for itself and those below it; the office notes what any unit issued."""
    above = {unit.unit_id for unit in upwards(issuer, tree)}
    if actor.role in IN_UNITS and actor.unit not in above:
        raise Refused("not_your_unit", "that unit is not below yours", status=403)


def must_be_in_force(state: MeasureState, valid_from: date, until: date | None, on: date) -> None:
    """Only what holds today helps."""
    over = until is not None and until < on
    if state != MeasureState.IN_FORCE or over or valid_from > on:
        raise Refused("measure_not_in_force", "this measure does not hold today")


def must_say_why_not(ask: SettleMeasure) -> None:
    """A suggestion that is set aside has its reason."""
    if not ask.helps and ask.reason is None:
        raise Refused("reason_missing", "say why it does not help", status=422)
