"""The board's own words for types and domains, and the divisions of Lüliang: data, not rules.

What the board sends and these tables do not know is kept as it came and put before a person.
"""

import re
from collections.abc import Mapping

from shared.contracts.intake import HandlingClass, Kind

TYPES: Mapping[int, str] = {1: "咨询", 2: "投诉", 5: "建言", 6: "求助", 9: "感谢"}

KINDS: Mapping[str, Kind] = {
    "咨询": "inquiry",
    "投诉": "complaint",
    "求助": "help",
    "投诉/求助": "complaint",
    "建言": "suggestion",
    "感谢": "thanks",
}

CAMPAIGN = "征集"

DOMAINS: Mapping[int, str] = {
    1: "治安", 2: "政务", 4: "企业", 5: "旅游", 6: "交通", 7: "城建", 9: "三农", 10: "文娱",
    11: "就业", 12: "医疗", 13: "环保", 14: "教育", 16: "其他", 20: "金融",
}  # fmt: skip

CLASSES: Mapping[Kind, HandlingClass] = {"inquiry": "inquiry", "thanks": "none"}

CITY = "141100"

# GB/T 2260.  141101 市辖区 is a placeholder: nobody lives there and nobody is addressed there.
DIVISIONS: Mapping[str, str] = {
    "141102": "离石区", "141121": "文水县", "141122": "交城县", "141123": "兴县", "141124": "临县",
    "141125": "柳林县", "141126": "石楼县", "141127": "岚县", "141128": "方山县",
    "141129": "中阳县", "141130": "交口县", "141181": "孝义市", "141182": "汾阳市",
}  # fmt: skip

_PROVINCE = re.compile(r"^(中国)?山西省?")
_CITY = re.compile(r"^吕梁(市|地区)?(市辖区)?")


def kind_of(type_name: str, domain_name: str) -> Kind:
    """What the author wants, from the board's type; a campaign keeps its own name."""
    return KINDS.get(type_name) or ("campaign" if domain_name == CAMPAIGN else "unknown")


def is_domain(name: str) -> bool:
    """Whether the board's tables have it."""
    return name in DOMAINS.values() or name == CAMPAIGN


def class_of(kind: Kind) -> HandlingClass:
    """The handling class to suggest: a clerk confirms or changes it."""
    return CLASSES.get(kind, "livelihood")


def division_of(place: str) -> str | None:
    """The division a place lies in, or None where it lies elsewhere or is not told.

    Read from the left, for a short name also ends longer ones: 兴县 is not 绍兴县.
    """
    rest = _PROVINCE.sub("", "".join(place.split()))
    in_city = _CITY.sub("", rest)
    for code, name in DIVISIONS.items():
        short = name[:-1]  # 孝义 for 孝义市; 临 for 临县 is no name
        if in_city.startswith(name) or (len(short) > 1 and in_city == short):
            return code
    return CITY if in_city != rest else None


def is_elsewhere(place: str) -> bool:
    """Whether a place was told that is not in the city.  The province alone says nothing."""
    told = _PROVINCE.sub("", "".join(place.split()))
    return bool(told) and division_of(place) is None
