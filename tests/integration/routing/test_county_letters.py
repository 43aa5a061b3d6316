"""县级转办函: drafted by the county's office, signed by its head, and seen by no one else before."""

from typing import Any

import pytest

from shared.contracts.intake import AccusedNamed
from tests.integration.routing.conftest import CASE, CLERK, PLAIN_REPLY, Routing, order
from tests.integration.routing.test_rules import refuses
from tests.walk.books import ROUTING
from tests.walk.replay import replay_all

OFFICE, HEAD = "141181-office", "141181-office/head"
BELOW = {"assignments": [order("141181-urban"), order("141181-market", "assisting")]}
LETTER = f"/letters/{CASE}-l2"
BACK = {"reason": "task_unclear", "text": "请写明任务。"}


@pytest.fixture
async def instructed(routing: Routing) -> Routing:
    """A matter of the county's that its leader has instructed on."""
    await routing.open(addressee_fid=1010)
    await routing.dispatch(order(OFFICE))
    await routing.on_assignment(OFFICE, "sign")
    await routing.instruct("xiaoyi")
    return routing


async def drafted(routing: Routing, **more: Any) -> dict[str, Any]:
    """The officer's draft; no assignment is made of it yet."""
    mine = await routing.assignment(OFFICE)
    path = f"/assignments/{mine['assignment_id']}/forward"
    return await routing.do(OFFICE, path, BELOW | more, match=mine["version"])


async def test_nothing_is_handed_down_until_the_head_signs(instructed: Routing) -> None:
    answer = await drafted(instructed)
    assert (answer["state"], answer["letter_id"], answer["due_on"]) == (
        "drafted", f"{CASE}-l2", "2022-03-31",
    )  # fmt: skip
    assert (await instructed.assignment(OFFICE))["state"] == "signed"
    assert (await instructed.send("141181-urban", "GET", f"/cases/{CASE}")).status_code == 404
    assert await instructed.said("assignment_forwarded") == []
    signed = await instructed.do(HEAD, f"{LETTER}/sign", match=1)
    assert (signed["state"], signed["letter_no"]) == ("forwarded", "孝义社情转〔2022〕1号")
    [event] = await instructed.said("assignment_forwarded")
    assert (event["by"]["role"], event["letter_no"]) == ("unit_head", "孝义社情转〔2022〕1号")
    assert [a["unit_id"] for a in event["assignments"]] == ["141181-urban", "141181-market"]
    assert (await instructed.assignment("141181-urban"))["due_on"] == "2022-03-31"
    again = f"{LETTER}/sign"
    await refuses(instructed, HEAD, again, {}, 409, "wrong_state", match=2)
    async with instructed.runtime.transaction() as tx:
        assert (await replay_all(tx, ROUTING, [f"case/{CASE}"])).faults == []


async def test_who_may_and_who_sees(instructed: Routing) -> None:
    await drafted(instructed)
    for who, status, rule in (
        (OFFICE, 403, "wrong_role"),
        ("141182-office/head", 404, "letter_unknown"),
        ("141181-urban/head", 404, "letter_unknown"),
        ("head", 403, "wrong_role"),
    ):
        await refuses(instructed, who, f"{LETTER}/sign", {}, status, rule, match=1)
    await refuses(instructed, "head", f"{LETTER}/issue", {}, 404, "letter_unknown", match=1)
    await refuses(instructed, "reviewer", f"{LETTER}/check", {}, 404, "letter_unknown", match=1)
    await refuses(instructed, "clerk", f"{LETTER}/drop", {}, 404, "letter_unknown", match=1)
    await refuses(
        instructed, OFFICE, f"/letters/{CASE}-l1/drop", {}, 404, "letter_unknown", match=3
    )
    for who, status in (
        (OFFICE, 200), (HEAD, 200), ("clerk", 200), ("141181-urban", 404), ("141182-office", 404),
    ):  # fmt: skip
        assert (await instructed.send(who, "GET", LETTER)).status_code == status, who
    for who, waiting in ((HEAD, [f"{CASE}-l2"]), ("head", []), ("141182-office/head", [])):
        items = (await instructed.get("/letters?state=drafted", who=who))["items"]
        assert [letter["letter_id"] for letter in items] == waiting, who
    assert (await instructed.get(f"/cases/{CASE}/letters", who=OFFICE))["open"] == f"{CASE}-l2"
    assert (await instructed.get(f"/cases/{CASE}/letters"))["open"] is None


