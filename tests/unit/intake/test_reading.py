"""Reading single values."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.domain.reading import (
    SHANGHAI,
    fold,
    line_of,
    masked,
    moment_of,
    number_of,
    phone_of,
    tid_of,
)
from services.intake.domain.taxonomy import DIVISIONS, division_of, is_elsewhere
from tests.unit.intake.builders import NOW


@pytest.mark.parametrize(
    ("told", "phone", "state"),
    [
        ("13000000002", "13000000002", "dialable"),
        (13000000002, "13000000002", "dialable"),
        ("138 0000 0008", "13800000008", "dialable"),
        ("+86 13000000012", "13000000012", "dialable"),
        ("0086-138-0000-0008", "13800000008", "dialable"),
        ("１３０００００００１２", "13000000012", "dialable"),
        ("13000000012（晚上打）", "13000000012", "dialable"),
        ("17012345678", "17012345678", "dialable"),  # a virtual operator's numbers are dialable
        ("0358-8220000", "03588220000", "dialable"),
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


def test_phone_is_masked() -> None:
    assert masked("13800000008") == "138****0008"
    assert masked("12345") == "*****"


@pytest.mark.parametrize(
    "written",
    [
        "2022-03-28 09:12:00",
        "2022/3/28 9:12:00",
        "2022年3月28日 9:12",
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
    "written",
    [
        "昨天", "", None, True, [], {}, 0, -1, 10**30, float("nan"), float("inf"), "2022-13-45",
        "2022-02-30 10:00", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "9" * 400,
    ],
)  # fmt: skip
def test_what_is_no_time_is_none(written: object) -> None:
    assert moment_of(written, NOW) is None


def test_the_future_is_no_time_to_have_written_in() -> None:
    assert moment_of((NOW + timedelta(minutes=5)).timestamp(), NOW) is not None
    assert moment_of((NOW + timedelta(minutes=15)).timestamp(), NOW) is None


@given(st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.text()))
def test_no_value_breaks_a_reader(value: object) -> None:
    for reader in (line_of, number_of, tid_of, phone_of):
        reader(value)
    moment_of(value, NOW)


def test_folding_forgets_width_case_and_what_is_invisible() -> None:
    assert fold("ＡＢ　c\u200b 跳\ufeff楼\n") == "abc跳楼"


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
