"""拟办, 审签, 呈批, 批示: from the clerk's proposal to the leader's words, and what is counted."""

from datetime import timedelta
from typing import Any

from shared.contracts.intake import CaseClaimed
from tests.integration.routing.conftest import CASE, CLERK, MONDAY, Routing, order
from tests.integration.routing.test_rules import authorise, refuses

HOUR = timedelta(hours=1)
BACK = {"reason": "task_unclear", "text": "请写明各单位的任务。"}
LETTER_FIRST = {
    "document": "吕社情办〔2022〕3号", "valid_from": "2022-03-28",
    "rules": {"instructed_by": {"county_office": []}},
}  # fmt: skip


# ---- the way to the leader -------------------------------------------------------------------


async def test_a_proposal_is_signed_put_before_the_leader_and_agreed_to(routing: Routing) -> None:
    await routing.open()
    orders = (order("141182-office", "assisting", "督促整改"), order("ll-police"))
    proposal_id = await routing.propose(*orders, urgency="urgent")
    assert proposal_id == f"{CASE}-p1"
    await routing.do("head", f"/proposals/{proposal_id}/submit", {"remark": "请书记阅示。"})
    given = await routing.instruct(text="同意。")
    assert given["state"] == "instructed"
    [made] = await routing.said("proposal_made")
    assert (made["units"], made["due_on"], made["urgency"]) == (
        ["ll-police", "141182-office"], "2022-04-04", "urgent",
    )  # fmt: skip
    [submitted] = await routing.said("case_submitted")
    assert (submitted["post"], submitted["by"]["name"]) == ("ll-secretary", "陈某409")
    [event] = await routing.said("instruction_given")
    assert (event["proposal_id"], event["units"], event["urgency"], event["holder"]) == (
        proposal_id, ["141182-office", "ll-police"], "urgent", "郑某406",
    )  # fmt: skip
    assert await routing.steps() == [
        "open >opened",
        "propose opened>proposed",
        "submit proposed>submitted",
        "instruct submitted>instructed",
    ]
    [proposal] = (await routing.case())["proposals"]
    assert (proposal["by"]["name"], proposal["signed_by"]["name"], proposal["remark"]) == (
        "水某", "陈某409", "请书记阅示。",
    )  # fmt: skip
    assert "核实办理，汾阳" not in str(await routing.journal())


async def test_the_letter_quotes_what_was_agreed_to_word_for_word(routing: Routing) -> None:
    await routing.to_submitted()
    await routing.instruct(text="同意。")
    await routing.dispatch(order("ll-police"))
    [letter] = (await routing.get(f"/cases/{CASE}/letters"))["items"]
    assert "拟请市公安局核实办理，汾阳市配合。" in letter["text"]
    assert "吕梁市委书记郑某406（2022年3月28日）：同意。" in letter["text"]


async def test_the_office_head_gives_back_and_the_clerk_proposes_anew(routing: Routing) -> None:
    await routing.open()
    first = await routing.propose()
    await routing.do("head", f"/proposals/{first}/give-back", BACK)
    assert (await routing.case())["state"] == "opened"
    second = await routing.propose(order("ll-traffic"))
    third = await routing.propose(order("ll-urban"))  # the clerk's own second thought
    for old in (first, second):
        assert await routing.refused("head", f"/proposals/{old}/submit") == (
            409, "not_the_current_proposal",
        )  # fmt: skip
    await routing.do("head", f"/proposals/{third}/submit")
    # even from the leader's desk, as long as the leader has not instructed
    await routing.do("head", f"/proposals/{third}/give-back", BACK)
    assert await routing.refused(
        "leader", f"/cases/{CASE}/instruct", {"text": "同意"}
    ) == (422, "opinion_unclear")  # fmt: skip
    assert [e["proposal_id"] for e in await routing.said("proposal_returned")] == [first, third]
    view = await routing.case()
    assert [p["returned_for"] for p in view["proposals"]] == ["task_unclear", None, "task_unclear"]


