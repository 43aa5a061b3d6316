"""Files as offices really send them: each line is a row, or named."""

import io
import json
from datetime import datetime
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake import documents
from services.intake.documents import Export, sheet
from services.intake.domain.board import BoardRow, read_row
from shared.rules import Refused
from tests.unit.intake.builders import NOW

HEADER = [
    "留言编号",
    "留言对象",
    "类型",
    "领域",
    "网友",
    "标题",
    "内容",
    "留言时间",
    "状态",
    "联系电话",
    "处室",
]
LINE: list[Any] = [15210077, "孝义市委书记", "投诉", "城建", "孝义市民", "路边摊占道", "摊贩占道，堵塞严重",
        "2022/5/29 20:01", "待回复", "13000000002", "二科"]  # fmt: skip
COMMA = ("utf-8", "utf-8-sig", "gb18030", "utf-16")


def a_csv(*lines: list[Any], separator: str = ",", alphabet: str = "utf-8") -> bytes:
    return "\r\n".join(separator.join(map(str, line)) for line in lines).encode(alphabet)


def an_xlsx(*lines: list[Any], **sheets: list[list[Any]]) -> bytes:
    book = openpyxl.Workbook()
    for name, content in {"Sheet": list(lines), **sheets}.items():
        tab = book[name] if name in book.sheetnames else book.create_sheet(name)
        for line in content:
            tab.append(line)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def rows(content: bytes, media_type: str = "text/csv") -> list[Any]:
    return [row for _, row in documents.read(content, media_type).rows]


def case(content: bytes) -> BoardRow:
    [row] = rows(content)
    read = read_row(row, NOW)
    assert isinstance(read, BoardRow)
    return read


def broken_rule(content: bytes, media_type: str = "text/csv") -> tuple[str, int]:
    with pytest.raises(Refused) as refused:
        documents.read(content, media_type)
    return refused.value.rule, refused.value.status


@pytest.mark.parametrize("alphabet", COMMA)
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_a_csv_is_read_in_any_alphabet_and_with_any_separator(
    alphabet: str, separator: str
) -> None:
    read = case(a_csv(HEADER, LINE, separator=separator, alphabet=alphabet))
    assert (read.tid, read.arrival.title, read.arrival.text) == (
        "15210077", "路边摊占道", "摊贩占道，堵塞严重",
    )  # fmt: skip
    assert read.arrival.posted_at.isoformat() == "2022-05-29T20:01:00+08:00"
    assert (read.arrival.phone, read.arrival.phone_state) == ("13000000002", "dialable")


def test_an_xlsx_gives_the_same_case_as_a_csv_and_as_json() -> None:
    by_csv, by_xlsx = case(a_csv(HEADER, LINE)), case(an_xlsx(HEADER, LINE))
    assert by_csv == by_xlsx
    [row] = rows(a_csv(HEADER, LINE))
    again = documents.read(json.dumps({"responseData": [row]}).encode(), "application/json")
    assert read_row(again.rows[0][1], NOW) == by_csv


def test_a_column_nobody_knows_stays_in_the_row() -> None:
    [row] = rows(a_csv(HEADER, [*LINE, "多出来的"]))
    assert (row["处室"], row["column 12"]) == ("二科", "多出来的")


