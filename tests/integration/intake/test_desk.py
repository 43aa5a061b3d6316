"""What is noted of a case beside its way: interests, wishes, alarms, and whom it speaks against."""

from datetime import timedelta

import pytest

from services.intake.domain.desk import DESK, Act
from services.intake.domain.reception import State
from shared.contracts.routing import UnitChanged
from tests.integration.intake.conftest import MONDAY
from tests.integration.intake.facts import completed, leased, missed

TO_LAN = {"to_sub": "staff/兰某", "to_name": "兰某"}
MEI_S_OWN = {"sub": "staff/梅某", "name": "梅某", "ground": "kinship"}
ACCEPT = {"route": "dispatch"}


def a_unit(unit_id, parent_id=None, unit_type="bureau"):
    return UnitChanged(
        unit_id=unit_id, name=unit_id, level="city", parent_id=parent_id, unit_type=unit_type,
        division="141100",
    )  # fmt: skip


@pytest.fixture
async def case_id(intake):
    return await intake.enter()


@pytest.fixture
async def held(intake, case_id):
    await intake.act(case_id, "claim")
    return case_id


@pytest.fixture
async def verified(intake, held):
    await intake.hear(completed(held))
    return held


async def last(intake, case_id, name):
    return [e for e in await intake.said(of=case_id) if e["fact"] == name][-1]


# ---- 回避 ------------------------------------------------------------------------------------------


async def test_who_declares_an_interest_never_claims_nor_sees_the_case(intake, case_id):
    await intake.act(case_id, "interests", MEI_S_OWN)
    told = await last(intake, case_id, "interest_declared")
    assert (told["sub"], told["ground"]) == ("staff/梅某", "kinship")
    assert await intake.refused(case_id, "claim") == (403, "interest_excludes")
    response = await intake.http.get(f"/v1/cases/{case_id}", headers=intake.as_person("梅某", None))
    assert response.json()["rule"] == "interest_excludes"
    await intake.act(case_id, "claim", who="兰某")


async def test_a_holder_with_an_interest_hands_over_in_the_same_breath(intake, held):
    assert await intake.refused(held, "interests", MEI_S_OWN) == (422, "successor_missing")
    answer = await intake.act(held, "interests", MEI_S_OWN | TO_LAN)
    assert (answer["excluded"], answer["holder"]) == ("梅某", "兰某")
    assert (await last(intake, held, "claim_handed_over"))["reason"] == "conflict_of_interest"
    back = {"to_sub": "staff/梅某", "to_name": "梅某", "reason": "back"}
    assert await intake.refused(held, "handover", back, who="兰某") == (403, "interest_excludes")
    [kept] = (await intake.get(f"/cases/{held}", who="兰某"))["interests"]
    assert kept["name"] == "梅某"


async def test_who_holds_what_was_accepted_hands_it_on_as_the_table_says(intake, verified):
    await intake.act(verified, "accept", ACCEPT)
    await intake.act(verified, "interests", MEI_S_OWN | TO_LAN)
    entry = (await intake.journal(verified))[-1]
    assert (entry["action"], entry["from"], entry["to"]) == ("hand_on", "accepted", "accepted")
    assert (entry["facts"]["from"], entry["facts"]["to"]) == ("staff/梅某", "staff/兰某")
    assert DESK.may(State.ACCEPTED, Act.HAND_ON, entry["actor"]["role"])


async def test_in_what_was_withdrawn_nobody_needs_to_declare_anything(intake, held):
    await intake.act(held, "withdraw", {"reason": "solved"})
    refused = await intake.refused(held, "interests", MEI_S_OWN | TO_LAN)
    assert refused == (409, "wrong_state")
    assert "interest_declared" not in await intake.facts(held)


async def test_of_another_only_the_office_head_declares_an_interest(intake, case_id):
    assert await intake.refused(case_id, "interests", MEI_S_OWN, who="兰某") == (
        403, "not_your_interest",
    )  # fmt: skip
    assert await intake.refused(case_id, "interests", MEI_S_OWN | TO_LAN) == (
        422, "successor_not_needed",
    )  # fmt: skip
    await intake.act(case_id, "interests", MEI_S_OWN, who="竹某")
    again = await intake.refused(case_id, "interests", MEI_S_OWN, who="竹某")
    assert again == (409, "already_declared")


