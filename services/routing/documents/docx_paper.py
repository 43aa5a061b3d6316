"""The paper of a letter as DOCX: page, grid, fonts, the red head and foot, page numbers, frames.

Fonts are named, not embedded: a word processor takes the office's own 仿宋 and 小标宋.
"""

import math
from typing import Any

from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.oxml import serialize_part_xml
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph

from services.routing.documents import page
from services.routing.documents.page import LETTER

FONTS = {
    "body": ("仿宋_GB2312", "FangSong,AR PL SungtiL GB"),
    "heading": ("黑体", "SimHei,Droid Sans Fallback"),
    "quote": ("楷体_GB2312", "KaiTi,AR PL KaitiM GB"),
    "title": ("方正小标宋简体", "SimSun,AR PL SungtiL GB"),
    "number": ("宋体", "SimSun,AR PL SungtiL GB"),
}
"""Each font an official document wants, and what stands for it."""
RED = RGBColor(*(round(255 * part) for part in page.RED))


def new_paper(sender: str) -> Any:
    """An empty letter of an office: its first page bears the sender and the red lines."""
    document = Document()
    _styles(document)
    _name_substitutes(document)
    _page(document, sender)
    return document


def plain_pages(document: Any) -> None:
    """What follows is on pages of their own, without numbers: slips that are torn off."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.different_first_page_header_footer = False
    _ungrid(section)
    for part in (section.footer, section.even_page_footer):
        part.is_linked_to_previous = False


def exactly(paragraph: Paragraph, leading: float) -> None:
    """Lines so far apart."""
    form = paragraph.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(leading)


def frame(paragraph: Paragraph, **where: str) -> None:
    """Take a paragraph out of the text, to a place on the page that it falls on."""
    place = OxmlElement("w:framePr")
    for name, value in ({"wrap": "around"} | where).items():
        place.set(qn(f"w:{name}"), value)
    paragraph._p.get_or_add_pPr().insert(0, place)  # noqa: SLF001 - it has no other way in


def twips(points: float) -> str:
    """A length as the format counts it."""
    return str(round(points * 20))


def _styles(document: Any) -> None:
    normal = document.styles["Normal"]
    normal.font.size = Pt(page.SIZE_3)
    _font(normal, FONTS["body"][0])
    _spacing(normal, page.PITCH - page.SIZE_3)
    form = normal.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    form.line_spacing = Pt(page.LEADING)
    form.widow_control = False  # a page is full
    for name in ("heading", "quote", "title", "number"):
        style = document.styles.add_style(f"official {name}", WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        _font(style, FONTS[name][0])
    document.styles["official title"].font.size = Pt(page.SIZE_2)
    document.styles["official title"].paragraph_format.line_spacing = Pt(page.SIZE_2 * 1.5)
    document.styles["official heading"].paragraph_format.keep_with_next = True
    document.styles["official number"].font.size = Pt(page.SIZE_4)


def _font(style: Any, name: str) -> None:
    style.font.name = name
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:eastAsia", "w:ascii", "w:hAnsi"):
        fonts.set(qn(script), name)


def _spacing(style: Any, points: float) -> None:
    """Characters so much further apart: 28 of them make a line, and none has to go to the next."""
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), str(math.floor(points * 20)))
    style.element.get_or_add_rPr().append(spacing)


def _name_substitutes(document: Any) -> None:
    """What a machine takes that lacks a font of that name."""
    [table] = (
        p for p in document.part.package.iter_parts() if p.partname.endswith("/fontTable.xml")
    )
    fonts = parse_xml(table.blob)
    for name, others in FONTS.values():
        font = OxmlElement("w:font")
        font.set(qn("w:name"), name)
        other = OxmlElement("w:altName")
        other.set(qn("w:val"), others)
        font.append(other)
        fonts.append(font)
    table._blob = serialize_part_xml(fonts)  # noqa: SLF001 - the library reads this part only


def _page(document: Any, sender: str) -> None:
    """The page, its grid, the first page's head and foot, and the others' numbers."""
    section = document.sections[0]
    section.page_width, section.page_height = Pt(page.WIDTH), Pt(page.HEIGHT)
    section.left_margin, section.right_margin = Pt(page.LEFT), Pt(page.RIGHT)
    section.top_margin, section.bottom_margin = Pt(page.TOP), Pt(page.BOTTOM)
    section.header_distance = Pt(LETTER.mark_top)
    section.footer_distance = Pt(LETTER.line_bottom)
    section.different_first_page_header_footer = True
    document.settings.odd_and_even_pages_header_footer = True
    _grid(section)
    _head(section.first_page_header.paragraphs[0], sender, document.styles["official title"])
    foot = section.first_page_footer.paragraphs[0]
    exactly(foot, 6)
    _beyond_margins(foot)
    _border(foot, "bottom", "thinThickSmallGap")
    for header in (section.header, section.even_page_header):
        exactly(header.paragraphs[0], 1)
    number = document.styles["official number"]
    _page_number(section.footer.paragraphs[0], WD_ALIGN_PARAGRAPH.RIGHT, number)
    _page_number(section.even_page_footer.paragraphs[0], WD_ALIGN_PARAGRAPH.LEFT, number)


def _grid(section: Any) -> None:
    """22 lines a page; how many characters a line has follows from the style's spacing."""
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), twips(page.LEADING))
    _ungrid(section)
    section._sectPr.append(grid)  # noqa: SLF001


def _ungrid(section: Any) -> None:
    for old in section._sectPr.findall(qn("w:docGrid")):  # noqa: SLF001
        section._sectPr.remove(old)  # noqa: SLF001


def _head(mark: Paragraph, sender: str, style: Any) -> None:
    """发文机关标志, and the first red line below it."""
    size = page.mark_size(sender)
    mark.style = style
    mark.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = mark.add_run(sender)
    run.font.size, run.font.color.rgb = Pt(size), RED
    exactly(mark, size)
    _beyond_margins(mark)
    _border(mark, "bottom", "thickThinSmallGap", space=LETTER.line_gap)


def _beyond_margins(paragraph: Paragraph) -> None:
    """As wide as the red line, which is longer than the text."""
    left = (page.WIDTH - LETTER.line_width) / 2
    form = paragraph.paragraph_format
    form.left_indent, form.right_indent = Pt(left - page.LEFT), Pt(left - page.RIGHT)


def _border(paragraph: Paragraph, side: str, kind: str, *, space: float = 0) -> None:
    """A double line; its size is that of the thicker one."""
    borders = OxmlElement("w:pBdr")
    border = OxmlElement(f"w:{side}")
    for name, value in (
        ("val", kind), ("sz", str(round(LETTER.thick * 8))), ("space", str(round(space))),
        ("color", str(RED)),
    ):  # fmt: skip
        border.set(qn(f"w:{name}"), value)
    borders.append(border)
    paragraph._p.get_or_add_pPr().append(borders)  # noqa: SLF001


def _page_number(paragraph: Paragraph, align: Any, style: Any) -> None:
    paragraph.style = style
    paragraph.alignment = align
    form = paragraph.paragraph_format
    form.left_indent = form.right_indent = Pt(page.SIZE_4)
    form.space_after = Pt(page.BOTTOM - LETTER.line_bottom - page.PAGE_NUMBER_GAP - page.SIZE_4)
    paragraph.add_run("—　")
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)  # noqa: SLF001
    paragraph.add_run("　—")
