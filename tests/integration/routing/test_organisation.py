"""Units and posts come from a file; what changed is announced, and nothing else."""

import copy
import json
from typing import Any

import pytest

from tests.integration.routing.conftest import DATA, MONDAY, Routing, order

FILE: dict[str, Any] = json.loads((DATA / "organisation.json").read_text())


@pytest.fixture
def file() -> dict[str, Any]:
    return copy.deepcopy(FILE)


async def announced(routing: Routing) -> list[str]:
    rows = await routing.rows(
        "SELECT subject FROM event_log WHERE subject ~ '^(unit|post)/' ORDER BY seq"
    )
    return [row["subject"] for row in rows]


async def test_the_whole_file_is_taken_in_once(bare: Routing, file: dict[str, Any]) -> None:
    answer = await bare.organise()
    assert (answer["units_changed"], answer["posts_changed"]) == (135, 15)
    assert len(await announced(bare)) == 150
    again = await bare.organise()
    assert (again["units_changed"], again["posts_changed"]) == (0, 0)
    assert len(await announced(bare)) == 150


async def test_only_what_changed_is_announced(routing: Routing, file: dict[str, Any]) -> None:
    police = next(u for u in file["units"] if u["id"] == "ll-police")
    police["name"] = "吕梁市公安局（新）"
    secretary = next(p for p in file["posts"] if p["id"] == "141182-secretary")
    secretary["holders"] = [
        {"name": "喻某435", "from": "2021-06-01", "to": "2022-12-31"},
        {"name": "新某", "from": "2023-01-01", "to": None},
    ]
    file["units"][0]["duty"][0]["phone"] = "13000019999"
    before = await announced(routing)
    answer = await routing.do("admin", "/organisation", file)
    assert (answer["units_changed"], answer["posts_changed"]) == (1, 1)
    assert (await announced(routing))[len(before) :] == ["unit/ll-police", "post/141182-secretary"]
    [_, changed] = await routing.said(of="unit/ll-police")
    assert changed["name"] == "吕梁市公安局（新）"


async def test_two_leaders_may_exchange_their_numbers(
    routing: Routing, file: dict[str, Any]
) -> None:
    first, second = file["posts"][2:4]
    first["board_fid"], second["board_fid"] = second["board_fid"], first["board_fid"]
    answer = await routing.do("admin", "/organisation", file)
    assert answer["posts_changed"] == 2


async def test_a_faulty_file_changes_nothing_and_every_fault_is_named(
    routing: Routing, file: dict[str, Any]
) -> None:
    by_id = {u["id"]: u for u in file["units"]}
    by_id["ll-police"]["parent"] = "ll-police-traffic"
    by_id["ll-edu"]["parent"] = "ll-nobody"
    by_id["ll-hr"]["head"]["name"] = ""
    file["units"].append(by_id["ll-env"])
    file["posts"][0]["holders"] = []
    file["posts"][1]["unit"] = "ll-nobody"
    before = await announced(routing)
    response = await routing.send("admin", "POST", "/organisation", file)
    problem = response.json()
    assert (response.status_code, problem["rule"]) == (422, "organisation_faulty")
    assert {(f["fault"], f["where"]) for f in problem["faults"]} == {
        ("duplicate_unit", "ll-env"),
        ("cycle", "ll-police"),
        ("cycle", "ll-police-traffic"),
        ("unknown_parent", "ll-edu"),
        ("unit_without_head", "ll-hr"),
        ("post_without_holder", "ll-secretary"),
        ("unknown_unit", "ll-office-head"),
    }
    assert await announced(routing) == before


async def test_no_phone_number_is_kept(routing: Routing) -> None:
    for table in ("unit", "post", "event_log", "outbox", "journal"):
        rows = await routing.rows(f"SELECT t::text AS row FROM {table} t")
        assert not [row for row in rows if "1300001" in row["row"]], table


