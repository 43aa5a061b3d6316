"""Names of citizens and children: known by what stands around them."""

import pytest

from services.routing.domain.names import NO_NAMES, SURNAMES, named, own_names


def found(text: str, *known: str) -> list[tuple[str, str]]:
    return [(n.kind, text[n.start : n.end]) for n in named(text, frozenset(known))]


PEOPLE = """
    网友 网民 留言人 来信人 反映人 投诉人 信访人 当事人 申请人 举报人 业主 住户 户主 房主 车主 村民 居民 市民 群众
    家长 患者 司机 其父 其母 丈夫 妻子 姓名
"""
CHILDREN = "学生 孩子 儿子 女儿 其子 其女 幼儿 小学生 儿童 孙子 孙女"
FOLLOWED_BY = """
    先生 女士 同志 同学 小朋友 反映 来电 留言 投诉 所 的 等 于 在 已 因 家 一家 名下 本人 您好 与 取得 进行 联系 说明
    沟通 电话 ， 。
"""
HONOURS = "先生 女士 同志 大爷 大妈 大娘 师傅"
OPENED_BY = ': ： “ ‘ " 「 为 是 叫'


@pytest.mark.parametrize("who", PEOPLE.split())
def test_a_name_after_who_it_is_of_is_a_citizens(who: str) -> None:
    assert found(f"已与{who}李建国联系。") == [("citizen_name", "李建国")]


@pytest.mark.parametrize("who", CHILDREN.split())
def test_a_name_after_a_word_for_a_child_is_a_childs(who: str) -> None:
    assert found(f"{who}王小明已入学。") == [("minor", "王小明")]


@pytest.mark.parametrize("after", FOLLOWED_BY.split())
def test_a_name_ends_where_the_sentence_goes_on(after: str) -> None:
    [(_, name)] = found(f"业主李建国{after}")
    assert name == "李建国"


def test_a_name_is_as_short_as_it_can_be() -> None:
    assert found("业主李明所在的小区") == [("citizen_name", "李明")]


@pytest.mark.parametrize("honour", HONOURS.split())
def test_a_name_before_an_honour_is_one(honour: str) -> None:
    assert found(f"向李建国{honour}致歉") == [("citizen_name", "李建国")]


@pytest.mark.parametrize("after", ["同学", "小朋友"])
def test_a_name_before_a_word_for_a_child_is_a_childs(after: str) -> None:
    assert found(f"向李建国{after}致歉") == [("minor", "李建国")]


@pytest.mark.parametrize("opened", OPENED_BY.split())
def test_a_mark_may_stand_before_a_name(opened: str) -> None:
    assert found(f"业主{opened}李建国，") == [("citizen_name", "李建国")]


@pytest.mark.parametrize(
    "surname", ["欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟", "公孙", "令狐", "慕容",
                "夏侯", "司徒"],
)  # fmt: skip
def test_a_surname_may_have_two_letters(surname: str) -> None:
    assert found(f"业主{surname}建国，") == [("citizen_name", f"{surname}建国")]


def test_each_surname_is_known() -> None:
    assert len(SURNAMES) == len(set(SURNAMES)) == 226
    assert all(
        found(f"业主{surname}建国，") for surname in SURNAMES if f"{surname}建" not in NO_NAMES
    )


LIKE_A_NAME = """
    关心 关注 关于 关系 关键 方便 方面 方案 方式 安全 安置 安装 安排 安心 高度 高兴 高考 高层 高温 高空 高峰 白天 白色
    金额 金融 温度 温馨 严重 严格 严禁 许多 许可 任何 任务 任意 文化 文明 文件 万元 石材 程度 曾经 曾多 易于 荣誉 游客
    游玩 艾滋 毕业 毕竟 华侨 康复 康养 和谐 盛大 顾虑 顾客 史无 黄金 黄色 马上 马路 江水 田地 田间 牛羊 牛奶 武警 武装
    林地 林业 林木 雷电 毛病 钱款 龙头 宁愿 尚未 尚有 尚需 符合 包括 包含 包装 包村 左右 左侧 申请 申报 申诉 申领 施工
    施行 施肥 余款 余额 余热 古建 古树 吉祥 祝愿 祝您 蒙受 屈指 饶有 景区 景观 池塘 苗木 桑树 谷物 齐全 齐心 辛苦 季节
    童车 连同 曲折 石头 石油 夏季 夏天 秦腔
"""


