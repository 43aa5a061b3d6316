"""Names of citizens in a text, and of children: what a public answer never tells.

There is no list of all names; a name is known by what stands around it (业主李建国的房屋, 李建国先生), or
because its owner gave it (我叫李建国).  李某 and 李女士 name nobody.  A finding is a place, never the name.
"""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from services.routing.domain.spelling import closed_up

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕"
    "丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱"
    "严覃武戴莫孔汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒"
    "阮柯纪梅童凌毕季裴霍涂苗谷盛曲翁冉骆蓝游辛靳柴蒙鲍华喻祁蒲滕屈饶牟艾尤穆卓古吉缪褚娄窦戚岑景宫"
    "卜冷晏柏宗瞿桂佟臧闵苟邬卞姬仇栾隋刁荣巫寇桑郎甄丛仲虞敖巩佘池苑迟邝郜郗弓冀逯"
)
_DOUBLE = "欧阳|上官|司马|诸葛|东方|皇甫|尉迟|公孙|令狐|慕容|夏侯|司徒"

NO_NAMES = frozenset(
    [
        "关心",
        "关注",
        "关于",
        "关系",
        "关键",
        "方便",
        "方面",
        "方案",
        "方式",
        "安全",
        "安置",
        "安装",
        "安排",
        "安心",
        "高度",
        "高兴",
        "高考",
        "高层",
        "高温",
        "高空",
        "高峰",
        "白天",
        "白色",
        "金额",
        "金融",
        "温度",
        "温馨",
        "严重",
        "严格",
        "严禁",
        "许多",
        "许可",
        "任何",
        "任务",
        "任意",
        "文化",
        "文明",
        "文件",
        "万元",
        "石材",
        "程度",
        "曾经",
        "曾多",
        "易于",
        "荣誉",
        "游客",
        "游玩",
        "艾滋",
        "毕业",
        "毕竟",
        "华侨",
        "康复",
        "康养",
        "和谐",
        "盛大",
        "顾虑",
        "顾客",
        "史无",
        "黄金",
        "黄色",
        "马上",
        "马路",
        "江水",
        "田地",
        "田间",
        "牛羊",
        "牛奶",
        "武警",
        "武装",
        "林地",
        "林业",
        "林木",
        "雷电",
        "毛病",
        "钱款",
        "龙头",
        "宁愿",
        "尚未",
        "尚有",
        "尚需",
        "符合",
        "包括",
        "包含",
        "包装",
        "包村",
        "左右",
        "左侧",
        "申请",
        "申报",
        "申诉",
        "申领",
        "施工",
        "施行",
        "施肥",
        "余款",
        "余额",
        "余热",
        "古建",
        "古树",
        "吉祥",
        "祝愿",
        "祝您",
        "蒙受",
        "屈指",
        "饶有",
        "景区",
        "景观",
        "池塘",
        "苗木",
        "桑树",
        "谷物",
        "齐全",
        "齐心",
        "辛苦",
        "季节",
        "童车",
        "连同",
        "曲折",
        "石头",
        "石油",
        "夏季",
        "夏天",
        "秦腔",
    ]
)
"""Words that begin like a name."""

_GIVEN = r"(?:(?!某|先生|女士|同志|同学)[\u4e00-\u9fff]){1,2}?"
_NAME = rf"(?P<name>(?:{_DOUBLE}|[{SURNAMES}]){_GIVEN})"
_PEOPLE = (
    "网友|网民|留言人|来信人|反映人|投诉人|信访人|当事人|申请人|举报人|业主|住户|户主|房主|车主|村民|居民|市民|"
    "群众|家长|患者|司机|其父|其母|丈夫|妻子|姓名"
)
_CHILDREN = "学生|孩子|儿子|女儿|其子|其女|幼儿|儿童|孙子|孙女"
_ENDS = r"(?=$|[^\u4e00-\u9fff]|先生|女士|同志|同学|小朋友|反映|来电|留言|投诉|所|的|等|于|在|已|因|家|一家|名下|本人|您好|与|取得|进行|联系|说明|沟通|电话)"
_OPENS = r"[:：“‘\"「为是叫]?\s?"
_HONOUR = r"(?=先生|女士|同志|大爷|大妈|大娘|师傅)"

AFTER_PEOPLE = re.compile(rf"(?:{_PEOPLE}){_OPENS}{_NAME}{_ENDS}")
AFTER_CHILDREN = re.compile(rf"(?:{_CHILDREN}){_OPENS}{_NAME}{_ENDS}")
BEFORE_HONOUR = re.compile(rf"{_NAME}{_HONOUR}")
BEFORE_CHILD = re.compile(rf"{_NAME}(?=同学|小朋友)")
OWN = re.compile(
    rf"(?:我叫|我是|本人叫|本人|姓名|联系人|留言人|署名){_OPENS}{_NAME}(?=$|[^\u4e00-\u9fff])"
)

_AGE = r"(?<!\d)(?:[1-9]|1[0-7]|[一二三四五六七八九]|十[一二三四五六七]?)周?岁"
_CLASS = r"年级[（(]?[0-9一二三四五六七八九十]{1,3}[）)]?班"
AGED = re.compile(rf"{_AGE}|{_CLASS}")
NEAR = 12
"""So many characters about an age or a class belong to it."""

CLASSMATE = re.compile(rf"{_CLASS}的?(?:学生|同学|[{SURNAMES}]某)")


class Named(NamedTuple):
    """Where somebody is named, and whether it is a child."""

    kind: Literal["citizen_name", "minor"]
    start: int
    end: int


def named(text: str, known: frozenset[str] = frozenset()) -> list[Named]:
    """Where the text names citizens; `known` are names that the author gave."""
    closed, places = closed_up(text)
    found = dict.fromkeys(_named(closed, known))
    ages = [m.span() for m in AGED.finditer(closed)]
    told = {
        Named("minor", n.start, n.end)
        if any(start - NEAR <= n.start and n.end <= end + NEAR for start, end in ages)
        else n
        for n in found
    }
    children = {(n.start, n.end) for n in told if n.kind == "minor"}
    kept = (n for n in told if n.kind == "minor" or (n.start, n.end) not in children)
    return sorted(
        (Named(n.kind, places[n.start], places[n.end - 1] + 1) for n in kept),
        key=lambda n: (n.start, n.end),
    )


def own_names(text: str) -> frozenset[str]:
    """The names under which a text's author wrote."""
    return frozenset(m["name"] for m in OWN.finditer(text) if _may_be_name(m["name"]))


def _named(text: str, known: frozenset[str]) -> Iterator[Named]:
    for pattern in (AFTER_PEOPLE, BEFORE_HONOUR):
        yield from _by(pattern, text, "citizen_name")
    for pattern in (AFTER_CHILDREN, BEFORE_CHILD):
        yield from _by(pattern, text, "minor")
    for name in known:
        for match in re.finditer(re.escape(name), text):
            yield Named("citizen_name", *match.span())
    for match in CLASSMATE.finditer(text):
        yield Named("minor", *match.span())


def _by(
    pattern: re.Pattern[str], text: str, kind: Literal["citizen_name", "minor"]
) -> Iterator[Named]:
    for match in pattern.finditer(text):
        if _may_be_name(match["name"]):
            yield Named(kind, *match.span("name"))


def _may_be_name(name: str) -> bool:
    """Two letters that could be two surnames (由安王女士…) are too uncertain, as are common words."""
    two_surnames = len(name) == 2 and name[1] in SURNAMES
    return name[:2] not in NO_NAMES and not two_surnames
