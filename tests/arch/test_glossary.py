"""One word for one thing: what events and steps are called is explained in the glossary."""

import re

import pytest

from deploy import docs
from deploy.cli.connect import PROJECT
from shared.contracts import catalogue

GLOSSARY = (PROJECT / "docs" / "glossary.md").read_text()
WORDS = set(re.findall(r"\*\*([^*]+)\*\*", GLOSSARY))
IRREGULAR = {
    "given": "give",
    "met": "meet",
    "read": "read",
    "sent": "send",
    "withdrawn": "withdraw",
}

STEPS = sorted({(title, str(s.do)) for m, title in docs.LIVES for s in docs.workflow(m).steps})


def infinitives(participle: str) -> set[str]:
    """What a past participle may come from."""
    if participle in IRREGULAR:
        return {IRREGULAR[participle]}
    stem = participle.removesuffix("ed")
    assert stem != participle, f"{participle} is no participle we know"
    return {stem, f"{stem}e", re.sub("i$", "y", stem), re.sub(r"(.)\1$", r"\1", stem)}


@pytest.mark.parametrize("topic", sorted(catalogue()))
def test_an_events_noun_and_verb_are_explained(topic: str) -> None:
    noun, *rest = topic.split(".")[1].split("_")
    if rest[0] == "miss":
        rest = rest[::-1]  # a deadline's miss is withdrawn: to withdraw a miss
    participle, *more = rest
    assert noun in WORDS
    assert {" ".join([verb, *more]) for verb in infinitives(participle)} & WORDS


@pytest.mark.parametrize(("life", "step"), STEPS)
def test_a_step_is_explained(life: str, step: str) -> None:
    assert step.replace("_", " ") in WORDS, life
