"""Letters are numbered by series and year, in the form an office chose."""

from dataclasses import replace

import pytest

from services.routing.domain.numbers import (
    FORM,
    Series,
    must_be_a_form,
    must_be_free,
    usual_series,
)
from tests.refusals import refused
from tests.unit.routing.builders import the_tree

TREE = the_tree()


def test_a_number_reads_as_the_standard_has_it() -> None:
    assert Series("吕社情交").number(2022, 17) == "吕社情交〔2022〕17号"
    assert (
        Series("孝办转", "{series}字{year}年第{number}号").number(2023, 1) == "孝办转字2023年第1号"
    )


@pytest.mark.parametrize(
    ("unit_id", "series"),
    [
        ("ll-office", "吕社情交"),
        ("141181-office", "孝义社情转"),
        ("141123-office", "兴社情转"),
        ("141102-office", "离石社情转"),
    ],
)
def test_an_office_that_was_given_none_has_a_series_of_its_place(unit_id, series) -> None:
    assert usual_series(TREE[unit_id]) == (series, FORM)


def test_the_place_is_named_without_the_party_and_a_name_without_a_place_stands_whole() -> None:
    office = TREE["141181-office"]
    for name, series in (
        ("中共孝义市委社会工作部", "孝义社情转"),
        ("孝义市社会工作部", "孝义社情转"),
        ("中共县委办公室", "中共社情转"),  # a place has a letter at least
        ("经开办", "经开办社情转"),
    ):
        assert usual_series(replace(office, name=name)).series == series, name


def test_no_two_offices_have_the_same_usual_series() -> None:
    offices = [u for u in TREE.values() if u.unit_type in {"office", "county_office"}]
    assert len({usual_series(unit).series for unit in offices}) == len(offices) == 14


@pytest.mark.parametrize(
    "form",
    ["", "{series}〔{year}〕号", "{series}{year}{number}{number}", "{series}{year}{number}{day}",
     "{series}{year}{number}{", "}{series}{year}{number}", "{series}{year}{}{number}"],
)  # fmt: skip
def test_a_form_that_is_none_is_refused(form) -> None:
    error = refused("form_unfit", must_be_a_form, form)
    assert error.extra == {"places": ["{series}", "{year}", "{number}"]}


def test_a_form_has_each_place_once() -> None:
    must_be_a_form(FORM)
    must_be_a_form("{number}/{year} {series}")
    must_be_a_form("X{series}X{year}X{number}X")


def test_two_offices_never_number_in_one_series() -> None:
    must_be_free(None, "ll-office")
    must_be_free("ll-office", "ll-office")
    error = refused("series_taken", must_be_free, "141181-office", "ll-office")
    assert error.extra == {"unit": "141181-office"}
