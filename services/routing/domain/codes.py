"""代码: what people read where a field holds a code.

The lists are those of the models; reasons and causes are codes that offices choose, and the usual ones
have their words here.
"""

from collections.abc import Mapping

from services.routing.domain.dispositions import LABELS
from services.routing.domain.labels import STATES
from services.routing.domain.lost_time import FAULTS
from services.routing.domain.promises import STATES as PROMISE_STATES
from services.routing.domain.refusals import GROUNDS
from services.routing.domain.sheets import URGENCIES

# fmt: off
_PARTS = {
    "issued": "待签收", "signed": "已签收", "refused": "已退件", "forwarded": "已转办",
    "answered": "已答复", "released": "已解除", "drafted": "拟稿", "circulated": "会签中",
    "presented": "待签发", "sent": "已报送", "dropped": "已作废", "written": "待审核",
    "in_force": "有效", "revoked": "已废止", "given_back": "审签退回", "under_way": "办理中",
    "waiting": "待条件具备", "nearly_done": "即将办结", "pressed": "已督促", "moving": "正在整改",
    "nothing": "没有进展", "returned": "退回修改", "checked": "待签发",
}
"""States of what a case is made of."""

REASONS: Mapping[str, str] = {
    **{str(code): word for code, word in GROUNDS.items()},
    "not_in_place": "处理不到位", "not_true": "答复不属实", "came_back": "问题反弹",
    "date_missing": "未写明时限", "vague": "内容笼统", "weak": "力度不够", "not_concrete": "措施不具体",
    "task_unclear": "任务不明确", "private_data": "含个人信息", "not_theirs": "交办对象不当",
    "not_shown": "佐证不足", "overtaken": "已有正式答复", "term_over": "会签期满",
    "true_on_site": "现场核查属实", "found_true_on_site": "现场核查属实", "funds_late": "资金未到位",
    "heating_season": "供暖期不能施工", "hard_to_solve": "一时难以解决", "stays_silent": "长期未反馈",
    "named_by_mistake": "误列", "matter_of_housing": "属住建部门职责", "matter_of_police": "属公安机关职责",
    "outside_duties": "不属其职责", "in_its_duties": "属其职责", "law_leaves_it_open": "法定期限未定",
    "out_of_area": "不属本地管辖", "court": "属司法程序", "petition_review": "属信访复查复核",
    "military": "属军队事务", "accusation": "检举控告", "chaser": "催问件", "duplicate": "重复件",
    "incomplete": "要素不全", "other_plates": "情形不同", "post_restored": "邮路恢复",
    "promise_open": "承诺未销号", "stale_round": "轮次已过", "solved": "问题已解决",
    "unit_accused": "系被反映单位", "unclear": "意见不明确", "author_asked": "应留言人要求",
    "told_in_call": "电话中告知", "told_by_sms": "短信告知", "read_by_clerk": "经办员核对",
}

CAUSES: Mapping[str, str] = {
    "epidemic": "疫情", "weather": "天气", "disaster": "灾害", "funds": "资金", "policy": "政策调整",
    "season": "季节", "third_party": "第三方", "litigation": "诉讼", "land": "用地", "planning": "规划",
}

_METHODS = {
    "phone": "电话", "visit": "走访", "on_site": "现场", "meeting": "约见", "letter": "书面",
    "online": "网上", "public_reply": "公开回复", "other": "其他", "waived": "免回访",
}

REACHES: Mapping[str, str] = {
    "reached": "已联系上", "refused": "拒绝接听", "no_answer": "无人接听", "empty_number": "空号",
    "virtual_unreachable": "虚拟号码无法接通", "wrong_person": "不是本人", "unreachable": "多次联系未果",
    "not_wanted": "本人不愿被联系", "no_number": "未留号码", "expired": "逾时未联系",
}
"""What came of trying to reach the author, and why no call is placed."""

