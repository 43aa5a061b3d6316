"""From claim to route, by HTTP and by what is heard."""

import asyncio
from typing import Any

import pytest

from tests.integration.intake.facts import attempted, completed, exhausted, missed

DISPATCH = {"route": "dispatch"}


@pytest.fixture
async def case_id(intake):
    """A received case."""
    return await intake.enter()


@pytest.fixture
async def held(intake, case_id):
    """A case that Mei holds and whose author is to be called."""
    await intake.act(case_id, "claim")
    return case_id


@pytest.fixture
async def verified(intake, held):
    """A case that Mei may accept."""
    await intake.hear(completed(held))
    return held


async def test_a_claimed_case_asks_for_a_call(intake, case_id):
    answer = await intake.act(case_id, "claim")
    assert (answer["state"], answer["holder"]) == ("claimed", "梅某")
    assert (answer["subject"], answer["version"]) == (f"case/{case_id}", 4)
    claimed, asked = (await intake.said(of=case_id))[2:]
    assert (claimed["fact"], claimed["by"]["name"]) == ("case_claimed", "梅某")
    assert (asked["fact"], asked["holder"]["sub"]) == ("verification_requested", "staff/梅某")


@pytest.mark.parametrize(
    ("entry", "outcome"),
    [
        ({"text": "小区停水三天了，请不要打电话给我。"}, "not_wanted"),
        ({"phone": "12345"}, "no_number"),
        ({"phone": ""}, "no_number"),
    ],
)
async def test_where_nobody_can_or_may_call_the_gate_opens_at_once(intake, entry, outcome):
    case_id = await intake.enter(**entry)
    assert (await intake.act(case_id, "claim"))["state"] == "verified"
    claimed, verified = (await intake.said(of=case_id))[2:]
    assert claimed["fact"] == "case_claimed"
    assert verified["fact"] == "case_verified"
    assert (verified["outcome"], verified["attempts"]) == (outcome, 0)
    assert [e["action"] for e in await intake.journal(f"case/{case_id}")] == [
        "receive", "claim", "verify",
    ]  # fmt: skip


async def test_of_a_hundred_claims_one_wins_and_the_others_learn_who(intake, case_id):
    names = [f"经办{n}" for n in range(100)]
    answers = await asyncio.gather(
        *(intake.post(f"/cases/{case_id}/claim", {}, who=name, role="clerk") for name in names)
    )
    winners = [a.json()["holder"] for a in answers if a.status_code == 200]
    losers = [a.json() for a in answers if a.status_code == 409]
    assert len(winners) == 1
    assert len(losers) == 99
    assert {(loser["rule"], loser["holder"]) for loser in losers} == {
        ("held_by_another", winners[0])
    }
    assert (await intake.facts(case_id)).count("case_claimed") == 1


async def test_a_second_claim_of_one_s_own_is_refused_by_its_own_name(intake, held):
    assert await intake.refused(held, "claim") == (409, "already_yours")


async def test_the_first_attempt_opens_the_gate_and_the_next_ones_only_correct_it(intake, held):
    settled = await intake.hear(
        attempted(held, 1), attempted(held, 2, "virtual_unreachable"), exhausted(held, 3)
    )
    assert settled.counts == {"applied": 3}
    assert await intake.state(held) == "verified"
    events = await intake.said(of=held)
    assert [e["outcome"] for e in events if e["fact"] == "case_verified"] == ["no_answer"]
    shown = await intake.get(f"/cases/{held}")
    assert [call["outcome"] for call in shown["calls"]] == ["no_answer", "virtual_unreachable"]
    assert shown["calls"][0]["by_name"] == "范某"
    assert shown["verification"]["outcome"] == "unreachable"
    assert shown["verification"]["attempts"] == 3
    assert [e["action"] for e in await intake.journal(f"case/{held}")] == [
        "receive", "claim", "verify", "record_call", "record_call",
    ]  # fmt: skip


async def test_a_call_that_comes_after_acceptance_is_still_recorded(intake, verified):
    await intake.act(verified, "accept", DISPATCH)
    await intake.hear(completed(verified, 2))
    assert await intake.state(verified) == "accepted"
    assert len((await intake.get(f"/cases/{verified}"))["calls"]) == 2


async def test_the_gate_opens_when_the_time_is_up(intake, held):
    await intake.hear(missed(held, "public"))
    assert await intake.state(held) == "claimed"
    await intake.hear(missed(held))
    *_, verified = await intake.said(of=held)
    assert (verified["outcome"], verified["attempts"]) == ("no_answer", 0)
    await intake.hear(missed(held))
    assert (await intake.facts(held)).count("case_verified") == 1
    *_, ignored = await intake.journal(f"case/{held}")
    assert (ignored["action"], ignored["why"]) == ("ignore", "case_is_verified")


