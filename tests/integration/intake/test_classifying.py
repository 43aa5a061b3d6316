"""A person confirms what the words suggest, or changes it and says why."""

from typing import Any

import pytest

from services.intake.handlers import suggesting
from tests.integration.intake.test_suggestions import COLD, COLD_TOO, ROAD, read_all

FIELDS = ("kind", "domain_name", "subdomain_name", "handling_class", "division")


@pytest.fixture
async def claimed(intake) -> str:
    """A case that 梅某 holds, its words read."""
    case_id: str = await intake.enter(**COLD)
    await read_all(intake)
    await intake.act(case_id, "claim")
    return case_id


async def suggested(intake, case_id: str) -> dict[str, Any]:
    shown = (await intake.get(f"/cases/{case_id}"))["suggestion"]
    return {name: shown[name] for name in FIELDS}


async def test_the_suggestion_is_confirmed_as_it_stands_without_a_reason(intake, claimed):
    as_it_stands = await suggested(intake, claimed)
    answer = await intake.act(claimed, "classify", as_it_stands)
    assert (answer["reason"], answer["differs"]) == ("as_suggested", [])
    shown = await intake.get(f"/cases/{claimed}")
    assert {name: shown[name] for name in FIELDS if name != "subdomain_name"} == {
        name: value for name, value in as_it_stands.items() if name != "subdomain_name"
    }
    assert shown["classification"]["subdomain_name"] == "供暖"
    assert shown["classification"]["classified_by"]["name"] == "梅某"
    *_, said = await intake.said(of=claimed)
    assert said["fact"] == "case_classified"
    assert {name: said[name] for name in FIELDS} == as_it_stands
    assert (said["reason"], said["differs"]) == ("as_suggested", [])


async def test_a_change_needs_a_reason_and_is_told_with_what_differs(intake, claimed):
    changed = await suggested(intake, claimed) | {
        "subdomain_name": "物业管理",
        "division": "141181",
    }
    assert await intake.refused(claimed, "classify", changed) == (422, "reason_missing")
    answer = await intake.act(claimed, "classify", changed | {"reason": "read_by_clerk"})
    assert answer["differs"] == ["subdomain_name", "division"]
    *_, entry = await intake.journal(f"case/{claimed}")
    assert (entry["action"], entry["why"]) == ("classify", "read_by_clerk")
    assert entry["facts"]["differs"] == ["subdomain_name", "division"]


async def test_names_that_do_not_fit_are_refused_and_change_nothing(intake, claimed):
    as_it_stands = await suggested(intake, claimed) | {"reason": "read_by_clerk"}
    for wrong, rule in (
        ({"domain_name": "三农"}, "subdomain_not_of_domain"),
        ({"division": "141101"}, "division_unknown"),
    ):
        assert await intake.refused(claimed, "classify", as_it_stands | wrong) == (422, rule)
    assert (await intake.get(f"/cases/{claimed}"))["classification"] is None


async def test_before_its_words_are_read_a_case_is_classified_with_a_reason(intake):
    case_id = await intake.enter(**COLD)
    await intake.act(case_id, "claim")
    body = {"kind": "help", "domain_name": "城建", "handling_class": "livelihood"}
    assert await intake.refused(case_id, "classify", body) == (422, "reason_missing")
    answer = await intake.act(case_id, "classify", body | {"reason": "read_by_clerk"})
    assert answer["differs"] is None
    await read_all(intake)  # the words are kept all the same, and nobody is contradicted
    shown = await intake.get(f"/cases/{case_id}")
    assert (shown["suggestion"], shown["domain_name"]) == (None, "城建")
    assert (await intake.get(f"/cases/{case_id}/like"))["read"] is True


async def test_like_cases_are_found_by_what_a_person_settled(intake, claimed):
    other, road = await intake.enter(**COLD_TOO), await intake.enter(**ROAD)
    await read_all(intake)
    [like] = (await intake.get(f"/cases/{claimed}"))["like_cases"]
    assert like["case_id"] == other
    moved = {
        "kind": "complaint", "domain_name": "交通", "subdomain_name": "公路建设维修",
        "handling_class": "livelihood", "division": "141182", "reason": "read_by_clerk",
    }  # fmt: skip
    await intake.act(claimed, "classify", moved)
    assert (await intake.runtime.act(suggesting.read_some, None))["read"] == 1
    found = (await intake.get(f"/cases/{claimed}/like?least=0.01"))["items"]
    after = {case["case_id"]: case for case in found}
    assert after[road]["same_subdomain"]
    assert after[road]["score"] > after[other]["score"]


async def test_an_accepted_case_tells_what_it_was_settled_as(intake):
    case_id = await intake.enter(**COLD | {"phone": ""})  # nobody to call: verified by the claim
    await read_all(intake)
    await intake.act(case_id, "claim")
    await intake.act(case_id, "classify", await suggested(intake, case_id))
    await intake.act(case_id, "accept", {"route": "direct"})
    *_, accepted = await intake.said(of=case_id)
    assert (accepted["domain_name"], accepted["subdomain_name"]) == ("城建", "供暖")
    assert accepted["division"] == "141102"


async def test_how_often_people_agree_is_counted_with_its_scope(intake, claimed):
    other = await intake.enter(**COLD_TOO)
    await read_all(intake)
    await intake.act(other, "claim")
    await intake.act(claimed, "classify", await suggested(intake, claimed))
    changed = await suggested(intake, other) | {"kind": "suggestion", "reason": "read_by_clerk"}
    await intake.act(other, "classify", changed)
    figure = await intake.get("/suggestions/agreement", who="竹某")
    assert figure["scope"] == {"since": None, "until": None, "settled_with_a_suggestion": 2}
    assert figure["confirmed"]["domain_name"] == {"cases": 2, "share": 1.0}
    assert figure["confirmed"]["kind"] == {"cases": 1, "share": 0.5}
    assert figure["confirmed"]["everything"] == {"cases": 1, "share": 0.5}
    assert figure["as_of"]
    later = await intake.get("/suggestions/agreement?since=2030-01-01T00:00:00Z", who="竹某")
    assert later["confirmed"]["kind"] == {"cases": 0, "share": None}
