"""The sheet 呈批单: what a leader gets to read, with room to write on and a barcode to be filed by."""

from collections.abc import Sequence
from typing import NamedTuple

from services.routing.documents import page
from services.routing.documents.fonts import DRAWING, fonts
from services.routing.documents.page import MM
from services.routing.documents.setting import Line
from services.routing.documents.sheet import SMALL, TINY, TITLE, Sheet
from services.routing.domain.letters import chinese_date
from services.routing.domain.sheets import URGENCIES, Approval, barcode_of
from services.routing.domain.wording import PARTS

LABEL = 26 * MM
INSET = 1.8 * MM
LEADING = SMALL.size * 1.3
TOP = 24 * MM
TABLE = TOP + 18 * MM
HANDWRITING = 62 * MM
ROOM = page.HEIGHT - TABLE - 18 * MM
"""For the table: what does not fit is cut short in it, and follows whole on pages of its own."""

MOST_LINES, FEWEST_LINES = 9, 2


class Row(NamedTuple):
    """One row of the table: its label, and what stands in it; perhaps a second pair beside it."""

    label: str
    texts: Sequence[str]
    beside: tuple[str, str] | None = None


class Cell(NamedTuple):
    """What of a row stands in the table."""

    lines: Sequence[Line]
    height: float
    cut: bool = False


def approval_pdf(approval: Approval) -> bytes:
    """The sheet.  Raises `Refused` ``fonts_missing`` (503)."""
    with DRAWING:
        return _drawn(approval)


def _drawn(approval: Approval) -> bytes:
    sheet = Sheet(fonts(), title=f"呈批单 {approval.sheet}", author=approval.office)
    sheet.barcode(barcode_of(approval.sheet), page.LEFT + page.TEXT_WIDTH, 10 * MM)
    sheet.centred("网民留言呈批单", page.WIDTH / 2, TOP + 4 * MM, TITLE)
    rows = _rows(approval)
    table = fitted(sheet, rows)
    y = TABLE
    for row, cell in zip(rows, table, strict=True):
        y = _draw(sheet, row, cell, y)
    _hand(sheet, y)
    right = page.LEFT + page.TEXT_WIDTH
    foot = TABLE + ROOM + 3 * MM
    sheet.text(approval.office, page.LEFT, foot, SMALL)
    sheet.text_to(chinese_date(approval.signed_on), right, foot, SMALL)
    _annex(sheet, approval.sheet, [row for row, cell in zip(rows, table, strict=True) if cell.cut])
    return sheet.done()


def _rows(approval: Approval) -> list[Row]:
    tasks = [f"{t.unit_name}（{PARTS[t.part]}）：{t.task}" for t in approval.tasks]
    written = chinese_date(approval.posted_on) if approval.posted_on else ""
    return [
        Row("呈　　送", [f"{approval.post_title}{approval.holder}"],
            ("紧急程度", URGENCIES[approval.urgency])),
        Row("留言编号", [approval.case_number]),
        Row("留言时间", [written], ("办理类别", approval.class_line)),
        Row("留言标题", [approval.title]),
        Row("留言内容", approval.body.splitlines()),
        *([Row("核实情况", approval.told)] if approval.told else []),
        *([Row("诉　　求", approval.demands)] if approval.demands else []),
        *([Row("意　　愿", [approval.wishes])] if approval.wishes else []),
        Row("拟办意见", approval.opinion.splitlines()),
        Row("拟交单位", [line for task in tasks for line in task.splitlines()]),
        Row("办理期限", [chinese_date(approval.due_on)], ("拟 办 人", approval.proposed_by)),
        Row("审签意见", [*(approval.remark or "同意呈批。").splitlines(),
                         f"审签人：{approval.signed_by}"]),
    ]  # fmt: skip


def fitted(sheet: Sheet, rows: Sequence[Row]) -> list[Cell]:
    """The rows' cells, the longer ones cut so far that all, and the handwriting, have room."""
    for most in range(MOST_LINES, FEWEST_LINES, -1):
        cells = [_cell(sheet, row, most) for row in rows]
        if sum(cell.height for cell in cells) + HANDWRITING <= ROOM:
            return cells
    return [_cell(sheet, row, FEWEST_LINES) for row in rows]


def _cell(sheet: Sheet, row: Row, most: int) -> Cell:
    width = (page.TEXT_WIDTH / 2 if row.beside else page.TEXT_WIDTH) - LABEL - 2 * INSET
    lines = [line for text in row.texts for line in sheet.lines(text, SMALL, width=width)]
    cut = len(lines) > most
    if cut:
        lines = [*lines[: most - 1], *sheet.lines("……（全文见附页）", SMALL)]
    return Cell(lines, LEADING * max(len(lines), 1) + 2 * INSET, cut)


def _draw(sheet: Sheet, row: Row, cell: Cell, y: float) -> float:
    whole = page.TEXT_WIDTH / 2 if row.beside else page.TEXT_WIDTH
    _label(sheet, row.label, page.LEFT, y, cell.height)
    sheet.box(page.LEFT + LABEL, y, whole - LABEL, cell.height)
    top = y + INSET + (LEADING - SMALL.size) / 2
    for place, line in enumerate(cell.lines):
        sheet.line(line, page.LEFT + LABEL + INSET, top + place * LEADING, SMALL)
    if row.beside:
        label, text = row.beside
        _label(sheet, label, page.LEFT + whole, y, cell.height)
        sheet.box(page.LEFT + whole + LABEL, y, whole - LABEL, cell.height)
        middle = y + (cell.height - SMALL.size) / 2
        sheet.text(text, page.LEFT + whole + LABEL + INSET, middle, SMALL)
    return y + cell.height


def _label(sheet: Sheet, label: str, x: float, y: float, height: float) -> None:
    sheet.box(x, y, LABEL, height)
    sheet.centred(label, x + LABEL / 2, y + (height - SMALL.size) / 2, SMALL)


def _hand(sheet: Sheet, y: float) -> None:
    """领导批示: all that is left of the page is for the leader's hand."""
    height = TABLE + ROOM - y
    _label(sheet, "领导批示", page.LEFT, y, height)
    sheet.box(page.LEFT + LABEL, y, page.TEXT_WIDTH - LABEL, height)
    right = page.LEFT + page.TEXT_WIDTH - INSET
    sheet.text_to("签名：　　　　　　　年　　月　　日", right, y + height - LEADING, SMALL)


def _annex(sheet: Sheet, number: str, rows: Sequence[Row]) -> None:
    """附页: the whole of each text that was too long for the table, one after the other."""
    pages, y = 0, page.HEIGHT
    bottom = page.TOP + page.TEXT_HEIGHT - LEADING
    for row in rows:
        heading = sheet.lines(f"附：{row.label.replace('　', '')}全文", SMALL)
        texts = [line for text in row.texts for line in sheet.lines(text, SMALL)]
        y += LEADING  # below what came before
        lines = [*heading, *texts]
        for place, line in enumerate(lines):
            # neither a heading nor a last line stands alone
            least = 2 if place == 0 else int(place == len(lines) - 2)
            if y > bottom - least * LEADING:
                pages += 1
                sheet.next_page()
                sheet.text(f"呈批单 {number}　附页 {pages}", page.LEFT, page.TOP - 8 * MM, TINY)
                y = page.TOP
            sheet.line(line, page.LEFT, y, SMALL)
            y += LEADING