async def test_what_a_proposal_may_not_say(routing: Routing) -> None:
    await routing.open(accused_units=("ll-market",))
    path = f"/cases/{CASE}/proposals"
    good = {"opinion": "拟请公安局办理。", "due_on": "2022-04-04"}
    for orders, status, rule in (
        ([order("ll-market")], 422, "accused_unit"),
        ([order("ll-police"), order("ll-edu")], 422, "one_lead"),
        ([order("ll-police"), order("ll-police", "assisting")], 409, "already_assigned"),
        ([order("141181-urban")], 422, "not_dispatchable"),
        ([order("ll-nobody")], 422, "unit_unknown"),
        ([], 422, "invalid_request"),
    ):
        await refuses(routing, "clerk", path, good | {"assignments": orders}, status, rule)
    late = good | {"assignments": [order("ll-police")], "due_on": "2022-03-28"}
    await refuses(routing, "clerk", path, late, 422, "due_date_past")
    await refuses(routing, "head", path, late | {"due_on": "2022-04-04"}, 403, "wrong_role")


async def test_on_other_routes_there_is_nothing_to_propose(routing: Routing) -> None:
    await routing.open(route="direct")
    body = {"opinion": "拟答复。", "due_on": "2022-04-04", "assignments": [order("ll-police")]}
    await refuses(routing, "clerk", f"/cases/{CASE}/proposals", body, 409, "answered_by_office")


async def test_a_case_goes_to_a_city_leader_and_where_none_is_named_the_head_says_to_whom(
    routing: Routing,
) -> None:
    await routing.open(addressee_fid=None)
    path = f"/proposals/{await routing.propose()}/submit"
    await refuses(routing, "head", path, {}, 422, "post_missing")
    await refuses(routing, "head", path, {"post": "141181-secretary"}, 422, "not_a_city_post")
    await refuses(routing, "clerk", path, {}, 403, "wrong_role")
    await routing.do("head", path, {"post": "ll-secretary"})
    await routing.instruct(text="同意")


async def test_a_leader_may_instruct_before_anything_is_signed(routing: Routing) -> None:
    await routing.open()
    await routing.propose()
    path = f"/cases/{CASE}/instruct"
    await refuses(routing, "leader", path, {"text": "同意"}, 422, "opinion_unclear")
    answer = await routing.instruct()
    assert answer["state"] == "instructed"
    [given] = (await routing.case())["instructions"]
    assert (given["proposal_id"], given["units"]) == (None, [])


async def test_a_case_taken_back_leaves_the_leaders_desk(routing: Routing) -> None:
    await routing.to_submitted()
    await routing.withdrawn()
    assert (await routing.case())["state"] == "withdrawn"
    assert (await routing.get("/submissions"))["items"] == []


async def test_each_leader_sees_the_own_desk_and_no_other(routing: Routing) -> None:
    proposal_id = await routing.to_submitted()
    await routing.open("LL2022-000018")
    for who in ("leader", "secretary", "clerk"):
        [waiting] = (await routing.get("/submissions", who=who))["items"]
        assert (waiting["proposal_id"], waiting["scanned"]) == (proposal_id, False)
        assert waiting["orders"][0]["unit_id"] == "ll-police"
    assert (await routing.get("/submissions", who="xiaoyi"))["items"] == []
    response = await routing.send("xiaoyi", "GET", "/submissions?post=ll-secretary")
    assert (response.status_code, response.json()["rule"]) == (403, "not_your_post")


async def test_erasure_strikes_the_authors_contact_out_of_proposals(routing: Routing) -> None:
    await routing.open()
    await routing.propose(opinion="拟请公安局与来电人13000000035联系。")
    await routing.erased()
    [proposal] = (await routing.case())["proposals"]
    assert proposal["opinion"] == "拟请公安局与来电人＊＊＊＊＊＊＊＊＊＊＊联系。"