@pytest.mark.parametrize("reason", ["no_number", "not_wanted", "expired"])
async def test_a_call_that_cannot_be_opens_the_gate(intake, held, reason):
    await intake.hear(exhausted(held, 0, reason))
    *_, verified = await intake.said(of=held)
    assert verified["outcome"] == ("unreachable" if reason == "expired" else reason)


async def test_what_is_heard_of_a_withdrawn_case_is_ignored_with_its_rule(intake, held):
    await intake.act(held, "withdraw", {"reason": "author_asked"})
    await intake.hear(attempted(held), completed(held, 2), exhausted(held), missed(held))
    entries = (await intake.journal(f"case/{held}"))[-4:]
    assert {(e["action"], e["why"]) for e in entries} == {("ignore", "case_is_withdrawn")}
    assert (await intake.facts(held))[-1] == "case_withdrawn"


async def test_calls_about_the_after_check_are_not_ours(intake, held):
    await intake.hear(
        attempted(held, purpose="after_check"), exhausted(held, purpose="after_check")
    )
    assert await intake.state(held) == "claimed"
    assert len(await intake.journal(f"case/{held}")) == 2


async def test_what_is_held_changes_hands_and_the_new_holder_acts(intake, verified):
    to_lan = {"to_sub": "staff/兰某", "to_name": "兰某", "reason": "absent"}
    assert await intake.refused(verified, "handover", to_lan, who="兰某") == (403, "not_the_holder")
    answer = await intake.act(verified, "handover", to_lan, who="竹某")
    assert answer["holder"] == "兰某"
    assert await intake.refused(verified, "accept", DISPATCH) == (403, "not_the_holder")
    assert await intake.refused(verified, "handover", to_lan, who="竹某") == (
        409, "already_the_holder",
    )  # fmt: skip
    *_, handed = await intake.said(of=verified)
    assert (handed["by"]["name"], handed["to"]["name"]) == ("竹某", "兰某")


async def test_a_class_is_settled_by_its_holder_and_complex_by_the_office_head(intake, verified):
    body = {
        "kind": "complaint", "domain_name": "环保", "handling_class": "livelihood",
        "reason": "read_by_clerk",
    }  # fmt: skip
    await intake.act(verified, "classify", body)
    hard = body | {"handling_class": "complex"}
    assert await intake.refused(verified, "classify", hard) == (403, "complex_needs_office_head")
    assert await intake.refused(verified, "classify", body, who="兰某") == (403, "not_the_holder")
    await intake.act(verified, "classify", hard, who="竹某")
    await intake.act(verified, "accept", DISPATCH)
    *_, accepted = await intake.said(of=verified)
    assert (accepted["kind"], accepted["handling_class"]) == ("complaint", "complex")


async def test_an_accepted_case_tells_its_route_and_all_that_routing_needs(intake, verified):
    await intake.act(verified, "accept", {
        "route": "transfer", "reason": "accusation", "transfer_to": "ll-discipline",
        "accused_units": ["ll-market", "141123-market"],
    })  # fmt: skip
    *_, accepted = await intake.said(of=verified)
    assert accepted["fact"] == "case_accepted"
    assert accepted["transfer_to"] == "ll-discipline"
    assert accepted["accused_units"] == ["ll-market", "141123-market"]
    shown = await intake.get(f"/cases/{verified}")
    assert (shown["state"], shown["acceptance"]["route"]) == ("accepted", "transfer")
    assert await intake.refused(verified, "accept", DISPATCH) == (409, "wrong_state")


async def test_who_held_a_case_is_read_hand_by_hand(intake):
    case_id = await intake.enter()
    await intake.act(case_id, "claim")
    to = {"to_sub": "staff/兰某", "to_name": "兰某", "reason": "leave"}
    await intake.act(case_id, "handover", to, who="竹某")
    first = await intake.get(f"/cases/{case_id}/trail?limit=2", who="兰某")
    rest = await intake.get(f"/cases/{case_id}/trail?cursor={first['next']}", who="兰某")
    steps = first["items"] + rest["items"]
    assert [(s["action"], s["actor"]["name"], s.get("why")) for s in steps] == [
        ("receive", "梅某", None), ("claim", "梅某", None), ("hand_over", "竹某", "leave"),
    ]  # fmt: skip
    assert (steps[2]["facts"]["from"], steps[2]["facts"]["to"]) == ("staff/梅某", "staff/兰某")
    assert all("private" not in s and s["at"] for s in steps)
    own = {"sub": "staff/松某", "name": "松某", "ground": "kinship"}
    await intake.act(case_id, "interests", own, who="竹某")
    for path, rule in ((case_id, "interest_excludes"), ("LL2022-999999", "case_unknown")):
        headers = intake.as_person("松某", None)
        refused = await intake.http.get(f"/v1/cases/{path}/trail", headers=headers)
        assert refused.json()["rule"] == rule


