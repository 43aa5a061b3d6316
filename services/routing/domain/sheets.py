"""The sheet 呈批单: what a leader gets to read, and the barcode by which the handwriting finds its way back."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from services.routing.domain.files import Kept
from services.routing.domain.proposals import Proposal, office_of
from services.routing.domain.roles import R
from services.routing.domain.terms import Terms
from shared.contracts.envelope import Actor
from shared.contracts.intake import HandlingClass
from shared.contracts.routing import Part, Urgency
from shared.rules import Refused, unknown

BARCODE = re.compile(r"^([A-Z]{2}[0-9]{4}-[0-9]{6}-p[0-9]{1,4})$")
"""What the barcode of a sheet says."""

FoundBy = Literal["barcode", "hand"]
"""What led a scan to its sheet."""

URGENCIES: dict[Urgency, str] = {"normal": "平件", "urgent": "加急", "extra_urgent": "特急"}

CLASSES: Mapping[HandlingClass, str] = {
    "inquiry": "咨询类",
    "livelihood": "民生类",
    "complex": "复杂事项",
    "none": "不计时",
}


@dataclass(frozen=True, slots=True)
class Task:
    """A unit's share as the sheet names it."""

    unit_name: str
    part: Part
    task: str


@dataclass(frozen=True, slots=True)
class Approval:
    """What the sheet says; what contact the author wrote is struck out."""

    sheet: str
    office: str
    post_title: str
    holder: str
    case_number: str
    urgency: Urgency
    class_line: str
    posted_on: date | None
    title: str
    body: str
    told: tuple[str, ...]  # 核实情况, a line each
    wishes: str
    demands: tuple[str, ...]
    opinion: str
    tasks: tuple[Task, ...]
    due_on: date
    proposed_by: str
    signed_by: str
    signed_on: date
    remark: str | None


def class_line(handling_class: HandlingClass, terms: Terms) -> str:
    """The class, and how soon the public is answered."""
    days = terms.public_days.get(handling_class)
    return CLASSES[handling_class] + (f"（{days}日内回复）" if days else "")


def must_be_signed(proposal: Proposal) -> None:
    """There is no sheet, and nothing to scan, before the office head signed."""
    if proposal.submitted_to is None:
        raise Refused("not_submitted", "the office head has not signed this proposal")


def must_be_before(proposal: Proposal, actor: Actor) -> None:
    """A secretary files what the own leader wrote, an office what was written on its own sheets."""
    if actor.role == R.SECRETARY:
        own = actor.post == proposal.submitted_to
    else:
        own = office_of(actor) == proposal.unit_id
    if not own:
        raise unknown("proposal")


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
