"""共性措施: sound, issued by whom it concerns, and only helpful while it holds."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from services.routing.domain.measures import (
    IssueMeasure,
    MeasureState,
    SettleMeasure,
    may_issue,
    must_be_in_force,
    must_be_sound,
    must_say_why_not,
)
from tests.refusals import rule_of
from tests.unit.routing.builders import an_actor, the_tree

TODAY = date(2022, 3, 31)
TREE = the_tree()

PLATES: dict[str, Any] = {
    "title": "关于未悬挂机动车号牌有关问题的通知",
    "condition": "已注册登记、号牌因邮路中断未送达",
    "rule": "不以未悬挂机动车号牌为由作处罚",
    "proof_accepted": ["行驶证", "过期临时号牌"],
    "terms": ["车牌", "邮寄", "临牌"],
    "issuer": "ll-police-traffic",
    "issued_on": "2022-03-31",
    "valid_from": "2022-03-31",
}


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({}, None),
        ({"issued_on": "2022-04-01"}, "date_in_future"),
        ({"valid_from": "2022-04-10"}, None),
        ({"valid_until": "2022-03-30"}, "measure_ends_before_start"),
        ({"valid_until": "2022-03-31"}, None),  # for a day
        ({"valid_until": "2023-03-31"}, None),
        ({"terms": ["车牌", "车牌"]}, "too_few_terms"),
        ({"terms": ["车牌"], "terms_needed": 1}, None),
        ({"terms": ["车牌", " 车牌\t"]}, "too_few_terms"),
    ],
)
def test_a_measure_is_sound(changes: dict[str, Any], rule: str | None) -> None:
    assert rule_of(must_be_sound, IssueMeasure.model_validate(PLATES | changes), TODAY) == rule


@pytest.mark.parametrize("term", ["车", "车 ", "车" * 21])
def test_a_word_of_like_cases_has_two_letters_and_no_more_than_twenty(term: str) -> None:
    with pytest.raises(ValidationError):
        IssueMeasure.model_validate(PLATES | {"terms": [term]})
    for sound in ("车牌", "车" * 20, f" {'车' * 20} "):
        [kept] = IssueMeasure.model_validate(PLATES | {"terms": [sound]}).terms
        assert kept == sound.strip()


def test_a_unit_issues_for_itself_and_those_below() -> None:
    for role, unit, rule in (
        ("unit", "ll-police-traffic", None),
        ("unit", "ll-police", None),
        ("unit", "ll-edu", "not_your_unit"),
        ("clerk", None, None),
    ):
        actor = an_actor(role, unit=unit)
        assert rule_of(may_issue, "ll-police-traffic", actor, TREE) == rule


@pytest.mark.parametrize(
    ("state", "valid_from", "until", "rule"),
    [
        ("in_force", TODAY, None, None),
        ("in_force", TODAY, TODAY, None),
        ("in_force", date(2022, 4, 1), None, "measure_not_in_force"),
        ("in_force", date(2022, 3, 1), date(2022, 3, 30), "measure_not_in_force"),
        ("revoked", TODAY, None, "measure_not_in_force"),
    ],
)
def test_only_what_holds_today_helps(state, valid_from, until, rule) -> None:
    assert rule_of(must_be_in_force, MeasureState(state), valid_from, until, TODAY) == rule


def test_a_suggestion_is_set_aside_with_a_reason() -> None:
    aside = SettleMeasure(measure_id="M2022-0001", helps=False)
    assert rule_of(must_say_why_not, aside) == "reason_missing"
    assert rule_of(must_say_why_not, aside.model_copy(update={"reason": "other_plates"})) is None
    assert rule_of(must_say_why_not, aside.model_copy(update={"helps": True})) is None
