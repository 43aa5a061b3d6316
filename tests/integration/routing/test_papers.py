"""The letter as paper: PDF by the figures of GB/T 9704, in embedded fonts, for whom it concerns."""

import io
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

import pytest
from docx import Document
from pypdf import PdfReader

from deploy.fonts import require_fonts
from services.routing.documents import fonts as machine_fonts
from services.routing.documents import page
from services.routing.documents.fonts import Face, Fonts, installed
from services.routing.documents.letter_pdf import letter_pdf
from services.routing.documents.page import MM
from shared.rules import Refused
from tests.integration.routing.conftest import CASE, Routing, order
from tests.unit.routing.letters import LETTER, the_letter


@pytest.fixture(scope="module", autouse=True)
def _fonts() -> None:
    require_fonts()


def read(wording, receipts=None) -> PdfReader:
    return PdfReader(io.BytesIO(letter_pdf(wording, wording.to if receipts is None else receipts)))


def words(reader: PdfReader, number: int) -> str:
    return "".join(reader.pages[number].extract_text().split())


def red_lines(reader: PdfReader, number: int) -> list[tuple[float, float, float, float]]:
    """Filled rectangles: x, lower edge, width, height in millimetres."""
    found = []
    for operands, operator in reader.pages[number].get_contents().operations:
        if operator == b"re":
            x, y, width, height = (round(float(n) / MM, 2) for n in operands)
            found.append((x, y, width, height))
    return found


def places(reader: PdfReader, number: int) -> dict[tuple[float, float], str]:
    """Characters by where they stand, in millimetres from the left and the bottom."""
    found = {}

    def see(text, _cm, tm, _font, _size) -> None:
        if text.strip():
            found[round(tm[4] / MM, 1), round(tm[5] / MM, 1)] = text.strip()

    reader.pages[number].extract_text(visitor_text=see)
    return found


def test_the_red_lines_stand_where_the_standard_has_them() -> None:
    size = page.mark_size(the_letter().sender) / MM
    above_thick, above_thin, below_thick, below_thin = red_lines(read(the_letter()), 0)
    assert {line[0] for line in (above_thick, below_thin)} == {20}
    assert {line[2] for line in (above_thick, above_thin, below_thick, below_thin)} == {170}
    top = 297 - above_thick[1] - above_thick[3]
    assert top == pytest.approx(30 + size + 4, abs=0.05)  # 4 mm below the sender's name
    assert above_thick[3] > above_thin[3]
    assert above_thick[1] > above_thin[1]  # thick above thin
    assert below_thick[1] == pytest.approx(20, abs=0.05)
    assert below_thin[1] > below_thick[1]  # thin above thick


def test_it_is_a4_and_says_all_it_should() -> None:
    wording = the_letter()
    reader = read(wording)
    box = reader.pages[0].mediabox
    assert (float(box.width), float(box.height)) == pytest.approx((210 * MM, 297 * MM))
    assert len(reader.pages) == 4  # two of the letter, two slips
    text = words(reader, 0) + words(reader, 1)
    for part in (
        wording.sender, wording.urgency, wording.letter_no, wording.title, "抄送：吕梁市委督查室。",
        "附件：1.网民来信", "（联系人：水某，电话：0358-8220000）", "—2—",
        *(paragraph.text for paragraph in wording.body),
    ):  # fmt: skip
        assert "".join(part.split()) in text, part
    assert "13000000036" not in text
    assert reader.metadata.title == f"{wording.letter_no} {wording.title}"


def test_no_line_of_the_text_leaves_the_page_s_frame() -> None:
    reader = read(the_letter())
    for number in (0, 1):
        xs = [x for x, _ in places(reader, number)]
        assert min(xs) >= 28 - 0.1
        assert max(xs) <= 28 + 156


def test_a_full_first_page_ends_seven_eighths_of_a_character_above_the_red_line() -> None:
    long = [replace(LETTER.quoted[0], text="请逐条核实。" * 99)]
    reader = read(the_letter(quoted=long), ())
    lowest = min(y for _, y in places(reader, 0)) - 0.14 * page.SIZE_3 / MM
    _, below_thin = sorted(red_lines(reader, 0), key=lambda line: line[1])[:2]
    assert lowest - (below_thin[1] + below_thin[3]) == pytest.approx(
        page.SIZE_3 / MM * 7 / 8, abs=0.15
    )


