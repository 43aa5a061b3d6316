"""What reception tells besides arrival and acceptance, and who sees it here."""

from typing import Any

import pytest

from shared.contracts.envelope import Actor
from shared.contracts.intake import (
    AccusedNamed,
    CaseJoined,
    ClaimHandedOver,
    Demand,
    DemandsListed,
    FactsCorrected,
    InterestDeclared,
    LikeCaseParted,
    LikeCasesGrouped,
    SupplementReceived,
    Wishes,
    WishesChanged,
)
from tests.integration.routing.conftest import ANSWERED, CASE, CLERK, MONDAY, order, told

OTHER = "LL2022-000018"


def demands(*texts: str) -> DemandsListed:
    listed = [Demand(no=no, text=text, expected="尽快") for no, text in enumerate(texts, start=1)]
    return DemandsListed(case_id=CASE, demands=tuple(listed), by=CLERK)


def accused(*units: str) -> AccusedNamed:
    return AccusedNamed(case_id=CASE, accused_units=units, by=CLERK)


def wishes(**changes: bool) -> WishesChanged:
    return WishesChanged(case_id=CASE, wishes=Wishes(**changes), reason="author_asked", by=CLERK)


async def test_demands_are_kept_as_listed_last_and_shown_without_contacts(routing):
    await routing.hear(demands("补发车牌", "多余的一条"))
    await routing.to_dispatched()
    await routing.hear(demands("补发车牌，打13000000035"))
    [shown] = (await routing.case())["demands"]
    assert (shown["no"], shown["text"], shown["expected"]) == (1, "补发车牌，打13000000035", "尽快")
    [seen] = (await routing.case(who="ll-police"))["demands"]
    assert "13000000035" not in seen["text"]


async def test_what_the_author_told_later_reaches_the_handler_without_contacts(routing):
    await routing.to_dispatched()
    await routing.hear(
        FactsCorrected(
            case_id=CASE, no=1, account="临牌三月十七日到期", incident_at=MONDAY,
            incident_place="汾阳市", division="141182", consent=True, by=CLERK,
        ),
        SupplementReceived(
            case_id=CASE, no=None, text="请打13000000035", channel="sms", received_at=MONDAY,
            by=CLERK,
        ),
    )  # fmt: skip
    told_later = (await routing.case(who="ll-police"))["told_later"]
    correction, supplement = sorted(told_later, key=lambda row: row["kind"])
    assert (correction["text"], correction["incident_place"]) == ("临牌三月十七日到期", "汾阳市")
    assert "13000000035" not in supplement["text"]
    assert "13000000035" in str((await routing.case())["told_later"])


async def test_a_chaser_is_shown_to_the_handler(routing):
    await routing.to_dispatched()
    await routing.hear(
        told(OTHER, title="三天了没人管")[0],
        CaseJoined(case_id=CASE, from_case=OTHER, joined_as="chaser", posted_at=MONDAY, by=CLERK),
    )
    [joined] = (await routing.case(who="ll-police"))["joined"]
    assert (joined["joined_as"], joined["title"]) == ("chaser", "三天了没人管")
    assert "13000000035" not in joined["text"]


async def test_like_cases_share_facts_with_the_handler_and_no_other_author_s_number(routing):
    await routing.to_dispatched()
    grouped = LikeCasesGrouped(
        case_id=CASE, group_id="g1", subject_matter="车牌", fact_base="邮路中断。",
        cases=(CASE, OTHER), by=CLERK,
    )  # fmt: skip
    await routing.hear(grouped)
    [seen] = (await routing.case(who="ll-police"))["like"]
    assert seen["fact_base"] == "邮路中断。"
    assert "cases" not in seen
    assert (await routing.case())["like"][0]["cases"] == [CASE, OTHER]
    await routing.hear(grouped.model_copy(update={"fact_base": "邮路已恢复。"}))
    assert (await routing.case())["like"][0]["fact_base"] == "邮路已恢复。"
    await routing.hear(LikeCaseParted(case_id=CASE, group_id="g1", reason="other", by=CLERK))
    assert (await routing.case())["like"] == []


async def test_erasure_blanks_here_too(routing):
    await routing.open()
    await routing.hear(
        demands("补发车牌"),
        SupplementReceived(
            case_id=CASE, no=None, text="我的车", channel="sms", received_at=MONDAY, by=CLERK
        ),
    )
    await routing.erased()
    shown = await routing.case()
    assert [d["text"] for d in shown["demands"]] == [""]
    assert [t["text"] for t in shown["told_later"]] == [""]


async def test_a_wish_told_later_is_obeyed_by_every_view(routing):
    await routing.to_dispatched()
    assert (await routing.case(who="ll-police"))["nickname"] == "吕小玲"
    letters = f"/cases/{CASE}/letters"
    assert "吕小玲" in str(await routing.get(letters, who="ll-police"))
    await routing.hear(wishes(hide_from_unit=True))
    assert (await routing.case(who="ll-police"))["nickname"] is None
    again = str(await routing.get(letters, who="ll-police"))
    assert "吕小玲" not in again
    assert "留言人身份不予提供" in again
    assert (await routing.case())["hide_from_unit"] is True


