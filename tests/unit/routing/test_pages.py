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


def test_the_seal_takes_a_short_paragraph_whole_and_no_letter_s_first_page_is_empty() -> None:
    begins = Row([Glyph("请", 2 * page.PITCH)])
    for lines, taken in ((1, 2), (2, 2), (3, 3), (4, 4), (5, 2)):
        body = [*[LINE] * (FIRST - lines), begins, *[LINE] * (lines - 1)]
        first, last = _paged(body, TAIL, 0, first=FIRST)
        assert len(last) - len(TAIL) == taken, lines
        assert [*first, *last] == [*body, *TAIL]
    names = [SIGN] * (page.LINES - 1)
    assert all(_paged([LINE] * 2, [*names, *TAIL], 0, first=FIRST))


@pytest.mark.parametrize("names", [1, 18, 40, 70])
def test_what_is_named_after_the_text_goes_with_the_seal(names: int) -> None:
    tail = [BLANK, *[SIGN] * names, *TAIL]
    pages = _paged([LINE] * 30, tail, 2, first=FIRST, alone=FIRST - 1)
    assert [row for rows in pages for row in rows] == [*[LINE] * 30, *tail]
    assert all(len(rows) <= page.LINES for rows in pages)
    assert len(pages[-1]) + 2 <= page.LINES
    begun = next(rows for rows in pages if BLANK in rows)
    assert begun[0] is LINE


def test_copies_stand_in_the_frame_of_a_letter_of_one_page() -> None:
    """The text of a first page may go lower than they do."""
    fits = _paged([LINE] * (FIRST - 5), TAIL, 1, first=FIRST, alone=FIRST - 1)
    assert len(fits) == 1
    over = _paged([LINE] * (FIRST - 4), TAIL, 1, first=FIRST, alone=FIRST - 1)
    assert len(over) == 2


def test_a_full_first_page_reaches_to_the_second_red_line() -> None:
    top = 80 * page.MM
    rows = page.rows_above_last_line(top)
    leading = page.leading_to_last_line(top, rows, full=rows)
    assert page.LEADING <= leading < page.LEADING * 1.1
    foot = top + (rows - 1) * leading + (page.LEADING + page.SIZE_3) / 2
    line = page.HEIGHT - 20 * page.MM - page.LETTER.thick - page.LETTER.between - page.LETTER.thin
    assert line - foot == pytest.approx(page.SIZE_3 * 7 / 8)
    assert page.leading_to_last_line(top, rows - 1, full=rows) == page.LEADING
