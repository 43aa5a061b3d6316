"""Time lost by a wrong turn: charged to whoever erred, told, and looked up case by case and in sum."""

import re
from datetime import timedelta
from typing import Any

from services.routing.store import lost_time
from tests.integration.routing.conftest import CASE, MONDAY, Routing, order

HOUR = timedelta(hours=1)
OFFICE = "141181-office"
MISTAKEN = {"reason": "named_by_mistake", "fault": "wrong_dispatch"}
SILENT = {"reason": "stays_silent", "fault": "silence"}
REFUSAL = {"reason": "not_our_matter", "text": "属住建职责。", "suggested_unit": "ll-housing"}
DAYS = "from=2022-03-01&until=2022-03-31"


async def entries(routing: Routing, who: str = "clerk", query: str = "") -> list[tuple[Any, ...]]:
    items = (await routing.get(f"/lost-time?{query}", who=who))["items"]
    return [(i["charged_unit"], i["fault"], i["hours"], i["unit_id"]) for i in items]


async def test_who_named_the_wrong_unit_is_charged_and_the_new_letter_is_sideways(
    routing: Routing,
) -> None:
    """改派: sideways, by a letter; the time until then is the dispatcher's."""
    await routing.to_dispatched()
    await routing.move_to(MONDAY + 5 * HOUR)
    answer = await routing.on_assignment("ll-police", "release", MISTAKEN, who="head")
    assert answer["charged_unit"] == "ll-office"
    await routing.dispatch(order("ll-urban"))
    [gone] = await routing.said("assignment_released")
    assert (gone["fault"], gone["charged_unit"]) == ("wrong_dispatch", "ll-office")
    assert gone["lost_from"] < gone["lost_until"]
    assert [e["kind"] for e in await routing.said("case_dispatched")] == ["dispatch", "reassign"]
    assert await entries(routing) == [("ll-office", "wrong_dispatch", 5.0, "ll-police")]


async def test_who_is_silent_is_charged_itself_and_nobody_where_nobody_erred(
    routing: Routing,
) -> None:
    await routing.to_dispatched(order("ll-police"), order("ll-edu", "assisting"))
    await routing.move_to(MONDAY + 8 * HOUR)
    await routing.on_assignment("ll-edu", "release", SILENT, who="head")
    answer = await routing.on_assignment("ll-police", "release", {"reason": "merged"}, who="head")
    assert answer["charged_unit"] is None
    assert await entries(routing) == [("ll-edu", "silence", 8.0, "ll-edu")]
    plain = [e for e in await routing.said("assignment_released") if e["unit_id"] == "ll-police"]
    assert (plain[0]["fault"], plain[0]["lost_from"]) == (None, None)


async def test_a_county_takes_back_what_it_handed_to_the_wrong_bureau(routing: Routing) -> None:
    await routing.to_dispatched(order(OFFICE))
    await routing.instruct("xiaoyi")
    await routing.on_assignment(OFFICE, "forward", {"assignments": [order("141181-urban")]})
    for who, rule in (
        ("141181-urban", "wrong_role"), ("141181-market", "assignment_unknown"),
        ("ll-edu", "assignment_unknown"),
    ):  # fmt: skip
        found = await routing.refused_on_assignment("141181-urban", "release", MISTAKEN, who=who)
        assert found[1] == rule, who
    assert (await routing.refused_on_assignment(OFFICE, "release", MISTAKEN))[1] == "wrong_role"
    await routing.move_to(MONDAY + 2 * HOUR)
    answer = await routing.on_assignment("141181-urban", "release", MISTAKEN, who=OFFICE)
    assert answer["charged_unit"] == OFFICE
    await routing.on_assignment(OFFICE, "forward", {"assignments": [order("141181-market")]})
    assert (await routing.assignment("141181-market"))["state"] == "issued"
    assert await entries(routing, OFFICE) == [(OFFICE, "wrong_dispatch", 2.0, "141181-urban")]


