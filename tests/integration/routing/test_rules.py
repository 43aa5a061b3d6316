"""Refusals at the door: by name, with nothing changed."""

import asyncio
from typing import Any

from tests.integration.routing.conftest import (
    CASE,
    MONDAY,
    PLAIN_REPLY,
    PLAIN_RESULT,
    PROMISED,
    Routing,
    order,
)


async def unchanged(routing: Routing) -> tuple[Any, ...]:
    tables = ("handling", "assignment", "reply", "letter", "journal", "event_log", "outbox")
    return tuple([(await routing.rows(f"SELECT count(*) AS n FROM {t}"))[0]["n"] for t in tables])


async def refuses(
    routing: Routing, who: str, path: str, body: Any, status: int, rule: str, **more: Any
) -> None:
    before = await unchanged(routing)
    assert await routing.refused(who, path, body, **more) == (status, rule)
    assert await unchanged(routing) == before


# ---- dispatch --------------------------------------------------------------------------------


FORBIDDEN_LETTERS: list[tuple[list[dict[str, str]], int, str]] = [
    ([order("ll-market")], 422, "accused_unit"),
    ([order("ll-police"), order("ll-edu")], 422, "one_lead"),
    ([order("ll-police", "assisting")], 422, "one_lead"),
    ([order("ll-police"), order("ll-police", "assisting")], 409, "already_assigned"),
    ([order("141181-urban")], 422, "not_dispatchable"),
    ([order("ll-nobody")], 422, "unit_unknown"),
    ([], 422, "invalid_request"),
]


async def test_what_a_letter_may_not_say(routing: Routing) -> None:
    await routing.open(accused_units=("ll-market",))
    await routing.instruct()
    for orders, status, rule in FORBIDDEN_LETTERS:
        body = {"assignments": orders}
        await refuses(routing, "clerk", f"/cases/{CASE}/letters", body, status, rule)


async def test_no_letter_without_an_instruction(routing: Routing) -> None:
    await routing.open()
    body = {"assignments": [order("ll-police")]}
    await refuses(routing, "clerk", f"/cases/{CASE}/letters", body, 409, "no_instruction")


async def test_an_accused_county_office_hides_the_case_from_all_below(routing: Routing) -> None:
    await routing.open(accused_units=("141181-office",))
    await routing.instruct()
    body = {"assignments": [order("141181-office")]}
    await refuses(routing, "clerk", f"/cases/{CASE}/letters", body, 422, "accused_unit")
    await routing.dispatch(order("ll-petition"))
    for who in ("141181-office", "141181-urban", "xiaoyi"):
        assert (await routing.send(who, "GET", f"/cases/{CASE}")).status_code == 404
        assert (await routing.get("/cases", who=who))["items"] == []


async def test_an_accused_unit_below_is_not_forwarded_to(routing: Routing) -> None:
    await routing.to_dispatched(order("141181-office"), accused_units=("141181-market",))
    await routing.instruct("xiaoyi")
    below = {"assignments": [order("141181-market")]}
    assert await routing.refused_on_assignment("141181-office", "forward", below) == (
        422,
        "accused_unit",
    )
    sideways = {"assignments": [order("141182-traffic")]}
    assert await routing.refused_on_assignment("141181-office", "forward", sideways) == (
        422,
        "not_below",
    )


# ---- who may ---------------------------------------------------------------------------------


