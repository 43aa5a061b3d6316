"""答复体检: what keeps an answer from the public."""

from datetime import date
from typing import get_args

import pytest

from services.routing.domain.checkup import (
    JUDGED,
    PRIVATE,
    Cleared,
    Facts,
    Finding,
    FindingKind,
    Promised,
    Stated,
    Twin,
    digest,
    examine,
    must_be_clearable,
    must_be_sound,
    told,
    told_below,
    told_share,
)
from services.routing.domain.names import named, own_names
from tests.refusals import refused

SOUND = "经现场核实，路灯线路老化属实，已于3月28日更换并恢复照明。"

BY_OCTOBER = Promised(date(2022, 10, 31), today=date(2022, 3, 28))


def kinds(text: str, **facts) -> list[str]:
    return [f.kind for f in examine(text, Facts(**facts))]


def test_every_kind_is_judged_or_private() -> None:
    assert set(get_args(FindingKind)) == {*JUDGED, *PRIVATE}
    assert not set(JUDGED) & set(PRIVATE)


def test_a_plain_answer_passes() -> None:
    assert examine(SOUND, Facts()) == []
    must_be_sound(examine(SOUND, Facts()))


# ---- demands ---------------------------------------------------------------------------------

THREE = frozenset({1, 2, 3})
STALLS = "已划定经营区域。价格已明码标示。商品质量已抽检合格。"


def test_of_several_demands_each_needs_an_answer_that_the_text_tells() -> None:
    answers = (Stated(1, "已划定经营区域"), Stated(2, "价格已明码标示"))
    [finding] = examine(STALLS, Facts(demands=THREE, answers=answers))
    assert (finding.kind, finding.key) == ("demand_unanswered", "3")
    all_three = (*answers, Stated(3, "商品质量已抽检合格"))
    assert examine(STALLS, Facts(demands=THREE, answers=all_three)) == []


def test_an_answer_that_the_text_does_not_tell_is_none() -> None:
    facts = Facts(demands=frozenset({1, 2}), answers=(Stated(1, "已划定"), Stated(2, "已退款")))
    assert [f.key for f in examine(STALLS, facts)] == ["2"]


VAGUE = "尽快 尽早 早日 抓紧 适时 择机 不日 近期 条件成熟 条件具备 条件允许 时机成熟"
DATES = """
    3月28日 12月1日 3月底 3月初 3月中旬 3月上旬 3月下旬 三月二十八日 十二月底 三月初 三月上旬 三月中旬 三月下旬 三月份
    2022年 今年年底 明年三月 本年第四季 年底 年内 年前 本周 下周 本月底 下月内 月底 月内 三个工作日内 5日内 五天之内 两周
    十天后 三个月内 3个月以内 24小时内 第二季度 四季度 国庆节前 春节后 元旦前 五一假期后 中秋前 开学前 暑假后 寒假前
    汛期前 供暖季前 供暖期后 供暖前
"""


@pytest.mark.parametrize("word", VAGUE.split())
def test_each_word_of_haste_is_known(word: str) -> None:
    assert kinds(f"我局将{word}办理。") == ["undated"]


@pytest.mark.parametrize("day", [d for d in DATES.split() if d != "两周"])
def test_each_way_to_tell_a_date_is_known(day: str) -> None:
    assert kinds(f"我局将于{day}抓紧办理。") == []


@pytest.mark.parametrize(
    "text",
    ["3月抓紧办理。", "三月抓紧办理。", "22年抓紧办理。", "今年抓紧办理。", "3日抓紧办理。", "春节抓紧办理。",
     "个工作日内抓紧办理。", "甲日内抓紧办理。", "天内抓紧办理。"],
)  # fmt: skip
def test_what_tells_no_date_is_none(text: str) -> None:
    assert kinds(text) == ["undated"]


@pytest.mark.parametrize("who", ["您", "你", "广大", "各位", "网友", "市民", "居民"])
def test_it_is_no_promise_where_the_author_is_asked_to_hurry(who: str) -> None:
    assert kinds(f"请{who}{'甲' * 12}尽快登记。") == []
    assert kinds(f"请{who}{'甲' * 13}尽快登记。") == ["undated"]
    assert kinds(f"请{who}来，尽快登记。") == ["undated"]


