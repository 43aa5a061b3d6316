"""The days that a text tells."""

from datetime import date

import pytest

from services.routing.domain.told_days import ToldDay, days_told, tells_loosely, tells_when

TODAY = date(2022, 3, 28)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2023年5月1日前", "2023-05-01"),
        ("今年5月9日前", "2022-05-09"),
        ("本年5月9号前", "2022-05-09"),
        ("明年1月12日前", "2023-01-12"),
        ("十二月三十一日前", "2022-12-31"),
        ("十月十日前", "2022-10-10"),
        ("二月二十日前", "2022-02-20"),
        ("2月底前", "2022-02-28"),
        ("2024年2月月末前", "2024-02-29"),
        ("2023年年底前", "2023-12-31"),
        ("2023年底前", "2023-12-31"),
        ("年底前", "2022-12-31"),
        ("今年内", "2022-12-31"),
        ("明年年内", "2023-12-31"),
        ("去年12月底", "2021-12-31"),
        ("去年底", "2021-12-31"),
        ("去年年底", "2021-12-31"),
    ],
)
def test_a_day_is_known_in_each_way_of_telling_it(text: str, day: str) -> None:
    assert [str(told.on) for told in days_told(f"拟于{text}完成。", TODAY)] == [day]


@pytest.mark.parametrize(
    "text", ["13月1日前", "0月3日前", "2月30日前", "6月0日前", "0000年1月1日前"]
)
def test_what_the_calendar_has_not_is_no_day(text: str) -> None:
    assert days_told(text, TODAY) == []


def test_days_are_told_in_the_order_of_the_text() -> None:
    told = days_told("3月1日看过，2023年4月2日前完成。", TODAY)
    assert told == [ToldDay(date(2022, 3, 1), False), ToldDay(date(2023, 4, 2), True)]


def test_a_day_without_its_year_may_be_read_in_any() -> None:
    without, having = ToldDay(date(2022, 3, 1), False), ToldDay(date(2022, 3, 1), True)
    assert without.is_the_same(date(2022, 3, 1))
    assert without.is_the_same(date(2023, 3, 1))
    assert not without.is_the_same(date(2023, 3, 2))
    assert not without.is_the_same(date(2023, 4, 1))
    assert having.is_the_same(date(2022, 3, 1))
    assert not having.is_the_same(date(2023, 3, 1))


@pytest.mark.parametrize(
    "text",
    [
        "三个月内",
        "三年内",
        "每年年底",
        "往年底",
        "2年内",
        "10月中旬",
        "春节前",
        "下周",
        "第三季度",
        "15个工作日内",
    ],
)
def test_a_time_is_told_loosely(text: str) -> None:
    assert days_told(text, TODAY) == []
    assert tells_when(text)
    assert tells_loosely(text)


def test_a_day_is_not_told_loosely() -> None:
    assert tells_when("5月1日前完成")
    assert not tells_loosely("5月1日前完成，2023年底前验收")
    assert tells_loosely("5月1日前完成，下周验收")
    assert not tells_when("已列入计划")
    assert not tells_loosely("已列入计划")
