"""The words in which the demo's story is written: what a script of one case can say.

The scripts themselves are in `stories` (the article's) and `scripts` (all others).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Letter:
    """Which units handle a case: city units or county offices, and whom each hands it down to."""

    lead: str
    assisting: tuple[str, ...] = ()
    below: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Meeting:
    """A coordination meeting 协调会 that a unit calls."""

    by: str
    place: str
    units: tuple[str, ...]
    others: tuple[str, ...]
    agreed: str


@dataclass(frozen=True, slots=True)
class ThirdParty:
    """Somebody outside whom a unit presses 督促, and what is found at the second and last look."""

    by: str
    name: str
    kind: str
    matter: str
    seen: str
    settled: str


@dataclass(frozen=True, slots=True)
class Measure:
    """A policy measure 共性措施 that the lead unit issues for all in the same situation."""

    title: str
    document_no: str
    condition: str
    rule: str
    proof: tuple[str, ...]
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What the office asks a unit 问询 before it answers by itself, and what it hears."""

    unit: str
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Notice:
    """One more public reply 后续回复, so many days later; an interim one says by when the answer comes."""

    text: str
    days: float
    promise_days: int | None = None


@dataclass(frozen=True, slots=True)
class Like:
    """The group 同类件 that a case belongs to, and what holds for all of its cases."""

    matter: str
    facts: str


@dataclass(frozen=True, slots=True)
class Script:
    """One case's way.  What it does not say is the ordinary way.

    `days` is how long the unit takes; `call` and `check_call` what happens when the author is called;
    `redo` says that the first check finds the work not done; `demands` are what the author asks for,
    `answers` what each of them got, `found` the number under which the lead unit reaches the author
    after all.  `leader` says how the leader instructs: ``agrees`` to the office's proposal, ``writes``
    on the sheet, which the secretary records, or instructs ``at_once``, before anything was proposed.
    `vague` is a first wording that the office returns; `objects` a unit that does not countersign the
    first wording.  `kept` says when and how a promise is kept.  `more` are further parts of the result, as the interface takes them.
    """

    route: str = "dispatch"
    reason: str | None = None
    letter: Letter | None = None
    transfer_to: str | None = None
    accused: tuple[str, ...] = ()
    duplicate_of: str | None = None
    like: Like | None = None
    kind: str | None = None
    handling_class: str | None = None
    demands: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    meeting: Meeting | None = None
    third_party: ThirdParty | None = None
    measure: Measure | None = None
    text: str = ""
    vague: str | None = None
    edited: str | None = None
    answers: tuple[str, ...] = ()
    disposition: str | None = None
    finding: str = "true"
    more: Mapping[str, Any] = field(default_factory=dict)
    signer: str | None = None
    interim: Notice | None = None
    kept: Notice | None = None
    news: Notice | None = None
    days: float = 2
    call: str = "reached"
    check_call: str = "reached"
    rating: str | None = "satisfied"
    redo: bool = False
    leader: str = "agrees"
    refused_first: str | None = None
    objects: str | None = None
    found: str | None = None


COMPLEX = "complex"

TODAY = "today"
"""In `Script.more`: the day on which the result is stated."""

PARTS = {"complaint": "solved", "help": "solved", "inquiry": "answered", "suggestion": "adopted",
         "thanks": "thanked", "campaign": "kept", "unknown": "solved"}  # fmt: skip
"""The disposition of a case of each kind, where the script names none."""
