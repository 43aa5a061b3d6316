"""Cases that belong together: joined, or grouped with their like."""

from datetime import datetime
from typing import ClassVar

from pydantic import Field

from shared.contracts.envelope import Actor, CaseEvent, CaseId
from shared.contracts.intake.words import JoinedAs


class CaseJoined(CaseEvent):
    """并入: another case repeats this one or asks after it; its handler is shown that."""

    topic: ClassVar[str] = "intake.case_joined.v1"
    hanzi: ClassVar[str] = "并入"

    from_case: CaseId
    joined_as: JoinedAs
    posted_at: datetime
    by: Actor


class LikeCasesGrouped(CaseEvent):
    """同类件归并: this case is one of several on a like matter; they share facts, not replies."""

    topic: ClassVar[str] = "intake.like_cases_grouped.v1"
    hanzi: ClassVar[str] = "同类件归并"
    personal: ClassVar[bool] = True

    group_id: str
    subject_matter: str = Field(repr=False)
    fact_base: str = Field(repr=False, description="what holds for all of them")
    cases: tuple[CaseId, ...] = Field(description="all cases of the group, this one among them")
    by: Actor


class LikeCaseParted(CaseEvent):
    """移出同类件: the case turned out not to be like the others."""

    topic: ClassVar[str] = "intake.like_case_parted.v1"
    hanzi: ClassVar[str] = "移出同类件"

    group_id: str
    reason: str = Field(description="a reason code")
    by: Actor
