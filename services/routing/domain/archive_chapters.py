"""一案一档: its chapters, what of a case stands in each, and which of it are tables."""

from collections.abc import Mapping

CHAPTERS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("核实与联系", (("verifications", "核实"), ("contact_attempts", "联系记录"))),
    ("诉求与补充", (("demands", "诉求"), ("told_later", "后补信息"), ("joined", "并入件"),
                ("like", "同类件"))),
    ("拟办与呈批", (("proposals", "拟办意见"), ("scans", "手写扫描件"))),
    ("领导批示", (("instructions", "批示"),)),
    ("交办函", (("letter_wordings", "修改前函稿"), ("letter_returns", "函稿退回"),
              ("letter_checks", "核稿"), ("letters", "交办函"))),
    ("承办与签收", (("assignments", "承办任务"), ("refusals", "退件"), ("rulings", "退件裁定"),
                ("lost_times", "延误计入"))),
    ("办理过程", (("progress", "进展"), ("meetings", "协调会"), ("third_parties", "督促第三方"),
              ("third_party_looks", "回看"), ("questions", "问询"), ("measures", "共性措施"),
              ("breaches", "夜检"))),
    ("办理结果", (("results", "办理结果"),)),
    ("答复与审核", (("drafts", "答复稿"), ("draft_wordings", "修改前答复稿"), ("countersigns", "会签"),
               ("lapses", "会签逾期"), ("draft_returns", "签发退回"), ("signatures", "单位签发"),
               ("draft_readings", "县级阅批"), ("replies", "单位原稿"), ("acceptances", "县级审核"),
               ("returns", "审核退回"), ("clearances", "体检豁免"), ("reviews", "审核后文本"))),
    ("领导阅批", (("readings", "阅批"),)),
    ("公开回复", (("publications", "公开回复"), ("publications_seen", "公开核验"),
              ("board_proofs", "留言板记录"))),
    ("承诺与兑现", (("permissions", "准予再次承诺"), ("promises", "承诺台账"),
               ("promise_reports", "兑现报告"))),
    ("后续回复", (("further_replies", "后续回复"), ("further_wordings", "拟写文本"),
              ("further_returns", "审核退回"), ("further_reviews", "审核后文本"),
              ("further_readings", "阅批"), ("further_publications", "公开文本"))),
    ("回访与评价", (("checks", "回访"), ("ratings", "评价"))),
    ("重办", (("redo_proposals", "重办建议"), ("redo_orders", "重办"))),
    ("短信通知", (("sms", "短信"),)),
)  # fmt: skip
"""Each chapter's title, and the parts of a case in it, each with its own."""

Columns = tuple[tuple[str, str, float], ...]

TABLES: Mapping[str, Columns] = {
    "verifications": (("verified_at", "核实时间", 0.28), ("outcome", "结果", 0.52), ("attempts", "联系次数", 0.2)),
    "contact_attempts": (("tried_at", "时间", 0.23), ("purpose", "事由", 0.13), ("channel", "方式", 0.11),
                         ("outcome", "结果", 0.23), ("by", "经手人", 0.3)),
    "demands": (("no", "序号", 0.08), ("text", "诉求", 0.42), ("expected", "预期结果", 0.3),
                ("unit_hint", "建议单位", 0.2)),
    "letter_checks": (("checked_at", "核稿时间", 0.28), ("number", "函稿", 0.12), ("by", "核稿人", 0.6)),
    "lost_times": (("charged_unit", "计入单位", 0.3), ("fault", "责任", 0.2), ("lost_from", "延误起", 0.25),
                   ("lost_until", "延误止", 0.25)),
    "acceptances": (("accepted_at", "审核时间", 0.28), ("unit_id", "报送单位", 0.32), ("by", "审核人", 0.4)),
    "breaches": (("found_at", "发现时间", 0.22), ("invariant", "未做到", 0.2), ("breach", "情形", 0.36),
                 ("cleared_at", "销号时间", 0.22)),
    "checks": (("happened_at", "时间", 0.23), ("step", "事项", 0.15), ("method", "方式", 0.12),
               ("handled", "处理到位", 0.12), ("reply_true", "回复属实", 0.12), ("by", "回访人", 0.26)),
    "ratings": (("rated_at", "时间", 0.26), ("scale", "渠道", 0.2), ("grade", "分值", 0.14),
                ("band", "评价", 0.26), ("void", "作废", 0.14)),
    "sms": (("settled_at", "时间", 0.28), ("audience", "收信人", 0.24), ("template", "内容", 0.24),
            ("state", "结果", 0.24)),
}  # fmt: skip
"""Parts that are lists of short rows: field, heading, and share of the line of each column."""