def test_what_was_done_lately_is_no_promise() -> None:
    assert kinds(f"近期{'甲' * 8}已完成。") == []
    assert kinds(f"近期{'甲' * 9}已完成。") == ["undated"]


UNREASONABLE = """
    诉求不合理 要求不合理 请求不合理 诉求无理 诉求是不合理 诉求属不合理 诉求属于不合理 不合理诉求 不合理要求 不合理请求
    无理诉求 不合理的诉求 无理的要求
"""


@pytest.mark.parametrize("words", UNREASONABLE.split())
def test_each_way_to_call_a_demand_unreasonable_is_known(words: str) -> None:
    assert kinds(f"您的{words}。") == ["unreasonable"]


def test_what_is_not_answered_is_told_in_the_order_of_the_demands() -> None:
    facts = Facts(demands=frozenset({9, 1, 16, 8, 2}), answers=(Stated(2, "已划定经营区域"),))
    assert [f.key for f in examine(STALLS, facts)] == ["1", "8", "9", "16"]


@pytest.mark.parametrize(
    ("answer", "text", "share"),
    [
        ("甲乙丙", "甲乙丙丁", 1.0),
        ("甲乙丙", "甲乙。乙丁", 0.5),  # of its two pairs one
        ("甲，乙。丙", "甲乙丙", 1.0),  # marks between letters say nothing
        ("甲乙丙丁戊", "丁戊", 0.25),
        ("甲", "甲", 0.0),  # one letter makes no pair
        ("", "甲", 0.0),
    ],
)
def test_how_much_of_an_answer_a_text_tells(answer: str, text: str, share: float) -> None:
    assert told_share(answer, text) == share


def test_half_of_an_answer_is_enough_for_another_wording() -> None:
    demands = frozenset({1, 2})
    answers = (Stated(1, "甲乙丙"), Stated(2, "丁戊己庚"))
    assert examine("甲乙。丁戊己。", Facts(demands=demands, answers=answers)) == []
    [finding] = examine("甲乙。丁戊。", Facts(demands=demands, answers=answers))
    assert finding.key == "2"


def test_one_demand_is_answered_by_the_whole_text() -> None:
    assert examine(STALLS, Facts(demands=frozenset({1}))) == []


# ---- dates -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "我局将尽快办理。",
        "下一步将抓紧整改，早日恢复。",
        "待条件成熟后实施。",
        "近期将安排施工。",
        "我们将适时调整。",
    ],
)
def test_haste_without_a_date_is_found(text) -> None:
    assert set(kinds(text)) == {"undated"}


@pytest.mark.parametrize(
    "text",
    [
        "我局将尽快办理，4月15日前完成。",
        "将抓紧整改，月底前恢复供水。",
        "将在5个工作日内尽快办结。",
        "四月底前尽早完工。",
        "请您尽快到政务大厅办理登记。",
        "您提出的“尽快通气”的要求已经实现。",
        "近期我局已完成整改。",
        "国庆后尽快开工。",
        "第二季度择机开放。",
    ],
)
def test_haste_with_a_date_or_not_our_own_is_not(text) -> None:
    assert kinds(text) == []


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("已核实。将尽快办理。", ["尽快"]),
        ("月底前通气。将尽快办理，早日恢复。", ["尽快", "早日"]),
        ("“尽快”二字已删。我局将抓紧。", ["抓紧"]),
        ("您要求“尽快通气”，我局将尽快办理。", ["尽快"]),
        ("我局将尽快办理您“通气”的要求。", ["尽快"]),
        ("“早日”", []),
        ("“早日”开工", []),
        ("早日“开工”", ["早日"]),
        ("请您尽快登记，我局将早日办结。", ["早日"]),
    ],
)
def test_each_word_of_haste_is_found_at_its_place_and_by_its_number(text, places) -> None:
    found = examine(text, Facts())
    assert [text[f.start : f.end] for f in found] == places
    assert [f.key for f in found] == [str(n) for n in range(1, len(places) + 1)]


