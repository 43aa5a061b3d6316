"""The letter 交办函 as PDF: the letter form 信函格式 of GB/T 9704, then the receipt slips 回执."""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from services.routing.documents import page
from services.routing.documents.fonts import DRAWING, Face, fonts
from services.routing.documents.page import LETTER
from services.routing.documents.receipts import draw_receipt
from services.routing.documents.setting import Line
from services.routing.documents.sheet import BODY, HEADING, QUOTE, SMALL, TITLE, Sheet, Style
from services.routing.domain.letters import chinese_date
from services.routing.domain.wording import Receiver, Wording, addressees

STYLES = {"heading": HEADING, "text": BODY, "quote": QUOTE}


class Row(NamedTuple):
    """One line of the page."""

    line: Line
    style: Style = BODY
    x: float = page.LEFT


BLANK = Row([])


def letter_pdf(wording: Wording, receipts: Sequence[Receiver]) -> bytes:
    """The letter, with a receipt slip for each of these.  Raises `Refused` ``fonts_missing`` (503)."""
    with DRAWING:
        return _drawn(wording, receipts)


def _drawn(wording: Wording, receipts: Sequence[Receiver]) -> bytes:
    sheet = Sheet(fonts(), title=f"{wording.letter_no} {wording.title}", author=wording.sender)
    body = [*_addressed(sheet, wording), *_body(sheet, wording)]
    tail = [*_attachments(sheet, wording.attachments), *_tail(sheet, wording)]
    copies = _copies(sheet, wording)
    top = _head(sheet, wording)
    first = page.rows_above_last_line(top)
    pages = _paged(body, tail, len(copies), first=first, alone=_room(top))
    for number, rows in enumerate(pages, start=1):
        leading = page.LEADING
        if number > 1:
            sheet.next_page()
            top = page.TOP
            _page_number(sheet, number)
        elif len(pages) > 1:
            leading = page.leading_to_last_line(top, len(rows), full=first)
        for place, row in enumerate(rows):
            _draw(sheet, row, top + place * leading)
    for place, row in enumerate(reversed(copies), start=1):
        _draw(sheet, row, page.TOP + page.TEXT_HEIGHT - place * page.LEADING)
    for receiver in receipts:
        sheet.next_page()
        draw_receipt(sheet, wording, receiver)
    return sheet.done()


def _head(sheet: Sheet, wording: Wording) -> float:
    """The sender, the red lines, the number and the title; return where the text begins."""
    size = page.mark_size(wording.sender)
    mark = Style(Face.TITLE, size, page.RED)
    sheet.centred(wording.sender, page.WIDTH / 2, LETTER.mark_top, mark)
    x = (page.WIDTH - LETTER.line_width) / 2
    y = LETTER.mark_top + size + LETTER.line_gap
    sheet.rule(x, y, LETTER.line_width, LETTER.thick, red=True)
    y += LETTER.thick + LETTER.between
    sheet.rule(x, y, LETTER.line_width, LETTER.thin, red=True)
    y += LETTER.thin + LETTER.after_line
    if wording.urgency:
        sheet.text(wording.urgency, page.LEFT, y, HEADING)
    sheet.text_to(wording.letter_no, page.LEFT + page.TEXT_WIDTH, y)
    _last_line(sheet, x)
    y += page.SIZE_3 + LETTER.title_lines * page.LEADING
    for line in _balanced(sheet, wording.title):
        sheet.line(line, page.LEFT, y, TITLE)
        y += page.SIZE_2 * 1.5
    return y + page.LEADING * 0.75


def _last_line(sheet: Sheet, x: float) -> None:
    """The second red line: thin above, thick below."""
    y = page.HEIGHT - LETTER.line_bottom - LETTER.thick
    sheet.rule(x, y, LETTER.line_width, LETTER.thick, red=True)
    sheet.rule(x, y - LETTER.between - LETTER.thin, LETTER.line_width, LETTER.thin, red=True)


def _balanced(sheet: Sheet, title: str) -> list[Line]:
    """The title in lines of like length, each in the middle."""
    natural = sheet.width(title, TITLE)
    parts = math.ceil(natural / page.TEXT_WIDTH)
    width = min(page.TEXT_WIDTH, natural / parts + page.SIZE_2)
    centred = []
    for line in sheet.lines(title, TITLE, width=width):
        text = "".join(glyph.char for glyph in line)
        shift = (page.TEXT_WIDTH - sheet.width(text, TITLE)) / 2
        [again] = sheet.lines(text, TITLE, width=page.WIDTH)
        centred.append([glyph._replace(x=glyph.x + shift) for glyph in again])
    return centred


def _addressed(sheet: Sheet, wording: Wording) -> Iterable[Row]:
    return (Row(line) for line in sheet.lines(f"{addressees(wording.to)}："))


def _body(sheet: Sheet, wording: Wording) -> Iterable[Row]:
    for paragraph in wording.body:
        style = STYLES[paragraph.kind]
        for line in sheet.lines(paragraph.text, style, indent=2 * page.PITCH):
            yield Row(line, style)


