"""Reading single values."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.domain.reading import (
    LONG_AGO,
    SHANGHAI,
    fold,
    line_of,
    masked,
    moment_of,
    number_of,
    phone_of,
    text_of,
    tid_of,
    whole_of,
)
from services.intake.domain.taxonomy import DIVISIONS, division_of, is_elsewhere
from tests.unit.intake.builders import NOW

BOARD_BEGAN = datetime(2006, 1, 1, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("told", "phone", "state"),
    [
        ("13000000002", "13000000002", "dialable"),
        (13000000002, "13000000002", "dialable"),
        ("138 0000 0008", "13800000008", "dialable"),
        ("+86 13000000012", "13000000012", "dialable"),
        ("0086-138-0000-0008", "13800000008", "dialable"),
        ("8613000000012", "13000000012", "dialable"),
        ("１３０００００００１２", "13000000012", "dialable"),
        ("13000000012（晚上打）", "13000000012", "dialable"),
        ("手机：13000000012", "13000000012", "dialable"),
        ("17012345678", "17012345678", "dialable"),  # a virtual operator's numbers are dialable
        ("0358-8220000", "03588220000", "dialable"),
        ("0358182200001", "0358182200001", "impossible"),  # a digit too many
        ("12345", "12345", "impossible"),
        ("12000000000", "12000000000", "impossible"),
        ("130000000021", "130000000021", "impossible"),
        ("没有电话", "没有电话", "impossible"),
        ("", "", "missing"),
        ("　", "", "missing"),
        (None, "", "missing"),
    ],
)
def test_phone_is_read(told: object, phone: str, state: str) -> None:
    assert phone_of(told) == (phone, state)


def test_line_ends_become_line_feeds() -> None:
    assert text_of(" 停\r\n水\r了\n\r\n三天\r") == "停\n水\n了\n\n三天"


@pytest.mark.parametrize("sign", "\x00\x07\x0b\x0c\x1b\x7f\x9f\ufffe\uffff")
def test_what_no_document_can_hold_goes(sign) -> None:
    assert text_of(f"停{sign}水") == "停水"


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("12.5", 12.5), ("-3", -3.0), (10**18 - 64, float(10**18 - 128)), (10**18, None),
        (-(10**18), None), (float("nan"), None), (float("inf"), None), ("9" * 21, None),
        (True, None), ("", None), ("0." + "5" * 20, 5 / 9), ("0." + "5" * 21, None),
    ],
)  # fmt: skip
def test_a_number_is_finite_and_no_truth(value: object, number: float | None) -> None:
    assert number_of(value) == (None if number is None else pytest.approx(number))


@pytest.mark.parametrize(
    ("value", "whole"), [(0, None), (1, 1), ("5", 5), (6, None), (2.5, None), (5.0, 5)]
)
def test_a_whole_number_lies_between_one_and_its_highest(value: object, whole: int | None) -> None:
    assert whole_of(value, 5) == whole


@pytest.mark.parametrize(
    ("value", "tid"),
    [
        (1, "1"), (1.0, "1"), ("0017", "17"), ("15,210,077", "15210077"), (2**53 - 1.0, str(2**53 - 1)),
        (float(2**53), None), (0.0, None), (-1.0, None), (1.5, None), (None, None), ([17], None),
        (True, None), ("0", None), ("X17", None), ("1234,567", None), ("17,00", None),
        ("0" * 30 + "9" * 19, "9" * 19), ("1" + "0" * 19, None),
    ],
)  # fmt: skip
def test_a_message_s_number_is_plain_digits(value: object, tid: str | None) -> None:
    assert tid_of(value) == tid


def test_phone_is_masked() -> None:
    assert masked("1234567") == "123****4567"
    assert masked("123456") == "******"
    assert masked("13800000008") == "138****0008"
    assert masked("12345") == "*****"


@pytest.mark.parametrize(
    "written",
    [
        "2022-03-28 09:12:00",
        "2022/3/28 9:12:00",
        "2022年3月28日 9:12",
        "2022年3月28日星期一 9:12",
        "2022年3月28日 周一 9:12",
        "2022-03-28T09:12:00+08:00",
        "2022-03-28T01:12:00Z",
        " ２０２２/３/２８　９:１２ ",
        1648429920,
        "1648429920",
        1648429920000,
        1648429920.0,
    ],
)
def test_one_instant_in_many_shapes(written: object) -> None:
    assert moment_of(written, NOW) == datetime(2022, 3, 28, 9, 12, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("written", "hour"),
    [
        ("上午 9:12", 9), ("上午 12:12", 0), ("AM 12:12", 0), ("AM 9:12", 9), ("中午 12:12", 12),
        ("下午 2:12", 14), ("PM 12:12", 12), ("下午 12:12", 12), ("晚上 11:12", 23), ("12:12", 12),
        ("下午 14:12", 14), ("0:12", 0), ("PM 2:12", 14),
    ],
)  # fmt: skip
def test_halves_of_the_day_are_told_in_words(written: str, hour: int) -> None:
    expected = datetime(2022, 3, 28, hour, 12, tzinfo=SHANGHAI)
    assert moment_of(f"2022-03-28 {written}", NOW) == expected


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("20220328", datetime(2022, 3, 28, tzinfo=SHANGHAI)),
        ("202203280912", datetime(2022, 3, 28, 9, 12, tzinfo=SHANGHAI)),
        (20220328091230, datetime(2022, 3, 28, 9, 12, 30, tzinfo=SHANGHAI)),
        ("20220328.5", None),
        ("20221345", None),
        ("2022-W13-1", datetime(2022, 3, 28, tzinfo=SHANGHAI)),  # an ISO week, no zone told
        ("2022/3/28", datetime(2022, 3, 28, tzinfo=SHANGHAI)),
        (BOARD_BEGAN.timestamp(), BOARD_BEGAN),
        (BOARD_BEGAN.timestamp() - 1, None),
        (BOARD_BEGAN.timestamp() * 1000, BOARD_BEGAN),
        ("2005-12-31 23:59:59", None),
        ("2022-03-28 9:12" + " " * 45, datetime(2022, 3, 28, 9, 12, tzinfo=SHANGHAI)),
        ("2022-03-28 9:12" + " " * 46, None),
    ],
)
def test_moments_at_the_edge_of_what_is_read(written: object, instant: datetime | None) -> None:
    assert moment_of(written, NOW) == instant


@pytest.mark.parametrize(
    "written",
    ["2022-003-28", "2022-3-028", "2022-3-28 009:12", "2022-3-28 9:012", "2022-3-28 9:12:000",
     "2022-3-289:12"],
)  # fmt: skip
def test_no_part_of_a_moment_has_more_digits_than_it_needs(written: str) -> None:
    assert moment_of(written, NOW) is None


@pytest.mark.parametrize(("written", "read"), [("1949-10-01", True), ("1949-09-30", False)])
def test_what_is_written_of_may_be_as_old_as_the_state(written: str, read: bool) -> None:
    assert (moment_of(written, NOW, since=LONG_AGO) is not None) is read


@pytest.mark.parametrize(
    "written",
    [
        "昨天", "", None, True, [], {}, 0, -1, 10**30, float("nan"), float("inf"), "2022-13-45",
        "2022-02-30 10:00", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "9" * 400,
    ],
)  # fmt: skip
def test_what_is_no_time_is_none(written: object) -> None:
    assert moment_of(written, NOW) is None


def test_the_future_is_no_time_to_have_written_in() -> None:
    assert moment_of((NOW + timedelta(minutes=10)).timestamp(), NOW) is not None
    assert moment_of((NOW + timedelta(minutes=10, seconds=1)).timestamp(), NOW) is None


@given(st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.text()))
def test_no_value_breaks_a_reader(value: object) -> None:
    for reader in (line_of, number_of, tid_of, phone_of):
        reader(value)
    moment_of(value, NOW)


def test_folding_forgets_width_case_and_what_is_invisible() -> None:
    assert fold("ＡＢ　c\u200b 跳\ufeff楼\n") == "abc跳楼"
    for invisible in "\xad\u200b\u200c\u200d\u2060\ufeff":
        assert fold(f"跳{invisible}楼") == "跳楼", ascii(invisible)


@pytest.mark.parametrize(
    ("place", "division"),
    [
        ("孝义市", "141181"),
        ("孝义", "141181"),
        ("山西省吕梁市离石区滨河街道", "141102"),
        ("山西 吕梁 兴县", "141123"),
        ("吕梁市", "141100"),
        ("吕梁市市辖区", "141100"),
        ("吕梁地区文水县", "141121"),
        ("绍兴县", None),  # a short name ends longer ones
        ("临", None),  # one letter is no name
        ("太原市", None),
        ("山西省", None),
        ("", None),
    ],
)
def test_place_is_in_a_division(place: str, division: str | None) -> None:
    assert division_of(place) == division


@pytest.mark.parametrize(("code", "name"), DIVISIONS.items())
def test_every_division_is_found_by_its_name(code: str, name: str) -> None:
    assert division_of(name) == division_of(f"山西省吕梁市{name}") == code
    assert not is_elsewhere(name)


def test_only_a_place_that_was_told_is_elsewhere() -> None:
    assert is_elsewhere("太原市")
    assert not is_elsewhere("")
    assert not is_elsewhere("山西省")
    assert not is_elsewhere("中国 山西省")