async def test_a_wish_told_before_acceptance_comes_with_it(routing):
    await routing.hear(wishes(secret=True))
    await routing.open(wishes={"secret": True})
    assert (await routing.case())["secret"] is True


async def test_who_has_an_interest_reviews_nothing(routing):
    await routing.to_replied()
    await routing.hear(
        InterestDeclared(
            case_id=CASE, sub="staff/reviewer", name="葛某", ground="kinship", by=CLERK
        )
    )
    assert await routing.refused_on_reply("reviewer", "review") == (403, "interest_excludes")
    assert await routing.refused_on_reply(
        "reviewer", "return", {"reason": "vague", "text": "不具体"}
    ) == (403, "interest_excludes")


@pytest.mark.parametrize("named", ["ll-police", "ll-traffic"])
async def test_a_unit_that_turns_out_to_be_accused_loses_the_case(routing, named):
    """The police above the traffic police keep what speaks against these alone."""
    await routing.to_dispatched(order("ll-police"), order("ll-housing", "assisting"))
    await routing.hear(accused(named))
    released = await routing.said("assignment_released")
    if named == "ll-traffic":
        assert released == []
        return
    assert [(e["unit_id"], e["reason"]) for e in released] == [("ll-police", "accused")]
    response = await routing.send("ll-police", "GET", f"/cases/{CASE}")
    assert response.json()["rule"] == "case_unknown"
    response = await routing.send("ll-police", "GET", f"/cases/{CASE}/letters")
    assert response.status_code == 404
    assert (await routing.get("/cases", who="ll-police"))["items"] == []
    assert (await routing.case(who="ll-housing"))["case_id"] == CASE


async def test_a_county_office_that_is_accused_itself_and_its_bureaus_see_nothing(routing):
    await routing.to_dispatched(order("141181-office"))
    await routing.hear(accused("141181-office"))
    for who in ("141181-office", "xiaoyi"):
        response = await routing.send(who, "GET", f"/cases/{CASE}")
        assert response.json()["rule"] == "case_unknown", who
    assert (await routing.case(who="leader"))["case_id"] == CASE


async def test_the_city_s_office_when_accused_sees_it_only_through_its_holder(routing):
    await routing.open(accused_units=("ll-office",), route="transfer", transfer_to="ll-discipline")
    for who in ("reviewer", "head"):
        response = await routing.send(who, "GET", f"/cases/{CASE}")
        assert response.json()["rule"] == "case_unknown", who
        assert (await routing.get("/cases", who=who))["items"] == []
    assert (await routing.case(who="clerk"))["case_id"] == CASE
    await routing.on_case("clerk", "answer", {"text": "已转有管辖权的机关依规处理。"})
    assert await routing.refused_on_reply("reviewer", "review") == (404, "case_unknown")
    heir = Actor(sub="staff/head", name="陈某409", role="clerk")
    await routing.hear(
        ClaimHandedOver(case_id=CASE, by=CLERK, to=heir, reason="conflict_of_interest")
    )
    assert (await routing.case(who="head"))["case_id"] == CASE


@pytest.mark.parametrize("route", ["direct", "decline", "transfer", "duplicate"])
async def test_every_route_ends_in_a_public_answer_with_proof_for_its_own_number(routing, route):
    more = {
        "decline": {"reason": "court"},
        "transfer": {"transfer_to": "ll-discipline", "reason": "accusation"},
        "duplicate": {"duplicate_of": OTHER},
    }.get(route, {})
    result = {"result": ANSWERED} if route == "direct" else {}
    await routing.open(route=route, kind="inquiry", **more)
    await routing.on_case("clerk", "answer", {"text": "您反映的事项已依规办理。"} | result)
    await routing.on_reply("reviewer", "review")
    if route == "direct":
        await routing.on_reply("leader", "read", {"opinion": "同意"})
    await routing.on_reply("clerk", "publish", {"proof": "https://board.example/14838301"})
    [published] = await routing.said("reply_published")
    assert (published["route"], published["external_id"]) == (route, "14838301")
    assert published["proof"] == "https://board.example/14838301"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ({"addressee_name": "", "addressee_fid": 1010}, "孝义市委书记"),
        ({"addressee_name": "", "addressee_fid": 4711}, ""),
        ({"addressee_name": "", "addressee_fid": None}, ""),
        ({"addressee_name": "市领导", "addressee_fid": 1010}, "市领导"),  # as the channel says it
    ],
)
async def test_an_addressee_that_is_told_by_number_alone_has_a_name(
    routing, said: dict[str, Any], shown: str
):
    await routing.open(**said)
    assert (await routing.case())["addressee_name"] == shown
