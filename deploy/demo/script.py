"""What happens to each message of the example export: the story the demo tells.

A row of the script is chosen by the message's number on the board; what the script does not say is
the ordinary way: dispatched by letter to the unit that its domain belongs to.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Letter:
    """Which units handle a case: city units or county offices, and whom a county office asks."""

    lead: str
    assisting: tuple[str, ...] = ()
    below: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Script:
    """One case's way.

    `days` is how long the unit takes; `call` and `check_call` what happens when the author is called;
    `redo` says that the first check finds the work not done; `demands` are what the author asks for,
    `answers` what each of them got, `found` the number under which the lead unit reaches the author
    after all.  `leader` says how the leader instructs: ``agrees`` to the office's proposal, ``writes`` on the sheet, which the
    secretary records, or instructs ``at_once``, before anything was proposed.
    """

    route: str = "dispatch"
    reason: str | None = None
    letter: Letter | None = None
    transfer_to: str | None = None
    accused: tuple[str, ...] = ()
    duplicate_of: str | None = None
    kind: str | None = None
    handling_class: str | None = None
    text: str = ""
    disposition: str | None = None
    finding: str = "true"
    days: float = 2
    call: str = "reached"
    check_call: str = "reached"
    rating: str | None = "satisfied"
    redo: bool = False
    leader: str = "agrees"
    refused_first: str | None = None
    returned_once: bool = False
    demands: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    found: str | None = None


COMPLEX = "complex"

SCRIPTS: Mapping[str, Script] = {
    # 车牌: the number is virtual, several units, a measure for all in the same situation
    "14838301": Script(
        letter=Letter("ll-police", ("141182-office",), {"141182-office": ("141182-traffic",)}),
        call="virtual_unreachable", check_call="virtual_unreachable", rating=None, leader="at_once",
        found="13000000099",
        text="经核实，邮寄期间可凭核发的行驶证和过期的临时牌照通行，不以未悬挂号牌为由处罚。",
    ),
    # 路边摊: addressed to the county, two bureaus, one answer
    "15210077": Script(
        letter=Letter(
            "141181-office", (), {"141181-office": ("141181-urban", "141181-market")}
        ),
        text="经两部门联合整治，已划定经营区域和时间，占道经营得到规范；已查处价格虚高的摊位三家；商品质量抽检合格。", days=5,
        demands=("治理路边摊占道堵塞", "查处价格虚高", "检验商品质量"),
        answers=("已划定经营区域和时间，占道经营得到规范", "已查处价格虚高的摊位三家",
                 "商品质量抽检合格"),
    ),
    "15330101": Script(letter=Letter("ll-edu"), text="已与片区学校沟通，孩子可正常入读。", days=1),
    "15338020": Script(letter=Letter("ll-edu"), text="已调整学区安排，可就近登记。", days=1,
                       rating="fairly"),
    "15345939": Script(route="direct", text="第一小学九月一日开始招生，请携带户口簿和房产证明。",
                       days=1),
    "15353858": Script(letter=Letter("141102-office", (), {"141102-office": ("141102-edu",)}),
                       text="水西小学扩建十月开工，扩建期间学生在过渡校区就读。", days=1),
    # 供暖: not done the first time, done again after the check
    "14790012": Script(letter=Letter("ll-housing"), redo=True, rating="fairly",
                       text="已更换小区换热站水泵，室内温度达到十八度以上。", days=4),
    # 讨薪: the unit takes too long
    "14801550": Script(letter=Letter("ll-hr"), handling_class=COMPLEX, days=17,
                       text="经协调，拖欠工资已全部发放到位。"),
    "14900933": Script(letter=Letter("141128-office", (), {"141128-office": ("141128-agri",)}),
                       text="已列入危房改造计划，十月底前完工。", days=5, returned_once=True),
    "15001122": Script(route="direct", kind="suggestion", disposition="adopted",
                       text="您的建议已转有关部门采纳，智慧社区平台将整合各项服务。", days=2),
    # 房产证: the first unit says that it is not its matter
    "15088000": Script(letter=Letter("ll-housing"), refused_first="ll-urban", days=1,
                       text="不动产登记问题已列入专项整治，可到政务大厅办理。"),
    "15102345": Script(route="direct", kind="thanks", handling_class="none", disposition="thanked",
                       text="感谢您的认可，我们将继续努力。", days=1, rating=None),
    "15410001": Script(route="direct", kind="suggestion", disposition="kept", rating=None,
                       text="您的建议留作今后路网规划的参考。", days=2),
    "15410002": Script(letter=Letter("141181-office", (), {"141181-office": ("141181-police",)}),
                       text="已在早晚高峰安排警力疏导，并优化信号配时。", days=3),
    "15410003": Script(route="transfer", reason="accusation", transfer_to="ll-discipline",
                       accused=("ll-market", "141123-market"), rating=None,
                       text="您反映的问题已转有管辖权的机关依规处理。", days=1),
    "15410004": Script(letter=Letter("ll-housing"), days=1,
                       text="当日已排查并修复燃气管道，隐患消除。"),
    "15410005": Script(route="decline", reason="out_of_area", rating=None, days=1,
                       text="您反映的事项不在本市范围，请向当地有关部门反映。"),
    "15410006": Script(letter=Letter("ll-housing"), text="供热管道改造本月完成。", days=4,
                       rating="dissatisfied"),
    "15410007": Script(route="decline", reason="incomplete", rating=None, days=1,
                       text="您的留言没有具体内容，请补充后再次留言。", call="empty_number"),
    "15410008": Script(letter=Letter("ll-env"), days=3,
                       text="已对工地夜间施工立案查处，责令停止夜间作业。"),
    "15420001": Script(route="direct", text="国庆后可持户口簿到学区学校办理转学手续。", days=1),
    "15420002": Script(letter=Letter("ll-hr"), days=1, text="拖欠工钱已协调支付完毕。"),
    "15420003": Script(route="transfer", reason="accusation", transfer_to="ll-discipline",
                       accused=("141127-office",), rating=None, days=1,
                       text="您反映的问题已转有管辖权的机关依规处理。"),
    "15420004": Script(letter=Letter("ll-edu"), days=2, text="孩子已顺利到校就读。"),
    "15420005": Script(letter=Letter("141122-office", (), {"141122-office": ("141122-urban",)}),
                       days=3, text="已责令烧烤摊安装油烟净化设施并限时经营。"),
    "15420006": Script(letter=Letter("141122-office", (), {"141122-office": ("141122-urban",)}),
                       days=3, text="您反映的烧烤摊已安装油烟净化设施并限时经营。"),
    "15420007": Script(letter=Letter("141122-office", (), {"141122-office": ("141122-urban",)}),
                       days=3, text="烧烤摊油烟问题已整改，限时经营。", call="no_answer"),
    "15420008": Script(letter=Letter("ll-housing"), days=3, rating=None, leader="writes",
                       text="已责令物业恢复供水。"),
    "15420009": Script(route="duplicate", reason="chaser", duplicate_of="15420005", rating=None,
                       text="您催问的事项正在办理，结果将在首次留言下答复。", days=1),
    "15420010": Script(letter=Letter("141181-office", (), {"141181-office": ("141181-urban",)}),
                       days=2, text="路灯线路已重新检修，昨晚复亮。"),
}  # fmt: skip

PARTS = {"complaint": "solved", "help": "solved", "inquiry": "answered", "suggestion": "adopted",
         "thanks": "thanked", "campaign": "kept", "unknown": "solved"}  # fmt: skip
"""The disposition of a case of each kind, where the script names none."""