async def test_the_head_gives_it_back_and_it_is_worded_anew(instructed: Routing) -> None:
    await drafted(instructed)
    mine = await instructed.assignment(OFFICE)
    forward = f"/assignments/{mine['assignment_id']}/forward"
    assert await instructed.refused(OFFICE, forward, BELOW, match=mine["version"]) == (
        409, "letter_on_its_way",
    )  # fmt: skip
    await instructed.do(HEAD, f"{LETTER}/return", BACK, match=1)
    await refuses(instructed, HEAD, f"{LETTER}/sign", {}, 409, "wrong_state", match=2)
    bad = {"assignments": [order("141182-traffic")]}
    await refuses(instructed, OFFICE, f"{LETTER}/reword", bad, 422, "not_below", match=2)
    better = {"assignments": [order("141181-urban", task="三日内恢复通行")], "note": "请抓紧。"}
    await instructed.do(OFFICE, f"{LETTER}/reword", better, match=2)
    await instructed.do("xiaoyi", f"/instructions/{CASE}-i1/amend", {"text": "请城管局两日内办结。"},
                        match=1)  # fmt: skip
    await refuses(instructed, HEAD, f"{LETTER}/sign", {}, 409, "instruction_changed", match=3)
    await instructed.do(OFFICE, f"{LETTER}/reword", better, match=3)
    await instructed.do(HEAD, f"{LETTER}/sign", match=4)
    shown = await instructed.get(LETTER, who=OFFICE)
    assert [w["version"] for w in shown["wordings"]] == [1, 3, 4]
    assert "三日内恢复通行" in shown["text"]
    assert "请城管局两日内办结。" in shown["text"]


async def test_beside_it_the_city_may_have_a_letter_of_its_own(instructed: Routing) -> None:
    await drafted(instructed)
    await instructed.do("leader", f"/cases/{CASE}/instruct", {"text": "请教育局协助。"})
    await instructed.on_case("clerk", "letters", {"assignments": [order("ll-edu", "assisting")]})
    await instructed.sign_letter(f"{CASE}-l3")
    # the leader of the city has instructed since: the county's head lets it be checked again
    await refuses(instructed, HEAD, f"{LETTER}/sign", {}, 409, "instruction_changed", match=1)
    await instructed.do(OFFICE, f"{LETTER}/reword", BELOW, match=1)
    await instructed.do(HEAD, f"{LETTER}/sign", match=2)


async def test_a_deputy_signs_for_the_head_and_nobody_his_own_draft(instructed: Routing) -> None:
    file = await instructed.get("/organisation", who="admin")
    unit = next(u for u in file["units"] if u["id"] == OFFICE)
    head, unit["head"]["name"], unit["deputy"] = unit["head"]["name"], "新某", unit["head"]["name"]
    await instructed.do("admin", "/organisation", file)
    await drafted(instructed)
    await instructed.do(HEAD, f"{LETTER}/sign", match=1)
    [event] = await instructed.said("assignment_forwarded")
    assert (event["by"]["name"], event["by"]["on_behalf_of"]) == (head, "新某")


@pytest.mark.parametrize("ends", ["released", "withdrawn", "answered", "accused", "accused_below"])
async def test_what_ends_the_countys_part_drops_its_letter(instructed: Routing, ends: str) -> None:
    await drafted(instructed)
    if ends == "released":
        reason = {"reason": "named_by_mistake"}
        await instructed.on_assignment(OFFICE, "release", reason, who="head")
    elif ends == "withdrawn":
        await instructed.withdrawn()
    elif ends == "answered":
        await instructed.reply_as(OFFICE, PLAIN_REPLY)
    else:
        unit = OFFICE if ends == "accused" else "141181-market"
        await instructed.hear(AccusedNamed(case_id=CASE, accused_units=(unit,), by=CLERK))
    assert (await instructed.get(LETTER))["state"] == "dropped"


async def test_by_practice_a_county_s_letter_goes_at_once(instructed: Routing) -> None:
    await instructed.do("head", "/practice", {
        "document": "办件规程", "valid_from": "2022-03-28",
        "rules": {"county_letters": "at_once"}})  # fmt: skip
    answer = await drafted(instructed)
    assert (answer["state"], answer["letter_no"]) == ("forwarded", "孝义社情转〔2022〕1号")
    [event] = await instructed.said("assignment_forwarded")
    assert event["by"]["role"] == "county_office"
    assert (await instructed.get(LETTER, who=OFFICE))["sender_id"] == OFFICE
