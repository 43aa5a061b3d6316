"""What a handling is made of, as the model knows it."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.walk.words import Words

IN_HAND = {"signed", "forwarded"}
CLOSED = {"answered", "released"}
NO_WORDS = Words("")


@dataclass
class Part:
    """One of the things with a version and a state."""

    id: str
    state: str
    version: int = 1

    def move(self, to: str) -> None:
        self.state, self.version = to, self.version + 1


@dataclass
class Assignment(Part):
    unit: str = ""
    part: str = "lead"
    parent: str | None = None
    round: int = 1
    issued_on: date = date.min
    due_on: date = date.max
    demands: tuple[int, ...] = ()
    refusals: int = 0
    overruled: bool = False

    @property
    def is_open(self) -> bool:
        return self.state not in CLOSED


@dataclass
class Letter(Part):
    """`sender` is the county's office that sends it, and `hands_down` what it has; None: the city's."""

    round: int = 1
    sender: str | None = None
    hands_down: str | None = None
    drafted_by: str = ""
    quoted: tuple[tuple[str, int], ...] = ()
    content: dict[str, Any] = field(default_factory=dict)
    due_on: date = date.max

    @property
    def is_open(self) -> bool:
        return self.state in {"drafted", "returned", "checked"}


@dataclass(frozen=True)
class Result:
    """What a unit states besides its words."""

    disposition: str
    evidence: tuple[str, ...] = ()
    answers: tuple[tuple[int, str], ...] = ()
    promise_on: date | None = None


@dataclass
class Draft(Part):
    assignment: str = ""
    unit: str = ""
    words: Words = NO_WORDS
    result: Result | None = None
    asked: tuple[str, ...] = ()
    agreed: frozenset[str] = frozenset()
    answer_by: date | None = None

    @property
    def is_open(self) -> bool:
        return self.state not in {"sent", "dropped"}


@dataclass
class Reply(Part):
    """Its state is the case's; `words` are those that stand, `original` the author's own."""

    unit: str = ""
    assignment: str | None = None
    round: int = 1
    complete: bool = True
    accepted: bool = False
    original: Words = NO_WORDS
    words: Words = NO_WORDS
    result: Result | None = None
    read_by_rule: bool = False


@dataclass
class Further(Part):
    """What it promises its words must tell."""

    kind: str = "interim"
    promise_on: date | None = None
    original: Words = NO_WORDS
    words: Words = NO_WORDS

    @property
    def is_open(self) -> bool:
        return self.state not in {"published", "dropped"}


@dataclass
class Promise(Part):
    unit: str = ""
    round: int = 1

    @property
    def is_open(self) -> bool:
        return self.state in {"open", "reported"}


@dataclass
class Proposal:
    """`office` is the county's office that proposes; None: the city's."""

    id: str
    office: str | None
    orders: list[dict[str, Any]]
    due_on: date
    state: str = "proposed"
    submitted_to: str | None = None
    scan: str | None = None

    @property
    def is_open(self) -> bool:
        return self.state in {"proposed", "submitted"}


@dataclass
class Instruction:
    id: str
    post: str
    holder: str
    proposal: str | None
    units: tuple[str, ...] = ()
    version: int = 1


@dataclass
class File:
    id: str
    purpose: str
    unit: str | None
    shows_author: bool = False
    erased: bool = False


@dataclass
class Question:
    id: str
    unit: str
    answered: bool = False