async def test_a_case_is_accepted_only_after_its_gate_opened(intake, held):
    assert await intake.refused(held, "accept", DISPATCH) == (409, "wrong_state")


async def test_a_duplicate_points_at_a_first_case_that_repeats_none(intake, verified):
    async def another() -> str:
        case_id: str = await intake.enter(phone="")
        await intake.act(case_id, "claim")
        return case_id

    def repeats(first: str) -> dict[str, Any]:
        return {"route": "duplicate", "duplicate_of": first}

    second, third = await another(), await another()
    assert await intake.refused(second, "accept", repeats("LL2022-999999")) == (
        422, "duplicate_of_unknown",
    )  # fmt: skip
    assert await intake.refused(second, "accept", repeats(second)) == (422, "duplicate_of_itself")
    await intake.act(second, "accept", repeats(verified))
    assert await intake.refused(third, "accept", repeats(second)) == (409, "duplicate_of_duplicate")
    assert await intake.refused(verified, "accept", repeats(third)) == (409, "others_repeat_it")


@pytest.mark.parametrize(("reason", "free"), [(None, False), ("chaser", True)])
async def test_a_first_case_that_other_authors_repeat_is_not_taken_back(
    intake, verified, reason, free
):
    """They were told that their matter is looked after there; who chases his own takes both back."""
    second = await intake.enter(phone="")
    await intake.act(second, "claim")
    repeats = {"route": "duplicate", "duplicate_of": verified, "reason": reason}
    await intake.act(second, "accept", repeats)
    taken_back = {"reason": "author_asked"}
    if not free:
        assert await intake.refused(verified, "withdraw", taken_back) == (409, "others_repeat_it")
        await intake.act(second, "withdraw", taken_back)  # now nobody's any more
    await intake.act(verified, "withdraw", taken_back)
    assert await intake.state(verified) == "withdrawn"


async def test_two_cases_never_become_each_other_s_duplicate(intake):
    pair = [await intake.enter(phone="") for _ in range(2)]
    for case_id in pair:
        await intake.act(case_id, "claim")
    answers = await asyncio.gather(
        *(
            intake.post(f"/cases/{one}/accept", {"route": "duplicate", "duplicate_of": other})
            for one, other in (pair, reversed(pair))
        )
    )
    assert sorted(a.status_code for a in answers) == [200, 409]


@pytest.mark.parametrize("state", ["received", "claimed", "verified", "accepted"])
async def test_the_author_may_take_the_case_back_at_any_time(intake, case_id, state):
    if state != "received":
        await intake.act(case_id, "claim")
    if state in {"verified", "accepted"}:
        await intake.hear(completed(case_id))
    if state == "accepted":
        await intake.act(case_id, "accept", DISPATCH)
    assert await intake.state(case_id) == state
    await intake.act(case_id, "withdraw", {"reason": "author_asked"})
    assert await intake.state(case_id) == "withdrawn"
    assert await intake.refused(case_id, "withdraw", {"reason": "author_asked"}) == (
        409, "wrong_state",
    )  # fmt: skip
    assert await intake.refused(case_id, "claim") == (409, "wrong_state")


async def test_an_entry_from_above_keeps_its_number_and_comes_once(intake):
    above = {"channel": "above", "external_id": "晋社情〔2022〕17号"}
    case_id = await intake.enter(**above)
    assert (await intake.get(f"/cases/{case_id}"))["channel"] == "above"
    body = {"type_name": "求助", "domain_name": "城建", "title": "停水", "text": "停水三天"}
    again = await intake.post("/cases", body | above)
    assert (again.status_code, again.json()["rule"]) == (409, "external_id_known")
    assert again.json()["case_id"] == case_id


