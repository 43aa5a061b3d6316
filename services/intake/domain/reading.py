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

SKEW = timedelta(minutes=10)
"""Another clock may be that much ahead of ours."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # all but tab and line feed
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_INVISIBLE = dict.fromkeys([0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])
_NUMBER = re.compile(r"[+-]?[0-9]{1,20}(\.[0-9]{1,20})?")
_MILLISECONDS_FROM, _EPOCH_BELOW = 10**11, 10**14
_WRITTEN = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?"
)
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
    text = fold(str(value)) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    if isinstance(value, float) and 0 < value < 2**53 and value.is_integer():
        text = str(int(value))
    text = text.lstrip("0")
    return text if re.fullmatch(r"[0-9]{1,19}", text) else None


def moment_of(value: object, now: datetime) -> datetime | None:
    """An instant since the board began and not in the future; seconds, milliseconds or written."""
    number = number_of(value)
    instant = _written(value) if number is None else _epoch(number)
    if instant is None or not FIRST_DAY <= instant <= now + SKEW:
        return None
    return instant


def _epoch(number: float) -> datetime | None:
    if not 0 < number < _EPOCH_BELOW:
        return None
    return datetime.fromtimestamp(number / 1000 if number >= _MILLISECONDS_FROM else number, UTC)


def _written(value: object) -> datetime | None:
    if not isinstance(value, str) or len(value) > 60:
        return None
    text = line_of(unicodedata.normalize("NFKC", value))
    parts = _WRITTEN.fullmatch(text)
    try:
        if parts is None:
            instant = datetime.fromisoformat(text)
            return instant if instant.tzinfo else instant.replace(tzinfo=SHANGHAI)
        year, month, day, hour, minute, second = (int(p or 0) for p in parts.groups())
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
