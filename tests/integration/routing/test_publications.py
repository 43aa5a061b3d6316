"""公开回复 with its proof, read back from the board; who signs; the counters; every version kept."""

from datetime import datetime, timedelta

from shared.contracts.intake import BoardUpdated
from tests.integration.routing.conftest import (
    CASE,
    MONDAY,
    PICTURE,
    PLAIN_REPLY,
    PROMISED,
    Routing,
)

PROOF = {"proof": "https://board.example/1"}
DAY = "from=2022-03-28&until=2022-03-28"


async def shown(routing: Routing, text: str, answered_at: datetime = MONDAY) -> None:
    await routing.hear(
        BoardUpdated(
            case_id=CASE, external_id="14838301", state_info="已办理", process_info="已交办",
            answer_id="7002", answer_text=text, answered_at=answered_at, answered_by="吕梁市委",
            grade=None, grade_level=None, grade_manner=None, grade_speed=None, grade_text=None,
        )
    )  # fmt: skip


async def to_read(routing: Routing, **changes) -> None:
    await routing.to_dispatched()
    await routing.answer_as("ll-police", **changes)
    await routing.on_reply("reviewer", "review")
    await routing.on_reply("leader", "read", {"opinion": "同意"})


async def test_the_proof_is_an_address_and_a_picture_of_the_case(routing: Routing) -> None:
    await to_read(routing)
    assert await routing.refused_on_reply(
        "clerk", "publish", PROOF | {"screenshot": f"{CASE}-f9"}
    ) == (422, "file_unknown")
    added = await routing.upload("clerk", PICTURE + b"!", purpose="screenshot")
    screenshot = added.json()["file_id"]
    await routing.on_reply("clerk", "publish", PROOF | {"screenshot": screenshot})
    [published] = await routing.said("reply_published")
    assert published["screenshot"] == screenshot
    assert (published["label"], published["result"]["disposition"]) == ("已解决", "solved")
    assert published["promised_again"] is False
    told = {
        "kind": "help", "handling_class": "livelihood", "lead_unit": "ll-police",
        "read_by": "ll-secretary", "read_mode": "own", "edited": False, "returned": 0, "redone": 0,
        "promise_id": None,
    }  # fmt: skip
    assert {name: published[name] for name in told} == told
    view = await routing.get(f"/replies/{CASE}-r1")
    assert view["publications"][0]["confirmed"] is None


async def test_the_board_confirms_what_was_published(routing: Routing) -> None:
    await to_read(routing)
    await routing.on_reply("clerk", "publish", PROOF)
    await shown(routing, "已核实， 问题属实，\n现已办理！")
    await shown(routing, "已核实，问题属实，现已办理。")  # heard again: nothing new
    [seen] = await routing.said("publication_seen")
    assert (seen["agrees"], seen["round"], seen["answer_id"]) == (True, 1, "7002")
    assert (await routing.get(f"/replies/{CASE}-r1"))["publications"][0]["confirmed"] is True
    assert (await routing.get("/unconfirmed"))["items"] == []


async def test_other_words_on_the_board_are_put_before_the_office(routing: Routing) -> None:
    await to_read(routing)
    await routing.on_reply("clerk", "publish", PROOF)
    await shown(routing, "正在办理。")
    [item] = (await routing.get("/unconfirmed"))["items"]
    assert (item["case_id"], item["answer_id"]) == (CASE, "7002")
    await shown(routing, PLAIN_REPLY["text"])  # mended on the board
    assert (await routing.get("/unconfirmed"))["items"] == []
    assert [e["agrees"] for e in await routing.said("publication_seen")] == [False, True]
    assert (await routing.case())["state"] == "published"


async def test_a_board_that_shows_an_earlier_answer_still_says_nothing_of_the_last(
    routing: Routing,
) -> None:
    await routing.to_published()
    await shown(routing, "正在办理。")
    assert len((await routing.get("/unconfirmed"))["items"]) == 1
    await routing.on_case("head", "redo", {"reason": "not_in_place", "text": "仍不亮。"})
    await routing.answer_as("ll-police", text="路灯已更换。")
    await routing.publish()
    assert (await routing.get("/unconfirmed"))["items"] == []
    await shown(routing, PLAIN_REPLY["text"])
    assert (await routing.get("/unconfirmed"))["items"] == []
    await shown(routing, "路灯已更换。")
    seen = [(e["round"], e["agrees"]) for e in await routing.said("publication_seen")]
    assert seen == [(1, False), (1, True), (2, True)]


