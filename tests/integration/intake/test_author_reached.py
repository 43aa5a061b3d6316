"""核实 by other ways than a callback task, and a better contact that is found later."""

from datetime import timedelta

import pytest

from shared.contracts.envelope import Actor
from shared.contracts.routing import (
    AssignmentReleased,
    CaseDispatched,
    Issued,
    RefusalRuled,
)
from tests.integration.intake.conftest import MONDAY
from tests.integration.intake.facts import attempted, completed, exhausted, leased

CLERK = Actor(sub="staff/梅某", name="梅某", role="clerk")
FOUND = {
    "phone": "13900000077", "name": "吕小玲", "provenance": "unit_records",
    "legal_basis": "机动车登记规定", "looked_up_by": "韦某",
}  # fmt: skip
LOOK = {"purpose": "call_the_author"}
OFFICER = {"who": "韦某", "role": "unit"}


@pytest.fixture
async def held(intake):
    case_id = await intake.enter()
    await intake.act(case_id, "claim")
    return case_id


@pytest.fixture
def as_officer(intake):
    """Mr Wei acts for a unit: the police unless another is named."""
    plain = intake.as_person

    def as_person(who, role, key=None):
        if who != "韦某":
            return plain(who, role, key)
        return intake.headers(
            key=key, sub="staff/韦某", name="韦某", roles=[role or "unit"], unit=intake.officer_of
        )

    intake.officer_of = "ll-police"
    intake.as_person = as_person
    return intake


def dispatched(case_id, *units):
    issued = [
        Issued(
            assignment_id=f"{case_id}-a{n}", parent_id=None, unit_id=unit, unit_name=unit,
            part="lead", level="city",
        )
        for n, unit in enumerate(units, start=1)
    ]  # fmt: skip
    return CaseDispatched(
        case_id=case_id, letter_no="吕社情交〔2022〕1号", round=1, handling_class="livelihood",
        assignments=tuple(issued), dispatched_at=MONDAY, by=CLERK,
    )  # fmt: skip


async def events(intake, case_id, name):
    return [e for e in await intake.said(of=case_id) if e["fact"] == name]


async def test_an_attempt_tells_who_when_by_what_on_which_number_and_how_it_went(intake, held):
    at = (MONDAY - timedelta(minutes=1)).isoformat()
    early = {"channel": "visit", "outcome": "no_answer", "attempted_at": at}
    assert await intake.refused(held, "attempts", early) == (422, "attempted_at_impossible")
    await intake.act(held, "attempts", {"channel": "phone", "outcome": "virtual_unreachable"})
    [told] = await events(intake, held, "attempt_recorded")
    assert (told["contact_no"], told["outcome"]) == (0, "virtual_unreachable")
    tried, opened = (await intake.journal(held))[-2:]
    assert (tried["action"], tried["actor"]["name"], tried["why"]) == (
        "record_attempt", "梅某", "virtual_unreachable",
    )  # fmt: skip
    assert (opened["action"], opened["actor"]["role"]) == ("verify", "system")
    [call] = (await intake.get(f"/cases/{held}"))["calls"]
    assert (call["by_name"], call["channel"], call["task_id"]) == ("梅某", "phone", None)
    assert await intake.state(held) == "verified"


@pytest.mark.parametrize("outcome", ["refused", "empty_number", "wrong_person", "unreachable"])
async def test_no_outcome_blocks_or_closes_a_case(intake, held, outcome):
    await intake.act(held, "attempts", {"channel": "phone", "outcome": outcome})
    await intake.act(held, "accept", {"route": "dispatch"})
    await intake.act(held, "attempts", {"channel": "visit", "outcome": "reached"})
    assert await intake.state(held) == "accepted"
    assert (await intake.get(f"/cases/{held}"))["verification"]["outcome"] == "reached"


async def test_who_was_reached_once_was_reached(intake, held):
    await intake.hear(attempted(held))
    await intake.act(held, "attempts", {"channel": "wechat", "outcome": "reached"})
    await intake.hear(attempted(held, 2), exhausted(held, 2))
    assert (await intake.get(f"/cases/{held}"))["verification"]["outcome"] == "reached"


