"""Files and lists of 留言, and what became of each of their rows."""

import asyncio
import json
from uuid import UUID

from fastapi import APIRouter, Response

from services.intake import documents
from services.intake.documents import uploads
from services.intake.domain.roles import R
from services.intake.handlers import imports
from services.intake.store import imports as runs
from shared.http import Access, Answer, Call, Cursor, Limit, Reader

router = APIRouter(prefix="/v1")

ACCESS = {
    ("POST", "/v1/imports"): Access({R.CLERK, R.ADMIN}),
    ("GET", "/v1/imports"): Access({R.CLERK, R.ADMIN, R.OFFICE_HEAD}),
    ("GET", "/v1/imports/{import_id}"): Access({R.CLERK, R.ADMIN, R.OFFICE_HEAD}),
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


async def _imported(read: Reader, import_id: str) -> Response:
    whole: str = await read.found(runs.show_import, import_id, what="import")
    return Response(whole, media_type="application/json")
