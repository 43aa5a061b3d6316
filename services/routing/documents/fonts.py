"""The fonts of a PDF: an office's own if it has them, else free ones of the distribution.

An official document wants 仿宋, 小标宋, 黑体 and 楷体.  Where the machine has the usual files (an office
that bought them puts them into a font folder), these are taken; else AR PL SungtiL and KaitiM (Arphic
Public License) and Droid Sans Fallback (Apache License) stand for them.  All are embedded as subsets.
"""

import threading
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import NamedTuple

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from shared.rules import Refused

FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".local/share/fonts",
)


class Face(StrEnum):
    """What a text is set in."""

    BODY = "body"  # 仿宋
    TITLE = "title"  # 小标宋
    HEADING = "heading"  # 黑体
    QUOTE = "quote"  # 楷体


class Wish(NamedTuple):
    """A font file, and how much heavier it is drawn to stand for the face (in ems)."""

    file: str
    heavier: float = 0.0


WISHES: Mapping[Face, Sequence[Wish]] = {
    Face.BODY: (Wish("simfang.ttf"), Wish("FZFSJW.TTF"), Wish("gbsn00lp.ttf")),
    Face.TITLE: (Wish("FZXBSJW.TTF"), Wish("FZXBSK.TTF"), Wish("gbsn00lp.ttf", 0.025)),
    Face.HEADING: (Wish("simhei.ttf"), Wish("DroidSansFallbackFull.ttf", 0.012)),
    Face.QUOTE: (Wish("simkai.ttf"), Wish("gkai00mp.ttf")),
}
RARE = "uming.ttc"
"""For characters that the faces lack, such as those of rare names."""

LACKING = "〓"
"""What stands for a character that no font here has, as printers of Chinese do it."""

UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
"""Kinds of characters that draw nothing."""

PACKAGES = {
    "gbsn00lp.ttf": "fonts-arphic-gbsn00lp",
    "gkai00mp.ttf": "fonts-arphic-gkai00mp",
    "uming.ttc": "fonts-arphic-uming",
    "DroidSansFallbackFull.ttf": "fonts-droid-fallback",
}
"""The free files, and the distribution's packages that have them."""


class Cut(NamedTuple):
    """A font to draw with: its registered name, and how much heavier."""

    name: str
    heavier: float


class Fonts:
    """The faces of one machine."""

    def __init__(self, found: Mapping[str, Path]) -> None:
        lacking = [face for face, wishes in WISHES.items() if not _first(wishes, found)]
        if lacking:
            packages = " ".join(PACKAGES.values())
            raise Refused("fonts_missing", f"no Chinese fonts here: install {packages}", status=503)
        self._cuts: dict[Face, Cut] = {}
        self._glyphs: dict[str, Mapping[int, int]] = {}
        for face, wishes in WISHES.items():
            wish = _first(wishes, found)
            if wish is not None:
                self._cuts[face] = Cut(self._registered(found[wish.file.lower()]), wish.heavier)
        rare = found.get(RARE)
        self._rare = self._registered(rare) if rare else None

    def cut(self, face: Face, char: str) -> Cut:
        """What a character is drawn with: the face, unless only another has it."""
        wanted = self._cuts[face]
        if ord(char) in self._glyphs[wanted.name]:
            return wanted
        others = [cut.name for cut in self._cuts.values()]
        for name in (*([self._rare] if self._rare else []), *others):
            if ord(char) in self._glyphs[name]:
                return Cut(name, wanted.heavier)
        return wanted

    def drawn(self, text: str) -> str:
        """The text as it is drawn: nothing that would be seen is left out for want of a font."""
        return "".join(c if self._has(c) or _is_unseen(c) else LACKING for c in text)

    def width(self, face: Face, char: str, size: float) -> float:
        """How wide a character is drawn."""
        cut = self.cut(face, char)
        return float(pdfmetrics.stringWidth(char, cut.name, size))

    def _has(self, char: str) -> bool:
        return any(glyphs.get(ord(char)) for glyphs in self._glyphs.values())

    def _registered(self, path: Path) -> str:
        name = f"heartbridge-{path.stem}"
        if name not in self._glyphs:
            font = TTFont(name, str(path))
            pdfmetrics.registerFont(font)
            self._glyphs[name] = font.face.charToGlyph
        return name


DRAWING = threading.Lock()
"""Held while a PDF is made: the library keeps its fonts for the whole process."""


@cache
def fonts() -> Fonts:
    """The machine's fonts, read once.  Raises `Refused` ``fonts_missing`` (503) without any."""
    return Fonts(installed())


def installed() -> dict[str, Path]:
    """The font files that are looked for and found, by lower-case name."""
    wanted = {w.file.lower() for wishes in WISHES.values() for w in wishes} | {RARE}
    return {p.name.lower(): p for p in _files() if p.name.lower() in wanted}


def _is_unseen(char: str) -> bool:
    """Whether it draws nothing, or only says which variant of the character before it is meant."""
    chooses = "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"
    return chooses or unicodedata.category(char) in UNSEEN


def _files() -> Iterator[Path]:
    for folder in FOLDERS:
        if folder.is_dir():
            yield from (
                p for p in sorted(folder.rglob("*")) if p.suffix.lower() in {".ttf", ".ttc"}
            )


def _first(wishes: Sequence[Wish], found: Mapping[str, Path]) -> Wish | None:
    return next((w for w in wishes if w.file.lower() in found), None)
