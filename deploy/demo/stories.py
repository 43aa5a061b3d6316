"""The four stories that the office tells of its year, each with all that belongs to it.

Plates that nobody can post, and the measure for everybody who waits for one; the post office that is
pressed meanwhile; street stalls of two bureaus under a county's leader; four questions about schools
that share their facts and get a reply each.
"""

from collections.abc import Mapping

from deploy.demo.script import (
    TODAY,
    Letter,
    Like,
    Measure,
    Meeting,
    Notice,
    Question,
    Script,
    ThirdParty,
)

PLATES, PLATES_LIKE, STALLS = "14838301", "form/plates", "15210077"
SCHOOLS = ("15330101", "15338020", "15345939", "15353858")

_SCHOOLS = Like(
    "城区中小学入学和学校建设",
    "市第一小学今年九月开始招生；水西小学扩建工程十月开工；片区内学位不足的，由教育局统筹就近安排。",
)

STORIES: Mapping[str, Script] = {
    # 车牌: a virtual number, city and county units at once, a third party, a measure for all
    PLATES: Script(
        letter=Letter(
            "ll-police", ("141182-office",),
            {"ll-police": ("ll-police-traffic",), "141182-office": ("141182-traffic",)},
        ),
        call="virtual_unreachable", check_call="virtual_unreachable", rating=None, leader="at_once",
        found="13000000099", days=1,
        third_party=ThirdParty(
            "141182-traffic", "汾阳市邮政分公司", "enterprise", "督促整改，尽快恢复车牌邮递业务",
            "已恢复部分线路，积压邮件正在分拣。", "邮递业务全部恢复，积压车牌已全部寄出。",
        ),
        measure=Measure(
            "关于邮寄期间未悬挂号牌车辆通行的通知", "吕公交通〔2022〕9号",
            "已注册登记，号牌因疫情未能寄达的机动车",
            "路面执勤不以“未悬挂机动车号牌”为由作处罚",
            ("行驶证", "过期的临时行驶车号牌"), ("车牌", "临牌", "临时牌照", "邮寄", "邮政"),
        ),
        text="经核实，邮寄期间可凭核发的行驶证和过期的临时牌照通行，不以未悬挂号牌为由处罚。",
        edited="“吕小玲”网友：您好！您反映的问题已办理，车牌邮寄期间可凭核发的行驶证和过期的临时牌照通行。",
        more={
            "external_cause": {"cause": "epidemic", "text": "因疫情，邮政快递停止车牌邮递业务。"},
            "interim": {"text": "凭行驶证和过期临牌通行，直到号牌寄达。", "from_on": TODAY},
            "explanation": {
                "method": "phone", "explained_on": TODAY, "content": "说明邮寄期间的通行办法。",
                "reason": "号牌因疫情未寄达", "basis": "《关于邮寄期间未悬挂号牌车辆通行的通知》",
                "understood": True,
            },
            "confirmation": {
                "source": "author", "method": "phone", "confirmed_on": TODAY,
                "text": "本人已知可以上路行驶。",
            },
            "follow_on": [{"text": "继续督促邮政企业恢复邮递，直到积压车牌全部寄出。"}],
        },
    ),
    # the next driver: the measure is suggested, and the office answers at once
    PLATES_LIKE: Script(
        route="direct", days=0.2,
        text="您的情况适用《关于邮寄期间未悬挂号牌车辆通行的通知》：携带行驶证和过期的临时牌照即可上路，执勤民警不予处罚。",
    ),
    # 路边摊: handed down to the county, whose leader instructs; two bureaus, one answer
    STALLS: Script(
        letter=Letter(
            "141181-office", (), {"141181-office": ("141181-urban", "141181-market")}
        ),
        demands=("治理路边摊占道堵塞", "查处价格虚高", "检验商品质量"),
        meeting=Meeting(
            "141181-urban", "孝义市城市管理局", ("141181-market",), ("沿街商户代表",),
            "划定经营区域和时间；两局联合巡查；引导摊贩进入临时市场。",
        ),
        text="经两部门联合整治，已划定经营区域和时间，占道经营得到规范；已查处价格虚高的摊位三家；商品质量抽检合格。",
        days=1, objects="141181-market",
        answers=("已划定经营区域和时间，占道经营得到规范", "已查处价格虚高的摊位三家",
                 "商品质量抽检合格"),
        more={
            "places": [{"name": "府前街", "finding": "true"}, {"name": "时代大道", "finding": "true"},
                       {"name": "振兴街", "finding": "partly"}],
            "basis": [{"title": "全国文明城市创建工作要求"}, {"title": "助企纾困政策措施"}],
            "rules_made": [{
                "title": "孝义市流动摊点管理办法", "issuer": "孝义市城市管理局",
                "scope": "流动经营场地、设摊时间", "issued_on": TODAY,
            }],
            "follow_on": [{"text": "加强对市场卫生和食品安全的管理，维护消费者合法权益。"}],
        },
    ),
    # 入学: four authors, one base of facts, a reply each; the leader signs the first in person
    SCHOOLS[0]: Script(
        letter=Letter("ll-edu"), days=1, like=_SCHOOLS, signer="leader",
        text="孩子上学是大事，遇到问题可随时反映。已与片区学校沟通，孩子可正常入读。",
        more={"real_world": {"achieved": True, "text": "孩子已顺利到校就读。"}},
    ),
    SCHOOLS[1]: Script(
        letter=Letter("ll-edu"), days=1, like=_SCHOOLS, rating="fairly",
        text="已调整学区安排，可就近登记。",
    ),
    SCHOOLS[2]: Script(
        route="direct", days=1, like=_SCHOOLS,
        questions=(Question("ll-edu", "市第一小学何时开始招生，需要准备什么材料？",
                            "九月一日开始招生，需户口簿和房产证明。"),),
        text="第一小学九月一日开始招生，请携带户口簿和房产证明。",
        news=Notice("市第一小学教学楼已通过验收，九月一日按期开学。", days=40),
    ),
    SCHOOLS[3]: Script(
        letter=Letter("141102-office", (), {"141102-office": ("141102-edu",)}), days=1, like=_SCHOOLS,
        text="水西小学扩建十月开工，扩建期间学生在过渡校区就读。",
        news=Notice("水西小学扩建工程已于十月八日开工，计划明年八月完工。", days=65),
    ),
}  # fmt: skip