# ---- 意愿 ------------------------------------------------------------------------------------------


async def test_a_wish_told_later_holds_and_travels(intake, verified):
    wish = {"secret": True, "sms_ok": True, "reason": "author_asked"}
    answer = await intake.act(verified, "wishes", wish)
    assert answer["wishes"] == {
        "no_call": False, "secret": True, "hide_from_unit": False, "sms_ok": True,
    }  # fmt: skip
    assert (await last(intake, verified, "wishes_changed"))["wishes"]["secret"] is True
    await intake.act(verified, "accept", ACCEPT)
    assert (await last(intake, verified, "case_accepted"))["wishes"]["sms_ok"] is True
    assert (await intake.get(f"/cases/{verified}"))["wishes"]["secret"] is True
    assert await intake.refused(verified, "wishes", wish) == (422, "wishes_unchanged")


async def test_no_call_any_more_opens_the_gate_at_once(intake, held):
    await intake.act(held, "wishes", {"no_call": True, "reason": "told_by_sms"})
    assert await intake.state(held) == "verified"
    assert (await last(intake, held, "case_verified"))["outcome"] == "not_wanted"


async def test_who_may_be_called_after_all_is_called(intake):
    case_id = await intake.enter(text="小区停水三天了，请不要打电话给我。")
    await intake.act(case_id, "claim")
    await intake.act(case_id, "wishes", {"no_call": False, "reason": "author_asked"})
    assert (await intake.facts(case_id))[-1] == "verification_requested"


async def test_an_agent_may_note_a_wish_but_no_other_clerk(intake, held):
    wish = {"hide_from_unit": True, "reason": "told_in_call"}
    assert await intake.refused(held, "wishes", wish, who="兰某") == (403, "not_the_holder")
    await intake.hear(leased(held))
    await intake.act(held, "wishes", wish, who="范某", role="agent")


# ---- 待认领, 警示 ----------------------------------------------------------------------------------


async def test_the_unclaimed_are_listed_oldest_first_and_an_overdue_one_alarms(intake):
    first = await intake.enter()
    await intake.move_to(MONDAY + timedelta(hours=5))
    second = await intake.enter()
    await intake.hear(missed(first, "claim"))
    items = (await intake.get("/unclaimed"))["items"]
    assert [i["case_id"] for i in items] == [first, second]
    assert [i["overdue_since"] is not None for i in items] == [True, False]
    assert (await last(intake, first, "claim_overdue"))["due_at"]
    [alarm] = (await intake.get("/alarms"))["items"]
    assert (alarm["case_id"], alarm["alarm"]) == (first, "unclaimed")
    await intake.act(first, "claim")
    assert (await intake.get("/alarms"))["items"] == []
    assert [i["case_id"] for i in (await intake.get("/unclaimed"))["items"]] == [second]


async def test_a_claim_that_came_in_time_is_no_alarm(intake, held):
    await intake.hear(missed(held, "claim"))
    assert (await intake.get("/alarms"))["items"] == []
    assert "claim_overdue" not in await intake.facts(held)


async def test_lists_go_on_page_by_page(intake):
    cases = [await intake.enter() for _ in range(5)]
    first = await intake.get("/unclaimed?limit=3")
    second = await intake.get(f"/unclaimed?limit=3&cursor={first['next']}")
    assert [i["case_id"] for i in first["items"] + second["items"]] == cases
    assert second["next"] is None


async def test_danger_stands_until_a_named_person_saw_to_it_and_the_case_goes_on(intake):
    case_id = await intake.enter(text="楼道里燃气泄漏，味道很大，快来人。")
    [alarm] = (await intake.get("/alarms"))["items"]
    assert (alarm["alarm"], alarm["emergencies"]) == ("emergency", ["gas_leak"])
    seen = {"alarm": "emergency", "measures": ["called_119", "unit_on_site"]}
    answer = await intake.act(case_id, "attend", seen, who="兰某")
    assert answer["attended_by"] == "兰某"
    told = await last(intake, case_id, "alarm_attended")
    assert (told["by"]["name"], told["measures"]) == ("兰某", ["called_119", "unit_on_site"])
    assert (await intake.get("/alarms"))["items"] == []
    assert await intake.refused(case_id, "attend", seen) == (409, "already_attended")
    assert await intake.refused(case_id, "attend", seen | {"alarm": "unclaimed"}) == (
        404, "alarm_unknown",
    )  # fmt: skip
    await intake.act(case_id, "claim")


