"""答复体检: what keeps an answer from the public, found before anybody signs it.

Unanswered demands, words like 尽快 without a date, another day than the promised one, a text copied from another answer, private data, a
citizen's name, a child's data, and words that the public never reads.  A finding is a kind, a key and
a place; it never repeats what stands there.  Whatever is a matter of judgement the office head may
clear with a reason, for that very wording; private data is taken out and never cleared.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from itertools import pairwise
from typing import Literal, NamedTuple

from services.routing.domain.names import named
from services.routing.domain.privacy import KINDS, private_places
from services.routing.domain.told_days import days_told, tells_loosely, tells_when
from shared.rules import Refused

JUDGED = (
    "demand_unanswered",  # a demand 诉求 that the text does not answer
    "undated",  # 尽快 and its like, without a date
    "promise_undated",  # 承诺办理, and the text tells no date
    "promise_differs",  # and the text tells another day
    "copied",  # from the answer of another case
    "unreasonable",  # 诉求不合理: the public reads 解释说明
    "citizen_name",
)
PRIVATE = (*KINDS, "minor")

FindingKind = Literal[
    "demand_unanswered",
    "undated",
    "promise_undated",
    "promise_differs",
    "copied",
    "unreasonable",
    "citizen_name",
    "phone",
    "identity_number",
    "plate",
    "bank_card",
    "messenger",
    "email",
    "home_address",
    "nickname",
    "minor",
]

_VAGUE = re.compile(
    r"尽快|尽早|早日|抓紧|适时|择机|不日|近期(?!.{0,8}已)|条件(?:成熟|具备|允许)|时机成熟"
)
_ASKS_AUTHOR = re.compile(r"请(?:您|你|广大|各位|网友|市民|居民)[^。；，]{0,12}$")
_QUOTED = re.compile(r"“[^”]*”")
_SENTENCE = re.compile(r"[^。！？；\n]+")
_UNREASONABLE = re.compile(
    r"(?:诉求|要求|请求)(?:是|属|属于)?(?:不合理|无理)|(?:不合理|无理)(?:的)?(?:诉求|要求|请求)"
)


TOLD = 0.5
"""So much of a stated answer must stand in the text; its wording may be another."""


class Stated(NamedTuple):
    """What the result says that a demand got."""

    demand: int
    text: str


class Twin(NamedTuple):
    """Another case's answer that says much the same, and how much of ours stands in it."""

    reply_id: str
    share: float


class Cleared(NamedTuple):
    """A finding that the office head let stand, in one wording."""

    kind: str
    key: str


class Promised(NamedTuple):
    """By when something is promised, and the day on which its text is looked at."""

    by: date
    today: date


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the case that an answer is for."""

    demands: frozenset[int] = frozenset()
    answers: Sequence[Stated] = ()
    twins: Sequence[Twin] = ()
    hidden_nickname: str = ""
    author_names: frozenset[str] = frozenset()
    promise: Promised | None = None
    cleared: frozenset[Cleared] = field(default_factory=frozenset)


class Finding(NamedTuple):
    """One thing that is wrong, where it is in the text, and whether the office head let it stand."""

    kind: FindingKind
    key: str
    start: int | None = None
    end: int | None = None
    cleared: bool = False


def examine(text: str, facts: Facts) -> list[Finding]:
    """Everything wrong with an answer, in a fixed order."""
    found = [
        *_unanswered(text, facts),
        *_numbered("undated", _undated(text)),
        *_promises(text, facts),
        *(Finding("copied", twin.reply_id) for twin in facts.twins),
        *_numbered("unreasonable", (m.span() for m in _UNREASONABLE.finditer(text))),
        *_private(text, facts),
    ]
    return [f._replace(cleared=Cleared(f.kind, f.key) in facts.cleared) for f in found]


def must_be_sound(found: Iterable[Finding]) -> None:
    """An answer goes on only when nothing that was found stands any more."""
    standing = [f for f in found if not f.cleared]
    private = sorted({f.kind for f in standing if f.kind in PRIVATE})
    if private:
        raise Refused(
            "private_data_in_text",
            "take the private data out of the text first",
            status=422,
            kinds=private,
            findings=told(standing),
        )
    if standing:
        raise Refused(
            "checkup_failed",
            "the text does not pass its check-up 答复体检",
            status=422,
            kinds=sorted({f.kind for f in standing}),
            findings=told(standing),
        )


def must_be_clearable(found: Iterable[Finding], kind: str, key: str) -> None:
    """Only what was found is cleared, and only what is a matter of judgement."""
    if kind not in JUDGED:
        raise Refused("never_cleared", "private data is taken out, not cleared", status=422)
    if not any((f.kind, f.key) == (kind, key) for f in found):
        raise Refused("not_found", "the check-up finds no such thing in this text", status=422)


def told(found: Iterable[Finding]) -> list[dict[str, object]]:
    """Findings as an answer names them."""
    return [f._asdict() for f in found]


def told_below(found: Iterable[Finding]) -> list[dict[str, object]]:
    """Findings as a unit is told them: that a text was copied, not from which other unit's case."""
    return told(f._replace(key="") if f.kind == "copied" else f for f in found)