async def test_no_unit_sees_what_the_office_proposed(routing: Routing) -> None:
    await routing.to_submitted()
    await routing.instruct(text="同意")
    await routing.dispatch(order("ll-police"))
    hand = await routing.scanned()
    for who in ("ll-police", "ll-police/head"):
        shown = await routing.case(who=who)
        assert (shown["proposals"], shown["scans"]) == ([], [])
        assert hand not in {f["file_id"] for f in shown["files"]}
        assert (await routing.send(who, "GET", f"/files/{hand}")).status_code == 404
        assert shown["instructions"][0]["text"] == "同意"


# ---- versions --------------------------------------------------------------------------------


async def test_an_amendment_is_a_new_version_that_the_next_letter_quotes(routing: Routing) -> None:
    await routing.to_dispatched()
    path = f"/instructions/{CASE}-i1/amend"
    body = {"text": "请市公安局三日内办结。", "units": ["ll-police"], "urgency": "extra_urgent"}
    await refuses(routing, "leader", path, body, 428, "if_match_missing")
    answer = await routing.do("leader", path, body, match=1)
    assert (answer["etag"], answer["state"]) == (2, "dispatched")
    await refuses(routing, "leader", path, body, 412, "stale_version", match=1)
    await routing.dispatch(order("ll-urban", "assisting"))
    first, second = (await routing.get(f"/cases/{CASE}/letters"))["items"]
    assert "请市公安局尽快妥善处理。" in first["text"]
    assert "请市公安局三日内办结。" in second["text"]
    assert "请市公安局尽快妥善处理。" not in second["text"]
    shown = (await routing.case())["instructions"]
    assert [(i["version"], i["text"]) for i in shown] == [
        (1, "请市公安局尽快妥善处理。"), (2, "请市公安局三日内办结。"),
    ]  # fmt: skip
    [amended] = await routing.said("instruction_amended")
    assert (amended["version"], amended["urgency"]) == (2, "extra_urgent")
    assert "amend dispatched>dispatched" in await routing.steps()


async def test_a_letter_checked_with_other_words_is_checked_again(routing: Routing) -> None:
    await routing.open()
    await routing.instruct()
    body = {"assignments": [order("ll-police")]}
    drafted = await routing.do("clerk", f"/cases/{CASE}/letters", body)
    await routing.on_letter("reviewer", drafted["letter_id"], "check")
    amended = {"text": "请市公安局三日内办结。"}
    await routing.do("leader", f"/instructions/{CASE}-i1/amend", amended, match=1)
    issue = f"/letters/{drafted['letter_id']}/issue"
    assert await routing.refused("head", issue, match=2) == (409, "instruction_changed")


async def test_who_may_amend_and_what(routing: Routing) -> None:
    await routing.open(addressee_fid=1010)
    await routing.dispatch(order("141181-office"))
    await routing.instruct("xiaoyi")
    path, body = f"/instructions/{CASE}-i1/amend", {"text": "请城管局限三日整改。"}
    await refuses(routing, "leader", path, body, 403, "not_the_addressee", match=1)
    await refuses(routing, "xiaoyi", path, {"text": "已阅"}, 422, "opinion_unclear", match=1)
    nobody = f"/instructions/{CASE}-i7/amend"
    await refuses(routing, "xiaoyi", nobody, body, 404, "instruction_unknown", match=1)
    await routing.move_to(MONDAY.replace(month=7, day=4))
    await refuses(routing, "xiaoyi-next", path, body, 403, "another_holders_instruction", match=1)


# ---- the secretary ---------------------------------------------------------------------------