def test_a_promise_tells_its_date() -> None:
    [finding] = examine("水管改造已列入计划。", Facts(promise=BY_OCTOBER))
    assert finding == ("promise_undated", "1", None, None, False)
    assert kinds("水管改造10月底前完工。", promise=BY_OCTOBER) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("水管改造2022年10月31日前完工。", []),
        ("水管改造今年10月底前完工。", []),
        ("水管改造三个月内完工。", []),  # a time, which gainsays nothing
        ("3月20日已看过现场，水管改造三个月内完工。", []),
        ("9月30日前完成设计，10月31日前完工。", []),
        ("水管改造9月30日前完工。", ["promise_differs"]),
        ("水管改造2023年10月31日前完工。", ["promise_differs"]),
        ("水管改造三个月内完工，不迟于12月底。", ["promise_differs"]),
        ("3月20日已看过现场，水管改造已列入计划。", ["promise_undated"]),  # a day that is gone by
        ("3月28日已看过现场，水管改造已列入计划。", ["promise_undated"]),  # today
        ("去年底已立项，水管改造三个月内完工。", []),
    ],
)
def test_the_day_that_the_public_reads_is_the_day_that_is_kept_track_of(text, found) -> None:
    assert examine(text, Facts(promise=BY_OCTOBER)) == [Finding(kind, "1") for kind in found]
    assert kinds(text) == []


# ---- words -----------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["您的诉求不合理。", "属于不合理诉求。", "该要求属无理。"])
def test_the_public_never_reads_that_a_demand_is_unreasonable(text) -> None:
    assert kinds(text) == ["unreasonable"]


def test_but_it_may_read_that_a_fee_was() -> None:
    assert kinds("经查，该收费不合理，已责令退还。") == []


# ---- private data ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("已联系13000000035。", "phone"),
        ("身份证号14110219850203123X。", "identity_number"),
        ("车牌晋J12345已寄出。", "plate"),
        ("退至6222000000000000123。", "bank_card"),
        ("微信号：abc_12345。", "messenger"),
        ("致zhang.san@example.com。", "email"),
        ("已为3号楼2单元501室更换阀门。", "home_address"),
        ("业主李建国的阀门已更换。", "citizen_name"),
        ("李建国先生反映的问题属实。", "citizen_name"),
        ("业主李 建　国的阀门已更换。", "citizen_name"),
        ("与当事人欧阳建国取得联系。", "citizen_name"),
        ("学生王小明已入学。", "minor"),
        ("王小明同学已入学。", "minor"),
        ("其子张小宝（7岁）已就读。", "minor"),
        ("业主王小明（8岁）一家已搬入。", "minor"),
        ("三年级2班的张某同学已返校。", "minor"),
    ],
)
def test_private_data_is_found_where_it_stands(text, kind) -> None:
    found = [f for f in examine(text, Facts()) if f.kind == kind]
    assert found
    assert all(0 <= (f.start or 0) < (f.end or 0) <= len(text) for f in found)
    assert {f.kind for f in examine(text, Facts())} == {kind}


@pytest.mark.parametrize(
    "text",
    [
        "李女士您好，张某反映的问题属实。",
        "群众关心的问题已解决，居民安全用气有保障。",
        "业主方便时可到大厅办理，村民高度认可。",
        "年满6周岁的儿童可报名，三年级以上学生乘校车。",
        "3号楼2单元供水已恢复。",
        "由张局长带队核实，王庄小学扩建。",
        "请业主向物业公司申请，市民许可后施工。",
        "孩子已顺利到校就读，学生安置到过渡校区。",
        "各位同志辛苦，向王女士说明情况。",
        "当事人和谐相处，住户任何时间可报修。",
        "可关注微信公众号：吕梁发布。",
    ],
)
def test_what_names_nobody_is_not_found(text) -> None:
    assert [k for k in kinds(text) if k in PRIVATE or k == "citizen_name"] == []