async def test_units_and_posts_are_listed_page_by_page(routing: Routing) -> None:
    found: list[str] = []
    cursor = ""
    while True:
        page = await routing.get(f"/units?limit=50{cursor}", who="agent")
        found += [unit["id"] for unit in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert found == sorted(unit["id"] for unit in FILE["units"])
    posts = (await routing.get("/posts?limit=200"))["items"]
    held = {post["id"]: post["holders"] for post in posts}
    assert held["141181-secretary"][0] == {
        "name": "戚某432",
        "from": "2021-06-01",
        "to": "2022-06-30",
    }


async def test_without_units_no_letter_is_sent(bare: Routing) -> None:
    await bare.open()
    assert (
        await bare.refused("leader", "/cases/LL2022-000017/instruct", {"text": "请处理。"})
    ) == (
        403,
        "not_the_addressee",
    )
    await bare.open("LL2022-000018", route="decline")
    assert await bare.refused("clerk", "/cases/LL2022-000018/answer", {"text": "不属本市。"}) == (
        409,
        "office_unknown",
    )


async def test_a_case_keeps_the_names_of_its_time(routing: Routing, file: dict[str, Any]) -> None:
    await routing.to_dispatched(order("ll-police"))
    next(u for u in file["units"] if u["id"] == "ll-police")["name"] = "吕梁市公安局（新）"
    await routing.do("admin", "/organisation", file)
    assert (await routing.assignment("ll-police"))["unit_name"] == "吕梁市公安局"


async def test_what_comes_out_may_go_in_again_and_changes_nothing(
    routing: Routing, file: dict[str, Any]
) -> None:
    exported = await routing.get("/organisation", who="admin")
    assert exported["divisions"] == file["divisions"]
    before = await announced(routing)
    answer = await routing.do("admin", "/organisation", exported)
    assert {n: answer[n] for n in ("divisions_changed", "units_changed", "posts_changed")} == {
        "divisions_changed": 0, "units_changed": 0, "posts_changed": 0,
    }  # fmt: skip
    assert await announced(routing) == before
    by_id = {u["id"]: u for u in exported["units"]}
    assert set(by_id) == {u["id"] for u in file["units"]}
    assert by_id["ll-police-traffic"]["parent"] == "ll-police"


async def test_the_thirteen_counties_have_each_an_office_and_a_leader(routing: Routing) -> None:
    exported = await routing.get("/organisation", who="clerk")
    counties = set(exported["divisions"]) - {"141100"}
    assert len(counties) == 13
    for kind, places in (("units", "county_office"), ("posts", None)):
        found = [
            thing["division"]
            for thing in exported[kind]
            if thing["level"] == "county" and places in {None, thing.get("type")}
        ]
        assert sorted(found) == sorted(counties)


async def test_a_unit_has_one_head_at_any_time_and_the_last_one_stays_on_record(
    routing: Routing, file: dict[str, Any]
) -> None:
    await routing.move_to(MONDAY.replace(month=9))
    head = {"name": "新某", "post": "吕梁市公安局局长"}
    next(u for u in file["units"] if u["id"] == "ll-police")["head"] = head
    await routing.do("admin", "/organisation", file)
    unit = await routing.get("/units/ll-police", who="agent")
    assert unit["head"] == head
    assert [(h["name"], h["to_at"] is None) for h in unit["heads"]] == [
        ("周某4", False), ("新某", True),
    ]  # fmt: skip
    assert unit["heads"][0]["to_at"] == unit["heads"][1]["from_at"]
    [_, changed] = await routing.said(of="unit/ll-police")
    assert (changed["head"], changed["head_title"]) == ("新某", "吕梁市公安局局长")
    now = await routing.rows(
        "SELECT unit_id, count(*) FILTER (WHERE to_at IS NULL) AS n FROM unit_head GROUP BY unit_id"
    )
    assert {row["n"] for row in now} == {1}
    assert len(now) == len(file["units"])


async def test_a_unit_is_shown_in_its_place(routing: Routing) -> None:
    unit = await routing.get("/units/ll-police")
    assert [u["id"] for u in unit["above"]] == ["ll-office"]
    assert [u["id"] for u in unit["below"]] == ["ll-police-traffic"]
    response = await routing.send("clerk", "GET", "/units/ll-nobody")
    assert (response.status_code, response.json()["rule"]) == (404, "unit_unknown")


async def test_a_division_that_is_no_place_is_refused(
    routing: Routing, file: dict[str, Any]
) -> None:
    file["divisions"]["141101"] = "市辖区"
    file["units"][1]["division"] = "141101"
    file["units"][2]["division"] = "140100"
    response = await routing.send("admin", "POST", "/organisation", file)
    assert response.json()["faults"] == [
        {"fault": "placeholder_division", "where": file["units"][1]["id"]},
        {"fault": "unknown_division", "where": file["units"][2]["id"]},
    ]
