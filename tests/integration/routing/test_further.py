"""后续回复: an interim reply before the answer, and news after it, each reviewed, read and proved."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.integration.routing.conftest import CASE, Routing

NEWS = {"kind": "progress", "text": "水西小学扩建工程已封顶。"}
INTERIM = {"kind": "interim", "text": "正在办理，4月30日前答复。", "promise_on": "2022-04-30"}
PROOF = {"proof": "https://board.example/2"}


async def on(routing: Routing, who: str, what: str, body: Any = None, number: int = 1) -> Any:
    path = f"/further-replies/{CASE}-x{number}"
    version = (await routing.get(path))["etag"]
    return await routing.do(who, f"{path}/{what}", body, match=version)


async def test_news_after_the_answer_are_one_more_public_reply(routing: Routing) -> None:
    await routing.to_published()
    written = await routing.on_case("clerk", "further-replies", NEWS)
    assert (written["state"], written["further_id"]) == ("written", f"{CASE}-x1")
    edited = {"text": "水西小学扩建工程已于3月封顶。"}
    await on(routing, "reviewer", "review", edited)
    await on(routing, "leader", "send-back", {"opinion": "请写明开学时间。"})
    await on(routing, "clerk", "rewrite", NEWS | {"text": "水西小学已封顶，九月开学。"})
    await on(routing, "reviewer", "review")
    await on(routing, "leader", "read", {"opinion": "同意"})
    await on(routing, "clerk", "publish", PROOF)
    [said] = await routing.said("further_reply_published")
    assert (said["kind"], said["text"]) == ("progress", "水西小学已封顶，九月开学。")
    view = await routing.case()
    assert view["state"] == "published"
    assert len(view["publications"]) == 1
    assert [(f["kind"], f["state"]) for f in view["further_replies"]] == [("progress", "published")]
    shown = await routing.get(f"/further-replies/{CASE}-x1")
    assert [r["outcome"] for r in shown["readings"]] == ["sent_back", "read"]
    assert [r["text"] for r in shown["reviews"]] == [edited["text"], "水西小学已封顶，九月开学。"]
    assert [w["text"] for w in shown["wordings"]] == [NEWS["text"], "水西小学已封顶，九月开学。"]
    added = [p["text"] for p in shown["reviews"][0]["difference"] if p["op"] == "add"]
    assert added == ["于3月"]
    assert {p["op"] for p in shown["reviews"][1]["difference"]} == {"keep"}
    await routing.on_case("clerk", "further-replies", NEWS)  # and another
    assert len((await routing.case())["further_replies"]) == 2


async def test_an_interim_reply_goes_out_before_the_answer_and_names_a_day(
    routing: Routing,
) -> None:
    await routing.to_dispatched()
    path = f"/cases/{CASE}/further-replies"
    assert await routing.refused("clerk", path, NEWS) == (409, "further_reply_unfit")
    undated = {"kind": "interim", "text": "正在办理。"}
    assert await routing.refused("clerk", path, undated) == (422, "promise_date_missing")
    past = INTERIM | {"promise_on": "2022-03-28"}
    assert await routing.refused("clerk", path, past) == (422, "promise_date_past")
    await routing.do("clerk", path, INTERIM)
    await on(routing, "reviewer", "review")
    await on(routing, "leader", "read", {"opinion": "同意先行答复"})
    await on(routing, "clerk", "publish", PROOF)
    [said] = await routing.said("further_reply_published")
    assert (said["kind"], said["promise_on"]) == ("interim", "2022-04-30")
    assert (await routing.case())["state"] == "dispatched"
    assert await routing.said("reply_published") == []


async def test_an_interim_reply_that_the_answer_overtook_is_dropped(routing: Routing) -> None:
    await routing.to_dispatched()
    await routing.on_case("clerk", "further-replies", INTERIM)
    await on(routing, "reviewer", "review")
    await on(routing, "leader", "read", {"opinion": "同意"})
    await routing.answer_as("ll-police")
    await routing.publish()
    version = (await routing.get(f"/further-replies/{CASE}-x1"))["etag"]
    path = f"/further-replies/{CASE}-x1/publish"
    assert await routing.refused("clerk", path, PROOF, match=version) == (
        409,
        "further_reply_unfit",
    )
    returned = {"reason": "overtaken", "text": "已正式答复。"}
    await on(routing, "reviewer", "return", returned)
    assert (await on(routing, "clerk", "drop"))["state"] == "dropped"


async def test_an_interim_reply_that_is_written_anew_as_news_is_news(routing: Routing) -> None:
    await routing.to_dispatched()
    await routing.on_case("clerk", "further-replies", INTERIM)
    await routing.answer_as("ll-police")
    await routing.publish()
    await on(routing, "clerk", "rewrite", NEWS)
    shown = await routing.get(f"/further-replies/{CASE}-x1")
    assert (shown["kind"], shown["promise_on"], shown["text"]) == ("progress", None, NEWS["text"])
    last = (await routing.journal())[-1]
    assert (last["action"], last["facts"]["kind"]) == ("rewrite_further", "progress")
    await on(routing, "reviewer", "review")
    await on(routing, "leader", "read", {"opinion": "同意"})
    await on(routing, "clerk", "publish", PROOF)
    [said] = await routing.said("further_reply_published")
    assert (said["kind"], said["promise_on"]) == ("progress", None)


async def test_it_is_examined_like_any_answer(routing: Routing) -> None:
    await routing.to_published()
    bad = {"kind": "progress", "text": "已联系业主李建国，将尽快完工。"}
    await routing.on_case("clerk", "further-replies", bad)
    path = f"/further-replies/{CASE}-x1/review"
    response = await routing.send("reviewer", "POST", path, {}, match=1)
    assert (response.status_code, response.json()["rule"]) == (422, "checkup_failed")
    assert response.json()["kinds"] == ["citizen_name", "undated"]
    assert "李建国" not in response.text


async def test_an_interim_reply_tells_the_public_the_day_it_promises(routing: Routing) -> None:
    await routing.to_dispatched()
    await routing.on_case("clerk", "further-replies", INTERIM | {"text": "正在办理，请等待。"})
    path = f"/further-replies/{CASE}-x1/review"
    assert await routing.refused("reviewer", path, {}, match=1) == (422, "checkup_failed")
    await routing.do("reviewer", path, {"text": INTERIM["text"]}, match=1)


async def test_only_the_addressee_reads_it(routing: Routing) -> None:
    await routing.to_published()
    await routing.on_case("clerk", "further-replies", NEWS)
    await on(routing, "reviewer", "review")
    path = f"/further-replies/{CASE}-x1"
    assert await routing.refused("xiaoyi", f"{path}/read", {"opinion": "同意"}, match=2) == (
        403,
        "not_the_addressee",
    )
    assert (await routing.send("xiaoyi", "GET", path)).status_code == 404


async def test_one_that_bears_an_earlier_number_is_still_found(routing: Routing) -> None:
    """The first ones had the letter of the proposals."""
    await routing.to_published()
    await routing.on_case("clerk", "further-replies", NEWS)
    await routing.rows(
        "UPDATE further_reply SET further_id = replace(further_id, '-x', '-p') RETURNING 1"
    )
    path = f"/further-replies/{CASE}-p1"
    await routing.do("reviewer", f"{path}/review", match=1)
    assert (await routing.get(path))["state"] == "reviewed"
    written = await routing.on_case("clerk", "further-replies", NEWS)
    assert written["further_id"] == f"{CASE}-x2"


async def test_an_interim_reply_whose_day_has_passed_is_written_anew(routing: Routing) -> None:
    await routing.to_dispatched()
    await routing.on_case("clerk", "further-replies", INTERIM)
    await routing.move_to(datetime(2022, 4, 30, 1, tzinfo=UTC))  # the day that it names
    path = f"/further-replies/{CASE}-x1"
    past = (422, "promise_date_past")
    assert await routing.refused("reviewer", f"{path}/review", {}, match=1) == past
    later = INTERIM | {"text": "正在办理，5月20日前答复。", "promise_on": "2022-05-20"}
    await on(routing, "clerk", "rewrite", later)
    await on(routing, "reviewer", "review")
    await on(routing, "leader", "read", {"opinion": "同意"})
    await routing.move_to(datetime(2022, 5, 20, 1, tzinfo=UTC))
    version = (await routing.get(path))["etag"]
    assert await routing.refused("clerk", f"{path}/publish", PROOF, match=version) == past
    await on(routing, "reviewer", "return", {"reason": "overtaken", "text": "请重写日期。"})
    assert await routing.said("further_reply_published") == []


@pytest.mark.parametrize("acts", [(), ("review",), ("review", "read")])
async def test_what_is_left_of_a_withdrawn_case_waits_for_nobody(
    routing: Routing, acts: tuple[str, ...]
) -> None:
    await routing.to_dispatched()
    await routing.on_case("clerk", "further-replies", INTERIM)
    who: dict[str, tuple[str, Any]] = {
        "review": ("reviewer", None), "read": ("leader", {"opinion": "同意"}),
    }  # fmt: skip
    for act in acts:
        by, body = who[act]
        await on(routing, by, act, body)
    await routing.withdrawn()
    [further] = (await routing.case())["further_replies"]
    assert further["state"] == "dropped"
    dropped = [e for e in await routing.journal() if e["action"] == "drop_further"]
    assert [e["actor"]["role"] for e in dropped] == ["system"]
