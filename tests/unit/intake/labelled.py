"""Messages of our own writing with what a clerk would make of them, and how a rulebook does on them.

`labelled.psv` is split by a fixed seed into the half that the rules were tuned on and the half that
they are measured on; the rules and these messages have one author, who had read both halves.
`learned.psv` was written after the rules, in words that they did not have, which they then learned.
`unseen.psv` was written after that, and nothing was changed for it: what it measures counts.
"""

import random
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from services.intake.app import IntakeSettings
from services.intake.domain.classification import Read, Suggestion, Told, suggest
from services.intake.domain.matters import Matter, matter_of
from services.intake.domain.rulebook import Rulebook
from services.intake.domain.settling import settled_as
from services.intake.domain.taxonomy import CITY, DIVISIONS, KINDS
from services.intake.handlers import words

DATA = Path(__file__).parent / "data"
SEED = 20221126
CLASSES = {"咨询": "inquiry", "民生": "livelihood", "复杂": "complex", "无": "none"}
CODES = {name: code for code, name in DIVISIONS.items()} | {"吕梁市": CITY, "-": None}
RULES_FILE: Path = IntakeSettings.model_fields["classification_rules"].default


class Message(NamedTuple):
    """One message and its labels; those with the same `matter` tell of the same thing."""

    matter: str
    kind: str
    domain: str
    subdomain: str
    handling_class: str
    division: str
    addressee: str
    title: str
    text: str


class Score(NamedTuple):
    """Shares of messages of which a field was suggested as it is labelled."""

    # kind_merged: complaint and help are one, as on the board, whose authors tell them apart at will

    rows: int
    kind: float
    kind_merged: float
    domain: float
    subdomain: float
    handling_class: float
    division: float


@cache
def rules() -> Rulebook:
    return Rulebook.model_validate_json(RULES_FILE.read_text(encoding="utf-8"))


def messages(name: str) -> list[Message]:
    header, *lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    assert header.split("|")[:3] == ["matter", "kind", "domain"]
    return [Message(*line.split("|")) for line in lines]


def halves() -> tuple[list[Message], list[Message]]:
    """The half that was tuned on and the half that is measured on."""
    rows = messages("labelled.psv")
    order = list(range(len(rows)))
    random.Random(SEED).shuffle(order)
    middle = len(rows) // 2
    tuned, measured = sorted(order[:middle]), sorted(order[middle:])
    return [rows[i] for i in tuned], [rows[i] for i in measured]


def sets() -> dict[str, list[Message]]:
    """All messages, by what they are for."""
    tuned, measured = halves()
    return {
        "tuned": tuned,
        "measured": measured,
        "learned": messages("learned.psv"),
        "unseen": messages("unseen.psv"),
    }


def read(title: str, text: str) -> Read:
    return words.load(rules().words).read(title, text)


def suggested(message: Message) -> Suggestion:
    """By the words alone: neither type nor domain nor place is told."""
    told = Told("", "", None, message.addressee)
    return suggest(rules(), read(message.title, message.text), told)


def matter(message: Message) -> Matter:
    seen = read(message.title, message.text)
    return matter_of(seen, rules().stop_words, settled_as(suggested(message)))


def score(rows: Iterable[Message]) -> Score:
    """How often each field is right."""
    pairs = [(row, suggested(row)) for row in rows]

    def share(*right: bool) -> float:
        return round(sum(right) / len(right), 3)

    return Score(
        rows=len(pairs),
        kind=share(*(s.kind == KINDS[r.kind] for r, s in pairs)),
        kind_merged=share(*(_merged(s.kind) == _merged(KINDS[r.kind]) for r, s in pairs)),
        domain=share(*(s.domain_name == r.domain for r, s in pairs)),
        subdomain=share(
            *((s.domain_name, s.subdomain_name or "") == (r.domain, r.subdomain) for r, s in pairs)
        ),
        handling_class=share(*(s.handling_class == CLASSES[r.handling_class] for r, s in pairs)),
        division=share(*(s.division == CODES[r.division] for r, s in pairs)),
    )


def _merged(kind: str) -> str:
    """The board's own merged type 投诉/求助."""
    return "complaint" if kind == "help" else kind