async def test_a_board_that_was_quicker_than_the_clerk_confirms_at_once(routing: Routing) -> None:
    await to_read(routing)
    answered_at = MONDAY + timedelta(hours=1)
    await routing.move_to(MONDAY + timedelta(hours=2))
    await shown(routing, PLAIN_REPLY["text"], answered_at)
    assert await routing.said("publication_seen") == []
    await routing.on_reply("clerk", "publish", PROOF | {"published_at": answered_at.isoformat()})
    assert [e["agrees"] for e in await routing.said("publication_seen")] == [True]


async def test_a_leader_s_own_answer_is_counted_per_holder(routing: Routing) -> None:
    await to_read(routing)
    await routing.on_reply("clerk", "publish", PROOF | {"signer": "leader"})
    [published] = await routing.said("reply_published")
    assert (published["signer"], published["signer_post"]) == ("leader", "ll-secretary")
    assert published["in_person"] is True
    [acts] = (await routing.get(f"/personal-acts?{DAY}"))["items"]
    assert (acts["holder"], acts["replied_personally"]) == ("郑某406", 1)


async def test_replied_and_handled_are_two_counters(routing: Routing) -> None:
    await to_read(routing)
    before = await routing.get(f"/counters?{DAY}")
    await routing.on_reply("clerk", "publish", PROOF)
    replied = await routing.get(f"/counters?{DAY}")
    await routing.check(passed=True)
    handled = await routing.get(f"/counters?{DAY}")
    assert [(c["replied"], c["handled"]) for c in (before, replied, handled)] == [
        (0, 0),
        (1, 0),
        (1, 1),
    ]
    assert handled["scope"]["since"] == "2022-03-28"
    other = await routing.get("/counters?from=2022-03-29&until=2022-03-30")
    assert (other["replied"], other["handled"]) == (0, 0)


async def test_a_second_promise_needs_the_office_head(routing: Routing) -> None:
    await to_read(routing, text="12月31日前完工。", result=PROMISED)
    await routing.on_reply("clerk", "publish", PROOF)
    await routing.on_case("head", "redo", {"reason": "not_in_place", "text": "仍未完工。"})
    later = {**PROMISED, "promise": {**PROMISED["promise"], "promise_on": "2023-01-31"}}
    await routing.on_assignment("ll-police", "sign")
    body = PLAIN_REPLY | {"text": "明年1月31日前完工。", "result": later}
    assert await routing.refused_reply("ll-police", body) == (409, "second_promise")
    await routing.on_case("head", "permit-promise", {"reason": "funds_late"})
    await routing.reply_as("ll-police", body)
    await routing.publish()
    again = [e["promised_again"] for e in await routing.said("reply_published")]
    assert again == [False, True]


async def test_redo_and_reopening_keep_every_version(routing: Routing) -> None:
    await routing.to_published()
    await routing.on_case("head", "redo", {"reason": "not_in_place", "text": "仍不亮。"})
    await routing.answer_as("ll-police", text="路灯已更换。")
    await routing.publish()
    await routing.check(passed=True, of_round=2)
    await routing.on_case("head", "reopen", {"reason": "came_back"})
    await routing.answer_as("ll-police", text="路灯再次更换。")
    await routing.on_reply("reviewer", "review", {"text": "路灯已再次更换。"})
    await routing.on_reply("leader", "read", {"opinion": "同意"})
    await routing.on_reply("clerk", "publish", PROOF)
    view = await routing.case()
    texts = [PLAIN_REPLY["text"], "路灯已更换。", "路灯已再次更换。"]
    assert [p["text"] for p in view["publications"]] == texts
    assert len(view["drafts"]) == len(view["replies"]) == 3
    assert view["counters"] == {"returned": 0, "redone": 1, "sent_back": 0, "published": 3}
