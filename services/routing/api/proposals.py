"""What comes before a leader: proposals, the sheets they are put on, and the scans of these."""

import asyncio
from pathlib import Path
from typing import Annotated

from fastapi import Query
from fastapi.responses import Response

from services.routing import handlers
from services.routing.api.files import AS_IT_IS, BYTES, FileNamed, received
from services.routing.documents.approval import approval_pdf
from services.routing.documents.barcodes import barcodes_on
from services.routing.domain.commands import On
from services.routing.domain.files import AddFile
from services.routing.domain.proposals import GiveBack, ProposalId, Propose, Submit
from services.routing.domain.roles import LEADERS_SIDE, OFFICE, R
from services.routing.domain.sheets import sheet_of
from services.routing.store import proposals as store
from shared.contracts.envelope import CaseId
from shared.gate import Access, Endpoints
from shared.http import Answer, Call, Reader

router = Endpoints()

# fmt: off
ACCESS = {
    ("POST", "/v1/cases/{case_id}/proposals"):          Access({R.CLERK, R.COUNTY_OFFICE}, "county offices: on what they have"),
    ("POST", "/v1/proposals/{proposal_id}/give-back"):  Access({R.OFFICE_HEAD, R.UNIT_HEAD}, "their own office's"),
    ("POST", "/v1/proposals/{proposal_id}/submit"):     Access({R.OFFICE_HEAD, R.UNIT_HEAD}, "their own office's"),
    ("GET",  "/v1/proposals/{proposal_id}/sheet"):      Access(OFFICE | LEADERS_SIDE | {R.COUNTY_OFFICE, R.UNIT_HEAD}, "leaders, county offices: their own"),
    ("POST", "/v1/scans"):                              Access({R.SECRETARY, R.CLERK, R.COUNTY_OFFICE}, "secretaries: their leader's; offices: their own"),
}
# fmt: on


@router.post("/cases/{case_id}/proposals")
async def propose(case_id: CaseId, command: Propose, call: Call) -> Answer:
    return await call.run(handlers.propose, command, subject=f"case/{case_id}")


@router.post("/proposals/{proposal_id}/give-back")
async def give_back(proposal_id: ProposalId, command: GiveBack, call: Call) -> Answer:
    on = On(proposal_id, command)
    return await call.run(handlers.give_back, on, subject=on.subject)


@router.post("/proposals/{proposal_id}/submit")
async def submit(proposal_id: ProposalId, command: Submit, call: Call) -> Answer:
    on = On(proposal_id, command)
    return await call.run(handlers.submit, on, subject=on.subject)


@router.get("/proposals/{proposal_id}/sheet", response_class=Response)
async def sheet(proposal_id: ProposalId, read: Reader) -> Response:
    approval = await read.found(store.find_approval, proposal_id, what="proposal", actor=read.actor)
    body = await asyncio.to_thread(approval_pdf, approval)
    headers = AS_IT_IS | {"Content-Disposition": f'attachment; filename="{proposal_id}.pdf"'}
    return Response(body, media_type="application/pdf", headers=headers)


@router.post("/scans", status_code=201, openapi_extra=BYTES)
async def scan(
    call: Call,
    named: FileNamed,
    sheet: Annotated[ProposalId | None, Query(description="where the barcode is spoilt")] = None,
) -> Answer:
    async with received(call) as upload:
        codes = await asyncio.to_thread(barcodes_on, Path(upload.incoming), upload.media_type)
        of = sheet or sheet_of(codes)
        name = named or "扫描件"
        asked = AddFile(case_id=of.rpartition("-")[0], name=name, purpose="scan")
        return await call.run(
            handlers.file_scan,
            handlers.Scanned(of, sheet is None, handlers.Arrived(asked, upload)),
            subject=f"case/{asked.case_id}",
            status=201,
            body=f"{of} {name} {upload.sha256}".encode(),
        )
