"""Numbers of cases and papers, as people read them out or copy them from a screen or a letter."""

import re
import unicodedata
from itertools import product

_CASE = re.compile(r"(?:ll(\d{4})-?|(\d{4})-)(\d{1,6})(?:-[a-z]\d+)*")
"""With the ends that letters, calls and the like add to their case's number."""

BRACKETS = ("〔〕", "[]", "()", "（）", "【】", "［］")
_OPENING, _CLOSING = (re.compile(f"[{re.escape(''.join(b))}]") for b in zip(*BRACKETS, strict=True))


def case_number(told: str) -> str | None:
    """Our own number, however it is written: LL2022-000017, ll2022-17, 2022-000017."""
    parts = _CASE.fullmatch(_narrow(told).lower())
    return f"LL{parts[1] or parts[2]}-{int(parts[3]):06}" if parts else None


def as_written(told: str) -> tuple[str, ...]:
    """The ways in which a number may be kept: widths, cases and brackets are nobody's to remember."""
    line, narrow = "".join(told.split()), _narrow(told)
    ways = {line, narrow, narrow.lower(), narrow.upper()}
    return tuple(sorted(ways | {_with(way, pair) for way, pair in product(ways, BRACKETS)}))


def _narrow(told: str) -> str:
    return "".join(unicodedata.normalize("NFKC", told).split())


def _with(number: str, pair: str) -> str:
    return _CLOSING.sub(pair[1], _OPENING.sub(pair[0], number))
