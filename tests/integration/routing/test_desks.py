"""What is before a person now: enough on one line to decide, in the order in which it waits."""

import re
from datetime import timedelta
from typing import Any

from services.routing.store import desks
from shared.contracts.intake import AccusedNamed
from tests.integration.routing.conftest import CASE, CLERK, MONDAY, Routing, order

OFFICE, HEAD = "141181-office", "141181-office/head"
REFUSAL = {"reason": "not_our_matter", "text": "属住建职责。", "suggested_unit": "ll-housing"}


async def listed(routing: Routing, path: str, who: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await routing.get(path, who=who))["items"]
    return items


async def test_a_line_before_the_leader_says_enough_to_decide(routing: Routing) -> None:
    await routing.open(text="请速办，电话13000000035。" * 20)
    orders = (order("141182-office", "assisting", "督促整改"), order("ll-police"))
    await routing.propose(*orders, urgency="urgent")
    await routing.move_to(MONDAY + timedelta(hours=2))
    await routing.do("head", f"/proposals/{CASE}-p1/submit", {"remark": "请书记阅示。"})
    [line] = await listed(routing, "/submissions", "leader")
    for name, value in {
        "case_id": CASE, "external_id": "14838301", "title": "车牌无法邮寄", "kind": "help",
        "handling_class": "livelihood", "urgency": "urgent", "due_on": "2022-04-04",
        "opinion": "拟请市公安局核实办理，汾阳市配合。", "remark": "请书记阅示。", "proposed_by": "水某",
        "post_title": "吕梁市委书记", "office": None, "scanned": False, "addressee_name": "吕梁市委书记",
    }.items():  # fmt: skip
        assert line[name] == value, name
    assert line["waiting_since"].startswith("2022-03-28T03:00")  # since it was put there
    assert [(o["unit_name"], o["part"], o["task"]) for o in line["orders"]] == [
        ("中共汾阳市委员会办公室", "assisting", "督促整改"), ("吕梁市公安局", "lead", "核实办理"),
    ]  # fmt: skip
    assert len(line["message"]) <= 200
    assert "13000000035" not in str(line)


async def test_the_longest_waiting_comes_first_page_by_page(routing: Routing) -> None:
    cases = ["LL2022-000103", "LL2022-000101", "LL2022-000102"]
    for hours, case_id in enumerate(cases):
        await routing.move_to(MONDAY + timedelta(hours=hours))
        await routing.open(case_id, external_id=case_id)
        body = {"opinion": "拟办。", "due_on": "2022-04-04", "assignments": [order("ll-police")]}
        made = await routing.do("clerk", f"/cases/{case_id}/proposals", body)
        if case_id != cases[1]:
            await routing.do("head", f"/proposals/{made['proposal_id']}/submit")
    first = await routing.get("/submissions?limit=1", who="leader")
    assert [line["case_id"] for line in first["items"]] == cases[:1]
    rest = await routing.get(f"/submissions?limit=5&cursor={first['next']}", who="leader")
    assert [line["case_id"] for line in rest["items"]] == cases[2:]
    assert rest["next"] is None
    [to_sign] = await listed(routing, "/proposals", "head")
    assert (to_sign["case_id"], to_sign["state"]) == (cases[1], "proposed")
    odd = await routing.send("leader", "GET", "/submissions?cursor=MjAyMnw=")
    assert (odd.status_code, odd.json()["rule"]) == (400, "cursor_malformed")


