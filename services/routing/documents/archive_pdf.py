"""The archive 一案一档 as PDF: cover, contents with page numbers, chapters, the letters, the files themselves.

What is attached is set into the frame of a page of its own, with its name and its digest above it: pictures,
and the pages of PDFs without anything in them that acts.  What cannot be shown is named, with its digest.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from pypdf import PageObject, PdfReader, PdfWriter, Transformation
from pypdf.errors import PyPdfError

from services.routing.documents import page
from services.routing.documents.archive_rows import HEAD, TEXT, draw, paged, rows_of
from services.routing.documents.fonts import DRAWING, Face, fonts
from services.routing.documents.letter_pdf import letter_pdf
from services.routing.documents.page import MM
from services.routing.documents.setting import Line
from services.routing.documents.sheet import SMALL, THIN, TINY, TITLE, Sheet, Style
from services.routing.domain.archive import Archive, Attached, Paper

TOP, BOTTOM = 25 * MM, page.HEIGHT - 25 * MM
CONTENTS_LINE = 9 * MM
COVER_LINES = 2
"""Of a value on the cover at most: so it ends on its page."""

COVER_LINE = 6 * MM

FRAME_TOP = TOP + 14 * MM

MOST_PAGES = 300
"""Of one attached PDF; what comes after them is named."""

MOST_PIXELS = 60_000_000
LARGEST = 2000
"""A picture's longer side, in pixels, as it is printed."""

BROKEN = (PyPdfError, OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError,
          IndexError, Image.DecompressionBombError)  # fmt: skip


class Shown(NamedTuple):
    """A page that shows a letter or an attached file, or a part of it."""

    name: str
    note: str
    small: str = ""
    picture: Image.Image | None = None
    paper: PageObject | None = None


def archive_pdf(archive: Archive, files: Mapping[str, Path]) -> tuple[bytes, int]:
    """The archive and how many pages it has.  Raises `Refused` ``fonts_missing`` (503)."""
    shown = [
        *(one for letter in archive.papers for one in _letter(letter)),
        *(
            one
            for number, file in enumerate(archive.files, start=1)
            for one in _file(number, file, files.get(file.file_id))
        ),
    ]
    with DRAWING:
        bare, first_shown = _drawn(archive, shown)
    return _with_papers(bare, first_shown, shown)


