"""Lines are broken as Chinese is set: on the grid, no closing mark first, no opening one last."""

from itertools import pairwise

import pytest

from services.routing.documents.setting import NOT_FIRST, NOT_LAST, is_wide, set_lines

WIDTH = 10.0


def measure(char: str) -> float:
    return 1.0 if is_wide(char) else 0.5


def broken(text: str, *, indent: float = 0) -> list[str]:
    lines = set_lines(text, WIDTH, measure, indent=indent)
    return ["".join(glyph.char for glyph in line) for line in lines]


def test_ten_characters_make_a_line_of_ten() -> None:
    assert broken("一二三四五六七八九十" * 2 + "一") == ["一二三四五六七八九十"] * 2 + ["一"]


def test_the_first_line_is_indented() -> None:
    lines = set_lines("一二三四五六七八九十", WIDTH, measure, indent=2)
    assert [glyph.x for glyph in lines[0]] == [2, 3, 4, 5, 6, 7, 8, 9]
    assert [glyph.x for glyph in lines[1]] == [0, 1]


def test_a_closing_mark_is_squeezed_into_the_line_before() -> None:
    assert broken("一二三四五六七八九十，二三") == ["一二三四五六七八九十，", "二三"]
    [first, _] = set_lines("一二三四五六七八九十，二三", WIDTH, measure)
    assert first[-1].x + 1 == pytest.approx(WIDTH)


def test_two_closing_marks_take_a_character_down_with_them() -> None:
    assert broken("一二三四五六七八九十。”二") == ["一二三四五六七八九", "十。”二"]


def test_an_opening_mark_goes_down_with_what_it_opens() -> None:
    assert broken("一二三四五六七八九（十一）") == ["一二三四五六七八九", "（十一）"]


def test_numbers_and_words_are_not_broken() -> None:
    assert broken("留言编号第15210077号") == ["留言编号第15210077号"]
    assert broken("网民的留言编号15210077号") == ["网民的留言编号", "15210077号"]
    assert broken("A" * 60)[0] == "A" * 20


def test_a_number_stays_with_its_measure() -> None:
    assert broken("请在规定期限2022年6月4日前") == ["请在规定期限2022年", "6月4日前"]
    assert broken("请你单位务必要于6月4日前报") == ["请你单位务必要于6月", "4日前报"]
    assert broken("请你单位务必要于前10日报") == ["请你单位务必要于前", "10日报"]


def test_a_full_line_reaches_the_edge_and_the_last_does_not_stretch() -> None:
    first, last = set_lines("一二三四五六七八九（十一）", WIDTH, measure)
    assert first[-1].x + 1 == pytest.approx(WIDTH)
    assert last[-1].x + 1 < WIDTH


def test_a_line_that_a_number_left_short_is_not_drawn_apart() -> None:
    first, _ = set_lines("网民的留言编号15210077号", WIDTH, measure)
    assert [glyph.x for glyph in first] == list(range(7))
    squeezed = set_lines("一二三四五六七八九十，二三", 9.5, measure)[0]
    assert squeezed[-1].x + 1 <= 9.5


def test_whatever_is_set_nothing_is_lost_and_no_line_begins_or_ends_wrongly(rng) -> None:
    words = (
        "一",
        "二",
        "三，",
        "四。",
        "（五）",
        "“六”",
        "《七》、",
        "八？”",
        "2022年",
        "ab-12 ",
        "〔9〕",
    )
    for _ in range(2000):
        text = "".join(rng.choice(words) for _ in range(rng.randrange(1, 60)))
        lines = broken(text, indent=rng.choice((0, 2)))
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        for above, below in pairwise(lines):
            assert above[-1] not in NOT_LAST, text
            assert below[0] not in NOT_FIRST, text


def test_nothing_but_marks_ends_all_the_same() -> None:
    assert "".join(broken("，" * 50)) == "，" * 50
    assert "".join(broken("（" * 50)) == "（" * 50


def test_marks_that_open_do_not_close() -> None:
    assert not NOT_FIRST & NOT_LAST


def test_an_empty_text_has_no_line() -> None:
    assert broken("") == []
