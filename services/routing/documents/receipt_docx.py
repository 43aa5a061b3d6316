"""The receipt slip 回执 as DOCX, on a page of its own."""

import io
from typing import Any

from docx.enum.table import WD_ALIGN_VERTICAL, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from services.routing.documents import page
from services.routing.documents.barcodes import picture_of
from services.routing.documents.docx_paper import exactly
from services.routing.documents.page import MM
from services.routing.documents.receipts import LABEL, Field, fields_of, note_of
from services.routing.domain.wording import Receiver, Wording

RIGHT, CENTRE = WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.CENTER
BARCODE_HEIGHT = 10 * MM


def add_receipt(document: Any, wording: Wording, receiver: Receiver, *, first: bool) -> None:
    """Put a slip at the end; the first begins the section it stands in."""
    title = document.add_paragraph("回　　执", style="official title")
    title.alignment = CENTRE
    title.paragraph_format.space_after = Pt(MM * 4)
    title.paragraph_format.page_break_before = not first
    _table(document, _in_rows(fields_of(wording, receiver)))
    note = document.add_paragraph()
    note.add_run(note_of(wording)).font.size = Pt(page.SIZE_4)
    note.paragraph_format.space_before = Pt(MM * 2)
    bars = document.add_paragraph()
    bars.alignment = RIGHT
    bars.paragraph_format.line_spacing = 1.0
    bars.paragraph_format.space_before = Pt(MM * 2)
    bars.add_run().add_picture(
        io.BytesIO(picture_of(receiver.assignment_id)), height=Pt(BARCODE_HEIGHT)
    )
    number = bars.add_run(f"\n{receiver.assignment_id}")
    number.font.size = Pt(9)


def _in_rows(fields: Any) -> list[list[Field]]:
    """Two halves make a row."""
    rows: list[list[Field]] = []
    for field in fields:
        if field.half and rows and len(rows[-1]) == 1 and rows[-1][0].half:
            rows[-1].append(field)
        else:
            rows.append([field])
    return rows


def _table(document: Any, rows: list[list[Field]]) -> None:
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
            _fill(row.cells[2 * place], field.label, align=CENTRE)
            _fill(row.cells[2 * place + 1], field.text)
    seal = table.rows[-1].cells[1]
    _fill(seal, "（单位盖章）　　　　年　　月　　日", align=RIGHT)
    seal.vertical_alignment = WD_ALIGN_VERTICAL.BOTTOM


def _fill(cell: Any, text: str, *, align: Any = WD_ALIGN_PARAGRAPH.LEFT) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = align
    paragraph.add_run(text).font.size = Pt(page.SIZE_4)
    exactly(paragraph, page.SIZE_4 * 1.3)
