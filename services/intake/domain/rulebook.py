"""The rules by which a 留言 is classified, as data: which words speak for what, and how loudly.

The file is the office's to edit; a word is written as the author would write it.
"""

import re
from collections.abc import Hashable, Iterator, Mapping
from functools import cached_property
from typing import Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from services.intake.domain.reading import fold
from services.intake.domain.taxonomy import CITY, DIVISIONS, DOMAINS
from shared.contracts.intake import Kind

K = TypeVar("K", bound=Hashable)


class Part(BaseModel):
    """Base of all parts: nothing unknown, nothing changed."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Weights(Part):
    """What a word counts; `title` is added, as a share, where it stands in the title."""

    sure: float
    likely: float
    hint: float
    usual: float = Field(description="for the kind that is usual in a sub-domain")
    title: float
    told: float = Field(description="for what the author or the channel said of the case")
    domain_most: float = Field(description="what a domain's own words count together, at most")


class Cues(Part):
    """Words that speak for something."""

    sure: tuple[str, ...] = ()
    likely: tuple[str, ...] = ()
    hint: tuple[str, ...] = ()

    @field_validator("sure", "likely", "hint")
    @classmethod
    def _folded(cls, words: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(fold(word) for word in words)

    def weighed(self, weights: Weights) -> dict[str, float]:
        """The words with what they count; a word given twice counts its loudest."""
        loudest_last = ((self.hint, weights.hint), (self.likely, weights.likely))
        counts = {word: count for words, count in loudest_last for word in words}
        return counts | dict.fromkeys(self.sure, weights.sure)


class Subdomain(Cues):
    id: int
    name: str


class Domain(Cues):
    """A domain's own words tell of no sub-domain."""

    id: int
    name: str
    subdomains: tuple[Subdomain, ...]


class KindRule(Cues):
    kind: Kind


class Pattern(Part):
    """What no single word says: how many years, how many people."""

    name: str
    hanzi: str
    pattern: re.Pattern[str]
    weight: float


class Complexity(Part):
    """What makes a matter 复杂: from `least` on it is suggested."""

    least: float
    words: Cues
    patterns: tuple[Pattern, ...]
    subdomains: Mapping[int, float]


class Division(Part):
    """A division's own names, and places that lie in it."""

    code: str
    name: str
    own: tuple[str, ...]
    places: tuple[str, ...]


class Rulebook(Part):
    """All rules.  `version` goes up with every change: older suggestions are then made anew."""

    version: int = Field(ge=1)
    weights: Weights
    domains: tuple[Domain, ...]
    kinds: tuple[KindRule, ...]
    usual_kinds: Mapping[Kind, frozenset[int]] = Field(
        description="what is usually wanted in a sub-domain; elsewhere a complaint is"
    )
    complexity: Complexity
    divisions: tuple[Division, ...]
    stop_words: frozenset[str]

    @model_validator(mode="after")
    def _fits_the_board(self) -> Self:
        """Domains are the board's and divisions the city's: a slip of the pen would invent one."""
        strange = {d.name for d in self.domains} ^ set(DOMAINS.values())
        strange |= {d.code for d in self.divisions} ^ {CITY, *DIVISIONS}
        if strange:
            raise ValueError(f"not the board's domains and the city's divisions: {strange}")
        return self

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word that some rule looks for: what the segmenter must not cut apart."""
        return frozenset(self._words())

    def _words(self) -> Iterator[str]:
        for cues in (*self.domains, *self._subdomains(), *self.kinds, self.complexity.words):
            yield from (*cues.sure, *cues.likely, *cues.hint)
        for division in self.divisions:
            yield from (*division.own, *division.places)

    def _subdomains(self) -> Iterator[Subdomain]:
        for domain in self.domains:
            yield from domain.subdomains

    @cached_property
    def subdomains(self) -> Mapping[int, tuple[Domain, Subdomain]]:
        """Each sub-domain with its domain, by the board's number."""
        return {s.id: (d, s) for d in self.domains for s in d.subdomains}

    @cached_property
    def for_subdomains(self) -> Mapping[str, Mapping[int, float]]:
        return _by_word({s.id: s.weighed(self.weights) for s in self._subdomains()})

    @cached_property
    def for_domains(self) -> Mapping[str, Mapping[str, float]]:
        return _by_word({d.name: d.weighed(self.weights) for d in self.domains})

    @cached_property
    def for_kinds(self) -> Mapping[str, Mapping[Kind, float]]:
        return _by_word({rule.kind: rule.weighed(self.weights) for rule in self.kinds})

    def usual_kind(self, subdomain: int) -> Kind:
        """What is usually wanted in a sub-domain."""
        return next((k for k, ids in self.usual_kinds.items() if subdomain in ids), "complaint")

    @cached_property
    def for_complexity(self) -> Mapping[str, Mapping[str, float]]:
        return _by_word({"complex": self.complexity.words.weighed(self.weights)})

    @cached_property
    def for_divisions(self) -> Mapping[str, Mapping[str, float]]:
        """A division's own name says more than a place in it; the city's name says least."""
        weights = self.weights
        return _by_word(
            {
                d.code: dict.fromkeys(d.own, weights.hint if d.code == CITY else weights.sure)
                | dict.fromkeys(d.places, weights.hint if d.code == CITY else weights.likely)
                for d in self.divisions
            }
        )

    def subdomain_names(self, domain_name: str) -> frozenset[str]:
        """The names that a domain knows; none for a domain the board does not have."""
        return frozenset(
            s.name for d in self.domains if d.name == domain_name for s in d.subdomains
        )


def _by_word(cues: Mapping[K, Mapping[str, float]]) -> dict[str, dict[K, float]]:
    """The same, found by the word."""
    found: dict[str, dict[K, float]] = {}
    for key, words in cues.items():
        for word, count in words.items():
            found.setdefault(word, {})[key] = count
    return found