def test_the_seal_is_on_one_page_with_the_text() -> None:
    """However many attachments there are, their names go over with two lines of the text."""
    for lines in range(1, 30):
        names = [f"附件之{n}" for n in range(3)]
        reader = read(the_letter(note="请核实。" * 7 * lines, attachments=tuple(names)), ())
        last = words(reader, len(reader.pages) - 1)
        assert not last.startswith("附件")
        assert all(name in last for name in names)


def test_the_fonts_are_embedded() -> None:
    reader = read(the_letter())
    seen = set()
    sheets: list[Any] = list(reader.pages)
    for sheet in sheets:
        for named in sheet["/Resources"]["/Font"].values():
            font = named.get_object()
            if font["/Subtype"] == "/TrueType":
                seen.add(font["/BaseFont"])
                assert "/FontFile2" in font["/FontDescriptor"]
    assert len(seen) >= 3


def test_the_same_letter_is_the_same_bytes() -> None:
    assert letter_pdf(the_letter(), ()) == letter_pdf(the_letter(), ())


@pytest.mark.parametrize("lines", [1, 9, 10, 11, 40])
def test_the_signature_never_stands_alone(lines: int) -> None:
    """However long the letter is, the page with the date has a line of the body on it."""
    wording = the_letter(note="请逐条核实。" * 5 * lines, attachments=(), copies=())
    reader = read(wording, ())
    last = words(reader, len(reader.pages) - 1)
    assert "2022年7月4日（联系人" in last
    assert not last.startswith("中共吕梁市委社情民意服务办公室2022年7月4日")


def test_rare_characters_are_drawn_from_another_font() -> None:
    here = Fonts(installed())
    usual = here.cut(Face.BODY, "孝")
    rare = here.cut(Face.BODY, "祎")
    assert rare.name != usual.name
    assert "祎" in words(read(the_letter(contact="联系人：李祎"), ()), 1)


def test_a_machine_without_fonts_says_what_to_install(monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(machine_fonts, "FOLDERS", (tmp_path,))
    with pytest.raises(Refused) as refused:
        Fonts(installed())
    assert (refused.value.rule, refused.value.status) == ("fonts_missing", 503)
    assert "fonts-arphic-gbsn00lp" in refused.value.detail


# ---- over HTTP -------------------------------------------------------------------------------


async def paper(routing: Routing, who: str, letter: str, form: str):
    return await routing.send(who, "GET", f"/letters/{letter}/{form}")


async def test_a_unit_gets_its_letter_with_its_own_slip(routing: Routing) -> None:
    await routing.to_dispatched(order("ll-police"), order("ll-traffic", "assisting"))
    letter = f"{CASE}-l1"
    mine = await paper(routing, "ll-traffic", letter, "pdf")
    assert mine.headers["content-type"] == "application/pdf"
    assert "吕社情交〔2022〕1号.pdf" in unquote(mine.headers["content-disposition"])
    slip = words(PdfReader(io.BytesIO(mine.content)), -1)
    assert f"{CASE}-a2" in slip
    assert "吕梁市交通运输局（协办）" in slip
    both = PdfReader(io.BytesIO((await paper(routing, "clerk", letter, "pdf")).content))
    assert len(both.pages) == len(PdfReader(io.BytesIO(mine.content)).pages) + 1
    assert (await paper(routing, "ll-edu", letter, "pdf")).status_code == 404
    docx = await paper(routing, "ll-police", letter, "docx")
    assert len(Document(io.BytesIO(docx.content)).tables) == 1


async def test_a_letter_not_signed_yet_is_no_paper(routing: Routing) -> None:
    await routing.open()
    await routing.instruct()
    await routing.on_case("clerk", "letters", {"assignments": [order("ll-police")]})
    assert (await paper(routing, "clerk", f"{CASE}-l1", "pdf")).status_code == 404


async def test_an_erased_author_is_in_no_paper_any_more(routing: Routing) -> None:
    await routing.to_dispatched()
    await routing.erased()
    said = words(
        PdfReader(io.BytesIO((await paper(routing, "clerk", f"{CASE}-l1", "pdf")).content)), 0
    )
    assert "临牌过期" not in said
    assert "吕小玲" not in said
    assert "留言人的内容已应其要求删除" in said
    assert "请市公安局尽快妥善处理" in said
