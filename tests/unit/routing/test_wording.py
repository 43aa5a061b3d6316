"""What a letter says, word for word."""

from dataclasses import replace
from datetime import date

from services.routing.domain.letters import CaseText, Quoted
from services.routing.domain.privacy import masked
from services.routing.domain.wording import Letter, Wording, forgotten, plain, unnamed, word
from shared.contracts.intake import Demand
from tests.unit.routing.builders import MONDAY, a_case, an_order

TEXT = CaseText(
    addressee_name="吕梁市委书记",
    nickname="吕小玲",
    title="车牌无法邮寄",
    body="临牌过期，车辆无法上路。\n电话13000000035。",
)
LETTER = Letter(
    letter_id="LL2022-000017-l1",
    letter_no="吕社情交〔2022〕17号",
    kind="dispatch",
    sender="中共吕梁市委社情民意服务办公室",
    orders=[an_order(), an_order("ll-traffic", "assisting")],
    unit_names={"ll-police": "吕梁市公安局", "ll-traffic": "吕梁市交通运输局"},
    assignment_ids={"ll-police": "LL2022-000017-a1", "ll-traffic": "LL2022-000017-a2"},
    quoted=[Quoted("吕梁市委书记", "郑某", MONDAY, "请市公安局尽快妥善处理。")],
    dated=date(2022, 3, 28),
    due_on=date(2022, 4, 3),
)


def read(case=None, text=TEXT, **changes) -> str:
    return plain(word(case or a_case(), text, replace(LETTER, **changes)))


def test_a_letter_reads_like_this() -> None:
    assert (
        read()
        == """中共吕梁市委社情民意服务办公室
吕社情交〔2022〕17号

关于交办第14838301号网民留言的函

吕梁市公安局、吕梁市交通运输局：
　　现将网民致吕梁市委书记的留言（留言编号：14838301，系统编号：LL2022-000017）转去，请认真办理。
　　一、留言内容
　　标题：车牌无法邮寄
　　临牌过期，车辆无法上路。
　　电话＊＊＊＊＊＊＊＊＊＊＊。
　　二、领导批示
　　吕梁市委书记郑某（2022年3月28日）：请市公安局尽快妥善处理。
　　三、办理任务
　　吕梁市公安局（主办）：核实办理
　　吕梁市交通运输局（协办）：核实办理
　　四、办理要求
　　本件属民生类事项，须在7日内公开回复。请于2022年4月3日前将办理结果和答复意见书面反馈我办。协办单位于2022年4月1日前将协办意见送主办单位。
　　留言人网名：吕小玲。需与留言人联系的，请与我办联系。
　　收到本函后请即签收，并将回执退回我办。

中共吕梁市委社情民意服务办公室
2022年3月28日"""
    )


def test_each_line_of_what_people_wrote_is_a_paragraph() -> None:
    quoted = [
        Quoted(
            "吕梁市委书记",
            "郑某",
            MONDAY,
            "请公安局：\n一、核实；\n\n二、答复。",
            "拟请：\n公安局办理。",
        )
    ]
    orders = [replace(an_order(), task="一、核实\n二、整改")]
    wording = word(
        a_case(), TEXT, replace(LETTER, quoted=quoted, orders=orders, note="抓紧。\n勿误。")
    )
    said = [p.text for p in wording.body]
    assert not [text for text in said if "\n" in text]
    for text in ("二、答复。", "公安局办理。", "二、整改", "勿误。"):
        assert text in said
    assert [p.kind for p in wording.body if p.text == "二、答复。"] == ["quote"]


def test_all_that_may_be_added_has_its_place() -> None:
    letter = read(
        urgency="extra_urgent",
        note="请将现场照片一并报来。",
        attachments=("网民来信", "现场照片"),
        contact="联系人：水某，电话：0358-8220000",
        copies=("吕梁市委督查室", "吕梁市政府办"),
    )
    lines = letter.splitlines()
    assert lines[1] == "特急"
    assert "　　请将现场照片一并报来。" in lines
    assert "　　附件：1. 网民来信；2. 现场照片" in lines
    assert lines[-2:] == [
        "　　（联系人：水某，电话：0358-8220000）",
        "抄送：吕梁市委督查室，吕梁市政府办。",
    ]


def test_without_an_instruction_there_is_nothing_to_quote_and_the_numbering_closes_up() -> None:
    letter = read(quoted=[])
    assert "批示" not in letter
    assert "二、办理任务" in letter


def test_who_agreed_to_a_proposal_is_quoted_with_it() -> None:
    agreed = replace(LETTER.quoted[0], text="同意。", proposal="拟请市公安局核实办理。")
    letter = read(quoted=[agreed])
    assert "二、拟办意见\n　　拟请市公安局核实办理。\n　　三、领导批示\n" in letter
    assert "（2022年3月28日）：同意。" in letter


def test_a_redo_says_why() -> None:
    letter = read(kind="redo", ground="路灯仍不亮。")
    assert "关于退回重办第14838301号网民留言的函" in letter
    assert "三、重办原因\n　　路灯仍不亮。" in letter


def test_a_letter_to_units_that_assist_asks_them_to_help_the_lead() -> None:
    letter = read(orders=[an_order("ll-traffic", "assisting")])
    assert "请于2022年4月1日前将协办意见送主办单位。" in letter
    assert "吕梁市交通运输局：核实办理" in letter


def test_who_wants_to_stay_unknown_is_not_named() -> None:
    for case in (a_case(secret=True), a_case(hide_from_unit=True)):
        letter = read(case)
        assert "吕小玲" not in letter
        assert "留言人身份不予提供" in letter
        asked = read(case, note="请与吕小玲核实。")
        assert "吕小玲" not in asked
        assert "请与＊＊＊核实。" in asked


