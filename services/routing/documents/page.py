"""The page of an official document: the figures of GB/T 9704-2012, in one place.

Lengths are in points; `MM` makes them from millimetres.
"""

from typing import NamedTuple

MM = 72 / 25.4

WIDTH, HEIGHT = 210 * MM, 297 * MM  # A4
TOP, LEFT = 37 * MM, 28 * MM  # 天头, 订口
TEXT_WIDTH, TEXT_HEIGHT = 156 * MM, 225 * MM  # 版心
RIGHT = WIDTH - LEFT - TEXT_WIDTH
BOTTOM = HEIGHT - TOP - TEXT_HEIGHT

CHARS, LINES = 28, 22  # a line, a page
PITCH = TEXT_WIDTH / CHARS
LEADING = TEXT_HEIGHT / LINES

SIZE_2, SIZE_3, SIZE_4 = 22.0, 16.0, 14.0  # 二号, 三号, 四号
"""Title; body; copies 抄送 and page numbers."""

RED = (0.87, 0.05, 0.08)


class LetterPage(NamedTuple):
    """What the letter form 信函格式 (10.1) adds to it."""

    mark_top: float = 30 * MM  # from the page's top to the sender's name
    mark_largest: float = 34.0
    line_gap: float = 4 * MM  # from the sender's name to the first red line
    line_width: float = 170 * MM
    line_bottom: float = 20 * MM  # from the second red line to the page's bottom
    thick: float = 1.0 * MM
    thin: float = 0.35 * MM
    between: float = 0.55 * MM
    after_line: float = SIZE_3 * 7 / 8  # from the line to what stands below it
    title_lines: int = 2  # blank lines above the title


LETTER = LetterPage()

SEAL_SIZE = 42 * MM
SEAL_LINES = 3
"""Blank lines that leave room for the seal, whose top reaches to a line below the body."""

PAGE_NUMBER_GAP = 7 * MM  # from the text's bottom to the dash beside the number


def rows_above_last_line(top: float) -> int:
    """How many lines of text the first page of a letter takes from `top` on.

    The last stands 7/8 of a character above the second red line, below the frame of other pages.
    """
    return int((_last_row() - top) / LEADING) + 1


def leading_to_last_line(top: float, rows: int, *, full: int) -> float:
    """The distance of the first page's lines: where it is full, they reach to that line."""
    return (_last_row() - top) / (rows - 1) if rows == full > 1 else LEADING


def _last_row() -> float:
    """Where the last line of the first page begins: the characters stand in its middle."""
    line = HEIGHT - LETTER.line_bottom - LETTER.thick - LETTER.between - LETTER.thin
    return line - LETTER.after_line - SIZE_3 - (LEADING - SIZE_3) / 2


def mark_size(name: str) -> float:
    """The size of the sender's name: as large as the text's width allows."""
    return min(LETTER.mark_largest, TEXT_WIDTH / max(len(name), 1))
