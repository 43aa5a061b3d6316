"""What happens to each message that reaches the office in the demo's year.

A script is found by the message's number on the board, or by the key of an entry of the public form.
"""

from collections.abc import Mapping

from deploy.demo.script import COMPLEX, TODAY, Letter, Notice, Script
from deploy.demo.stories import STORIES

SCRIPTS: Mapping[str, Script] = {
    **STORIES,
    # 供暖: not done the first time, done again after the check
    "14790012": Script(letter=Letter("ll-housing"), redo=True, rating="fairly",
                       text="已更换小区换热站水泵，室内温度达到十八度以上。", days=4),
    # 讨薪: the unit takes too long, and the author is told by when
    "14801550": Script(letter=Letter("ll-hr"), handling_class=COMPLEX, days=17,
                       text="经协调，拖欠工资已全部发放到位。",
                       interim=Notice("拖欠工资正在核算，劳动监察已介入，核算完毕即行发放。", days=13,
                                      promise_days=9)),
    # 危房: the first wording names no day; what is promised stands in the ledger until it is kept
    "14900933": Script(letter=Letter("141128-office", (), {"141128-office": ("141128-agri",)}), days=5,
                       vague="已列入危房改造计划，将尽快安排。", disposition="promised",
                       text="已列入危房改造计划，十月底前完工。",
                       more={"promise": {"promise_on": "2022-10-31", "ground": "须经鉴定、设计和施工",
                                         "told": {"told_on": TODAY, "method": "phone",
                                                  "reached": True}}},
                       kept=Notice("桥沟村危房改造工程完工，经验收合格。", days=183),
                       news=Notice("桥沟村危房改造工程已完工，经验收合格。", days=190)),
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
