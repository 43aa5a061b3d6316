"""The letter 交办函 as DOCX: the same data and figures as the PDF, for an office that edits and seals."""

import io
from collections.abc import Sequence
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from services.routing.documents import page
from services.routing.documents.docx_paper import (
    FONTS,
    exactly,
    frame,
    new_paper,
    plain_pages,
    twips,
)
from services.routing.documents.page import LETTER
from services.routing.documents.receipt_docx import add_receipt
from services.routing.documents.setting import is_wide
from services.routing.domain.letters import chinese_date
from services.routing.domain.wording import Receiver, Wording, addressees

STYLES = {"heading": "heading", "text": "body", "quote": "quote"}

NUMBER_LINE = page.SIZE_3 * 1.25
"""How high the line with the number is."""


def letter_docx(wording: Wording, receipts: Sequence[Receiver]) -> bytes:
    """The letter, with a receipt slip for each of these."""
    document = new_paper(wording.sender)
    document.core_properties.title = f"{wording.letter_no} {wording.title}"
    document.core_properties.author = wording.sender
    _numbers(document, wording)
    _line(document, wording.title, "title", align=WD_ALIGN_PARAGRAPH.CENTER,
          before=2 * page.LEADING, after=page.LEADING * 0.75)  # fmt: skip
    _line(document, f"{addressees(wording.to)}：")
    said = [
        _line(document, paragraph.text, STYLES[paragraph.kind], first=2 * page.PITCH)
        for paragraph in wording.body
    ]
    said += _attachments(document, wording.attachments)
    for last in said[-1 - len(wording.attachments) :]:
        last.paragraph_format.keep_with_next = True  # the seal is on one page with the text
    _signature(document, wording)
    if receipts:
        plain_pages(document)
    for place, receiver in enumerate(receipts):
        add_receipt(document, wording, receiver, first=place == 0)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _numbers(document: Any, wording: Wording) -> None:
    """紧急程度 at the left, 发文字号 at the right, 7/8 of a character below the red lines."""
    paragraph = _line(document, "", before=LETTER.after_line - (NUMBER_LINE - page.SIZE_3) / 2)
    exactly(paragraph, NUMBER_LINE)
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
        hang = _width(f"附件：{label}")
        line = _line(document, f"{head}{label}{name}", first=-hang,
                     before=page.LEADING if number == 1 else 0)  # fmt: skip
        line.paragraph_format.left_indent = Pt(2 * page.PITCH + hang)
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
        _at_foot(_line(document, f"抄送：{'，'.join(wording.copies)}。", size=page.SIZE_4))
    dated = _line(document, day, align=right)
    dated.paragraph_format.right_indent = Pt(middle - half_day)
    signed.paragraph_format.keep_with_next = True
    if wording.contact:
        dated.paragraph_format.keep_with_next = True
        _line(document, f"（{wording.contact}）", first=2 * page.PITCH)


def _at_foot(paragraph: Paragraph) -> None:
    """抄送 at the foot of the text: a character from both edges, names below each other."""
    pitch = page.PITCH * page.SIZE_4 / page.SIZE_3
    form = paragraph.paragraph_format
    form.left_indent, form.right_indent = Pt(4 * pitch), Pt(pitch)
    form.first_line_indent = Pt(-3 * pitch)
    frame(paragraph, w=twips(page.TEXT_WIDTH), hAnchor="margin", vAnchor="margin",
          xAlign="left", yAlign="bottom")  # fmt: skip


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
