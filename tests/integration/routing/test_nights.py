"""Each night every case is looked at: a reader, an owner, a handler, an answer, a result (A67)."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest

from services.routing.domain.cases import CaseState
from services.routing.domain.invariants import BY_STATE
from services.routing.domain.practice import STAYS
from services.routing.handlers import look
from services.routing.store import breaches as store
from shared.nights import STANDING
from tests.integration.routing.conftest import CASE, EVIDENCE, MONDAY, PROMISED, Routing, order
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


@pytest.mark.parametrize("state", sorted(BY_STATE))
async def test_a_case_that_stays_in_any_state_for_too_long_is_found(
    routing: Routing, state: CaseState
) -> None:
    await routing.open()
    await routing.rows("UPDATE handling SET state = $1 RETURNING 1", str(state))
    days = STAYS[state]
    await night(routing, days)
    ground = f"stays_{state}"
    assert ground not in {ground for _, _, ground in await standing(routing)}
    await night(routing, days + 1)
    assert (CASE, BY_STATE[state], ground) in await standing(routing)
    await routing.rows("UPDATE handling SET changed_at = clock.now() RETURNING 1")
    await night(routing, days + 2)
    assert ground not in {ground for _, _, ground in await standing(routing)}


async def test_what_is_promised_has_until_its_day_and_is_found_the_night_after(
    routing: Routing,
) -> None:
    await routing.to_dispatched()
    promise = PROMISED["promise"] | {"promise_on": "2022-05-31"}
    result = PROMISED | {"promise": promise}
    await routing.answer_as("ll-police", text="5月31日前完工。", result=result)
    await routing.publish()
    await night(routing, 30)
    assert await standing(routing) == []
    await night(routing, 65)  # the first of June
    assert await standing(routing) == [(CASE, "result", "promise_overdue")]
    [found] = await routing.said("breach_found")
    assert found["since"].startswith("2022-05-31T16:00")
    done = {"done_on": "2022-06-01", "text": "已完工。", "evidence": [EVIDENCE]}
    await routing.evidence()
    await routing.do("ll-police", f"/promises/{CASE}-c1/report", done, match=1)
    await routing.do("head", f"/promises/{CASE}-c1/settle", {}, match=2)
    await night(routing, 66)
    assert await standing(routing) == []
    await night(routing, 80)  # written off, and not checked for too long
    assert await standing(routing) == [(CASE, "result", "stays_published")]


STORED = """
WITH cases AS (
  INSERT INTO handling (case_id, state, route, round, kind, handling_class, channel, external_id,
                        addressee_fid, admitted_at, secret, hide_from_unit, accused_units, opened_at,
                        changed_at, holder)
  SELECT 'LL2022-' || lpad(n::text, 6, '0'), $3, 'dispatch', 1, 'help', 'livelihood', 'board',
         n::text, 1001, clock.now(), false, false, '[]', clock.now(), clock.now(), 'staff/clerk'
  FROM generate_series($1::int, $2::int) n RETURNING case_id),
units AS (
  INSERT INTO assignment (assignment_id, case_id, number, round, unit_id, unit_name, part, level,
                          task, state, version, issued_at, changed_at)
  SELECT case_id || '-a1', case_id, 1, 1, 'll-police', '市公安局', 'lead', 'city', '办理', 'signed', 1,
         clock.now(), clock.now()
  FROM cases RETURNING 1),
promises AS (
  INSERT INTO promise SELECT case_id || '-c1', case_id, 1, 'll-police', '市公安局', '2022-01-01',
                             clock.now(), 'settled', 1, clock.now()
  FROM cases RETURNING 1),
breaches AS (
  INSERT INTO breach SELECT case_id, case_id, 'result_missing', 'result', clock.now(), clock.now(),
                            clock.now()
  FROM cases RETURNING 1),
replies AS (
  INSERT INTO reply (reply_id, case_id, number, round, unit_id, complete, text, version, submitted_at,
                     by)
  SELECT case_id || '-r1', case_id, 1, 1, 'll-police', true, '已办理。', 2, clock.now(), '{}'
  FROM cases RETURNING 1)
INSERT INTO publication (case_id, round, reply_id, text, signer, proof, published_at, recorded_at, by)
SELECT case_id, 1, case_id || '-r1', '已办', 'unit', 'x', clock.now() - interval '90 days',
       clock.now() - interval '90 days', '{}'
FROM cases RETURNING 1
"""

QUESTIONS: list[tuple[str, list[Any]]] = [
    (store.STAY, [sorted(BY_STATE), [MONDAY - timedelta(days=15)] * len(BY_STATE)]),
    (store.UNHELD, []),
    (store.WITHOUT_UNIT, []),
    (store.WITHOUT_RESULT, [MONDAY]),
    (store.LATE_PROMISE, [MONDAY.date()]),
    (STANDING, [None]),
]


async def blocks(connection: Any, sql: str, args: list[Any]) -> int:
    """How many blocks a question touches."""
    explain = f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}"
    [plan] = json.loads(await connection.fetchval(explain, *args))
    return int(plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"])


async def test_a_night_costs_what_it_finds_and_not_what_is_stored(routing: Routing) -> None:
    """With ten times as many closed cases no question touches more."""
    costs: list[list[int]] = []
    await routing.rows(STORED, 1, 100, "dispatched")
    for first, last in ((101, 2_000), (2_001, 20_000)):
        await routing.rows(STORED, first, last, "closed")
        async with routing.database.connect() as admin:
            for table in ("handling", "assignment", "promise", "breach", "reply", "publication"):
                await admin.execute(f"VACUUM ANALYZE routing.{table}")
        async with routing.database.connect("routing") as connection:
            costs.append([await blocks(connection, sql, args) for sql, args in QUESTIONS])
    for (sql, _), few, many in zip(QUESTIONS, *costs, strict=True):
        assert many <= 1.5 * few + 20, (sql, few, many)