async def test_who_asked_not_to_be_called_is_reached_by_other_ways_only(intake, held):
    await intake.act(held, "wishes", {"no_call": True, "reason": "author_asked"})
    phone = {"channel": "phone", "outcome": "reached"}
    assert await intake.refused(held, "attempts", phone) == (409, "author_wants_no_call")
    await intake.act(held, "attempts", phone | {"channel": "board"})


async def test_corrected_facts_stand_beside_the_message(intake, held):
    told = {
        "account": "临牌三月十七日到期", "incident_at": "2022-03-17T00:00:00+08:00",
        "incident_place": "汾阳市某车管所", "division": "141182", "consent": True,
    }  # fmt: skip
    await intake.hear(leased(held))
    await intake.act(held, "facts", told, who="范某", role="agent")
    [event] = await events(intake, held, "facts_corrected")
    assert (event["no"], event["division"], event["consent"]) == (1, "141182", True)
    shown = await intake.get(f"/cases/{held}")
    assert (shown["division"], shown["consent"]) == ("141182", True)
    assert shown["text"] == "小区停水三天了，请帮忙解决。"
    assert shown["corrections"][0]["account"] == told["account"]
    assert "汾阳" not in str(await intake.journal(f"case/{held}"))
    assert await intake.refused(held, "facts", {}) == (422, "invalid_request")
    await intake.act(held, "facts", {"consent": False})
    assert (await intake.get(f"/cases/{held}"))["consent"] is False


async def test_only_an_author_who_was_reached_is_asked_and_an_answer_comes_once(intake, held):
    ask = {"question": "请补充车辆识别代号"}
    assert await intake.refused(held, "questions", ask) == (409, "author_not_reached")
    await intake.hear(leased(held), completed(held))
    assert (await intake.act(held, "questions", ask))["no"] == 1
    answer = {"no": 1, "text": "代号已补充", "channel": "phone"}
    await intake.act(held, "supplements", answer, who="范某", role="agent")
    assert await intake.refused(held, "supplements", answer) == (409, "already_answered")
    assert await intake.refused(held, "supplements", answer | {"no": 7}) == (
        422, "request_unknown",
    )  # fmt: skip
    await intake.act(held, "supplements", {"text": "又想起一件事", "channel": "wechat"})
    received = await events(intake, held, "supplement_received")
    assert [e["no"] for e in received] == [1, None]
    shown = (await intake.get(f"/cases/{held}"))["supplements"]
    assert [s["answer"] for s in shown] == ["代号已补充", "又想起一件事"]


async def test_a_unit_that_has_the_case_finds_a_better_contact(as_officer, held):
    intake = as_officer
    assert await intake.refused(held, "contacts", FOUND, **OFFICER) == (404, "case_unknown")
    await intake.hear(completed(held, 1, "wrong_person"))
    await intake.act(held, "accept", {"route": "dispatch"})
    await intake.hear(dispatched(held, "ll-police"))
    answer = await intake.act(held, "contacts", FOUND, **OFFICER)
    assert answer["contact_no"] == 1
    found, recorded, asked = (await intake.said(of=held))[-3:]
    assert (found["fact"], found["provenance"], found["looked_up_by"], found["unit_id"]) == (
        "contact_found", "unit_records", "韦某", "ll-police",
    )  # fmt: skip
    assert found["legal_basis"] == "机动车登记规定"
    assert "13900000077" not in str(found)
    opened = intake.ring.open(recorded["key_id"], recorded["phone_sealed"], f"{held}|phone")
    assert opened == "13900000077"
    assert asked["fact"] == "verification_requested"
    [shown] = (await intake.get(f"/cases/{held}"))["found_contacts"]
    assert (shown["phone"], shown["legal_basis"]) == ("139****0077", "机动车登记规定")
    await intake.act(held, "attempts", {"channel": "phone", "outcome": "reached"}, **OFFICER)
    [call] = [c for c in (await intake.get(f"/cases/{held}"))["calls"] if c["contact_no"] == 1]
    assert (call["by_name"], call["by_unit"], call["outcome"]) == ("韦某", "ll-police", "reached")


