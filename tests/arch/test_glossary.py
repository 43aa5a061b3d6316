"""One word for one thing: what events and steps are called is explained in the glossary."""

import re
from collections.abc import Sequence

import pytest

from deploy import docs
from deploy.cli.connect import PROJECT
from shared.contracts import catalogue

GLOSSARY = (PROJECT / "docs" / "glossary.md").read_text()
WORDS = set(re.findall(r"\*\*([^*]+)\*\*", GLOSSARY))
IRREGULAR = {
    "found": "find",
    "given": "give",
    "held": "hold",
    "made": "make",
    "met": "meet",
    "overdue": "overdue",
    "read": "read",
    "seen": "see",
    "sent": "send",
    "withdrawn": "withdraw",
}

STEPS = sorted({(title, str(s.do)) for m, title in docs.LIVES for s in docs.workflow(m).steps})


def infinitives(participle: str) -> set[str]:
    """What a past participle may come from."""
    if participle in IRREGULAR:
        return {IRREGULAR[participle]}
    stem = participle.removesuffix("ed")
    if stem == participle:
        return set()
    return {stem, f"{stem}e", re.sub("i$", "y", stem), re.sub(r"(.)\1$", r"\1", stem)}


def is_explained(noun: str, said: Sequence[str]) -> bool:
    """Whether the glossary has the noun, and the verb of the participle that follows it."""
    participle, *more = said[::-1] if said[0] == "miss" else said  # to withdraw a miss
    known = {" ".join([verb, *more]) for verb in infinitives(participle)}
    return noun in WORDS and bool(known & WORDS)


@pytest.mark.parametrize("topic", sorted(catalogue()))
def test_an_events_noun_and_verb_are_explained(topic: str) -> None:
    words = topic.split(".")[1].split("_")
    cuts = range(1, len(words))
    assert any(is_explained(" ".join(words[:cut]), words[cut:]) for cut in cuts)


@pytest.mark.parametrize(("life", "step"), STEPS)
def test_a_step_is_explained(life: str, step: str) -> None:
    assert step.replace("_", " ") in WORDS, life
