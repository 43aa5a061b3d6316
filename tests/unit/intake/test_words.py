"""Cutting text into words: the rules' own words stay whole, and the loop goes on meanwhile."""

import asyncio
import time

from services.intake.handlers import words
from tests.unit.intake import labelled


def test_a_word_of_the_rules_is_heard_whole_or_within_a_longer_one():
    read = labelled.read("集中供热", "离石交口街道的煤改气，KTV太吵。")
    assert "供热" in read.title.parts
    assert {"交口街道", "煤改气", "ktv"} <= set(read.text.words)
    assert "交口" not in read.text.words


def test_rarer_words_weigh_more_and_guessed_ones_little():
    weights = labelled.read("", "希望暖气片修好，爨鬻。").weights
    assert weights["暖气片"] > weights["希望"]
    assert all(weight >= words.COMMON for weight in weights.values())


def test_the_dictionary_is_loaded_once_and_kept_nowhere_else():
    rules = labelled.rules()
    assert words.load(rules.words) is words.load(frozenset(rules.words))
    assert words.load(rules.words).tokenizer.cache_file is None


async def test_the_loop_goes_on_while_thousands_of_texts_are_cut():
    texts = [(m.title, m.text * 3) for m in labelled.messages("labelled.psv")] * 8
    gaps, last = [], time.monotonic()

    async def tick() -> None:
        nonlocal last
        while True:
            await asyncio.sleep(0)
            gaps.append(time.monotonic() - last)
            last = time.monotonic()

    ticking = asyncio.create_task(tick())
    began = time.monotonic()
    assert len(await words.read_all(labelled.rules(), texts)) == len(texts)
    took = time.monotonic() - began
    ticking.cancel()
    assert len(gaps) > 10
    assert max(gaps) < took / 4
