"""标签: how fields, states and steps read on paper; codes are in `codes`."""

from collections.abc import Mapping

# fmt: off
STATES: Mapping[str, str] = {
    "opened": "待拟办", "proposed": "待审签", "submitted": "待批示", "instructed": "已批示",
    "dispatched": "办理中", "replied": "待审核", "reviewed": "待阅批", "read": "待公开回复",
    "published": "已公开回复", "closed": "办结", "withdrawn": "已撤回",
}

ROUTES: Mapping[str, str] = {
    "dispatch": "交办", "direct": "直接答复", "decline": "不予受理", "transfer": "转送",
    "duplicate": "重复件",
}

STEPS: Mapping[str, str] = {
    "check_letter": "核稿", "issue_letter": "签发", "return_letter": "退回修改",
    "revise_letter": "修改函稿", "drop_letter": "函稿作废", "sign_letter": "县级签发", "drop_proposal": "拟办作废",
    "submit_proposal": "县级呈批", "give_back_proposal": "县级审签退回", "instruct_proposal": "县级批示",
    "replace_proposal": "县级重新拟办", "draft_letter": "拟稿",
    "open": "立件", "propose": "拟办", "give_back": "审签退回", "submit": "呈批", "instruct": "批示",
    "amend": "批示修改", "hand_down": "转办至县", "dispatch": "交办", "reassign": "改派",
    "answer": "直接答复", "answer_up": "答复上报", "return": "退回", "return_answer": "审核退回",
    "review": "审核", "read": "阅批", "waive": "免阅批", "send_back": "阅批退回",
    "publish": "公开回复", "close": "办结", "uphold": "维持", "redo": "退回重办",
    "redo_answer": "退回重办", "reopen": "重新办理", "reopen_answer": "重新办理",
    "withdraw": "撤回", "sign": "签收", "refuse": "退件", "uphold_refusal": "同意退件",
    "overrule_refusal": "不同意退件", "forward": "转办", "reply": "答复", "release": "解除承办",
    "bar": "答复作废", "shield": "被反映单位登记", "obey_wishes": "意愿变更",
    "draft": "拟稿", "revise": "修改", "check": "核稿", "issue": "签发", "drop": "作废",
    "circulate": "送会签", "present": "送签", "recall": "撤回修改", "countersign": "会签",
    "countersign_last": "会签完毕", "object": "会签不同意", "sign_for_reading": "签发并呈县领导",
    "add_file": "附件入档", "file_scan": "扫码归档", "board_proof": "留言板记录", "accept": "县级审核",
    "clear": "体检豁免", "erase": "删除留言人信息", "propose_redo": "建议重办",
    "see_publication": "公开核验", "write_further": "拟写后续回复", "rewrite": "修改",
    "find_breach": "夜检发现", "clear_breach": "夜检销号", "ignore": "不再适用", "change": "变更",
    "permit_promise": "准予再次承诺", "make_promise": "公开承诺", "report_promise": "兑现报告",
    "return_promise": "兑现报告退回", "settle_promise": "承诺销号", "answer_promise": "承诺销号",
    "replace_promise": "承诺变更", "drop_promise": "承诺作废", "note_check": "回访合格待销号",
    "note_progress": "进展", "hold_meeting": "协调会", "press_third_party": "督促第三方",
    "look_again": "回看第三方", "ask": "问询", "answer_question": "问询答复", "link_measure": "关联共性措施",
    "archive": "制作案卷", "put_practice": "办件规程", "issue_measure": "出台共性措施",
    "revoke_measure": "废止共性措施", "lapse": "会签逾期续办",
}

