"""The office's own practice 办件规程: what its documents settle and the law leaves open.

A practice comes from a document and holds from a day on; the one that held on a day is still there
to be looked up.  Until the office sets one, the preset below holds.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from services.routing.domain.cases import ENDS, CaseState
from services.routing.domain.commands import Command, Name
from services.routing.domain.organisation import COUNTY_OFFICE_TYPE, Unit
from services.routing.domain.terms import PRESET_TERMS, Terms
from shared.contracts.routing import Level

Target = Literal["city_unit", "county_office", "county_unit"]
"""Whom a case is given to: a city unit, a county's office, a county's own unit."""

CountyReading = Literal["always", "city_matters", "never"]
"""Which drafts of a county office its leader reads: all, those the leader will not read anyway, none."""

CountyLetters = Literal["signed", "at_once"]
"""Whether the head of a county's office signs its letters."""

INSTRUCTED_BY: Mapping[Target, tuple[Level, ...]] = {
    "city_unit": ("city",),
    "county_office": ("city",),
    "county_unit": ("county",),
}

STAYS: Mapping[CaseState, int] = {
    CaseState.OPENED: 2,
    CaseState.PROPOSED: 2,
    CaseState.SUBMITTED: 3,
    CaseState.INSTRUCTED: 2,
    CaseState.DISPATCHED: 15,
    CaseState.REPLIED: 3,
    CaseState.REVIEWED: 3,
    CaseState.READ: 2,
    CaseState.PUBLISHED: 14,
}


class Practice(BaseModel):
    """What the office may set; each field has the preset's value."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    instructed_by: Mapping[Target, tuple[Level, ...]] = Field(
        default=INSTRUCTED_BY,
        description="whose instruction opens the way to whom, any of those named being enough; "
        "county_office: city is 先批后交, none is 先交后批",
    )

    county_reading: CountyReading = Field(
        default="city_matters",
        description="which drafts of a county's office its leader reads 县级阅批: always, "
        "city_matters (those addressed to another, who reads at the end), never",
    )
    county_letters: CountyLetters = Field(
        default="signed",
        description="a county's own letters: signed by its office's head 签发, or sent at_once",
    )
    refusal_days: int = Field(default=2, ge=0, le=30, description="退件: weekdays to refuse in")
    bounces: int = Field(default=2, ge=0, le=20, description="退件: so often in a round, no more")

    terms: Terms = Field(default=PRESET_TERMS, description="by when letters want an answer")

    countersign_days: int = Field(default=2, ge=0, le=30, description="会签: weekdays to answer in")

    stays: Mapping[CaseState, int] = Field(
        default=STAYS, description="nightly look: so many days a case may stay in a state"
    )

    @field_validator("instructed_by")
    @classmethod
    def _every_target(
        cls, rows: Mapping[Target, tuple[Level, ...]]
    ) -> Mapping[Target, tuple[Level, ...]]:
        """A target that is not named keeps the preset's row."""
        return {**INSTRUCTED_BY, **rows}

    @field_validator("stays")
    @classmethod
    def _every_state(cls, rows: Mapping[CaseState, int]) -> Mapping[CaseState, int]:
        """A state that is not named keeps the preset's days; one that ends a case has none."""
        if set(rows) & set(ENDS) or not all(1 <= days <= 366 for days in rows.values()):
            raise ValueError("1 to 366 days in a state that is no end")
        return {**STAYS, **rows}


PRESET = Practice()


class PutPractice(Command):
    """办件规程: set the practice by a document, from a day on."""

    document: Annotated[Name, Field(description="name and number of the document")]
    valid_from: date
    rules: Practice = PRESET


def target_of(unit: Unit) -> Target:
    """What kind of target a unit is."""
    if unit.unit_type == COUNTY_OFFICE_TYPE:
        return "county_office"
    return "city_unit" if unit.level == "city" else "county_unit"
