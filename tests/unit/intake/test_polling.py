"""How far a list is read back, and how long it is left alone."""

from datetime import timedelta
from typing import Any

import pytest

from services.intake.domain.polling import (
    ALL,
    WAITING,
    Cursor,
    back_to,
    next_cursor,
    pause_s,
    reads_whole,
    rotated,
)
from tests.unit.intake.builders import NOW

OVERLAP = timedelta(days=14)
SINCE = NOW - OVERLAP


def row(tid: int, days: float) -> dict[str, Any]:
    return {"tid": tid, "dateline": (NOW - timedelta(days=days)).timestamp()}


def test_the_first_round_goes_to_the_end_and_a_later_one_back_by_the_overlap() -> None:
    assert back_to(None, OVERLAP) is None
    assert back_to(NOW, OVERLAP) == SINCE


@pytest.mark.parametrize(
    ("rows", "following"),
    [
        ([row(9, 1), row(7, 2), row(8, 3)], 7),  # out of order: the lowest leads on
        ([row(1, 90), row(2, 9), row(9, 1), row(8, 1)], 8),  # old ones on top hide nothing
        ([row(9, 1), row(8, 1), row(11, 1)], 8),  # nor does a new one at the end lead back
        ([row(9, 1), row(2, 99)], 2),  # one old row among new ones is not the end
        ([row(9, 20), row(8, 21)], None),  # all older than the overlap
        ([row(9, 20), {"tid": 8, "dateline": "昨天"}], 8),  # a row without a time may be new
        ([row(12, 1), row(11, 1)], None),  # leads no further down: the list repeats itself
        ([row(12, 1), row(10, 1)], None),
        ([row(12, 1), row(9, 1)], 9),  # new rows above do not matter
        ([row(9, 14)], 9),  # just so old is not older
        ([], None),
        (["rubbish", {"tid": "x"}], None),
    ],
)
def test_a_page_leads_on_or_ends_the_round(rows: list[Any], following: int | None) -> None:
    after = next_cursor(Cursor(10, SINCE), rows, NOW)
    assert after == (Cursor(following, SINCE) if following else None)


def test_a_first_round_does_not_stop_at_old_rows() -> None:
    assert next_cursor(Cursor(None, None), [row(9, 2000)], NOW) == Cursor(9, None)


def test_what_waits_is_read_to_its_end_once_a_day_and_not_after_a_first_round() -> None:
    day = timedelta(days=1)
    assert not reads_whole(None, None, NOW)
    assert reads_whole(NOW, None, NOW)
    assert reads_whole(NOW, NOW - day, NOW)
    assert not reads_whole(NOW, NOW - day / 2, NOW)


def test_the_board_s_lists_have_these_numbers() -> None:
    assert (ALL, WAITING) == (1, 2)


def test_a_list_that_failed_comes_last_in_the_next_round() -> None:
    assert rotated((1, 2, 3), 2) == (3, 1, 2)
    assert rotated((1, 2, 3), 3) == (1, 2, 3)
    assert rotated((1,), 1) == (1,)


def test_a_pause_grows_with_failures_and_is_never_shorter_than_was_told() -> None:
    assert [pause_s(n, None, 10) for n in (0, 1, 2, 3, 50)] == [10, 60, 120, 240, 3600]
    assert (pause_s(1, 300, 10), pause_s(1, 5, 10), pause_s(1, None, 600)) == (300, 60, 600)
