"""一案一档: how rows become grids and tables, and how those are broken into pages."""

import io
from typing import Any

import pytest
from pypdf import PdfReader

from deploy.fonts import require_fonts
from services.routing.documents.archive_pdf import archive_pdf
from services.routing.documents.archive_rows import Row, paged, rows_of
from services.routing.documents.fonts import fonts
from services.routing.documents.page import MM
from services.routing.documents.sheet import Sheet
from services.routing.domain.archive import Archive, Chapter, Grid, Paragraph, Table
from services.routing.domain.archive_fields import pairs_of

BY = {"sub": "s1", "name": "鲁某", "role": "unit", "unit": "孝义市城市管理局"}


def pairs(row: dict[str, Any], part: str = "") -> dict[str, str]:
    return dict(pairs_of(row, {"LL2022-000017-f1": "附件1"}, part))


def test_a_row_is_told_in_words() -> None:
    row = {
        "reply_id": "LL2022-000017-r1", "unit_id": "市公安局", "finding": "partly", "promise_on": None,
        "places": [{"name": "府前街", "finding": "true"}, {"name": "振兴街"}],
        "people": [{"name": "钱某", "post": "民警"}],
        "evidence": ["LL2022-000017-f1"], "by": BY | {"on_behalf_of": "周某"}, "empty": [],
        "explanation": {"content": "逐条解释。", "understood": True, "explained_on": "2022-03-28"},
    }  # fmt: skip
    assert pairs(row) == {
        "单位": "市公安局", "核查结论": "部分属实", "核查地点1": "府前街；核查结论：属实",
        "核查地点2": "振兴街", "人员": "钱某；职务：民警", "佐证": "附件1",
        "经手人": "鲁某（代周某）（孝义市城市管理局）",
        "解释说明": "内容：逐条解释；取得理解：是；解释日期：2022-03-28",
    }  # fmt: skip


def test_a_field_and_a_code_may_mean_something_else_in_one_part() -> None:
    assert pairs({"agrees": False}, "countersigns") == {"同意": "否"}
    assert pairs({"agrees": False}, "publications_seen") == {"与公开文本一致": "否"}
    assert pairs({"state": "settled"}, "third_parties") == {"状态": "已落实"}
    assert pairs({"state": "settled"}, "promises") == {"状态": "已销号"}
    assert pairs({"state": "signed"}, "drafts") == {"状态": "待县领导阅批"}
    assert pairs({"state": "signed"}, "assignments") == {"状态": "已签收"}


def test_who_stands_for_no_unit_is_told_by_what_he_is() -> None:
    clerk = {"sub": "s", "name": "水某", "role": "clerk"}
    assert pairs({"by": clerk}) == {"经手人": "水某（经办员）"}
    assert pairs({"ruled_by": clerk | {"role": "system"}}) == {"裁定人": "水某"}


def test_an_instruction_shows_its_later_versions_and_an_assignment_none() -> None:
    assert pairs({"version": 1}, "instructions") == {}
    assert pairs({"version": 2}, "instructions") == {"版本": "2"}
    assert pairs({"version": 2}, "assignments") == {}


# ---- pages ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sheet() -> Sheet:
    require_fonts()
    return Sheet(fonts(), title="t", author="a")


def words(row: Row) -> list[str]:
    return ["".join(g.char for g in cell.line) for cell in row.cells]


def test_short_fields_share_a_line_and_long_ones_have_it_alone(sheet: Sheet) -> None:
    grid = Grid(
        (("单位", "市公安局"), ("状态", "已答复"), ("任务", "核实办理" * 20), ("期限", "4月4日"))
    )
    rows = list(rows_of(sheet, 0, Chapter("承办", (grid,))))[2:]
    assert words(rows[0]) == ["单位", "市公安局", "状态", "已答复"]
    assert words(rows[1])[0] == "任务"
    assert len(rows[1].edges) == 3
    assert words(rows[-1]) == ["期限", "4月4日"]
    assert [r.opens for r in rows].count(True) == [r.closes for r in rows].count(True) == 3


