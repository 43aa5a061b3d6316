"""The letter 交办函 as DOCX: the same data and figures as the PDF, for an office that edits and seals.

Its fonts are named, not embedded: a word processor takes the office's own 仿宋 and 小标宋.
"""

import io
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_ALIGN_VERTICAL, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.opc.oxml import serialize_part_xml
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph

from services.routing.documents import page
from services.routing.documents.page import LETTER, MM
from services.routing.documents.receipts import LABEL, fields_of
from services.routing.documents.setting import is_wide
from services.routing.domain.wording import Receiver, Wording, addressees, chinese_date

FONTS = {
    "body": ("仿宋_GB2312", "FangSong,AR PL SungtiL GB"),
    "heading": ("黑体", "SimHei,Droid Sans Fallback"),
    "quote": ("楷体_GB2312", "KaiTi,AR PL KaitiM GB"),
    "title": ("方正小标宋简体", "SimSun,AR PL SungtiL GB"),
    "number": ("宋体", "SimSun,AR PL SungtiL GB"),
}
"""Each font an official document wants, and what stands for it."""
RED = RGBColor(*(round(255 * part) for part in page.RED))
STYLES = {"heading": "heading", "text": "body", "quote": "quote"}


def letter_docx(wording: Wording, receipts: Sequence[Receiver]) -> bytes:
    """The letter, with a receipt slip for each of these."""
    document = Document()
    document.core_properties.title = f"{wording.letter_no} {wording.title}"
    document.core_properties.author = wording.sender
    _styles(document)
    _name_substitutes(document)
    _page(document, wording)
    _numbers(document, wording)
    _line(document, wording.title, "title", align=WD_ALIGN_PARAGRAPH.CENTER,
          before=2 * page.LEADING, after=page.LEADING)  # fmt: skip
    _line(document, f"{addressees(wording.to)}：")
    said = [
        _line(document, paragraph.text, STYLES[paragraph.kind], first=2 * page.PITCH)
        for paragraph in wording.body
    ]
    said += _attachments(document, wording.attachments)
    for last in said[-1 - len(wording.attachments) :]:
        last.paragraph_format.keep_with_next = True  # the signature never stands alone
    _signature(document, wording)
    for receiver in receipts:
        _receipt(document, wording, receiver)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


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
    """Characters so much further apart: 28 of them make a line."""
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), str(round(points * 20)))
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


def _page(document: Any, wording: Wording) -> None:
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
    styles = document.styles
    _head(section.first_page_header.paragraphs[0], wording.sender, styles["official title"])
    foot = section.first_page_footer.paragraphs[0]
    _exactly(foot, 6)
    _beyond_margins(foot)
    _border(foot, "bottom", "thinThickSmallGap")
    for header in (section.header, section.even_page_header):
        _exactly(header.paragraphs[0], 1)
    number = styles["official number"]
    _page_number(section.footer.paragraphs[0], WD_ALIGN_PARAGRAPH.RIGHT, number)
    _page_number(section.even_page_footer.paragraphs[0], WD_ALIGN_PARAGRAPH.LEFT, number)


def _grid(section: Any) -> None:
    """22 lines a page; how many characters a line has follows from the style's spacing."""
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(round(page.LEADING * 20)))
    for old in section._sectPr.findall(qn("w:docGrid")):  # noqa: SLF001 - it has no other way in
        section._sectPr.remove(old)  # noqa: SLF001
    section._sectPr.append(grid)  # noqa: SLF001


def _head(paragraph: Paragraph, sender: str, style: Any) -> None:
    """发文机关标志, and the first red line below it."""
    size = page.mark_size(sender)
    paragraph.style = style
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(sender)
    run.font.size, run.font.color.rgb = Pt(size), RED
    _exactly(paragraph, size * 1.1)
    _beyond_margins(paragraph)
    _border(paragraph, "bottom", "thickThinSmallGap", space=LETTER.line_gap)