async def test_an_entry_from_above_tells_its_due_date_its_incident_and_its_wishes(intake):
    told = {
        "channel": "above", "external_id": "晋社情〔2022〕18号", "outside_due_on": "2022-12-05",
        "outside_office": "省委社情民意服务办公室", "incident_at": "2022-03-17T00:00:00+08:00",
        "incident_place": "汾阳市某街", "wishes": {"secret": True},
    }  # fmt: skip
    case_id = await intake.enter(**told)
    received, contact = await intake.said(of=case_id)
    names = ("outside_due_on", "outside_office", "incident_place")
    assert [received[name] for name in names] == [told[name] for name in names]
    assert (received["division"], contact["wishes"]["secret"]) == ("141182", True)
    shown = await intake.get(f"/cases/{case_id}")
    assert [shown[name] for name in names] == [told[name] for name in names]
    assert shown["incident_at"].startswith("2022-03-16T16:00")
    await intake.act(case_id, "erase", who="竹某")
    assert (await intake.get(f"/cases/{case_id}"))["incident_place"] == ""


async def test_the_channels_are_a_list(intake):
    channels = {row["channel"]: row for row in (await intake.get("/channels"))["items"]}
    assert channels["above"]["clock_starts"] == "reached_the_office"
    assert channels["board"]["needs"] == ["external_id"]
    case_of = await intake.take_in_example()
    shown = await intake.get(f"/cases/{case_of['14838301']}")
    assert shown["external_url"].endswith("tid=14838301")


FORM = {
    "type_name": "投诉", "domain_name": "城建", "title": "路灯不亮", "text": "已经坏了一个月。",
    "demand": "请尽快修好路灯", "name": "赵某", "phone": "13000000002", "nickname": "夜归人",
    "incident_place": "孝义市",
}  # fmt: skip


async def test_the_public_form_takes_a_message_and_tells_its_number_alone(intake):
    answer = await intake.post("/submissions", FORM | {"anonymous": True}, role="portal")
    assert (answer.status_code, set(answer.json())) == (201, {"case_id", "submitted_at"})
    received, contact = await intake.said(of=answer.json()["case_id"])
    assert (received["channel"], received["nickname"]) == ("form", "")
    assert received["text"] == "诉求：请尽快修好路灯\n补充信息：已经坏了一个月。"
    assert contact["wishes"]["hide_from_unit"]


@pytest.mark.parametrize(
    ("changes", "role", "status"),
    [
        ({}, "clerk", 403),
        ({"title": "长" * 23}, "portal", 422),
        ({"demand": ""}, "portal", 422),
        ({"text": "长" * 801}, "portal", 422),
        ({"type_name": "求助"}, "portal", 422),
        ({"phone": "12345"}, "portal", 422),
        ({"channel": "above"}, "portal", 422),
        ({"posted_at": "2022-01-01T00:00:00Z"}, "portal", 422),
    ],
)
async def test_the_public_form_has_its_limits(intake, changes, role, status):
    answer = await intake.post("/submissions", FORM | changes, role=role)
    assert answer.status_code == status, answer.text
    assert await intake.rows("SELECT 1 FROM reception") == []


async def test_cases_are_listed_by_state_page_by_page(intake):
    cases = [await intake.enter() for _ in range(5)]
    await intake.act(cases[2], "claim")
    first = await intake.get("/cases?state=received&limit=2")
    second = await intake.get(f"/cases?state=received&limit=2&cursor={first['next']}")
    waiting = [item["case_id"] for item in first["items"] + second["items"]]
    assert waiting == [*cases[:2], *cases[3:]]
    assert second["next"] is None
    [claimed] = (await intake.get("/cases?state=claimed", who="松某"))["items"]
    assert claimed["holder"]["name"] == "梅某"
    assert len((await intake.get("/cases"))["items"]) == 5


UNKNOWN = "/cases/LL2022-999999"
BAD = [
    (f"{UNKNOWN}/claim", {}, "clerk", 404, "case_unknown"),
    ("/cases/17/claim", {}, "clerk", 422, "invalid_request"),
    (f"{UNKNOWN}/claim", {}, "unit", 403, "wrong_role"),
    (f"{UNKNOWN}/erase", {}, "reviewer", 403, "wrong_role"),
    (f"{UNKNOWN}/claim", b"{", "clerk", 400, "malformed_json"),
    (f"{UNKNOWN}/accept", {"route": "decline", "x": 1}, "clerk", 422, "invalid_request"),
    ("/cases", {"title": "停水"}, "clerk", 422, "invalid_request"),
    ("/cases", {"title": "停\ud800水"}, "clerk", 422, "invalid_request"),
]


async def test_bad_input_is_refused_by_name(intake):
    for path, body, role, status, rule in BAD:
        response = await intake.post(path, body, role=role)
        assert (response.status_code, response.json()["rule"]) == (status, rule), path
    assert await intake.rows("SELECT 1 FROM journal") == []
