"""Files and lists of 留言, and what became of each of their rows."""

import asyncio
import json
from typing import Annotated
from uuid import UUID

from fastapi import Path, Response

from services.intake import documents
from services.intake.api.office import office
from services.intake.documents import uploads
from services.intake.domain.imports import RevealRow, SettleRow
from services.intake.domain.roles import DESK, R
from services.intake.handlers import imports, invalid_rows
from services.intake.handlers.invalid_rows import Look, Place, Settle
from services.intake.store import imports as runs
from shared.gate import Access, Endpoints
from shared.http import Answer, Call, Cursor, Limit, Reader, in_clear

router = Endpoints()

RowNo = Annotated[int, Path(ge=1, le=2**31 - 1)]

ACCESS = {
    ("POST", "/v1/imports"): Access({R.CLERK, R.ADMIN}),
    ("GET", "/v1/imports"): Access({R.CLERK, R.ADMIN, R.OFFICE_HEAD}),
    ("GET", "/v1/imports/{import_id}"): Access({R.CLERK, R.ADMIN, R.OFFICE_HEAD}),
    ("GET", "/v1/invalid-rows"): Access({R.CLERK, R.OFFICE_HEAD}),
    ("POST", "/v1/imports/{import_id}/rows/{row}/reveal"): Access(
        DESK, "for a purpose; journalled"
    ),
    ("POST", "/v1/imports/{import_id}/rows/{row}/settle"): Access(DESK),
}


@router.post(
    "/imports",
    summary="接收: take in an export of the board, row by row",
    openapi_extra=uploads.FILE,
)
async def take_in(call: Call, read: Reader) -> Response:
    file = await uploads.receive(call.request, call.runtime.settings.import_limit)
    export = await asyncio.to_thread(documents.read, file.content, file.media_type)
    sha256 = await asyncio.to_thread(uploads.sha256, file)
    begun = await call.run(imports.begin, imports.Begin(export, sha256), body=sha256.encode())
    import_id = json.loads(bytes(begun.body))["import_id"]
    await imports.carry_on(call.runtime, call.actor, import_id, export.rows)
    return await _imported(read, import_id)


@router.get("/imports", summary="imports, the newest first, and where each stands")
async def list_imports(read: Reader, cursor: Cursor = None, limit: Limit = 50) -> Answer:
    return await read.page(runs.list_imports, cursor, limit)


@router.get("/imports/{import_id}", summary="what became of each row of an import")
async def show_import(import_id: UUID, read: Reader) -> Response:
    return await _imported(read, str(import_id))


@router.get(
    "/invalid-rows", summary="异常行: rows that became no case, until a person settled them"
)
async def invalid(read: Reader, cursor: Cursor = None, limit: Limit = 50) -> Answer:
    return await read.page(runs.list_open_rows, cursor, limit)


@router.post(
    "/imports/{import_id}/rows/{row}/reveal", summary="异常行查阅: each look is journalled"
)
async def reveal(import_id: UUID, row: RowNo, command: RevealRow, call: Call) -> Answer:
    look = Look(Place(str(import_id), row), command)
    sealed = await call.run(invalid_rows.reveal_row, look, once=("sealed",))
    opened = invalid_rows.opened(json.loads(bytes(sealed.body)), call.runtime.settings.ring)
    return in_clear(sealed, opened)


@router.post("/imports/{import_id}/rows/{row}/settle", summary="异常行处置")
async def settle(import_id: UUID, row: RowNo, command: SettleRow, call: Call) -> Answer:
    return await call.run(invalid_rows.settle_row, Settle(Place(str(import_id), row), command))


async def _imported(read: Reader, import_id: str) -> Response:
    whole: str = await read.found(
        runs.show_import, import_id, actor=read.actor, office=office(read), what="import"
    )
    return Response(whole, media_type="application/json")
