"""What a case is about, in its most telling words, and how like two cases are 相似件.

A suggestion for the clerk, who alone groups cases or calls one the duplicate of another.  Only a
few words of a case are kept and compared, so what it costs does not grow with what is stored.
"""

import math
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from services.intake.domain.classification import Read
from services.intake.domain.settling import Settled

KEPT = 16
"""Words kept of a case: enough to find its like, few enough to look each of them up."""

LONGEST = 12
"""A longer run of letters is no word, and no index would take it."""

TITLE_LOUDER = 1.2
SUBDOMAIN, DIVISION, BOTH = "#", "@", "#@"
MARKS = {SUBDOMAIN: 3.0, DIVISION: 2.0, BOTH: 5.0}
"""What a case is classified as is kept among its words: one matter in one county says the most."""

LIKE = 0.25
"""From this score on a case is suggested; docs/classification.md has what was measured."""


class Matter(NamedTuple):
    """The most telling words of a case with their weights: rare words weigh more."""

    words: Mapping[str, float]


class Likeness(NamedTuple):
    """How like two cases are, from 0 to 1, and why: the words they share, the heaviest first."""

    score: float
    words: tuple[str, ...]
    same_subdomain: bool
    same_division: bool


def matter_of(read: Read, stop: Collection[str], seen_as: Settled) -> Matter:
    """The words to keep of a case, and the marks of what it is seen as."""
    weights = read.weights
    heard = {word: weights[word] for word in read.text.words if is_telling(word, stop)}
    heard |= {
        word: weights[word] * TITLE_LOUDER for word in read.title.words if is_telling(word, stop)
    }
    heaviest = sorted(heard, key=lambda word: (-heard[word], word))[:KEPT]
    return Matter({word: round(heard[word], 2) for word in heaviest} | _marks(seen_as))


def _marks(seen_as: Settled) -> dict[str, float]:
    """Marks begin with a letter that no word has."""
    subdomain = seen_as.subdomain_name and f"{seen_as.domain_name}/{seen_as.subdomain_name}"
    division = seen_as.division
    marks = {
        SUBDOMAIN: subdomain,
        DIVISION: division,
        BOTH: subdomain and division and f"{subdomain}/{division}",
    }
    return {f"{sign}{mark}": MARKS[sign] for sign, mark in marks.items() if mark}


def is_telling(word: str, stop: Collection[str]) -> bool:
    """Whether a word can tell one matter from another: no single letters, no numbers, no manners."""
    return 1 < len(word) <= LONGEST and word.isalpha() and word not in stop


def likeness(one: Matter, other: Matter) -> Likeness:
    """The weight of the shared words in the weight of all, as between two directions (cosine)."""
    shared = one.words.keys() & other.words.keys()
    if not shared:
        return Likeness(0.0, (), same_subdomain=False, same_division=False)
    both = sum(one.words[word] * other.words[word] for word in shared)
    lengths = _length(one.words.values()) * _length(other.words.values())
    heaviest = sorted(shared, key=lambda word: (-one.words[word], word))
    signs = {word[0] for word in shared}
    return Likeness(
        score=round(both / lengths, 3),
        words=tuple(word for word in heaviest if word[0] not in MARKS),
        same_subdomain=SUBDOMAIN in signs,
        same_division=DIVISION in signs,
    )


def liked(
    matter: Matter, others: Iterable[tuple[str, Matter]], least: float = LIKE
) -> list[tuple[str, Likeness]]:
    """Those of `others` that are like enough, by their case numbers, the likest first."""
    scored = ((case_id, likeness(matter, other)) for case_id, other in others)
    return sorted(
        ((case_id, like) for case_id, like in scored if like.score >= least),
        key=lambda found: (-found[1].score, found[0]),
    )


def _length(weights: Iterable[float]) -> float:
    return math.sqrt(sum(weight * weight for weight in weights))