async def test_each_office_s_head_has_the_own_proposals_to_sign(routing: Routing) -> None:
    await routing.open(addressee_fid=1010)
    await routing.dispatch(order(OFFICE))
    await routing.on_assignment(OFFICE, "sign")
    await routing.on_case(OFFICE, "proposals", {
        "opinion": "拟请城管局办理。", "due_on": "2022-03-31",
        "assignments": [order("141181-urban")]})  # fmt: skip
    await routing.open("LL2022-000018", external_id="2")
    await routing.do("clerk", "/cases/LL2022-000018/proposals", {
        "opinion": "拟办。", "due_on": "2022-04-04", "assignments": [order("ll-police")]})  # fmt: skip
    for who, cases in (
        ("head", ["LL2022-000018"]), (HEAD, [CASE]), (OFFICE, [CASE]),
        ("141182-office/head", []), ("ll-police/head", []),
    ):  # fmt: skip
        assert [p["case_id"] for p in await listed(routing, "/proposals", who)] == cases, who
    await routing.do(HEAD, f"/proposals/{CASE}-p1/submit")
    for who, cases in ((HEAD, [CASE]), ("xiaoyi", [CASE]), ("clerk", [CASE]), ("leader", [])):
        assert [p["case_id"] for p in await listed(routing, "/submissions", who)] == cases, who


async def test_an_accused_office_sees_nothing_that_waits(routing: Routing) -> None:
    await routing.to_submitted()
    assert len(await listed(routing, "/submissions", "head")) == 1
    await routing.hear(AccusedNamed(case_id=CASE, accused_units=("ll-office",), by=CLERK))
    assert await listed(routing, "/submissions", "head") == []
    for who in ("leader", "clerk"):  # who holds the case goes on with it
        assert len(await listed(routing, "/submissions", who)) == 1


async def test_a_unit_has_its_work_in_the_order_of_its_days(routing: Routing) -> None:
    for number, (day, urgency) in enumerate(
        (("2022-03-31", "normal"), ("2022-03-30", "urgent"), ("2022-04-01", "normal")), start=101
    ):
        case_id = f"LL2022-{number:06}"
        await routing.open(case_id, external_id=str(number))
        await routing.do("leader", f"/cases/{case_id}/instruct", {"text": "请公安局办理。"})
        await routing.dispatch(
            order("ll-police", task=f"第{number}件"), case_id=case_id, due_on=day, urgency=urgency
        )
    mine = await listed(routing, "/assignments", "ll-police")
    assert [(a["due_on"], a["urgency"], a["task"]) for a in mine] == [
        ("2022-03-30", "加急", "第102件"), ("2022-03-31", "", "第101件"), ("2022-04-01", "", "第103件"),
    ]  # fmt: skip
    for name in (
        "title",
        "kind",
        "handling_class",
        "part",
        "letter_no",
        "waiting_since",
        "version",
    ):
        assert mine[0][name], name
    first = await routing.get("/assignments?limit=2", who="ll-police")
    rest = await routing.get(f"/assignments?cursor={first['next']}", who="ll-police")
    assert [a["task"] for a in rest["items"]] == ["第103件"]
    sign = f"/assignments/{mine[0]['assignment_id']}/sign"
    await routing.do("ll-police", sign, match=mine[0]["version"])
    signed = await listed(routing, "/assignments?state=signed", "ll-police/head")
    assert [a["task"] for a in signed] == ["第102件"]
    for who, path, status, rule in (
        ("ll-edu", "/assignments?unit=ll-police", 403, "not_your_unit"),
        ("clerk", "/assignments", 422, "unit_missing"),
    ):
        response = await routing.send(who, "GET", path)
        assert (response.status_code, response.json()["rule"]) == (status, rule)
    assert len(await listed(routing, "/assignments?unit=ll-police", "clerk")) == 3
    assert await listed(routing, "/assignments", "ll-edu") == []


async def test_refusals_wait_for_who_is_to_rule_on_them(routing: Routing) -> None:
    await routing.to_dispatched(order(OFFICE), order("ll-edu", "assisting"))
    await routing.instruct("xiaoyi")
    await routing.on_assignment(OFFICE, "forward", {"assignments": [order("141181-urban")]})
    await routing.on_assignment("ll-edu", "refuse", REFUSAL)
    await routing.move_to(MONDAY + timedelta(hours=1))
    to_police = REFUSAL | {"suggested_unit": "141181-police"}
    await routing.on_assignment("141181-urban", "refuse", to_police)
    both = await listed(routing, "/refusals", "head")
    assert [(r["unit_id"], r["refused_for"], r["suggested_name"]) for r in both] == [
        ("ll-edu", "not_our_matter", "吕梁市住房和城乡建设局"),
        ("141181-urban", "not_our_matter", "孝义市公安局"),
    ]
    assert both[0]["refused_with"] == "属住建职责。"
    [own] = await listed(routing, "/refusals", OFFICE)
    assert own["unit_id"] == "141181-urban"
    assert await listed(routing, "/refusals", "ll-edu") == []
    first = await routing.get("/refusals?limit=1", who="head")
    rest = await routing.get(f"/refusals?cursor={first['next']}", who="head")
    assert [r["unit_id"] for r in rest["items"]] == ["141181-urban"]


