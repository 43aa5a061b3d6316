"""Tables of 留言, as offices keep them: whichever the columns' names, each line becomes a row.

A column that nobody knows is kept under its own name: it goes into the copy of what came.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from services.intake.domain.reading import fold, line_of, number_of

HEADER_WITHIN = 30
"""Lines before the one with the columns' names: a title, who made it, when."""

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "tid": ("留言编号", "留言id", "编号", "帖子编号", "问题编号", "threadid"),
    "fid": ("版块编号", "对象编号", "forumid"),
    "forumName": ("留言对象", "写给", "给谁留言", "对象", "版块", "领导"),
    "typeId": ("类型编号",),
    "typeName": ("留言类型", "问题类型", "类型", "类别"),
    "domainId": ("领域编号",),
    "domainName": ("留言领域", "问题领域", "所属领域", "领域"),
    "nickName": ("网友昵称", "昵称", "网友", "网名", "留言用户", "留言人", "用户昵称"),
    "subject": ("留言标题", "留言主题", "标题", "主题"),
    "content": ("留言内容", "留言详情", "内容", "正文", "诉求内容"),
    "dateline": ("留言时间", "发布时间", "提交时间", "发帖时间", "留言日期"),
    "threadsCheckTime": ("审核时间", "审核通过时间", "上线时间"),
    "stateInfo": ("办理状态", "留言状态", "回复状态", "状态"),
    "processInfo": ("交办状态",),
    "answerId": ("回复编号",),
    "answerContent": ("回复内容", "答复内容", "答复意见", "官方回复", "回复"),
    "answerDateline": ("回复时间", "答复时间", "回复日期"),
    "answerOrganization": ("回复单位", "答复单位", "回复机构"),
    "grade": ("综合评分", "评分", "总评分"),
    "gradeLevel": ("解决程度",),
    "gradeManner": ("办理态度",),
    "gradeSpeed": ("办理速度",),
    "gradeText": ("评价内容", "网友评价", "评价"),
    "incidentTime": ("事发时间", "事件时间", "发生时间"),
    "incidentPlace": ("事发地点", "事件地点", "发生地点", "事发地"),
    "realName": ("真实姓名", "姓名", "联系人"),
    "phone": ("联系电话", "电话", "手机", "手机号", "手机号码", "电话号码", "联系方式"),
    "place": ("所在地", "所在地区", "地区", "留言地区", "住址"),
}  # fmt: skip

KEY_OF = {name: key for key, names in COLUMNS.items() for name in (key.casefold(), *names)}
CONTACT = frozenset({"realName", "phone", "place"})
WORDS = frozenset({"subject", "content", "answerContent", "gradeText"})
MOMENTS = frozenset({"dateline", "threadsCheckTime", "answerDateline", "incidentTime"})

DAY_ZERO, DAYS = datetime(1899, 12, 30), range(38_718, 73_051)  # noqa: DTZ001 - a wall clock's
"""Spreadsheets count days; from 2006 to 2099 no epoch is as small as that."""

_ABSENT = frozenset({"", "null", "none", "nan", "n/a", "-", "--", "—", "无"})
_BROKEN = re.compile(r"#(N/A|NAME\?|NULL!|NUM!|REF!|VALUE!|DIV/0!|#+)")
_FORMULA = re.compile(r'="(.*)"', re.DOTALL)
_PUNCTUATION = re.compile(r"[\s*:：()（）【】\[\]_-]")


class Header(NamedTuple):
    """The columns of a table, by their place: the board's key, or a name of their own."""

    line: int
    keys: tuple[str, ...]


def find_header(lines: Iterable[tuple[int, Sequence[object]]]) -> Header | None:
    """The first line that names a number and two more known columns, near the top."""
    for seen, (line, cells) in enumerate(lines):
        if seen >= HEADER_WITHIN:
            return None
        keys = _keys(cells)
        if "tid" in keys and sum(key in COLUMNS for key in keys) >= 3:
            return Header(line, keys)
    return None


def is_blank(cells: Iterable[object]) -> bool:
    return all(cell is None or (isinstance(cell, str) and not fold(cell)) for cell in cells)


def row_of(header: Header, cells: Sequence[object]) -> dict[str, Any]:
    """A line of the table as the board's own export would give it."""
    row: dict[str, Any] = {}
    contact: dict[str, Any] = {}
    for place, cell in enumerate(cells):
        key = header.keys[place] if place < len(header.keys) else f"column {place + 1}"
        value = value_of(key, cell)
        if value is not None:
            (contact if key in CONTACT else row)[key] = value
    return row | {"contact": contact} if contact else row


def value_of(key: str, cell: object) -> Any:
    """What a cell says, as JSON has it; None for nothing."""
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    if isinstance(cell, date | time | timedelta):
        return str(cell)
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        cell = int(cell)
    if isinstance(cell, str):
        cell = _plain(key, cell)
    return _day(cell) if key in MOMENTS else cell


def _plain(key: str, text: str) -> str | None:
    """Without what spreadsheets wrap around a value so that it stays as it is."""
    if key in WORDS:
        return text if text.strip() else None
    inner = _FORMULA.fullmatch(text.strip())
    plain = (inner.group(1) if inner else text).strip().removeprefix("'")
    return None if fold(plain) in _ABSENT or _BROKEN.fullmatch(plain) else plain


def _day(value: object) -> object:
    """A day counted by a spreadsheet, as a moment; anything else as it is."""
    number = number_of(value)
    if number is None or int(number) not in DAYS:
        return value
    return (DAY_ZERO + timedelta(seconds=round(number * 86_400))).isoformat(" ")


def _keys(cells: Sequence[object]) -> tuple[str, ...]:
    keys: list[str] = []
    for place, cell in enumerate(cells, start=1):
        told = line_of(cell) if isinstance(cell, str) else ""
        known = KEY_OF.get(_PUNCTUATION.sub("", fold(told)))
        key = known if known and known not in keys else told or f"column {place}"
        keys.append(key if key not in keys else f"{key} ({place})")
    return tuple(keys)
