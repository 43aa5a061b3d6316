"""A file as it comes over HTTP: as the body itself, or as the one file of a form."""

import hashlib
from typing import Any, NamedTuple

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from shared.rules import Refused

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BYTES = {"schema": {"type": "string", "format": "binary"}}

FILE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "description": '{"responseData": [row, …]} as the board gives it, or [row, …]'
                }
            },
            "text/csv": _BYTES,
            _XLSX: _BYTES,
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            },
        },
    }
}


class Upload(NamedTuple):
    """A file, and what its sender says it is."""

    content: bytes
    media_type: str


def sha256(upload: Upload) -> str:
    return hashlib.sha256(upload.content).hexdigest()


async def receive(request: Request, limit: int) -> Upload:
    """The file of a request.

    Raises `Refused` with ``file_too_large`` (413), ``file_missing`` or ``form_unreadable`` (422).
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    content = b""
    if media_type == "multipart/form-data":
        content, media_type = await _from_form(request, limit)
    else:
        parts = bytearray()
        async for part in request.stream():
            parts += part
            if len(parts) > limit:
                raise _too_large(limit)
        content = bytes(parts)
    return Upload(content, media_type)


async def _from_form(request: Request, limit: int) -> tuple[bytes, str]:
    told = request.headers.get("content-length", "")
    if not told.isdigit() or int(told) > limit:
        raise _too_large(limit)
    try:
        form = await MultiPartParser(
            request.headers, request.stream(), max_files=1, max_fields=10
        ).parse()
    except (MultiPartException, KeyError, UnicodeDecodeError) as error:
        raise Refused("form_unreadable", "send one file in a form", status=422) from error
    files = [part for part in form.values() if isinstance(part, UploadFile)]
    if len(files) != 1:
        raise Refused("file_missing", "send one file in a form, as `file`", status=422)
    content = await files[0].read()
    await form.close()
    return content, (files[0].content_type or "").lower()


def _too_large(limit: int) -> Refused:
    return Refused("file_too_large", f"a file has at most {limit} bytes", status=413)