PLANS: list[tuple[str, list[Any], str]] = [
    (desks.PROPOSALS_WAITING,
     [desks.BEFORE_ALL, "", 50, [], "staff/leader", "submitted", "ll-secretary", None, True],
     "proposal_open"),
    (desks.OPEN_ASSIGNMENTS,
     [MONDAY.date(), "", 50, [], "staff/x", "ll-police", None], "assignment_open"),
    (desks.REFUSALS, [desks.BEFORE_ALL, "", 50, [], "staff/x", None], "assignment_refused"),
]  # fmt: skip


async def test_no_desk_reads_a_whole_table(routing: Routing) -> None:
    """With 20,000 cases: what a page costs depends on what waits, not on what is stored."""
    await routing.rows(
        """
        WITH cases AS (
          SELECT 'LL2022-' || lpad(n::text, 6, '0') AS case_id, n FROM generate_series(1, 20000) n),
        proposals AS (
          INSERT INTO proposal (proposal_id, case_id, number, round, state, opinion, orders, due_on,
                                urgency, proposed_at, changed_at, by)
          SELECT case_id || '-p1', case_id, 1, 1,
                 CASE WHEN n % 500 = 0 THEN 'submitted' ELSE 'instructed' END, '拟办。', '[]',
                 '2022-04-04', 'normal', clock.now(), clock.now(), '{}' FROM cases RETURNING 1),
        submissions AS (
          INSERT INTO submission (proposal_id, case_id, post_id, post_title, submitted_at, by)
          SELECT case_id || '-p1', case_id, 'll-secretary', '吕梁市委书记', clock.now(), '{}'
          FROM cases RETURNING 1),
        refusals AS (
          INSERT INTO refusal (assignment_id, version, reason, text, refused_at, by)
          SELECT case_id || '-a1', 2, 'not_our_matter', 't', clock.now(), '{}'
          FROM cases RETURNING 1),
        assignments AS (
          INSERT INTO assignment (assignment_id, case_id, number, round, unit_id, unit_name, part,
                                  level, task, state, version, issued_at, changed_at, due_on)
          SELECT case_id || '-a1', case_id, 1, 1,
                 'll-' || (ARRAY['police', 'edu', 'hr', 'urban'])[1 + n % 4], '局', 'lead', 'city',
                 't', CASE WHEN n % 400 = 0 THEN 'refused' WHEN n % 200 = 0 THEN 'signed'
                           ELSE 'answered' END, 2, clock.now(), clock.now(), '2022-04-04'
          FROM cases RETURNING 1)
        INSERT INTO handling (case_id, state, route, round, kind, handling_class, channel,
                              addressee_fid, admitted_at, secret, hide_from_unit, accused_units,
                              opened_at, changed_at)
        SELECT case_id, 'closed', 'dispatch', 1, 'help', 'livelihood', 'board', 1001, clock.now(),
               false, false, '[]', clock.now(), clock.now()
        FROM cases RETURNING 1
        """
    )
    async with routing.database.connect() as admin:
        await admin.execute("ANALYZE")
    async with routing.database.connect("routing") as connection:
        for sql, args, index in PLANS:
            rows = await connection.fetch(f"EXPLAIN {sql}", *args)
            plan = "\n".join(row[0] for row in rows)
            assert index in plan, plan
            assert not re.search(r"Seq Scan on (handling|proposal|assignment|refusal)\b", plan), (
                plan
            )
