"""Files 附件: evidence 佐证, scans, screenshots.

What a file is its first bytes say, never its name or its sender; only what an office reads and what
cannot run by itself is taken in, and of what packs other things only what packs the like (`packed`).  A file is known by the sha256 of its bytes and never changes.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Annotated

from pydantic import Field, StringConstraints

from services.routing.domain.assignments import AssignmentState
from services.routing.domain.cases import Case
from services.routing.domain.commands import Command
from services.routing.domain.packed import unknown_type
from services.routing.domain.roles import IN_UNITS
from shared.contracts.envelope import Actor, CaseId
from shared.contracts.routing import FilePurpose
from shared.rules import Refused

FileId = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}[0-9]{4}-[0-9]{6}-f[0-9]{1,5}$")]

FileName = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^[^\x00-\x1f\x7f/\\]{1,200}$")
]
"""What its sender calls it: shown, never used as a path."""

HEAD = 4096
"""So many first bytes tell what a file is."""


@dataclass(frozen=True, slots=True)
class FileType:
    """A kind of file that is taken in."""

    media_type: str
    extension: str
    matches: Callable[[bytes], bool]


def _starts(*magic: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(magic)


def _riff(kind: bytes) -> Callable[[bytes], bool]:
    return lambda head: head[:4] == b"RIFF" and head[8:12] == kind


def _box(*brands: bytes) -> Callable[[bytes], bool]:
    return lambda head: head[4:8] == b"ftyp" and head[8:12] in brands


def _frame_sync(head: bytes) -> bool:
    """An MP3 without a tag: eleven set bits, then a valid layer."""
    return len(head) > 2 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2


ZIP = b"PK\x03\x04"
PDF = "application/pdf"

# fmt: off
TYPES = (
    FileType("image/jpeg", "jpg",  _starts(b"\xff\xd8\xff")),
    FileType("image/png",  "png",  _starts(b"\x89PNG\r\n\x1a\n")),
    FileType("image/webp", "webp", _riff(b"WEBP")),
    FileType("image/heic", "heic", _box(b"heic", b"heix", b"mif1", b"msf1")),
    FileType("image/tiff", "tif",  _starts(b"II*\0", b"MM\0*")),
    FileType(PDF,          "pdf",  _starts(b"%PDF-")),
    FileType("video/mp4",  "mp4",  _box(b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41",
                                        b"mp42", b"avc1", b"M4V ", b"qt  ", b"3gp4", b"3gp5")),
    FileType("audio/mp4",  "m4a",  _box(b"M4A ")),
    FileType("audio/mpeg", "mp3",  lambda head: head[:3] == b"ID3" or _frame_sync(head)),
    FileType("audio/wav",  "wav",  _riff(b"WAVE")),
    FileType("audio/amr",  "amr",  _starts(b"#!AMR")),
)
# fmt: on


class AskedFile(Command):
    """上传附件: keep a file with a case."""

    case_id: CaseId
    purpose: FilePurpose = "evidence"
    confidential: bool = Field(
        default=False, description="for the office, the leaders and the sender's own unit only"
    )
    shows_author: bool = Field(
        default=False, description="shows who wrote: removed when the author's data is erased"
    )


class AddFile(AskedFile):
    """The same, with what its sender calls it."""

    name: FileName


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came in: its digest and size, what it is, and where it waits."""

    sha256: str
    size: int
    media_type: str
    extension: str
    incoming: PurePath


@dataclass(frozen=True, slots=True)
class Kept:
    """A file of a case."""

    file_id: str
    case_id: str
    sha256: str
    size: int
    media_type: str
    extension: str
    name: str
    purpose: FilePurpose
    confidential: bool
    shows_author: bool
    unit_id: str | None
    added_at: datetime
    erased: bool

    @property
    def download_name(self) -> str:
        """Its name, with the extension of what it is: ``照片.exe`` comes down as ``照片.exe.png``."""
        name = self.name or self.file_id
        same = name.lower().endswith(f".{self.extension}")
        return name if same else f"{name}.{self.extension}"


def must_be_of_a_kind(head: bytes) -> tuple[str, str]:
    """Media type and extension of a file by its first bytes.

    Raises `Refused` ``file_type_unknown`` (422).
    """
    for kind in TYPES:
        if kind.matches(head):
            return kind.media_type, kind.extension
    raise unknown_type(t.extension for t in TYPES)


def must_not_be_empty(size: int) -> None:
    """A file has something in it."""
    if size == 0:
        raise Refused("file_empty", "the file is empty", status=422)


def must_not_be_larger(size: int, limit: int) -> None:
    """A file has a limit."""
    if size > limit:
        raise Refused("file_too_large", "the file is too large", status=413, limit=limit)


def must_have_room(count: int, limit: int) -> None:
    """A case holds so many files and no more."""
    if count >= limit:
        raise Refused("too_many_files", "the case holds as many files as it may", limit=limit)


def may_see_file(kept: Kept, unit_scope: str | None, below: Collection[str]) -> bool:
    """Whether somebody who sees the case sees this file.

    `unit_scope` is the unit whose cases the person sees (None: all), `below` the units under it.
    """
    if unit_scope is None or not kept.confidential:
        return True
    return kept.unit_id == unit_scope or kept.unit_id in below


def sender_unit(actor: Actor) -> str | None:
    """The unit that a file comes from; None: the office or a leader."""
    return actor.unit if actor.role in IN_UNITS else None


def must_work_on(case: Case, actor: Actor) -> None:
    """A unit adds to a case as long as it has a part in it."""
    if actor.role not in IN_UNITS:
        return
    mine = (a for a in case.assignments if a.unit_id == actor.unit)
    if all(a.state == AssignmentState.RELEASED for a in mine):
        raise Refused("not_assigned", "your unit has no part in this case", status=403)


def must_be_there(asked: Iterable[str], kept: Mapping[str, Kept]) -> None:
    """Every file that is named is one of the case's, and was not erased."""
    missing = sorted({one for one in asked if one not in kept or kept[one].erased})
    if missing:
        raise Refused("file_unknown", "the case has no such file", status=422, files=missing)