async def test_a_county_secretary_records_with_the_scan_what_the_leader_wrote(
    routing: Routing,
) -> None:
    await routing.open(addressee_fid=1010)
    await routing.dispatch(order("141181-office"))
    path = f"/cases/{CASE}/instruct"
    body = {"text": "请城管局办理。", "mode": "recorded"}
    await refuses(routing, "xiaoyi-secretary", path, body, 422, "scan_missing")
    scan = await routing.scanned("xiaoyi-secretary")
    await routing.do("xiaoyi-secretary", path, body | {"scan": scan})
    [given] = (await routing.case())["instructions"]
    assert (given["mode"], given["holder"], given["scan"]) == ("recorded", "戚某432", scan)
    assert (await routing.steps())[-1] == "instruct dispatched>dispatched"


async def test_a_secretary_records_a_reading_too_and_nothing_without_the_scan(
    routing: Routing,
) -> None:
    await routing.to_replied()
    await routing.on_reply("reviewer", "review")
    opinion = {"opinion": "同意公开。", "mode": "recorded"}
    assert await routing.refused_on_reply("secretary", "read", opinion) == (422, "scan_missing")
    scan = await routing.scanned()
    await routing.on_reply("secretary", "read", opinion | {"scan": scan})
    [reading] = (await routing.case())["readings"]
    assert (reading["mode"], reading["holder"], reading["scan"]) == ("recorded", "郑某406", scan)


# ---- which comes first -----------------------------------------------------------------------


async def test_by_the_offices_practice_a_county_gets_the_letter_first(routing: Routing) -> None:
    """先批后交, until a document says 先交后批; and from its day on only."""
    await routing.open()
    path, body = f"/cases/{CASE}/letters", {"assignments": [order("141181-office")]}
    await refuses(routing, "clerk", path, body, 409, "no_instruction")
    later = LETTER_FIRST | {"valid_from": "2022-03-29"}
    await routing.do("head", "/practice", later)
    await refuses(routing, "clerk", path, body, 409, "no_instruction")
    await routing.move_to(MONDAY + 24 * HOUR)
    await refuses(
        routing, "clerk", path, {"assignments": [order("ll-police")]}, 409, "no_instruction"
    )
    await routing.dispatch(order("141181-office"))
    below = {"assignments": [order("141181-urban")]}
    assert await routing.refused_on_assignment("141181-office", "forward", below) == (
        409, "no_instruction",
    )  # fmt: skip
    await routing.instruct("xiaoyi", text="请城管局办理。")
    await routing.on_assignment("141181-office", "forward", below)


async def test_every_practice_stays_to_be_looked_up(routing: Routing) -> None:
    first = await routing.get("/practice", who="ll-police")
    assert first["items"] == []
    assert first["rules"]["instructed_by"]["county_office"] == ["city"]
    await routing.do("head", "/practice", LETTER_FIRST)
    await routing.do("admin", "/practice", LETTER_FIRST | {"rules": {}, "valid_from": "2023-01-01"})
    shown = await routing.get("/practice")
    assert shown["rules"]["instructed_by"]["county_office"] == []
    assert [(p["version"], p["by"]["name"]) for p in shown["items"]] == [
        (1, "陈某409"),
        (2, "管某"),
    ]
    said = await routing.said(of="practice/routing")
    assert [e["document"] for e in said] == ["吕社情办〔2022〕3号"] * 2
    await refuses(routing, "clerk", "/practice", LETTER_FIRST, 403, "wrong_role")
    odd = LETTER_FIRST | {"rules": {"instructed_by": {"moon": ["city"]}}}
    await refuses(routing, "head", "/practice", odd, 422, "invalid_request")


# ---- what is counted -------------------------------------------------------------------------


async def acts(routing: Routing, who: str = "clerk", **asked: Any) -> list[dict[str, Any]]:
    span = {"from": "2022-03-01", "until": "2022-12-31"} | asked
    query = "&".join(f"{name}={value}" for name, value in span.items())
    return list((await routing.get(f"/personal-acts?{query}", who=who))["items"])


