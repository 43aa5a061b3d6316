"""Cutting Chinese text into words with jieba, off the event loop.

The dictionary takes a second to load, so it is loaded on first use, once per process, in the one
thread that also cuts.  Its rarest words are left out: they are nine tenths of its memory and no
rule looks for them.
"""

import asyncio
import importlib.resources
import logging
import math
import warnings
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any, NamedTuple

from services.intake.domain.classification import Cut, Read
from services.intake.domain.reading import fold
from services.intake.domain.rulebook import Rulebook

RARE = 10
"""A word that the dictionary's own corpus has less often is left out."""

LONGEST_WORD = 5

OFTEN = 3.0
"""A word that stands once in 10 to this power words tells nothing."""

COMMON, GUESSED = 0.1, 0.8
"""The least a word weighs, and what one weighs that no dictionary has: it may be no word at all."""

LONGEST_READ = 2000
"""Characters of a text that are read for words: what follows repeats or is attached."""

_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="words")


class Words(NamedTuple):
    """A tokenizer, and what is asked of it."""

    tokenizer: Any

    def read(self, title: str, text: str) -> Read:
        """Title and text, folded and cut."""
        folded_title, folded_text = fold(title), fold(text)[:LONGEST_READ]
        cut_title, cut_text = self._cut(folded_title), self._cut(folded_text)
        words = {*cut_title.words, *cut_text.words}
        return Read(
            cut_title, cut_text, f"{folded_title}|{folded_text}",
            weights={word: self._weight(word) for word in words},
        )  # fmt: skip

    def _weight(self, word: str) -> float:
        """How telling a word is: the rarer in the language, the more; a word guessed, little."""
        count = self.tokenizer.FREQ.get(word)
        if not count:
            return GUESSED
        return max(COMMON, math.log10(self.tokenizer.total / count) - OFTEN)

    def _cut(self, folded: str) -> Cut:
        words = tuple(self.tokenizer.cut(folded, HMM=True))
        known = self.tokenizer.FREQ
        parts = set(words)
        for word in words:
            if len(word) > 2:
                inner = (word[i : i + n] for n in (2, 3) for i in range(len(word) - n + 1))
                parts.update(part for part in inner if known.get(part))
        return Cut(words, frozenset(parts))


async def read_all(rules: Rulebook, texts: Sequence[tuple[str, str]]) -> list[Read]:
    """Cut many titles and texts, while the loop goes on."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_thread, _read_all, rules, texts)


def _read_all(rules: Rulebook, texts: Iterable[tuple[str, str]]) -> list[Read]:
    words = load(rules.words)
    return [words.read(title, text) for title, text in texts]


@cache
def load(terms: frozenset[str]) -> Words:
    """A tokenizer with the library's common words, and with ours, which are never cut apart."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library is older than the Python it runs on
        import jieba  # loading it takes time and memory that only this needs
    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    # set here and not by the library's own start, which keeps a copy in the machine's temporary folder
    tokenizer.FREQ, tokenizer.total = _dictionary()
    tokenizer.initialized = True
    for term in sorted(terms):
        tokenizer.add_word(term)
    return Words(tokenizer)


def _dictionary() -> tuple[dict[str, int], int]:
    """The library's words with how often each is used, and the beginnings of each."""
    counts: dict[str, int] = {}
    source = importlib.resources.files("jieba").joinpath("dict.txt")
    with source.open(encoding="utf-8") as lines:
        for line in lines:
            word, count = line.split(" ")[:2]
            if int(count) >= RARE and len(word) <= LONGEST_WORD:
                counts[word] = int(count)
    total = sum(counts.values())
    for word in list(counts):
        for end in range(1, len(word)):
            counts.setdefault(word[:end], 0)
    return counts, total
