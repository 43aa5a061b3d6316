"""The letter as DOCX: the page, the fonts and the words of GB/T 9704."""

import io

import pytest
import zxingcpp
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from PIL import Image, ImageOps

from services.routing.documents import page
from services.routing.documents.letter_docx import letter_docx
from tests.unit.routing.letters import the_letter


@pytest.fixture
def letter():
    wording = the_letter()
    return Document(io.BytesIO(letter_docx(wording, wording.to)))


def words(document) -> list[str]:
    return [p.text for p in document.paragraphs]


def test_the_page_is_that_of_the_standard(letter) -> None:
    section = letter.sections[0]
    for found, wanted in (
        (section.page_width, 210), (section.page_height, 297), (section.top_margin, 37),
        (section.left_margin, 28), (section.right_margin, 26), (section.bottom_margin, 35),
        (section.header_distance, 30), (section.footer_distance, 20),
    ):  # fmt: skip
        assert found == pytest.approx(Mm(wanted), abs=Mm(0.1))
    normal = letter.styles["Normal"]
    assert (normal.font.name, normal.font.size) == ("仿宋_GB2312", Pt(16))
    assert normal.paragraph_format.line_spacing == pytest.approx(Mm(225) / 22, abs=Mm(0.1))
    title = letter.styles["official title"]
    assert (title.font.name, title.font.size) == ("方正小标宋简体", Pt(22))


def test_only_the_first_page_bears_the_sender_and_no_number(letter) -> None:
    section = letter.sections[0]
    assert section.different_first_page_header_footer
    assert section.first_page_header.paragraphs[0].text == "中共吕梁市委社情民意服务办公室"
    assert section.header.paragraphs[0].text == ""
    assert "PAGE" in section.footer.paragraphs[0]._p.xml
    assert "PAGE" not in section.first_page_footer.paragraphs[0]._p.xml


def test_it_says_what_the_letter_says(letter) -> None:
    said = words(letter)
    assert "加急\t吕社情交〔2022〕27号" in said
    assert "关于交办第15210077号网民留言的函" in said
    assert "中共孝义市委办公室、吕梁市市场监督管理局：" in said
    for paragraph in the_letter().body:
        assert paragraph.text in said
    assert "附件：1. 网民来信" in said
    assert "2022年7月4日" in said
    assert "抄送：吕梁市委督查室。" in said
    assert "13000000036" not in "".join(said)


def test_each_unit_has_its_receipt_slip(letter) -> None:
    slips = [[cell.text for row in table.rows for cell in row.cells] for table in letter.tables]
    assert ["中共孝义市委办公室（主办）" in slip for slip in slips] == [True, False]
    assert ["吕梁市市场监督管理局（协办）" in slip for slip in slips] == [False, True]
    assert "2022年7月10日" in slips[0]
    assert "2022年7月8日" in slips[1]
    assert "\nLL2022-000018-a2" in words(letter)


def test_a_slip_bears_the_barcode_of_its_assignment_and_no_page_number(letter) -> None:
    pictures = [
        part.blob for part in letter.part.package.iter_parts() if part.content_type == "image/png"
    ]
    codes = [
        zxingcpp.read_barcodes(ImageOps.expand(Image.open(io.BytesIO(b)).convert("L"), 60, 255))
        for b in pictures
    ]
    assert sorted(found.text for [found] in codes) == ["LL2022-000018-a1", "LL2022-000018-a2"]
    first, slips = letter.sections
    assert first.different_first_page_header_footer
    assert not slips.different_first_page_header_footer
    for foot in (slips.footer, slips.even_page_footer):
        assert not foot.is_linked_to_previous
        assert "PAGE" not in foot._element.xml


def test_twenty_eight_characters_make_a_line(letter) -> None:
    spacing = letter.styles["Normal"].element.rPr.find(qn("w:spacing"))
    pitch = page.SIZE_3 + int(spacing.get(qn("w:val"))) / 20
    assert page.TEXT_WIDTH - 1.5 < 28 * pitch <= page.TEXT_WIDTH


def test_the_red_line_is_as_thick_as_on_the_pdf(letter) -> None:
    header = letter.sections[0].first_page_header._element.xml
    assert 'w:val="thickThinSmallGap"' in header
    assert f'w:sz="{round(page.LETTER.thick * 8)}"' in header


def test_a_letter_with_nothing_added_has_no_empty_places() -> None:
    wording = the_letter(urgency="normal", attachments=(), copies=(), contact="")
    said = words(Document(io.BytesIO(letter_docx(wording, ()))))
    assert not [line for line in said if "附件" in line or "抄送" in line or line == "（）"]
    assert "\t吕社情交〔2022〕27号" in said
