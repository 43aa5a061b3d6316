"""A letter on its way: 拟稿, 核稿, 签发; who may do what, and what came of it."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.integration.routing.conftest import CASE, MONDAY, Routing, order
from tests.integration.routing.test_rules import authorise

LETTER = {"assignments": [order("ll-police")]}
AGAIN = {"reason": "task_unclear", "text": "请写明要核实哪几件事。"}


@pytest.fixture
async def instructed(routing: Routing) -> Routing:
    await routing.open()
    await routing.instruct()
    return routing


async def drafted(routing: Routing, **more) -> str:
    return (await routing.on_case("clerk", "letters", LETTER | more))["letter_id"]


async def refused(routing: Routing, who: str, letter: str, what: str, body=None) -> tuple[int, str]:
    version = (await routing.get(f"/letters/{letter}"))["etag"]
    return await routing.refused(who, f"/letters/{letter}/{what}", body, match=version)


async def test_a_draft_sends_nothing_until_it_is_signed(instructed: Routing) -> None:
    letter = await drafted(instructed)
    await instructed.on_letter("reviewer", letter, "check")
    assert (await instructed.case())["state"] == "instructed"
    assert "case_dispatched" not in await instructed.facts()
    assert (await instructed.send("ll-police", "GET", f"/cases/{CASE}")).status_code == 404

    answer = await instructed.on_letter("head", letter, "issue")
    assert (answer["state"], answer["letter_no"]) == ("dispatched", "吕社情交〔2022〕1号")
    [said] = await instructed.said("case_dispatched")
    assert said["by"]["role"] == "office_head"
    assert [a["due_on"] for a in said["assignments"]] == ["2022-04-01"]
    view = await instructed.get(f"/letters/{letter}")
    assert (view["state"], view["letter_no"]) == ("issued", answer["letter_no"])
    assert (await instructed.get(f"/letters/{letter}", who="ll-police"))["text"] == view["text"]


async def test_a_returned_draft_is_revised_and_every_version_is_kept(instructed: Routing) -> None:
    letter = await drafted(instructed)
    await instructed.on_letter("reviewer", letter, "return", AGAIN)
    better = {"assignments": [order("ll-police", task="核实车牌为何未寄出")], "urgency": "urgent"}
    await instructed.on_letter("clerk", letter, "revise", better)
    await instructed.on_letter("reviewer", letter, "check")
    await instructed.on_letter("head", letter, "return", AGAIN)
    await instructed.on_letter("clerk", letter, "revise", better)
    await instructed.sign_letter(letter)
    view = await instructed.get(f"/letters/{letter}")
    assert [w["version"] for w in view["wordings"]] == [1, 3, 6]
    assert [r["by"]["role"] for r in view["returns"]] == ["reviewer", "office_head"]
    assert "核实车牌为何未寄出" in view["text"]
    assert "\n加急\n" in view["text"]


async def test_the_signature_needs_the_check(instructed: Routing) -> None:
    letter = await drafted(instructed)
    assert await refused(instructed, "head", letter, "issue") == (409, "wrong_state")
    assert await refused(instructed, "head", letter, "check") == (403, "wrong_role")
    assert await refused(instructed, "clerk", letter, "issue") == (403, "wrong_role")
    assert await refused(instructed, "reviewer", letter, "revise", LETTER) == (403, "wrong_role")


async def test_one_letter_of_a_case_is_on_its_way_at_a_time(instructed: Routing) -> None:
    letter = await drafted(instructed)
    path = f"/cases/{CASE}/letters"
    assert await instructed.refused("clerk", path, LETTER) == (409, "letter_on_its_way")
    assert (await instructed.get(path))["open"] == letter
    await instructed.on_letter("clerk", letter, "drop")
    assert await drafted(instructed) == f"{CASE}-l2"


async def test_what_was_instructed_after_the_draft_goes_through_the_check_again(
    instructed: Routing,
) -> None:
    letter = await drafted(instructed)
    await instructed.on_letter("reviewer", letter, "check")
    await instructed.instruct(text="请市公安局三日内办结。")
    assert await refused(instructed, "head", letter, "issue") == (409, "instruction_changed")
    await instructed.on_letter("head", letter, "return", AGAIN)
    await instructed.on_letter("clerk", letter, "revise", LETTER)
    await instructed.sign_letter(letter)
    assert "请市公安局三日内办结。" in (await instructed.get(f"/letters/{letter}"))["text"]


async def test_a_withdrawn_case_sends_no_letter(instructed: Routing) -> None:
    letter = await drafted(instructed)
    await instructed.withdrawn()
    assert (await instructed.get(f"/letters/{letter}"))["state"] == "dropped"
    assert await refused(instructed, "reviewer", letter, "check") == (409, "wrong_state")


async def test_the_lists_show_what_waits_for_whom(instructed: Routing) -> None:
    letter = await drafted(instructed)

    async def waiting(state: str) -> list[str]:
        found = await instructed.get(f"/letters?state={state}", who="head")
        return [item["letter_id"] for item in found["items"]]

    assert (await waiting("drafted"), await waiting("checked")) == ([letter], [])
    await instructed.on_letter("reviewer", letter, "check")
    assert (await waiting("drafted"), await waiting("checked")) == ([], [letter])
    assert (await instructed.send("ll-police", "GET", "/letters")).status_code == 403


async def test_longer_than_usual_needs_a_reason_and_the_past_is_refused(
    instructed: Routing,
) -> None:
    path = f"/cases/{CASE}/letters"
    late = LETTER | {"due_on": "2022-04-10"}
    assert await instructed.refused("clerk", path, late) == (422, "due_reason_missing")
    past = LETTER | {"due_on": "2022-03-27"}
    assert await instructed.refused("clerk", path, past) == (422, "due_past")
    letter = await drafted(instructed, due_on="2022-04-10", due_reason="needs_expertise")
    await instructed.move_to(MONDAY + timedelta(days=14))
    await instructed.on_letter("reviewer", letter, "check")
    assert await refused(instructed, "head", letter, "issue") == (422, "due_past")


async def test_those_below_never_get_longer_than_who_hands_it_down(routing: Routing) -> None:
    await routing.open(addressee_fid=1010)
    await routing.dispatch(order("141181-office"), due_on="2022-04-01")
    await routing.instruct("xiaoyi", text="请认真核实整改。")
    down = {"assignments": [order("141181-urban")]}
    late = down | {"due_on": "2022-04-02"}
    assert await routing.refused_on_assignment("141181-office", "forward", late) == (
        422,
        "due_after_parent",
    )
    await routing.on_assignment("141181-office", "forward", down)
    assert (await routing.assignment("141181-office"))["due_on"] == "2022-04-01"
    assert (await routing.assignment("141181-urban"))["due_on"] == "2022-03-31"


async def test_units_see_no_draft_and_no_letter_of_others(instructed: Routing) -> None:
    letter = await drafted(instructed)
    path = f"/letters/{letter}"
    assert (await instructed.send("ll-police", "GET", path)).status_code == 404
    await instructed.sign_letter(letter)
    assert (await instructed.send("ll-police", "GET", path)).status_code == 200
    assert (await instructed.send("ll-edu", "GET", path)).status_code == 404
    assert "wordings" not in await instructed.get(path, who="ll-police")


async def test_a_letter_is_as_urgent_as_the_leader_said_and_by_the_day_agreed_to(
    routing: Routing,
) -> None:
    await routing.open()
    proposal = await routing.propose(due_on="2022-03-31")
    await routing.do("head", f"/proposals/{proposal}/submit")
    await routing.instruct(text="同意。", urgency="extra_urgent")
    path = f"/cases/{CASE}/letters"
    longer = LETTER | {"due_on": "2022-04-01"}
    assert await routing.refused("clerk", path, longer) == (422, "due_reason_missing")
    answer = await routing.dispatch(order("ll-police"))
    assert answer["due_on"] == "2022-03-31"
    [letter] = (await routing.get(path))["items"]
    assert "\n特急\n" in letter["text"]
    [mine] = (await routing.get("/assignments", who="ll-police"))["items"]
    assert (mine["urgency"], mine["due_on"]) == ("特急", "2022-03-31")


async def test_a_letter_says_who_instructed_for_the_holder(routing: Routing) -> None:
    await authorise(routing, "批示")
    await routing.open()
    await routing.instruct("deputy", mode="deputy", text="请公安局三日内办结。")
    await routing.dispatch(order("ll-police"))
    [letter] = (await routing.get(f"/cases/{CASE}/letters"))["items"]
    assert (
        "吕梁市委书记郑某406（2022年3月28日，冯某408代批）：请公安局三日内办结。" in letter["text"]
    )


async def test_the_office_s_own_figures_say_by_when(instructed: Routing) -> None:
    terms = {"feedback_days": 2, "public_days": {"livelihood": 5}, "late_from": "09:00"}
    await instructed.do("head", "/practice", {
        "document": "吕社情办〔2022〕9号", "valid_from": "2022-03-28", "rules": {"terms": terms}})  # fmt: skip
    letter = await drafted(instructed)
    view = await instructed.get(f"/letters/{letter}")
    assert view["wordings"][0]["content"]["due_on"] == "2022-03-31"
    await instructed.sign_letter(letter)
    assert "须在5日内公开回复" in (await instructed.get(f"/letters/{letter}"))["text"]


async def test_a_letter_drafted_on_friday_evening_is_issued_on_saturday(
    instructed: Routing,
) -> None:
    """Of two signatures the later one never has the earlier day."""
    await instructed.move_to(datetime(2022, 4, 1, 10, 0, tzinfo=UTC))  # Friday, 18:00
    letter = await drafted(instructed)
    await instructed.on_letter("reviewer", letter, "check")
    await instructed.move_to(datetime(2022, 4, 2, 1, 0, tzinfo=UTC))  # Saturday, 09:00
    await instructed.on_letter("head", letter, "issue")
