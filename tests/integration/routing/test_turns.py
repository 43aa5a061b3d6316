"""Where the way turns back: refusals, returns, send-backs, redo, reopening, and late checks."""

from shared.contracts.intake import Demand, DemandsListed
from tests.integration.routing.conftest import (
    ANSWERED,
    CASE,
    CLERK,
    PLAIN_REPLY,
    PLAIN_RESULT,
    Routing,
    order,
)

REFUSAL = {
    "reason": "not_our_matter",
    "text": "该事项属住建部门职责。",
    "suggested_unit": "ll-housing",
}
UPHELD = {"uphold": True, "reason": "matter_of_housing"}
OVERRULED = {"uphold": False, "reason": "in_its_duties"}
RETURN = {"reason": "date_missing", "text": "请写明完工时间。"}
REDO = {"reason": "not_in_place", "text": "回访反映路灯仍不亮。"}


async def test_a_refusal_upheld_releases_the_unit_and_the_case_is_reassigned(
    routing: Routing,
) -> None:
    first = await routing.to_dispatched()
    await routing.on_assignment("ll-police", "refuse", REFUSAL)
    assert await routing.refused_on_assignment("ll-police", "rule", UPHELD) == (
        403,
        "wrong_role",
    )
    again = {"assignments": [order("ll-housing")]}
    assert await routing.refused("clerk", f"/cases/{CASE}/letters", again) == (422, "one_lead")
    answer = await routing.on_assignment("ll-police", "rule", UPHELD, who="head")
    assert answer["state"] == "released"
    second = await routing.dispatch(order("ll-housing"))
    assert first["letter_no"] != second["letter_no"]
    view = await routing.case()
    assert [(a["unit_id"], a["state"], a["round"]) for a in view["assignments"]] == [
        ("ll-police", "released", 1),
        ("ll-housing", "issued", 1),
    ]
    [refusal] = view["refusals"]
    assert (refusal["reason"], refusal["upheld"]) == ("not_our_matter", True)
    assert refusal["ruled_by"]["name"] == "陈某409"
    assert (await routing.steps())[-1] == "reassign dispatched>dispatched"
    await routing.answer_as("ll-housing")
    await routing.publish()
    [published] = await routing.said("reply_published")
    assert published["units"] == ["ll-housing"]


async def test_a_refusal_overruled_leaves_the_matter_with_the_unit(routing: Routing) -> None:
    await routing.to_dispatched()
    await routing.on_assignment("ll-police", "refuse", REFUSAL)
    await routing.on_assignment("ll-police", "rule", OVERRULED, who="head")
    await routing.reply_as("ll-police", PLAIN_REPLY)
    assert [e["upheld"] for e in await routing.said("refusal_ruled")] == [False]
    assert (await routing.case())["state"] == "replied"


async def test_a_county_that_refuses_lets_a_city_leader_send_it_elsewhere(routing: Routing) -> None:
    await routing.open(addressee_fid=1010)
    await routing.dispatch(order("141181-office"))
    await routing.on_assignment("141181-office", "refuse", REFUSAL)
    await routing.on_assignment("141181-office", "rule", UPHELD, who="head")
    elsewhere = {"assignments": [order("141182-office")]}
    assert await routing.refused("clerk", f"/cases/{CASE}/letters", elsewhere) == (
        409,
        "no_instruction",
    )
    await routing.instruct(text="请汾阳市办理。")
    await routing.dispatch(order("141182-office"))
    assert (await routing.assignment("141182-office"))["state"] == "issued"


async def test_one_more_assisting_unit_may_join(routing: Routing) -> None:
    await routing.to_dispatched()
    answer = await routing.dispatch(order("ll-urban", "assisting"))
    assert [a["assignment_id"] for a in answer["assignments"]] == [f"{CASE}-a2"]
    await routing.on_assignment("ll-police", "sign")
    assert await routing.refused_reply("ll-police", PLAIN_REPLY) == (
        409,
        "assisting_open",
    )


