"""What must not stand in a public text: phone, identity number, plate, bank card, addresses.

Office landlines stay: they are how citizens reach an office.  A finding names the kind, never the
value.
"""

import re
from collections.abc import Iterator

from shared.rules import Refused

# fmt: off
PATTERNS = {
    "phone": r"(?<!\d)(?:\+?86[-\s]?)?1[3-9]\d[-\s]?\d{4}[-\s]?\d{4}(?!\d)",
    "identity_number":
        r"(?<!\d)\d{6}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]"
        r"(?![0-9A-Za-z])",
    "plate":
        r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]\s?[A-HJ-NP-Za-hj-np-z][·•\-\s]?"
        r"[0-9A-HJ-NP-Za-hj-np-z]{4,5}[0-9A-HJ-NP-Za-hj-np-z挂学警](?![0-9A-Za-z])",
    "bank_card": r"(?<!\d)62(?:\d{14}|\d{17})(?!\d)",
    "messenger": r"(?:微信|[Qq]{2})号?码?[：:\s]{0,3}[A-Za-z0-9_-]{6,20}",
    "email": r"(?<![A-Za-z0-9_.+-])[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+",
}
# fmt: on
_COMPILED = {kind: re.compile(pattern) for kind, pattern in PATTERNS.items()}

HOME = re.compile(r"\d{1,2}单元\s?\d{2,4}(?:室|号|户)?(?!\d)")
"""Somebody's door: a unit must know it, the public must not."""

_NARROW = {ord("！") + i: ord("!") + i for i in range(94)} | {ord("\u3000"): ord(" ")}
"""Full-width forms to their narrow ones: ten digits are ten digits however they are typed."""

ANYBODY = frozenset({"网友", "匿名", "匿名网友", "游客"})
"""Nicknames that name nobody."""


def private_places(text: str, nickname: str = "") -> list[tuple[str, int, int]]:
    """Kind, start and end of private data in a text, `nickname` being one that must not be told."""
    places = list(_found(text))
    places += [("home_address", *m.span()) for m in HOME.finditer(text.translate(_NARROW))]
    if len(nickname) > 1 and nickname not in ANYBODY:
        places += [("nickname", *m.span()) for m in re.finditer(re.escape(nickname), text)]
    return places


def private_kinds(text: str, nickname: str = "") -> list[str]:
    """The kinds of private data in a text."""
    return list(dict.fromkeys(kind for kind, _, _ in private_places(text, nickname)))


def must_be_public(text: str, nickname: str = "") -> None:
    """A text that goes public holds no private data."""
    kinds = private_kinds(text, nickname)
    if kinds:
        raise Refused(
            "private_data_in_text",
            "take the private data out of the text first",
            status=422,
            kinds=kinds,
        )


def masked(text: str) -> str:
    """The text with every piece of private data struck out."""
    for _, start, end in sorted(_found(text), key=lambda found: -found[1]):
        text = text[:start] + "＊" * (end - start) + text[end:]
    return text


def _found(text: str) -> Iterator[tuple[str, int, int]]:
    narrow = text.translate(_NARROW)
    for kind, pattern in _COMPILED.items():
        for match in pattern.finditer(narrow):
            yield kind, match.start(), match.end()
