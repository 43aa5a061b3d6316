"""扫码归档: the scan of a leader's handwriting, and the acts that stand on it."""

from typing import NamedTuple

from services.routing.domain.cases import Case, known
from services.routing.domain.files import must_be_there
from services.routing.domain.instructions import must_be_recorded_with_scan
from services.routing.domain.proposals import Proposal
from services.routing.domain.sheets import FoundBy, must_be_a_scan, must_be_before, must_be_signed
from services.routing.handlers.files import Arrived, keep_file
from services.routing.handlers.steps import signature
from services.routing.store.files import load_files
from services.routing.store.proposals import add_scan, load_proposals, newest_scan
from shared.context import Ctx
from shared.contracts.routing import Mode, ScanFiled
from shared.outcome import Entry, Outcome
from shared.rules import unknown


class Scanned(NamedTuple):
    """A scan that came in, and the sheet that it is of."""

    sheet: str
    by_barcode: bool
    arrived: Arrived


async def file_scan(ctx: Ctx, command: Scanned, case: Case | None) -> Outcome:
    """Put the scan with the case, as the handwriting on that sheet."""
    case = known(case)
    proposals = {p.proposal_id: p for p in await load_proposals(ctx.tx, case.case_id)}
    if command.sheet not in proposals:
        raise unknown("proposal")
    proposal = proposals[command.sheet]
    must_be_before(proposal, ctx.actor)
    must_be_signed(proposal)
    kept = await keep_file(ctx, command.arrived, case)
    file_id = str((kept.answer or {})["file_id"])
    found_by: FoundBy = "barcode" if command.by_barcode else "hand"
    filed = ScanFiled(case_id=case.case_id, sheet=command.sheet, file_id=file_id, by=ctx.actor)
    entry = Entry(
        subject=case.subject,
        action="file_scan",
        actor=ctx.actor,
        facts={"sheet": command.sheet, "file": file_id, "found_by": found_by},
    )
    row = add_scan(
        case, file_id, command.sheet, found_by=found_by, at=ctx.now, by=signature(ctx.actor)
    )
    return Outcome(
        changes=[*kept.changes, row],
        journal=[*kept.journal, entry],
        events=[*kept.events, filed],
        answer={"sheet": command.sheet, "file_id": file_id, "found_by": found_by},
    )


async def scan_of(
    ctx: Ctx, case: Case, asked: str | None, proposal: Proposal | None, mode: Mode
) -> str | None:
    """The handwriting an act was recorded from: the file named, or the one filed by barcode."""
    scan = asked
    if mode == "recorded" and scan is None and proposal is not None:
        scan = await newest_scan(ctx.tx, proposal.proposal_id)
    must_be_recorded_with_scan(mode, scan)
    if scan is not None:
        kept = await load_files(ctx.tx, case.case_id)
        must_be_there([scan], kept)
        must_be_a_scan(kept[scan])
    return scan
