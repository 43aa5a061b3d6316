"""Words that several events share."""

from datetime import date
from typing import Literal

from pydantic import Field

from shared.contracts.envelope import Frozen

Level = Literal["city", "county"]


Part = Literal["lead", "assisting"]


Mode = Literal["own", "recorded", "deputy"]
"""How a leader's act came in: 亲自, 代录 by the secretary, 代批 by a deputy."""


Urgency = Literal["normal", "urgent", "extra_urgent"]
"""平件, 加急, 特急."""


Finding = Literal["true", "partly", "false"]
"""属实, 部分属实, 不属实."""


Disposition = Literal[
    "solved",  # 已解决
    "promised",  # 承诺办理, with a date
    "explained",  # 解释说明
    "answered",  # 已解答
    "adopted",  # 采纳
    "partly_adopted",  # 部分采纳
    "kept",  # 留作参考
    "not_adopted",  # 不采纳
    "thanked",  # 致谢
]


ProgressAct = Literal["looked", "worked", "called", "visited", "explained", "coordinated", "other"]
"""现场核查, 组织整改, 电话沟通, 走访, 解释政策, 协调, 其他."""


ProgressState = Literal["under_way", "waiting", "nearly_done"]
"""办理中, 待条件具备, 即将办结."""


ThirdPartyKind = Literal[
    "enterprise", "utility", "bank", "property_manager", "association", "other"
]
"""企业, 公用事业, 银行, 物业, 社会组织, 其他."""


ThirdPartyState = Literal["moving", "nothing", "settled"]
"""正在整改, 没有进展, 已落实."""


FilePurpose = Literal["evidence", "scan", "screenshot", "attachment"]
"""佐证材料, 手写扫描件, 公开截图, 附件."""


Invariant = Literal["reader", "owner", "handler", "answer", "result"]
"""有人看, 有人管, 有人办, 有回音, 有落实."""


class Issued(Frozen):
    """One assignment 承办任务 as a letter names it."""

    assignment_id: str
    parent_id: str | None = Field(description="the assignment it was forwarded from")
    unit_id: str
    unit_name: str
    part: Part
    level: Level
    due_on: date | None = Field(default=None, description="by when the letter wants the answer")
    demands: tuple[int, ...] = Field(default=(), description="which it answers; none: all")


class DemandStated(Frozen):
    """What one demand 诉求 got, in a code."""

    no: int
    disposition: Disposition


class ResultStated(Frozen):
    """A result 办理结果 in codes, dates and counts.  Its words stay with routing."""

    finding: Finding | None
    disposition: Disposition
    promise_on: date | None = Field(description="by when, where it is promised")
    told: bool | None = Field(description="whether the author was reached with the promise")
    understood: bool | None = Field(description="whether what was explained was understood")
    achieved: bool | None = Field(description="the real-world result, apart from the words")
    confirmed_by: Literal["author", "other_means"] | None
    external_cause: str | None = Field(description="a code")
    interim: bool
    rules_made: int
    follow_on: int
    evidence: int
    demands: tuple[DemandStated, ...] = Field(
        default=(), description="one by one, where several were asked for"
    )
