"""What a 留言 seems to be: kind, domain, handling class and division, with the words that decided.

A suggestion never decides.  What the author and the channel told counts as a voice among the words;
a person confirms what is suggested or changes it.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import Literal, NamedTuple, TypeVar

from pydantic import Field

from services.intake.domain.rulebook import Rulebook
from services.intake.domain.taxonomy import CITY, DIVISIONS, KINDS, class_of
from shared.contracts.envelope import Frozen
from shared.contracts.intake import HandlingClass, Kind

K = TypeVar("K", bound=Hashable)
Where = Literal["title", "text", "type", "domain", "place", "addressee", "subdomain"]

OTHER = "其他"
REASONS_SHOWN = 5


class Cut(NamedTuple):
    """A text cut into its words, and the same with the shorter words that stand inside them."""

    words: tuple[str, ...] = ()
    parts: frozenset[str] = frozenset()


class Read(NamedTuple):
    """A title and a text, folded, and cut into words; `weights`: how telling each word is."""

    title: Cut
    text: Cut
    folded: str
    weights: Mapping[str, float]


class Told(NamedTuple):
    """What came with the words: the author's choice of type and domain, the place, the addressee."""

    type_name: str
    domain_name: str
    division: str | None
    addressee_name: str


class Reason(Frozen):
    """A word that spoke, where it stands, and how loudly."""

    word: str
    where: Where
    weight: float


class Reasons(Frozen):
    """Why, for each field that is suggested, the loudest first."""

    kind: tuple[Reason, ...]
    domain: tuple[Reason, ...]
    handling_class: tuple[Reason, ...]
    division: tuple[Reason, ...]


class Suggestion(Frozen):
    """A classification that nobody has confirmed."""

    rules_version: int
    kind: Kind
    domain_name: str
    subdomain_name: str | None
    handling_class: HandlingClass
    division: str | None = Field(description="GB/T 2260; None: nothing tells")
    certainty: float = Field(description="0 to 1: how far the domain is ahead of the next one")
    reasons: Reasons


class Scores:
    """What speaks for each of several things."""

    def __init__(self) -> None:
        self._reasons: dict[object, list[Reason]] = defaultdict(list)

    def add(self, key: object, reason: Reason) -> None:
        self._reasons[key].append(reason)

    def of(self, key: object) -> float:
        return sum(reason.weight for reason in self._reasons.get(key, ()))

    def words(self, key: object) -> frozenset[str]:
        """The words that spoke for a thing."""
        return frozenset(reason.word for reason in self._reasons.get(key, ()))

    def besides(self, key: object, heard: Collection[str]) -> float:
        """What speaks for a thing beside words that were heard already."""
        found = self._reasons.get(key, ())
        return sum(reason.weight for reason in found if reason.word not in heard)

    def why(self, key: object) -> tuple[Reason, ...]:
        """The loudest reasons for a thing."""
        found = sorted(self._reasons.get(key, ()), key=lambda r: (-r.weight, r.word))
        return tuple(found[:REASONS_SHOWN])

    def ranked(self, keys: Iterable[K]) -> list[K]:
        """Those of `keys` for which anything speaks, the loudest first, then in the given order."""
        return sorted((k for k in keys if k in self._reasons), key=lambda key: -self.of(key))


def suggest(rules: Rulebook, read: Read, told: Told) -> Suggestion:
    """Classify a case by its words and by what was told of it."""
    domain, subdomain_id, certainty, why_domain = _domain(rules, read, told)
    kind, why_kind = _kind(rules, read, told, subdomain_id)
    handling_class, why_class = _handling_class(rules, read, kind, subdomain_id)
    division, why_division = _division(rules, read, told)
    return Suggestion(
        rules_version=rules.version,
        kind=kind,
        domain_name=domain,
        subdomain_name=rules.subdomains[subdomain_id][1].name if subdomain_id else None,
        handling_class=handling_class,
        division=division,
        certainty=round(certainty, 2),
        reasons=Reasons(
            kind=why_kind, domain=why_domain, handling_class=why_class, division=why_division
        ),
    )


def _hear(
    rules: Rulebook, scores: Scores, voices: Mapping[str, Mapping[K, float]], read: Read
) -> None:
    """Let every word that some rule looks for speak once, louder from the title."""
    for where, cut in (("title", read.title), ("text", read.text)):
        louder = 1 + rules.weights.title if where == "title" else 1.0
        for word in sorted(cut.parts & voices.keys()):
            if where == "text" and word in read.title.parts:
                continue
            for key, weight in voices[word].items():
                reason = Reason(word=word, where=where, weight=weight * louder)
                scores.add(key, reason)


