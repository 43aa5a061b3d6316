"""What the author told at verification, and whether a unit may call him, stand on the papers."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from services.routing.domain.privacy import masked
from services.routing.domain.told import (
    Account,
    Told,
    accounts,
    contact_line,
    contact_lines,
    when_and_where,
    wishes_line,
)
from services.routing.domain.wording import contacted, forgotten, plain, word
from shared.contracts.intake import Wishes
from tests.unit.routing.builders import MONDAY, a_case
from tests.unit.routing.test_wording import LETTER, TEXT, read

TOLD = Told(
    incident_at=datetime(2022, 3, 17, 6, 5, tzinfo=UTC),
    incident_place="汾阳市府前街，电话13000000035",
    accounts=(
        Account("correction", MONDAY, "临牌三月十七日到期。\n请打13000000035。"),
        Account("correction", MONDAY, ""),
        Account("supplement", MONDAY, "吕小玲补充：车在汾阳。"),
    ),
)
HIDDEN = "留言人身份不予提供，请勿查问。"
SECRET = f"{HIDDEN}留言人要求保密，请勿扩散。"
WHO = "留言人网名：吕小玲。"
NO_CALL = "留言人要求不打电话，请勿致电。需与留言人联系的，请与我办联系。"
CONSENTS = "留言人同意承办单位与其联系，联系方式请在系统中查阅。"
REFUSES = "留言人不同意将联系方式提供给承办单位。需与留言人联系的，请与我办联系。"
ASK_US = "需与留言人联系的，请与我办联系。"


def test_the_letter_tells_what_the_author_told_after_what_he_wrote() -> None:
    letter = read(told=TOLD)
    assert (
        """
　　电话＊＊＊＊＊＊＊＊＊＊＊。
　　二、核实情况
　　发生时间：2022年3月17日14时05分
　　发生地点：汾阳市府前街，电话＊＊＊＊＊＊＊＊＊＊＊
　　2022年3月28日留言人核实时说明：临牌三月十七日到期。
　　请打＊＊＊＊＊＊＊＊＊＊＊。
　　2022年3月28日留言人补充：吕小玲补充：车在汾阳。
　　三、领导批示
"""
        in letter
    )


def test_who_hides_is_struck_out_of_what_he_told_and_who_is_erased_told_nothing() -> None:
    letter = read(a_case(hide_from_unit=True), told=TOLD)
    assert "吕小玲" not in letter
    assert "2022年3月28日留言人补充：＊＊＊补充：车在汾阳。" in letter
    kept = plain(forgotten(word(a_case(), TEXT, replace(LETTER, told=TOLD)), masked))
    for words in ("府前街", "到期", "车在汾阳", "14时"):
        assert words not in kept


def test_a_day_without_an_hour_is_told_as_a_day_and_nothing_told_says_nothing() -> None:
    midnight = datetime(2022, 3, 16, 16, tzinfo=UTC)
    assert list(when_and_where(Told(incident_at=midnight))) == ["发生时间：2022年3月17日"]
    half_past = datetime(2022, 3, 16, 16, 30, tzinfo=UTC)
    assert list(when_and_where(Told(incident_at=half_past))) == ["发生时间：2022年3月17日0时30分"]
    assert [*when_and_where(Told()), *accounts(Told())] == []
    assert "核实情况" not in read()


@pytest.mark.parametrize(
    ("nickname", "wishes", "consent", "says"),
    [
        ("吕小玲", {}, None, WHO + ASK_US),
        ("吕小玲", {}, True, WHO + CONSENTS),
        ("吕小玲", {}, False, WHO + REFUSES),
        ("吕小玲", {"no_call": True}, True, WHO + NO_CALL),
        ("吕小玲", {"no_call": True}, None, WHO + NO_CALL),
        ("吕小玲", {"hide_from_unit": True, "no_call": True}, True, HIDDEN),
        ("吕小玲", {"secret": True}, True, SECRET),
        ("吕小玲", {"secret": True, "hide_from_unit": True}, None, SECRET),
        ("", {}, None, HIDDEN),
        ("", {}, False, HIDDEN),
        ("", {}, True, CONSENTS),
        ("", {"no_call": True}, None, NO_CALL),
    ],
)
def test_the_letter_says_whether_the_unit_may_call(nickname, wishes, consent, says) -> None:
    assert contact_line(nickname, Wishes(**wishes), consent) == says
    case, text = a_case(**wishes), replace(TEXT, nickname=nickname)
    assert f"　　{says}\n" in read(case, text=text, told=Told(consent=consent))


def test_a_letter_is_reworded_from_whatever_it_said_before_and_in_that_line_alone() -> None:
    shown = {WHO + ASK_US, WHO + CONSENTS, WHO + REFUSES, WHO + NO_CALL}
    assert contact_lines("吕小玲") == {*shown, HIDDEN, SECRET}
    sent = word(a_case(), TEXT, replace(LETTER, note=f"注意：{WHO}"))
    for line in contact_lines("吕小玲"):
        again = contacted(contacted(sent, "吕小玲", line), "吕小玲", WHO + ASK_US)
        assert again == sent
    assert NO_CALL in plain(contacted(sent, "吕小玲", WHO + NO_CALL))
    assert contacted(sent, "别人", HIDDEN) == sent


@pytest.mark.parametrize(
    ("wishes", "consent", "says"),
    [
        ({}, None, ""),
        ({"sms_ok": True}, None, ""),
        ({"no_call": True, "secret": True, "hide_from_unit": True}, None,
         "保密；不让承办单位知道身份；不要电话"),
        ({"no_call": True}, False, "不要电话；不同意将联系方式提供给承办单位"),
        ({}, True, "同意将联系方式提供给承办单位"),
    ],
)  # fmt: skip
def test_the_leader_reads_what_the_author_wishes(wishes, consent, says) -> None:
    assert wishes_line(Wishes(**wishes), consent) == says