async def test_a_leader_acts_in_person_or_the_record_says_for_whom(routing: Routing) -> None:
    await routing.open()
    path, clear = f"/cases/{CASE}/instruct", {"text": "请公安局尽快处理。"}
    await refuses(routing, "secretary", path, clear, 403, "secretary_only_records")
    await refuses(
        routing, "secretary", path, clear | {"mode": "deputy"}, 403, "secretary_only_records"
    )
    await refuses(routing, "deputy", path, clear | {"mode": "recorded"}, 403, "not_the_secretary")
    deputy = clear | {"mode": "deputy"}
    await refuses(routing, "deputy", path, deputy, 403, "outside_deputys_scope")
    recorded = clear | {"mode": "recorded"}
    await refuses(routing, "secretary", path, recorded, 422, "scan_missing")
    unknown = recorded | {"scan": f"{CASE}-f9"}
    await refuses(routing, "secretary", path, unknown, 422, "file_unknown")
    await refuses(routing, "leader", path, clear | {"scan": f"{CASE}-f1"}, 422, "scan_unasked")
    await refuses(routing, "leader", path, {"text": "已阅"}, 422, "opinion_unclear")
    await refuses(routing, "leader", path, {"text": "同意。"}, 422, "opinion_unclear")
    await refuses(routing, "leader", path, clear | {"units": ["x"]}, 422, "unit_unknown")
    await refuses(routing, "clerk", path, clear, 403, "wrong_role")
    evidence = await routing.scanned(purpose="evidence")
    await refuses(routing, "secretary", path, recorded | {"scan": evidence}, 422, "not_a_scan")
    scan = await routing.scanned()
    await routing.instruct("secretary", mode="recorded", scan=scan)
    await authorise(routing, "批示、阅批")
    await routing.instruct("deputy", mode="deputy", text="请交通局协助。")
    given = (await routing.case())["instructions"]
    assert [(g["mode"], g["holder"], g["by"]["name"], g["by"]["on_behalf_of"]) for g in given] == [
        ("recorded", "郑某406", "王某407", "郑某406"),
        ("deputy", "郑某406", "冯某408", "郑某406"),
    ]
    assert [g["scan"] for g in given] == [scan, None]
    assert [e["mode"] for e in await routing.said("instruction_given")] == ["recorded", "deputy"]


async def authorise(routing: Routing, scope: str) -> None:
    """The deputy of the city's leader may do this from now on."""
    file = await routing.get("/organisation", who="admin")
    post = next(p for p in file["posts"] if p["id"] == "ll-secretary")
    post["deputies"] = [{"name": "冯某408", "scope": scope}]
    await routing.do("admin", "/organisation", file)


async def test_a_new_holder_acts_from_the_first_day_and_the_old_one_no_more(
    routing: Routing,
) -> None:
    await routing.open(addressee_fid=1010)
    await routing.dispatch(order("141181-office"))
    await routing.instruct("xiaoyi")
    await routing.move_to(MONDAY.replace(month=7, day=4))
    path = f"/cases/{CASE}/instruct"
    await refuses(routing, "xiaoyi", path, {"text": "请抓紧。"}, 403, "not_the_holder")
    await routing.instruct("xiaoyi-next", text="请抓紧整改到位。")
    assert [g["holder"] for g in (await routing.case())["instructions"]] == ["戚某432", "谢某433"]


async def test_a_unit_acts_on_its_own_assignment_only(routing: Routing) -> None:
    await routing.to_dispatched()
    path = f"/assignments/{CASE}-a1/sign"
    await refuses(routing, "ll-edu", path, {}, 404, "assignment_unknown", match=1)
    await refuses(
        routing, "ll-police", f"/assignments/{CASE}-a9/sign", {}, 404, "assignment_unknown", match=1
    )
    unknown = "/assignments/LL2022-999999-a1/sign"
    await refuses(routing, "ll-police", unknown, {}, 404, "case_unknown", match=1)


# ---- versions --------------------------------------------------------------------------------


async def test_a_stale_or_missing_version_is_refused(routing: Routing) -> None:
    await routing.to_dispatched()
    path = f"/assignments/{CASE}-a1"
    await refuses(routing, "ll-police", f"{path}/sign", {}, 428, "if_match_missing")
    signed = await routing.send("ll-police", "POST", f"{path}/sign", {}, match=1)
    assert (signed.headers["etag"], signed.json()["etag"]) == ('"2"', 2)
    await refuses(routing, "ll-police", f"{path}/draft", PLAIN_REPLY, 412, "stale_version", match=1)
    await routing.reply_as("ll-police", PLAIN_REPLY)
    reply = f"/replies/{CASE}-r1"
    await refuses(routing, "reviewer", f"{reply}/review", {}, 428, "if_match_missing")
    await refuses(routing, "reviewer", f"{reply}/review", {}, 412, "stale_version", match=7)


async def test_of_two_reviewers_at_once_one_wins(routing: Routing) -> None:
    await routing.to_replied()
    path = f"/replies/{CASE}-r1/review"
    texts = [{"text": f"第{n}稿"} for n in range(8)]
    answers = await asyncio.gather(
        *(routing.send("reviewer", "POST", path, text, match=1) for text in texts)
    )
    codes = sorted(a.status_code for a in answers)
    assert codes == [200] + [412] * 7
    assert len((await routing.case())["reviews"]) == 1