FIELDS: Mapping[str, str] = {
    "no": "序号", "text": "内容", "expected": "预期结果", "kind": "类别", "told_at": "告知时间",
    "incident_at": "事发时间", "incident_place": "事发地点", "division": "区划", "title": "标题",
    "joined_as": "并入方式", "posted_at": "留言时间", "subject_matter": "事项", "group_id": "同类组",
    "fact_base": "共同事实", "cases": "案卷", "opinion": "意见", "orders": "拟交",
    "due_on": "期限", "urgency": "紧急程度", "proposed_at": "拟办时间", "by": "经手人",
    "returned_by": "退回人", "returned_at": "退回时间", "signed_by": "审签人",
    "submitted_at": "报送时间", "post_title": "职务", "remark": "审签意见", "reason": "事由",
    "sheet": "呈批单", "found_by": "归档方式", "filed_at": "归档时间", "round": "轮次",
    "level": "层级", "holder": "领导", "mode": "方式", "units": "单位", "given_at": "批示时间",
    "version": "版本", "scan": "手写件", "letter_no": "函号", "sent_at": "发函时间",
    "unit_name": "单位", "unit_id": "单位", "part": "主协办", "task": "任务", "state": "状态",
    "issued_at": "交办时间", "changed_at": "更新时间", "demands": "对应诉求",
    "suggested_unit": "建议单位", "refused_at": "退件时间", "upheld": "同意退件",
    "ruling": "裁定事由", "ruled_at": "裁定时间", "ruled_by": "裁定人", "fault": "责任",
    "charged_unit": "计入单位", "lost_from": "延误起", "lost_until": "延误止",
    "started_at": "起草时间", "complete": "完整答复", "finding": "核查结论",
    "disposition": "处理结果", "promise_on": "承诺时限", "accepted": "县级审核", "done_on": "兑现日期", "kept": "按期兑现",
    "reported_at": "报告时间", "returned_for": "退回事由", "returned_text": "退回意见",
    "stage": "环节", "edited": "有修改", "reviewed_at": "审核时间", "findings": "体检情况",
    "outcome": "结论", "read_at": "阅批时间", "external_id": "留言编号",
    "signer": "署名", "proof": "公开凭证", "screenshot": "截图", "published_at": "公开时间",
    "agrees": "与公开文本一致", "seen_at": "核验时间", "answer_id": "留言板答复号",
    "answered_at": "答复时间", "organisation": "署名单位", "heard_at": "记录时间",
    "handled": "处理到位", "reply_true": "回复属实", "proposed_on": "建议时间",
    "ordered_at": "下达时间", "written_at": "拟写时间", "act": "事项", "happened_on": "日期",
    "method": "方式", "people": "人员", "files": "附件", "next_on": "下一步时间",
    "noted_at": "记录时间", "held_on": "会议日期", "place": "地点", "others": "其他参加方",
    "agreed": "议定事项", "name": "名称", "matter": "事项", "pressed_on": "督促日期",
    "look_again_on": "回看日期", "looked_at": "回看时间", "question": "问题",
    "answer_by": "要求答复", "silent": "未表态", "lapsed_at": "续办时间", "signed_at": "签署时间", "asked_at": "送交时间", "answer": "答复", "answer_method": "答复方式",
    "said_by": "答复人", "answered_by": "记录人", "condition": "适用情形", "rule": "办法",
    "proof_accepted": "认可凭证", "issuer_name": "制定单位", "document_no": "文号",
    "valid_from": "有效期起", "valid_until": "有效期止", "terms": "关键词", "helps": "适用本件",
    "settled_at": "确认时间", "places": "核查地点", "seen_on": "核查日期", "evidence": "佐证",
    "answers": "逐项答复", "solution": "解决情况", "solved_on": "解决日期", "measure": "措施",
    "promise": "承诺", "ground": "理由", "told": "告知留言人", "told_on": "告知日期",
    "reached": "已联系上", "explanation": "解释说明", "explained_on": "解释日期",
    "content": "内容", "basis": "依据", "understood": "取得理解", "plan": "后续打算",
    "number": "文号", "clause": "条款", "link": "链接", "rules_made": "制定制度",
    "issuer": "制定单位", "scope": "适用范围", "issued_on": "印发日期",
    "external_cause": "外部原因", "cause": "原因", "interim": "临时措施", "from_on": "起",
    "until_on": "止", "confirmation": "办结确认", "source": "来源", "confirmed_on": "确认日期",
    "real_world": "实际结果", "achieved": "已实现", "follow_on": "后续措施", "post": "职务",
    "addressee_name": "留言对象", "nickname": "留言人昵称", "type_name": "留言类型",
    "domain_name": "领域", "handling_class": "办理类别", "channel": "来源渠道",
    "admitted_at": "审核通过", "claimed_at": "认领时间", "opened_at": "受理时间", "secret": "保密",
    "hide_from_unit": "不让单位知道", "no_call": "不要电话", "consent": "同意向单位提供联系方式", "duplicate_of": "重复于", "transfer_to": "转送单位",
    "unit_hint": "建议单位", "proposed": "建议", "wording": "文本", "compared": "修改对照", "late_days": "逾期天数",
    "accused_units": "被反映单位", "assignments": "拟交", "note": "其他要求", "attachments": "附件名称",
    "copies": "抄送", "contact": "联系人", "due_reason": "延长事由", "nth": "稿次", "worded_at": "拟稿时间",
    "step": "事项", "scale": "渠道", "band": "评价", "audience": "收信人", "template": "内容",
    "invariant": "未做到", "breach": "情形", "cleared_at": "豁免时间", "permitted_at": "准予时间",
    "returned_with": "退回意见", "head": "一把手", "deputy": "副职代签", "purpose": "用途",
}

