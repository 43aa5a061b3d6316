"""Measures for all in the same situation 共性措施."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from shared.contracts.envelope import Actor, CaseEvent, Event


class MeasureLinked(CaseEvent):
    """关联措施: a measure helps in this case, or was looked at and does not."""

    topic: ClassVar[str] = "routing.measure_linked.v1"
    hanzi: ClassVar[str] = "关联措施"

    measure_id: str
    helps: bool
    suggested: bool = Field(description="whether the case was found by the measure's words")
    by: Actor


class MeasureIssued(Event):
    """共性措施: one fix for everybody in the same situation."""

    topic: ClassVar[str] = "routing.measure_issued.v1"
    hanzi: ClassVar[str] = "共性措施"

    measure_id: str
    title: str
    condition: str
    rule: str
    proof_accepted: tuple[str, ...]
    issuer: str
    issuer_name: str
    document_no: str | None
    issued_on: date
    valid_from: date
    valid_until: date | None
    by: Actor

    @property
    def subject(self) -> str:
        return f"measure/{self.measure_id}"


class MeasureRevoked(Event):
    """废止措施: a measure holds no more."""

    topic: ClassVar[str] = "routing.measure_revoked.v1"
    hanzi: ClassVar[str] = "废止措施"

    measure_id: str
    reason: str = Field(description="a code")
    by: Actor

    @property
    def subject(self) -> str:
        return f"measure/{self.measure_id}"
