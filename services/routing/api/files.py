"""Files 附件: the body of an upload is the file itself; a download is always an attachment."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from email.message import Message
from typing import Annotated, Any

from fastapi import Depends, Header, Query
from fastapi.responses import FileResponse
from pydantic import TypeAdapter, ValidationError

from services.routing import handlers
from services.routing.domain.files import AddFile, AskedFile, FileId, FileName, Kept, Upload
from services.routing.domain.roles import EVERYBODY
from services.routing.store import blobs, files
from shared.gate import Access, Endpoints
from shared.http import Answer, Call, Reader
from shared.rules import Refused

router = Endpoints()

ACCESS = {
    ("POST", "/v1/files"): Access(EVERYBODY, "units: cases they have a part in"),
    ("GET", "/v1/files/{file_id}"): Access(EVERYBODY, "units: their own cases"),
}

NAME: TypeAdapter[str] = TypeAdapter(FileName)

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


def file_name(
    content_disposition: Annotated[
        str | None, Header(description="`attachment; filename*=UTF-8''%E7%8E%B0%E5%9C%BA.png`")
    ] = None,
) -> str | None:
    """What the sender calls a file: in no address, for it may name people.

    Raises `Refused` ``file_name_unfit`` (422).
    """
    about = Message()
    about["Content-Disposition"] = content_disposition or ""
    name = about.get_filename()
    if name is None:
        return None
    with suppress(UnicodeError):  # sent as it is, it comes in octet by octet
        name = name.encode("latin-1").decode()
    try:
        return NAME.validate_python(name)
    except ValidationError:
        raise Refused("file_name_unfit", "no path, and 200 signs at most", status=422) from None


FileNamed = Annotated[str | None, Depends(file_name)]


@router.post("/files", status_code=201, openapi_extra=BYTES)
async def add_file(asked: Annotated[AskedFile, Query()], name: FileNamed, call: Call) -> Answer:
    adding = AddFile(name=name or "附件", **asked.model_dump())
    async with received(call) as upload:
        return await call.run(
            handlers.keep_file,
            handlers.Arrived(adding, upload),
            subject=f"case/{asked.case_id}",
            status=201,
            body=f"{adding.model_dump_json()}{upload.sha256}".encode(),
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
