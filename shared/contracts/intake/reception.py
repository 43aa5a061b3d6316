"""A reception's way from the claim to the route."""

from datetime import datetime
from typing import ClassVar

from pydantic import Field

from shared.contracts.envelope import Actor, CaseEvent, CaseId
from shared.contracts.intake.words import (
    Channel,
    ContactBy,
    Demand,
    HandlingClass,
    Invariant,
    Kind,
    Route,
    VerificationOutcome,
    Wishes,
)


class CaseClaimed(CaseEvent):
    """认领: one named person holds the case from now on."""

    topic: ClassVar[str] = "intake.case_claimed.v1"
    hanzi: ClassVar[str] = "认领"

    by: Actor


class ClaimHandedOver(CaseEvent):
    """移交: the holder gave the case to a colleague."""

    topic: ClassVar[str] = "intake.claim_handed_over.v1"
    hanzi: ClassVar[str] = "移交"

    by: Actor
    to: Actor
    reason: str = Field(description="a reason code")


class VerificationRequested(CaseEvent):
    """核实请求: the author is to be called."""

    topic: ClassVar[str] = "intake.verification_requested.v1"
    hanzi: ClassVar[str] = "核实请求"

    holder: Actor


class CaseVerified(CaseEvent):
    """核实: the gate to acceptance is open, whatever the calls brought."""

    topic: ClassVar[str] = "intake.case_verified.v1"
    hanzi: ClassVar[str] = "核实"

    outcome: VerificationOutcome
    attempts: int = Field(ge=0)


class CaseClassified(CaseEvent):
    """分类: what a case is, as a person settled it: the suggestion confirmed, or changed."""

    topic: ClassVar[str] = "intake.case_classified.v1"
    hanzi: ClassVar[str] = "分类"

    kind: Kind
    domain_name: str
    subdomain_name: str | None = Field(default=None, description="None: left open")
    handling_class: HandlingClass
    division: str | None = Field(default=None, description="GB/T 2260 code, where known")
    differs: tuple[str, ...] | None = Field(
        default=None, description="fields changed from what was suggested; None: nothing was"
    )
    reason: str = Field(description="a reason code; as_suggested: confirmed")
    by: Actor


class CaseAccepted(CaseEvent):
    """受理: the reception is over and its route is chosen."""

    topic: ClassVar[str] = "intake.case_accepted.v1"
    hanzi: ClassVar[str] = "受理"

    route: Route
    reason: str | None = Field(description="why this route, a code of the office's list")
    kind: Kind
    domain_name: str = ""
    subdomain_name: str | None = None
    division: str | None = Field(default=None, description="GB/T 2260 code, where known")
    handling_class: HandlingClass
    channel: Channel
    external_id: str | None
    addressee_fid: int | None
    admitted_at: datetime
    wishes: Wishes
    duplicate_of: CaseId | None = None
    transfer_to: str | None = Field(default=None, description="unit id of the competent organ")
    accused_units: tuple[str, ...] = Field(default=(), description="units that must never see it")
    by: Actor


class DemandsListed(CaseEvent):
    """诉求登记: what the author asks for, one by one.  A later list takes the place of an earlier."""

    topic: ClassVar[str] = "intake.demands_listed.v1"
    hanzi: ClassVar[str] = "诉求登记"
    personal: ClassVar[bool] = True

    demands: tuple[Demand, ...]
    by: Actor


class InterestDeclared(CaseEvent):
    """回避登记: somebody of the office has an interest in the case and acts on it no more."""

    topic: ClassVar[str] = "intake.interest_declared.v1"
    hanzi: ClassVar[str] = "回避登记"

    sub: str = Field(description="who is excluded, as tokens name them")
    name: str
    ground: str = Field(description="a reason code: author_self, kinship, property, …")
    by: Actor


class ClaimOverdue(CaseEvent):
    """逾时未认领: nobody claimed the case in the time that the rules give; the office head is alerted."""

    topic: ClassVar[str] = "intake.claim_overdue.v1"
    hanzi: ClassVar[str] = "逾时未认领"

    due_at: datetime


class BreachFound(CaseEvent):
    """夜检发现: the nightly look found that an invariant does not hold for the reception."""

    topic: ClassVar[str] = "intake.breach_found.v1"
    hanzi: ClassVar[str] = "夜检发现"

    invariant: Invariant = Field(description="what the case has not")
    ground: str = Field(description="a code")
    since: datetime
    found_at: datetime


class BreachCleared(CaseEvent):
    """夜检销号: what the nightly look had found holds no more."""

    topic: ClassVar[str] = "intake.breach_cleared.v1"
    hanzi: ClassVar[str] = "夜检销号"

    invariant: Invariant
    ground: str = Field(description="a code")
    found_at: datetime
    cleared_at: datetime


class AttemptRecorded(CaseEvent):
    """联系记录: the office or a unit tried to reach the author by itself, not by a callback task."""

    topic: ClassVar[str] = "intake.attempt_recorded.v1"
    hanzi: ClassVar[str] = "联系记录"

    channel: ContactBy
    contact_no: int = Field(ge=0, description="0: the number told; 1, 2, …: one found later")
    outcome: VerificationOutcome
    attempted_at: datetime
    by: Actor


class FactsCorrected(CaseEvent):
    """信息更正: what the author told when he was asked; each field None where nothing was said."""

    topic: ClassVar[str] = "intake.facts_corrected.v1"
    hanzi: ClassVar[str] = "信息更正"
    personal: ClassVar[bool] = True

    no: int = Field(ge=1, description="1, 2, 3, … in the case")
    account: str | None = Field(repr=False, description="what he said, as it was noted down")
    incident_at: datetime | None
    incident_place: str | None = Field(repr=False)
    division: str | None = Field(description="GB/T 2260 code")
    consent: bool | None = Field(description="whether the unit may be given his contact")
    by: Actor


class AccusedNamed(CaseEvent):
    """被反映单位登记: the case speaks against these units: they and those below must not see it."""

    topic: ClassVar[str] = "intake.accused_named.v1"
    hanzi: ClassVar[str] = "被反映单位登记"

    accused_units: tuple[str, ...] = Field(description="all that are named by now")
    by: Actor
    held_by: str | None = Field(default=None, description="who holds the case, as tokens name them")


class SupplementRequested(CaseEvent):
    """补充请求: an author who was reached is asked for something that is missing."""

    topic: ClassVar[str] = "intake.supplement_requested.v1"
    hanzi: ClassVar[str] = "补充请求"

    no: int = Field(ge=1, description="1, 2, 3, … in the case")
    by: Actor


class SupplementReceived(CaseEvent):
    """补充材料: the author told what was missing, or something more of his own accord."""

    topic: ClassVar[str] = "intake.supplement_received.v1"
    hanzi: ClassVar[str] = "补充材料"
    personal: ClassVar[bool] = True

    no: int | None = Field(description="the request it answers; None: unasked")
    text: str = Field(repr=False)
    channel: ContactBy
    received_at: datetime
    by: Actor