async def test_two_units_of_one_case_never_collide(routing: Routing) -> None:
    units = ["ll-police", "ll-edu", "ll-hr", "ll-urban", "ll-market"]
    await routing.to_dispatched(
        order(units[0]), *(order(unit_id, "assisting") for unit_id in units[1:])
    )
    answers = await asyncio.gather(
        *(
            routing.send(unit, "POST", f"/assignments/{CASE}-a{number}/sign", {}, match=1)
            for number, unit in enumerate(units, start=1)
        )
    )
    assert [a.status_code for a in answers] == [200] * 5
    assert len(await routing.said("assignment_signed_for")) == 5


# ---- replies ---------------------------------------------------------------------------------


async def test_a_reply_says_what_its_kind_asks(routing: Routing) -> None:
    await routing.to_dispatched()
    await routing.on_assignment("ll-police", "sign")
    await routing.evidence()
    for change, rule in (
        ({"disposition": "answered"}, "disposition_unfit"),
        ({"finding": None}, "finding_missing"),
        ({"evidence": []}, "evidence_missing"),
        ({"evidence": [f"{CASE}-f9"]}, "file_unknown"),
        ({"answers": [{"no": 7, "text": "已答。"}]}, "demand_unknown"),
    ):
        body = PLAIN_REPLY | {"result": {**PLAIN_RESULT, **change}}
        assert await routing.refused_reply("ll-police", body) == (422, rule)


async def test_a_unit_signs_before_it_answers(routing: Routing) -> None:
    await routing.to_dispatched()
    assert await routing.refused_reply("ll-police", PLAIN_REPLY) == (
        409,
        "not_signed_for",
    )


async def test_a_promise_keeps_its_day(routing: Routing) -> None:
    await routing.to_dispatched()
    await routing.answer_as("ll-police", result=PROMISED)
    [reply] = (await routing.case())["replies"]
    assert (reply["disposition"], reply["promise_on"]) == ("promised", "2022-12-31")


async def test_private_data_never_gets_past_the_review(routing: Routing) -> None:
    await routing.to_dispatched()
    await routing.answer_as("ll-police", text="已电话13000000035联系，车牌晋J12345。")
    response = await routing.send("reviewer", "POST", f"/replies/{CASE}-r1/review", {}, match=1)
    problem = response.json()
    assert (response.status_code, problem["rule"]) == (422, "private_data_in_text")
    assert problem["kinds"] == ["phone", "plate"]
    assert "13000000035" not in response.text
    await routing.on_reply("reviewer", "review", {"text": "已办理，咨询请拨0358-8220000。"})


async def test_what_a_new_rule_finds_private_may_still_be_returned(routing: Routing) -> None:
    """A text approved before a rule was sharpened is refused at publication, and can be mended."""
    await routing.to_replied()
    await routing.on_reply("reviewer", "review")
    await routing.on_reply("leader", "read", {"opinion": "同意"})
    await routing.rows("UPDATE reply_review SET text = '请联系13000000035' RETURNING 1")
    proof = {"proof": "https://board.example/1"}
    assert await routing.refused_on_reply("clerk", "publish", proof) == (
        422,
        "private_data_in_text",
    )
    await routing.on_reply("reviewer", "return", {"reason": "private_data", "text": "请删去电话。"})
    assert (await routing.case())["state"] == "dispatched"


async def test_publication_follows_the_reading_and_has_happened(routing: Routing) -> None:
    await routing.to_replied()
    proof = {"proof": "https://board.example/1"}
    assert await routing.refused_on_reply("clerk", "publish", proof) == (409, "wrong_state")
    await routing.on_reply("reviewer", "review")
    await routing.on_reply("leader", "read", {"opinion": "同意"})
    for at, rule in {
        "2022-03-27T08:00:00+08:00": "published_before_read",
        "2029-03-27T08:00:00+08:00": "published_in_future",
    }.items():
        body = proof | {"published_at": at}
        assert await routing.refused_on_reply("clerk", "publish", body) == (422, rule)
    assert (await routing.refused_on_reply("clerk", "publish", {"proof": ""}))[0] == 422
    await routing.on_reply("clerk", "publish", proof)
    assert await routing.refused_on_reply("clerk", "publish", proof) == (409, "wrong_state")
