"""The days that a text tells: on which day, or by the end of which month or year, something will be.

What names no day by itself (三个月内, 春节前, 10月中旬) tells a time loosely.
"""

import re
from calendar import monthrange
from datetime import date
from typing import NamedTuple

_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_YEAR = r"\d{4}|[去今本明]"
_DAY = re.compile(
    rf"(?:(?P<year>{_YEAR})年)?(?P<month>{_NUMBER})月(?:(?P<day>{_NUMBER})[日号]|月?[底末])"
    rf"|(?:(?P<of>{_YEAR})|(?<![\d一二两三四五六七八九十几每往年]))年年?[底末内]"  # but not 三年内
)
_WHEN = re.compile(
    r"\d{1,2}月(?:\d{1,2}日|底|初|中旬|上旬|下旬)|[一二三四五六七八九十]{1,3}月(?:[一二三四五六七八九十]{1,3}日|底|初|[上中下]旬|份)"
    r"|\d{4}年|[今明本]年[^。]{0,6}[月底季]|年[底内前]|[本下]周|[本下]?月[底内]|(?:\d+|[一二三四五六七八九十]+)个?(?:工作日|日|天|周|月|小时)(?:内|之内|以内|后)"
    r"|第?[一二三四]季度|(?:国庆|春节|元旦|五一|中秋|开学|暑假|寒假|汛期|供暖[季期]?)(?:节|假期)?[前后]"
)
_DIGITS = {sign: number for number, sign in enumerate("一二三四五六七八九十", start=1)}
_YEARS_ON = {"去": -1, "明": 1}


class ToldDay(NamedTuple):
    """A day that a text tells; where it tells no year, in the year that runs."""

    on: date
    with_year: bool

    def is_the_same(self, day: date) -> bool:
        """Whether it may be read as this day."""
        in_year = (self.on.month, self.on.day) == (day.month, day.day)
        return self.on == day or (in_year and not self.with_year)


def days_told(text: str, today: date) -> list[ToldDay]:
    """Each day that is told, in the order of the text."""
    return [day for found in _DAY.finditer(text) if (day := _day(found, today))]


def tells_when(text: str) -> bool:
    """Whether it tells a day or a time at all."""
    return _WHEN.search(text) is not None


def tells_loosely(text: str) -> bool:
    """Whether it tells a time that cannot be held against a day."""
    return tells_when(_DAY.sub("。", text))


def _day(found: re.Match[str], today: date) -> ToldDay | None:
    """The day of one place in a text; None where the calendar has no such day."""
    told = found["year"] or found["of"]
    year = int(told) if told and told.isdigit() else today.year + _YEARS_ON.get(told, 0)
    month = _number(found["month"] or "12")
    if not (1 <= month <= 12 and year):
        return None
    last = monthrange(year, month)[1]
    day = _number(found["day"]) if found["day"] else last
    return ToldDay(date(year, month, day), told is not None) if 1 <= day <= last else None


def _number(told: str) -> int:
    """12 and 十二 alike."""
    if told.isdigit():
        return int(told)
    tens, ten, ones = told.rpartition("十")
    return (_DIGITS.get(tens, 1) if ten else 0) * 10 + _DIGITS.get(ones, 0)