def test_lines_before_the_header_and_empty_lines_are_no_rows_and_keep_the_places() -> None:
    empty: list[Any] = [None] * 11
    content = an_xlsx(["吕梁市留言汇总表"], [], HEADER, *[empty] * 3000, LINE, [" ", "\t", "　"])
    export = documents.read(content, "")
    assert [line for line, _ in export.rows] == [3004]
    assert (export.form, export.blank) == ("xlsx", 3001)


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        (datetime(2022, 5, 29, 20, 1), "2022-05-29T20:01:00+08:00"),
        (44710.83402777778, "2022-05-29T20:01:00+08:00"),
        (1653825660, "2022-05-29T20:01:00+08:00"),
        ("1653825660000", "2022-05-29T20:01:00+08:00"),
        ("2022-05-29 20:01:00", "2022-05-29T20:01:00+08:00"),
        ("2022年5月29日 20时01分", "2022-05-29T20:01:00+08:00"),
        ("2022年5月29日20:01", "2022-05-29T20:01:00+08:00"),
        ("2022/5/29 下午 8:01:00", "2022-05-29T20:01:00+08:00"),
        ("2022.5.29\t20:01", "2022-05-29T20:01:00+08:00"),
        ("2022-05-29T12:01:00Z", "2022-05-29T20:01:00+08:00"),
        ("20220529", "2022-05-29T00:00:00+08:00"),
        ("20220529200100", "2022-05-29T20:01:00+08:00"),
    ],
)
def test_moments_come_in_many_shapes(cell: object, moment: str) -> None:
    posted = case(an_xlsx(HEADER, [*LINE[:7], cell, *LINE[8:]])).arrival.posted_at
    assert posted == datetime.fromisoformat(moment)


@pytest.mark.parametrize("cell", ["5/6/22", "昨天", "2022-13-45", "#VALUE!", 12, "29/05/2022"])
def test_a_moment_that_may_mean_two_things_is_not_guessed(cell: object) -> None:
    arrival = case(an_xlsx(HEADER, [*LINE[:7], cell, *LINE[8:]])).arrival
    assert "posted_at_unreadable" in arrival.flags


@pytest.mark.parametrize(
    "tid", [15210077.0, "15210077\t", "'15210077", " １５２１００７７ ", "15,210,077"]
)
def test_a_number_is_read_through_what_a_spreadsheet_puts_around_it(tid: object) -> None:
    assert case(an_xlsx(HEADER, [tid, *LINE[1:]])).tid == "15210077"


def test_a_number_written_as_a_formula_so_that_it_stays_text() -> None:
    assert case(a_csv(HEADER, ['="15210077"', *LINE[1:]])).tid == "15210077"


def test_a_number_that_lost_its_digits_is_no_number() -> None:
    [row] = rows(an_xlsx(HEADER, ["1.52E+07", *LINE[1:]]))
    assert read_row(row, NOW) == ("tid_unusable",)


@pytest.mark.parametrize("phone", [13000000002, 13000000002.0, "'13000000002", "130 0000 0002"])
def test_a_phone_survives_a_spreadsheet(phone: object) -> None:
    arrival = case(an_xlsx(HEADER, [*LINE[:9], phone, "二科"])).arrival
    assert (arrival.phone, arrival.phone_state) == ("13000000002", "dialable")


@pytest.mark.parametrize(
    ("text", "cut"),
    [("停" * 100 + "...", True), ("停" * 100 + "…", True), ("停" * 32_767, True),
     ("停" * 100, False), ("停水三天了...", False)],
)  # fmt: skip
def test_a_text_that_was_cut_off_is_put_before_a_person(text: str, cut: bool) -> None:
    arrival = case(an_xlsx(HEADER, [*LINE[:6], text, *LINE[7:]])).arrival
    assert arrival.text == text
    assert ("text_cut_off" in arrival.flags) is cut


def test_a_text_over_several_lines_with_quotes_and_separators_is_one_cell() -> None:
    content = a_csv(HEADER, [*LINE[:6], '"他说：""停水""，\r\n\t三天了\r\n"', *LINE[7:]])
    assert case(content).arrival.text == '他说："停水"，\n\t三天了'


@pytest.mark.parametrize("closed_later", [False, True])
def test_a_quote_left_open_swallows_no_other_line(closed_later: bool) -> None:
    torn = [1, "", "投诉", "", "", "停水", '"没有合上的引号', *LINE[7:]]
    quoting = [*LINE[:6], '"他说""好"""' if closed_later else "摊贩", *LINE[7:]]
    content = a_csv(HEADER, torn, quoting, [15210078, *LINE[1:]])
    export = documents.read(content, "text/csv")
    tids = [read.tid for _, row in export.rows if isinstance(read := read_row(row, NOW), BoardRow)]
    assert tids == ["1", "15210077", "15210078"]
    assert [line for line, _ in export.rows] == [2, 3, 4]
    [first, *_] = export.rows
    assert first[1]["content"] == "没有合上的引号"  # type: ignore[index]


