"""A unit's draft: written, countersigned, signed by the head, read in the county, and then a reply."""

from typing import Any

import pytest

from shared.contracts.intake import AccusedNamed
from tests.integration.routing.conftest import CASE, CLERK, PLAIN_REPLY, Routing, order
from tests.integration.routing.replying import draft_as, sign_as, submit_as

RETURN = {"reason": "not_concrete", "text": "请写明整改措施。"}


async def drafted(routing: Routing, unit_id: str = "ll-police", **changes) -> dict[str, Any]:
    await routing.evidence()
    if (await routing.assignment(unit_id))["state"] == "issued":
        await routing.on_assignment(unit_id, "sign")
    return await draft_as(routing, unit_id, PLAIN_REPLY | changes)


async def on(
    routing: Routing, who: str, draft: dict[str, Any], what: str, body=None, *, match=None
) -> dict[str, Any]:
    version = match or (await routing.get(f"/drafts/{draft['draft_id']}", who="ll-police"))["etag"]
    return await routing.do(who, f"/drafts/{draft['draft_id']}/{what}", body, match=version)


async def test_every_wording_is_kept_with_what_changed(routing: Routing) -> None:
    await routing.to_dispatched()
    draft = await drafted(routing, text="已核实。将尽快办理。")
    assert [f["kind"] for f in draft["findings"]] == ["undated"]
    again = PLAIN_REPLY | {"text": "已核实。将于4月15日前办理。"}
    answer = await on(routing, "ll-police", draft, "revise", again)
    assert (answer["state"], answer["etag"], answer["findings"]) == ("drafted", 2, [])
    shown = await routing.get(f"/drafts/{draft['draft_id']}", who="ll-police")
    assert [w["text"] for w in shown["wordings"]] == ["已核实。将尽快办理。", again["text"]]
    pieces = shown["wordings"][1]["difference"]
    assert [p["text"] for p in pieces if p["op"] == "cut"] == ["尽快"]
    assert (await routing.case())["state"] == "dispatched"
    assert await routing.said("reply_submitted") == []


async def test_only_the_head_on_record_signs_or_the_deputy_for_the_head(routing: Routing) -> None:
    await routing.to_dispatched()
    draft = await submit_as(routing, "ll-police", await drafted(routing))
    path = f"/drafts/{draft['draft_id']}/sign"
    assert await routing.refused("ll-police", path, {}, match=2) == (403, "wrong_role")
    assert await routing.refused("ll-edu/head", path, {}, match=2) == (404, "draft_unknown")
    assert await routing.refused("ll-police/head", path, {"deputy": True}, match=2) == (
        403,
        "not_the_deputy",
    )
    await routing.do("ll-police/head", path, {}, match=2)
    [signed] = await routing.said("reply_signed")
    assert (signed["deputy"], signed["by"]["role"]) == (False, "unit_head")
    [submitted] = await routing.said("reply_submitted")
    assert submitted["by"]["role"] == "unit_head"
    assert (await routing.case())["state"] == "replied"


async def test_the_head_gives_a_draft_back_and_no_counter_counts_it(routing: Routing) -> None:
    await routing.to_dispatched()
    draft = await submit_as(routing, "ll-police", await drafted(routing))
    answer = await on(routing, "ll-police/head", draft, "return", RETURN)
    assert answer["state"] == "drafted"
    assert (await routing.case())["counters"]["returned"] == 0
    await routing.reply_as("ll-police", PLAIN_REPLY)
    assert (await routing.case())["state"] == "replied"


async def test_a_draft_is_recalled_before_it_is_signed(routing: Routing) -> None:
    await routing.to_dispatched()
    draft = await submit_as(routing, "ll-police", await drafted(routing))
    assert (await on(routing, "ll-police", draft, "recall"))["state"] == "drafted"
    path = f"/drafts/{draft['draft_id']}/sign"
    assert await routing.refused("ll-police/head", path, {}, match=3) == (409, "wrong_state")


async def test_a_unit_works_on_one_draft_at_a_time(routing: Routing) -> None:
    await routing.to_dispatched()
    await drafted(routing)
    assert await routing.refused_on_assignment("ll-police", "draft", PLAIN_REPLY) == (
        409,
        "draft_open",
    )


async def test_withdrawal_and_an_upheld_refusal_drop_the_draft(routing: Routing) -> None:
    await routing.to_dispatched(order("ll-police"), order("ll-edu", "assisting"))
    await drafted(routing)
    await drafted(routing, "ll-edu")
    refusal = {"reason": "not_our_matter", "text": "不属本单位。", "suggested_unit": "ll-hr"}
    await routing.on_assignment("ll-edu", "refuse", refusal)
    ruling = {"uphold": True, "reason": "outside_duties"}
    await routing.on_assignment("ll-edu", "rule", ruling, who="head")
    states = {d["unit_id"]: d["state"] for d in (await routing.case())["drafts"]}
    assert states == {"ll-police": "drafted", "ll-edu": "dropped"}
    await routing.withdrawn()
    assert {d["state"] for d in (await routing.case())["drafts"]} == {"dropped"}
    drops = [e for e in await routing.journal() if e["action"] == "drop"]
    assert [e["actor"]["role"] for e in drops if "draft" in e["facts"]] == ["system", "system"]


# ---- the county ------------------------------------------------------------------------------


@pytest.fixture
async def below(routing: Routing) -> Routing:
    """A city matter with 汾阳's office, whose bureaus have answered."""
    await routing.to_dispatched(order("141182-office"))
    await routing.instruct("fenyang", text="请交通局督促整改。")
    await routing.on_assignment(
        "141182-office", "forward",
        {"assignments": [order("141182-traffic"), order("141182-market", "assisting")]},
    )  # fmt: skip
    await routing.evidence()
    for unit in ("141182-market", "141182-traffic"):
        await routing.on_assignment(unit, "sign")
        draft = await draft_as(routing, unit, PLAIN_REPLY | {"text": f"{unit}已整改。"})
        await sign_as(routing, unit, await submit_as(routing, unit, draft))
    return routing


