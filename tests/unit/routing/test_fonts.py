"""What no font can draw is seen to be missing: a name that lost a character would be another name."""

import io
import unicodedata

import pytest
from pypdf import PdfReader

from deploy.fonts import require_fonts
from services.routing.documents.fonts import DRAWING, LACKING, Face, fonts
from services.routing.documents.setting import is_wide
from services.routing.documents.sheet import BODY, HEADING, QUOTE, TITLE, Sheet, Style

NOWHERE = "𠅤𬎆\U00031350\ue000龾😀"
"""Rare and newer characters, one that an office made itself, a picture."""


@pytest.fixture(autouse=True, scope="module")
def _fonts():
    require_fonts()


def drawn(text: str, style: Style) -> str:
    """What stands on a page with that text."""
    with DRAWING:
        sheet = Sheet(fonts(), title="x", author="y")
        sheet.text(text, 60, 100, style)
        paper = sheet.done()
    return "".join(PdfReader(io.BytesIO(paper)).pages[0].extract_text().split())


@pytest.mark.parametrize("style", [BODY, TITLE, HEADING, QUOTE])
def test_what_no_font_has_stands_as_a_mark_that_is_seen(style: Style) -> None:
    for char in NOWHERE:
        assert drawn(f"王{char}玥", style) == f"王{LACKING}玥"
    assert drawn("王㛃玥é", style) == "王㛃玥é"  # another font has what the face has not


def test_what_is_not_to_be_seen_leaves_no_mark() -> None:
    for char in ("\ufe0f", "\U000e0101", "\u200b", "\n", "\u2028", "\u3000"):
        assert fonts().drawn(f"葛{char}某") == f"葛{char}某"


def test_it_takes_the_room_that_is_measured_for_it() -> None:
    sheet = Sheet(fonts(), title="x", author="y")
    arabic = "ﷲ"
    assert unicodedata.east_asian_width(arabic) == "N"
    assert is_wide(LACKING)
    assert sheet.width(f"王{arabic}玥") == sheet.width("王王玥")
    [line] = sheet.lines(f"王{arabic}玥")
    assert [glyph.char for glyph in line] == ["王", LACKING, "玥"]


def test_the_mark_itself_is_in_every_face() -> None:
    assert all(fonts().cut(face, LACKING).name for face in Face)
    assert fonts().drawn(LACKING) == LACKING