async def test_a_contact_in_clear_is_shown_for_a_purpose_and_each_look_is_kept(intake, held):
    shown = await intake.act(held, "reveal", LOOK)
    assert (shown["phone"], shown["name"]) == ("13000000002", "赵某")
    [look] = (await intake.get(f"/cases/{held}/looks", who="竹某"))["items"]
    assert (look["looked_by"]["name"], look["purpose"]) == ("梅某", "call_the_author")
    *_, entry = await intake.journal(f"case/{held}")
    assert (entry["action"], entry["why"]) == ("reveal_contact", "call_the_author")
    [told] = await events(intake, held, "contact_revealed")
    assert told["by"]["name"] == "梅某"
    assert await intake.refused(held, "reveal", LOOK, who="兰某") == (403, "not_the_holder")
    assert await intake.refused(held, "reveal", LOOK | {"contact_no": 3}) == (
        404, "contact_unknown",
    )  # fmt: skip


async def test_nothing_that_was_shown_in_clear_is_stored(intake, held):
    for phone in ("13000000002", None):  # who may look may have changed when it is asked again
        response = await intake.post(f"/cases/{held}/reveal", LOOK, key="same")
        assert response.json()["phone"] == phone
        assert response.headers["cache-control"] == "no-store"
        assert ("idempotent-replay" in response.headers) == (phone is None)
    kept = await intake.rows("SELECT answer FROM idempotency")
    assert "13000000002" not in str(kept)
    assert len(await events(intake, held, "contact_revealed")) == 1


async def test_a_unit_sees_the_contact_with_consent_only_and_never_against_a_wish(as_officer, held):
    intake = as_officer
    await intake.hear(completed(held), dispatched(held, "ll-police", "ll-market"))
    assert await intake.refused(held, "reveal", LOOK, **OFFICER) == (403, "no_consent")
    await intake.act(held, "facts", {"consent": True})
    assert (await intake.act(held, "reveal", LOOK, **OFFICER))["phone"] == "13000000002"
    await intake.act(held, "wishes", {"hide_from_unit": True, "reason": "author_asked"})
    assert await intake.refused(held, "reveal", LOOK, **OFFICER) == (
        403, "author_hides_from_units",
    )  # fmt: skip
    intake.officer_of = "ll-edu"
    assert await intake.refused(held, "reveal", LOOK, **OFFICER) == (404, "case_unknown")


@pytest.mark.parametrize("wish", ["hide_from_unit", "secret"])
async def test_who_hides_from_units_is_looked_up_called_or_shown_to_none(as_officer, held, wish):
    intake = as_officer
    await intake.hear(completed(held), dispatched(held, "ll-police"))
    await intake.act(held, "contacts", FOUND, **OFFICER)
    await intake.act(held, "wishes", {wish: True, "reason": "author_asked"})
    hides = (403, "author_hides_from_units")
    for action, body in (
        ("contacts", FOUND),
        ("attempts", {"channel": "visit", "outcome": "reached"}),
        ("reveal", LOOK),  # what it found itself before
    ):
        assert await intake.refused(held, action, body, **OFFICER) == hides, action
    await intake.act(held, "contacts", FOUND)  # the office may


@pytest.mark.parametrize("how", ["refused", "released", "accused"])
async def test_a_unit_that_has_the_case_no_more_sees_nothing(as_officer, held, how):
    intake = as_officer
    await intake.hear(completed(held), dispatched(held, "ll-police"))
    await intake.act(held, "facts", {"consent": True})
    gone = {"case_id": held, "assignment_id": f"{held}-a1", "unit_id": "ll-police", "by": CLERK}
    if how == "refused":
        await intake.hear(RefusalRuled(**gone, upheld=True))
    if how == "released":
        await intake.hear(AssignmentReleased(**gone, reason="accused"))
    if how == "accused":
        await intake.act(held, "accused", {"accused_units": ["ll-police"]})
    assert await intake.refused(held, "reveal", LOOK, **OFFICER) == (404, "case_unknown")


async def test_erasure_forgets_what_was_found_and_told(intake, held):
    await intake.act(held, "contacts", FOUND)
    await intake.act(held, "facts", {"account": "临牌到期", "incident_place": "汾阳市"})
    await intake.act(held, "erase", who="竹某")
    shown = await intake.get(f"/cases/{held}")
    assert shown["found_contacts"][0]["phone"] is None
    assert (shown["corrections"][0]["account"], shown["corrections"][0]["incident_place"]) == (
        None, None,
    )  # fmt: skip
    assert await intake.refused(held, "contacts", FOUND) == (409, "author_erased")
    assert await intake.refused(held, "reveal", LOOK) == (404, "contact_unknown")
    assert "临牌" not in str(await intake.rows("SELECT payload FROM event_log"))
