"""会签: assisting units agree or object, in a dated term; who stays silent is on record."""

from datetime import timedelta
from typing import Any

import pytest

from tests.integration.routing.conftest import CASE, MONDAY, PLAIN_REPLY, Routing, order
from tests.integration.routing.replying import draft_as, sign_as, submit_as
from tests.integration.routing.test_drafts import drafted, on

OVER = {"reason": "term_over", "text": "协办单位逾期未反馈。"}


async def test_assisting_units_countersign_and_an_objection_sends_it_back(routing: Routing) -> None:
    await routing.to_dispatched(
        order("ll-police"), order("ll-traffic", "assisting"), order("ll-edu", "assisting")
    )
    for unit in ("ll-traffic", "ll-edu"):
        await routing.answer_as(unit)
    draft = await drafted(routing)
    asked = await on(routing, "ll-police", draft, "submit")
    assert (asked["state"], asked["units"]) == ("circulated", ["ll-traffic", "ll-edu"])
    [waiting] = (await routing.get("/drafts?state=circulated", who="ll-edu"))["items"]
    assert waiting["draft_id"] == draft["draft_id"]
    path = f"/drafts/{draft['draft_id']}/countersign"
    assert await routing.refused("ll-hr", path, {"agrees": True}, match=2) == (404, "draft_unknown")
    assert (await routing.send("ll-hr", "GET", f"/drafts/{draft['draft_id']}")).status_code == 404
    await on(routing, "ll-edu", draft, "countersign", {"agrees": True})
    assert (await routing.get("/drafts?state=circulated", who="ll-edu"))["items"] == []
    assert await routing.refused("ll-edu", path, {"agrees": True}, match=3) == (
        409,
        "already_countersigned",
    )
    assert await routing.refused("ll-traffic", path, {"agrees": False}, match=3) == (
        422,
        "objection_unexplained",
    )
    objection = {"agrees": False, "text": "道路部分未写明。"}
    assert (await on(routing, "ll-traffic", draft, "countersign", objection))["state"] == "drafted"
    # a new wording asks everybody again
    answer = await sign_as(routing, "ll-police", await submit_as(routing, "ll-police", {
        "draft_id": draft["draft_id"], "etag": 4}))  # fmt: skip
    assert answer["complete"] is True
    agreed = [(e["unit_id"], e["agrees"]) for e in await routing.said("reply_countersigned")]
    assert agreed[:2] == [("ll-edu", True), ("ll-traffic", False)]
    assert set(agreed[2:]) == {("ll-edu", True), ("ll-traffic", True)}


@pytest.fixture
async def circulated(routing: Routing) -> tuple[Routing, dict[str, Any]]:
    """A draft that goes round two units, one of which has agreed."""
    await routing.to_dispatched(
        order("ll-police"), order("ll-traffic", "assisting"), order("ll-edu", "assisting")
    )
    for unit in ("ll-traffic", "ll-edu"):
        await routing.answer_as(unit)
    draft = await drafted(routing)
    asked = await on(routing, "ll-police", draft, "submit")
    assert asked["answer_by"] == "2022-03-30"
    await on(routing, "ll-edu", draft, "countersign", {"agrees": True})
    return routing, draft


async def test_who_stays_silent_is_passed_over_only_when_the_term_is_over(
    circulated: tuple[Routing, dict[str, Any]],
) -> None:
    routing, draft = circulated
    path = f"/drafts/{draft['draft_id']}/pass-silence"
    for day in (0, 2):
        await routing.move_to(MONDAY + timedelta(days=day))
        assert await routing.refused("ll-police", path, OVER, match=3) == (
            409,
            "countersign_term_runs",
        )
    await routing.move_to(MONDAY + timedelta(days=3))
    for who in ("ll-traffic", "ll-edu"):
        assert await routing.refused(who, path, OVER, match=3) == (404, "draft_unknown")
    assert (await routing.refused("head", path, OVER, match=3))[0] == 403
    answer = await routing.do("ll-police", path, OVER, match=3)
    assert (answer["state"], answer["silent"]) == ("presented", ["ll-traffic"])
    late = f"/drafts/{draft['draft_id']}/countersign"
    assert await routing.refused("ll-traffic", late, {"agrees": True}, match=4) == (
        409,
        "wrong_state",
    )
    [lapsed] = await routing.said("countersign_lapsed")
    assert (lapsed["units"], lapsed["answer_by"]) == (["ll-traffic"], "2022-03-30")
    assert lapsed["by"]["name"] == "ll-police 经办"
    [entry] = [e for e in await routing.journal() if e["action"] == "lapse"]
    assert (entry["why"], entry["facts"]["silent"]) == ("term_over", ["ll-traffic"])
    assert OVER["text"] not in str(entry)
    await sign_as(routing, "ll-police", {"draft_id": draft["draft_id"], "etag": 4})
    view = await routing.case()
    assert view["state"] == "replied"
    words = {c["unit_id"]: (c["agrees"], c["silent"]) for c in view["countersigns"]}
    assert words == {"ll-edu": (True, False), "ll-traffic": (None, True)}
    [lapse] = view["lapses"]
    assert (lapse["units"], lapse["text"]) == (["ll-traffic"], OVER["text"])
    shown = await routing.get(f"/drafts/{draft['draft_id']}", who="ll-police")
    assert [one["units"] for one in shown["lapses"]] == [["ll-traffic"]]


