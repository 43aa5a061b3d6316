"""阅批 of many replies at once: a list for a phone, and decisions that stand each by itself."""

import re
from typing import Any

from services.routing.store import reply_lists
from tests.integration.routing.conftest import Routing

CASES = [f"LL2022-{n:06}" for n in range(101, 106)]
AGREED = {"decision": "read", "opinion": "同意"}


async def reviewed(routing: Routing) -> None:
    """Four answers for the city's leader and one for a county's, all reviewed."""
    for n, case_id in enumerate(CASES):
        fid = 1010 if n == 4 else 1001
        await routing.open(case_id, route="direct", kind="inquiry", addressee_fid=fid,
                           external_id=str(n))  # fmt: skip
        body = {"text": f"第{n}小学九月一日招生。", "result": {"disposition": "answered"}}
        await routing.do("clerk", f"/cases/{case_id}/answer", body)
        await routing.do("reviewer", f"/replies/{case_id}-r1/review", {}, match=1)


async def waiting(routing: Routing, who: str = "leader") -> list[str]:
    return [r["case_id"] for r in (await routing.get("/readings", who=who))["items"]]


async def test_each_leader_sees_what_awaits_the_own_post(routing: Routing) -> None:
    await reviewed(routing)
    assert await waiting(routing) == CASES[:4]
    assert await waiting(routing, "xiaoyi") == CASES[4:]
    assert await waiting(routing, "fenyang") == []
    first = await routing.get("/readings?limit=3", who="leader")
    assert [r["version"] for r in first["items"]] == [2, 2, 2]
    assert first["items"][0]["text"] == "第0小学九月一日招生。"
    rest = await routing.get(f"/readings?limit=3&cursor={first['next']}", who="leader")
    assert [r["case_id"] for r in rest["items"]] == CASES[3:4]


async def test_many_decisions_are_applied_or_refused_each_by_itself(routing: Routing) -> None:
    await reviewed(routing)
    decisions = [
        {"reply_id": f"{CASES[0]}-r1", "version": 2, **AGREED},
        {"reply_id": f"{CASES[1]}-r1", "version": 2, "decision": "read", "opinion": "已阅"},
        {
            "reply_id": f"{CASES[2]}-r1",
            "version": 2,
            "decision": "send_back",
            "opinion": "写明时间。",
        },
        {"reply_id": f"{CASES[3]}-r1", "version": 1, **AGREED},
        {"reply_id": f"{CASES[4]}-r1", "version": 2, **AGREED},
        {"reply_id": "LL2022-999999-r1", "version": 1, **AGREED},
    ]
    body = {"decisions": decisions}
    response = await routing.send("leader", "POST", "/readings", body, key="evening")
    items = response.json()["items"]
    assert [(i["status"], i.get("rule") or i.get("state")) for i in items] == [
        (200, "read"),
        (422, "opinion_unclear"),
        (200, "replied"),
        (412, "stale_version"),
        (403, "not_the_addressee"),
        (404, "case_unknown"),
    ]
    assert await waiting(routing) == [CASES[1], CASES[3]]
    # sent once more, what was applied stays as it is
    again = await routing.send("leader", "POST", "/readings", body, key="evening")
    assert [i["status"] for i in again.json()["items"]] == [200, 422, 200, 412, 403, 404]
    for case_id in (CASES[0], CASES[2]):
        said = await routing.said("reply_read", "reply_sent_back", of=case_id)
        assert len(said) == 1
    # and what was refused may be decided anew
    decisions[1]["opinion"] = "同意"
    later = await routing.send("leader", "POST", "/readings", {"decisions": decisions[1:2]})
    assert later.json()["items"][0]["state"] == "read"


async def test_forty_decisions_go_through_in_one_request(routing: Routing) -> None:
    many = [f"LL2022-{n:06}" for n in range(201, 241)]
    for n, case_id in enumerate(many):
        await routing.open(case_id, route="direct", kind="inquiry", external_id=str(n))
        body = {"text": f"第{n}小学九月招生。", "result": {"disposition": "answered"}}
        await routing.do("clerk", f"/cases/{case_id}/answer", body)
        await routing.do("reviewer", f"/replies/{case_id}-r1/review", {}, match=1)
    listed = (await routing.get("/readings?limit=100", who="leader"))["items"]
    decisions = [{"reply_id": r["reply_id"], "version": r["version"], **AGREED} for r in listed]
    answer = await routing.do("leader", "/readings", {"decisions": decisions})
    assert [i["status"] for i in answer["items"]] == [200] * 40
    assert await waiting(routing) == []


