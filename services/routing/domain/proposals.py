"""拟办意见: what the office proposes to a leader, from the clerk's wording to the sheet 呈批单.

A proposal is never changed: a better one is the case's next.  The office head signs one and puts it
before a leader; the sheet that is printed then bears the proposal's id as its barcode, so that the
scan of the leader's handwriting finds its way back by itself.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from services.routing.domain.assignments import Order
from services.routing.domain.cases import Case, CaseState
from services.routing.domain.commands import Code, Command, Ident, Ordered, Text
from services.routing.domain.files import Kept
from services.routing.domain.posts import Post
from services.routing.domain.roles import R
from shared.contracts.envelope import Actor
from shared.contracts.routing import Part, Urgency
from shared.rules import Refused, unknown

ProposalId = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}[0-9]{4}-[0-9]{6}-p[0-9]{1,4}$")]

BARCODE = re.compile(r"^([A-Z]{2}[0-9]{4}-[0-9]{6}-p[0-9]{1,4})$")
"""What the barcode of a sheet says."""

FoundBy = Literal["barcode", "hand"]
"""What led a scan to its sheet."""

URGENCIES: dict[Urgency, str] = {"normal": "平件", "urgent": "加急", "extra_urgent": "特急"}


class Propose(Command):
    """拟办意见: units, their tasks, and by when."""

    opinion: Annotated[Text, Field(max_length=2000)]
    assignments: tuple[Ordered, ...] = Field(min_length=1, max_length=20)
    due_on: date
    urgency: Urgency = "normal"

    def orders(self) -> list[Order]:
        return [Order(o.unit_id, o.part, o.task) for o in self.assignments]


class GiveBack(Command):
    """审签退回."""

    reason: Code
    text: Annotated[Text, Field(max_length=2000)]


class Submit(Command):
    """审签, 呈批: sign the proposal and put it before a leader."""

    post: Ident | None = Field(default=None, description="the addressee, if not given")
    remark: Annotated[Text, Field(max_length=2000)] | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal as it was made."""

    proposal_id: str
    opinion: str
    orders: tuple[Order, ...]
    due_on: date
    urgency: Urgency
    proposed_at: datetime
    proposed_by: str
    given_back: bool
    submitted_to: str | None  # post id: signed and before that leader
    submitted_at: datetime | None
    signed_by: str | None
    remark: str | None

    @property
    def stands(self) -> bool:
        """Whether it is signed and before a leader."""
        return self.submitted_to is not None and not self.given_back


@dataclass(frozen=True, slots=True)
class Task:
    """A unit's share as the sheet names it."""

    unit_name: str
    part: Part
    task: str


@dataclass(frozen=True, slots=True)
class Approval:
    """What the sheet 呈批单 says; what contact the author wrote is struck out."""

    sheet: str
    office: str
    post_title: str
    holder: str
    case_number: str
    urgency: Urgency
    title: str
    body: str
    opinion: str
    tasks: tuple[Task, ...]
    due_on: date
    proposed_by: str
    signed_by: str
    signed_on: date
    remark: str | None


def must_be_signed(proposal: Proposal) -> None:
    """There is no sheet, and nothing to scan, before the office head signed."""
    if proposal.submitted_to is None:
        raise Refused("not_submitted", "the office head has not signed this proposal")


def must_be_before(proposal: Proposal, actor: Actor) -> None:
    """A secretary files what the own leader wrote."""
    if actor.role == R.SECRETARY and actor.post != proposal.submitted_to:
        raise unknown("proposal")


def standing(proposals: Sequence[Proposal]) -> Proposal | None:
    """The proposal that is before a leader, if one is."""
    return proposals[-1] if proposals and proposals[-1].stands else None


def awaiting(case: Case, proposals: Sequence[Proposal]) -> Proposal | None:
    """The proposal that the office head or a leader has yet to decide on, if one is there."""
    undecided = case.state in {CaseState.PROPOSED, CaseState.SUBMITTED}
    return proposals[-1] if proposals and undecided else None


def current(proposals: Sequence[Proposal], proposal_id: str) -> Proposal:
    """The proposal, if no later one has taken its place."""
    found = next((p for p in proposals if p.proposal_id == proposal_id), None)
    if found is None:
        raise unknown("proposal")
    if found is not proposals[-1] or found.given_back:
        raise Refused("not_the_current_proposal", "another proposal has taken its place")
    return found


def must_be_due_ahead(due_on: date, today: date) -> None:
    """A date to finish by is still to come."""
    if due_on <= today:
        raise Refused("due_date_past", "name a day that is still to come", status=422)


def addressed_post(case: Case, asked: str | None) -> str:
    """The post a proposal goes to: the one asked for, or the city leader the message names."""
    if asked is not None:
        return asked
    if case.addressee is None or case.addressee.level != "city":
        raise Refused("post_missing", "say which leader it goes to", status=422)
    return case.addressee.post_id


def must_be_a_city_post(post: Post | None) -> Post:
    """The city's office puts cases before the city's leaders."""
    if post is None or post.level != "city":
        raise Refused("not_a_city_post", "the office submits to a city leader's post", status=422)
    return post


def must_be_a_scan(kept: Kept) -> None:
    """An act is recorded from a picture of the handwriting that is still there."""
    if kept.purpose != "scan" or kept.erased:
        raise Refused("not_a_scan", "name the scan of the handwriting", status=422)


def barcode_of(proposal_id: str) -> str:
    """What the sheet of a proposal bears as its barcode."""
    return proposal_id


def sheet_of(barcodes: Sequence[str]) -> str:
    """The one sheet that the barcodes of a scan name.

    Raises `Refused` ``barcode_missing`` or ``barcodes_differ`` (422).
    """
    found = {match[1] for match in map(BARCODE.match, barcodes) if match}
    if not found:
        raise Refused("barcode_missing", "no barcode of ours was found on the scan", status=422)
    if len(found) > 1:
        raise Refused(
            "barcodes_differ", "the scan holds several sheets: scan each by itself", status=422,
            sheets=sorted(found),
        )  # fmt: skip
    return found.pop()
