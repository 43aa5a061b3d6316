"""Looking into files that pack other things, without unpacking them: the parts of a document, the words of a PDF."""

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject

from services.routing.domain.packed import HEAD, MOST_PARTS, Part, unreadable

MOST_WORDS = 2_000_000
"""A PDF of more is not looked through, and so not taken."""

MOST_RELATIONS = 2**20
"""Bytes of a part that relates parts."""

SEALED = 0x1
BROKEN = (PyPdfError, OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError,
          IndexError, NotImplementedError, AssertionError, zipfile.BadZipFile, EOFError)  # fmt: skip


def parts_of(path: Path) -> list[Part]:
    """The parts of a packed document; none of a broken one."""
    try:
        with zipfile.ZipFile(path) as packed:
            infos = packed.infolist()
            return [_part(packed, info) for info in infos[: MOST_PARTS + 1]]
    except (*BROKEN, zipfile.LargeZipFile, zlib.error):
        return []


def _part(packed: zipfile.ZipFile, info: zipfile.ZipInfo) -> Part:
    sealed = bool(info.flag_bits & SEALED)
    if sealed or info.is_dir():
        return Part(info.orig_filename, info.file_size, b"", sealed)
    whole = info.filename.endswith((".rels", "[Content_Types].xml"))
    if whole and info.file_size > MOST_RELATIONS:
        return Part(info.orig_filename, info.file_size, b"", sealed=True)
    with packed.open(info) as part:
        return Part(
            info.orig_filename, info.file_size, part.read(MOST_RELATIONS if whole else HEAD)
        )


def words_of(path: Path) -> set[str]:
    """The names that the objects of a PDF use.

    Raises `Refused` ``file_unreadable`` (422) where it is broken, or sealed with a password.
    """
    try:
        reader = PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise unreadable()
        return set(_words(reader))
    except BROKEN:
        raise unreadable() from None


def _words(reader: PdfReader) -> Iterator[str]:
    """Every name in every object that the file's root leads to."""
    seen: set[int] = set()
    open_: list[Any] = [reader.trailer]
    count = 0
    while open_:
        one = open_.pop()
        if isinstance(one, IndirectObject):
            if one.idnum in seen:
                continue
            seen.add(one.idnum)
            one = one.get_object()
        count += 1
        if count > MOST_WORDS:
            raise ValueError("more than is looked through")
        if isinstance(one, DictionaryObject):
            yield from one
            open_ += one.values()
        elif isinstance(one, ArrayObject):
            open_ += one
        elif isinstance(one, NameObject):
            yield str(one)