async def test_a_batch_is_for_leaders_and_has_a_limit(routing: Routing) -> None:
    decision = {"reply_id": f"{CASES[0]}-r1", "version": 2, **AGREED}
    assert await routing.refused("clerk", "/readings", {"decisions": [decision]}) == (
        403,
        "wrong_role",
    )
    assert (await routing.refused("leader", "/readings", {"decisions": []}))[0] == 422
    assert (await routing.refused("leader", "/readings", {"decisions": [decision] * 101}))[0] == 422


PLANS: list[tuple[str, list[Any], str]] = [
    (reply_lists.READINGS, ["", 50, "ll-secretary", "city", [], "s"], "handling_state"),
    (reply_lists.DRAFTS_OF_UNIT, ["", 50, "ll-police", [], "s", "drafted"], "reply_draft_unit"),
    (reply_lists.DRAFTS_TO_COUNTERSIGN, ["", 50, "ll-police", [], "s"], "draft_circulation_unit"),
    (reply_lists.UNCONFIRMED, ["", 50, [], "staff/clerk"], "publication_seen_differs"),
]


async def test_no_list_of_replies_reads_a_whole_table(routing: Routing) -> None:
    """With 20,000 cases: what a page costs depends on what waits, not on what is stored."""
    await routing.rows(
        """
        WITH cases AS (
          SELECT 'LL2022-' || lpad(n::text, 6, '0') AS case_id, n FROM generate_series(1, 20000) n),
        drafts AS (
          INSERT INTO reply_draft
          SELECT case_id || '-d1', case_id, 1, case_id || '-a1',
                 'll-' || (ARRAY['police', 'edu', 'hr', 'urban'])[1 + n % 4],
                 CASE WHEN n % 40 = 0 THEN 'drafted' WHEN n % 41 = 0 THEN 'circulated'
                      ELSE 'sent' END,
                 1, clock.now(), clock.now()
          FROM cases RETURNING 1),
        asked AS (
          INSERT INTO draft_circulation
          SELECT case_id || '-d1', 1, 'll-' || (ARRAY['edu', 'police'])[1 + n % 2], clock.now()
          FROM cases RETURNING 1),
        seen AS (
          INSERT INTO publication_seen SELECT case_id, 1, '7', n % 500 <> 0, clock.now()
          FROM cases RETURNING 1),
        replies AS (
          INSERT INTO reply (reply_id, case_id, number, round, unit_id, complete, text, version,
                             submitted_at, by)
          SELECT case_id || '-r1', case_id, 1, 1, 'll-police', true, '已办理。', 2, clock.now(), '{}'
          FROM cases RETURNING 1),
        reviews AS (
          INSERT INTO reply_review (reply_id, version, text, edited, reviewed_at, by)
          SELECT case_id || '-r1', 2, '已办理。', false, clock.now(), '{}' FROM cases RETURNING 1)
        INSERT INTO publication (case_id, round, reply_id, text, signer, proof, published_at,
                                 recorded_at, by)
        SELECT case_id, 1, case_id || '-r1', '已办理。', 'unit', 'p', clock.now(), clock.now(), '{}'
        FROM cases RETURNING 1
        """
    )
    await routing.rows(
        """
        INSERT INTO handling (case_id, state, route, round, kind, handling_class, channel,
                              addressee_fid, admitted_at, secret, hide_from_unit, accused_units,
                              opened_at, changed_at)
        SELECT 'LL2022-' || lpad(n::text, 6, '0'),
               CASE WHEN n % 100 = 0 THEN 'reviewed' ELSE 'closed' END, 'dispatch', 1, 'help',
               'livelihood', 'board', 1001, clock.now(), false, false, '[]', clock.now(),
               clock.now()
        FROM generate_series(1, 20000) n RETURNING 1
        """
    )
    async with routing.database.connect() as admin:
        await admin.execute("ANALYZE")
    async with routing.database.connect("routing") as connection:
        for sql, args, index in PLANS:
            rows = await connection.fetch(f"EXPLAIN {sql}", *args)
            plan = "\n".join(row[0] for row in rows)
            assert index in plan, plan
            large = "handling|reply_draft|draft_circulation|publication|reply|reply_review"
            assert not re.search(rf"Seq Scan on ({large})\b", plan), plan
