"""What an import does with its rows."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from services.intake.domain.board import BoardRow, Invalid, read_row
from services.intake.domain.imports import (
    ROWS_AT_ONCE,
    Kept,
    Known,
    SettleRow,
    must_be_open,
    plan,
    rows_of,
)
from services.intake.domain.reception import State
from shared.rules import Refused
from tests.refusals import refusal_of
from tests.unit.intake.builders import NOW, a_row, read

BEGAN = date(2020, 1, 1)


def settle(*raws: Any, known: dict[str, Known] | None = None) -> list[tuple[str, str]]:
    rows = [read_row(raw, NOW) for raw in raws]
    return [(f.outcome, f.reason) for f in plan(enumerate(rows, 1), known or {}, BEGAN).fates]


def test_each_row_has_one_outcome_in_the_file_s_order() -> None:
    settled = settle(a_row(), "rubbish", a_row(), a_row(tid=8, dateline=1525744800))
    assert settled == [
        ("received", "new"),
        ("invalid", "row_not_an_object"),
        ("unchanged", "nothing_new"),
        ("historic", "before_office_began"),
    ]


def test_an_answered_row_is_history_and_one_in_handling_is_a_case() -> None:
    assert settle(a_row(stateInfo="已办理")) == [("historic", "answered_on_board")]
    assert settle(a_row(answerContent="您好")) == [("historic", "answered_on_board")]
    assert settle(a_row(stateInfo="办理中")) == [("received", "new")]


def test_the_office_s_first_day_is_counted_in_its_own_time_zone() -> None:
    eve = datetime(2019, 12, 31, 15, 59, 59, tzinfo=UTC).timestamp()
    assert settle(a_row(dateline=eve)) == [("historic", "before_office_began")]
    assert settle(a_row(dateline=eve + 1)) == [("received", "new")]


def test_a_number_twice_in_one_file_is_compared_with_what_it_said_before() -> None:
    rows = [read(), read(stateInfo="办理中"), read(stateInfo="办理中"), read(grade=5)]
    settled = plan(enumerate(rows, 1), {}, BEGAN)
    assert [f.reason for f in settled.fates] == [
        "new", "state_info", "nothing_new", "state_info,grade",
    ]  # fmt: skip
    assert settled.facts["15210077"] == rows[-1].facts


def test_a_changed_text_is_no_change_of_what_the_board_says() -> None:
    known = {"15210077": Known("LL2022-000001", read().facts, erased=False, state=State.RECEIVED)}
    assert settle(a_row(subject="另一个标题", content="另一段"), known=known) == [
        ("unchanged", "nothing_new")
    ]


def test_of_an_erased_author_no_word_comes_back() -> None:
    said = read(stateInfo="已办理", answerContent="吕某您好", gradeText="谢谢", grade=5)
    known = {
        said.tid: Known(
            "LL2022-000001", said.facts.without_words(), erased=True, state=State.RECEIVED
        )
    }
    assert plan([(1, said)], known, BEGAN).fates[0].outcome == "unchanged"
    anew = read(stateInfo="已办理", answerContent="改", gradeText="谢")
    later = plan([(1, anew)], known, BEGAN)
    assert later.fates[0].reason == "grade"
    assert later.fates[0].row is not None
    assert later.fates[0].row.facts.answer_text is later.fates[0].row.facts.grade_text is None


def test_rows_are_found_in_an_export_or_a_bare_list() -> None:
    assert rows_of({"result": "success", "responseData": [1, None]}) == [1, None]
    assert rows_of([]) == []


@pytest.mark.parametrize("export", [None, {}, {"responseData": None}, {"responseData": {}}, "x", 7])
def test_anything_else_is_no_export(export: object) -> None:
    with pytest.raises(Refused) as refused:
        rows_of(export)
    assert (refused.value.rule, refused.value.status) == ("export_unreadable", 422)


def test_a_file_has_a_limit() -> None:
    assert len(rows_of([None] * ROWS_AT_ONCE)) == ROWS_AT_ONCE == 20_000
    with pytest.raises(Refused) as refused:
        rows_of([None] * (ROWS_AT_ONCE + 1))
    assert (refused.value.rule, refused.value.status) == ("import_too_large", 413)


def test_counts_add_up() -> None:
    rows: list[BoardRow | Invalid] = [read(), Invalid("tid_missing"), read()]
    counts = plan(enumerate(rows, 1), {}, BEGAN).counts()
    assert list(counts.items()) == [("invalid", 1), ("received", 1), ("unchanged", 1)]


def test_each_fate_names_the_line_of_its_row() -> None:
    rows: list[BoardRow | Invalid] = [
        Invalid("tid_missing"), read(), read(), read(stateInfo="办理中"),
    ]  # fmt: skip
    settled = plan(enumerate(rows, 7), {}, BEGAN)
    assert [(f.row_no, f.outcome) for f in settled.fates] == [
        (7, "invalid"), (8, "received"), (9, "unchanged"), (10, "updated"),
    ]  # fmt: skip


def test_the_rows_of_some_outcomes_are_found_with_their_fates() -> None:
    rows: list[BoardRow | Invalid] = [
        Invalid("tid_missing"), read(), read(), read(stateInfo="办理中"),
    ]  # fmt: skip
    settled = plan(enumerate(rows, 1), {}, BEGAN)
    found = settled.of("received", "updated", "invalid")  # an invalid row cannot be read
    assert [(fate.row_no, row) for fate, row in found] == [(2, rows[1]), (4, rows[3])]


@pytest.mark.parametrize("settled_as", ["entered", "sent_again"])
def test_a_message_is_a_case_by_now_and_what_is_none_is_no_case(settled_as: Any) -> None:
    assert SettleRow(settled_as=settled_as, case_id="LL2022-000017").case_id == "LL2022-000017"
    assert SettleRow(settled_as="no_message").case_id is None
    for wrong in ({"settled_as": settled_as},
                  {"settled_as": "no_message", "case_id": "LL2022-000017"}):  # fmt: skip
        with pytest.raises(ValidationError, match="a message is a case by now"):
            SettleRow.model_validate(wrong)


def test_a_row_is_settled_once() -> None:
    kept = Kept("k1", "sealed", is_settled=False)
    assert must_be_open(kept) is kept
    assert refusal_of(must_be_open, kept._replace(is_settled=True)) == ("already_settled", 409)
    assert refusal_of(must_be_open, None) == ("row_unknown", 404)
