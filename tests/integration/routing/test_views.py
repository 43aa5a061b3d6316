"""Who sees what; and lists that stay on their index."""

import json
from typing import Any

import pytest
from httpx import QueryParams

from services.routing.store import lists, searches
from tests.integration.routing.conftest import CASE, PICTURE, Routing, order

XIAOYI, POLICE, OTHER = "LL2022-000018", "LL2022-000019", "LL2022-000020"


@pytest.fixture
async def three(routing: Routing) -> Routing:
    """One case in 孝义, one with the police's sub-unit, one that no unit has."""
    await routing.open(XIAOYI, addressee_fid=1010)
    await routing.dispatch(order("141181-office"), case_id=XIAOYI)
    await routing.open(POLICE)
    await routing.do("leader", f"/cases/{POLICE}/instruct", {"text": "请交警支队处理。"})
    await routing.dispatch(order("ll-police-traffic"), case_id=POLICE)
    await routing.open(OTHER)
    return routing


async def listed(routing: Routing, who: str, query: str = "") -> list[str]:
    return [c["case_id"] for c in (await routing.get(f"/cases{query}", who=who))["items"]]


SEES: dict[str, set[str]] = {
    "clerk": {XIAOYI, POLICE, OTHER},
    "reviewer": {XIAOYI, POLICE, OTHER},
    "head": {XIAOYI, POLICE, OTHER},
    "leader": {XIAOYI, POLICE, OTHER},
    "141181-office": {XIAOYI},
    "xiaoyi": {XIAOYI},
    "fenyang": set(),
    "141181-urban": set(),
    "ll-police-traffic": {POLICE},
    "ll-police": {POLICE},
    "ll-edu": set(),
}


async def test_each_sees_the_cases_of_the_unit_and_those_below(three: Routing) -> None:
    for who, sees in SEES.items():
        assert set(await listed(three, who)) == sees, who
        for case_id in (XIAOYI, POLICE, OTHER):
            for path in (f"/cases/{case_id}", f"/cases/{case_id}/letters"):
                status = (await three.send(who, "GET", path)).status_code
                assert status == (200 if case_id in sees else 404), (who, path)


async def test_who_does_not_handle_cases_reads_none(three: Routing) -> None:
    for who in ("admin", "agent"):
        for path in ("/cases", f"/cases/{OTHER}", f"/cases/{OTHER}/letters"):
            assert (await three.send(who, "GET", path)).status_code == 403, (who, path)


async def test_cases_are_listed_by_state_and_by_unit(three: Routing) -> None:
    assert await listed(three, "clerk", "?state=opened") == [OTHER]
    assert await listed(three, "clerk", "?state=dispatched") == [XIAOYI, POLICE]
    assert await listed(three, "clerk", "?unit=ll-police") == [POLICE]
    assert await listed(three, "clerk", "?unit=ll-police&state=closed") == []
    assert await listed(three, "ll-police", "?state=dispatched") == [POLICE]
    assert await listed(three, "ll-police", "?unit=ll-police-traffic") == [POLICE]
    assert (await three.send("ll-police", "GET", "/cases?unit=ll-edu")).json()["rule"] == (
        "not_your_unit"
    )
    rows = (await three.get("/cases"))["items"]
    assert [row["lead_unit"] for row in rows] == ["141181-office", "ll-police-traffic", None]


async def found(routing: Routing, who: str, number: str, **more: str) -> list[str]:
    return await listed(routing, who, f"?{QueryParams({'number': number} | more)}")


async def test_a_case_is_found_by_our_number_the_channel_s_and_the_letter_s(
    three: Routing,
) -> None:
    letters = {
        row["case_id"]: row["letter_no"]
        for row in await three.rows("SELECT case_id, letter_no FROM letter")
    }
    assert await found(three, "clerk", "14838301") == [XIAOYI, POLICE, OTHER]
    assert await found(three, "clerk", "14838301", state="opened") == [OTHER]
    assert await found(three, "clerk", "14838301", unit="ll-police") == [POLICE]
    assert await found(three, "clerk", "ll2022-20") == [OTHER]
    assert await found(three, "leader", letters[POLICE]) == [POLICE]
    told = letters[POLICE].replace("〔", "[").replace("〕", "]")
    assert await found(three, "ll-police", f" {told} ") == [POLICE]
    assert await found(three, "clerk", f"{POLICE}-l1") == [POLICE]
    assert await found(three, "clerk", "吕社情交〔2022〕999号") == []


async def test_nobody_finds_by_a_number_what_is_not_theirs(three: Routing) -> None:
    numbers = ["14838301", XIAOYI, POLICE, OTHER]
    numbers += [row["letter_no"] for row in await three.rows("SELECT letter_no FROM letter")]
    for who, sees in SEES.items():
        got = [c for number in numbers for c in await found(three, who, number)]
        assert set(got) == sees, who
    await three.rows("""UPDATE handling SET accused_units = '["ll-police"]' RETURNING 1""")
    for who in ("ll-police", "ll-police-traffic"):
        assert [c for number in numbers for c in await found(three, who, number)] == [], who
    await three.rows("""UPDATE handling SET accused_units = '["ll-office"]' RETURNING 1""")
    assert [c for number in numbers for c in await found(three, "head", number)] == []


