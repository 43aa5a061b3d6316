"""Where a letter's pages end: full pages, and never a signature without a line of the body."""

from itertools import product

import pytest

from services.routing.documents import page
from services.routing.documents.letter_pdf import BLANK, Row, _paged
from services.routing.documents.setting import Glyph
from services.routing.documents.sheet import HEADING

FIRST = 15
LINE = Row([Glyph("一", 0)])
SIGN = Row([Glyph("办", 0)])
TAIL = [BLANK, BLANK, SIGN]


@pytest.mark.parametrize(("length", "copies"), [*product(range(2, 90), (0, 1, 3))])
def test_nothing_is_lost_and_the_signature_has_company(length: int, copies: int) -> None:
    body = [LINE] * length
    pages = _paged(body, TAIL, copies, first=FIRST)
    assert [row for rows in pages for row in rows] == [*body, *TAIL]
    rooms = [FIRST, *[page.LINES] * (len(pages) - 1)]
    assert all(len(rows) <= room for rows, room in zip(pages, rooms, strict=True))
    assert len(pages[-1]) + copies <= rooms[-1]
    assert pages[-1][0] is LINE
    assert all(pages)


@pytest.mark.parametrize("heading", range(3, 60))
def test_a_heading_stands_above_what_it_heads(heading: int) -> None:
    title = Row([Glyph("三", 0)], HEADING)
    body = [LINE] * 60
    body[heading - 1 : heading + 1] = [title, title]  # 三、四: the first has nothing below it
    pages = _paged(body, TAIL, 0, first=FIRST)
    assert [row for rows in pages for row in rows] == [*body, *TAIL]
    assert all(rows[-1] is not title for rows in pages)
    assert all(len(rows) <= page.LINES for rows in pages)


def test_a_short_letter_is_one_page() -> None:
    assert len(_paged([LINE] * 9, TAIL, 1, first=FIRST)) == 1
