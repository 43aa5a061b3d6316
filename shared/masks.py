"""What is left out of words that others will read: long runs of digits, and names that are none of ours."""

import re
from collections.abc import Iterable
from typing import Any

LEFT_OUT = "…"

_DIGITS = re.compile(r"(?<![0-9A-Za-z-])\d{7,}(?![0-9A-Za-z-])")
_NAME = re.compile(r"[a-z][a-z0-9_]*|\[key\]")


def masked(value: Any) -> Any:
    """A text without long runs of digits; of lists and mappings, each of their values."""
    if isinstance(value, str):
        return _DIGITS.sub(LEFT_OUT, value)
    if isinstance(value, dict):
        return {key: masked(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [masked(each) for each in value]
    return value


def field(loc: Iterable[int | str], fault: str) -> str:
    """Where a value broke its description, such as ``body.demands.0.text``.

    What was sent under a name of the sender's own shows no name: people paste what they have.
    """
    *outer, last = loc or ("",)
    parts = [*outer, LEFT_OUT if fault == "extra_forbidden" else last]
    return ".".join(_part(part) for part in parts)


def _part(part: int | str) -> str:
    return str(part) if isinstance(part, int) or _NAME.fullmatch(part) else LEFT_OUT
