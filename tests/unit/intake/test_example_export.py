"""The example export, row by row: what each becomes and what is seen in it."""

from datetime import date
from typing import Any, NamedTuple

import pytest

from services.intake.domain.board import BoardRow, read_row
from services.intake.domain.imports import Known, plan
from services.intake.domain.likeness import Like, Likes
from services.intake.domain.reception import State
from tests.unit.intake.builders import NOW, an_export

BEGAN = date(2020, 1, 1)
SAME_TEXT = ("same_text_as:LL2022-000027",)


class Seen(NamedTuple):
    """What is expected of a row; what is not said is the ordinary."""

    kind: str
    division: str | None
    outcome: str = "received"
    handling_class: str = "livelihood"
    phone_state: str = "dialable"
    flags: tuple[str, ...] = ()
    emergencies: tuple[str, ...] = ()
    wishes: frozenset[str] = frozenset()


INQUIRY = {"kind": "inquiry", "handling_class": "inquiry"}
ROWS: dict[int, dict[str, Any]] = {
    1: {"kind": "help", "division": "141182"},
    2: {"kind": "complaint", "division": "141181"},
    3: INQUIRY | {"division": "141102"},
    4: INQUIRY | {"division": "141102"},
    5: INQUIRY | {"division": "141102"},
    6: INQUIRY | {"division": "141102"},
    7: {"kind": "complaint", "division": "141124"},
    8: {"kind": "help", "division": "141125"},
    9: {"kind": "help", "division": "141128"},
    10: {"kind": "suggestion", "division": "141102"},
    11: INQUIRY | {"division": "141122"},
    12: {"kind": "thanks", "handling_class": "none", "division": "141182"},
    # the first row's tid again
    13: {"kind": "help", "division": "141182", "outcome": "unchanged"},
    14: {
        "kind": "campaign", "division": None, "phone_state": "missing",
    },
    15: {"kind": "complaint", "division": "141181"},
    16: {
        "kind": "complaint", "division": "141123", "flags": ("accusation_suspected",),
        "wishes": frozenset({"secret"}),
    },
    17: {"kind": "help", "division": "141121", "emergencies": ("gas_leak",)},
    18: {"kind": "complaint", "division": None, "flags": ("out_of_area_suspected",)},
    # the author of row 7 with the same matter, ten months later
    19: {
        "kind": "help", "division": "141124",
        "flags": ("possible_duplicate_of:LL2022-000007",),
    },
    20: {
        "kind": "complaint", "division": "141129", "phone_state": "impossible",
        "flags": ("text_missing",),
    },
    21: {
        "kind": "complaint", "division": "141102",
        "flags": ("text_over_limit", "posted_at_unreadable"),
    },
    22: INQUIRY | {"division": "141102", "outcome": "historic"},
    23: INQUIRY | {"division": "141102"},
    24: {"kind": "help", "division": "141125", "emergencies": ("self_harm",)},
    25: {"kind": "complaint", "division": "141127", "flags": ("accusation_suspected",)},
    26: {
        "kind": "help", "division": "141102",
        "flags": ("identity_number_in_text", "phone_in_text"),
    },
    27: {"kind": "complaint", "division": "141122"},
    28: {"kind": "complaint", "division": "141122", "flags": SAME_TEXT},
    29: {"kind": "complaint", "division": "141122", "flags": SAME_TEXT},
    30: {
        "kind": "complaint", "division": "141121",
        "wishes": frozenset({"no_call", "hide_from_unit"}),
    },
    # the author of row 27, three days later
    31: {
        "kind": "complaint", "division": "141122",
        "flags": ("chaser_suspected", "same_author_as:LL2022-000027"),
    },
    32: {"kind": "complaint", "division": "141181"},
}  # fmt: skip


def all_seen() -> dict[int, Seen]:
    """Read, plan and compare the whole file, as the import does; the row's place is its number."""
    rows = [read_row(raw, NOW) for raw in an_export()]
    likes, seen = Likes(), {}
    for fate in plan(enumerate(rows, 1), {}, BEGAN).fates:
        assert fate.row is not None
        arrival, flags = fate.row.arrival, fate.row.arrival.all_flags
        if fate.outcome == "received":
            like = Like(
                f"LL2022-{fate.row_no:06}", arrival.phone or None,
                arrival.text if len(arrival.text) > 10 else None, arrival.title,
                arrival.admitted_at, is_open=True,
            )  # fmt: skip
            flags += likes.flags(like, arrival)
            likes.add(like)
        seen[fate.row_no] = Seen(
            arrival.kind, arrival.division, fate.outcome, arrival.handling_class,
            arrival.phone_state, flags, arrival.emergencies,
            frozenset(name for name, wished in arrival.wishes if wished),
        )  # fmt: skip
    return seen


@pytest.mark.parametrize("row_no", ROWS)
def test_row_becomes(row_no: int) -> None:
    assert all_seen()[row_no] == Seen(**ROWS[row_no])


def test_every_row_of_the_file_is_looked_at() -> None:
    assert len(an_export()) == len(ROWS) == 32


def test_the_awkward_title_is_one_line_and_the_text_keeps_its_emoji() -> None:
    row = read_row(an_export()[14], NOW)
    assert isinstance(row, BoardRow)
    assert row.arrival.title == "路口 拥堵 严重"
    assert row.arrival.text == "每天早晚高峰堵半小时😡😡，\n交警  不在。"
    assert row.arrival.phone == "13800000008"


def test_markup_stays_text_and_an_unreadable_time_is_the_admitted_one() -> None:
    row = read_row(an_export()[20], NOW)
    assert isinstance(row, BoardRow)
    assert row.arrival.text.startswith("<script>alert(1)</script>工地")
    assert row.arrival.text.count("噪声太大。") > 200
    assert row.arrival.posted_at == row.arrival.admitted_at
    assert row.arrival.phone == "13000000012"


def test_the_later_export_changes_what_the_board_says() -> None:
    first = plan([(1, read_row(raw, NOW)) for raw in an_export()], {}, BEGAN)
    known = {
        tid: Known("LL2022-000001", facts, erased=False, state=State.RECEIVED)
        for tid, facts in first.facts.items()
    }
    later = [read_row(raw, NOW) for raw in an_export("board-export-later.json")]
    plates, stalls = plan(enumerate(later, 1), known, BEGAN).fates
    assert (plates.outcome, stalls.outcome) == ("updated", "updated")
    assert set(plates.reason.split(",")) == {
        "state_info", "process_info", "answer_id", "answer_text", "answered_at", "answered_by",
        "grade", "grade_level", "grade_manner", "grade_speed", "grade_text",
    }  # fmt: skip
    assert stalls.reason == "state_info,process_info"
