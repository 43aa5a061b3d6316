"""Cells and columns, one by one."""

from datetime import date, datetime, time, timedelta

import pytest

from services.intake.domain.tables import (
    HEADER_WITHIN,
    Header,
    find_header,
    is_blank,
    row_of,
    value_of,
)

NAMES = ("留言编号", "留言标题", "留言内容")
KEYS = ("tid", "subject", "content")


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (None, None), (True, True), (False, False), (17, 17), (17.0, 17), (17.5, 17.5),
        (2.0**53, 2.0**53), (2.0**53 - 1, 2**53 - 1), (-(2.0**60), -(2.0**60)),
        (date(2022, 3, 28), "2022-03-28"), (time(9, 12), "09:12:00"),
        (timedelta(hours=1), "1:00:00"), (datetime(2022, 3, 28, 9, 12), "2022-03-28 09:12:00"),
        ("'0017", "0017"), ('="0017"', "0017"), (" 孝义 ", "孝义"),
        ("n/a", None), ("无", None), ("#N/A", None), ("####", None), ("#城建", "#城建"),
    ],
)  # fmt: skip
def test_a_cell_says_what_json_can_hold(cell: object, value: object) -> None:
    found = value_of("place", cell)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(("cell", "value"), [("无", "无"), (" 停水 ", " 停水 "), ("  ", None)])
def test_the_author_s_words_are_left_as_they_are(cell: str, value: str | None) -> None:
    assert value_of("content", cell) == value


def test_only_a_moment_is_counted_in_days() -> None:
    assert value_of("dateline", 44648.5) == "2022-03-28 12:00:00"
    assert value_of("fid", 44648) == 44648


def test_a_header_is_found_among_the_first_lines_by_its_number_and_two_more() -> None:
    above = [(n, ("标题",)) for n in range(1, HEADER_WITHIN)]
    assert find_header([*above, (99, NAMES)]) == Header(99, KEYS)
    assert find_header([*above, (98, ("",)), (99, NAMES)]) is None
    assert find_header([(1, NAMES[:2]), (2, ("网友", *NAMES[1:]))]) is None


def test_columns_are_known_by_their_names_or_their_place() -> None:
    header = find_header([(1, ("留言 编号：", "留言标题", "昵称*", "标题", "标题", "备注", 7, ""))])
    assert header is not None
    assert header.keys == (
        "tid", "subject", "nickName", "标题", "标题 (5)", "备注", "column 7", "column 8",
    )  # fmt: skip


def test_a_line_is_a_row_with_its_contact_apart() -> None:
    header = Header(1, ("tid", "phone", "subject"))
    assert row_of(header, (7, "13000000002", None, "多")) == {
        "tid": 7, "column 4": "多", "contact": {"phone": "13000000002"},
    }  # fmt: skip
    assert row_of(header, (7,)) == {"tid": 7}


def test_a_line_without_anything_is_blank() -> None:
    assert is_blank((None, "", " \u3000"))
    assert not is_blank((None, 0))