def test_words_that_begin_like_a_name_name_nobody() -> None:
    """Each once more, so that a word lost by accident is missed."""
    assert set(LIKE_A_NAME.split()) == NO_NAMES
    for word in NO_NAMES:
        assert found(f"居民{word}，") == found(f"居民{word}等") == [], word
        assert found(f"居民{word}好，") == [], word


def test_two_letters_that_could_be_two_surnames_are_too_uncertain() -> None:
    assert found("业主王李，") == []
    assert found("业主王明，") == [("citizen_name", "王明")]
    assert found("业主王明李，") == [("citizen_name", "王明李")]


@pytest.mark.parametrize("nobody", ["李某", "李女士", "李先生", "李同志", "李同学"])
def test_a_surname_alone_names_nobody(nobody: str) -> None:
    assert found(f"业主{nobody}，") == []


@pytest.mark.parametrize(
    "age", ["1岁", "9岁", "17岁", "7周岁", "七岁", "十岁", "十七岁", "三年级2班", "三年级（12）班",
            "一年级(十二)班"],
)  # fmt: skip
def test_a_name_near_a_childs_age_or_class_is_a_childs(age: str) -> None:
    assert found(f"业主王小明（{age}）已搬入。") == [("minor", "王小明")]


@pytest.mark.parametrize("age", ["18岁", "0岁", "27岁", "70岁", "岁末"])
def test_but_not_near_the_age_of_the_grown(age: str) -> None:
    found_there = found(f"业主王小明（{age}）已搬入。")
    assert found_there == [("citizen_name", "王小明")]


def test_near_is_twelve_letters_before_and_after() -> None:
    name, age = "业主王小明，", "8岁"
    after = "甲" * (12 - len("王小明，"))
    assert found(f"{name}{after}{age}") == [("minor", "王小明")]
    assert found(f"{name}{after}甲{age}") == [("citizen_name", "王小明")]
    before = "甲" * (12 - len("业主王小明"))
    assert found(f"{age}{before}{name}") == [("minor", "王小明")]
    assert found(f"{age}{before}甲{name}") == [("citizen_name", "王小明")]


def test_a_class_has_children_in_it_whoever_they_are() -> None:
    assert found("三年级2班的学生已返校") == [("minor", "年级2班的学生")]
    assert found("三年级2班同学已返校") == [("minor", "年级2班同学")]
    assert found("三年级2班张某已返校") == [("minor", "年级2班张某")]
    assert found("三年级2班已返校") == []


def test_a_name_that_is_found_twice_is_told_once_and_as_a_childs() -> None:
    assert found("学生王小明同学已返校", "王小明") == [("minor", "王小明")]
    assert found("业主王小明先生，王小明说", "王小明") == [
        ("citizen_name", "王小明"),
        ("citizen_name", "王小明"),
    ]


def test_places_come_in_the_order_of_the_text_and_are_those_of_the_text_with_its_blanks() -> None:
    text = "李 建国先生与学生王 小明，业主赵大力，"
    assert found(text) == [
        ("citizen_name", "李 建国"),
        ("minor", "王 小明"),
        ("citizen_name", "赵大力"),
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("我叫辛小梅，", {"辛小梅"}),
        ("我是辛小梅", {"辛小梅"}),
        ("本人叫辛小梅。", {"辛小梅"}),
        ("本人辛小梅，", {"辛小梅"}),
        ("姓名：辛小梅，", {"辛小梅"}),
        ("联系人：辛小梅，", {"辛小梅"}),
        ("留言人 辛小梅，", {"辛小梅"}),
        ("署名“辛小梅”", {"辛小梅"}),
        ("我叫辛小梅的", set()),
        ("我是辛苦，", set()),
    ],
)
def test_an_author_says_the_own_name(text: str, names: set[str]) -> None:
    assert own_names(text) == names
