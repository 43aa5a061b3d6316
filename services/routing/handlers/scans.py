"""扫码归档: the scan of a leader's handwriting, and the acts that stand on it."""

from services.routing.domain.cases import Case
from services.routing.domain.files import must_be_there
from services.routing.domain.instructions import must_be_recorded_with_scan
from services.routing.domain.proposals import Proposal, must_be_a_scan
from services.routing.store.files import load_files
from services.routing.store.proposals import newest_scan
from shared.context import Ctx
from shared.contracts.routing import Mode


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
