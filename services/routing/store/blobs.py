"""The folder of files: bytes by their sha256, written once, never executable, never changed.

A file comes in beside the shelves, at the door, and is put on its shelf under a second name.  The first
one stays until the transaction that knows of the file has committed: a try that was rolled back can be
made again, and bytes that nobody came to know of are found by what is left at the door.  All replicas
share the folder, which is one file system with hard links.
"""

import asyncio
import hashlib
import os
import secrets
from collections.abc import AsyncIterator
from pathlib import Path

from services.routing.domain.files import (
    HEAD,
    PDF,
    ZIP,
    Upload,
    must_be_of_a_kind,
    must_not_be_empty,
    must_not_be_larger,
)
from services.routing.domain.packed import must_be_of_taken_parts, must_not_act
from services.routing.store.packed import parts_of, words_of

CHUNK = 1 << 20
READ_ONLY = 0o440


def shelf(folder: Path, sha256: str) -> Path:
    """Where the bytes with this digest lie."""
    return folder / sha256[:2] / sha256[2:4] / sha256


async def receive(folder: Path, stream: AsyncIterator[bytes], limit: int) -> Upload:
    """Write what comes to the folder's door, and see what it is.

    Raises `Refused` ``file_too_large`` (413) as soon as it is, ``file_empty``, ``file_type_unknown``,
    ``file_unreadable``, ``part_not_taken`` or ``file_can_run`` (422); then nothing is left at the door.
    """
    door = folder / "incoming"
    await asyncio.to_thread(door.mkdir, parents=True, exist_ok=True)
    path = door / secrets.token_hex(16)
    try:
        return await _receive(path, stream, limit)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


async def _receive(path: Path, stream: AsyncIterator[bytes], limit: int) -> Upload:
    digest, size, head = hashlib.sha256(), 0, b""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        async for chunk in stream:
            size += len(chunk)
            must_not_be_larger(size, limit)
            digest.update(chunk)
            head = (head + chunk)[:HEAD] if len(head) < HEAD else head
            await asyncio.to_thread(file.write, chunk)
        must_not_be_empty(size)
        await asyncio.to_thread(_settle, file.fileno())
    media_type, extension = await asyncio.to_thread(_kind, path, head)
    return Upload(digest.hexdigest(), size, media_type, extension, path)


def _settle(descriptor: int) -> None:
    os.fchmod(descriptor, READ_ONLY)
    os.fsync(descriptor)


def _kind(path: Path, head: bytes) -> tuple[str, str]:
    """What the file is, looked into as far as it packs other things."""
    if head.startswith(ZIP):
        return must_be_of_taken_parts(parts_of(path))
    media_type, extension = must_be_of_a_kind(head)
    if media_type == PDF:
        must_not_act(words_of(path))
    return media_type, extension


async def shelve(folder: Path, upload: Upload) -> None:
    """Put a received file on its shelf; the same bytes lie there once."""
    await asyncio.to_thread(_shelve, Path(upload.incoming), shelf(folder, upload.sha256))


def _shelve(incoming: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    new = place.with_name(f"{place.name}.{secrets.token_hex(8)}")
    os.link(incoming, new)
    try:
        new.replace(place)  # does nothing where both are the same file already
    finally:
        new.unlink(missing_ok=True)
    for directory in (place.parent, place.parent.parent):
        descriptor = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(descriptor)  # the name is on the disk before the row says so
        finally:
            os.close(descriptor)


async def discard(upload: Upload) -> None:
    """Take away what was received from the door; what was shelved stays on its shelf."""
    await asyncio.to_thread(Path(upload.incoming).unlink, missing_ok=True)


async def is_whole(folder: Path, sha256: str) -> bool:
    """Whether the bytes lie there as they were written."""
    return await asyncio.to_thread(_is_whole, shelf(folder, sha256), sha256)


def _is_whole(place: Path, sha256: str) -> bool:
    try:
        return _digest(place) == sha256
    except FileNotFoundError:
        return False


async def remove(folder: Path, sha256: str) -> None:
    """Remove bytes that no file is made of any more."""
    await asyncio.to_thread(shelf(folder, sha256).unlink, missing_ok=True)


async def left_at_door(folder: Path, older_than_s: float) -> dict[Path, str]:
    """What replicas that died left at the door, with the digest of its bytes; in real time."""
    return await asyncio.to_thread(_left_at_door, folder / "incoming", older_than_s)


def _left_at_door(door: Path, older_than_s: float) -> dict[Path, str]:
    if not door.is_dir():
        return {}
    here = door / f".{secrets.token_hex(8)}"
    here.touch()
    present = here.stat().st_mtime  # the folder's own clock, which may be another machine's
    here.unlink()
    left = [f for f in door.iterdir() if present - f.stat().st_mtime > older_than_s]
    return {file: _digest(file) for file in left}


def _digest(place: Path) -> str:
    with place.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


async def take_from_door(left: Path) -> None:
    """Remove what was left there."""
    await asyncio.to_thread(left.unlink, missing_ok=True)