async def test_a_returned_draft_is_written_again_by_the_unit(routing: Routing) -> None:
    await routing.to_replied()
    await routing.on_reply("reviewer", "return", RETURN)
    view = await routing.case()
    assert (view["state"], view["assignments"][0]["state"]) == ("dispatched", "signed")
    first = view["replies"][0]["reply_id"]
    assert await routing.refused("reviewer", f"/replies/{first}/review", {}, match=2) == (
        409,
        "wrong_state",
    )
    await routing.reply_as("ll-police", PLAIN_REPLY | {"text": "月底前完成。"})
    assert await routing.refused("reviewer", f"/replies/{first}/review", {}, match=2) == (
        409,
        "not_the_current_reply",
    )
    await routing.publish()
    view = await routing.case()
    assert view["publications"][0]["text"] == "月底前完成。"
    assert [r["reason"] for r in view["returns"]] == ["date_missing"]
    assert [e["round"] for e in await routing.said("reply_returned")] == [1]
    assert len(view["replies"]) == 2


async def test_a_returned_answer_of_the_office_is_written_again_by_the_clerk(
    routing: Routing,
) -> None:
    await routing.open(route="decline")
    await routing.on_case("clerk", "answer", {"text": "不属本市。"})
    await routing.on_reply("reviewer", "return", RETURN)
    assert (await routing.case())["state"] == "opened"
    await routing.on_case("clerk", "answer", {"text": "您反映的事项属太原市管辖。"})
    await routing.on_reply("reviewer", "review")
    await routing.on_reply("reviewer", "return", RETURN)  # even when it was ready
    await routing.on_case("clerk", "answer", {"text": "请向太原市反映。"})
    await routing.on_reply("reviewer", "review")
    await routing.on_reply("clerk", "publish", {"proof": "https://board.example/1"})
    assert (await routing.case())["publications"][0]["text"] == "请向太原市反映。"


async def test_what_the_leader_sends_back_is_reviewed_again(routing: Routing) -> None:
    await routing.to_replied()
    await routing.on_reply("reviewer", "review", {"text": "已办理。"})
    assert await routing.refused_on_reply("leader", "send-back", {"opinion": "已阅"}) == (
        422,
        "opinion_unclear",
    )
    await routing.on_reply("leader", "send-back", {"opinion": "请写明时限。"})
    assert (await routing.case())["state"] == "replied"
    await routing.on_reply("reviewer", "review", {"text": "四月底前办理完毕。"})
    await routing.on_reply("leader", "read", {"opinion": "同意"})
    await routing.on_reply("clerk", "publish", {"proof": "https://board.example/1"})
    view = await routing.case()
    assert view["publications"][0]["text"] == "四月底前办理完毕。"
    assert [r["outcome"] for r in view["readings"]] == ["sent_back", "read"]
    assert [r["text"] for r in view["reviews"]] == ["已办理。", "四月底前办理完毕。"]


# ---- after publication -----------------------------------------------------------------------


async def test_a_failed_check_proposes_and_the_office_head_orders(routing: Routing) -> None:
    await routing.to_dispatched(order("ll-police"), order("ll-edu", "assisting"))
    await routing.answer_as("ll-edu")
    await routing.answer_as("ll-police")
    await routing.publish()
    await routing.check(passed=False)
    [proposal] = (await routing.get("/redo-proposals", who="head"))["items"]
    assert (proposal["case_id"], proposal["handled"]) == (CASE, False)
    assert (await routing.case())["state"] == "published"

    answer = await routing.on_case("head", "redo", REDO)
    assert (answer["state"], answer["round"]) == ("dispatched", 2)
    assert (await routing.get("/redo-proposals", who="head"))["items"] == []
    assert (await routing.facts())[-2:] == ["redo_ordered", "case_dispatched"]
    again = (await routing.said("case_dispatched"))[-1]
    assert again["round"] == 2
    assert [(a["unit_id"], a["part"]) for a in again["assignments"]] == [
        ("ll-police", "lead"),
        ("ll-edu", "assisting"),
    ]
    letters = (await routing.get(f"/cases/{CASE}/letters"))["items"]
    assert "回访反映路灯仍不亮。" in letters[-1]["text"]
    assert letters[-1]["kind"] == "redo"

    await routing.answer_as("ll-edu")
    await routing.answer_as("ll-police", text="路灯已更换。")
    await routing.publish()
    await routing.check(passed=True, of_round=2)
    view = await routing.case()
    assert view["state"] == "closed"
    assert [p["text"] for p in view["publications"]] == [PLAIN_REPLY["text"], "路灯已更换。"]
    assert [e["round"] for e in await routing.said("reply_published")] == [1, 2]


