"""Files of any form go in by chunks, may break off, and end the same."""

import asyncio
import csv
import io
import json
from typing import Any

import openpyxl
import pytest

from services.intake.handlers import imports

HEADER = [
    "留言编号",
    "留言对象",
    "类型",
    "领域",
    "网友",
    "标题",
    "内容",
    "留言时间",
    "联系电话",
    "备用",
]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COUNTS = {"received": 250, "invalid": 1}


def lines(count: int = 251) -> list[list[Any]]:
    table: list[list[Any]] = [
        [15_000_000 + n, "孝义市委书记", "求助", "城建", f"网友{n}", "小区停水", f"第{n}小区停水三天了",
         "2022/5/29 20:01", f"139{n:08}", "二科"]
        for n in range(count)
    ]  # fmt: skip
    if count > 120:
        table[120][0] = "合计"
    return table


def a_csv(table: list[list[Any]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([HEADER, *table])
    return text.getvalue().encode("gb18030")


def an_xlsx(table: list[list[Any]]) -> bytes:
    book = openpyxl.Workbook()
    for line in [HEADER, *table]:
        book.worksheets[0].append(line)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


async def send(intake, content: bytes, media_type: str, key: str | None = None) -> Any:
    headers = intake.as_person("梅某", None, key) | {"Content-Type": media_type}
    return await intake.http.post("/v1/imports", content=content, headers=headers)


async def test_csv_and_xlsx_go_the_way_of_json_with_a_report_by_the_lines_of_the_file(intake):
    first = (await send(intake, a_csv(lines()), "text/csv")).json()
    assert (first["counts"], first["form"], first["state"]) == (COUNTS, "csv", "done")
    assert (first["rows_total"], first["rows_done"]) == (251, 251)
    [wrong] = [row for row in first["rows"] if row["outcome"] == "invalid"]
    assert (wrong["row"], wrong["reason"]) == (122, "tid_unusable")  # as a spreadsheet shows it
    second = (await send(intake, an_xlsx(lines()), XLSX)).json()
    assert second["counts"] == {"unchanged": 250, "invalid": 1}
    listed = (await intake.get("/imports"))["items"]
    assert [run["form"] for run in listed] == ["xlsx", "csv"]


async def test_a_file_may_come_in_a_form(intake):
    files = {"file": ("留言.xlsx", an_xlsx(lines(2)), XLSX)}
    headers = intake.as_person("梅某", None, "form")
    answer = await intake.http.post("/v1/imports", files=files, headers=headers)
    assert answer.json()["counts"] == {"received": 2}, answer.text
    none = await intake.http.post(
        "/v1/imports", files={"a": ("a", b"x"), "b": ("b", b"x")},
        headers=intake.as_person("梅某", None, "forms"),
    )  # fmt: skip
    assert none.json()["rule"] == "form_unreadable"


async def test_nothing_of_a_row_is_lost_and_the_copy_is_sealed(intake):
    answer = (await send(intake, a_csv(lines(2)), "text/csv")).json()
    case_id = answer["rows"][0]["case_id"]
    kept = await intake.one("SELECT * FROM imported_copy WHERE case_id = $1", case_id)
    row = json.loads(intake.ring.open(kept["key_id"], kept["sealed"], f"{case_id}|row"))
    assert (row["备用"], row["contact"]) == ("二科", {"phone": "13900000000"})
    await intake.act(case_id, "erase", who="竹某")
    kept = await intake.one("SELECT * FROM imported_copy WHERE case_id = $1", case_id)
    assert (kept["key_id"], kept["sealed"]) == (None, None)


@pytest.mark.parametrize("breaks_in", [1, 2, 3])
async def test_an_import_that_breaks_off_keeps_what_it_did_and_goes_on_when_sent_again(
    intake, monkeypatch, breaks_in
):
    whole, chunks = imports.take_in, 0

    async def breaking(ctx, command, none):
        nonlocal chunks
        chunks += 1
        outcome = await whole(ctx, command, none)
        if chunks == breaks_in:
            raise ConnectionResetError
        return outcome

    monkeypatch.setattr(imports, "take_in", breaking)
    broken = await send(intake, a_csv(lines()), "text/csv", key="may")
    assert (broken.status_code, broken.json()["rule"]) == (503, "try_again")
    [stands] = (await intake.get("/imports"))["items"]
    assert (stands["state"], stands["rows_done"]) == ("unfinished", (breaks_in - 1) * 100)
    assert await _cases(intake) == sum(stands["counts"].get(k, 0) for k in ("received",))

    again = (await send(intake, a_csv(lines()), "text/csv", key="may")).json()

    assert (again["import_id"], again["state"]) == (stands["import_id"], "done")
    assert again["counts"] == COUNTS
    assert [row["row"] for row in again["rows"]] == list(range(2, 253))
    assert await _cases(intake) == 250
    assert (await intake.one("SELECT count(*) FROM event_log"))["count"] == 500


async def test_a_new_key_finds_what_a_broken_import_did(intake, monkeypatch):
    monkeypatch.setattr(imports, "AT_ONCE", 300)
    first = await send(intake, a_csv(lines()[:100]), "text/csv")
    assert first.json()["counts"] == {"received": 100}
    answer = (await send(intake, a_csv(lines()), "text/csv")).json()
    assert answer["counts"] == {"received": 150, "unchanged": 100, "invalid": 1}


async def test_the_same_import_twice_at_once_shares_the_work(intake):
    content = a_csv(lines())
    both = await asyncio.gather(*(send(intake, content, "text/csv", key="may") for _ in range(2)))
    done = [answer.json() for answer in both if answer.status_code == 200]
    assert done
    assert all(answer == done[0] for answer in done)
    assert done[0]["counts"] == COUNTS
    assert await _cases(intake) == 250


async def test_another_file_under_the_same_key_is_refused(intake):
    await send(intake, a_csv(lines(2)), "text/csv", key="may")
    other = await send(intake, a_csv(lines(1)), "text/csv", key="may")
    assert (other.status_code, other.json()["rule"]) == (422, "key_reused")


async def test_a_file_that_is_too_large_is_refused(intake, monkeypatch):
    small = intake.runtime.settings.model_copy(update={"import_limit": 1000})
    monkeypatch.setattr(intake.runtime, "settings", small)
    answer = await send(intake, a_csv(lines()), "text/csv")
    assert (answer.status_code, answer.json()["rule"]) == (413, "file_too_large")
    assert await _cases(intake) == 0


async def _cases(intake) -> int:
    count: int = (await intake.one("SELECT count(*) FROM reception"))["count"]
    return count