async def test_what_bears_one_number_goes_on_page_by_page(three: Routing) -> None:
    first = await three.get("/cases?number=14838301&limit=2")
    second = await three.get(f"/cases?number=14838301&limit=2&cursor={first['next']}")
    assert [c["case_id"] for c in first["items"] + second["items"]] == [XIAOYI, POLICE, OTHER]
    assert second["next"] is None


async def test_a_list_goes_on_where_its_page_ended(three: Routing) -> None:
    first = await three.get("/cases?limit=2")
    assert [c["case_id"] for c in first["items"]] == [XIAOYI, POLICE]
    second = await three.get(f"/cases?limit=2&cursor={first['next']}")
    assert ([c["case_id"] for c in second["items"]], second["next"]) == ([OTHER], None)


async def test_a_unit_reads_the_text_without_the_author_s_contact(three: Routing) -> None:
    shown = await three.case(POLICE, who="ll-police-traffic")
    assert "临牌过期" in shown["text"]
    assert "13000000035" not in json.dumps(shown)
    assert "13000000035" in (await three.case(POLICE))["text"]


PLANS: list[tuple[str, list[Any], str]] = [
    (lists.CASES, ["", 50, ["ll-office"], "staff/clerk"], "handling"),
    (lists.CASES_IN_STATE, ["", 50, ["ll-office"], "staff/clerk", "dispatched"], "handling_state"),
    (lists.CASES_OF_UNIT, ["", 50, ["ll-police"], "staff/x", "ll-police"], "case_unit_pkey"),
    (
        lists.CASES_OF_UNIT_IN_STATE,
        ["", 50, ["ll-police"], "staff/x", "ll-police", "dispatched"],
        "case_unit_pkey",
    ),
    (lists.REDO_PROPOSALS, ["", 50, [], "s"], "handling_state"),
    (
        searches.BY_NUMBER,
        ["", 50, ["ll-police"], "staff/x", CASE, ["77"], None, "ll-police"],
        "handling_external",
    ),
]


async def test_no_list_reads_a_whole_table(routing: Routing) -> None:
    """With 20,000 cases: every table of a list is entered by an index, in its order."""
    await routing.rows(
        """
        WITH cases AS (
          INSERT INTO handling
          SELECT 'LL2022-' || lpad(n::text, 6, '0'),
                 CASE WHEN n % 50 = 0 THEN 'dispatched' WHEN n % 51 = 0 THEN 'published'
                      ELSE 'closed' END,
                 'dispatch', 1, 'help', 'livelihood', 'board', n::text, 1001, clock.now(),
                 false, false, NULL, NULL, '[]', clock.now(), clock.now()
          FROM generate_series(1, 20000) n RETURNING case_id),
        units AS (
          INSERT INTO case_unit
          SELECT 'll-' || (ARRAY['police', 'edu', 'hr', 'urban'])[1 + right(case_id, 2)::int % 4],
                 case_id
          FROM cases RETURNING 1)
        INSERT INTO case_text
        SELECT case_id, '市委书记', '求助', '城建', '网友', '标题', '正文', clock.now()
        FROM cases RETURNING 1
        """
    )
    async with routing.database.connect() as admin:
        await admin.execute("ANALYZE routing.handling, routing.case_unit, routing.case_text")
    async with routing.database.connect("routing") as connection:
        for sql, args, index in PLANS:
            rows = await connection.fetch(f"EXPLAIN {sql}", *args)
            plan = "\n".join(row[0] for row in rows)
            assert index in plan, plan
            assert "Seq Scan on handling" not in plan, plan
            assert "Seq Scan on case_unit" not in plan, plan
            assert "Seq Scan on case_text" not in plan, plan
            # only the few proposals of one case, and what bears one number, are ever sorted
            few = plan.count("Sort Key: p.proposed_at") + (sql is searches.BY_NUMBER)
            assert plan.count("Sort Key") <= few, plan


async def test_who_is_out_of_a_case_reads_it_no_more(routing: Routing) -> None:
    """Nor what comes later; who is in it by another way reads on."""
    await routing.to_dispatched(order("ll-police"))
    await routing.on_assignment("ll-police", "sign")
    await routing.on_assignment(
        "ll-police", "forward", {"assignments": [order("ll-police-traffic")]}
    )
    await routing.dispatch(order("ll-housing", "assisting"))
    wrong = {"reason": "wrong_unit", "fault": "wrong_dispatch"}
    await routing.on_assignment("ll-police", "release", wrong, who="head")
    await routing.dispatch(order("ll-urban"))
    await routing.answer_as("ll-housing", text="住建局的答复，尚未公开。")
    file = (await routing.upload("ll-housing", PICTURE, name="现场.png")).json()["file_id"]
    for who in ("ll-police", "ll-police-traffic"):
        for path in (f"/cases/{CASE}", f"/files/{file}"):
            assert (await routing.send(who, "GET", path)).status_code == 404, (who, path)
    for who in ("ll-housing", "ll-urban", "clerk"):
        assert (await routing.send(who, "GET", f"/cases/{CASE}")).status_code == 200, who
    await routing.dispatch(order("ll-police", "assisting"))  # and once more
    assert (await routing.send("ll-police", "GET", f"/cases/{CASE}")).status_code == 200
