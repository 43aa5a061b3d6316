"""The body of an archive as lines for its pages: headings, words, grids of fields, tables.

Everything is broken into lines, so that a cell of any length goes on over the page; where a table does,
its headings are repeated.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from services.routing.documents import page
from services.routing.documents.fonts import Face
from services.routing.documents.page import MM
from services.routing.documents.setting import Line
from services.routing.documents.sheet import THIN, Sheet, Style
from services.routing.domain.archive import Chapter, Grid, Paragraph, Piece, Table

CHAPTER = Style(Face.HEADING, page.SIZE_3)
HEAD = Style(Face.HEADING, 12.0)
TEXT = Style(Face.BODY, 12.0)
LABEL = Style(Face.HEADING, 10.5)
VALUE = Style(Face.BODY, 10.5)

LINE = 5.6 * MM
PAD = 1.2 * MM
"""Above the first line of a cell and below its last."""

INSET = 1.6 * MM
TOGETHER = 4
"""A table's row of so many lines is not parted by the end of a page."""

WHOLE = 8
"""A grid of so many lines is not parted either."""

LABEL_WIDTH = 25 * MM
HALF = page.TEXT_WIDTH / 2


class Cell(NamedTuple):
    """A line of a cell."""

    x: float
    line: Line
    style: Style


class Row(NamedTuple):
    """A line of the body, and how much of the page it takes.

    `edges` are the uprights of the table it belongs to, `opens` and `closes` say that it is the first
    or the last line of that table's row, `heads` are the table's headings, to be repeated.
    """

    cells: tuple[Cell, ...]
    height: float
    above: float = 0.0
    edges: tuple[float, ...] = ()
    opens: bool = False
    closes: bool = False
    heads: tuple["Row", ...] = ()
    chapter: int | None = None
    keeps: bool = False  # with the line after it

    @property
    def is_air(self) -> bool:
        """Whether it is but distance to what stands above."""
        return not self.cells and not self.edges


class Column(NamedTuple):
    """A cell of a table: its width, its text and how that is set."""

    width: float
    text: str
    style: Style


def rows_of(sheet: Sheet, number: int, chapter: Chapter) -> Iterator[Row]:
    """A chapter's lines, its title first."""
    yield Row((), 4 * MM, keeps=True)
    [title, *_] = sheet.lines(f"{number + 1}　{chapter.title}", CHAPTER)
    yield Row((Cell(0, title, CHAPTER),), 12 * MM, 3 * MM, chapter=number, keeps=True)
    for piece in chapter.pieces:
        yield from _piece(sheet, piece)


def _piece(sheet: Sheet, piece: Piece) -> Iterator[Row]:
    if isinstance(piece, Paragraph):
        yield from _paragraph(sheet, piece)
    elif isinstance(piece, Grid):
        yield from _grid(sheet, piece)
    else:
        yield from _table(sheet, piece)


def _paragraph(sheet: Sheet, paragraph: Paragraph) -> Iterator[Row]:
    head = paragraph.kind == "head"
    style, indent = (HEAD, 0.0) if head else (TEXT, 2 * TEXT.size)
    height, above = (9 * MM, 3 * MM) if head else (6.6 * MM, 1.2 * MM)
    lines = sheet.lines(paragraph.text, style, indent=indent)
    for place, line in enumerate(lines):
        keeps = head or _parts_badly(place, len(lines))
        yield Row((Cell(0, line, style),), height, above, keeps=keeps)


def _parts_badly(place: int, lines: int) -> bool:
    """Whether a page that ended with this line would part a first or a last one from its text."""
    return lines > 1 and place in {0, lines - 2}


def _grid(sheet: Sheet, grid: Grid) -> Iterator[Row]:
    """A short one is not parted by the end of a page, and of a longer one no line stands alone."""
    rows = list(_grid_rows(sheet, grid))
    whole = len(rows) <= WHOLE
    for place, row in enumerate(rows):
        together = place < len(rows) - 1 if whole else _parts_badly(place, len(rows))
        yield row._replace(keeps=row.keeps or together)


def _grid_rows(sheet: Sheet, grid: Grid) -> Iterator[Row]:
    """Two fields on a line where both are short."""
    waiting: tuple[str, str] | None = None
    for label, value in grid.pairs:
        pair = (label, value)
        if not _is_short(sheet, value):
            if waiting:
                yield from _cells(sheet, _columns(waiting))
            yield from _cells(sheet, _columns(pair))
            waiting = None
        elif waiting:
            yield from _cells(sheet, [*_columns(waiting, HALF), *_columns(pair, HALF)])
            waiting = None
        else:
            waiting = pair
    if waiting:
        yield from _cells(sheet, _columns(waiting))


