"""What comes before the leader, the leader's instruction, and what is counted of it."""

import asyncio
from datetime import date
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from services.routing import handlers
from services.routing.api.files import AS_IT_IS, BYTES, received
from services.routing.documents.approval import approval_pdf
from services.routing.documents.barcodes import barcodes_on
from services.routing.domain.commands import Ident, Instruct, InstructionId, On
from services.routing.domain.files import AddFile, FileName
from services.routing.domain.proposals import GiveBack, ProposalId, Propose, Submit, sheet_of
from services.routing.domain.roles import LEADERS_SIDE, OFFICE, R
from services.routing.store import instructions
from services.routing.store import proposals as store
from shared.contracts.envelope import CaseId
from shared.http import Access, Answer, Call, Cursor, Limit, Reader

router = APIRouter(prefix="/v1")

# fmt: off
ACCESS = {
    ("POST", "/v1/cases/{case_id}/proposals"):             Access({R.CLERK}),
    ("POST", "/v1/proposals/{proposal_id}/give-back"):     Access({R.OFFICE_HEAD}),
    ("POST", "/v1/proposals/{proposal_id}/submit"):        Access({R.OFFICE_HEAD}),
    ("GET",  "/v1/proposals/{proposal_id}/sheet"):         Access(OFFICE | LEADERS_SIDE, "leaders: their own"),
    ("POST", "/v1/scans"):                                 Access({R.SECRETARY, R.CLERK}, "secretaries: their leader's"),
    ("GET",  "/v1/submissions"):                           Access(OFFICE | LEADERS_SIDE, "leaders: their own"),
    ("POST", "/v1/cases/{case_id}/instruct"):              Access(LEADERS_SIDE, "the addressee"),
    ("POST", "/v1/instructions/{instruction_id}/amend"):   Access(LEADERS_SIDE, "who gave it"),
    ("GET",  "/v1/personal-acts"):                         Access(OFFICE | LEADERS_SIDE, "leaders: their own"),
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
    name: Annotated[FileName, Query()] = "扫描件",
    sheet: Annotated[ProposalId | None, Query(description="where the barcode is spoilt")] = None,
) -> Answer:
    async with received(call) as upload:
        codes = await asyncio.to_thread(barcodes_on, Path(upload.incoming), upload.media_type)
        of = sheet or sheet_of(codes)
        asked = AddFile(case_id=of.rpartition("-")[0], name=name, purpose="scan")
        return await call.run(
            handlers.file_scan,
            handlers.Scanned(of, sheet is None, handlers.Arrived(asked, upload)),
            subject=f"case/{asked.case_id}",
            status=201,
            body=f"{of} {name} {upload.sha256}".encode(),
        )


@router.get("/submissions")
async def submissions(
    read: Reader,
    post: Annotated[Ident | None, Query()] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Answer:
    return await read.page(store.list_submitted, cursor, limit, actor=read.actor, post=post)


@router.post("/cases/{case_id}/instruct")
async def instruct(case_id: CaseId, command: Instruct, call: Call) -> Answer:
    return await call.run(handlers.instruct, command, subject=f"case/{case_id}")


@router.post("/instructions/{instruction_id}/amend")
async def amend(instruction_id: InstructionId, command: Instruct, call: Call) -> Answer:
    on = On(instruction_id, command)
    return await call.run(handlers.amend, on, subject=on.subject)


@router.get("/personal-acts")
async def personal_acts(
    read: Reader,
    since: Annotated[date, Query(alias="from")],
    until: date,
    post: Annotated[Ident | None, Query()] = None,
) -> Answer:
    return await read.one(
        instructions.count_personal_acts, since, until, actor=read.actor, post=post
    )