async def test_the_office_s_own_answer_is_redone_by_the_office(routing: Routing) -> None:
    await routing.open(route="direct", kind="inquiry")
    await routing.on_case("clerk", "answer", {"text": "九月招生。", "result": ANSWERED})
    await routing.publish()
    answer = await routing.on_case("head", "redo", REDO)
    assert answer == answer | {"state": "opened", "round": 2, "letter_no": None}
    await routing.on_case("clerk", "answer", {"text": "九月一日招生。", "result": ANSWERED})
    await routing.publish()
    assert [p["round"] for p in (await routing.case())["publications"]] == [1, 2]


async def test_an_upheld_result_closes_the_case_after_a_failed_check_only(routing: Routing) -> None:
    await routing.to_published()
    reason = {"reason": "found_true_on_site"}
    assert await routing.refused("head", f"/cases/{CASE}/uphold", reason) == (
        409,
        "no_failed_check",
    )
    await routing.check(passed=False)
    await routing.check(passed=False)  # the same check, told once more
    await routing.on_case("head", "uphold", reason)
    [closed] = await routing.said("case_closed")
    assert closed["reason"] == "upheld"


async def test_a_closed_case_is_reopened_for_the_same_units(routing: Routing) -> None:
    await routing.to_published()
    await routing.check(passed=True)
    await routing.on_case("head", "reopen", {"reason": "came_back"})
    view = await routing.case()
    assert (view["state"], view["round"]) == ("dispatched", 2)
    assert (await routing.facts())[-2:] == ["case_reopened", "case_dispatched"]
    assert (await routing.assignment("ll-police"))["state"] == "issued"


async def test_a_check_of_an_earlier_round_changes_nothing(routing: Routing) -> None:
    await routing.to_published()
    await routing.on_case("head", "redo", REDO)
    await routing.check(passed=True, of_round=1)
    await routing.check(passed=False, of_round=1, number=2)
    view = await routing.case()
    assert (view["state"], view["round"], view["redo_proposals"]) == ("dispatched", 2, [])
    ignored = [e for e in await routing.journal() if e["action"] == "ignore"]
    assert [e["why"] for e in ignored] == ["stale_round", "stale_round"]


async def test_a_check_before_publication_of_the_round_closes_nothing(routing: Routing) -> None:
    await routing.to_replied()
    await routing.check(passed=True)
    assert (await routing.case())["state"] == "replied"
    assert (await routing.journal())[-1]["why"] == "wrong_state"


async def test_what_the_board_shows_is_kept_as_proof_and_changes_nothing(routing: Routing) -> None:
    await routing.to_published()
    await routing.board(None)
    await routing.board("7002")
    await routing.board("7002")
    view = await routing.case()
    assert view["state"] == "published"
    [proof] = view["board_proofs"]
    assert (proof["answer_id"], proof["organisation"]) == ("7002", "吕梁市委社情民意办")


async def test_who_has_no_demand_left_is_not_asked_again(routing: Routing) -> None:
    """三 was struck from the list before the redo: its unit must not get 一 and 二 instead."""
    await routing.hear(listed(3))
    await routing.open()
    await routing.instruct()
    await routing.dispatch(
        order("ll-police", demands=[1]), order("ll-housing", "assisting", demands=[2]),
        order("ll-env", "assisting", demands=[3]),
    )  # fmt: skip
    for unit in ("ll-housing", "ll-env"):
        await routing.answer_as(unit)
    answers = [{"no": no, "text": "已办理"} for no in (1, 2, 3)]
    await routing.answer_as("ll-police", result=PLAIN_RESULT | {"answers": answers})
    await routing.publish()
    await routing.check(passed=False)
    await routing.hear(listed(2))
    await routing.on_case("head", "redo", {"reason": "weak", "text": "请重办。"})
    second = [a for a in (await routing.case())["assignments"] if a["round"] == 2]
    asked = {a["unit_id"]: a["demands"] for a in second}
    assert asked == {"ll-police": [1], "ll-housing": [2]}


def listed(count: int) -> DemandsListed:
    demands = tuple(Demand(no=no, text=f"诉求{no}", expected="") for no in range(1, count + 1))
    return DemandsListed(case_id=CASE, by=CLERK, demands=demands)
