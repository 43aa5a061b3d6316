"""What packs other things: office documents and PDF.  Only parts on the list are taken in.

A part is known by its name and by its first bytes; whatever could run where it is opened, or would
fetch something from elsewhere, keeps the whole file out.  Whoever needs such a file prints it as PDF.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple

from shared.rules import Refused

MOST_PARTS = 20_000
MOST_UNPACKED = 512 * 2**20
"""A packed document has fewer parts, and is no larger unpacked, in bytes."""

HEAD = 512
"""So many first bytes of a part are looked at; of one that relates parts, all of it."""


class Part(NamedTuple):
    """A part: its name, what it is unpacked in bytes, its first bytes, whether it is sealed."""

    name: str
    size: int
    head: bytes
    sealed: bool = False


_OFFICE = "application/vnd.openxmlformats-officedocument"
_SHARED = (
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/[\w-]+\.xml|docProps/thumbnail\.(?:jpe?g|png|[ew]mf)"
    r"|customXml/(?:[\w-]+|_rels/[\w.-]+)\.(?:xml|rels)|docMetadata/[\w-]+\.xml"
)
_MEDIA = (
    r"media/[\w .-]+\.(?:jpe?g|png|gif|bmp|tiff?|webp|heic|wdp|emf|wmf|svg|mp4|m4a|mp3|wav|m4v|mov)"
)
_WORDS = (
    r"word/(?:[\w-]+\.xml|_rels/[\w.-]+\.rels|fonts/[\w.-]+\.(?:odttf|ttf)"
    r"|(?:theme|glossary|charts|diagrams|ink|drawings)/(?:_rels/)?[\w.-]+\.(?:xml|rels))"
)
_SHEETS = (
    r"xl/(?!connections)(?:[\w-]+\.xml|_rels/[\w.-]+\.rels|printerSettings/[\w.-]+\.bin"
    r"|(?:theme|worksheets|chartsheets|charts|drawings|tables|comments|threadedComments|persons|ctrlProps"
    r"|pivotTables|pivotCache|richData|slicers|slicerCaches|timelines|timelineCaches|diagrams)"
    r"/(?:_rels/)?[\w.-]+\.(?:xml|rels|vml))"
)
_SLIDES = (
    r"ppt/(?:[\w-]+\.xml|_rels/[\w.-]+\.rels|fonts/[\w.-]+\.fntdata|printerSettings/[\w.-]+\.bin"
    r"|(?:theme|slides|slideLayouts|slideMasters|notesSlides|notesMasters|handoutMasters|charts|diagrams"
    r"|drawings|tags|comments|media|ink)/(?:_rels/)?[\w.-]+\.(?:xml|rels|vml))"
)
_PAGES = r"OFD\.xml|Doc_\d+/(?:[\w.-]+/){0,4}[\w.-]+\.(?:xml|jpe?g|png|gif|bmp|tiff?|jb2|ttf|otf|ttc|dat|esl)"


class Packed(NamedTuple):
    """A kind of packed document: the part that says so, and the parts that it may have."""

    media_type: str
    extension: str
    parts: re.Pattern[str]


# fmt: off
PACKED = {
    "word/document.xml":    Packed(f"{_OFFICE}.wordprocessingml.document", "docx",
                                   re.compile(rf"(?:{_SHARED}|{_WORDS}|word/{_MEDIA})")),
    "xl/workbook.xml":      Packed(f"{_OFFICE}.spreadsheetml.sheet", "xlsx",
                                   re.compile(rf"(?:{_SHARED}|{_SHEETS}|xl/{_MEDIA})")),
    "ppt/presentation.xml": Packed(f"{_OFFICE}.presentationml.presentation", "pptx",
                                   re.compile(rf"(?:{_SHARED}|{_SLIDES}|ppt/{_MEDIA})")),
    "OFD.xml":              Packed("application/ofd", "ofd", re.compile(_PAGES)),
}

RUNS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"PK\x03\x04",
        b"\xd0\xcf\x11\xe0", b"L\x00\x00\x00\x01\x14\x02\x00")
"""Programs of all systems, what packs them, and links to them."""

_PICTURES: tuple[Callable[[bytes], bool], ...] = (
    lambda head: head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"BM", b"II*\0", b"MM\0*",
                                  b"II\xbc", b"\xd7\xcd\xc6\x9a", b"\x01\x00\x09\x00", b"ID3", b"RIFF",
                                  b"\x97JB2")),
    lambda head: head[4:8] == b"ftyp",
    lambda head: head[:4] == b"\x01\x00\x00\x00" and head[40:44] == b" EMF",
    lambda head: len(head) > 2 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2,
)
# fmt: on
"""How pictures, sounds and films begin."""

_MARKUP = (".xml", ".rels", ".vml", ".svg")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>", re.DOTALL)
_ELSEWHERE = re.compile(r"TargetMode\s*=\s*[\"']External", re.IGNORECASE)
_LINK = re.compile(r"Type\s*=\s*[\"'][^\"']*/hyperlink[\"']")
_MACROS = re.compile(rb"macroEnabled|vbaProject|activeX|oleObject", re.IGNORECASE)


def must_be_of_taken_parts(parts: Sequence[Part]) -> tuple[str, str]:
    """Media type and extension of a packed document.

    Raises `Refused` ``file_type_unknown``, ``file_can_run`` or ``part_not_taken`` (422).
    """
    names = Counter(part.name for part in parts)
    kinds = [kind for name, kind in PACKED.items() if name in names]
    if len(kinds) != 1 or len(parts) > MOST_PARTS:
        raise unknown_type()
    [kind] = kinds
    if sum(part.size for part in parts) > MOST_UNPACKED or max(names.values()) > 1:
        raise _not_taken()
    for part in parts:
        _must_be_taken(part, kind)
    return kind.media_type, kind.extension


def _must_be_taken(part: Part, kind: Packed) -> None:
    if part.name.endswith("/") and part.size == 0:
        return  # a folder
    if part.head.startswith(RUNS) or "vbaproject" in part.name.lower():
        raise can_run()
    if part.sealed or not kind.parts.fullmatch(part.name):
        raise _not_taken()
    if part.name.endswith(_MARKUP):
        _must_be_markup(part)
    elif "/media/" in part.name and not any(begins(part.head) for begins in _PICTURES):
        raise _not_taken()


def _must_be_markup(part: Part) -> None:
    text = part.head.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \r\n\t")
    if part.size and not text.startswith(b"<"):
        raise _not_taken()
    if part.name == "[Content_Types].xml" and _MACROS.search(part.head):
        raise can_run()
    if part.name.endswith(".rels"):
        _must_stay_inside(part)


def _must_stay_inside(part: Part) -> None:
    """What a document fetches from elsewhere is not in it; only links that a person follows are."""
    text = part.head.decode("utf-8", "replace")
    for relation in _RELATION.findall(text):
        if _ELSEWHERE.search(relation) and not _LINK.search(relation):
            raise _not_taken()


ACTS = frozenset({
    "/JS", "/JavaScript", "/Launch", "/EmbeddedFile", "/EmbeddedFiles", "/EF", "/RichMedia", "/XFA",
    "/SubmitForm", "/ImportData", "/GoToE", "/Rendition", "/Movie", "/Sound", "/3D",
})  # fmt: skip
"""Words of a PDF that run, send, fetch, or pack something else."""


def must_not_act(words: Collection[str]) -> None:
    """A PDF is paper, and nothing in it acts."""
    if ACTS & set(words):
        raise can_run()


def unreadable() -> Refused:
    """What nobody can look into may hold anything."""
    return Refused("file_unreadable", "the file is broken or sealed", status=422)


def can_run() -> Refused:
    return Refused("file_can_run", "it holds something that can run: print it as PDF", status=422)


def _not_taken() -> Refused:
    return Refused(
        "part_not_taken", "it holds a part that is not taken in: print it as PDF", status=422
    )


def unknown_type(known: Iterable[str] = ()) -> Refused:
    """Nothing on the list."""
    extensions = sorted({*known, *(kind.extension for kind in PACKED.values())})
    return Refused(
        "file_type_unknown", "files of this kind are not taken in", status=422, known=extensions
    )
