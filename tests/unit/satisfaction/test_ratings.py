"""Ratings: the board's bands and the call's answers."""

import pytest

from services.satisfaction.domain.ratings import Rating, in_call, on_board


@pytest.mark.parametrize(
    ("grade", "band", "satisfaction"),
    [
        (5, "很满意", "satisfied"),
        (4.01, "很满意", "satisfied"),
        (4, "满意", "satisfied"),
        (3.5, "满意", "satisfied"),
        (3, "基本满意", "fairly"),
        (2.01, "基本满意", "fairly"),
        (2, "不满意", "dissatisfied"),
        (1.5, "不满意", "dissatisfied"),
        (1, "很不满意", "dissatisfied"),
        (0.5, "很不满意", "dissatisfied"),
    ],
)
def test_the_boards_bands(grade, band, satisfaction):
    rating = on_board(grade)
    assert rating is not None
    assert rating == Rating("board", grade, band, satisfaction, void=False)


@pytest.mark.parametrize("grade", [None, 0, -1])
def test_no_grade_is_no_rating(grade):
    assert on_board(grade) is None


def test_an_answer_in_a_call():
    assert in_call("fairly", pressed=False) == Rating(
        "callback", None, "fairly", "fairly", void=False
    )


def test_pressed_praise_is_void():
    assert in_call("satisfied", pressed=True) == Rating(
        "callback", None, "satisfied", "satisfied", void=True
    )


def test_who_gives_no_rating_gives_none():
    assert in_call(None, pressed=False) is None
