"""Figures: cuts, rates, and the sheet."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.satisfaction.domain.figures import SCOPES, cut, rate, sheet
from shared.rules import Refused

COUNTS = {
    "as_of": datetime(2022, 11, 30, 15, 59, 59, tzinfo=UTC),
    "received": 40, "historic": 10, "historic_answered": 8,
    "replied": 38, "replied_by_kind": {"help": 38}, "replied_by_route": {"dispatch": 38},
    "closed": 30, "closed_by_reason": {"check_passed": 30},
    "board_rated": 38, "board_satisfied": 33, "board_bands": {"很满意": 33, "不满意": 5},
    "board_replied": 46,
    "call_rated": 3, "call_satisfied": 2, "call_bands": {"fairly": 2, "dissatisfied": 1},
    "call_void": 1, "checked": 30,
}  # fmt: skip


@pytest.mark.parametrize(
    ("numerator", "denominator", "expected"),
    [(33, 38, 86.84), (1, 3, 33.33), (2, 3, 66.67), (1, 800, 0.13), (0, 5, 0.0), (0, 0, None)],
)
def test_rates_have_two_decimals_and_round_halves_up(numerator, denominator, expected):
    assert rate(numerator, denominator) == expected


def test_a_date_means_its_end_in_shanghai():
    assert cut(date(2022, 11, 30)) == datetime(2022, 11, 30, 15, 59, 59, 999999, tzinfo=UTC)


def test_an_instant_means_itself():
    noon = datetime(2022, 11, 30, 4, tzinfo=UTC)
    assert cut(noon) == noon


FIRST, LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


def test_figures_reach_from_2000_to_2200():
    assert [cut(FIRST), cut(LAST)] == [FIRST, LAST]


@pytest.mark.parametrize("as_of", [date.min, date.max, FIRST - MOMENT, LAST + MOMENT])
def test_dates_beyond_reason_are_refused(as_of):
    with pytest.raises(Refused) as refused:
        cut(as_of)
    assert (refused.value.rule, refused.value.status) == ("as_of_out_of_range", 422)


def test_every_figure_states_its_scope_and_the_sheet_its_date():
    figures = sheet(COUNTS)
    assert figures["as_of"] == COUNTS["as_of"]
    assert {name: figures[name]["scope"] for name in SCOPES} == SCOPES


def test_the_sheet_says_each_count_under_its_name_and_a_rate_never_alone():
    figures = {name: dict(figure) for name, figure in sheet(COUNTS).items() if name != "as_of"}
    for figure in figures.values():
        del figure["scope"]
    assert figures == {
        "received": {"count": 40},
        "historic": {"count": 10, "answered": 8},
        "replied": {"count": 38, "by_kind": {"help": 38}, "by_route": {"dispatch": 38}},
        "closed": {"count": 30, "by_reason": {"check_passed": 30}},
        "board_satisfaction": {
            "name": "网评满意度",
            "numerator": 33, "denominator": 38, "rate": 86.84,
            "participation": {"numerator": 38, "denominator": 46, "rate": 82.61},
            "bands": {"很满意": 33, "不满意": 5},
        },
        "callback_satisfaction": {
            "name": "回访满意率",
            "numerator": 2, "denominator": 3, "rate": 66.67,
            "participation": {"numerator": 3, "denominator": 30, "rate": 10.0},
            "bands": {"fairly": 2, "dissatisfied": 1},
            "void": 1,
        },
    }  # fmt: skip
