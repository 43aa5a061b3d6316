"""Between the letter and the reply: progress, meetings, third parties, and the office's questions."""

from datetime import timedelta
from typing import Any

from tests.integration.routing.conftest import ANSWERED, CASE, EVIDENCE, MONDAY, Routing, order

PROGRESS = {"act": "looked", "text": "到汾阳市核查，情况属实。", "people": [{"name": "钱某"}]}
MEETING = {
    "held_on": "2022-03-28",
    "place": "市公安局三楼",
    "units": ["ll-police", "ll-traffic"],
    "others": ["邮政公司"],
    "agreed": "一周内恢复邮寄，期间凭行驶证通行。",
}
PRESS = {
    "name": "某邮政公司",
    "kind": "enterprise",
    "matter": "整改号牌邮寄积压。",
    "method": "on_site",
    "pressed_on": "2022-03-28",
    "look_again_on": "2022-04-04",
}


async def test_a_unit_tells_its_progress_while_it_is_at_work(routing: Routing) -> None:
    await routing.to_dispatched()
    path = f"/assignments/{CASE}-a1/progress"
    assert await routing.refused("ll-police", path, PROGRESS) == (409, "not_at_work")
    await routing.on_assignment("ll-police", "sign")
    for change, rule in (
        ({"happened_on": "2022-03-29"}, "date_in_future"),
        ({"next_on": "2022-03-28"}, "date_past"),
        ({"files": [EVIDENCE]}, "file_unknown"),
    ):
        assert await routing.refused("ll-police", path, PROGRESS | change) == (422, rule)
    assert await routing.refused("ll-edu", path, PROGRESS) == (404, "assignment_unknown")
    await routing.evidence()
    more = {"state": "waiting", "next_on": "2022-03-31", "files": [EVIDENCE]}
    response = await routing.send("ll-police", "POST", path, PROGRESS | more)
    assert (response.status_code, response.json()["progress_id"]) == (201, f"{CASE}-n1")
    [told] = await routing.said("progress_noted")
    assert (told["act"], told["state"], told["next_on"], told["files"]) == (
        "looked", "waiting", "2022-03-31", 1,
    )  # fmt: skip
    [shown] = (await routing.case())["progress"]
    assert (shown["text"], shown["people"]) == (PROGRESS["text"], [{"name": "钱某"}])
    assert shown["happened_on"] == "2022-03-28"
    assert "汾阳" not in str(await routing.journal())
    mine = await routing.assignment("ll-police")
    assert mine["version"] == 2, "telling progress is in nobody's way"


async def test_a_meeting_is_kept_with_what_it_agreed(routing: Routing) -> None:
    await routing.to_dispatched(order("ll-police"), accused_units=("ll-market",))
    path = f"/cases/{CASE}/meetings"
    for change, status, rule in (
        ({"units": [], "others": []}, 422, "meeting_of_nobody"),
        ({"units": ["ll-nobody"]}, 422, "unit_unknown"),
        ({"units": ["ll-market"]}, 422, "accused_unit"),
        ({"held_on": "2022-03-29"}, 422, "date_in_future"),
    ):
        assert await routing.refused("ll-police", path, MEETING | change) == (status, rule)
    assert await routing.refused("ll-edu", path, MEETING) == (404, "case_unknown")
    for who in ("ll-police", "clerk"):
        assert (await routing.send(who, "POST", path, MEETING)).status_code == 201
    held = await routing.said("meeting_held")
    assert [(e["meeting_id"], e["units"], e["others"]) for e in held] == [
        (f"{CASE}-m1", ["ll-police", "ll-traffic"], 1),
        (f"{CASE}-m2", ["ll-police", "ll-traffic"], 1),
    ]
    assert (await routing.case())["meetings"][0]["agreed"] == MEETING["agreed"]


async def test_a_third_party_is_pressed_and_looked_at_again(routing: Routing) -> None:
    await routing.to_dispatched(order("ll-police"), order("ll-traffic", "assisting"))
    path = f"/cases/{CASE}/third-parties"
    now = PRESS | {"look_again_on": "2022-03-28"}
    assert await routing.refused("ll-traffic", path, now) == (422, "date_past")
    await routing.send("ll-traffic", "POST", path, PRESS)
    for who, until, found in (
        ("clerk", "2022-04-03", []),
        ("clerk", "2022-04-04", [f"{CASE}-t1"]),
        ("ll-police", "2022-12-31", [f"{CASE}-t1"]),
        ("ll-edu", "2022-12-31", []),
    ):
        page = await routing.get(f"/third-parties?until={until}", who=who)
        assert [one["press_id"] for one in page["items"]] == found
    await routing.move_to(MONDAY + timedelta(days=7))
    look = f"/third-parties/{CASE}-t1/look"
    moving = {"state": "moving", "text": "积压减半。", "look_again_on": "2022-04-06"}
    settled = {"state": "settled", "text": "积压清完。"}
    bare = {"state": "nothing", "text": "没有动静。"}
    assert await routing.refused("ll-traffic", look, bare) == (422, "look_again_missing")
    assert await routing.refused("ll-edu", look, moving) == (404, "case_unknown")
    for step in (moving, settled):
        assert (await routing.send("ll-traffic", "POST", look, step)).status_code == 201
    assert await routing.refused("ll-traffic", look, settled) == (409, "already_settled")
    assert await routing.refused("clerk", f"/third-parties/{CASE}-t9/look", settled) == (
        404,
        "third_party_unknown",
    )
    assert (await routing.get("/third-parties"))["items"] == []
    view = await routing.case()
    assert [(t["name"], t["state"]) for t in view["third_parties"]] == [("某邮政公司", "settled")]
    assert [seen["state"] for seen in view["third_party_looks"]] == ["moving", "settled"]
    states = [e["state"] for e in await routing.said("third_party_looked_at")]
    assert states == ["moving", "settled"]
    assert "邮政" not in str(await routing.said("third_party_pressed"))


