"""阅批 of many replies at once: a list for a phone, and decisions that stand each by itself."""

import re
from typing import Any

from services.routing.store import readings, reply_lists
from shared.contracts.intake import Demand, DemandsListed
from tests.integration.routing.conftest import (
    CASE,
    CLERK,
    PLAIN_REPLY,
    PLAIN_RESULT,
    Routing,
    order,
)
from tests.integration.routing.replying import draft_as, submit_as

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


async def test_a_row_has_all_that_a_decision_needs(routing: Routing) -> None:
    """On a phone: what was written and asked, what was instructed, what came of it, what was said."""
    await routing.to_dispatched()
    demands = tuple(Demand(no=n, text=f"诉求{n}", expected="") for n in (1, 2))
    await routing.hear(DemandsListed(case_id=CASE, demands=demands, by=CLERK))
    answers = [{"no": 1, "text": "路灯已修复"}, {"no": 2, "text": "树枝已修剪"}]
    result = {**PLAIN_RESULT, "answers": answers}
    await routing.answer_as("ll-police", text="路灯已修复，树枝已修剪。", result=result)
    await routing.on_reply("reviewer", "return", {"reason": "weak", "text": "再核实。"})
    await routing.reply_as("ll-police", {"text": "路灯已修复，树枝已修剪。", "result": result})
    await routing.on_reply("reviewer", "review", {"text": "路灯已于今日修复，树枝已修剪。"})
    await routing.on_reply("leader", "send-back", {"opinion": "请写明日期。"})
    await routing.on_reply("reviewer", "review", {"text": "路灯已于3月28日修复，树枝已修剪。"})
    [row] = (await routing.get("/readings", who="leader"))["items"]
    told = {
        "what": "answer", "id": f"{CASE}-r2", "addressee_name": "吕梁市委书记",
        "title": "车牌无法邮寄", "cut": False, "instruction": "请市公安局尽快妥善处理。",
        "text": "路灯已于3月28日修复，树枝已修剪。", "edited": True, "unit_name": "吕梁市公安局",
        "finding": "true", "label": "已解决", "promise_on": None, "sent_back": "请写明日期。",
        "returned": 1, "redone": 0, "findings": [],
    }  # fmt: skip
    assert {name: row[name] for name in told} == told
    assert row["message"].startswith("临牌过期")
    assert [d["text"] for d in row["demands"]] == ["诉求1", "诉求2"]
    assert [a["text"] for a in row["answers"]] == ["路灯已修复", "树枝已修剪"]


async def test_further_replies_are_read_in_the_same_list_and_batch(routing: Routing) -> None:
    await routing.to_published()
    news = {"kind": "progress", "text": "水西小学扩建工程已封顶。"}
    written = await routing.on_case("clerk", "further-replies", news)
    further = written["further_id"]
    listed = await routing.get("/further-replies?state=written", who="reviewer")
    assert [f["further_id"] for f in listed["items"]] == [further]
    await routing.do("reviewer", f"/further-replies/{further}/review", {}, match=1)
    assert (await routing.get("/further-replies?state=written"))["items"] == []
    [row] = (await routing.get("/readings", who="leader"))["items"]
    assert (row["what"], row["id"], row["further"]) == ("further", further, "progress")
    assert (row["text"], row["version"]) == (news["text"], 2)
    decision = {"reply_id": further, "version": 2, **AGREED}
    answer = await routing.do("leader", "/readings", {"decisions": [decision]})
    assert [i["status"] for i in answer["items"]] == [200]
    assert (await routing.get("/readings", who="leader"))["items"] == []
    waiting = await routing.get("/further-replies?state=read")
    assert [f["further_id"] for f in waiting["items"]] == [further]


async def test_papers_of_all_kinds_come_page_by_page_and_none_twice(routing: Routing) -> None:
    """Two answers, and between them a case that has one more public reply."""
    await routing.to_published()
    news = {"kind": "progress", "text": "水西小学扩建工程已封顶。"}
    written = await routing.on_case("clerk", "further-replies", news)
    path = f"/further-replies/{written['further_id']}/review"
    await routing.do("reviewer", path, {}, match=1)
    for n, case_id in enumerate(("LL2022-000009", "LL2022-000021")):
        await routing.open(case_id, route="direct", kind="inquiry", external_id=str(n))
        body = {"text": f"第{n}小学九月招生。", "result": {"disposition": "answered"}}
        await routing.do("clerk", f"/cases/{case_id}/answer", body)
        await routing.do("reviewer", f"/replies/{case_id}-r1/review", {}, match=1)
    found, page = [], await routing.get("/readings?limit=1", who="leader")
    while True:
        found += [row["id"] for row in page["items"]]
        if page["next"] is None:
            break
        page = await routing.get(f"/readings?limit=1&cursor={page['next']}", who="leader")
    assert found == ["LL2022-000009-r1", written["further_id"], "LL2022-000021-r1"]