async def test_what_a_leader_does_in_person_is_counted_apart_by_holder(routing: Routing) -> None:
    await authorise(routing, "批示、阅批")
    await routing.to_submitted()
    await routing.instruct("secretary", mode="recorded", scan=await routing.scanned(), text="同意")
    await routing.instruct()  # a second one on the same case: one case
    await routing.dispatch(order("ll-police"))
    await routing.answer_as("ll-police")
    await routing.on_reply("reviewer", "review")
    await routing.on_reply("deputy", "read", {"opinion": "同意", "mode": "deputy"})
    proof = {"proof": "https://board.example/1", "signer": "leader"}
    await routing.on_reply("clerk", "publish", proof)
    for number, who in enumerate(("leader", "deputy"), start=18):
        other = f"LL2022-0000{number}"
        await routing.open(other)
        mode = {"mode": "deputy"} if who == "deputy" else {}
        await routing.do(who, f"/cases/{other}/instruct", {"text": "请公安局处理。"} | mode)
    [counted] = await acts(routing)
    assert counted == {
        "post_id": "ll-secretary", "title": "吕梁市委书记", "holder": "郑某406",
        "instructed": 3, "instructed_personally": 2, "read": 1, "read_personally": 0,
        "replied": 1, "replied_personally": 0,
    }  # fmt: skip


async def test_a_reply_the_leader_read_and_signs_is_the_leaders_own(routing: Routing) -> None:
    await routing.to_replied()
    await routing.on_reply("reviewer", "review")
    await routing.on_reply("leader", "read", {"opinion": "孩子上学是大事。"})
    proof = {"proof": "https://board.example/1", "signer": "leader"}
    await routing.on_reply("clerk", "publish", proof)
    [counted] = await acts(routing, "leader")
    assert (counted["instructed_personally"], counted["replied_personally"]) == (1, 1)


async def test_holders_are_counted_apart_and_an_amendment_counts_for_nothing(
    routing: Routing,
) -> None:
    await routing.open(addressee_fid=1010)
    await routing.dispatch(order("141181-office"))
    await routing.instruct("xiaoyi")
    amended = {"text": "请城管局限三日整改。"}
    await routing.do("xiaoyi", f"/instructions/{CASE}-i1/amend", amended, match=1)
    await routing.move_to(MONDAY.replace(month=7, day=4))
    await routing.instruct("xiaoyi-next")
    found = await acts(routing, post="141181-secretary")
    assert [(c["holder"], c["instructed_personally"]) for c in found] == [
        ("戚某432", 1), ("谢某433", 1),
    ]  # fmt: skip
    assert await acts(routing, until="2022-06-30", post="141181-secretary") == found[:1]
    # the last day counts to its end in Lüliang, and no further
    assert len(await acts(routing, until="2022-07-04")) == 2
    assert len(await acts(routing, until="2022-07-03")) == 1


async def test_figures_are_for_a_span_and_a_leader_sees_the_own_ones(routing: Routing) -> None:
    for span in ("from=2022-04-01&until=2022-03-01", "from=0001-01-01&until=9999-12-31"):
        response = await routing.send("clerk", "GET", f"/personal-acts?{span}")
        assert (response.status_code, response.json()["rule"]) == (422, "span_unsound")
    query = "/personal-acts?from=2022-03-01&until=2022-12-31&post=ll-secretary"
    response = await routing.send("xiaoyi", "GET", query)
    assert (response.status_code, response.json()["rule"]) == (403, "not_your_post")


async def test_how_soon_a_leader_instructed_is_measured_from_the_claim(routing: Routing) -> None:
    await routing.hear(CaseClaimed(case_id=CASE, by=CLERK))
    await routing.move_to(MONDAY + HOUR)
    await routing.hear(CaseClaimed(case_id=CASE, by=CLERK))  # taken up again: the first counts
    await routing.open()
    await routing.move_to(MONDAY + 2 * HOUR)
    await routing.instruct()
    await routing.move_to(MONDAY + 3 * HOUR)
    await routing.dispatch(order("ll-police"))
    shown = await routing.case()
    assert shown["measured"] == {"claim_to_instruction_h": 2.0, "instruction_to_letter_h": 1.0}