def test_a_file_of_nothing_but_open_quotes_is_refused_in_time() -> None:
    content = a_csv(HEADER, *[[n, '"x', "y"] for n in range(1001)])
    assert broken_rule(content) == ("file_unreadable", 422)


def test_the_sheet_with_the_header_is_found_among_others_and_two_are_not_chosen_from() -> None:
    assert len(rows(an_xlsx(["说明"], 数据=[HEADER, LINE]))) == 1
    assert len(rows(an_xlsx(HEADER, LINE, 模板=[HEADER]))) == 1
    assert broken_rule(an_xlsx(HEADER, LINE, 二月=[HEADER, LINE])) == ("tables_several", 422)
    assert broken_rule(an_xlsx(HEADER, 一月=[HEADER, LINE], 二月=[HEADER, LINE])) == (
        "tables_several", 422,
    )  # fmt: skip


def test_an_empty_table_hides_none_behind_it() -> None:
    for content in (an_xlsx(HEADER, 数据=[HEADER, LINE]), an_xlsx(HEADER, LINE, 模板=[HEADER])):
        assert len(rows(content)) == 1


def test_two_columns_of_one_meaning_are_both_kept() -> None:
    [row] = rows(a_csv(["编号", "留言编号", "标题", "内容"], [7, 8, "停水", "停水三天"]))
    assert (row["tid"], row["留言编号"]) == ("7", "8")


def test_the_board_s_own_keys_are_columns_too() -> None:
    row = {"tid": "7", "subject": "停水", "content": "三天", "grade": "5"}
    assert rows(a_csv(list(row), list(row.values()))) == [row]


@pytest.mark.parametrize(
    ("content", "media_type", "rule"),
    [
        (b"", "text/csv", "header_missing"),
        (b"", "application/json", "malformed_json"),
        (b"[" * 200_000, "application/json", "malformed_json"),
        (b"PK\x03\x04 no zip", "", "file_unreadable"),
        (b"\xd0\xcf\x11\xe0 an old xls", "application/vnd.ms-excel", "file_form_unknown"),
        (b"<html><table>", "application/vnd.ms-excel", "file_form_unknown"),
        ("编号,标题\n7,停水".encode(), "text/csv", "header_missing"),
        (b"\x00\xff" * 500, "text/csv", "header_missing"),
    ],
)
def test_what_is_no_table_is_refused_by_name(content: bytes, media_type: str, rule: str) -> None:
    assert broken_rule(content, media_type)[0] == rule


def test_a_file_that_unpacks_to_a_flood_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "UNPACKED_LIMIT", 1000)
    assert broken_rule(an_xlsx(HEADER, LINE)) == ("file_unreadable", 422)


@given(st.binary(max_size=300), st.sampled_from(["text/csv", "application/json", "", "x/y"]))
def test_any_bytes_are_an_export_or_break_a_rule(content: bytes, media_type: str) -> None:
    try:
        export = documents.read(content, media_type)
    except Refused as refused:
        assert refused.status in {400, 413, 422}  # noqa: PT017
    else:
        assert isinstance(export, Export)


CELL = st.none() | st.text(max_size=20) | st.integers() | st.floats(allow_nan=False) | st.booleans()


@given(st.lists(st.lists(CELL, max_size=14), max_size=4))
def test_any_line_below_a_header_is_a_row_that_json_can_hold(lines: list[list[Any]]) -> None:
    text = "\n".join(",".join("" if c is None else str(c) for c in line) for line in lines)
    export = documents.read((",".join(HEADER) + "\n" + text).encode("utf-8", "replace"), "text/csv")
    for _, row in export.rows:
        json.dumps(row)
        read_row(row, NOW)
