"""The letter of the 孝义 story, as data."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from services.routing.domain.assignments import Order
from services.routing.domain.letters import CaseText, Quoted
from services.routing.domain.wording import Letter, Wording, word
from tests.unit.routing.builders import XIAOYI, a_case

STALLS = CaseText(
    addressee_name="孝义市委书记",
    nickname="孝义网友",
    title="路边摊占道经营",
    body="孝义市区多条道路路边摊占道堵塞现象严重，价格虚高，且商品质量未经过市场部门检验，"
    "希望有关政府部门能够严格治理。\n请尽快答复，电话13000000036。",
)
LETTER = Letter(
    letter_id="LL2022-000018-l1",
    letter_no="吕社情交〔2022〕27号",
    kind="dispatch",
    sender="中共吕梁市委社情民意服务办公室",
    orders=[
        Order("141181-office", "lead", "组织城市管理、市场监督管理等部门逐条核实处理。"),
        Order("ll-market", "assisting", "协助核实价格和商品质量问题。"),
    ],
    unit_names={"141181-office": "中共孝义市委办公室", "ll-market": "吕梁市市场监督管理局"},
    assignment_ids={"141181-office": "LL2022-000018-a1", "ll-market": "LL2022-000018-a2"},
    quoted=[
        Quoted(
            "吕梁市委书记",
            "郑某",
            datetime(2022, 7, 4, 2, tzinfo=UTC),
            "请孝义市委办牵头尽快核实处理，结果及时答复网友。",
        )
    ],
    dated=date(2022, 7, 4),
    due_on=date(2022, 7, 10),
    urgency="urgent",
    attachments=("网民来信", "现场照片"),
    contact="联系人：水某，电话：0358-8220000",
    copies=("吕梁市委督查室",),
)


def the_letter(**changes: Any) -> Wording:
    case = a_case(case_id="LL2022-000018", external_id="15210077", addressee=XIAOYI)
    return word(case, STALLS, replace(LETTER, **changes))
