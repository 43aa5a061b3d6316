"""What must not stand in a public text: phone, identity number, plate, bank card, addresses.

Numbers are known however they are spelled (`spelling`).  Office landlines stay: they are how citizens
reach an office.  A finding names the kind, never the value.
"""

import re
from collections.abc import Collection, Iterator
from datetime import date

from services.routing.domain.spelling import BLANKS, INVISIBLE, Number, fold, numbers

PHONE = re.compile(r"(?:0{0,2}86)?1[3-9][0-9]{9}")
PROVINCES = "1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]"
IDENTITY_NUMBER = re.compile(rf"(?:{PROVINCES})[0-9]{{4}}((?:19|20)?[0-9]{{6}})[0-9]{{3}}([0-9X]?)")
UNION_CARD = re.compile(r"62[0-9]{14,17}")
OTHER_CARD = re.compile(r"[3-5][0-9]{15}")

PHONE_PAIRS = ((3, 8), (7, 4))
"""How a phone is written in two groups: 13000-150000 is a span of money."""

# fmt: off
_GAP = rf"[{BLANKS}{INVISIBLE}\-‐-―−·•・._]{{0,2}}"
_MARK = rf"[{BLANKS}\-‐-―−·•・._]"
_ON_PLATE = "[0-9A-HJ-NP-Za-hj-np-z]"
_LAST = "[0-9A-HJ-NP-Za-hj-np-z挂学警港澳]"
WORDED = {
    "plate": re.compile(
        rf"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]{_GAP}[A-HJ-NP-Za-hj-np-z]{_GAP}"
        rf"(?:(?:{_ON_PLATE}[{INVISIBLE}]?){{4,5}}{_LAST}"
        rf"|(?:{_ON_PLATE}{_MARK}){{4,5}}{_LAST})(?![0-9A-Za-z])"),
    "messenger": re.compile(
        r"(?:[微威薇]信|(?<![A-Za-z])[Qq]{2}|(?<![A-Za-z])[VvWw][Xx](?=[号:\s]))(?:号码|号|ID|id)?[:\s]{0,3}"
        r"(?:[A-Za-z0-9_-]{6,20}|[0-9](?:[ -]?[0-9]){4,10})"),
    "email": re.compile(
        r"(?<![A-Za-z0-9_.+-])[A-Za-z0-9_.+-]+\s?@\s?[A-Za-z0-9-]+(?:\s?\.\s?[A-Za-z0-9-]+)+"),
}
HOME = re.compile(
    r"(?:\d{1,3}(?:号楼|[栋幢座])|单元|\d{1,2}单元)[\s,，-]?(?:\d{1,2}(?:单元|门)\s?)?\d{2,4}(?:室|号|户)?(?![\d年月日元米人%])"
    r"|(?:家住|住址|现住)[^，。；\n]{0,30}?\d{1,5}(?:号|室|组|院|户|栋)"
)
# fmt: on
"""Somebody's door: a unit must know it, the public must not."""

KINDS = ("phone", "identity_number", "bank_card", *WORDED, "home_address", "nickname")
"""The kinds of private data that are found here."""

ANYBODY = frozenset({"网友", "匿名", "匿名网友", "游客"})
"""Nicknames that name nobody."""

Place = tuple[str, int, int]
"""Kind, start and end."""


def private_places(text: str, nickname: str = "") -> list[Place]:
    """Where private data stands in a text, `nickname` being one that must not be told."""
    places = list(_found(text))
    places += [("home_address", *m.span()) for m in HOME.finditer(fold(text))]
    if names_somebody(nickname):
        places += [("nickname", *m.span()) for m in re.finditer(re.escape(nickname), text)]
    return places


def names_somebody(nickname: str) -> bool:
    """Whether a nickname can be looked for in a text, and tells who wrote."""
    return len(nickname) > 1 and nickname not in ANYBODY


def unnamed(text: str, nickname: str) -> str:
    """The text with its author's nickname struck out wherever it stands."""
    return text.replace(nickname, "＊" * len(nickname)) if names_somebody(nickname) else text


def masked(text: str) -> str:
    """The text with every piece of private data struck out, but for addresses, and no shorter."""
    for _, start, end in _found(text):
        text = text[:start] + "＊" * (end - start) + text[end:]
    return text


def without(text: str, names: Collection[str]) -> str:
    """The text without private data, and without these names of somebody who is to be forgotten."""
    text = masked(text)
    for name in sorted(names, key=len, reverse=True):
        if len(name) > 1 and name not in ANYBODY:
            text = text.replace(name, "＊" * len(name))
    return text


def _found(text: str) -> Iterator[Place]:
    folded = fold(text)
    worded = [(kind, *m.span()) for kind, form in WORDED.items() for m in form.finditer(folded)]
    plain = [(kind, n.start, n.end) for n in numbers(text) if (kind := number_kind(n))]
    yield from worded
    yield from _widest([p for p in plain if not any(_within(p, w) for w in worded)])


def _widest(places: list[Place]) -> list[Place]:
    """Without those that stand within another."""
    return [p for p in places if not any(_within(p, other) for other in places if other != p)]


def _within(place: Place, other: Place) -> bool:
    return other[1] <= place[1] and place[2] <= other[2]


def number_kind(number: Number) -> str | None:
    """What a number is, if it is a private one."""
    digits = number.digits
    identity = IDENTITY_NUMBER.fullmatch(digits)
    if identity and _was_born(identity[1], last=identity[2]):
        return "identity_number"
    if PHONE.fullmatch(digits) and _grouped_as_phone(number.groups):
        return "phone"
    card = UNION_CARD.fullmatch(digits) or (OTHER_CARD.fullmatch(digits) and _adds_up(digits))
    return "bank_card" if card and _grouped_as_card(number.groups) else None


def _was_born(day: str, *, last: str) -> bool:
    """Whether the day in an identity number is one: of 18 digits, or of the 15 of old."""
    if (len(day) == 8) != bool(last):
        return False
    try:
        date(int(day[:-4] if last else f"19{day[:2]}"), int(day[-4:-2]), int(day[-2:]))
    except ValueError:
        return False
    return True


def _grouped_as_phone(groups: tuple[int, ...]) -> bool:
    if len(groups) == 2:
        return groups in PHONE_PAIRS
    return len(groups) == 1 or all(size <= (5 if len(groups) == 3 else 4) for size in groups)


def _grouped_as_card(groups: tuple[int, ...]) -> bool:
    return set(groups) == {1} or all(size >= 3 for size in groups[:-1])


def _adds_up(digits: str) -> bool:
    """Luhn's check."""
    doubled = [int(d) * (1 + i % 2) for i, d in enumerate(reversed(digits))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0
