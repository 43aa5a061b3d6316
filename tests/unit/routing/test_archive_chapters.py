"""一案一档: what of a case stands where in its archive."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.routing.domain.archive import (
    NOTHING,
    Chapter,
    Grid,
    Paragraph,
    Piece,
    Table,
    compose,
    step_name,
)
from services.routing.domain.archive_chapters import CHAPTERS, TABLES
from services.routing.domain.archive_fields import file_kind, pairs_of, person, plain, seat, weight
from tests.unit.routing.builders import CASE

OFFICE = "中共吕梁市委社情民意服务办公室"
PARTS = [name for _, parts in CHAPTERS for name, _ in parts]
AT = datetime(2022, 3, 31, 18, 0, tzinfo=UTC)


def a_file_as_listed(number: int, **changes: Any) -> dict[str, Any]:
    fields = {
        "file_id": f"{CASE}-f{number}", "name": "现场.png", "media_type": "image/png",
        "sha256": f"{number}" * 8, "size": 3, "erased": False, "purpose": "evidence",
    }  # fmt: skip
    return fields | changes


def a_shown_case(**changes: Any) -> dict[str, Any]:
    """A case as its page shows it, with nothing done yet."""
    fields: dict[str, Any] = {part: [] for part in PARTS if part != "results"} | {
        "case_id": CASE, "external_id": "14838301", "title": "车牌无法邮寄", "route": "dispatch",
        "state": "opened", "text": "临牌过期。\n\n  \n请帮忙。", "addressee_name": "吕梁市委书记",
        "nickname": "吕小玲", "type_name": "求助", "domain_name": "交通", "kind": "help",
        "handling_class": "livelihood", "channel": "board", "posted_at": "2022-03-26T10:00:00+00:00",
        "admitted_at": "2022-03-28T01:00:00+00:00", "claimed_at": None, "round": 1,
        "opened_at": "2022-03-28T02:30:00+00:00", "secret": False, "hide_from_unit": False,
        "duplicate_of": None, "transfer_to": "", "accused_units": [],
        "counters": {"returned": 1, "redone": 2, "published": 3}, "files": [],
    }  # fmt: skip
    return fields | changes


def chapter(
    title: str, case: dict[str, Any], timeline: Iterable[dict[str, Any]] = ()
) -> tuple[Piece, ...]:
    [found] = [c for c in compose(case, list(timeline), OFFICE).chapters if c.title == title]
    return found.pieces


def test_the_chapters_follow_the_way_of_a_case() -> None:
    archive = compose(a_shown_case(), [], OFFICE)
    assert (archive.case_id, archive.title, archive.office) == (CASE, "车牌无法邮寄", OFFICE)
    assert (archive.papers, archive.files, archive.secret) == ((), (), False)
    assert [c.title for c in archive.chapters] == [
        "接收", "核实与联系", "诉求与补充", "拟办与呈批", "领导批示", "交办函", "承办与签收", "办理过程",
        "办理结果", "答复与审核", "领导阅批", "公开回复", "承诺与兑现", "后续回复", "回访与评价", "重办",
        "短信通知", "办理时间线", "附件清单",
    ]  # fmt: skip
    assert archive.chapters[1:] == tuple(Chapter(c.title, NOTHING) for c in archive.chapters[1:])
    assert (Paragraph("text", "无。"),) == NOTHING
    assert compose(a_shown_case(secret=True), [], OFFICE).secret


def test_each_part_stands_in_its_chapter_under_its_title() -> None:
    titles = {
        "核实与联系": "verifications 核实, contact_attempts 联系记录",
        "诉求与补充": "told_later 后补信息, joined 并入件, like 同类件",
        "拟办与呈批": "proposals 拟办意见, scans 手写扫描件",
        "领导批示": "instructions 批示",
        "交办函": "letter_wordings 修改前函稿, letter_returns 函稿退回, letter_checks 核稿, letters 交办函",
        "承办与签收": "assignments 承办任务, refusals 退件, rulings 退件裁定, lost_times 延误计入",
        "办理过程": "progress 进展, meetings 协调会, third_parties 督促第三方, third_party_looks 回看, "
        "questions 问询, measures 共性措施, breaches 夜检",
        "答复与审核": "drafts 答复稿, draft_wordings 修改前答复稿, countersigns 会签, lapses 会签逾期, "
        "draft_returns 签发退回, signatures 单位签发, draft_readings 县级阅批, replies 单位原稿, "
        "acceptances 县级审核, returns 审核退回, clearances 体检豁免, reviews 审核后文本",
        "领导阅批": "readings 阅批",
        "公开回复": "publications 公开回复, publications_seen 公开核验, board_proofs 留言板记录",
        "承诺与兑现": "permissions 准予再次承诺, promises 承诺台账, promise_reports 兑现报告",
        "后续回复": "further_replies 后续回复, further_wordings 拟写文本, further_returns 审核退回, "
        "further_reviews 审核后文本, further_readings 阅批, further_publications 公开文本",
        "回访与评价": "checks 回访, ratings 评价",
        "重办": "redo_proposals 重办建议, redo_orders 重办",
    }
    row = {
        "text": "甲", "unit_name": "市公安局", "letter_no": "函", "edited": False, "content": {},
        "step": "opened", "band": "满意", "void": False,
    }  # fmt: skip
    for title, parts in titles.items():
        for part, heading in (p.split() for p in parts.split(", ")):
            stated = {"disposition": "solved"} if part == "draft_wordings" else None
            one = row | {"result": stated}
            head, _ = chapter(title, a_shown_case(**{part: [one]}))
            assert head == Paragraph("head", heading)
            both = chapter(title, a_shown_case(**{part: [one, one]}))
            heads = [p.text for p in both if isinstance(p, Paragraph)]
            if part in TABLES:
                assert heads == [heading]
                assert [len(p.rows) for p in both if isinstance(p, Table)] == [2]
            else:
                assert heads == [f"{heading}（1）", f"{heading}（2）"]
    named = [f"{part} {heading}" for parts in titles.values() for part, heading in
            (p.split() for p in parts.split(", "))]  # fmt: skip
    assert {*named, "demands 诉求", "results 办理结果", "sms 短信"} == {
        f"{part} {heading}" for _, parts in CHAPTERS for part, heading in parts
    }


def test_the_demands_are_a_table() -> None:
    demands = [
        {"no": 1, "text": "占道", "expected": "治理", "unit_hint": "城管"},
        {"no": 2, "text": "", "expected": None, "unit_hint": None},
    ]
    assert chapter("诉求与补充", a_shown_case(demands=demands)) == (
        Table(
            ("序号", "诉求", "预期结果", "建议单位"),
            (0.08, 0.42, 0.3, 0.2),
            (("1", "占道", "治理", "城管"), ("2", "（已删除）", "", "")),
        ),
    )
    both = chapter("诉求与补充", a_shown_case(demands=demands, like=[{"title": "同类"}]))
    assert [type(piece) for piece in both] == [Table, Paragraph, Grid]


def test_short_rows_are_a_table_under_their_title() -> None:
    night = {
        "found_at": AT, "invariant": "reader", "breach": "stays_opened", "cleared_at": None,
    }  # fmt: skip
    assert chapter("办理过程", a_shown_case(breaches=[night])) == (
        Paragraph("head", "夜检"),
        Table(
            ("发现时间", "未做到", "情形", "销号时间"),
            (0.22, 0.2, 0.36, 0.22),
            (("2022-04-01 02:00", "有人看", "滞留在待拟办", ""),),
        ),
    )
    tables = {"demands", "letter_checks", "lost_times", "acceptances", "breaches", "verifications",
              "contact_attempts", "checks", "ratings", "sms"}  # fmt: skip
    assert tables == TABLES.keys()
    for columns in TABLES.values():
        assert sum(share for _, _, share in columns) == pytest.approx(1)


def test_what_others_did_is_told_in_tables() -> None:
    agent = {"name": "范某", "role": "agent"}
    tried = {
        "tried_at": AT, "purpose": "verification", "channel": "phone", "outcome": "no_answer",
        "by": agent,
    }  # fmt: skip
    gate = {"verified_at": AT, "outcome": "reached", "attempts": 2}
    case = a_shown_case(verifications=[gate], contact_attempts=[tried, tried | {"by": None}])
    at = "2022-04-01 02:00"
    first, told, second, tries = chapter("核实与联系", case)
    assert (first, second) == (Paragraph("head", "核实"), Paragraph("head", "联系记录"))
    assert isinstance(told, Table)
    assert isinstance(tries, Table)
    assert told.rows == ((at, "已联系上", "2"),)
    row = (at, "核实", "电话", "无人接听")
    assert tries.rows == ((*row, "范某（话务员）"), (*row, ""))
    sms = {"settled_at": AT, "audience": "citizen", "template": "replied", "state": "delivered"}
    [sent] = chapter("短信通知", a_shown_case(sms=[sms]))
    assert isinstance(sent, Table)
    assert sent.rows == ((at, "留言人", "已回复", "已送达"),)


def test_what_a_letter_or_a_draft_said_before_stands_whole_in_its_place() -> None:
    tasks = [{"unit_id": "市公安局", "part": "lead", "task": "核实", "demands": []}]
    letter = {
        "number": 1, "nth": 1, "content": {"assignments": tasks, "due_on": "2022-04-01"},
        "by": {"name": "水某"},
    }  # fmt: skip
    assert chapter("交办函", a_shown_case(letter_wordings=[letter]))[1] == Grid(
        (("函稿序号", "1"), ("稿次", "1"), ("拟交", "市公安局；主协办：主办；任务：核实"),
         ("答复期限", "2022-04-01"), ("拟稿人", "水某"))
    )  # fmt: skip
    stated = {"disposition": "explained", "finding": "false"}
    draft = {"unit_id": "市公安局", "nth": 1, "text": "初稿。", "result": stated}
    assert chapter("答复与审核", a_shown_case(draft_wordings=[draft]))[1] == Grid(
        (("单位", "市公安局"), ("稿次", "1"), ("答复稿", "初稿。"), ("核查结论", "不属实"),
         ("处理结果", "解释说明"))
    )  # fmt: skip


def test_a_round_is_told_where_there_was_more_than_one() -> None:
    row = {"text": "请办。", "round": 2}
    grid = Grid((("批示内容", "请办。"), ("轮次", "2")))
    assert chapter("领导批示", a_shown_case(instructions=[row], round=2))[1] == grid
    assert chapter("领导批示", a_shown_case(instructions=[row]))[1] == Grid(
        (("批示内容", "请办。"),)
    )


def test_the_results_are_those_of_the_replies_that_have_one_without_what_was_not_said() -> None:
    stated = {"disposition": "explained", "finding": "partly", "people": [{"name": "钱某"}]}
    replies = [
        {"reply_id": "r1", "unit_id": "市公安局", "result": None},
        {"reply_id": "r2", "unit_id": "市教育局", "result": stated},
    ]
    head, grid = chapter("办理结果", a_shown_case(replies=replies))
    assert head == Paragraph("head", "办理结果")
    assert grid == Grid(
        (("单位", "市教育局"), ("核查结论", "部分属实"), ("人员", "钱某"), ("处理结果", "解释说明"))
    )


def test_a_review_shows_what_it_changed() -> None:
    replies = [
        {"reply_id": "r1", "text": "另一份。", "result": None},
        {"reply_id": "r2", "text": "已核实。将尽快办理。", "result": None},
    ]
    edited = {"reply_id": "r2", "edited": True, "text": "已核实。将于4月15日前办理。"}
    _, grid = chapter("答复与审核", a_shown_case(replies=replies, reviews=[edited]))[-2:]
    assert isinstance(grid, Grid)
    compared = "已核实。将〔删：尽快〕〔增：于4月15日前〕办理。"
    assert {compared, edited["text"]} <= set(dict(grid.pairs).values())
    lost = {"reply_id": "r9", "edited": True, "text": "新。"}
    _, grid = chapter("答复与审核", a_shown_case(reviews=[lost]))[-2:]
    assert "〔增：新。〕" in dict(grid.pairs).values()
    plain_one = {"reply_id": "r2", "edited": False, "text": "已核实。将尽快办理。"}
    _, grid = chapter("答复与审核", a_shown_case(replies=replies, reviews=[plain_one]))[-2:]
    assert "已核实。将尽快办理。" in dict(grid.pairs).values()
    assert not any("〔" in value for value in dict(grid.pairs).values())


def test_the_cover_counts_what_was_done() -> None:
    assignments = [
        {"unit_name": "市公安局", "late_days": 3}, {"unit_name": "市教育局", "late_days": 0},
        {"unit_name": "市公安局"}, {"unit_name": "市住建局", "late_days": 1},
    ]  # fmt: skip
    letters = [{"letter_no": f"吕社情交〔2022〕{n}号"} for n in (17, 18)]
    case = a_shown_case(
        assignments=assignments, letters=letters, instructions=[{"text": "请办。"}],
        files=[a_file_as_listed(1)], secret=True, hide_from_unit=True,
        checks=[{"step": step} for step in ("failed", "failed", "passed", "recorded")],
        ratings=[
            {"band": band, "void": void}
            for band, void in (
                ("satisfied", False), ("dissatisfied", False), ("fairly", False), ("dissatisfied", True),
            )
        ],
    )  # fmt: skip
    acts = [
        {"at": AT.replace(day=day), "action": action, "actor": {"name": "竹某"}}
        for day, action in ((1, "uphold"), (2, "reopen"), (3, "close"), (4, "sign"))
    ]
    upheld = dict(compose(case, acts[:1], OFFICE).cover)
    assert upheld["受理、办结"] == "2022-03-28 10:30 至 2022-03-02 02:00"
    assert compose(case, acts, OFFICE).cover == (
        ("案卷编号", CASE),
        ("留言编号", "14838301"),
        ("留言标题", "车牌无法邮寄"),
        ("留言对象", "吕梁市委书记"),
        ("保密要求", "保密件；不让单位知道留言人"),
        ("办理方式", "交办"),
        ("办理状态", "待拟办"),
        ("承办单位", "市公安局、市教育局、市住建局"),
        ("批示、交办函", "批示1件；吕社情交〔2022〕17号、吕社情交〔2022〕18号"),
        ("受理、办结", "2022-03-28 10:30 至 2022-03-04 02:00"),
        ("逾期答复", "市公安局逾期3天；市住建局逾期1天"),
        ("审核退回", "1次"),
        ("退回重办", "2次"),
        ("公开回复", "3次"),
        ("回访、评价", "回访合格；基本满意"),
        ("附件", "1件"),
    )


def test_the_cover_says_what_was_promised_and_is_not_done() -> None:
    promises = [
        {"state": state, "promise_on": f"2022-10-{day}"}
        for day, state in ((30, "open"), (31, "reported"), (29, "settled"), (28, "dropped"))
    ]
    cover = dict(compose(a_shown_case(promises=promises), [], OFFICE).cover)
    assert cover["办理状态"] == "待拟办（承诺办理中，2022-10-30前）（承诺办理中，2022-10-31前）"


def test_what_its_page_leaves_out_a_case_does_not_have() -> None:
    bare = {k: v for k, v in a_shown_case().items() if k not in {"promises", "measures"}}
    assert compose(bare, [], OFFICE) == compose(a_shown_case(), [], OFFICE)


def test_what_is_not_there_or_was_deleted_has_its_words() -> None:
    case = a_shown_case(title=None, text="", external_id=None, addressee_name=None)
    archive = compose(case, [], OFFICE)
    cover = dict(archive.cover)
    assert archive.title == cover["留言对象"] == ""
    assert (cover["留言编号"], cover["留言标题"]) == (CASE, "（已删除）")
    unsaid = ("保密要求", "承办单位", "逾期答复", "回访、评价")
    assert {cover[k] for k in unsaid} == {"无"}
    assert cover["批示、交办函"] == "批示0件；无函"
    assert cover["受理、办结"] == "2022-03-28 10:30 至 未办结"
    assert chapter("接收", case)[1:] == (
        Paragraph("head", "（标题已删除）"),
        Paragraph("text", "（内容已删除）"),
    )


def test_the_reception_is_told_first_and_in_the_authors_words() -> None:
    case = a_shown_case(
        duplicate_of="LL2022-000001", transfer_to="ll-court",
        claimed_at="2022-03-28T01:30:00+00:00", accused_units=["市水务局", "水务所"],
    )  # fmt: skip
    grid, *words = chapter("接收", case)
    assert grid == Grid(
        (
            ("留言对象", "吕梁市委书记"), ("留言人昵称", "吕小玲"), ("留言类型", "求助"),
            ("领域", "交通"), ("类别", "求助"), ("办理类别", "民生类"), ("来源渠道", "领导留言板"),
            ("留言时间", "2022-03-26 18:00"), ("审核通过", "2022-03-28 09:00"),
            ("认领时间", "2022-03-28 09:30"), ("受理时间", "2022-03-28 10:30"),
            ("重复于", "LL2022-000001"), ("转送单位", "ll-court"), ("被反映单位", "市水务局、水务所"),
        )
    )  # fmt: skip
    assert words == [
        Paragraph("head", "车牌无法邮寄"),
        Paragraph("text", "临牌过期。"),
        Paragraph("text", "请帮忙。"),
    ]


def test_the_timeline_says_when_what_who_and_why() -> None:
    once = [{"at": AT, "action": act, "actor": {"name": "竹某"}} for act in ("close", "sign")]
    assert dict(compose(a_shown_case(), once, OFFICE).cover)["受理、办结"].endswith("04-01 02:00")
    timeline = [
        {"at": AT, "action": "instruct", "actor": {"name": "郑某", "role": "leader"}, "why": None},
        {"at": AT, "action": "return", "actor": {"name": "竹某", "role": "reviewer"},
         "why": "vague"},
        {"at": AT, "action": "sign", "actor": {"name": "山某", "unit": "市公安局"}, "why": "所内码"},
        {"at": AT, "action": "redo", "actor": {"name": "山某"}, "why": "own_code"},
    ]  # fmt: skip
    assert chapter("办理时间线", a_shown_case(), timeline) == (
        Table(
            ("时间", "事项", "经手人", "单位或身份", "事由"),
            (0.23, 0.17, 0.12, 0.33, 0.15),
            (
                ("2022-04-01 02:00", "批示", "郑某", "市领导", ""),
                ("2022-04-01 02:00", "退回", "竹某", "审核员", "内容笼统"),
                ("2022-04-01 02:00", "签收", "山某", "市公安局", "所内码"),
                ("2022-04-01 02:00", "退回重办", "山某", "", "其他（own_code）"),
            ),
        ),
    )


@pytest.mark.parametrize(
    ("action", "name"),
    [
        ("sign", "签收"),
        ("check_letter", "核稿"),
        ("publish_further", "后续回复公开回复"),
        ("rewrite_further", "后续回复修改"),
        ("write_further", "拟写后续回复"),  # a step of its own
        ("juggle_further", "juggle_further"),
        ("juggle", "juggle"),
    ],
)
def test_a_step_is_called_as_people_call_it(action: str, name: str) -> None:
    assert step_name(action) == name


def test_each_file_is_listed_with_its_digest_and_a_deleted_one_says_so() -> None:
    files = [
        a_file_as_listed(1),
        a_file_as_listed(2, name=""),
        a_file_as_listed(3, media_type="application/pdf", size=1024, erased=True),
    ]
    case = a_shown_case(files=files)
    assert chapter("附件清单", case) == (
        Table(
            ("序号", "名称", "类型与大小", "校验值（sha256）"),
            (0.08, 0.24, 0.2, 0.48),
            (
                ("1", "现场.png", "图片，3字节", "11111111"),
                ("2", f"{CASE}-f2", "图片，3字节", "22222222"),
                ("3", "（已随留言人信息删除）", "PDF，1.0 KB", "33333333"),
            ),
        ),
    )
    kept = compose(case, [], OFFICE).files[2]
    assert (kept.file_id, kept.name, kept.media_type, kept.sha256, kept.size, kept.erased) == (
        f"{CASE}-f3", "现场.png", "application/pdf", "33333333", 1024, True,
    )  # fmt: skip
    named = a_shown_case(files=files, progress=[{"text": "已看。", "files": [f"{CASE}-f2"]}])
    assert chapter("办理过程", named)[1] == Grid((("内容", "已看。"), ("附件", "附件2")))


@pytest.mark.parametrize(
    ("media_type", "kind"),
    [
        ("image/tiff", "图片"),
        ("video/mp4", "视频"),
        ("audio/amr", "录音"),
        ("application/pdf", "PDF"),
        ("application/msword", "文档"),
    ],
)
def test_a_file_is_of_a_kind_that_people_know(media_type: str, kind: str) -> None:
    assert file_kind(media_type) == kind


@pytest.mark.parametrize(
    ("size", "told"),
    [
        (999, "999字节"),
        (1000, "1.0 KB"),
        (999_949, "999.9 KB"),
        (1_000_000, "1.0 MB"),
        (20_971_520, "21.0 MB"),
    ],
)
def test_a_file_is_as_large_as_people_say(size: int, told: str) -> None:
    assert weight(size) == told


# ---- values ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("told", True, "是"),
        ("told", False, "否"),
        ("finding", "true", "属实"),
        ("finding", ["true", "false"], "属实、不属实"),
        ("given_at", "2022-03-31T18:00:00+00:00", "2022-04-01 02:00"),
        ("given", AT, "2022-04-01 02:00"),
        ("given_at", date(2022, 3, 31), "2022-03-31"),
        ("text", "2022-03-31T18:00:00+00:00", "2022-03-31T18:00:00+00:00"),
        ("round", 2, "2"),
    ],
)
def test_a_value_reads_as_people_say_it(name: str, value: Any, words: str) -> None:
    assert plain(name, value) == words


def test_each_of_several_values_reads_as_in_its_part_of_the_case() -> None:
    assert plain("state", ["settled", "moving"], "third_parties") == "已落实、正在整改"


def test_a_row_leaves_out_what_says_nothing() -> None:
    row: dict[str, Any] = {
        "version": 1, "accepted": False, "remark": None, "note": "", "cases": [], "told": {},
        "reply_id": "r1", "text": "甲。", "unheard_of": "乙",
    }  # fmt: skip
    assert list(pairs_of(row, {})) == [("内容", "甲。"), ("unheard_of", "乙")]
    assert list(pairs_of({"late_days": 0}, {})) == []
    assert list(pairs_of({"late_days": 2}, {})) == [("逾期天数", "2")]
    assert list(pairs_of({"accepted": True}, {})) == [("县级审核", "是")]


def test_files_are_named_by_their_place_in_the_archive() -> None:
    names = {f"{CASE}-f{n}": f"附件{n}" for n in (1, 2)}
    for field in ("evidence", "files", "scan", "screenshot"):
        [(_, one)] = pairs_of({field: f"{CASE}-f1"}, names)
        [(_, several)] = pairs_of({field: [f"{CASE}-f1", f"{CASE}-f2", f"{CASE}-f9"]}, names)
        assert (one, several) == ("附件1", f"附件1、附件2、{CASE}-f9")


def test_a_part_of_a_row_is_one_line_that_begins_with_what_it_is() -> None:
    answers = [
        {"text": "已清理。", "no": 1, "disposition": "solved"},
        {"disposition": "promised", "text": "年底建成；", "no": 2, "remark": ""},
        {"text": "已换为型号X", "disposition": "solved"},
    ]
    assert list(pairs_of({"answers": answers}, {})) == [
        ("逐项答复1", "第1项；已清理；处理结果：已解决"),
        ("逐项答复2", "第2项；年底建成；处理结果：承诺办理"),
        ("逐项答复3", "已换为型号X；处理结果：已解决"),
    ]
    evidence = [{"name": "钱某", "files": [f"{CASE}-f1"], "unheard_of": "甲"}]
    assert list(pairs_of({"people": evidence}, {f"{CASE}-f1": "附件1"})) == [
        ("人员", "钱某；附件：附件1；unheard_of：甲")
    ]
    assert list(pairs_of({"promise": {"files": "甲", "title": "方案"}}, {})) == [
        ("承诺", "方案；附件：甲")
    ]
    parts = {"promise": {"files": [f"{CASE}-f1"]}}
    assert list(pairs_of(parts, {f"{CASE}-f1": "附件1"})) == [("承诺", "附件：附件1")]
    told = {"told": {"told_on": "2022-03-28", "reached": False, "reply_id": "r1"}}
    [(_, line)] = pairs_of({"promise": {"ground": "待施工。", **told}}, {})
    assert line == "理由：待施工；告知留言人：告知日期：2022-03-28；已联系上：否"
    assert list(pairs_of({"told": {"text": ""}}, {})) == [("告知留言人", "")]


def test_who_acted_is_told_with_for_whom_and_from_where() -> None:
    assert person("水某") == "水某"
    clerk = {"name": "水某", "role": "clerk"}
    assert person(clerk) == "水某（经办员）"
    assert (
        person(clerk | {"unit": "市公安局", "on_behalf_of": "郑某"}) == "水某（代郑某）（市公安局）"
    )
    assert person(clerk | {"role": "nobody", "on_behalf_of": None}) == "水某"
    assert seat({"name": "水某"}) == ""
