"""How numbers are written by those who read them out."""

import pytest

from shared.numbers import as_written, case_number


@pytest.mark.parametrize(
    "told",
    ["LL2022-000017", "ll2022-17", " LL 2022 - 000017 ", "ＬＬ２０２２－００００１７", "2022-17",
     "LL2022000017", "LL2022-000017-l1", "LL2022-000017-V2"],
)  # fmt: skip
def test_our_number_however_it_is_written(told):
    assert case_number(told) == "LL2022-000017"


@pytest.mark.parametrize(
    "told", ["14838302", "20221234", "晋社情转〔2022〕5号", "", "LL22-17", "x"]
)
def test_what_is_no_number_of_ours(told):
    assert case_number(told) is None


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("１４８３８３０２", "14838302"),
        ("14838302 ", "14838302"),
        ("晋社情转[2022]5号", "晋社情转〔2022〕5号"),
        ("晋社情转（2022）5 号", "晋社情转〔2022〕5号"),
        ("晋社情转〔2022〕5号", "晋社情转[2022]5号"),
        ("sx-2022/5", "SX-2022/5"),
    ],
)
def test_a_number_elsewhere_is_found_whatever_its_width_case_and_brackets(told, kept):
    assert kept in as_written(told)
