"""The sheet 呈批单: what a leader gets to read, with room to write on and a barcode to be filed by."""

from collections.abc import Sequence
from typing import NamedTuple

from services.routing.documents import page
from services.routing.documents.fonts import DRAWING, fonts
from services.routing.documents.page import MM
from services.routing.documents.setting import Line
from services.routing.documents.sheet import SMALL, TITLE, Sheet
from services.routing.domain.sheets import URGENCIES, Approval, barcode_of
from services.routing.domain.wording import PARTS, chinese_date

LABEL = 26 * MM
INSET = 1.8 * MM
LEADING = SMALL.size * 1.3
TOP = 24 * MM
HANDWRITING = 62 * MM
ROOM = page.HEIGHT - TOP - 36 * MM
"""For the table: what does not fit is cut short in it, and follows whole on pages of its own."""

MOST_LINES, FEWEST_LINES = 9, 3


class Row(NamedTuple):
    """One row of the table: its label, and what stands in it."""

    label: str
    texts: Sequence[str]
    height: float = 0.0


class Cell(NamedTuple):
    """What of a row stands in the table."""

    lines: Sequence[Line]
    height: float
    cut: bool


def approval_pdf(approval: Approval) -> bytes:
    """The sheet.  Raises `Refused` ``fonts_missing`` (503)."""
    with DRAWING:
        return _drawn(approval)


def _drawn(approval: Approval) -> bytes:
    sheet = Sheet(fonts(), title=f"呈批单 {approval.sheet}", author=approval.office)
    sheet.barcode(barcode_of(approval.sheet), page.LEFT + page.TEXT_WIDTH, 10 * MM)
    sheet.centred("网民留言呈批单", page.WIDTH / 2, TOP + 4 * MM, TITLE)
    y = TOP + 18 * MM
    rows = _rows(approval)
    table = fitted(sheet, rows)
    for row, cell in zip(rows, table, strict=True):
        y = _draw(sheet, row, cell, y)
    sheet.text(
        f"{approval.office}　　{chinese_date(approval.signed_on)}", page.LEFT, y + 4 * MM, SMALL
    )
    for row, cell in zip(rows, table, strict=True):
        if cell.cut:
            _append(sheet, row)
    return sheet.done()


def _rows(approval: Approval) -> list[Row]:
    tasks = [f"{t.unit_name}（{PARTS[t.part]}）：{t.task}" for t in approval.tasks]
    return [
        Row("呈　　送", [f"{approval.post_title}{approval.holder}"]),
        Row("留言编号", [f"{approval.case_number}　　{URGENCIES[approval.urgency]}"]),
        Row("留言标题", [approval.title]),
        Row("留言内容", approval.body.splitlines()),
        Row("拟办意见", [*approval.opinion.splitlines(), f"拟办人：{approval.proposed_by}"]),
        Row("拟交单位", tasks),
        Row("办理期限", [chinese_date(approval.due_on)]),
        Row("审签意见", [approval.remark or "同意呈批。", f"审签人：{approval.signed_by}"]),
        Row("领导批示", [], HANDWRITING),
    ]


def fitted(sheet: Sheet, rows: Sequence[Row]) -> list[Cell]:
    """The rows' cells, the longer ones cut so far that all stand on the first page."""
    for most in range(MOST_LINES, FEWEST_LINES, -1):
        cells = [_cell(sheet, row, most) for row in rows]
        if sum(cell.height for cell in cells) <= ROOM:
            return cells
    return [_cell(sheet, row, FEWEST_LINES) for row in rows]


def _cell(sheet: Sheet, row: Row, most: int) -> Cell:
    width = page.TEXT_WIDTH - LABEL - 2 * INSET
    lines = [line for text in row.texts for line in sheet.lines(text, SMALL, width=width)]
    cut = len(lines) > most
    if cut:
        lines = [*lines[: most - 1], *sheet.lines("……（全文见附页）", SMALL)]
    return Cell(lines, max(row.height, LEADING * max(len(lines), 1) + 2 * INSET), cut)


def _draw(sheet: Sheet, row: Row, cell: Cell, y: float) -> float:
    sheet.box(page.LEFT, y, LABEL, cell.height)
    sheet.box(page.LEFT + LABEL, y, page.TEXT_WIDTH - LABEL, cell.height)
    middle = page.LEFT + LABEL / 2
    sheet.centred(row.label, middle, y + (cell.height - SMALL.size) / 2, SMALL)
    top = y + INSET + (LEADING - SMALL.size) / 2
    for line in cell.lines:
        sheet.line(line, page.LEFT + LABEL + INSET, top, SMALL)
        top += LEADING
    return y + cell.height


def _append(sheet: Sheet, row: Row) -> None:
    """附页: the whole of a text that was too long for the table."""
    sheet.next_page()
    sheet.text(f"附：{row.label.replace('　', '')}全文", page.LEFT, page.TOP - LEADING, SMALL)
    y = page.TOP + LEADING / 2
    for text in row.texts:
        for line in sheet.lines(text, SMALL):
            if y > page.TOP + page.TEXT_HEIGHT - LEADING:
                sheet.next_page()
                y = page.TOP
            sheet.line(line, page.LEFT, y, SMALL)
            y += LEADING
