"""The dispatch letter 交办函, word for word."""

from dataclasses import replace
from datetime import UTC, datetime

from services.routing.domain.letters import (
    CaseText,
    Letter,
    Quoted,
    letter_no,
    official_day,
    render,
)
from tests.unit.routing.builders import MONDAY, a_case, an_order

TEXT = CaseText(
    addressee_name="吕梁市委书记",
    nickname="吕小玲",
    title="车牌无法邮寄",
    body="临牌过期，车辆无法上路。电话13000000035。",
)
LETTER = Letter(
    letter_no="吕社情交〔2022〕17号",
    kind="dispatch",
    sender="中共吕梁市委社情民意服务办公室",
    orders=[an_order(), an_order("ll-traffic", "assisting")],
    unit_names={"ll-police": "吕梁市公安局", "ll-traffic": "吕梁市交通运输局"},
    quoted=[Quoted("吕梁市委书记", "郑某", MONDAY, "请市公安局尽快妥善处理。")],
    ground=None,
    sent_at=MONDAY,
)


def test_a_letter_reads_like_this() -> None:
    assert (
        render(a_case(), TEXT, LETTER)
        == """中共吕梁市委社情民意服务办公室

吕社情交〔2022〕17号
留言编号：14838301（LL2022-000017）

关于交办网友留言的函

吕梁市公安局（主办）、吕梁市交通运输局（协办）：
　　现将网友致吕梁市委书记的留言交你单位办理。
　　一、留言内容
　　标题：车牌无法邮寄
　　临牌过期，车辆无法上路。电话＊＊＊＊＊＊＊＊＊＊＊。
　　二、领导批示
　　吕梁市委书记郑某（2022年3月28日）：请市公安局尽快妥善处理。
　　三、办理任务
　　吕梁市公安局：核实办理
　　吕梁市交通运输局：核实办理
　　四、办理要求
　　本件属民生类事项，须在7日内公开回复，请据此及时书面反馈办理意见。
　　留言人网名：吕小玲。需与留言人联系的，请与我办联系。

中共吕梁市委社情民意服务办公室
2022年3月28日"""
    )


def test_without_an_instruction_there_is_nothing_to_quote_and_the_numbering_closes_up() -> None:
    letter = render(a_case(), TEXT, replace(LETTER, quoted=[]))
    assert "批示" not in letter
    assert "二、办理任务" in letter


def test_who_agreed_to_a_proposal_is_quoted_with_it() -> None:
    quoted = replace(LETTER.quoted[0], text="同意。", proposal="拟请市公安局核实办理。")
    letter = render(a_case(), TEXT, replace(LETTER, quoted=[quoted]))
    assert "二、拟办意见\n　　拟请市公安局核实办理。\n　　三、领导批示\n" in letter
    assert "（2022年3月28日）：同意。" in letter


def test_a_redo_says_why() -> None:
    letter = render(a_case(), TEXT, replace(LETTER, kind="redo", ground="路灯仍不亮。"))
    assert "关于退回重办网友留言的函" in letter
    assert "三、重办原因\n　　路灯仍不亮。" in letter


def test_who_wants_to_stay_unknown_is_not_named() -> None:
    for case in (a_case(secret=True), a_case(hide_from_unit=True)):
        letter = render(case, TEXT, LETTER)
        assert "吕小玲" not in letter
        assert "留言人身份不予提供" in letter


def test_the_due_sentence_follows_the_handling_class() -> None:
    for handling_class, words in {
        "inquiry": "须在3日内",
        "livelihood": "须在7日内",
        "complex": "须在15日内",
        "none": "请书面反馈办理意见。",
    }.items():
        assert words in render(a_case(handling_class=handling_class), TEXT, LETTER)


def test_a_case_without_a_number_elsewhere_bears_ours() -> None:
    assert "留言编号：LL2022-000017\n" in render(a_case(external_id=None), TEXT, LETTER)


def test_the_day_and_the_year_are_those_of_the_office() -> None:
    new_year = datetime(2022, 12, 31, 16, 0, tzinfo=UTC)
    assert str(official_day(new_year)) == "2023-01-01"
    assert letter_no(2023, 1) == "吕社情交〔2023〕1号"
    assert render(a_case(), TEXT, replace(LETTER, sent_at=new_year)).endswith("2023年1月1日")
