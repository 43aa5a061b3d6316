"""The ways of a case, from its opening to its end."""

from datetime import timedelta

import pytest

from tests.integration.routing.conftest import (
    ANSWERED,
    CASE,
    MONDAY,
    PLAIN_REPLY,
    PLAIN_RESULT,
    Routing,
    order,
    told,
)

DRIVES = {"real_world": {"achieved": True, "text": "车辆已上路"}}


async def test_the_citys_way_with_two_units(routing: Routing) -> None:
    await routing.to_dispatched(order("ll-police"), order("ll-traffic", "assisting", "协助核实"))
    await routing.answer_as("ll-traffic", text="已督促邮政公司恢复邮寄。")
    await routing.answer_as("ll-police", result=PLAIN_RESULT | DRIVES)
    await routing.on_reply("reviewer", "review", {"text": "网友您好！可凭过期临牌通行。"})
    await routing.on_reply("leader", "read", {"opinion": "同意"})
    await routing.on_reply("clerk", "publish", {"proof": "https://board.example/14838301"})
    await routing.check(passed=True)

    assert await routing.facts() == [
        "case_opened",
        "instruction_given",
        "case_dispatched",
        "assignment_signed_for",
        "reply_signed",
        "reply_submitted",
        "assignment_signed_for",
        "reply_circulated",
        "reply_countersigned",
        "reply_signed",
        "reply_submitted",
        "reply_reviewed",
        "reply_read",
        "reply_published",
        "case_closed",
    ]
    assert [e["complete"] for e in await routing.said("reply_submitted")] == [False, True]
    [published] = await routing.said("reply_published")
    assert published["units"] == ["ll-police", "ll-traffic"]
    assert published["text"] == "网友您好！可凭过期临牌通行。"
    assert (published["signer"], published["external_id"]) == ("unit", "14838301")
    [closed] = await routing.said("case_closed")
    assert closed["reason"] == "check_passed"
    assert await routing.steps() == [
        "open >opened",
        "instruct opened>instructed",
        "draft >drafted",
        "check_letter drafted>checked",
        "issue_letter checked>issued",
        "dispatch instructed>dispatched",
        "sign issued>signed",
        "draft >drafted",
        "present drafted>presented",
        "sign presented>sent",
        "reply signed>answered",
        "sign issued>signed",
        "draft >drafted",
        "circulate drafted>circulated",
        "countersign_last circulated>presented",
        "sign presented>sent",
        "reply signed>answered",
        "answer_up dispatched>replied",
        "review replied>reviewed",
        "read reviewed>read",
        "publish read>published",
        "close published>closed",
    ]
    view = await routing.case()
    assert view["state"] == "closed"
    assert view["replies"][-1]["text"] == PLAIN_REPLY["text"]
    assert view["reviews"][0]["text"] == "网友您好！可凭过期临牌通行。"
    assert view["reviews"][0]["by"]["name"] == "葛某"
    assert view["replies"][-1]["result"]["real_world"] == DRIVES["real_world"]


async def test_the_countys_way_with_forwarding(routing: Routing) -> None:
    """The article's second order: a letter to the county's office, its leader, units."""
    await routing.open(addressee_fid=1010, addressee_name="孝义市委书记", kind="complaint")
    assert await routing.refused(
        "clerk", f"/cases/{CASE}/letters", {"assignments": [order("141182-office")]}
    ) == (409, "no_instruction")
    await routing.dispatch(order("141181-office"))
    below = {
        "assignments": [order("141181-urban"), order("141181-market", "assisting", "检查商品质量")]
    }
    assert await routing.refused_on_assignment("141181-office", "forward", below) == (
        409,
        "no_instruction",
    )
    assert await routing.refused(
        "fenyang", f"/cases/{CASE}/instruct", {"text": "请严格治理。"}
    ) == (
        403,
        "not_the_addressee",
    )
    await routing.instruct("xiaoyi", text="请城管局会同市场监管局严格治理。")
    answer = await routing.on_assignment("141181-office", "forward", below)
    assert [a["unit_id"] for a in answer["assignments"]] == ["141181-urban", "141181-market"]

    assert await routing.refused_reply("141181-office", PLAIN_REPLY) == (
        409,
        "children_open",
    )
    await routing.on_assignment("141181-urban", "sign")
    assert await routing.refused_reply("141181-urban", PLAIN_REPLY) == (
        409,
        "assisting_open",
    )
    await routing.answer_as("141181-market")
    await routing.reply_as("141181-urban", PLAIN_REPLY)
    await routing.reply_as("141181-office", PLAIN_REPLY)
    assert (await routing.case())["state"] == "replied"

    await routing.on_reply("reviewer", "review")
    assert await routing.refused_on_reply("leader", "read", {"opinion": "同意"}) == (
        403,
        "not_the_addressee",
    )
    await routing.on_reply("xiaoyi", "read", {"opinion": "同意"})
    await routing.on_reply("clerk", "publish", {"proof": "https://board.example/1"})
    [forwarded] = await routing.said("assignment_forwarded")
    assert {a["parent_id"] for a in forwarded["assignments"]} == {f"{CASE}-a1"}
    assert {a["level"] for a in forwarded["assignments"]} == {"county"}
    [published] = await routing.said("reply_published")
    assert published["units"] == ["141181-office", "141181-urban", "141181-market"]
    levels = [e["level"] for e in await routing.said("instruction_given")]
    assert levels == ["county"]