def test_a_long_table_repeats_its_headings_on_every_page_and_parts_no_short_row(
    sheet: Sheet,
) -> None:
    table = Table(("时间", "事项"), (0.3, 0.7), tuple((f"第{n}步", "办理" * 30) for n in range(60)))
    rows = list(rows_of(sheet, 0, Chapter("时间线", (table,))))
    pages = paged(rows, 240 * MM)
    assert len(pages) > 2
    for page in pages[1:]:
        assert words(page[0]) == ["时间", "事项"]
        assert page[1].opens
    for page in pages:
        assert page[-1].closes
        assert sum(row.height for row in page) <= 240 * MM
    shown = [row for page in pages for row in page if row.cells and words(row)[0].startswith("第")]
    assert len(shown) == 60


def test_a_value_longer_than_a_page_goes_on_over_it(sheet: Sheet) -> None:
    grid = Grid((("内容", "办理情况说明" * 800),))
    pages = paged(list(rows_of(sheet, 0, Chapter("公开", (grid,)))), 240 * MM)
    assert len(pages) > 2
    told = "".join(word for page in pages for row in page for word in words(row))
    assert told.count("办理情况说明") > 780


def test_a_heading_never_ends_a_page(sheet: Sheet) -> None:
    pieces = [p for n in range(40) for p in (Paragraph("head", f"第{n}"), Grid((("甲", "乙"),)))]
    for room in range(100, 260, 7):
        pages = paged(list(rows_of(sheet, 0, Chapter("章", tuple(pieces)))), room * MM)
        assert not any(page[-1].keeps for page in pages)


def test_a_short_grid_is_never_parted_and_a_page_begins_at_its_top(sheet: Sheet) -> None:
    short = Grid(tuple((f"项{n}", "办理情况说明" * 6) for n in range(4)))
    chapters = [Chapter(f"章{n}", (Paragraph("head", "甲"), short)) for n in range(12)]
    rows = [row for n, c in enumerate(chapters) for row in rows_of(sheet, n, c)]
    for room in range(110, 260, 7):
        pages = paged(rows, room * MM)
        assert len(pages) > 2
        assert all(page[0].cells for page in pages)
        for page in pages:
            labels = [words(row)[0] for row in page if row.opens]
            assert labels == ["项0", "项1", "项2", "项3"] * (len(labels) // 4)


def test_neither_the_first_nor_the_last_line_of_a_text_stands_alone(sheet: Sheet) -> None:
    text = "办理情况说明" * 40
    for piece in (Grid((("内容", text),)), Paragraph("text", text)):
        rows = list(rows_of(sheet, 0, Chapter("章", (piece,))))
        assert len(rows) > 8
        for room in range(22, 70):
            pages = paged(rows, room * MM)
            if len(pages) > 1:
                assert len(pages[0]) != 2, room  # the chapter's title, and a line
                assert len(pages[-1]) != 1, room


def test_a_long_grid_is_parted_but_not_after_its_first_or_before_its_last_line(
    sheet: Sheet,
) -> None:
    grid = Grid(tuple((f"项{n}", "办理情况说明" * 5) for n in range(20)))
    rows = list(rows_of(sheet, 0, Chapter("章", (grid,))))
    assert len(rows) > 20
    parted = [paged(rows, room * MM) for room in range(40, 140, 3)]
    assert any(len(pages) > 1 for pages in parted)
    for pages in parted:
        if len(pages) > 1:
            assert len(pages[0]) != 2
            assert len(pages[-1]) != 1


def test_the_cover_ends_on_its_page_and_says_where_it_left_something_out() -> None:
    require_fonts()
    cover = tuple((f"项目{n}", "吕梁市公安局、" * (30 if n < 6 else 2)) for n in range(17))
    chapter = Chapter("章", ())
    archive = Archive("LL2022-000017", "", "办公室", cover, (chapter,), (), (), secret=False)
    body, _ = archive_pdf(archive, {})
    page = PdfReader(io.BytesIO(body)).pages[0]
    lowest = []

    def place(text: str, _: Any, matrix: list[float], *__: Any) -> None:
        if text.strip():
            lowest.append(matrix[5])

    page.extract_text(visitor_text=place)
    assert min(lowest) > 12 * MM
    assert page.extract_text().count("…") == 6
