"""What a text lets suspect: rules as data, searched in the folded text.

They never decide.  A sign of danger alerts a person, a wish is obeyed, a suspicion is shown to the
clerk; the case stays a case whatever is found.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from shared.contracts.intake import Wishes


class Rule(NamedTuple):
    """A rule speaks when one of its phrases stands in the text, outside the phrases of `unless`."""

    name: str
    phrases: tuple[str, ...]
    unless: tuple[str, ...] = ()

    def speaks(self, folded: str) -> bool:
        for harmless in self.unless:
            folded = folded.replace(harmless, "|")
        return any(phrase in folded for phrase in self.phrases)


# fmt: off
WISHES = (
    Rule("no_call", (
        "别打电话", "不要打电话", "不要电话", "勿打电话", "请勿致电", "别给我打电话", "不要给我打电话",
        "不想接电话", "不方便接电话")),
    Rule("secret", (
        "保密", "不要公开我", "别公开我", "不要泄露我"), unless=("保密局", "不保密", "保密单位")),
    Rule("hide_from_unit", (
        "别让单位知道", "不要让单位知道", "别告诉单位", "不要告诉单位", "别让他们知道是我",
        "不要让他们知道是我", "别透露我", "不要透露我")),
)

EMERGENCIES = (
    Rule("self_harm", (
        "跳楼", "跳樓", "不活了", "不想活", "活不下去", "轻生", "自杀", "自殺", "自尽", "寻短见",
        "了结自己", "喝农药")),
    Rule("violence", ("同归于尽", "杀人", "杀了他", "砍死", "报复社会")),
    Rule("gas_leak", (
        "燃气泄漏", "燃气泄露", "燃气味", "煤气泄漏", "煤气泄露", "煤气味", "天然气泄漏", "天然气泄露",
        "天然气味", "燃气漏气", "煤气漏气")),
    Rule("fire", ("着火", "起火", "失火", "火灾"),
         unless=("火灾隐患", "预防火灾", "防火灾", "防止火灾", "火灾保险")),
    Rule("explosion", ("爆炸",), unless=("爆炸性", "信息爆炸", "防爆炸", "爆炸隐患")),
    Rule("collapse", ("坍塌", "垮塌", "塌方", "房子塌了", "房屋倒塌"), unless=("坍塌隐患",)),
    Rule("live_wire", ("触电", "漏电", "电线掉", "高压线断"), unless=("漏电保护",)),
    Rule("poisoning", ("食物中毒", "一氧化碳中毒", "煤气中毒")),
    Rule("trapped", ("被困", "被拐", "失踪"), unless=("被困扰",)),
)

SUSPICIONS = (
    Rule("accusation_suspected", (
        "举报", "检举", "吃拿卡要", "受贿", "行贿", "索贿", "贪污", "贪腐", "腐败", "以权谋私",
        "滥用职权", "徇私", "渎职", "保护伞", "打击报复", "推诿", "告诉了被反映")),
)

CHASERS = Rule("chaser_suspected", (
    "没人管", "没有人管", "无人管", "没人理", "没有回音", "没有答复", "没有回复", "还没回复",
    "还不回复", "不见回复", "怎么还没", "怎么还不", "催一下", "催促", "再次反映", "又来反映",
    "天前反映"))
# fmt: on

# A number a neighbour could misuse, in a text that others read.  Landlines of offices are none.
PRIVATE_NUMBERS = (
    ("identity_number_in_text", re.compile(r"(?<!\d)[1-9]\d{16}[\dx](?!\d)")),
    ("phone_in_text", re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")),
)


def spoken(rules: Iterable[Rule], folded: str) -> tuple[str, ...]:
    """The names of the rules that speak, in the rules' own order."""
    return tuple(rule.name for rule in rules if rule.speaks(folded))


def wishes_in(folded: str) -> Wishes:
    """What the author asks for."""
    return Wishes(**dict.fromkeys(spoken(WISHES, folded), True))


def private_numbers_in(folded: str) -> tuple[str, ...]:
    return tuple(name for name, pattern in PRIVATE_NUMBERS if pattern.search(folded))
