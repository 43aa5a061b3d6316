"""诉求: one message may ask for several things, each with its expected outcome."""

import pytest

from tests.integration.intake.facts import completed

THREE = [
    {"text": "路边摊占道堵塞现象严重", "expected": "严格治理", "unit_hint": "141181-urban"},
    {"text": "价格虚高"},
    {"text": "商品质量未经过市场部门检验", "unit_hint": "141181-market"},
]


@pytest.fixture
async def verified(intake):
    """A case that Mei may accept."""
    case_id = await intake.enter()
    await intake.act(case_id, "claim")
    await intake.hear(completed(case_id))
    return case_id


async def listed(intake, case_id):
    return [e for e in await intake.said(of=case_id) if e["fact"] == "demands_listed"]


async def test_each_demand_is_numbered_and_told_with_its_expected_outcome(intake, verified):
    answer = await intake.act(verified, "demands", {"demands": THREE})
    assert [demand["no"] for demand in answer["demands"]] == [1, 2, 3]
    [told] = await listed(intake, verified)
    assert told["by"]["name"] == "梅某"
    assert [d["expected"] for d in told["demands"]] == ["严格治理", "", ""]
    assert [d["unit_hint"] for d in told["demands"]] == ["141181-urban", None, "141181-market"]
    shown = await intake.get(f"/cases/{verified}")
    assert [d["text"] for d in shown["demands"]] == [d["text"] for d in THREE]


async def test_the_journal_keeps_codes_and_no_words(intake, verified):
    await intake.act(verified, "demands", {"demands": THREE})
    *_, entry = await intake.journal(f"case/{verified}")
    assert entry["facts"]["count"] == 3
    assert "路边摊" not in str(entry)


async def test_a_later_list_takes_the_place_of_the_earlier(intake, verified):
    await intake.act(verified, "demands", {"demands": THREE})
    await intake.act(verified, "demands", {"demands": THREE[:1]})
    assert [len(e["demands"]) for e in await listed(intake, verified)] == [3, 1]
    assert len((await intake.get(f"/cases/{verified}"))["demands"]) == 1


async def test_a_case_whose_demands_nobody_listed_is_its_own_one_demand(intake, verified):
    await intake.act(verified, "accept", {"route": "dispatch"})
    [told] = await listed(intake, verified)
    assert [(d["no"], d["text"]) for d in told["demands"]] == [(1, "小区停水")]
    assert (await intake.facts(verified))[-2:] == ["demands_listed", "case_accepted"]


async def test_what_was_listed_is_not_listed_again_by_acceptance(intake, verified):
    await intake.act(verified, "demands", {"demands": THREE})
    await intake.act(verified, "accept", {"route": "dispatch"})
    assert len(await listed(intake, verified)) == 1


@pytest.mark.parametrize(
    ("type_name", "acceptance"),
    [("感谢", {"route": "direct"}), ("求助", {"route": "decline", "reason": "court"})],
)
async def test_who_asks_for_nothing_or_is_not_answered_on_it_gets_no_list(
    intake, type_name, acceptance
):
    case_id = await intake.enter(type_name=type_name, phone="")
    await intake.act(case_id, "claim")
    await intake.act(case_id, "accept", acceptance)
    assert await listed(intake, case_id) == []


async def test_after_acceptance_a_demand_may_come_but_none_may_go(intake, verified):
    await intake.act(verified, "demands", {"demands": THREE[:2]})
    await intake.act(verified, "accept", {"route": "dispatch"})
    assert await intake.refused(verified, "demands", {"demands": THREE[:1]}) == (
        409, "demand_dropped",
    )  # fmt: skip
    await intake.act(verified, "demands", {"demands": THREE})
    assert len((await listed(intake, verified))[-1]["demands"]) == 3


async def test_after_acceptance_a_demand_keeps_its_number(intake, verified):
    """Units have their letters with these numbers by now."""
    await intake.act(verified, "demands", {"demands": [{"text": "修路"}, {"text": "通气"}]})
    await intake.act(verified, "accept", {"route": "dispatch"})
    turned = {"demands": [{"text": "通气"}, {"text": "修路"}]}
    refusal = await intake.post(f"/cases/{verified}/demands", turned)
    assert (refusal.status_code, refusal.json()["rule"]) == (409, "demand_moved")
    assert [d["text"] for d in (await intake.get(f"/cases/{verified}"))["demands"]] == [
        "修路",
        "通气",
    ]


async def test_a_list_is_its_holder_s_and_sound(intake, verified):
    refused = intake.refused
    body = {"demands": THREE}
    assert await refused(verified, "demands", body, who="兰某") == (403, "not_the_holder")
    assert await refused(verified, "demands", {"demands": []}) == (422, "invalid_request")
    twice = {"demands": [THREE[1], THREE[1]]}
    assert await refused(verified, "demands", twice) == (422, "demand_twice")
    untouched = await intake.enter()
    assert await refused(untouched, "demands", body) == (409, "wrong_state")
    await intake.act(verified, "demands", body, who="竹某")


async def test_erasure_blanks_what_was_asked_for(intake, verified):
    await intake.act(verified, "demands", {"demands": THREE})
    await intake.act(verified, "erase", who="竹某")
    shown = (await intake.get(f"/cases/{verified}"))["demands"]
    assert [(d["no"], d["text"], d["expected"]) for d in shown] == [
        (no, "", "") for no in (1, 2, 3)
    ]
    [told] = await listed(intake, verified)
    assert [(d["no"], d["text"], d["unit_hint"]) for d in told["demands"]] == [
        (1, "", "141181-urban"),
        (2, "", None),
        (3, "", "141181-market"),
    ]
