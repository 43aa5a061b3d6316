"""Type-setting: a text broken into lines, each character at its place on the line.

Chinese stands on the page's grid; words and numbers in narrow characters are not broken; a line begins
with no closing mark and ends with no opening one.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import NamedTuple

NOT_FIRST = frozenset("，。、；：？！）》」』】〕〉”’％…—,.;:?!)]}%")
NOT_LAST = frozenset("（《「『【〔〈“‘([{")
WIDE = frozenset("“”‘’…—·")  # of ambiguous width; wide in Chinese

_PIECES = re.compile(
    r"——|……|[0-9]+[年月日号时件]|[!-~]+?(?=[0-9]+[年月日号时件])|[!-~]+|.", re.DOTALL
)

WIDEST = 0.15
"""Of a place of the grid, the most that is put between two characters to fill a line."""

Measure = Callable[[str], float]


class Glyph(NamedTuple):
    """A character and where it stands on its line."""

    char: str
    x: float


Line = list[Glyph]


def is_wide(char: str) -> bool:
    """Whether a character takes a whole place of the grid."""
    return char in WIDE or unicodedata.east_asian_width(char) in {"W", "F"}


def set_lines(
    text: str, width: float, measure: Measure, *, indent: float = 0, fill: bool = True
) -> list[Line]:
    """The lines of a paragraph, whose first begins at `indent`; all but the last `fill` the width.

    A line stays short where it would have to be drawn apart too far.
    """
    lines: list[Line] = []
    pieces = list(_pieces(text, width, measure))
    start = indent
    while pieces:
        taken = _fitting(pieces, width - start, measure)
        line, pieces = pieces[:taken], pieces[taken:]
        chars = "".join(line).rstrip(" ") if pieces else "".join(line)
        natural = sum(map(measure, chars))
        spare = width - start - natural
        if spare > 0 and not (fill and pieces and _stretches(chars, spare, measure)):
            spare = 0.0
        lines.append(_placed(chars, start, spare, measure))
        while pieces and pieces[0] == " ":
            pieces.pop(0)
        start = 0.0
    return lines


def _stretches(chars: str, spare: float, measure: Measure) -> bool:
    """Whether the line may be stretched to the edge: one that a long number left short may not."""
    return spare <= WIDEST * measure("一") * (len(chars) - 1)


def _pieces(text: str, width: float, measure: Measure) -> Iterator[str]:
    """What is kept together; what is longer than a line cannot be."""
    for match in _PIECES.finditer(text):
        piece = match.group()
        long = sum(map(measure, piece)) > width
        yield from piece if long else (piece,)


def _fitting(pieces: list[str], width: float, measure: Measure) -> int:
    """How many pieces go on the line; at least one."""
    used, n = 0.0, 0
    for piece in pieces:
        used += sum(map(measure, piece))
        if used > width + 0.01:
            break
        n += 1
    else:
        return n
    full = max(n, 1)
    if _also(pieces, n) and not _also(pieces, n + 1):
        n += 1  # one closing mark is squeezed in
    while n > 0 and (pieces[n - 1] in NOT_LAST or _also(pieces, n)):
        n -= 1  # what may not stand apart goes down together
    return n or full  # nothing but marks: they stand as they come


def _also(pieces: list[str], n: int) -> bool:
    return n < len(pieces) and pieces[n] in NOT_FIRST


def _placed(chars: str, start: float, spare: float, measure: Measure) -> Line:
    gap = spare / (len(chars) - 1) if len(chars) > 1 else 0.0
    x, line = start, []
    for char in chars:
        line.append(Glyph(char, x))
        x += measure(char) + gap
    return line
