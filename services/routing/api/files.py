"""Files 附件: the body of an upload is the file itself; a download is always an attachment."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import Query
from fastapi.responses import FileResponse

from services.routing import handlers
from services.routing.domain.files import AddFile, FileId, Kept, Upload
from services.routing.domain.roles import EVERYBODY
from services.routing.store import blobs, files
from shared.gate import Access, Endpoints
from shared.http import Answer, Call, Reader

router = Endpoints()

ACCESS = {
    ("POST", "/v1/files"): Access(EVERYBODY, "units: cases they have a part in"),
    ("GET", "/v1/files/{file_id}"): Access(EVERYBODY, "units: their own cases"),
}

BYTES: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}

AS_IT_IS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, no-store",
}
"""Nothing in a file may run where it is looked at."""


@asynccontextmanager
async def received(call: Call) -> AsyncIterator[Upload]:
    """The body of the request as a file at the door, gone from there afterwards."""
    settings = call.runtime.settings
    upload = await blobs.receive(settings.files, call.request.stream(), settings.file_limit)
    try:
        yield upload
    except BaseException:
        await handlers.abandon(call.runtime, upload)
        raise
    await blobs.discard(upload)


@router.post("/files", status_code=201, openapi_extra=BYTES)
async def add_file(asked: Annotated[AddFile, Query()], call: Call) -> Answer:
    async with received(call) as upload:
        return await call.run(
            handlers.keep_file,
            handlers.Arrived(asked, upload),
            subject=f"case/{asked.case_id}",
            status=201,
            body=f"{asked.model_dump_json()}{upload.sha256}".encode(),
        )


@router.get("/files/{file_id}", response_class=FileResponse)
async def get_file(file_id: FileId, read: Reader) -> FileResponse:
    folder = read.runtime.settings.files
    kept: Kept = await read.found(files.find_file, file_id, actor=read.actor, what="file")
    await handlers.must_be_whole(folder, kept)
    return FileResponse(
        blobs.shelf(folder, kept.sha256),
        media_type=kept.media_type,
        filename=kept.download_name,
        content_disposition_type="attachment",
        headers=AS_IT_IS | {"ETag": f'"{kept.sha256}"'},
    )