def _kind(
    rules: Rulebook, read: Read, told: Told, subdomain: int | None
) -> tuple[Kind, tuple[Reason, ...]]:
    """What the author wants; the author's own choice counts, and what is usual in the sub-domain."""
    scores = Scores()
    _hear(rules, scores, rules.for_kinds, read)
    for name in told.type_name.split("/"):
        if name in KINDS:
            reason = Reason(word=name, where="type", weight=rules.weights.told)
            scores.add(KINDS[name], reason)
    if subdomain:
        name = rules.subdomains[subdomain][1].name
        reason = Reason(word=name, where="subdomain", weight=rules.weights.usual)
        scores.add(rules.usual_kind(subdomain), reason)
    ranked = scores.ranked(rule.kind for rule in rules.kinds)
    return (ranked[0], scores.why(ranked[0])) if ranked else ("unknown", ())


def _domain(
    rules: Rulebook, read: Read, told: Told
) -> tuple[str, int | None, float, tuple[Reason, ...]]:
    """The loudest domain and in it the loudest sub-domain.

    A domain speaks by its own words, by its loudest sub-domain, and by having been told if any word
    bears that out.  Where none is loud enough, what was told stands.
    """
    own, sub = Scores(), Scores()
    _hear(rules, own, rules.for_domains, read)
    _hear(rules, sub, rules.for_subdomains, read)
    best = {}
    for key in reversed(sub.ranked(rules.subdomains)):
        best[rules.subdomains[key][0].name] = key
    loudness = {
        d.name: min(own.besides(d.name, sub.words(best.get(d.name))), rules.weights.domain_most)
        + sub.of(best.get(d.name))
        for d in rules.domains
    }
    if loudness.get(told.domain_name):
        reason = Reason(word=told.domain_name, where="domain", weight=rules.weights.told)
        own.add(told.domain_name, reason)
        loudness[told.domain_name] += rules.weights.told
    first, second = sorted(loudness, key=lambda name: -loudness[name])[:2]
    if loudness[first] < rules.weights.likely:
        return told.domain_name or OTHER, None, 0.0, ()
    why = sorted((*own.why(first), *sub.why(best.get(first))), key=lambda r: (-r.weight, r.word))
    certainty = 1 - loudness[second] / loudness[first]
    return first, best.get(first), certainty, tuple(why[:REASONS_SHOWN])


def _handling_class(
    rules: Rulebook, read: Read, kind: Kind, subdomain: int | None
) -> tuple[HandlingClass, tuple[Reason, ...]]:
    """复杂 by what the text tells of it, else as the kind has it."""
    usual = class_of(kind)
    if usual == "none":
        return usual, ()
    scores = Scores()
    _hear(rules, scores, rules.for_complexity, read)
    for pattern in rules.complexity.patterns:
        if pattern.pattern.search(read.folded):
            scores.add("complex", Reason(word=pattern.hanzi, where="text", weight=pattern.weight))
    for key, weight in rules.complexity.subdomains.items():
        if key == subdomain:
            name = rules.subdomains[key][1].name
            scores.add("complex", Reason(word=name, where="subdomain", weight=weight))
    if kind != "suggestion" and scores.of("complex") >= rules.complexity.least:
        return "complex", scores.why("complex")
    return usual, ()


def _division(rules: Rulebook, read: Read, told: Told) -> tuple[str | None, tuple[Reason, ...]]:
    """Where the matter lies: the place told, the names in the text, the leader addressed."""
    scores = Scores()
    # whole words only: 兴县 is not to be heard in 绍兴县
    title, text = (Cut(parts=frozenset(cut.words)) for cut in (read.title, read.text))
    _hear(rules, scores, rules.for_divisions, read._replace(title=title, text=text))
    names = {CITY: "吕梁市", **DIVISIONS}
    if told.division in names:
        weight = 2 * rules.weights.sure if told.division != CITY else rules.weights.hint
        scores.add(told.division, Reason(word=names[told.division], where="place", weight=weight))
    for code, name in DIVISIONS.items():
        if told.addressee_name.startswith((name, name[:-1] + "县", name[:-1] + "市")):
            scores.add(code, Reason(word=name, where="addressee", weight=rules.weights.told))
    ranked = scores.ranked([*DIVISIONS, CITY])
    return (ranked[0], scores.why(ranked[0])) if ranked else (None, ())