def _is_short(sheet: Sheet, value: str) -> bool:
    return "\n" not in value and sheet.width(value, VALUE) <= HALF - LABEL_WIDTH - 2 * INSET


def _columns(pair: tuple[str, str], width: float = page.TEXT_WIDTH) -> list[Column]:
    label, value = pair
    return [Column(LABEL_WIDTH, label, LABEL), Column(width - LABEL_WIDTH, value, VALUE)]


def _table(sheet: Sheet, table: Table) -> Iterator[Row]:
    widths = [share * page.TEXT_WIDTH for share in table.widths]
    named = [Column(w, text, LABEL) for w, text in zip(widths, table.heads, strict=True)]
    heads = tuple(row._replace(keeps=True) for row in _cells(sheet, named))
    yield from heads
    for texts in table.rows:
        cells = [Column(w, text, VALUE) for w, text in zip(widths, texts, strict=True)]
        yield from (row._replace(heads=heads) for row in _cells(sheet, cells))


def _cells(sheet: Sheet, columns: Sequence[Column]) -> Iterator[Row]:
    """The lines of one row of a table."""
    edges = [0.0]
    for column in columns:
        edges.append(edges[-1] + column.width)
    lines = [_lines(sheet, column) for column in columns]
    most = max(map(len, lines))
    for place in range(most):
        cells = tuple(
            Cell(edge + INSET, own[place], column.style)
            for edge, own, column in zip(edges, lines, columns, strict=False)
            if place < len(own)
        )
        first, last = place == 0, place == most - 1
        height = LINE + PAD * (first + last)
        above = PAD * first + (LINE - VALUE.size) / 2
        keeps = not last and (most <= TOGETHER or _parts_badly(place, most))
        yield Row(cells, height, above, tuple(edges), opens=first, closes=last, keeps=keeps)


def _lines(sheet: Sheet, column: Column) -> list[Line]:
    width = column.width - 2 * INSET
    paragraphs = column.text.splitlines() or [""]
    return [
        line
        for text in paragraphs
        for line in sheet.lines(text, column.style, width=width, fill=False) or [[]]
    ]


# ---- pages ---------------------------------------------------------------------------------------


def paged(rows: Iterable[Row], room: float) -> list[list[Row]]:
    """Rows by page: a heading never ends one, and a table that goes on begins with its headings."""
    pages: list[list[Row]] = [[]]
    used = 0.0
    for row in rows:
        if used + row.height > room:
            held = _without_air(_held(pages[-1]))
            pages.append([*(held or [row])[0].heads, *held])
            used = sum(one.height for one in pages[-1])
        if row.is_air and not pages[-1]:
            continue
        pages[-1].append(row)
        used += row.height
    return pages


def _held(rows: list[Row]) -> list[Row]:
    """What goes over to the next page with what follows it; taken away from this one."""
    held: list[Row] = []
    while len(rows) > 1 and rows[-1].keeps:
        held.insert(0, rows.pop())
    return held


def _without_air(rows: list[Row]) -> list[Row]:
    """Nothing is left free at the top of a page."""
    return rows[1:] if rows and rows[0].is_air else rows


def draw(sheet: Sheet, rows: Sequence[Row], top: float) -> None:
    """The lines of one page; a table that goes on over the page is closed here and opened there."""
    y = top
    for place, row in enumerate(rows):
        for cell in row.cells:
            sheet.line(cell.line, page.LEFT + cell.x, y + row.above, cell.style)
        if row.edges:
            first = row.opens or place == 0
            last = (row.closes and not _goes_on(rows, place)) or place == len(rows) - 1
            _frame(sheet, row, y, first=first, last=last)
        y += row.height


def _goes_on(rows: Sequence[Row], place: int) -> bool:
    """Whether the next line opens a row of a table: its upper line is this one's lower."""
    return place + 1 < len(rows) and rows[place + 1].opens


def _frame(sheet: Sheet, row: Row, y: float, *, first: bool, last: bool) -> None:
    width = row.edges[-1] - row.edges[0] + THIN
    for edge in row.edges:
        sheet.upright(page.LEFT + edge, y, row.height)
    if first:
        sheet.rule(page.LEFT, y, width, THIN)
    if last:
        sheet.rule(page.LEFT, y + row.height, width, THIN)
