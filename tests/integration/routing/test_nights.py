"""Each night every case is looked at: a reader, an owner, a handler, an answer, a result (A67)."""

import asyncio
from datetime import timedelta
from typing import Any

from services.routing.handlers import look
from services.routing.store import breaches as store
from tests.integration.routing.conftest import CASE, MONDAY, Routing, order
from tests.integration.routing.test_turns import REFUSAL, UPHELD

OTHER = "LL2022-000018"


async def night(routing: Routing, days: float) -> bool:
    """So many days after the Monday, a night looks."""
    await routing.move_to(MONDAY + timedelta(days=days))
    return await look(routing.runtime)


async def standing(routing: Routing, who: str = "head") -> list[tuple[str, str, str]]:
    items = (await routing.get("/breaches", who=who))["items"]
    return [(b["case_id"], b["invariant"], b["ground"]) for b in items]


async def test_where_everything_holds_nothing_is_found(routing: Routing) -> None:
    await routing.to_dispatched()
    assert await night(routing, 1)
    assert await standing(routing) == []
    assert await routing.said("breach_found") == []


async def test_a_night_looks_once_and_the_next_one_again(routing: Routing) -> None:
    assert await night(routing, 0)
    assert not await look(routing.runtime)
    assert await night(routing, 1)


async def test_of_many_replicas_one_looks(routing: Routing) -> None:
    await routing.open()
    await routing.move_to(MONDAY + timedelta(days=9))
    looked = await asyncio.gather(*(look(routing.runtime) for _ in range(4)))
    assert looked.count(True) == 1
    assert len(await routing.said("breach_found")) == 1


async def test_a_case_that_nobody_reads_is_found_once_and_cleared_when_it_moves(
    routing: Routing,
) -> None:
    await routing.to_submitted()
    await night(routing, 2)
    assert await standing(routing) == []
    for days in (4, 5):
        await night(routing, days)
        assert await standing(routing) == [(CASE, "reader", "stays_submitted")]
    await routing.instruct()
    await night(routing, 6)
    assert await standing(routing) == []
    found, cleared = await routing.said("breach_found", "breach_cleared")
    assert (found["invariant"], found["ground"]) == ("reader", "stays_submitted")
    assert found["since"].startswith("2022-03-28T01:00")
    assert cleared["found_at"] == found["found_at"]
    steps = [step for step in await routing.steps() if "breach" in step]
    assert steps == ["find_breach >", "clear_breach >"]


async def test_the_practice_says_how_long_is_too_long(routing: Routing) -> None:
    await routing.do(
        "admin", "/practice",
        {"document": "办法", "valid_from": "2022-03-01", "rules": {"stays": {"submitted": 1}}},
    )  # fmt: skip
    await routing.to_submitted()
    await night(routing, 2)
    assert await standing(routing) == [(CASE, "reader", "stays_submitted")]


async def test_a_case_without_owner_is_found(routing: Routing) -> None:
    await routing.open()
    await routing.rows("UPDATE handling SET holder = NULL RETURNING 1")
    await night(routing, 1)
    assert await standing(routing) == [(CASE, "owner", "holder_missing")]


async def test_a_case_whose_only_unit_refused_has_no_handler_until_it_is_ruled(
    routing: Routing,
) -> None:
    await routing.to_dispatched()
    await routing.on_assignment("ll-police", "refuse", REFUSAL)
    await night(routing, 1)
    assert await standing(routing) == [(CASE, "handler", "unit_missing")]
    await routing.on_assignment("ll-police", "rule", UPHELD, who="head")
    await routing.dispatch(order("ll-housing"))
    await night(routing, 2)
    assert await standing(routing) == []


async def test_none_is_published_without_result(routing: Routing) -> None:
    await routing.to_published()
    await night(routing, 1)
    assert await standing(routing) == []
    await routing.rows("DELETE FROM reply_result RETURNING 1")
    await routing.rows("DELETE FROM night RETURNING 1")
    await night(routing, 2)
    assert await standing(routing) == [(CASE, "result", "result_missing")]
    await night(routing, 9)  # it stands though it was published long ago
    assert await standing(routing) == [(CASE, "result", "result_missing")]


async def test_a_case_that_ended_is_looked_at_no_more(routing: Routing) -> None:
    await routing.open()
    await night(routing, 9)
    await routing.withdrawn()
    await night(routing, 10)
    assert await standing(routing) == []
    await night(routing, 100)
    assert len(await routing.said("breach_found")) == 1


async def test_only_the_office_head_reads_them_page_by_page_and_none_against_the_office(
    routing: Routing,
) -> None:
    await routing.open()
    await routing.open(OTHER, external_id="14838302", accused_units=("ll-office",))
    await night(routing, 9)
    assert await standing(routing) == [(CASE, "reader", "stays_opened")]
    assert (await routing.send("clerk", "GET", "/breaches")).status_code == 403
    await routing.rows("UPDATE handling SET accused_units = '[]' RETURNING 1")
    first = await routing.get("/breaches?limit=1", who="head")
    rest = await routing.get(f"/breaches?limit=1&cursor={first['next']}", who="head")
    assert [b["case_id"] for b in (*first["items"], *rest["items"])] == [CASE, OTHER]
    assert rest["next"] is None


async def test_a_night_that_was_broken_off_is_looked_at_again(routing: Routing) -> None:
    await routing.open()
    await night(routing, 9)
    await routing.rows("DELETE FROM night RETURNING 1")
    assert await look(routing.runtime)
    assert len(await routing.said("breach_found")) == 1


async def test_a_night_costs_what_it_finds_and_not_what_is_stored(routing: Routing) -> None:
    """With 20,000 closed cases no question reads a whole table."""
    await routing.rows(
        """
        WITH cases AS (
          INSERT INTO handling
          SELECT 'LL2022-' || lpad(n::text, 6, '0'),
                 CASE WHEN n % 200 = 0 THEN 'dispatched' ELSE 'closed' END,
                 'dispatch', 1, 'help', 'livelihood', 'board', n::text, 1001, clock.now(),
                 false, false, NULL, NULL, '[]', clock.now(), clock.now(), 'staff/clerk'
          FROM generate_series(1, 20000) n RETURNING case_id),
        units AS (
          INSERT INTO assignment (assignment_id, case_id, number, round, unit_id, unit_name, part,
                                  level, task, state, version, issued_at, changed_at)
          SELECT case_id || '-a1', case_id, 1, 1, 'll-police', '市公安局', 'lead', 'city', '办理',
                 'signed', 1, clock.now(), clock.now()
          FROM cases RETURNING 1)
        INSERT INTO publication (case_id, round, reply_id, text, signer, proof, published_at,
                                 recorded_at, by)
        SELECT case_id, 1, case_id || '-r1', '已办', 'unit', 'x', clock.now() - interval '90 days',
               clock.now() - interval '90 days', '{}'
        FROM cases RETURNING 1
        """
    )
    async with routing.database.connect() as admin:
        await admin.execute("ANALYZE routing.handling, routing.assignment, routing.publication")
    questions: list[tuple[str, list[Any]]] = [
        (store.STAY, [["dispatched", "opened"], [MONDAY - timedelta(days=15)] * 2]),
        (store.UNHELD, []),
        (store.WITHOUT_UNIT, []),
        (store.WITHOUT_RESULT, [MONDAY]),
    ]
    async with routing.database.connect("routing") as connection:
        for sql, args in questions:
            plan = "\n".join(r[0] for r in await connection.fetch(f"EXPLAIN {sql}", *args))
            for table in ("handling", "publication", "reply", "reply_result"):
                assert f"Seq Scan on {table} " not in plan, plan