def _attachments(sheet: Sheet, names: Sequence[str]) -> Iterable[Row]:
    """附件说明, a line below the text: the names begin below each other."""
    head = "附件："
    if names:
        yield BLANK
    for number, name in enumerate(names, start=1):
        label = f"{number}. " if len(names) > 1 else ""
        indent = 2 * page.PITCH + sheet.width(head + label)
        width = page.TEXT_WIDTH - indent
        for first, line in enumerate(sheet.lines(name, width=width)):
            start = 2 * page.PITCH + (0 if number == 1 else sheet.width(head))
            lead = (head if number == 1 else "") + label if first == 0 else ""
            set_lead = sheet.lines(lead)[0] if lead else []
            yield Row(
                [
                    *(glyph._replace(x=glyph.x + start) for glyph in set_lead),
                    *(glyph._replace(x=glyph.x + indent) for glyph in line),
                ]
            )


def _tail(sheet: Sheet, wording: Wording) -> list[Row]:
    """Room for the seal, the sender above the date, whom to ask."""
    day = chinese_date(wording.dated)
    half_name, half_day = sheet.width(wording.sender) / 2, sheet.width(day) / 2
    middle = page.TEXT_WIDTH - 4 * page.PITCH - half_day
    middle = min(middle, page.TEXT_WIDTH - 2 * page.PITCH - half_name)
    signed = sheet.lines(wording.sender, width=page.WIDTH)[0]
    dated = sheet.lines(day, width=page.WIDTH)[0]
    rows = [BLANK] * page.SEAL_LINES
    rows += [Row(signed, x=page.LEFT + middle - half_name)]
    rows += [Row(dated, x=page.LEFT + middle - half_day)]
    if wording.contact:
        rows += [Row(line) for line in sheet.lines(f"（{wording.contact}）", indent=2 * page.PITCH)]
    return rows


def _copies(sheet: Sheet, wording: Wording) -> list[Row]:
    """抄送, at the foot of the last page's text."""
    if not wording.copies:
        return []
    head = "抄送："
    indent = sheet.width("　" + head, SMALL)
    width = page.TEXT_WIDTH - indent - sheet.width("　", SMALL)
    lines = sheet.lines(f"{'，'.join(wording.copies)}。", SMALL, width=width)
    [label] = sheet.lines(f"　{head}", SMALL)
    moved = [[glyph._replace(x=glyph.x + indent) for glyph in line] for line in lines]
    return [Row([*label, *moved[0]], SMALL), *(Row(line, SMALL) for line in moved[1:])]


def _room(top: float) -> int:
    return int((page.TOP + page.TEXT_HEIGHT - top) / page.LEADING + 0.001)


def _paged(
    body: list[Row], tail: list[Row], copies: int, *, first: int, alone: int | None = None
) -> list[list[Row]]:
    """Rows by page.

    The seal is on one page with two lines of the text: what is named after the text, attachments
    and the signature, goes with these.  Copies stand within the text's frame, which on the first
    page ends higher than its text may: `alone` is its room for a letter of one page.
    """
    pages, rest, room = [], body, first
    last = alone or first
    while len(rest) > room:
        end = _end(rest, room)
        pages.append(rest[:end])
        rest, room, last = rest[end:], page.LINES, page.LINES
    if len(rest) + len(tail) + copies > last:
        kept = _end(rest, max(len(rest) - _company(rest), 0))
        pages += [rest[:kept]] if kept else []
        rest = rest[kept:]
    pages.append(rest)
    while len(pages[-1]) + len(tail) + copies > page.LINES:  # names that fill more than a page
        left = max(page.LINES - len(pages[-1]), 1)
        pages[-1], tail = [*pages[-1], *tail[:left]], tail[left:]
        pages.append([])
    return [*pages[:-1], [*pages[-1], *tail]]


def _company(rows: Sequence[Row]) -> int:
    """How many lines of the text go with the seal: two, and a short paragraph whole."""
    for lines in range(2, min(4, len(rows)) + 1):
        first = rows[-lines].line
        if first and first[0].x > 0:
            return lines
    return 2


def _end(rows: list[Row], room: int) -> int:
    """How many rows a page takes: a heading goes over to the line that it heads."""
    while room > 1 and rows[room - 1].style is HEADING:
        room -= 1
    return room


def _page_number(sheet: Sheet, number: int) -> None:
    """— 2 —, a character from the outer edge; the first page bears none."""
    text = f"—　{number}　—"
    y = page.TOP + page.TEXT_HEIGHT + page.PAGE_NUMBER_GAP - page.SIZE_4 / 2
    if number % 2:
        sheet.text_to(text, page.LEFT + page.TEXT_WIDTH - page.SIZE_4, y, SMALL)
    else:
        sheet.text(text, page.LEFT + page.SIZE_4, y, SMALL)


def _draw(sheet: Sheet, row: Row, top: float) -> None:
    if row.line:
        sheet.line(row.line, row.x, top + (page.LEADING - row.style.size) / 2, row.style)
