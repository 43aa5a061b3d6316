"""What the author told at verification and what he wishes stand on the letter and on the sheet."""

from typing import Any

import pytest

from shared.contracts.intake import FactsCorrected, SupplementReceived, Wishes, WishesChanged
from tests.integration.routing.conftest import CASE, CLERK, MONDAY, Routing, order
from tests.integration.routing.test_county_proposals import OFFICE, received, submitted
from tests.integration.routing.test_scans import sheet, words
from tests.integration.routing.test_unnamed import in_the_letter

WHO = "吕小玲"
HIDDEN = "留言人身份不予提供，请勿查问。"


async def corrected(routing: Routing, no: int = 1, **told: Any) -> None:
    fields = dict.fromkeys(("account", "incident_at", "incident_place", "division", "consent"))
    await routing.hear(FactsCorrected(case_id=CASE, no=no, by=CLERK, **(fields | told)))


async def wished(routing: Routing, **wishes: bool) -> None:
    event = WishesChanged(case_id=CASE, wishes=Wishes(**wishes), reason="author_asked", by=CLERK)
    await routing.hear(event)


async def the_letter(routing: Routing, who: str = "ll-police") -> str:
    letter = await in_the_letter(routing, "letter", who)
    for form in ("letter_pdf", "letter_docx"):
        paper = await in_the_letter(routing, form, who)
        assert ("核实情况" in paper) == ("核实情况" in letter)
    return letter


async def test_the_letter_has_the_last_word_of_place_and_consent(routing: Routing) -> None:
    await corrected(routing, 1, account="临牌三月十七日到期", consent=True, incident_place="汾阳市")
    await corrected(routing, 2, incident_place=f"{WHO}家门口", consent=False)
    await routing.hear(
        SupplementReceived(
            case_id=CASE, no=None, text="车在汾阳，打13000000035", channel="sms",
            received_at=MONDAY, by=CLERK,
        )
    )  # fmt: skip
    await routing.to_dispatched(incident_at=MONDAY, incident_place="离石区")
    letter = await the_letter(routing)
    for told in (
        "发生时间：2022年3月28日9时00分", f"发生地点：{WHO}家门口",
        "2022年3月28日留言人核实时说明：临牌三月十七日到期",
        "2022年3月28日留言人补充：车在汾阳，打＊＊＊＊＊＊＊＊＊＊＊", "不同意将联系方式提供给承办单位",
    ):  # fmt: skip
        assert told in letter
    assert "离石区" not in letter
    assert "发生地点：汾阳市" not in letter


async def test_what_is_only_known_from_the_message_is_on_the_letter_too(routing: Routing) -> None:
    await routing.to_dispatched(incident_place="离石区凤山路")
    assert "发生地点：离石区凤山路" in await the_letter(routing)
    view = await routing.case(who="ll-police")
    assert (view["incident_place"], view["no_call"]) == ("离石区凤山路", False)


@pytest.mark.parametrize("wish", ["hide_from_unit", "secret"])
async def test_who_hides_is_not_named_by_what_was_noted_down(routing: Routing, wish: str) -> None:
    await corrected(routing, account=f"{WHO}说到期", incident_place=f"{WHO}家门口", consent=True)
    await routing.to_dispatched(
        wishes={wish: True, "no_call": True}, incident_place=f"{WHO}家", incident_at=MONDAY
    )
    for form in ("letter", "letter_pdf", "letter_docx"):
        paper = "".join((await in_the_letter(routing, form, "ll-police")).split())
        assert WHO not in paper
        assert "＊＊＊说到期" in paper
        assert HIDDEN in paper
        assert ("请勿扩散" in paper) == (wish == "secret")
        assert "同意承办单位与其联系" not in paper
    assert WHO not in str(await routing.case(who="ll-police"))


async def test_a_wish_and_a_consent_told_later_are_in_the_letter_as_it_is_read_again(
    routing: Routing,
) -> None:
    await routing.to_dispatched()
    assert f"留言人网名：{WHO}。需与留言人联系的，请与我办联系。" in await the_letter(routing)
    await corrected(routing, consent=True)
    assert "留言人同意承办单位与其联系" in await the_letter(routing)
    await wished(routing, no_call=True)
    assert f"留言人网名：{WHO}。留言人要求不打电话，请勿致电。" in await the_letter(routing)
    assert (await routing.case(who="ll-police"))["no_call"] is True
    await wished(routing)
    assert "留言人同意承办单位与其联系" in await the_letter(routing)
    await corrected(routing, 2, consent=False)
    assert "不同意将联系方式提供给承办单位" in await the_letter(routing)
    await wished(routing, secret=True)
    assert f"{HIDDEN}留言人要求保密，请勿扩散。" in await the_letter(routing)
    await corrected(routing, 3, consent=True)
    letter = await the_letter(routing)
    assert HIDDEN in letter
    assert WHO not in letter


async def test_the_leader_s_sheet_says_what_was_told_and_what_is_wished(routing: Routing) -> None:
    await corrected(routing, account=f"{WHO}说到期", incident_place="汾阳市府前街", consent=False)
    proposal_id = await routing.to_submitted(wishes={"no_call": True, "secret": True})
    said = words(await sheet(routing, proposal_id, who="leader"))
    for told in (
        "核实情况", "发生地点：汾阳市府前街", f"2022年3月28日留言人核实时说明：{WHO}说到期",
        "保密；不要电话；不同意将联系方式提供给承办单位",
    ):  # fmt: skip
        assert told in said


async def test_a_county_s_sheet_does_not_name_who_hides_from_units(routing: Routing) -> None:
    await corrected(routing, account=f"{WHO}说到期", incident_place=f"{WHO}家门口")
    await received(routing, wishes={"hide_from_unit": True}, title=f"{WHO}的车牌")
    said = words(await sheet(routing, await submitted(routing), who=OFFICE))
    assert WHO not in said
    assert "＊＊＊说到期" in said
    assert "不让承办单位知道身份" in said


async def test_erasure_leaves_nothing_of_it(routing: Routing) -> None:
    await routing.to_dispatched(
        order("ll-police"), incident_place=f"{WHO}家", wishes={"no_call": True}
    )
    await corrected(routing, account="到期了", incident_place=f"{WHO}家门口")
    await routing.erased()
    view = await routing.case()
    assert view["incident_place"] is None
    assert WHO not in str(view) + await in_the_letter(routing, "letter", "clerk")