async def test_third_parties_due_are_listed_page_by_page(routing: Routing) -> None:
    await routing.to_dispatched()
    path = f"/cases/{CASE}/third-parties"
    for day in ("2022-04-05", "2022-04-01", "2022-04-03"):
        await routing.send("ll-police", "POST", path, PRESS | {"look_again_on": day})
    found: list[str] = []
    page = await routing.get("/third-parties?limit=1")
    while page["items"]:
        found += [one["look_again_on"] for one in page["items"]]
        if page["next"] is None:
            break
        page = await routing.get(f"/third-parties?limit=1&cursor={page['next']}")
    assert found == ["2022-04-01", "2022-04-03", "2022-04-05"]


async def test_the_office_asks_and_answers_by_itself(routing: Routing) -> None:
    await routing.open(route="direct", kind="inquiry", accused_units=("ll-market",))
    path = f"/cases/{CASE}/questions"
    ask: dict[str, Any] = {"unit_id": "ll-edu", "question": "第一小学何时招生？",
                           "answer_by": "2022-03-30"}  # fmt: skip
    for change, rule in (
        ({"unit_id": "ll-nobody"}, "unit_unknown"),
        ({"unit_id": "ll-market"}, "accused_unit"),
        ({"answer_by": "2022-03-28"}, "date_past"),
    ):
        assert await routing.refused("clerk", path, ask | change) == (422, rule)
    for unit_id in ("ll-edu", "ll-housing"):
        assert (await routing.send("clerk", "POST", path, ask | {"unit_id": unit_id})).json()[
            "question_id"
        ]
    assert [q["question"] for q in (await routing.get("/questions", who="ll-edu"))["items"]] == [
        "第一小学何时招生？"
    ]
    assert (await routing.send("ll-edu", "GET", f"/cases/{CASE}")).status_code == 404
    said = {"answer": "九月一日开始。"}
    assert await routing.refused("ll-edu", f"/questions/{CASE}-q2/answer", said) == (
        404,
        "question_unknown",
    )
    assert await routing.refused("ll-edu", "/questions/LL2022-999999-q1/answer", said) == (
        404,
        "question_unknown",
    )
    await routing.do("ll-edu", f"/questions/{CASE}-q1/answer", said)
    assert await routing.refused("clerk", f"/questions/{CASE}-q2/answer", said) == (
        422,
        "said_by_missing",
    )
    by_phone = said | {"method": "phone", "said_by": "孔某"}
    await routing.do("clerk", f"/questions/{CASE}-q2/answer", by_phone)
    await routing.on_case("clerk", "answer", {"text": "九月一日开始招生。", "result": ANSWERED})
    assert await routing.refused("clerk", path, ask) == (409, "wrong_state")
    shown = (await routing.case())["questions"]
    assert [(q["unit_id"], q["said_by"], q["answer_method"]) for q in shown] == [
        ("ll-edu", "ll-edu 经办", "online"),
        ("ll-housing", "孔某", "phone"),
    ]
    assert await routing.facts() == [
        "case_opened", "question_asked", "question_asked", "question_answered",
        "question_answered", "reply_submitted",
    ]  # fmt: skip


async def test_units_that_have_the_case_are_not_asked(routing: Routing) -> None:
    await routing.to_dispatched()
    ask = {"unit_id": "ll-edu", "question": "如何办理？"}
    assert await routing.refused("clerk", f"/cases/{CASE}/questions", ask) == (
        409,
        "answered_by_units",
    )


async def test_erasure_strikes_the_author_s_contact_out_of_every_note(routing: Routing) -> None:
    await routing.to_dispatched()
    await routing.on_assignment("ll-police", "sign")
    phone = "已电话13000000035联系。"
    path = f"/assignments/{CASE}-a1/progress"
    await routing.send("ll-police", "POST", path, PROGRESS | {"text": phone})
    await routing.send("ll-police", "POST", f"/cases/{CASE}/meetings", MEETING | {"agreed": phone})
    press = f"/cases/{CASE}/third-parties"
    await routing.send("ll-police", "POST", press, PRESS | {"matter": phone})
    look = {"state": "settled", "text": phone}
    await routing.send("ll-police", "POST", f"/third-parties/{CASE}-t1/look", look)
    await routing.erased()
    view = await routing.case()
    assert "13000000035" not in str(view)
    assert view["progress"][0]["text"] == "已电话＊＊＊＊＊＊＊＊＊＊＊联系。"
    assert view["third_party_looks"][0]["text"].startswith("已电话＊")


async def test_no_two_things_of_a_case_share_an_id(routing: Routing) -> None:
    await routing.to_submitted()
    await routing.instruct(text="同意")
    await routing.dispatch(order("ll-police"))
    await routing.on_assignment("ll-police", "sign")
    response = await routing.send("ll-police", "POST", f"/assignments/{CASE}-a1/progress", PROGRESS)
    interim = {"kind": "interim", "text": "正在办理。", "promise_on": "2022-04-30"}
    further = await routing.on_case("clerk", "further-replies", interim)
    view = await routing.case()
    ids = [response.json()["progress_id"], further["further_id"], view["proposals"][0]["proposal_id"],
           view["instructions"][0]["instruction_id"], view["letters"][0]["letter_id"],
           view["assignments"][0]["assignment_id"]]  # fmt: skip
    assert len(set(ids)) == len(ids)
