"""What a rulebook says, found by the word: a small one, with a word in each of its places."""

from typing import Any

import pytest

from services.intake.domain.rulebook import Cues, Rulebook, Weights
from services.intake.domain.taxonomy import CITY, DIVISIONS, DOMAINS

WEIGHTS = Weights(sure=8, likely=4, hint=1, usual=2, title=0.5, told=3, domain_most=6)


def a_domain(id_: int, name: str) -> dict[str, Any]:
    """Of 城建 and its 供暖 there are words, of any other domain none."""
    if name != "城建":
        return {"id": id_, "name": name, "subdomains": []}
    heating = {"id": 71, "name": "供暖", "sure": ["暖气"], "likely": ["热力"], "hint": ["冷"]}
    return {
        "id": id_, "name": name, "sure": ["城管"], "likely": ["小区"], "hint": ["路"],
        "subdomains": [heating],
    }  # fmt: skip


def a_division(code: str, name: str) -> dict[str, Any]:
    places = {CITY: ["全市"], "141181": ["兑镇"]}.get(code, [])
    return {"code": code, "name": name, "own": [name], "places": places}


@pytest.fixture
def rulebook() -> Rulebook:
    return Rulebook.model_validate(
        {
            "version": 7,
            "weights": WEIGHTS,
            "domains": [a_domain(*domain) for domain in DOMAINS.items()],
            "kinds": [{"kind": "inquiry", "sure": ["请问"], "likely": ["咨询"], "hint": ["吗"]}],
            "usual_kinds": {"help": [71]},
            "complexity": {
                "least": 5, "patterns": [], "subdomains": {},
                "words": {"sure": ["上访"], "likely": ["失联"], "hint": ["多次"]},
            },
            "divisions": [a_division(*d) for d in {CITY: "吕梁", **DIVISIONS}.items()],
            "stop_words": [],
        }
    )  # fmt: skip


def test_words_are_compared_as_authors_texts_are() -> None:
    cues = Cues(sure=("ＫＴＶ",), likely=("煤 改 气",), hint=("A",))
    assert (cues.sure, cues.likely, cues.hint) == (("ktv",), ("煤改气",), ("a",))


def test_a_word_given_twice_counts_its_loudest() -> None:
    cues = Cues(sure=("停水",), likely=("停水", "停电"), hint=("停水", "停电", "停"))
    assert cues.weighed(WEIGHTS) == {"停水": 8, "停电": 4, "停": 1}


def test_every_word_that_some_rule_looks_for_is_kept_whole(rulebook: Rulebook) -> None:
    assert rulebook.words == {
        "城管", "小区", "路", "暖气", "热力", "冷", "请问", "咨询", "吗", "上访", "失联", "多次", "吕梁",
        "全市", "兑镇", *DIVISIONS.values(),
    }  # fmt: skip


def test_each_word_speaks_for_what_it_is_filed_under(rulebook: Rulebook) -> None:
    assert rulebook.for_domains == {"城管": {"城建": 8}, "小区": {"城建": 4}, "路": {"城建": 1}}
    assert rulebook.for_subdomains == {"暖气": {71: 8}, "热力": {71: 4}, "冷": {71: 1}}
    assert rulebook.for_kinds == {
        "请问": {"inquiry": 8}, "咨询": {"inquiry": 4}, "吗": {"inquiry": 1},
    }  # fmt: skip
    assert rulebook.for_complexity == {
        "上访": {"complex": 8}, "失联": {"complex": 4}, "多次": {"complex": 1},
    }  # fmt: skip


def test_a_name_says_more_than_a_place_and_the_city_says_least(rulebook: Rulebook) -> None:
    names = {name: {code: 8} for code, name in DIVISIONS.items()}
    places = {"兑镇": {"141181": 4}}
    assert rulebook.for_divisions == names | places | {"吕梁": {CITY: 1}, "全市": {CITY: 1}}


def test_what_is_usual_in_a_sub_domain_is_told_and_elsewhere_a_complaint(
    rulebook: Rulebook,
) -> None:
    assert (rulebook.usual_kind(71), rulebook.usual_kind(72)) == ("help", "complaint")


def test_a_domain_knows_its_sub_domains(rulebook: Rulebook) -> None:
    assert rulebook.subdomain_names("城建") == {"供暖"}
    assert rulebook.subdomain_names("教育") == rulebook.subdomain_names("国美活动") == frozenset()
    [(domain, subdomain)] = rulebook.subdomains.values()
    assert (domain.name, subdomain.name) == ("城建", "供暖")
