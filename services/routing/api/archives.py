"""一案一档: one PDF of all that is known of a case, for the office."""

import asyncio
import hashlib

from fastapi.responses import Response

from services.routing import handlers
from services.routing.api.files import AS_IT_IS
from services.routing.documents.archive_pdf import archive_pdf
from services.routing.domain.roles import OFFICE
from services.routing.store import archives as store
from services.routing.store import blobs
from shared.contracts.envelope import CaseId
from shared.gate import Access, Endpoints
from shared.http import Reader

router = Endpoints()

ACCESS = {("GET", "/v1/cases/{case_id}/archive"): Access(OFFICE)}


@router.get("/cases/{case_id}/archive", response_class=Response)
async def archive(case_id: CaseId, read: Reader) -> Response:
    found: store.Found = await read.found(store.find_archive, case_id, actor=read.actor)
    folder = read.runtime.settings.files
    whole = {
        kept.file_id: blobs.shelf(folder, kept.sha256)
        for kept in found.kept
        if not kept.erased and await blobs.is_whole(folder, kept.sha256)
    }
    body, pages = await asyncio.to_thread(archive_pdf, found.archive, whole)
    made = handlers.Made(hashlib.sha256(body).hexdigest(), len(body), pages)
    async with read.runtime.transaction() as tx:
        await read.runtime.perform(
            tx, handlers.note_archive, made, subject=f"case/{case_id}", actor=read.actor
        )
    headers = AS_IT_IS | {
        "Content-Disposition": f'attachment; filename="{case_id}.pdf"',
        "ETag": f'"{made.sha256}"',
        "X-Content-SHA256": made.sha256,
    }
    return Response(body, media_type="application/pdf", headers=headers)
