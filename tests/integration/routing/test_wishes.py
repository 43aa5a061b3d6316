"""The author's wishes are obeyed wherever a unit reads: in the case, in lists, letters and what is joined."""

import json
from typing import Any

import pytest

from shared.contracts.intake import (
    CaseJoined,
    Demand,
    DemandsListed,
    FactsCorrected,
    LikeCasesGrouped,
    SupplementReceived,
    Wishes,
    WishesChanged,
)
from tests.integration.routing.conftest import ANSWERED, CASE, CLERK, MONDAY, Routing, order, told

OTHER = "LL2022-000018"
WHO = "吕小玲"
WRITTEN = {"title": f"{WHO}的车牌", "text": f"我是{WHO}，临牌过期，车辆无法上路。"}


async def say_more(routing: Routing) -> None:
    """The author's name stands in all that may be told of the case."""
    await routing.hear(
        DemandsListed(
            case_id=CASE, by=CLERK,
            demands=(Demand(no=1, text=f"给{WHO}补发车牌", expected=f"{WHO}能上路"),),
        ),
        FactsCorrected(
            case_id=CASE, no=1, account=f"{WHO}说已到期", incident_at=None,
            incident_place=f"{WHO}家门口", division=None, consent=None, by=CLERK,
        ),
        SupplementReceived(
            case_id=CASE, no=None, text=f"{WHO}补充", channel="sms", received_at=MONDAY, by=CLERK
        ),
        LikeCasesGrouped(
            case_id=CASE, group_id="g1", subject_matter="车牌", fact_base=f"{WHO}等人都没收到",
            cases=(CASE, OTHER), by=CLERK,
        ),
    )  # fmt: skip


async def all_a_unit_reads(routing: Routing, who: str = "ll-police") -> str:
    letters = (await routing.get(f"/cases/{CASE}/letters", who=who))["items"]
    read: list[Any] = [
        await routing.case(who=who),
        await routing.get("/cases", who=who),
        await routing.get(f"/cases?number={CASE}", who=who),
        await routing.get("/assignments", who=who),
        letters,
        *[await routing.get(f"/letters/{letter['letter_id']}", who=who) for letter in letters],
    ]
    assert len(letters) == 1
    return json.dumps(read, ensure_ascii=False)


@pytest.mark.parametrize("wish", ["hide_from_unit", "secret"])
async def test_who_hides_from_the_start_is_named_to_no_unit(routing: Routing, wish: str) -> None:
    await say_more(routing)
    await routing.to_dispatched(wishes={wish: True}, **WRITTEN)
    read = await all_a_unit_reads(routing)
    assert WHO not in read
    assert "留言人身份不予提供" in read
    assert WHO in json.dumps(await routing.case(), ensure_ascii=False)  # the office knows


async def test_who_hides_later_is_named_no_more(routing: Routing) -> None:
    await say_more(routing)
    await routing.to_dispatched(**WRITTEN)
    assert all_named(await all_a_unit_reads(routing))
    await routing.hear(
        WishesChanged(
            case_id=CASE, wishes=Wishes(hide_from_unit=True), reason="author_asked", by=CLERK
        )
    )
    assert WHO not in await all_a_unit_reads(routing)


def all_named(read: str) -> bool:
    """Whether what a unit reads tells who wrote, as it does where nobody hides."""
    return read.count(WHO) >= 10


async def test_a_nickname_of_one_letter_goes_from_the_letter_too(routing: Routing) -> None:
    await routing.to_dispatched(nickname="玲")
    assert "网名：玲" in await all_a_unit_reads(routing)
    await routing.hear(
        WishesChanged(case_id=CASE, wishes=Wishes(secret=True), reason="author_asked", by=CLERK)
    )
    assert "网名：玲" not in await all_a_unit_reads(routing)


async def test_of_what_is_joined_each_author_s_own_wishes_hold(routing: Routing) -> None:
    await routing.to_dispatched()
    chasing = told(
        OTHER, external_id="14838302", route="duplicate", duplicate_of=CASE, nickname="周小伟",
        title="周小伟催问", text="我是周小伟，三天了没人管。", wishes={"hide_from_unit": True},
    )  # fmt: skip
    await routing.hear(
        *chasing,
        CaseJoined(case_id=CASE, from_case=OTHER, joined_as="chaser", posted_at=MONDAY, by=CLERK),
    )
    [joined] = (await routing.case(who="ll-police"))["joined"]
    assert (joined["title"], joined["text"]) == ("＊＊＊催问", "我是＊＊＊，三天了没人管。")
    assert (await routing.case())["joined"][0]["title"] == "周小伟催问"


async def test_what_is_joined_and_accuses_the_reader_is_not_shown_to_him(routing: Routing) -> None:
    await routing.to_dispatched(order("ll-police"), order("ll-housing", "assisting"))
    accusing = told(
        OTHER, external_id="14838302", route="duplicate", duplicate_of=CASE,
        accused_units=("ll-police",),
    )  # fmt: skip
    await routing.hear(
        *accusing,
        CaseJoined(
            case_id=CASE, from_case=OTHER, joined_as="duplicate", posted_at=MONDAY, by=CLERK
        ),
    )
    assert (await routing.case(who="ll-police"))["joined"] == []
    assert len((await routing.case(who="ll-housing"))["joined"]) == 1
    assert len((await routing.case())["joined"]) == 1


async def test_a_county_s_leader_reads_no_contact_and_no_hidden_name_in_the_list_either(
    routing: Routing,
) -> None:
    phone = "13000000035"
    await routing.open(
        addressee_fid=1010, route="direct", kind="inquiry", wishes={"hide_from_unit": True},
        title=f"{WHO}问", text=f"我是{WHO}，电话{phone}。",
    )  # fmt: skip
    await routing.hear(
        DemandsListed(
            case_id=CASE, demands=(Demand(no=1, text=f"答复{WHO}", expected=""),), by=CLERK
        )
    )
    answered = {"answers": [{"no": 1, "text": "已答复。"}]}
    answer = {"text": "您反映的事项已依规办理。", "result": ANSWERED | answered}
    await routing.on_case("clerk", "answer", answer)
    await routing.on_reply("reviewer", "review")
    [row] = (await routing.get("/readings", who="xiaoyi"))["items"]
    assert (row["title"], row["message"]) == (
        "＊＊＊问",
        "我是＊＊＊，电话＊＊＊＊＊＊＊＊＊＊＊。",
    )
    assert row["demands"] == [{"no": 1, "text": "答复＊＊＊"}]
    assert "nickname" not in row
