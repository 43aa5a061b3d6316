"""The receipt slip 回执: the unit fills it in, seals it and sends it back."""

from collections.abc import Sequence
from typing import NamedTuple

from services.routing.documents import page
from services.routing.documents.page import MM
from services.routing.documents.sheet import SMALL, TITLE, Sheet
from services.routing.domain.letters import chinese_date
from services.routing.domain.wording import Receiver, Wording

LABEL = 24 * MM
HALF = page.TEXT_WIDTH / 2
INSET = 1.8 * MM


class Field(NamedTuple):
    """One field of the slip: its label, what is printed in it, and how much room it has."""

    label: str
    text: str = ""
    height: float = 13 * MM
    half: bool = False


def fields_of(wording: Wording, receiver: Receiver) -> Sequence[Field]:
    """The slip's fields, row by row; two halves make a row."""
    return (
        Field("函　　号", wording.letter_no),
        Field("来函标题", wording.title),
        Field("留言编号", wording.case_number),
        Field("承办单位", f"{receiver.name}（{receiver.part}）"),
        Field("交办日期", chinese_date(wording.dated), half=True),
        Field("反馈时限", chinese_date(receiver.due_on), half=True),
        Field("签 收 人", half=True),
        Field("签收时间", "　　　年　月　日　时", half=True),
        Field("经 办 人", half=True),
        Field("联系电话", half=True),
        Field("是否属本单位职责", "□ 是　　　□ 否，建议转：", 16 * MM),
        Field("单位意见", "", 44 * MM),
    )


def note_of(wording: Wording) -> str:
    """What is asked below the slip."""
    return f"请在收到来函后一个工作日内签收，将本回执加盖公章退回{wording.sender}。"


def draw_receipt(sheet: Sheet, wording: Wording, receiver: Receiver) -> None:
    """A page with one slip."""
    y = page.TOP
    sheet.centred("回　　执", page.WIDTH / 2, y, TITLE)
    y = _table(sheet, fields_of(wording, receiver), y + 16 * MM)
    right = page.LEFT + page.TEXT_WIDTH - 3 * INSET
    sheet.text_to("（单位盖章）　　　　年　　月　　日", right, y - 9 * MM, SMALL)
    for line in sheet.lines(note_of(wording), SMALL):
        y += 7 * MM
        sheet.line(line, page.LEFT, y - 3 * MM, SMALL)
    sheet.barcode(receiver.assignment_id, page.LEFT + page.TEXT_WIDTH, y + 10 * MM)


def _table(sheet: Sheet, fields: Sequence[Field], y: float) -> float:
    left = True
    for field in fields:
        x = page.LEFT if left else page.LEFT + HALF
        width = HALF if field.half else page.TEXT_WIDTH
        _cell(sheet, x, y, LABEL, field.height, field.label, middle=True)
        _cell(sheet, x + LABEL, y, width - LABEL, field.height, field.text)
        left = not left if field.half else True
        if left:
            y += field.height
    return y


def _cell(
    sheet: Sheet,
    x: float,
    y: float,
    width: float,
    height: float,
    text: str,
    *,
    middle: bool = False,
) -> None:
    sheet.box(x, y, width, height)
    if not text:
        return
    lines = sheet.lines(text, SMALL, width=width - 2 * INSET)
    leading = SMALL.size * 1.25
    top = y + (height - leading * len(lines)) / 2 + (leading - SMALL.size) / 2
    for line in lines:
        if middle and len(lines) == 1:
            sheet.centred(text, x + width / 2, top, SMALL)
        else:
            sheet.line(line, x + INSET, top, SMALL)
        top += leading