async def test_an_answer_follows_a_draft_of_its_own_case(routing: Routing) -> None:
    """The cursor of one kind leaves out nothing of another."""
    await routing.open(addressee_fid=1010, route="direct", kind="inquiry")
    body = {"text": "九月招生。", "result": {"disposition": "answered"}}
    await routing.do("clerk", f"/cases/{CASE}/answer", body)
    await routing.do("reviewer", f"/replies/{CASE}-r1/review", {}, match=1)
    async with routing.runtime.transaction() as tx:
        args = [f"{CASE}-d1", 5, "141181-secretary", "county", [], "s"]
        after_draft = await tx.fetch(readings.ANSWERS, *args)
        after_it = await tx.fetch(readings.ANSWERS, f"{CASE}-r1", *args[1:])
    assert [r["id"] for r in after_draft] == [f"{CASE}-r1"]
    assert after_it == []


async def test_a_county_s_leader_reads_its_office_s_drafts_in_the_same_list(
    routing: Routing,
) -> None:
    await routing.to_dispatched(order("141182-office"))
    await routing.instruct("fenyang", text="请交通局督促整改。")
    await routing.on_assignment("141182-office", "sign")
    await routing.evidence()
    draft = await submit_as(
        routing, "141182-office", await draft_as(routing, "141182-office", PLAIN_REPLY)
    )
    path = f"/drafts/{draft['draft_id']}/sign"
    signed = await routing.do("141182-office/head", path, {}, match=draft["etag"])
    [row] = (await routing.get("/readings", who="fenyang"))["items"]
    assert (row["what"], row["id"], row["version"]) == ("draft", draft["draft_id"], signed["etag"])
    assert (row["label"], row["instruction"]) == ("已解决", "请交通局督促整改。")
    assert (await routing.get("/readings", who="leader"))["items"] == []
    back = {"reply_id": row["id"], "version": row["version"], "decision": "send_back",
            "opinion": "请写明时限。"}  # fmt: skip
    answer = await routing.do("fenyang", "/readings", {"decisions": [back]})
    assert [(i["status"], i["state"]) for i in answer["items"]] == [(200, "drafted")]


async def test_a_secretary_records_a_batch_with_scans_and_a_deputy_reads_for_the_leader(
    routing: Routing,
) -> None:
    await routing.to_published()
    further = []
    for text in ("扩建已封顶。", "扩建已完工。"):
        body = {"kind": "progress", "text": text}
        written = await routing.on_case("clerk", "further-replies", body)
        further.append(written["further_id"])
        path = f"/further-replies/{written['further_id']}/review"
        await routing.do("reviewer", path, {}, match=1)
    one, two = ({"reply_id": f, "version": 2, **AGREED} for f in further)
    scan = await routing.scanned()
    bare = {"decisions": [one | {"mode": "recorded"}]}
    refused = await routing.do("secretary", "/readings", bare)
    assert [i["rule"] for i in refused["items"]] == ["scan_missing"]
    recorded = {"decisions": [one | {"mode": "recorded", "scan": scan}]}
    await routing.do("secretary", "/readings", recorded)
    await routing.do("deputy", "/readings", {"decisions": [two | {"mode": "deputy"}]})
    shown = [await routing.get(f"/further-replies/{f}") for f in further]
    [[first], [second]] = [one["readings"] for one in shown]
    assert (first["mode"], first["scan"], first["holder"]) == ("recorded", scan, "郑某406")
    assert (second["mode"], second["holder"]) == ("deputy", "郑某406")
    assert second["by"]["on_behalf_of"] == "郑某406"


# Two indexes know which cases await a reading: which is the better one is the planner's to say.
PLANS: list[tuple[str, list[Any], str]] = [
    (readings.ANSWERS, ["", 50, "ll-secretary", "city", [], "s"], "handling_(state|stay)"),
    (readings.FURTHER, ["", 50, "ll-secretary", "city", [], "s"], "further_reply_state"),
    (readings.DRAFTS, ["", 50, "141182-secretary", "ll-police", [], "s"], "reply_draft_unit"),
    (reply_lists.FURTHER, ["", 50, "written", [], "s"], "further_reply_state"),
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
        further AS (
          INSERT INTO further_reply
          SELECT case_id || '-x1', case_id, 1, 1, 'progress', '已封顶。', NULL,
                 CASE WHEN n % 100 = 0 THEN 'written' WHEN n % 101 = 0 THEN 'reviewed'
                      ELSE 'published' END,
                 1, clock.now(), '{}'
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
            assert re.search(rf"Index.* Scan using {index}\b", plan), plan
            large = "handling|further_reply|reply_draft|draft_circulation|publication|reply|reply_review"
            assert not re.search(rf"Seq Scan on ({large})\b", plan), plan
