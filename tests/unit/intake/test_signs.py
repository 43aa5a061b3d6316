"""What a text lets suspect."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.intake.domain.likeness import Like, Likes, pairs, says_enough, similarity
from shared.contracts.intake import Wishes
from tests.unit.intake.builders import NOW, an_arrival


@pytest.mark.parametrize(
    ("text", "emergencies"),
    [
        ("再不解决我就跳楼", ("self_harm",)),
        ("再不解决我就 跳 楼", ("self_harm",)),
        ("再不解决我就跳\u200b楼", ("self_harm",)),
        ("很大的燃气味", ("gas_leak",)),
        ("楼道着火了，煤气泄漏", ("gas_leak", "fire")),
        ("楼道堆物有火灾隐患", ()),
        ("楼道堆物有火灾隐患，昨天真的起火了", ("fire",)),
        ("安装漏电保护器", ()),
        ("小区停水三天", ()),
    ],
)
def test_danger_is_seen(text: str, emergencies: tuple[str, ...]) -> None:
    assert an_arrival(content=text).emergencies == emergencies


def test_a_phrase_does_not_reach_from_the_title_into_the_text() -> None:
    assert an_arrival(subject="请不要跳", content="楼上漏水").emergencies == ()


@pytest.mark.parametrize(
    ("text", "wishes"),
    [
        ("请为我保密", {"secret"}),
        ("别打电话，别让单位知道是我反映的", {"no_call", "hide_from_unit"}),
        ("不要电话联系", {"no_call"}),
        ("保密局门口停车难", set()),
        ("请打电话给我", set()),
    ],
)
def test_wishes_are_read(text: str, wishes: set[str]) -> None:
    assert {name for name, wished in an_arrival(content=text).wishes if wished} == wishes


def test_a_case_without_any_words_is_put_before_a_person() -> None:
    empty = an_arrival(subject="", content="")
    assert "text_missing" in empty.all_flags
    for told in ({"subject": ""}, {"content": ""}):
        assert "text_missing" not in an_arrival(**told).all_flags


def test_where_it_happened_counts_and_not_where_the_author_lives() -> None:
    there = an_arrival(incidentPlace="太原市")
    assert "out_of_area_suspected" in there.all_flags
    assert (
        "out_of_area_suspected"
        not in an_arrival(incidentPlace="汾阳市", contact={"place": "太原市"}).all_flags
    )


def test_what_was_wished_in_the_form_holds_beside_what_the_text_says() -> None:
    told = replace(an_arrival(content="请为我保密"), told_wishes=Wishes(no_call=True))
    assert told.wishes == Wishes(secret=True, no_call=True)


def test_the_year_of_a_case_is_the_year_in_luliang() -> None:
    eve = datetime(2021, 12, 31, 16, 0, tzinfo=UTC)  # midnight there
    assert replace(an_arrival(), posted_at=eve).year == 2022


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("举报某局吃拿卡要", "accusation_suspected"),
        ("身份证号14110220150101001X", "identity_number_in_text"),
        ("联系电话 130 0000 0035", "phone_in_text"),
    ],
)
def test_a_person_is_to_look(text: str, flag: str) -> None:
    assert flag in an_arrival(content=text).all_flags


def test_an_office_number_is_no_private_one() -> None:
    assert an_arrival(content="拨打0358-8220000无人接听").all_flags == ()


def test_titles_are_similar_by_their_pairs() -> None:
    assert similarity("供暖温度又不达标了", "移民搬迁小区供暖温度不达标") >= 0.5
    assert similarity("三天了没人管", "夜间烧烤油烟扰民") == 0
    assert similarity("", "停水") == similarity("停", "停") == 0
    assert similarity("小区停水！", "小区 停水") == 1
    assert similarity("甲乙丙", "乙丙丁") == 0.5
    assert similarity("停水", "") == 0
    assert pairs("停，水 了") == {"停水", "水了"}


def a_like(case_id: str = "LL2022-000001", **changes: Any) -> Like:
    like = Like(case_id, "author", "text", "供暖温度不达标", NOW, is_open=True)
    return like._replace(**changes)


def test_a_text_of_a_few_letters_is_alike_by_chance() -> None:
    assert says_enough("小区停水三天没人管了")
    assert not says_enough("小区停水三天没人管")


def test_another_author_is_no_duplicate_and_another_text_is_not_the_same() -> None:
    new = a_like("LL2022-000002", author="another", text="other")
    assert Likes([a_like()]).flags(new, an_arrival()) == ()


def test_nobody_is_alike_for_lack_of_phone_and_text() -> None:
    nobody = a_like(author=None, text=None)
    assert Likes([nobody]).flags(nobody._replace(case_id="LL2022-000002"), an_arrival()) == ()


def test_the_most_similar_case_of_the_author_is_named() -> None:
    likes = Likes([a_like(title="停水"), a_like("LL2022-000002"), a_like("LL2022-000003")])
    flags = likes.flags(a_like("LL2022-000004", text=None), an_arrival())
    assert flags == ("possible_duplicate_of:LL2022-000002",)


@pytest.mark.parametrize(
    ("is_open", "age", "alike"),
    [
        (True, timedelta(days=1100), True),
        (False, timedelta(days=365), True),
        (False, timedelta(days=365, seconds=1), False),
    ],
)
def test_only_open_or_recent_cases_are_alike(is_open: bool, age: timedelta, alike: bool) -> None:
    old = a_like(is_open=is_open, admitted_at=NOW - age)
    assert bool(Likes([old]).flags(a_like("LL2022-000002"), an_arrival())) is alike


def test_a_chaser_is_one_only_beside_a_case_of_the_same_author() -> None:
    chaser = an_arrival(subject="三天了没人管", content="我反映的油烟问题没人管")
    new = a_like("LL2022-000002", text=None, title="三天了没人管")
    assert Likes().flags(new, chaser) == ()
    assert Likes([a_like()]).flags(new, chaser) == (
        "chaser_suspected", "same_author_as:LL2022-000001",
    )  # fmt: skip


def test_half_of_a_title_is_enough_and_a_chaser_may_be_a_duplicate_too() -> None:
    chaser = an_arrival(subject="停水没人管", content="没人管")
    known = Likes([a_like(title="小区停水"), a_like("LL2022-000003", title="夜间噪声")])
    new = a_like("LL2022-000002", text=None, title="停水小区管")  # one pair more than shared
    assert known.flags(new, chaser) == (
        "possible_duplicate_of:LL2022-000001", "chaser_suspected", "same_author_as:LL2022-000003",
    )  # fmt: skip
    half = a_like("LL2022-000002", text=None, title="停水了")
    assert known.flags(half, an_arrival()) == ("possible_duplicate_of:LL2022-000001",)