async def test_a_person_raises_what_no_rule_saw(intake, verified):
    assert await intake.refused(verified, "alarms", {"signs": ["bad_mood"]}) == (
        422, "sign_unknown",
    )  # fmt: skip
    await intake.hear(leased(verified))
    await intake.act(verified, "alarms", {"signs": ["self_harm"]}, who="范某", role="agent")
    assert (await last(intake, verified, "emergency_raised"))["signs"] == ["self_harm"]
    shown = await intake.get(f"/cases/{verified}")
    assert (shown["emergencies"], shown["state"]) == (["self_harm"], "verified")
    await intake.act(verified, "attend", {"alarm": "emergency", "measures": ["called_author"]})
    await intake.act(verified, "alarms", {"signs": ["violence"]})
    assert [a["alarm"] for a in (await intake.get("/alarms"))["items"]] == ["emergency"]
    assert set((await intake.get(f"/cases/{verified}"))["emergencies"]) == {"self_harm", "violence"}


# ---- 检举控告 --------------------------------------------------------------------------------------

ACCUSING = "举报某局工作人员吃拿卡要，请查处。"


async def test_what_lets_suspect_an_accusation_is_settled_by_a_person(intake):
    case_id = await intake.enter(text=ACCUSING, phone="")
    await intake.act(case_id, "claim")
    accept = intake.refused
    assert await accept(case_id, "accept", ACCEPT) == (409, "settle_accusation_first")
    yes, no = ACCEPT | {"accusation": True}, ACCEPT | {"accusation": False}
    assert await accept(case_id, "accept", yes) == (409, "accusation_goes_by_transfer")
    await intake.act(case_id, "accept", no)


async def test_an_accusation_is_not_transferred_to_the_accused_nor_below(intake, verified):
    await intake.hear(a_unit("ll-police"), a_unit("ll-traffic", "ll-police"))
    await intake.act(verified, "accused", {"accused_units": ["ll-police"]})
    to_traffic = {"route": "transfer", "transfer_to": "ll-traffic", "accusation": True}
    assert await intake.refused(verified, "accept", to_traffic) == (422, "transfer_to_accused")
    await intake.act(verified, "accept", to_traffic | {
        "transfer_to": "ll-discipline", "accused_units": ["ll-market"]})  # fmt: skip
    accepted = await last(intake, verified, "case_accepted")
    assert accepted["accused_units"] == ["ll-police", "ll-market"]
    again = {"accused_units": ["ll-market"]}
    assert await intake.refused(verified, "accused", again) == (422, "already_named")


async def test_what_accuses_the_office_is_held_by_somebody_or_it_would_be_lost(intake, case_id):
    await intake.hear(a_unit("ll-office", None, "office"))
    office = {"accused_units": ["ll-office"]}
    assert await intake.refused(case_id, "accused", office) == (409, "hold_first")
    await intake.act(case_id, "accused", {"accused_units": ["ll-police"]})
    await intake.act(case_id, "claim")
    await intake.act(case_id, "accused", office)
    assert (await intake.get(f"/cases/{case_id}"))["state"] == "claimed"


async def test_an_office_that_is_accused_itself_does_not_see_the_case(intake, held):
    other = await intake.enter()
    await intake.hear(a_unit("ll-office", None, "office"), a_unit("ll-police", "ll-office"))
    await intake.act(held, "accused", {"accused_units": ["ll-office"]})
    for who in ("兰某", "竹某"):
        headers = intake.as_person(who, None)
        response = await intake.http.get(f"/v1/cases/{held}", headers=headers)
        assert response.json()["rule"] == "case_unknown"
        listed = (await intake.get("/cases", who=who))["items"]
        assert [item["case_id"] for item in listed] == [other]
    assert await intake.refused(held, "classify", {
        "kind": "help", "domain_name": "城建", "handling_class": "livelihood", "reason": "read",
    }, who="竹某") == (404, "case_unknown")  # fmt: skip
    assert (await intake.get(f"/cases/{held}"))["accused"][0]["unit_id"] == "ll-office"
    assert len((await intake.get("/cases"))["items"]) == 2