HIDDEN = frozenset({
    "assignment_id", "reply_id", "draft_id", "letter_id", "instruction_id", "proposal_id",
    "progress_id", "meeting_id", "press_id", "question_id", "measure_id", "further_id", "file_id",
    "parent_id", "promise_id", "check_id", "result", "post_id", "submitted_to",
})
"""Numbers inside the house; a result has a chapter of its own."""

FIELDS_OF: Mapping[str, Mapping[str, str]] = {
    "instructions": {"text": "批示内容", "by": "录入人"},
    "proposals": {"returned_with": "退回意见"},
    "letter_wordings": {"number": "函稿序号", "by": "拟稿人", "due_on": "答复期限"},
    "letter_returns": {"number": "函稿序号", "text": "退回意见", "by": "退回人"},
    "letters": {"by": "签发人", "due_on": "答复期限"},
    "assignments": {"answered_at": "报送时间", "state": "状态"},
    "refusals": {"text": "退件说明", "by": "退件人"},
    "rulings": {"text": "裁定意见", "by": "裁定人"},
    "countersigns": {"agrees": "同意", "text": "会签意见", "by": "会签人"},
    "lapses": {"units": "未表态单位", "text": "说明", "by": "决定人"},
    "draft_wordings": {"text": "答复稿", "by": "拟稿人"},
    "draft_returns": {"text": "退回意见", "by": "退回人"},
    "clearances": {"kind": "体检情况", "by": "批准人"},
    "permissions": {"by": "批准人"},
    "signatures": {"head": "一把手", "deputy": "由副职代签", "by": "签发人"},
    "draft_readings": {"holder": "县领导", "by": "录入人"},
    "replies": {"text": "答复原稿", "by": "报送人"},
    "returns": {"text": "退回意见", "by": "退回人"},
    "reviews": {"text": "定稿", "by": "审核人", "compared": "修改对照"},
    "readings": {"opinion": "阅批意见", "by": "录入人"},
    "publications": {"text": "公开文本", "by": "发布人"},
    "promises": {"unit_name": "承诺单位", "by": "销号人", "settled_at": "销号时间",
                 "ground": "销号依据"},
    "promise_reports": {"text": "兑现情况", "by": "报告人"},
    "further_replies": {"number": "序号"},
    "further_wordings": {"number": "序号", "text": "拟写文本", "by": "拟写人"},
    "further_returns": {"number": "序号", "text": "退回意见", "by": "退回人"},
    "further_reviews": {"number": "序号", "text": "定稿", "by": "审核人"},
    "further_readings": {"number": "序号", "opinion": "阅批意见", "by": "录入人"},
    "further_publications": {"number": "序号", "text": "公开文本", "by": "发布人"},
    "questions": {"by": "问询人"},
    "redo_proposals": {"proposed_at": "建议时间"},
    "redo_orders": {"text": "重办要求", "by": "下达人"},
}
"""What a field is called in one part of a case, where that differs."""

HIDDEN_OF: Mapping[str, frozenset[str]] = {
    part: frozenset({"version", "changed_at"})
    for part in ("assignments", "drafts", "replies", "promises", "further_replies")
}
"""What only machines need; of an instruction each version counts."""

ROLES: Mapping[str, str] = {
    "clerk": "经办员", "reviewer": "审核员", "office_head": "办公室主任", "leader": "市领导",
    "county_leader": "县领导", "secretary": "领导秘书", "county_office": "县委办", "unit": "承办单位",
    "unit_head": "单位一把手", "agent": "话务员", "admin": "管理员", "system": "",
}
"""What somebody is, where he stands for no unit."""
# fmt: on
