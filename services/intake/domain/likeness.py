"""Cases that may be the same matter: suggestions for the clerk, who alone decides 重复件.

Authors and texts are compared by their keyed digests, so nobody is named here.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from services.intake.domain.arrival import Arrival
from services.intake.domain.reading import fold
from services.intake.domain.signs import CHASERS

RECENT = timedelta(days=365)
"""A matter told again within a heating season and the next is likely the same matter."""

SIMILAR = 0.5
"""Share of the shorter title's pairs of characters that stand in the other title too."""

SHORTEST_TEXT = 10
"""Shorter texts are alike by chance."""


def says_enough(folded: str) -> bool:
    """Whether a text, folded, is long enough to be compared with others."""
    return len(folded) >= SHORTEST_TEXT


class Like(NamedTuple):
    """What is compared of a case; `author` and `text` are digests, None where there is none."""

    case_id: str
    author: str | None
    text: str | None
    title: str
    admitted_at: datetime
    is_open: bool


def pairs(title: str) -> frozenset[str]:
    """The pairs of neighbouring letters of a title, punctuation and blanks left out."""
    letters = "".join(c for c in fold(title) if c.isalnum())
    return frozenset(a + b for a, b in pairwise(letters))


def similarity(one: str, other: str) -> float:
    """From 0, nothing alike, to 1, the shorter title stands in the longer."""
    a, b = pairs(one), pairs(other)
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


class Likes:
    """Cases by author and by text, in the order in which they came."""

    def __init__(self, known: Iterable[Like] = ()) -> None:
        self._by_author: dict[str | None, list[Like]] = defaultdict(list)
        self._by_text: dict[str | None, list[Like]] = defaultdict(list)
        for like in known:
            self.add(like)

    def add(self, like: Like) -> None:
        if like.author:
            self._by_author[like.author].append(like)
        if like.text:
            self._by_text[like.text].append(like)

    def flags(self, new: Like, arrival: Arrival) -> tuple[str, ...]:
        """What to show the clerk of `new`: the likeliest case for each ground."""
        same_text = _near(self._by_text, new.text, new)
        same_author = _near(self._by_author, new.author, new)
        flags = []
        if same_text:
            flags.append(f"same_text_as:{same_text[0].case_id}")
        if same_author:
            best = max(same_author, key=lambda like: similarity(like.title, new.title))
            if similarity(best.title, new.title) >= SIMILAR:
                flags.append(f"possible_duplicate_of:{best.case_id}")
            if CHASERS.speaks(arrival.folded):
                flags += [CHASERS.name, f"same_author_as:{same_author[-1].case_id}"]
        return tuple(flags)


def _near(index: Mapping[str | None, list[Like]], digest: str | None, new: Like) -> list[Like]:
    """The cases under a digest that are open, or not long before or after."""
    likes = index.get(digest, [])
    return [k for k in likes if k.is_open or abs(new.admitted_at - k.admitted_at) <= RECENT]