def test_private_places_of_one_kind_are_numbered_in_their_order() -> None:
    text = "电话13000000035，微信号：abc_12345，又电话13000000036、13000000037。"
    found = examine(text, Facts())
    assert [(f.kind, f.key, text[f.start : f.end][-2:]) for f in found if f.kind == "phone"] == [
        ("phone", "1", "35"),
        ("phone", "2", "36"),
        ("phone", "3", "37"),
    ]
    assert [f.key for f in found if f.kind == "messenger"] == ["1"]


def test_a_name_that_the_author_gave_is_found_anywhere() -> None:
    assert own_names("我叫辛小梅，家里没有水。") == {"辛小梅"}
    assert own_names("我是张家村的，联系人：王建国") == {"王建国"}
    text = "已与辛小梅联系，恢复供水。"
    assert named(text) == []
    [finding] = examine(text, Facts(author_names=frozenset({"辛小梅"})))
    assert (finding.kind, text[finding.start : finding.end]) == ("citizen_name", "辛小梅")


def test_a_nickname_is_private_only_where_it_is_to_be_hidden() -> None:
    assert kinds("“吕小玲”：您好。") == []
    assert kinds("“吕小玲”：您好。", hidden_nickname="吕小玲") == ["nickname"]


# ---- what stands, and what the office head let stand --------------------------------------------


def test_what_was_found_keeps_the_answer_back_and_no_value_is_told() -> None:
    found = examine("将尽快办理，联系13000000035。", Facts())
    error = refused("private_data_in_text", must_be_sound, found)
    assert error.extra == {"kinds": ["phone"], "findings": told(found)}
    assert "1300" not in str(error.extra)
    found = examine(
        "将尽快办理。", Facts(twins=[Twin("LL2022-000001-r1", 0.9)], promise=BY_OCTOBER)
    )
    error = refused("checkup_failed", must_be_sound, found)
    assert error.extra["kinds"] == ["copied", "promise_undated", "undated"]
    assert error.extra["findings"] == [
        {"kind": "undated", "key": "1", "start": 1, "end": 3, "cleared": False},
        {"kind": "promise_undated", "key": "1", "start": None, "end": None, "cleared": False},
        {"kind": "copied", "key": "LL2022-000001-r1", "start": None, "end": None,
         "cleared": False},
    ]  # fmt: skip
    everything = (
        "13000000035，abc@example.com，业主李建国的车晋J12345，王小明同学，微信号：abc_12345。"
    )
    error = refused("private_data_in_text", must_be_sound, examine(everything, Facts()))
    assert error.extra["kinds"] == ["email", "messenger", "minor", "phone", "plate"]


def test_a_unit_is_not_told_from_which_case_a_text_was_copied() -> None:
    found = examine("将尽快办理。", Facts(twins=[Twin("LL2022-000001-r1", 0.9)]))
    assert [(f["kind"], f["key"]) for f in told_below(found)] == [("undated", "1"), ("copied", "")]
    assert [f["key"] for f in told(found)] == ["1", "LL2022-000001-r1"]


def test_a_cleared_finding_is_told_and_does_not_stand() -> None:
    facts = Facts(
        twins=[Twin("LL2022-000001-r1", 0.9)],
        cleared=frozenset({Cleared("copied", "LL2022-000001-r1")}),
    )
    [finding] = examine(SOUND, facts)
    assert finding.cleared
    must_be_sound([finding])
    other = Facts(twins=[Twin("LL2022-000002-r1", 0.9)], cleared=facts.cleared)
    refused("checkup_failed", must_be_sound, examine(SOUND, other))


def test_only_what_was_found_and_can_be_judged_is_cleared() -> None:
    found = examine("将尽快办理，联系13000000035。", Facts())
    must_be_clearable(found, "undated", "1")
    refused("not_found", must_be_clearable, found, "undated", "2")
    refused("never_cleared", must_be_clearable, found, "phone", "1")


def test_a_clearance_holds_for_one_wording() -> None:
    assert digest(SOUND) == digest(SOUND)
    assert digest(SOUND) != digest(SOUND + "。")