async def test_totals_are_by_unit_and_fault_and_units_see_their_own(routing: Routing) -> None:
    await routing.to_dispatched(order("ll-police"), order("ll-edu", "assisting"))
    await routing.on_assignment("ll-edu", "refuse", REFUSAL)
    await routing.move_to(MONDAY + 3 * HOUR)
    overruled = {"uphold": False, "reason": "in_its_duties"}
    await routing.on_assignment("ll-edu", "rule", overruled, who="head")
    await routing.move_to(MONDAY + 4 * HOUR)
    await routing.on_assignment("ll-edu", "release", SILENT, who="head")
    await routing.on_assignment("ll-police", "release", MISTAKEN, who="head")
    totals = await routing.get(f"/lost-time/totals?{DAYS}")
    assert [(t["unit_id"], t["fault"], t["cases"], t["hours"]) for t in totals["items"]] == [
        ("ll-edu", "silence", 1, 4.0), ("ll-edu", "wrong_refusal", 1, 3.0),
        ("ll-office", "wrong_dispatch", 1, 4.0),
    ]  # fmt: skip
    assert totals["items"][0]["label"] == "逾期不办"
    mine = await routing.get(f"/lost-time/totals?{DAYS}", who="ll-edu")
    assert {t["unit_id"] for t in mine["items"]} == {"ll-edu"}
    assert (await routing.get("/lost-time/totals?from=2022-04-01&until=2022-04-30"))["items"] == []
    first = await routing.get("/lost-time?limit=2")
    rest = await routing.get(f"/lost-time?limit=2&cursor={first['next']}")
    found = [i["charged_unit"] for i in (*first["items"], *rest["items"])]
    assert sorted(found) == ["ll-edu", "ll-edu", "ll-office"]
    assert first["items"][0]["case_id"] == CASE
    assert len(await entries(routing, "clerk", "unit=ll-edu")) == 2
    for path in ("/lost-time?unit=ll-office", f"/lost-time/totals?{DAYS}&unit=ll-office"):
        response = await routing.send("ll-edu", "GET", path)
        assert (response.status_code, response.json()["rule"]) == (403, "not_your_unit")
    span = await routing.send("clerk", "GET", "/lost-time/totals?from=2022-04-01&until=2022-03-01")
    assert (span.status_code, span.json()["rule"]) == (422, "span_unsound")
    odd = await routing.send("clerk", "GET", "/lost-time?cursor=eA==")
    assert (odd.status_code, odd.json()["rule"]) == (400, "cursor_malformed")


LONG_AGO = MONDAY - timedelta(days=9999)

PLANS: list[tuple[str, list[Any], str]] = [
    (lost_time.ENTRIES, [MONDAY, "", 0, 50, [], "x"], "lost_time_until"),
    (lost_time.ENTRIES_OF_UNIT, [LONG_AGO, "", 0, 50, [], "x", "ll-edu"], "lost_time_unit"),
    (lost_time.TOTALS, [MONDAY.date(), MONDAY.date(), None], "lost_time_until"),
]


async def test_what_was_lost_long_ago_costs_nothing(routing: Routing) -> None:
    await routing.rows(
        """
        WITH lost AS (
          INSERT INTO lost_time (assignment_id, version, case_id, fault, charged_unit, lost_from,
                                 lost_until)
          SELECT 'a' || n, 1, 'c' || n, 'silence', 'll-' || (n % 100),
                 clock.now() - n * interval '1 hour', clock.now() - n * interval '1 hour'
          FROM generate_series(1, 20000) n RETURNING 1),
        cases AS (
          INSERT INTO handling (case_id, state, route, round, kind, handling_class, channel,
                                admitted_at, secret, hide_from_unit, accused_units, opened_at,
                                changed_at)
          SELECT 'c' || n, 'closed', 'dispatch', 1, 'help', 'livelihood', 'board', clock.now(),
                 false, false, '[]', clock.now(), clock.now()
          FROM generate_series(1, 20000) n RETURNING 1)
        INSERT INTO assignment (assignment_id, case_id, number, round, unit_id, unit_name, part,
                                level, task, state, version, issued_at, changed_at)
        SELECT 'a' || n, 'c' || n, 1, 1, 'u', '局', 'lead', 'city', 't', 'released', 1, clock.now(),
               clock.now()
        FROM generate_series(1, 20000) n RETURNING 1
        """
    )
    async with routing.database.connect() as admin:
        await admin.execute("ANALYZE")
    async with routing.database.connect("routing") as connection:
        for sql, args, index in PLANS:
            plan = "\n".join(r[0] for r in await connection.fetch(f"EXPLAIN {sql}", *args))
            assert index in plan, plan
            assert not re.search(r"Seq Scan on (lost_time|assignment|handling)\b", plan), plan