def _numbers(document: Any, wording: Wording) -> None:
    """紧急程度 at the left, 发文字号 at the right, below the line."""
    paragraph = _line(document, "", before=LETTER.after_line - page.SIZE_3 / 4)
    _exactly(paragraph, page.SIZE_3 * 1.25)
    stops = paragraph.paragraph_format.tab_stops
    stops.add_tab_stop(Pt(page.TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    urgency = paragraph.add_run(wording.urgency)
    urgency.font.name = FONTS["heading"][0]
    urgency._element.get_or_add_rPr().get_or_add_rFonts().set(  # noqa: SLF001
        qn("w:eastAsia"), FONTS["heading"][0]
    )
    paragraph.add_run(f"\t{wording.letter_no}")


def _attachments(document: Any, names: Sequence[str]) -> list[Paragraph]:
    lines = []
    for number, name in enumerate(names, start=1):
        label = f"{number}. " if len(names) > 1 else ""
        head = "附件：" if number == 1 else "　　　"
        line = _line(document, f"{head}{label}{name}", first=2 * page.PITCH,
              before=page.LEADING if number == 1 else 0)  # fmt: skip
        lines.append(line)
    return lines


def _signature(document: Any, wording: Wording) -> None:
    """Room for the seal, the sender above the date, whom to ask."""
    day = chinese_date(wording.dated)
    half_name, half_day = _width(wording.sender) / 2, _width(day) / 2
    middle = max(4 * page.PITCH + half_day, 2 * page.PITCH + half_name)
    right = WD_ALIGN_PARAGRAPH.RIGHT
    signed = _line(document, wording.sender, align=right, before=page.SEAL_LINES * page.LEADING)
    signed.paragraph_format.right_indent = Pt(middle - half_name)
    if wording.copies:  # a frame stands on the page of the paragraph after it
        _at_foot(_line(document, f"　抄送：{'，'.join(wording.copies)}。", size=page.SIZE_4))
    dated = _line(document, day, align=right)
    dated.paragraph_format.right_indent = Pt(middle - half_day)
    signed.paragraph_format.keep_with_next = True
    if wording.contact:
        _line(document, f"（{wording.contact}）", first=2 * page.PITCH)


def _receipt(document: Any, wording: Wording, receiver: Receiver) -> None:
    """回执, on a page of its own."""
    title = _line(document, "回　　执", "title", align=WD_ALIGN_PARAGRAPH.CENTER, after=MM * 4)
    title.paragraph_format.page_break_before = True
    fields = fields_of(wording, receiver)
    rows: list[list[Any]] = []
    for field in fields:
        if field.half and rows and len(rows[-1]) == 1 and rows[-1][0].half:
            rows[-1].append(field)
        else:
            rows.append([field])
    table = document.add_table(rows=len(rows), cols=4)
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    widths = (LABEL, page.TEXT_WIDTH / 2 - LABEL) * 2
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Pt(width)
    for row, said in zip(table.rows, rows, strict=True):
        row.height, row.height_rule = Pt(said[0].height), WD_ROW_HEIGHT_RULE.AT_LEAST
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Pt(width)
            cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
        if len(said) == 1:
            row.cells[1].merge(row.cells[3])
        for place, field in enumerate(said):
            _fill(row.cells[2 * place], field.label, align=WD_ALIGN_PARAGRAPH.CENTER)
            _fill(row.cells[2 * place + 1], field.text)
    _fill(table.rows[-1].cells[1], "（单位盖章）　　　　年　　月　　日",
          align=WD_ALIGN_PARAGRAPH.RIGHT)  # fmt: skip
    table.rows[-1].cells[1].vertical_alignment = WD_ALIGN_VERTICAL.BOTTOM
    note = f"请在收到来函后一个工作日内签收，将本回执加盖公章退回{wording.sender}。"
    _line(document, note, size=page.SIZE_4, before=MM * 2)
    _line(document, receiver.assignment_id, size=9, align=WD_ALIGN_PARAGRAPH.RIGHT)


def _fill(cell: Any, text: str, *, align: Any = WD_ALIGN_PARAGRAPH.LEFT) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = align
    paragraph.add_run(text).font.size = Pt(page.SIZE_4)
    _exactly(paragraph, page.SIZE_4 * 1.3)


def _line(
    document: Any,
    text: str,
    style: str = "body",
    *,
    align: Any = WD_ALIGN_PARAGRAPH.JUSTIFY,
    first: float = 0,
    before: float = 0,
    after: float = 0,
    size: float | None = None,
) -> Paragraph:
    named = "Normal" if style == "body" else f"official {style}"
    paragraph: Paragraph = document.add_paragraph(style=named)
    run = paragraph.add_run(text)
    if size is not None:
        run.font.size = Pt(size)
    form = paragraph.paragraph_format
    form.alignment = align
    form.first_line_indent = Pt(first)
    form.space_before, form.space_after = Pt(before), Pt(after)
    return paragraph


def _width(text: str) -> float:
    return sum(page.PITCH if is_wide(char) else page.SIZE_3 / 2 for char in text)


def _exactly(paragraph: Paragraph, leading: float) -> None:
    form = paragraph.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(leading)


def _beyond_margins(paragraph: Paragraph) -> None:
    """As wide as the red line, which is longer than the text."""
    left = (page.WIDTH - LETTER.line_width) / 2
    form = paragraph.paragraph_format
    form.left_indent, form.right_indent = Pt(left - page.LEFT), Pt(left - page.RIGHT)


def _border(paragraph: Paragraph, side: str, kind: str, *, space: float = 0) -> None:
    borders = OxmlElement("w:pBdr")
    border = OxmlElement(f"w:{side}")
    weight = LETTER.thick + LETTER.between + LETTER.thin
    for name, value in (
        ("val", kind), ("sz", str(round(weight * 8))), ("space", str(round(space))),
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


def _at_foot(paragraph: Paragraph) -> None:
    """At the foot of the text of the page it falls on."""
    frame = OxmlElement("w:framePr")
    for name, value in (
        ("w", str(round(page.TEXT_WIDTH * 20))), ("wrap", "around"), ("hAnchor", "margin"),
        ("vAnchor", "margin"), ("xAlign", "left"), ("yAlign", "bottom"),
    ):  # fmt: skip
        frame.set(qn(f"w:{name}"), value)
    paragraph._p.get_or_add_pPr().insert(0, frame)  # noqa: SLF001