def test_the_due_sentence_follows_the_handling_class() -> None:
    for handling_class, words in {
        "inquiry": "须在3日内公开回复。请于",
        "livelihood": "须在7日内公开回复。请于",
        "complex": "不超过15日。请于",
        "none": "　　请于2022年4月3日前将",
    }.items():
        assert words in read(a_case(handling_class=handling_class))


def test_a_case_without_a_number_elsewhere_bears_ours() -> None:
    letter = read(a_case(external_id=None))
    assert "（留言编号：LL2022-000017）" in letter
    assert "关于交办第LL2022-000017号网民留言的函" in letter


def test_who_wishes_to_stay_unknown_later_is_struck_out_wherever_the_letter_has_the_name() -> None:
    wording = word(a_case(), TEXT, replace(LETTER, note="请与吕小玲核实。"))
    letter = plain(unnamed(wording, "吕小玲"))
    assert "吕小玲" not in letter
    assert "请与＊＊＊核实。" in letter
    assert "　　留言人身份不予提供，请勿查问。\n" in letter
    assert plain(unnamed(wording, "别人")) == plain(wording)


def test_an_author_without_a_name_is_not_to_be_asked_after_and_no_leader_is_the_citys() -> None:
    letter = read(text=replace(TEXT, nickname="", addressee_name=""))
    assert "留言人网名" not in letter
    assert "现将网民致市领导的留言" in letter


def test_what_is_quoted_stands_as_a_quotation_and_the_rest_as_text() -> None:
    kinds = {p.kind: p.text for p in word(a_case(), TEXT, LETTER).body}
    assert kinds["quote"].startswith("吕梁市委书记郑某")
    assert not kinds["text"].startswith("吕梁市委书记郑某")


def test_who_gave_it_in_the_leaders_place_is_quoted_with_the_day() -> None:
    by_deputy = Quoted("吕梁市委书记", "郑某", MONDAY, "请办。", deputy="周某")
    assert "吕梁市委书记郑某（2022年3月28日，周某代批）：请办。" in read(quoted=[by_deputy])


def test_empty_lines_and_demands_leave_no_trace_in_a_letter() -> None:
    demands = [
        Demand(no=1, text="占道", expected=""),
        Demand(no=2, text="", expected="严格治理"),
        Demand(no=3, text="卫生", expected=""),
    ]
    orders = [replace(an_order(), demands=(1, 3)), an_order("ll-traffic", "assisting")]
    text = replace(TEXT, body="甲。\n\n \n乙。")
    letter = read(text=text, demands=demands, orders=orders)
    assert "　　甲。\n　　乙。\n" in letter
    assert "　　二、诉求\n　　1. 占道\n　　3. 卫生\n" in letter
    assert "（负责第1、3项诉求）" in letter


def test_where_all_lead_each_answers_by_the_same_day() -> None:
    letter = read(orders=[an_order()])
    assert "请于2022年4月3日前将办理结果和答复意见书面反馈我办。\n" in letter


def test_each_kind_of_letter_has_its_title() -> None:
    for kind, does in {
        "dispatch": "交办", "reassign": "改派（增派）", "redo": "退回重办", "reopen": "重新办理",
        "forward": "转办",
    }.items():  # fmt: skip
        assert f"关于{does}第14838301号网民留言的函" in read(kind=kind)


def test_a_letter_is_kept_as_data_and_read_back_whole() -> None:
    wording = word(a_case(), TEXT, LETTER)
    assert Wording.model_validate_json(wording.model_dump_json()) == wording


def test_what_the_author_wrote_is_forgotten_and_what_the_office_wrote_stays() -> None:
    attached = ("照片13000000035", "清单")
    letter = plain(forgotten(word(a_case(), TEXT, replace(LETTER, attachments=attached)), masked))
    assert "附件：1. 照片＊＊＊＊＊＊＊＊＊＊＊；2. 清单\n" in letter
    letter = plain(forgotten(word(a_case(), TEXT, LETTER), masked))
    for words in ("车牌无法邮寄", "临牌过期", "吕小玲", "＊"):
        assert words not in letter
    assert letter.count("　　（留言人的内容已应其要求删除。）\n") == 2
    assert "请市公安局尽快妥善处理。" in letter


def test_the_demands_stand_apart_and_each_unit_reads_which_are_its_own() -> None:
    demands = [
        Demand(no=1, text="占道堵塞", expected="严格治理"),
        Demand(no=2, text="请回电13000000036", expected=""),
    ]
    orders = [replace(an_order(), demands=(1,)), an_order("ll-traffic", "assisting")]
    letter = read(demands=demands, orders=orders)
    assert "　　二、诉求\n　　1. 占道堵塞（期望：严格治理）\n　　2. 请回电＊" in letter
    assert "吕梁市公安局（主办）：核实办理（负责第1项诉求）" in letter
    assert "吕梁市交通运输局（协办）：核实办理\n" in letter
    kept = plain(forgotten(word(a_case(), TEXT, replace(LETTER, demands=demands)), masked))
    assert "占道堵塞" not in kept


def test_a_county_s_letter_says_which_letter_it_hands_on() -> None:
    letter = read(
        kind="forward", follows="中共吕梁市委社情民意服务办公室来函（吕社情交〔2022〕8号）"
    )
    assert "关于转办第14838301号网民留言的函" in letter
    assert (
        "　　根据中共吕梁市委社情民意服务办公室来函（吕社情交〔2022〕8号）要求，现将网民致"
        in letter
    )