async def test_what_comes_up_is_reviewed_before_the_county_answers(below: Routing) -> None:
    assert await below.refused_reply("141182-office", PLAIN_REPLY) == (409, "children_unreviewed")
    market, traffic = [r["reply_id"] for r in (await below.case())["replies"]]
    assert await below.refused("141181-office", f"/replies/{market}/accept", {}, match=1) == (
        404,
        "reply_unknown",
    )
    await below.do("141182-office", f"/replies/{market}/accept", {}, match=1)
    await below.do("141182-office", f"/replies/{traffic}/return", RETURN, match=1)
    assert (await below.assignment("141182-traffic"))["state"] == "signed"
    [returned] = await below.said("reply_returned")
    assert (returned["stage"], returned["returned"]) == ("county", 1)
    await below.reply_as("141182-traffic", PLAIN_REPLY)
    assert await below.refused("141182-office", f"/replies/{market}/accept", {}, match=2) == (
        409,
        "already_accepted",
    )
    answer = await below.reply_as("141182-office", PLAIN_REPLY)
    assert answer["complete"] is True
    assert [e["reply_id"] for e in await below.said("reply_accepted")] == [market, f"{CASE}-r3"]
    # what the city's office sends back to the county is counted beside it
    await below.on_reply("reviewer", "return", RETURN)
    assert (await below.case())["counters"] == {
        "returned": 2, "redone": 0, "sent_back": 0, "published": 0,
    }  # fmt: skip
    stages = [(e["stage"], e["returned"]) for e in await below.said("reply_returned")]
    assert stages == [("county", 1), ("office", 2)]


async def test_the_countys_draft_begins_with_what_came_up(below: Routing) -> None:
    body = {"result": PLAIN_REPLY["result"]}
    draft = await draft_as(below, "141182-office", body)
    shown = await below.get(f"/drafts/{draft['draft_id']}", who="141182-office")
    assert shown["wordings"][0]["text"] == (
        "汾阳市交通运输局：141182-traffic已整改。\n汾阳市市场监督管理局：141182-market已整改。"
    )


async def test_the_countys_leader_reads_before_it_goes_up(below: Routing) -> None:
    for reply in (await below.case())["replies"]:
        await below.do("141182-office", f"/replies/{reply['reply_id']}/accept", {}, match=1)
    draft = await submit_as(
        below, "141182-office", await draft_as(below, "141182-office", PLAIN_REPLY)
    )
    path = f"/drafts/{draft['draft_id']}"
    signed = await below.do("141182-office/head", f"{path}/sign", {}, match=draft["etag"])
    assert signed["state"] == "signed"
    assert (await below.case())["state"] == "dispatched"
    version = signed["etag"]
    [waiting] = (await below.get("/drafts?state=signed", who="141182-office"))["items"]
    assert waiting["version"] == version
    opinion = {"opinion": "已阅"}
    assert await below.refused("fenyang", f"{path}/read", opinion, match=version) == (
        422,
        "opinion_unclear",
    )
    agreed = {"opinion": "同意报送。"}
    assert await below.refused("xiaoyi", f"{path}/read", agreed, match=version) == (
        403,
        "not_the_addressee",
    )
    back = await below.do(
        "fenyang", f"{path}/send-back", {"opinion": "请补充时限。"}, match=version
    )
    assert back["state"] == "drafted"
    answer = await sign_as(below, "141182-office", await submit_as(below, "141182-office", {
        "draft_id": draft["draft_id"], "etag": back["etag"]}))  # fmt: skip
    assert answer["complete"] is True
    assert [e["fact"] for e in await below.said("draft_read", "draft_sent_back")] == [
        "draft_sent_back",
        "draft_read",
    ]
    shown = await below.get(path, who="fenyang")
    assert [r["outcome"] for r in shown["readings"]] == ["sent_back", "read"]


@pytest.mark.parametrize(("practice", "states"), [("always", "signed"), ("never", "sent")])
async def test_which_drafts_the_countys_leader_reads_is_set(
    routing: Routing, practice: str, states: str
) -> None:
    document = {"document": "县级阅批办法", "valid_from": "2022-01-01"}
    rules = {"rules": {"county_reading": practice}}
    await routing.do("head", "/practice", document | rules)
    await routing.open(addressee_fid=1010)
    await routing.dispatch(order("141181-office"))
    draft = await submit_as(routing, "141181-office", await drafted(routing, "141181-office"))
    path = f"/drafts/{draft['draft_id']}/sign"
    signed = await routing.do("141181-office/head", path, {}, match=draft["etag"])
    assert signed["state"] == states


async def test_a_unit_that_is_accused_later_loses_its_draft_from_sight(routing: Routing) -> None:
    await routing.to_dispatched(order("ll-police"), order("ll-edu", "assisting"))
    draft = await drafted(routing, "ll-edu")
    assert (await routing.get("/drafts?state=drafted", who="ll-edu"))["items"] != []
    await routing.hear(AccusedNamed(case_id=CASE, accused_units=("ll-edu",), by=CLERK))
    [kept] = (await routing.case())["drafts"]
    assert kept["state"] == "dropped"
    for state in ("drafted", "dropped"):
        assert (await routing.get(f"/drafts?state={state}", who="ll-edu"))["items"] == []
    path = f"/drafts/{draft['draft_id']}"
    assert (await routing.send("ll-edu", "GET", path)).status_code == 404
