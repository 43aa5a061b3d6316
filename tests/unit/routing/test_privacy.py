"""Private data is found however it is spelled, and what offices tell the public stays."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.routing.domain.privacy import KINDS, masked, private_places, unnamed, without
from services.routing.domain.spelling import fold, numbers


def kinds(text: str, nickname: str = "") -> list[str]:
    return list(dict.fromkeys(kind for kind, _, _ in private_places(text, nickname)))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("请拨打13000000035联系", "phone"),
        ("电话：130-0000-0035", "phone"),
        ("电话 138 0000 0000。", "phone"),
        ("+8613000000035", "phone"),
        ("008613000000035", "phone"),
        ("+86 130-0000-0035", "phone"),
        ("电话１３００００００００５", "phone"),
        ("电话一三零零零零零零零三五", "phone"),
        ("电话幺三八零零零零零零三五", "phone"),
        ("电话壹叁零零零零零零零叁伍", "phone"),
        ("电话13O0OO00o35", "phone"),
        ("电话130零零零零0035", "phone"),
        ("电话130（0000）0035", "phone"),
        ("电话1 3 0 0 0 0 0 0 0 3 5", "phone"),
        ("电话1、3、0、0、0、0、0、0、0、3、5", "phone"),
        ("电话130\u200b0000\u200b0035", "phone"),
        ("电话1️⃣3️⃣0️⃣0️⃣0️⃣0️⃣0️⃣0️⃣0️⃣3️⃣5️⃣", "phone"),
        ("电话①③⓪⓪⓪⓪⓪⓪⓪③⑤", "phone"),
        ("电话𝟏𝟑𝟎𝟎𝟎𝟎𝟎𝟎𝟎𝟑𝟓", "phone"),
        ("0358-8220000、13000000035", "phone"),
        ("0358-8220000 13000000035", "phone"),
        ("身份证号141102201501010000，", "identity_number"),
        ("14110219850203123X", "identity_number"),
        ("14110219850203123x。", "identity_number"),
        ("14110219850203123Ｘ", "identity_number"),
        ("141102 19850203 123X", "identity_number"),
        ("141102-1985-0203-123-X", "identity_number"),
        ("1411 0219 8502 0312 34", "identity_number"),
        ("１４１１０２１９８５０２０３１２３Ｘ", "identity_number"),
        ("一四一一零二一九八五零二零三一二三X", "identity_number"),
        ("旧证号141102850203123，", "identity_number"),
        ("旧证号141102 850203 123，", "identity_number"),
        ("车牌晋J12345已邮寄", "plate"),
        ("晋J·D12345", "plate"),
        ("晋 J 12345", "plate"),
        ("晋J—1234A", "plate"),
        ("晋Ｊ１２３４５", "plate"),
        ("晋j12345", "plate"),
        ("晋J一二三四五", "plate"),
        ("晋J 1 2 3 4 5", "plate"),
        ("新能源车晋JD12345", "plate"),
        ("退至6222000000000000123", "bank_card"),
        ("退至6222 0000 0000 0000 123", "bank_card"),
        ("退至6222-0000-0000-0000", "bank_card"),
        ("退至６２２２００００００００００００", "bank_card"),
        ("退至4000000000000002", "bank_card"),
        ("退至5555555555554444", "bank_card"),  # with doubled digits of two places
        ("退至5100000000000099", "bank_card"),
        ("退至622 200 000 000 000 0123", "bank_card"),
        ("电话1300000 0035", "phone"),
        ("电话13000 000 035", "phone"),
        ("电话130 00000 035", "phone"),
        ("旧证号141102850228123，", "identity_number"),
        ("14110219960229123X", "identity_number"),  # a leap year's day
        ("14110220000229123X", "identity_number"),
        ("旧证号141102000101123，", "identity_number"),
        ("发至 zhang.san@example.com 。", "email"),
        ("发至zhang.san＠example．com", "email"),
        ("发至zhang @ example . com . cn", "email"),
        ("发至z+1@e-x.cn", "email"),
        ("微信号：abc_12345", "messenger"),
        ("薇信同上，VX：abc12345", "messenger"),
        ("QQ 1234 56789", "messenger"),
        ("微信号码：abc123", "messenger"),
        ("vx:abc12345", "messenger"),
        ("Wx abc12345", "messenger"),
        ("qqID：12345", "messenger"),
        ("已为3号楼2单元501室更换阀门。", "home_address"),
        ("已为三号楼二单元五零一室更换阀门。", "home_address"),
        ("已到8栋1203室核查。", "home_address"),
        ("该生家住离石区永宁路12号。", "home_address"),
        ("该生住址为袁家庄村三组。", "home_address"),
        ("8幢 301 已通气。", "home_address"),
        ("12座，2门 301户已通气。", "home_address"),
        ("100号楼1单元0301号", "home_address"),
        ("单元301室", "home_address"),
        ("12单元301", "home_address"),
        ("现住三川河街道8栋。", "home_address"),
        *((f"家住永宁路1{end}。", "home_address") for end in "号室组院户栋"),
    ],
)
def test_private_data_is_found(text: str, kind: str) -> None:
    assert kinds(text) == [kind]
    assert len(masked(text)) == len(text)
    assert kinds(masked(text)) in ([], ["home_address"])


@pytest.mark.parametrize(
    "text",
    [
        "请拨打0358-8220000咨询，或12345热线。",
        "办公电话：0358-8220000、0358－3361234",
        "办公电话：（0358）822 0000，0358 8220000",
        "服务热线400-800-1234、95598、12329",
        "办公电话：0358-8220000转8013",
        "留言编号14838301，函号吕社情交〔2022〕17号",
        "2022年3月28日，投资1300万元",
        "投资13000-150000元，15,000,000,000元",
        "2022-03-13 2022-04-15 13:00-15:30",
        "办理时间2022.3.15-2022.4.15，18:00前",
        "第13、14、15、16、17、8号楼",
        "一三五七九单号限行，一至三年级",
        "依据国办函〔2025〕66号，公里桩K1234+567",
        "项目编号202203281234567890",
        "新G20会议、川A级景区、京津冀",
        "统一社会信用代码91141100MA0K00000X",
        "统一社会信用代码121411000123456789",
        "3号楼2单元供水已恢复，5栋加装电梯",
        "2号楼2022年开工，8栋120米",
        "家住附近的居民、偏远山区的农户",
        "经纬度111.1344，37.5187",
        "微信公众号：吕梁发布",
        "第一、二、三中学，七八九年级共三百五十人",
        "编号4000000000000003、5555555555554445",  # no card: the digits do not add up
        "编号141102198502301234、141102850230123",  # no day
        "编号6222 00 0000 0000 0000",  # no card is written so
        "账号62220000000000001234",  # too long
        "编号0000086130000000351",
        "编号0008613000000035",
        "数据13-00000-00-35",
        "编号62220000-0000-00-00000",
        "川A1234567路",
        "a@b、@example.com、a@.com",
        "8栋，12345热线受理",
        "数据130000-00-035，13-00-000000-5",
        "编号99110219850203123X，701102198502031234",  # no province
        "8栋301米、301日、301年、301人、301%、301元、301月",
    ],
)
def test_what_an_office_tells_stays(text: str) -> None:
    assert private_places(text) == []
    assert masked(text) == text


# ---- any spelling of any number ------------------------------------------------------------------

_SPELLINGS = [
    "0123456789", "０１２３４５６７８９", "零一二三四五六七八九", "〇一二三四五六七八九",
    "零壹贰叁肆伍陆柒捌玖", "⓪①②③④⑤⑥⑦⑧⑨", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗", "٠١٢٣٤٥٦٧٨٩", "⁰¹²³⁴⁵⁶⁷⁸⁹",
]  # fmt: skip
_MARKS = st.sampled_from([" ", "-", "－", "—", "·", ".", "_", "\u3000", "\u00a0", "–", "‑", "*"])
_AROUND = st.sampled_from(["", "电话", "，", "。", "“", "王某", "（", "：", "\n"])


def spelled(draw: st.DrawFn, digits: str) -> str:
    """Each digit in a spelling of its own, with something invisible here and there."""
    shown = ""
    for digit in digits:
        kind = draw(st.sampled_from(_SPELLINGS))
        shown += kind[int(digit)] if digit.isdigit() else draw(st.sampled_from("XxＸ"))
        shown += draw(st.sampled_from(["", "", "", "\u200b", "\u2060"]))
    return shown


def grouped(draw: st.DrawFn, digits: str, ways: list[tuple[int, ...]]) -> str:
    """The digits in groups of one of these sizes, with one mark between them."""
    mark, at, parts = draw(_MARKS), 0, []
    for size in draw(st.sampled_from([*ways, (1,) * len(digits)])):
        parts.append(spelled(draw, digits[at : at + size]))
        at += size
    return mark.join(parts)


@st.composite
def phones(draw: st.DrawFn) -> str:
    digits = (
        "1" + draw(st.sampled_from("3456789")) + draw(st.from_regex("[0-9]{9}", fullmatch=True))
    )
    ways = [(11,), (3, 4, 4), (3, 8), (7, 4), (4, 4, 3), (3, 3, 5), (4, 3, 4), (3, 2, 2, 2, 2)]
    return grouped(draw, digits, ways)


@st.composite
def identity_numbers(draw: st.DrawFn) -> str:
    born = draw(st.dates(min_value=date(1930, 1, 1), max_value=date(1999, 12, 31)))
    serial = draw(st.from_regex("[0-9]{3}", fullmatch=True))
    if draw(st.booleans()):
        return grouped(draw, f"141102{born:%y%m%d}{serial}", [(15,), (6, 6, 3), (4, 4, 4, 3)])
    last = draw(st.sampled_from("0123456789X"))
    digits = f"141102{born:%Y%m%d}{serial}{last}"
    return grouped(draw, digits, [(18,), (6, 8, 4), (6, 4, 4, 4), (4, 4, 4, 4, 2), (3,) * 6])


@st.composite
def cards(draw: st.DrawFn) -> str:
    digits = "62" + draw(st.from_regex("[0-9]{17}", fullmatch=True))
    return grouped(draw, digits, [(19,), (4, 4, 4, 4, 3), (6, 13)])


@pytest.mark.parametrize(
    ("written", "kind"),
    [(phones(), "phone"), (identity_numbers(), "identity_number"), (cards(), "bank_card")],
)
def test_however_a_number_is_spelled_it_is_found_and_struck_out(
    written: st.SearchStrategy[str], kind: str
) -> None:
    @given(number=written, before=_AROUND, after=_AROUND)
    def holds(number: str, before: str, after: str) -> None:
        text = f"{before}{number}{after}"
        found = private_places(text)
        assert kind in {k for k, _, _ in found}, text
        struck = masked(text)
        assert len(struck) == len(text)
        assert not any(char.isdigit() for char in fold(struck)), struck
        assert masked(struck) == struck

    holds()


@given(
    area=st.sampled_from(["0358", "0351", "010"]),
    local=st.from_regex("[2-8][0-9]{6,7}", fullmatch=True),
    mark=st.sampled_from(["-", "－", " ", "—", "）", ""]),
    extension=st.sampled_from(["", "转8013", "-801", " 转 1"]),
)
def test_a_landline_always_stays(area: str, local: str, mark: str, extension: str) -> None:
    text = f"请拨打{area}{mark}{local}{extension}咨询。"
    assert masked(text) == text


@given(st.text(max_size=60))
def test_masking_keeps_every_place_and_is_done_once(text: str) -> None:
    struck = masked(text)
    assert len(struck) == len(text) == len(fold(text))
    assert masked(struck) == struck
    assert all(0 <= start < end <= len(text) for _, start, end in private_places(text))


def test_a_long_text_of_numbers_is_no_more_work_than_it_is_long() -> None:
    for text in ("1 " * 4000, "1300 " * 1600):
        assert len(list(numbers(text))) <= len(text)
        assert private_places(text) == []


# ---- nicknames -----------------------------------------------------------------------------------


def test_a_nickname_is_private_only_where_it_is_to_be_hidden() -> None:
    assert kinds("“吕小玲”网友：您好！") == []
    assert kinds("“吕小玲”网友：您好！", "吕小玲") == ["nickname"]
    assert kinds("“吕玲”网友：您好！", "吕玲") == ["nickname"]


@pytest.mark.parametrize("nickname", ["网友", "匿名", "匿名网友", "游客", "李", ""])
def test_a_nickname_that_names_nobody_is_not(nickname: str) -> None:
    assert kinds("匿名网友您好，李白故里欢迎游客", nickname) == []


def test_a_nickname_that_names_somebody_is_struck_out_wherever_it_stands() -> None:
    assert unnamed("吕小玲您好，吕小玲！", "吕小玲") == "＊＊＊您好，＊＊＊！"
    assert unnamed("网友您好", "网友") == "网友您好"
    assert unnamed("李白故里", "李") == "李白故里"


def test_who_is_forgotten_is_struck_out_under_each_name_and_with_all_private_data() -> None:
    names = ["吕小", "吕小玲", "网友", "玲", "阿一", ""]
    told = "吕小玲（13000000035）与吕小、网友阿一、玲"
    assert without(told, names) == "＊＊＊（＊＊＊＊＊＊＊＊＊＊＊）与＊＊、网友＊＊、玲"
    assert without(told, names[::-1]) == without(told, names)
    assert without("吕玲玲、玲玲", ["玲玲", "吕玲玲"]) == "＊＊＊、＊＊"


def test_a_number_that_is_part_of_something_else_is_told_once() -> None:
    assert private_places("微信号：13000000035") == [("messenger", 0, 15)]
    assert private_places("13000000035@qq.com") == [("email", 0, 18)]
    assert private_places("6222000000000000123") == [("bank_card", 0, 19)]


def test_what_only_reaches_into_something_else_is_told_too() -> None:
    assert private_places("130 0000 0035@qq.com") == [("email", 9, 20), ("phone", 0, 13)]
    assert private_places("在12单元301室") == [("home_address", 1, 9)]
    assert private_places("家住永宁路12号3室") == [("home_address", 0, 8)]


@pytest.mark.parametrize(
    "province",
    [*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66),
     71, *range(81, 84)],
)  # fmt: skip
def test_an_identity_number_begins_with_a_province(province: int) -> None:
    assert kinds(f"{province}010119850203123X") == ["identity_number"]


def test_every_kind_can_be_found() -> None:
    text = (
        "13000000035，14110219850203123X，6222000000000000123，晋J12345，微信号：abc_12345，"
        "a@b.com，3栋501室，吕小玲"
    )
    assert set(kinds(text, "吕小玲")) == set(KINDS)