def _drawn(archive: Archive, shown: Sequence[Shown]) -> tuple[bytes, int]:
    sheet = Sheet(fonts(), title=f"一案一档 {archive.case_id}", author=archive.office)
    rows = (row for n, c in enumerate(archive.chapters) for row in rows_of(sheet, n, c))
    pages = paged(rows, BOTTOM - TOP)
    titles = [chapter.title for chapter in archive.chapters]
    entries = len(titles) + len({one.name for one in shown})
    contents = -(-entries // _per_contents_page())
    begins = {
        row.chapter: number
        for number, rows in enumerate(pages, start=2 + contents)
        for row in rows
        if row.chapter is not None
    }
    first_shown = 2 + contents + len(pages)
    total = first_shown - 1 + len(shown)
    listed = [(f"{n + 1}　{title}", begins[n]) for n, title in enumerate(titles)]
    listed += _listed(shown, first_shown)
    _cover(sheet, archive, total)
    number = _contents(sheet, archive, listed)
    for on_page in pages:
        number = _next(sheet, archive, number)
        draw(sheet, on_page, TOP)
    for one in shown:
        number = _next(sheet, archive, number)
        _draw_shown(sheet, one)
    return sheet.done(), first_shown


def _next(sheet: Sheet, archive: Archive, number: int) -> int:
    """Begin the next page, with the number of the case and its own."""
    sheet.next_page()
    right = page.LEFT + page.TEXT_WIDTH
    sheet.text(f"一案一档　{archive.case_id}", page.LEFT, 14 * MM, TINY)
    sheet.text_to("保密件" if archive.secret else archive.office, right, 14 * MM, TINY)
    sheet.rule(page.LEFT, 18.5 * MM, page.TEXT_WIDTH, THIN)
    sheet.centred(f"—　{number + 1}　—", page.WIDTH / 2, page.HEIGHT - 18 * MM, SMALL)
    return number + 1


def _cover(sheet: Sheet, archive: Archive, total: int) -> None:
    sheet.barcode(archive.case_id, page.LEFT + page.TEXT_WIDTH, 10 * MM)
    if archive.secret:
        sheet.text("保　密", page.LEFT, 12 * MM, Style(Face.HEADING, page.SIZE_3, page.RED))
    sheet.centred(archive.office, page.WIDTH / 2, 40 * MM, Style(Face.TITLE, 20.0))
    sheet.centred("一 案 一 档", page.WIDTH / 2, 58 * MM, Style(Face.TITLE, 32.0, page.RED))
    y, label = 84 * MM, 34 * MM
    for name, value in (*archive.cover, ("总页数", f"{total}页")):
        lines = _beginning(sheet, value, page.TEXT_WIDTH - label - 4 * MM)
        height = max(len(lines), 1) * COVER_LINE + 3 * MM
        sheet.box(page.LEFT, y, label, height)
        sheet.box(page.LEFT + label, y, page.TEXT_WIDTH - label, height)
        sheet.centred(name, page.LEFT + label / 2, y + (height - HEAD.size) / 2, HEAD)
        for place, line in enumerate(lines):
            sheet.line(line, page.LEFT + label + 2 * MM, y + 2.4 * MM + place * COVER_LINE, TEXT)
        y += height


def _beginning(sheet: Sheet, text: str, width: float) -> list[Line]:
    """As much of a text as its cell on the cover holds; all of it stands in the chapters."""
    lines = sheet.lines(text, TEXT, width=width, fill=False)
    if len(lines) <= COVER_LINES:
        return lines
    most = sum(map(len, lines[:COVER_LINES])) - 1
    return sheet.lines(f"{text[:most]}…", TEXT, width=width, fill=False)[:COVER_LINES]


def _per_contents_page() -> int:
    return int((BOTTOM - TOP - 16 * MM) / CONTENTS_LINE)


def _contents(sheet: Sheet, archive: Archive, listed: Sequence[tuple[str, int]]) -> int:
    """目录; return the number of its last page."""
    number, room = 1, _per_contents_page()
    right = page.LEFT + page.TEXT_WIDTH
    for begin in range(0, len(listed), room):
        number = _next(sheet, archive, number)
        sheet.centred("目　　录", page.WIDTH / 2, TOP, TITLE)
        y = TOP + 16 * MM
        for title, at in listed[begin : begin + room]:
            [line, *more] = sheet.lines(title, TEXT, width=page.TEXT_WIDTH - 24 * MM)
            if more:  # of a name that is too long, the beginning
                [line, *_] = sheet.lines(f"{title[: len(line) - 1]}…", TEXT)
            sheet.line(line, page.LEFT, y, TEXT)
            end = page.LEFT + (line[-1].x + TEXT.size if line else 0)
            sheet.dots(end + 2 * MM, y + TEXT.size * 0.7, right - 12 * MM - end)
            sheet.text_to(str(at), right, y, TEXT)
            y += CONTENTS_LINE
    return number


def _listed(shown: Sequence[Shown], first: int) -> Iterator[tuple[str, int]]:
    """Each letter and file with the page on which it begins."""
    seen: set[str] = set()
    for at, one in enumerate(shown, start=first):
        if one.name not in seen:
            seen.add(one.name)
            yield one.name, at


# ---- the letters and the files -------------------------------------------------------------------


def _letter(letter: Paper) -> Iterator[Shown]:
    body = letter_pdf(letter.wording, ())
    yield from _papers(f"函　{letter.title}", "", PdfReader(io.BytesIO(body)))


def _file(number: int, file: Attached, path: Path | None) -> Iterator[Shown]:
    name, small = f"附件{number}　{file.name or file.file_id}", f"sha256：{file.sha256}"
    if path is None:
        return
    try:
        if file.media_type == "application/pdf":
            yield from _papers(name, small, PdfReader(path))
        elif file.media_type.startswith("image/"):
            yield Shown(name, "", small, picture=_picture(path))
        else:
            yield Shown(name, "此附件不是图片或 PDF，原件按上列 sha256 存档。", small)
    except BROKEN:
        yield Shown(name, "此附件无法显示，原件按上列 sha256 存档。", small)


def _papers(name: str, small: str, reader: PdfReader) -> list[Shown]:
    sheets = reader.pages
    found = []
    for number in range(min(len(sheets), MOST_PAGES)):
        paper = sheets[number]
        for acts in ("/Annots", "/AA"):
            paper.pop(acts, None)
        if paper.rotation:
            paper.transfer_rotation_to_content()
        note = f"第{number + 1}页，共{len(sheets)}页"
        found.append(Shown(name, note, small, paper=paper))
    return found or [Shown(name, "此附件没有内容。", small)]


def _picture(path: Path) -> Image.Image:
    with Image.open(path) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise ValueError("too large to print")
        picture.thumbnail((LARGEST, LARGEST))
        return picture.convert("RGB")


def _draw_shown(sheet: Sheet, one: Shown) -> None:
    [line, *_] = sheet.lines(f"{one.name}　{one.note if one.paper else ''}", HEAD)
    sheet.line(line, page.LEFT, TOP, HEAD)
    sheet.text(one.small, page.LEFT, TOP + 6 * MM, TINY)
    if one.picture is not None:
        width, height = one.picture.size
        scale = min(page.TEXT_WIDTH / width, (BOTTOM - FRAME_TOP) / height)
        x = page.LEFT + (page.TEXT_WIDTH - width * scale) / 2
        sheet.picture(one.picture, x, FRAME_TOP, width * scale, height * scale)
    elif one.paper is None:
        sheet.text(one.note, page.LEFT, FRAME_TOP, TEXT)


def _with_papers(bare: bytes, first: int, shown: Sequence[Shown]) -> tuple[bytes, int]:
    """Set the pages of attached PDFs into their frames."""
    writer = PdfWriter(clone_from=io.BytesIO(bare))
    for number, one in enumerate(shown, start=first - 1):
        if one.paper is not None:
            _set_in(writer.pages[number], one.paper)
    body = io.BytesIO()
    writer.write(body)
    return body.getvalue(), len(writer.pages)


def _set_in(frame: PageObject, paper: PageObject) -> None:
    box = paper.cropbox
    width, height = float(box.width) or 1.0, float(box.height) or 1.0
    scale = min(page.TEXT_WIDTH / width, (BOTTOM - FRAME_TOP) / height)
    x = page.LEFT + (page.TEXT_WIDTH - width * scale) / 2
    y = page.HEIGHT - FRAME_TOP - height * scale
    move = Transformation().translate(-float(box.left), -float(box.bottom))
    try:
        frame.merge_transformed_page(paper, move.scale(scale).translate(x, y))
    except BROKEN:
        return  # its page keeps the name and the digest
