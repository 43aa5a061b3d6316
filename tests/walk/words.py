"""Texts of the walks, and what the model knows of them: it never reads a text, it made them."""

from collections.abc import Iterable
from datetime import date
from random import Random
from typing import NamedTuple

PLAIN = "修桥渠排涝泵闸线网杆缆漆砖瓦砂浆筋模板脚砌垫层坡沟槽井盖篦涵洞堤坝护栏墩台梁拱柱檐窗框锁铰"
"""Characters of which no name, date, word of haste or private data can be made."""

VAGUE = "我们将尽快办理。"
PRIVATE = "请拨打13900000088。"


class Words(NamedTuple):
    """A text, how often it is vague or private, the days it names, and what it answers."""

    text: str
    vague: int = 0
    private: int = 0
    days: frozenset[date] = frozenset()
    tells: frozenset[str] = frozenset()

    @property
    def is_sound(self) -> bool:
        return not self.vague and not self.private


class Pen:
    """Writes a case's texts: none of them stands anywhere else, whatever else is chosen at random."""

    def __init__(self, case_id: str) -> None:
        self._rng = Random(case_id)

    def some(self, length: int) -> str:
        """A stretch of text."""
        return "".join(self._rng.choices(PLAIN, k=length))

    def picture(self) -> bytes:
        """The bytes of a picture, as far as anybody looks."""
        return b"\x89PNG\r\n\x1a\n" + b"a picture" * 3 + self._rng.randbytes(8)


def words(
    pen: Pen, rng: Random, *, wild: bool = False, tells: Iterable[str] = (), by: date | None = None
) -> Words:
    """A text: sound, or in a wild one perhaps with something that must not go public."""
    parts = [f"{pen.some(30)}。", *(f"{told}。" for told in tells)]
    fault = rng.choice(["vague", "private", "none"]) if wild else "none"
    parts += [VAGUE] * (fault == "vague") + [PRIVATE] * (fault == "private")
    parts += [f"{by.year}年{by.month}月{by.day}日前完成。"] if by else []
    days = frozenset([by] if by else ())
    return Words(
        "".join(parts), int(fault == "vague"), int(fault == "private"), days, frozenset(tells)
    )


def merged(parts: Iterable[Words], name: str) -> Words:
    """What becomes of several texts that are put together under a name; one alone stays itself."""
    found = list(parts)
    if len(found) == 1:
        return found[0]
    return Words(
        name,
        sum(part.vague for part in found),
        sum(part.private for part in found),
        frozenset(day for part in found for day in part.days),
        frozenset(told for part in found for told in part.tells),
    )


def masked(told: Words) -> Words:
    """The text after its author's data was erased."""
    return told._replace(text=f"{told.text}*", private=0) if told.private else told
