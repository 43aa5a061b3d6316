"""Numbers however they are spelled: full-width, in hanzi, with blanks or dashes between, digit by digit.

A text is folded character by character, so that a place in the folded text is the same place in the
text.  Digits that stand together make a group; groups that only marks and blanks keep apart make a run;
and any neighbouring groups of a run may be one number.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

LONGEST = 19
"""No number that is looked for has more digits."""

_HANZI = dict(
    zip("〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖两幺", "0012345678912345678921", strict=True)
)
_SAID_AS = {"ｘ": "X", "x": "X", "×": "X", "✕": "X"}

INVISIBLE = "\u00ad\u200b-\u200f\u2060\ufe0f\u20e3\ufeff"
BLANKS = " \t\u00a0\u2000-\u200a\u202f\u205f\u3000"

_ROUND = re.compile(r"(?<![A-Za-z])[Oo]+(?=[0-9])|(?<=[0-9])[Oo]+(?![A-Za-z])")
"""Letters O that stand for noughts."""

_GROUP = re.compile(rf"[0-9][0-9{INVISIBLE}]*(?:X(?![A-Za-z]))?|(?<![A-Za-z])X(?![A-Za-z])")
_SOFT = re.compile(rf"[{BLANKS}()\[\]+_·•・.\-‐-―−~*/|]+")
_HARD = re.compile(r"[,，、。．:;：；]")


class Number(NamedTuple):
    """Digits that may be one number, the sizes of their groups, and where they stand."""

    digits: str
    groups: tuple[int, ...]
    start: int
    end: int


class _Group(NamedTuple):
    digits: str
    start: int
    end: int


def fold(text: str) -> str:
    """The text with every digit as 0 to 9 and Latin letters narrow; of the same length."""
    narrow = "".join(_narrow(char) for char in text)
    return _ROUND.sub(lambda noughts: "0" * len(noughts[0]), narrow)


def _narrow(char: str) -> str:
    if char in _HANZI:
        return _HANZI[char]
    if char in _SAID_AS:
        return _SAID_AS[char]
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return str(digit)
    return chr(ord(char) - ord("！") + ord("!")) if "！" <= char <= "～" else char


def numbers(text: str) -> Iterator[Number]:
    """Everything in a text that may be one number of at most `LONGEST` digits."""
    for run, marks in _runs(fold(text)):
        for first, group in enumerate(run):
            yield Number(group.digits, (len(group.digits),), group.start, group.end)
            if first < len(marks):
                yield from _joined(run, marks, first)


def _joined(run: Sequence[_Group], marks: Sequence[str], first: int) -> Iterator[Number]:
    """What the groups from this one on may spell together: with one kind of mark throughout."""
    mark = marks[first]
    digits, sizes = run[first].digits, [len(run[first].digits)]
    began = first > 0 and marks[first - 1] == mark and sizes == [1] == [len(run[first - 1].digits)]
    for last in range(first + 1, len(run)):
        group = run[last]
        if marks[last - 1] != mark or len(digits) + len(group.digits) > LONGEST:
            break
        digits += group.digits
        sizes.append(len(group.digits))
        if len(digits) == len(sizes):  # digit by digit: all there are, or it is no number
            goes_on = marks[last : last + 1] == [mark] and len(run[last + 1].digits) == 1
            if began or goes_on:
                continue
        elif _HARD.fullmatch(mark):
            continue  # an enumeration
        yield Number(digits, tuple(sizes), run[first].start, group.end)


def _runs(folded: str) -> Iterator[tuple[list[_Group], list[str]]]:
    """Groups of digits with the marks between them."""
    run: list[_Group] = []
    marks: list[str] = []
    for match in _GROUP.finditer(folded):
        digits = re.sub(rf"[{INVISIBLE}]", "", match[0])
        if run:
            between = folded[run[-1].end : match.start()]
            mark = _kind_of(between)
            if mark is None:
                yield run, marks
                run, marks = [], []
            else:
                marks.append(mark)
        run.append(_Group(digits, *match.span()))
    if run:
        yield run, marks


def _kind_of(between: str) -> str | None:
    """The kind of mark between two groups; None where they have nothing to do with one another."""
    if len(between) > 3:
        return None
    seen = re.sub(rf"[{INVISIBLE}]", "", between)
    if _SOFT.fullmatch(seen):
        return re.sub(rf"[{BLANKS}()\[\]]+", " ", seen).strip()
    return seen if _HARD.fullmatch(seen) else None


def closed_up(text: str) -> tuple[str, list[int]]:
    """The text without blanks between its letters, and where each letter that is left stood."""
    places = [i for i, char in enumerate(text) if not re.match(rf"[{BLANKS}{INVISIBLE}]", char)]
    return "".join(text[i] for i in places), places
