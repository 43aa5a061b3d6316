"""Reading values that may be anything: every function takes any JSON value and never raises.

What cannot be read is None (or empty), and the caller says so with a flag; nothing is guessed.
"""

import json
import re
import unicodedata
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from shared.contracts.intake import PhoneState

SHANGHAI = ZoneInfo("Asia/Shanghai")

FIRST_DAY = datetime(2006, 1, 1, tzinfo=SHANGHAI)
"""Nothing was posted before the board existed."""

LONG_AGO = datetime(1949, 10, 1, tzinfo=SHANGHAI)
"""What is written of may have happened long before."""

SKEW = timedelta(minutes=10)
"""Another clock may be that much ahead of ours."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")  # all but tab and line feed
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_INVISIBLE = dict.fromkeys([0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])
_NUMBER = re.compile(r"[+-]?[0-9]{1,20}(\.[0-9]{1,20})?")
_GROUPED = re.compile(r"[0-9]{1,3}(,[0-9]{3})+")
_TID = re.compile(r"0*([1-9][0-9]{0,18})")
_WRITTEN = re.compile(
    r"(?P<year>\d{4})[-/.年] ?(?P<month>\d{1,2})[-/.月] ?(?P<day>\d{1,2})日?"
    r"(?:[ T]*(?:星期|周)[一二三四五六日天])?"
    r"(?:(?:[ T]+|(?<=日))(?P<half>上午|中午|下午|晚上|AM|PM)? ?"
    r"(?P<hour>\d{1,2})[:时点](?:(?P<minute>\d{1,2})(?:[:分](?P<second>\d{1,2})?秒?)?)?)?"
)
_PACKED = re.compile(r"(20\d{2})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?")
_LATER_HALF = frozenset({"下午", "晚上", "PM"})
_MOBILE = re.compile(r"(?<!\d)(?:(?:\+|00)?86)?(1[3456789]\d{9})(?!\d)")
_LANDLINE = re.compile(r"0\d{2,3}[1-9]\d{6,7}")


def text_of(value: object) -> str:
    """A value as text that every store can hold: the author's own words, trimmed, nothing else.

    Line ends become line feeds; control characters go; a broken character becomes U+FFFD.  Markup
    stays what it is: text.
    """
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _SURROGATE.sub("\ufffd", _CONTROL.sub("", text)).strip()


def line_of(value: object) -> str:
    """A value as one line: any run of blanks, full-width ones and tabs too, is one blank."""
    return " ".join(text_of(value).split())


def fold(text: str) -> str:
    """Text made comparable: width, case, blanks and invisible characters do not matter."""
    narrow = unicodedata.normalize("NFKC", text).translate(_INVISIBLE).casefold()
    return "".join(narrow.split())


def number_of(value: object) -> float | None:
    """A finite number, also when it came as text."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        text = fold(value)
        return float(text) if _NUMBER.fullmatch(text) else None
    if isinstance(value, int | float) and abs(value) < 10**18:  # false for NaN
        return float(value)
    return None


def whole_of(value: object, highest: int) -> int | None:
    """A whole number from 1 to `highest`."""
    number = number_of(value)
    if number is None or not number.is_integer() or not 1 <= number <= highest:
        return None
    return int(number)


def tid_of(value: object) -> str | None:
    """The board's number of a message, as plain digits."""
    if isinstance(value, float) and abs(value) < 2**53 and value.is_integer():
        value = int(value)
    if not isinstance(value, int | str):
        return None
    text = fold(str(value))
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    found = _TID.fullmatch(text)
    return found and found.group(1)


def moment_of(value: object, now: datetime, since: datetime = FIRST_DAY) -> datetime | None:
    """An instant since the board began and not in the future; seconds, milliseconds or written."""
    number, latest = number_of(value), now + SKEW
    instant = _written(value) if number is None else _epoch(number, latest) or _packed(number)
    if instant is None or not since <= instant <= latest:
        return None
    return instant


def _epoch(number: float, latest: datetime) -> datetime | None:
    """Seconds or milliseconds: no number is an instant since the board began as both."""
    first, last = FIRST_DAY.timestamp(), latest.timestamp()
    seconds = next((s for s in (number, number / 1000) if first <= s <= last), None)
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _packed(number: float) -> datetime | None:
    """20220529, 202205292001 or 20220529200100: as seconds or milliseconds, no such number is a year of ours."""
    parts = _PACKED.fullmatch(str(int(number))) if number.is_integer() else None
    try:
        return parts and datetime(*(int(part or 0) for part in parts.groups()), tzinfo=SHANGHAI)  # type: ignore[misc,arg-type]
    except ValueError:
        return None


def _written(value: object) -> datetime | None:
    if not isinstance(value, str) or len(value) > 60:
        return None
    text = line_of(unicodedata.normalize("NFKC", value))
    parts = _WRITTEN.fullmatch(text)
    try:
        if parts is None:
            instant = datetime.fromisoformat(text)
            return instant if instant.tzinfo else instant.replace(tzinfo=SHANGHAI)
        half = parts.group("half")
        year, month, day, hour, minute, second = (
            int(parts.group(name) or 0)
            for name in ("year", "month", "day", "hour", "minute", "second")
        )
        if half in _LATER_HALF and hour < 12:
            hour += 12
        elif half in {"上午", "AM"} and hour == 12:
            hour = 0
        return datetime(year, month, day, hour, minute, second, tzinfo=SHANGHAI)
    except ValueError:
        return None


def phone_of(value: object) -> tuple[str, PhoneState]:
    """A phone as it is dialled, and whether it can be.  What cannot be dialled is kept as it came.

    A prefix says nothing about whether a number answers: 170 is as good as any other.
    """
    told = line_of(value)
    if not told:
        return "", "missing"
    digits = re.sub(r"[-()]", "", fold(told))
    if mobile := _MOBILE.search(digits):
        return mobile.group(1), "dialable"
    if _LANDLINE.fullmatch(digits):
        return digits, "dialable"
    return told, "impossible"


def masked(phone: str) -> str:
    """A phone as a screen may show it: 138****0008."""
    if len(phone) < 7:
        return "*" * len(phone)
    return f"{phone[:3]}****{phone[-4:]}"