WORDS: Mapping[str, Mapping[str, str]] = {
    "state": {**_PARTS, **STATES, **{str(s): word for s, word in PROMISE_STATES.items()}},
    "kind": {
        "inquiry": "咨询", "complaint": "投诉", "help": "求助", "suggestion": "建言",
        "thanks": "感谢", "campaign": "征集", "unknown": "未分类", "correction": "信息更正",
        "supplement": "补充材料", "dispatch": "交办", "reassign": "改派", "redo": "退回重办",
        "reopen": "重新办理", "forward": "转办", "interim": "阶段性回复", "progress": "进展告知",
        "enterprise": "企业", "utility": "公用事业", "bank": "银行", "property_manager": "物业",
        "association": "社会组织", "other": "其他",
    },
    "handling_class": {
        "inquiry": "咨询类", "livelihood": "民生类", "complex": "复杂事项", "none": "不计时",
    },
    "channel": {
        "board": "领导留言板", "form": "网页表单", "api": "接口", "clerk": "人工登记",
        "above": "上级转办",
    },
    "act": {
        "looked": "现场核查", "worked": "组织整改", "called": "电话沟通", "visited": "走访",
        "explained": "解释政策", "coordinated": "协调", "other": "其他",
    },
    "joined_as": {"duplicate": "重复件", "chaser": "催问"},
    "urgency": {str(code): word for code, word in URGENCIES.items()},
    "level": {"city": "市级", "county": "县级"},
    "method": _METHODS,
    "answer_method": _METHODS,
    "mode": {"own": "亲自", "recorded": "代录", "deputy": "代批"},
    "part": {"lead": "主办", "assisting": "协办"},
    "finding": {"true": "属实", "partly": "部分属实", "false": "不属实"},
    "disposition": {str(code): word for code, word in LABELS.items()},
    "reason": REASONS,
    "ruling": REASONS,
    "returned_for": REASONS,
    "due_reason": REASONS,
    "cause": CAUSES,
    "ground": {"fulfilled": "已兑现", "answered": "后续答复办结"},
    "outcome": {"read": "已阅批", "sent_back": "阅批退回", "waived": "按规定免阅批"},
    "signer": {"leader": "领导", "office": "办公室", "unit": "承办单位"},
    "stage": {"office": "市级审核", "county": "县级审核"},
    "found_by": {"barcode": "条码", "hand": "人工"},
    "source": {"author": "留言人本人", "other_means": "其他途径"},
    "fault": {str(code): word for code, word in FAULTS.items()},
    "invariant": {"reader": "有人看", "owner": "有人管", "handler": "有人办", "answer": "有回音", "result": "有落实"},
    "breach": {
        "holder_missing": "无经办人", "unit_missing": "无承办单位", "result_missing": "无办理结果",
        "promise_overdue": "承诺逾期", **{f"stays_{code}": f"滞留在{word}" for code, word in STATES.items()},
    },
    "step": {"opened": "启动回访", "recorded": "回访记录", "passed": "回访合格", "failed": "回访不合格"},
    "scale": {"board": "领导留言板", "callback": "回访"},
    "band": {"satisfied": "满意", "fairly": "基本满意", "dissatisfied": "不满意"},
    "audience": {"citizen": "留言人", "unit": "承办单位", "office": "办公室"},
    "template": {
        "accepted": "受理", "replied": "已回复", "promised_again": "延期或承诺", "dispatched": "交办",
        "forwarded": "转办", "due_soon": "临期提醒", "reminder": "催办", "emergency": "紧急警示",
        "emergency_stands": "警示重发",
    },
    "purpose": {"evidence": "佐证材料", "scan": "手写扫描件", "screenshot": "公开截图", "attachment": "附件"},
}
WORDS_OF: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "clearances": {
        "kind": {
            "demand_unanswered": "诉求未逐项答复", "undated": "未写明时限", "promise_undated": "承诺未写明日期", "promise_differs": "承诺日期不一致",
            "copied": "与其他答复雷同", "unreasonable": "使用“不合理”表述", "citizen_name": "出现公民姓名",
        },
    },
    "contact_attempts": {
        "purpose": {"own": "自行联系", "verification": "核实", "after_check": "回访"},
        "channel": {
            "phone": "电话", "sms": "短信", "visit": "走访", "wechat": "微信", "board": "留言板",
            "letter": "信函", "other": "其他",
        },
        "outcome": REACHES,
    },
    "verifications": {"outcome": REACHES},
    "sms": {
        "state": {
            "sent": "已发出", "delivered": "已送达", "failed": "未送达", "expired": "已失效",
            "outcome_unknown": "结果不明",
        },
    },
    "drafts": {"state": {"signed": "待县领导阅批"}},
    "third_parties": {"state": {"settled": "已落实"}},
    "third_party_looks": {"state": {"settled": "已落实"}},
    "proposals": {"state": {"proposed": "待审签", "submitted": "已呈批", "dropped": "已作废"}},
}
# fmt: on
"""Codes that mean something else in one part of a case."""


def word_of(field: str, code: str, part: str = "") -> str:
    """What people read in a part of a case; the code itself where nobody gave it a word.

    Reasons are codes that an office chooses: one that it did not choose in hanzi is told as such.
    """
    own = WORDS_OF.get(part, {}).get(field, {})
    words = WORDS.get(field, {})
    if words is REASONS and code not in words and code.isascii():
        return f"其他（{code}）"
    return own.get(code) or words.get(code, code)
