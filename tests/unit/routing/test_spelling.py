"""Numbers however they are spelled: what is a digit, what may stand between two, what is one number."""

import pytest

from services.routing.domain.spelling import closed_up, fold, numbers


def spelled(text: str) -> list[tuple[str, tuple[int, ...]]]:
    return [(n.digits, n.groups) for n in numbers(text)]


def joined(text: str) -> set[str]:
    """What the groups of a text may spell together."""
    return {n.digits for n in numbers(text) if len(n.groups) > 1}


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("〇零一二三四五六七八九", "00123456789"),
        ("壹贰叁肆伍陆柒捌玖两幺", "12345678921"),
        ("０９①⑨𝟎٣⁴", "0919034"),
        ("1Ｘ1ｘ1x1×1✕", "1X1X1X1X1X"),
        ("！～Ａｚ（）：", "!~Az():"),
        ("｟·甲a", "｟·甲a"),
        ("1O2o3", "10203"),
        ("1Ｏ2ｏ3", "10203"),
        ("OO1", "001"),
        ("1OO", "100"),
        ("NO1", "NO1"),
        ("1OK", "1OK"),
        ("1O1K", "101K"),
        ("1oOｏ1", "10001"),
        ("OOO", "OOO"),
    ],
)
def test_a_text_is_folded_letter_by_letter(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert len(folded) == len(text)


def test_a_number_by_itself_has_one_group_and_a_place() -> None:
    assert list(numbers("甲123乙")) == [("123", (3,), 1, 4)]
    assert list(numbers("甲1\u200b2乙")) == [("12", (2,), 1, 4)]


@pytest.mark.parametrize("mark", [*" \t\u00a0\u3000-－—–−·•・._~*/|+", "( ", " - ", "--", ") ("])
def test_marks_that_keep_groups_apart_join_them(mark: str) -> None:
    assert joined(f"123{mark}45") == {"12345"}


@pytest.mark.parametrize(
    "between", ["甲", "\n", " \n", "    ", "----", ",.", "！", "：甲", "=", ""]
)
def test_and_others_do_not(between: str) -> None:
    assert joined(f"123{between}45") == joined(f"123X{between}45") == set()


def test_three_marks_may_stand_between_and_invisible_ones_say_nothing() -> None:
    assert joined("123---45") == {"12345"}
    assert joined("123 - 45") == {"12345"}
    assert joined("123-\u200b45") == joined("123\u200b-45") == {"12345"}


@pytest.mark.parametrize("mark", [",", "，", "、", "。", ".", ":", "：", ";", "；"])
def test_an_enumeration_is_many_numbers_unless_it_is_digit_by_digit(mark: str) -> None:
    hard = mark != "."
    assert joined(f"12{mark}34{mark}56") == (set() if hard else {"1234", "123456", "3456"})
    assert "123456" in joined(mark.join("123456"))


def test_one_kind_of_mark_joins_throughout() -> None:
    assert joined("12-34-56") == {"1234", "123456", "3456"}
    assert joined("12-34 56") == {"1234", "3456"}
    assert joined("12 34-56") == {"1234", "3456"}
    assert joined("12(34)56") == {"1234", "123456", "3456"}
    assert joined("12 (34) 56") == {"1234", "123456", "3456"}
    assert joined("12-34 - 56") == {"1234", "123456", "3456"}


def test_digit_by_digit_all_there_are_make_the_number() -> None:
    assert joined("1 2 3 4 5") == {"12345"}
    assert joined("1、2、3") == {"123"}
    assert joined("1-2-3 4 5") == {"123", "345"}
    assert joined("12 3 4 5") == {"123", "1234", "12345", "345"}
    assert joined("1 2 3 45") == {"123", "12345", "2345", "345"}
    assert joined("1、2、34") == {"12"}


def test_no_number_has_more_than_nineteen_digits() -> None:
    assert joined(f"{'1' * 10} {'2' * 9}") == {"1" * 10 + "2" * 9}
    assert joined(f"{'1' * 10} {'2' * 10}") == set()
    assert joined(f"{'1' * 10} {'2' * 9} {'3' * 9}") == {"1" * 10 + "2" * 9, "2" * 9 + "3" * 9}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("123X", ["123X"]),
        ("123Xa", ["123"]),
        ("123 X", ["123", "123X", "X"]),
        ("aX", []),
        ("X", ["X"]),
    ],
)
def test_the_last_of_an_identity_number_may_be_an_x(text: str, found: list[str]) -> None:
    assert [digits for digits, _ in spelled(text)] == found


def test_a_text_is_closed_up_and_its_places_are_kept() -> None:
    assert closed_up(" 甲\u3000乙\u200b 丙\t") == ("甲乙丙", [1, 3, 6])
    assert closed_up("X 甲") == ("X甲", [0, 2])
