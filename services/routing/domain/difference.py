"""The difference between two wordings of a reply, sentence by sentence and then letter by letter.

Letters are compared inside changed stretches only, and only short ones: the cost stays small for the
longest reply.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

_SENTENCE = re.compile(r"[^。！？；\n]*[。！？；\n]+|[^。！？；\n]+")
LONGEST = 600
"""Changed stretches longer than this are shown as cut and added whole."""

MOST = 300
"""A text of more sentences than this is compared as one sentence."""


class Piece(NamedTuple):
    """A stretch of text that stayed, was cut, or was added."""

    op: Literal["keep", "cut", "add"]
    text: str


def difference(before: str, after: str) -> list[Piece]:
    """What to cut and to add, in order; `keep` and `cut` make up the first text, `keep` and `add` the second."""
    return _joined(_by_sentence(_sentences(before), _sentences(after)))


def _sentences(text: str) -> list[str]:
    found = _SENTENCE.findall(text)
    return found if len(found) <= MOST else [text]


def _by_sentence(before: Sequence[str], after: Sequence[str]) -> Iterator[Piece]:
    for op, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        old, new = "".join(before[i1:i2]), "".join(after[j1:j2])
        if op == "equal":
            yield Piece("keep", old)
        elif max(len(old), len(new)) <= LONGEST:
            yield from _by_letter(old, new)
        else:
            yield Piece("cut", old)
            yield Piece("add", new)


def _by_letter(old: str, new: str) -> Iterator[Piece]:
    for op, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op == "equal":
            yield Piece("keep", old[i1:i2])
        else:
            yield Piece("cut", old[i1:i2])
            yield Piece("add", new[j1:j2])


def _joined(pieces: Iterator[Piece]) -> list[Piece]:
    """Neighbours of one kind as one; empty ones left out."""
    joined: list[Piece] = []
    for piece in pieces:
        if not piece.text:
            continue
        if joined and joined[-1].op == piece.op:
            joined[-1] = Piece(piece.op, joined[-1].text + piece.text)
        else:
            joined.append(piece)
    return joined