async def test_the_lists_say_until_when_and_who_is_silent(
    circulated: tuple[Routing, dict[str, Any]],
) -> None:
    routing, draft = circulated
    for who in ("ll-police", "ll-traffic"):
        [item] = (await routing.get("/drafts?state=circulated", who=who))["items"]
        assert (item["draft_id"], item["answer_by"], item["silent"]) == (
            draft["draft_id"], "2022-03-30", ["ll-traffic"],
        )  # fmt: skip
    assert (await routing.get("/drafts?state=circulated", who="ll-edu"))["items"] == []


async def test_a_new_circulation_has_a_term_of_its_own(
    circulated: tuple[Routing, dict[str, Any]],
) -> None:
    routing, draft = circulated
    await routing.move_to(MONDAY + timedelta(days=3))
    await on(routing, "ll-police", draft, "recall")
    again = await on(routing, "ll-police", draft, "submit")
    assert again["answer_by"] == "2022-04-01"  # the day on which the lead itself is due
    path = f"/drafts/{draft['draft_id']}/pass-silence"
    assert await routing.refused("ll-police", path, OVER, match=again["etag"]) == (
        409,
        "countersign_term_runs",
    )


async def test_the_practice_sets_the_term(routing: Routing) -> None:
    document = {"document": "会签办法", "valid_from": "2022-01-01"}
    await routing.do("head", "/practice", document | {"rules": {"countersign_days": 1}})
    await routing.to_dispatched(order("ll-police"), order("ll-edu", "assisting"))
    await routing.answer_as("ll-edu")
    asked = await on(routing, "ll-police", await drafted(routing), "submit")
    assert asked["answer_by"] == "2022-03-29"
    [event] = await routing.said("reply_circulated")
    assert event["answer_by"] == "2022-03-29"


async def test_where_nobody_assists_there_is_no_term(routing: Routing) -> None:
    await routing.to_dispatched()
    draft = await submit_as(routing, "ll-police", await drafted(routing))
    assert (draft["state"], draft["answer_by"]) == ("presented", None)
    path = f"/drafts/{draft['draft_id']}/pass-silence"
    assert await routing.refused("ll-police", path, OVER, match=2) == (409, "wrong_state")
    assert CASE in draft["draft_id"]


async def test_a_unit_that_got_a_second_share_of_the_round_is_asked_once(routing: Routing) -> None:
    await routing.to_dispatched(order("ll-police"), order("ll-edu", "assisting"))
    await routing.answer_as("ll-edu")
    await routing.dispatch(order("ll-edu", "assisting"))
    await routing.answer_as("ll-edu")
    await routing.on_assignment("ll-police", "sign")
    draft = await draft_as(routing, "ll-police", PLAIN_REPLY)
    path = f"/drafts/{draft['draft_id']}"
    answer = await routing.do("ll-police", f"{path}/submit", match=draft["etag"])
    assert answer["units"] == ["ll-edu"]
    answer = await routing.do("ll-edu", f"{path}/countersign", {"agrees": True}, match=2)
    assert answer["state"] == "presented"


async def test_a_unit_that_assists_since_has_a_word_too(routing: Routing) -> None:
    """Who was asked about an earlier wording was not asked about this one."""
    await routing.to_dispatched(order("ll-police"), order("ll-edu", "assisting"))
    await routing.answer_as("ll-edu")
    draft = await submit_as(routing, "ll-police", await drafted(routing))
    assert draft["state"] == "presented"  # all agreed
    await routing.dispatch(order("ll-housing", "assisting"))
    await routing.answer_as("ll-housing")
    path = f"/drafts/{draft['draft_id']}"
    missing = await routing.send(
        "ll-police/head", "POST", f"{path}/sign", {"deputy": False}, match=draft["etag"]
    )
    assert (missing.status_code, missing.json()["rule"]) == (409, "countersign_missing")
    assert missing.json()["units"] == ["ll-housing"]
    await on(routing, "ll-police", draft, "recall")
    draft = await submit_as(routing, "ll-police", await drafted_again(routing, draft))
    await sign_as(routing, "ll-police", draft)
    asked = {c["unit_id"] for c in (await routing.case())["countersigns"]}
    assert asked == {"ll-edu", "ll-housing"}


async def drafted_again(routing: Routing, draft: dict[str, Any]) -> dict[str, Any]:
    view = await routing.get(f"/drafts/{draft['draft_id']}", who="ll-police")
    return draft | {"etag": view["etag"]}


async def test_a_word_on_an_earlier_wording_is_none_on_the_one_that_stands(
    routing: Routing,
) -> None:
    """ll-edu agreed, was released while the draft was written anew, and assists once more."""
    await routing.to_dispatched(order("ll-police"), order("ll-edu", "assisting"))
    await routing.answer_as("ll-edu")
    draft = await submit_as(routing, "ll-police", await drafted(routing))
    await on(routing, "ll-police", draft, "recall")
    await on(routing, "ll-police", draft, "revise", PLAIN_REPLY | {"text": "另行核实，已办结。"})
    shown = await routing.get(f"/drafts/{draft['draft_id']}", who="ll-police")
    found = await routing.send(
        "ll-edu", "POST", f"/drafts/{draft['draft_id']}/countersign", {"agrees": True},
        match=shown["etag"],
    )  # fmt: skip
    assert (found.status_code, found.json()["rule"]) == (404, "draft_unknown")
