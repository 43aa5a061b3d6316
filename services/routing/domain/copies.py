"""Whether a text was copied from another: fingerprints to find candidates, then the exact share.

Fingerprints are winnowed: of every few neighbouring letter groups the smallest hash is kept, so that
any copied stretch of nine letters leaves at least one that both texts have.  Digits and Latin letters
are left out, so a copy with another date is still a copy, and no phone number is ever hashed.
"""

import re
from hashlib import blake2b, sha256

GRAM = 6
WINDOW = 4
SHORTEST = 40
"""Shorter answers are alike by nature: 路灯已经修好."""

COPIED = 0.6
"""From this share on a text counts as copied."""

_LETTERS = re.compile(r"[^\u4e00-\u9fff]")

_PHRASES = (
    "尊敬的",
    "网友您好",
    "网友你好",
    "您好",
    "你好",
    "您的留言(?:已)?收悉",
    "您反映的(?:问题|事项|情况)(?:已)?(?:收悉)?",
    "收到您的留言后",
    "现(?:将有关情况)?(?:答复|回复)如下",
    "经(?:调查)?核实",
    "(?:衷心)?感谢您(?:的|对我们?[^感]{0,12})(?:留言|关注|理解|支持|监督|信任)",
    "如(?:您)?(?:还)?有(?:其他)?(?:疑问|问题|需要)?请(?:您)?(?:及时)?(?:拨打|联系|与)",
    "祝您(?:生活愉快|工作顺利|身体健康|阖家幸福)",
    "联系电话",
)
COMMON_PHRASES = re.compile("|".join(_PHRASES))
"""What every answer says; it is copied from nobody."""


def core(text: str) -> str:
    """The letters of a text without what every answer says."""
    return COMMON_PHRASES.sub("", _LETTERS.sub("", text))


def is_comparable(text: str) -> bool:
    """Whether a text is long enough to be somebody's own."""
    return len(core(text)) >= SHORTEST


def fingerprints(text: str) -> list[int]:
    """The winnowed fingerprints of a text, signed 64-bit; none of a short one."""
    letters = core(text)
    if len(letters) < SHORTEST:
        return []
    hashes = [_hash(gram) for gram in _grams(letters)]
    kept = (min(hashes[i : i + WINDOW]) for i in range(len(hashes) - WINDOW + 1))
    return sorted(set(kept))


def share(text: str, other: str) -> float:
    """How much of the text stands in the other, 0 to 1."""
    mine, theirs = set(_grams(core(text))), set(_grams(core(other)))
    return len(mine & theirs) / len(mine) if mine else 0.0


def words_digest(text: str) -> str:
    """The same for two texts that say the same but for blanks and punctuation."""
    return sha256("".join(c for c in text if c.isalnum()).encode()).hexdigest()


def _grams(letters: str) -> list[str]:
    return [letters[i : i + GRAM] for i in range(len(letters) - GRAM + 1)]


def _hash(gram: str) -> int:
    return int.from_bytes(blake2b(gram.encode(), digest_size=8).digest(), signed=True)