async def test_a_city_matter_goes_to_city_and_county_at_once(routing: Routing) -> None:
    """Several units at different levels, with different tasks (A34)."""
    await routing.to_dispatched(
        order("ll-police"), order("141182-office", "assisting", "督促邮政公司整改")
    )
    await routing.instruct("fenyang", text="请交通局督促整改。")
    await routing.on_assignment(
        "141182-office", "forward", {"assignments": [order("141182-traffic")]}
    )
    await routing.answer_as("141182-traffic")
    await routing.reply_as("141182-office", PLAIN_REPLY)
    await routing.answer_as("ll-police")
    assert (await routing.case())["state"] == "replied"


async def test_a_bureau_forwards_to_its_sub_unit(routing: Routing) -> None:
    await routing.to_dispatched()
    await routing.on_assignment(
        "ll-police", "forward", {"assignments": [order("ll-police-traffic")]}
    )
    await routing.answer_as("ll-police-traffic")
    await routing.reply_as("ll-police", PLAIN_REPLY)
    assert (await routing.case())["state"] == "replied"


async def test_a_silent_unit_is_released_and_another_leads(routing: Routing) -> None:
    await routing.to_dispatched()
    await routing.on_assignment(
        "ll-police", "forward", {"assignments": [order("ll-police-traffic")]}
    )
    await routing.move_to(MONDAY + timedelta(days=90))
    silent = {"reason": "stays_silent"}
    assert (await routing.refused_on_assignment("ll-police", "release", silent))[0] == 403
    await routing.on_assignment("ll-police", "release", silent, who="head")
    gone = await routing.said("assignment_released")
    assert [(e["unit_id"], e["reason"]) for e in gone] == [
        ("ll-police", "stays_silent"), ("ll-police-traffic", "stays_silent"),
    ]  # fmt: skip
    await routing.dispatch(order("ll-edu"))
    await routing.answer_as("ll-edu")
    assert (await routing.case())["state"] == "replied"


@pytest.mark.parametrize("route", ["decline", "transfer", "duplicate"])
async def test_routes_that_decide_nothing_are_read_by_nobody(routing: Routing, route: str) -> None:
    await routing.open(
        route=route,
        reason="out_of_area",
        duplicate_of="LL2022-000001" if route == "duplicate" else None,
        transfer_to="ll-discipline" if route == "transfer" else None,
    )
    assert await routing.refused("leader", f"/cases/{CASE}/instruct", {"text": "请处理。"}) == (
        409,
        "answered_by_office",
    )
    answer = await routing.on_case("clerk", "answer", {"text": "您反映的事项不属本市管辖。"})
    assert answer["state"] == "replied"
    reviewed = await routing.on_reply("reviewer", "review")
    assert reviewed["state"] == "read"
    await routing.on_reply("clerk", "publish", {"proof": "https://board.example/1"})
    [read] = await routing.said("reply_read")
    assert (read["waived"], read["post"], read["by"]["role"]) == (True, None, "system")
    [published] = await routing.said("reply_published")
    assert (published["route"], published["units"]) == (route, ["ll-office"])
    assert published["signer"] == "office"
    assert (await routing.steps())[2:4] == ["review replied>reviewed", "waive reviewed>read"]
    [reading] = (await routing.case())["readings"]
    assert reading["outcome"] == "waived"


async def test_the_office_s_own_answer_is_read_by_the_leader(routing: Routing) -> None:
    await routing.open(route="direct", kind="inquiry")
    assert await routing.refused(
        "clerk", f"/cases/{CASE}/letters", {"assignments": [order("ll-edu")]}
    ) == (409, "answered_by_office")
    await routing.on_case(
        "clerk", "answer", {"text": "第一小学九月一日开始招生。", "result": ANSWERED}
    )
    assert (await routing.on_reply("reviewer", "review"))["state"] == "reviewed"
    await routing.on_reply("leader", "read", {"opinion": "同意"})
    await routing.on_reply(
        "clerk", "publish", {"proof": "https://board.example/1", "signer": "leader"}
    )
    [published] = await routing.said("reply_published")
    assert published["signer"] == "leader"


async def test_the_office_does_not_answer_for_units(routing: Routing) -> None:
    await routing.open()
    assert await routing.refused("clerk", f"/cases/{CASE}/answer", {"text": "已办。"}) == (
        409,
        "answered_by_units",
    )


async def test_a_withdrawn_case_releases_everybody(routing: Routing) -> None:
    await routing.to_dispatched(order("ll-police"), order("ll-edu", "assisting"))
    await routing.on_assignment("ll-edu", "sign")
    await routing.withdrawn()
    view = await routing.case()
    assert view["state"] == "withdrawn"
    assert {a["state"] for a in view["assignments"]} == {"released"}
    [closed] = await routing.said("case_closed")
    assert closed["reason"] == "withdrawn"
    assert await routing.refused_reply("ll-edu", PLAIN_REPLY) == (
        409,
        "wrong_state",
    )


async def test_a_case_withdrawn_before_it_was_accepted_never_opens(routing: Routing) -> None:
    await routing.hear(told()[0])
    await routing.withdrawn()
    assert await routing.said() == []
    assert await routing.journal() == []


async def test_what_is_closed_is_not_withdrawn(routing: Routing) -> None:
    await routing.to_published()
    await routing.check(passed=True)
    await routing.withdrawn()
    assert (await routing.case())["state"] == "closed"
    assert (await routing.journal())[-1]["why"] == "wrong_state"