def told_share(answer: str, text: str) -> float:
    """How much of an answer a text tells, by pairs of neighbouring letters, 0 to 1."""
    mine, theirs = (set(pairwise(c for c in words if c.isalnum())) for words in (answer, text))
    return len(mine & theirs) / len(mine) if mine else 0.0


def digest(text: str) -> str:
    """What a clearance holds for: this very wording."""
    return sha256(text.encode()).hexdigest()


def _unanswered(text: str, facts: Facts) -> Iterator[Finding]:
    """One demand is answered by the whole text; of several, each has an answer that the text tells."""
    if len(facts.demands) < 2:
        return
    answered = {a.demand for a in facts.answers if told_share(a.text, text) >= TOLD}
    for number in sorted(facts.demands - answered):
        yield Finding("demand_unanswered", str(number))


def _undated(text: str) -> Iterator[tuple[int, int]]:
    """Words of haste in a sentence without a date, unless it quotes or asks the author."""
    quoted = [m.span() for m in _QUOTED.finditer(text)]
    for sentence in _SENTENCE.finditer(text):
        if tells_when(sentence[0]):
            continue
        for word in _VAGUE.finditer(sentence[0]):
            start, end = sentence.start() + word.start(), sentence.start() + word.end()
            in_quotes = any(a <= start and end <= b for a, b in quoted)
            if not in_quotes and not _ASKS_AUTHOR.search(sentence[0][: word.start()]):
                yield start, end


def _promises(text: str, facts: Facts) -> Iterator[Finding]:
    """The public reads the day that is kept track of, or a time that does not gainsay it."""
    if facts.promise is None:
        return
    by, today = facts.promise
    days = days_told(text, today)
    if any(day.is_the_same(by) for day in days):
        return
    if any(day.on > today for day in days):
        yield Finding("promise_differs", "1")
    elif not tells_loosely(text):
        yield Finding("promise_undated", "1")


def _private(text: str, facts: Facts) -> Iterator[Finding]:
    counts: dict[str, int] = {}
    places: list[tuple[str, int, int]] = [
        *private_places(text, facts.hidden_nickname),
        *named(text, facts.author_names),
    ]
    for kind, start, end in places:
        counts[kind] = counts.get(kind, 0) + 1
        yield Finding(_KINDS[kind], str(counts[kind]), start, end)


def _numbered(kind: FindingKind, places: Iterable[tuple[int, int]]) -> Iterator[Finding]:
    for number, (start, end) in enumerate(places, start=1):
        yield Finding(kind, str(number), start, end)


_KINDS: dict[str, FindingKind] = {kind: kind for kind in FindingKind.__args__}  # type: ignore[attr-defined]
