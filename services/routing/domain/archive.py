"""一案一档: everything that is known of a case, in the order of its way, as chapters to be set.

What is shown is what the tables hold: each row becomes a heading and a grid of its fields, who acted and
when among them.  Letters stand in it as they were sent, files as they are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from services.routing.domain.archive_fields import (
    Pair,
    Row,
    moment,
    pairs_of,
    seat,
)
from services.routing.domain.codes import REASONS
from services.routing.domain.difference import difference
from services.routing.domain.labels import ROUTES, STATES, STEPS
from services.routing.domain.results import Result
from services.routing.domain.wording import Wording


class Paragraph(NamedTuple):
    """A heading, or words."""

    kind: Literal["head", "text"]
    text: str


class Grid(NamedTuple):
    """Labels and values, in cells."""

    pairs: tuple[Pair, ...]


class Table(NamedTuple):
    """Rows under headings; `widths` are the columns' shares of the line."""

    heads: tuple[str, ...]
    widths: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]


Piece = Paragraph | Grid | Table


@dataclass(frozen=True, slots=True)
class Chapter:
    """One part of the archive."""

    title: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Attached:
    """A file of the case, as the list names it."""

    file_id: str
    name: str
    media_type: str
    sha256: str
    size: int
    erased: bool


class Paper(NamedTuple):
    """A letter that was sent, whole."""

    title: str
    wording: Wording


@dataclass(frozen=True, slots=True)
class Archive:
    """The archive of one case, as data."""

    case_id: str
    title: str
    office: str
    cover: tuple[Pair, ...]
    chapters: tuple[Chapter, ...]
    files: tuple[Attached, ...]
    papers: tuple[Paper, ...]
    secret: bool


# ---- the chapters: title, and what of the case stands in it --------------------------------------

CHAPTERS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("诉求与补充", (("demands", "诉求"), ("told_later", "后补信息"), ("joined", "并入件"),
                ("like", "同类件"))),
    ("拟办与呈批", (("proposals", "拟办意见"), ("scans", "手写扫描件"))),
    ("领导批示", (("instructions", "批示"),)),
    ("交办函", (("letters", "交办函"),)),
    ("承办与签收", (("assignments", "承办任务"), ("refusals", "退件"))),
    ("办理过程", (("progress", "进展"), ("meetings", "协调会"), ("third_parties", "督促第三方"),
              ("third_party_looks", "回看"), ("questions", "问询"), ("measures", "共性措施"))),
    ("办理结果", (("results", "办理结果"),)),
    ("答复与审核", (("drafts", "答复稿"), ("countersigns", "会签"), ("lapses", "会签逾期"),
               ("signatures", "单位签发"), ("draft_readings", "县级阅批"), ("replies", "单位原稿"),
               ("returns", "审核退回"), ("reviews", "审核后文本"))),
    ("领导阅批", (("readings", "阅批"),)),
    ("公开回复", (("publications", "公开回复"), ("publications_seen", "公开核验"),
              ("promises", "承诺台账"), ("promise_reports", "兑现报告"),
              ("further_replies", "后续回复"), ("board_proofs", "留言板记录"))),
    ("重办", (("redo_proposals", "重办建议"), ("redo_orders", "重办"))),
)  # fmt: skip

NOTHING = (Paragraph("text", "无。"),)


def compose(
    case: Row, timeline: Sequence[Row], office: str, papers: Sequence[Paper] = ()
) -> Archive:
    """The archive of a case as the office sees it."""
    files = tuple(
        Attached(*(f[k] for k in ("file_id", "name", "media_type", "sha256", "size", "erased")))
        for f in case["files"]
    )
    names = {f.file_id: f"附件{number}" for number, f in enumerate(files, start=1)}
    shown = dict(case) | {
        "results": _results(case["replies"]),
        "reviews": [_compared(r, case["replies"]) for r in case["reviews"]],
    }
    chapters = [Chapter("接收", tuple(_reception(shown)))]
    for title, parts in CHAPTERS:
        chapters.append(Chapter(title, tuple(_parts(shown, parts, names)) or NOTHING))
    chapters.append(Chapter("办理时间线", (_timeline(timeline),) if timeline else NOTHING))
    chapters.append(Chapter("附件清单", (_list(files),) if files else NOTHING))
    return Archive(
        case["case_id"], case["title"] or "", office, tuple(_cover(shown, files, timeline)),
        tuple(chapters), files, tuple(papers), case["secret"],
    )  # fmt: skip


def _cover(case: Row, files: Sequence[Attached], timeline: Sequence[Row]) -> Iterable[Pair]:
    counters = case["counters"]
    units = dict.fromkeys(a["unit_name"] for a in case["assignments"])
    late = [a for a in case["assignments"] if a.get("late_days")]
    closed = [moment(e["at"]) for e in timeline if e["action"] in {"close", "uphold"}]
    yield "案卷编号", case["case_id"]
    yield "留言编号", case["external_id"] or case["case_id"]
    yield "留言标题", case["title"] or "（已删除）"
    yield "留言对象", case["addressee_name"] or ""
    yield "保密要求", _wishes(case)
    yield "办理方式", ROUTES[case["route"]]
    yield "办理状态", STATES[case["state"]] + _promised(case)
    yield "承办单位", "、".join(units) or "无"
    yield (
        "批示、交办函",
        f"批示{len(case['instructions'])}件；"
        + ("、".join(letter["letter_no"] for letter in case["letters"]) or "无函"),
    )
    yield "受理、办结", f"{moment(case['opened_at'])} 至 {closed[-1] if closed else '未办结'}"
    yield "逾期答复", "；".join(f"{a['unit_name']}逾期{a['late_days']}天" for a in late) or "无"
    yield "审核退回", f"{counters['returned']}次"
    yield "退回重办", f"{counters['redone']}次"
    yield "公开回复", f"{counters['published']}次"
    yield "附件", f"{len(files)}件"


def _promised(case: Row) -> str:
    """挂账: what is public and not done yet."""
    open_ = [p for p in case.get("promises") or () if p.get("state") in {"open", "reported"}]
    return "".join(f"（承诺办理中，{p['promise_on']}前）" for p in open_)


def _wishes(case: Row) -> str:
    asked = [word for name, word in (("secret", "保密件"), ("hide_from_unit", "不让单位知道留言人"))
             if case[name]]  # fmt: skip
    return "；".join(asked) or "无"


def _reception(case: Row) -> Iterable[Piece]:
    fields = ("addressee_name", "nickname", "type_name", "domain_name", "kind", "handling_class",
              "channel", "posted_at", "admitted_at", "claimed_at", "opened_at", "duplicate_of",
              "transfer_to")  # fmt: skip
    yield Grid(tuple(pairs_of({name: case[name] for name in fields}, {})))
    yield Paragraph("head", case["title"] or "（标题已删除）")
    yield from _words(case["text"] or "（内容已删除）")


def _results(replies: Sequence[Row]) -> list[Row]:
    """Each reply's result, its fields in the order of the form."""
    return [
        {"unit_id": r["unit_id"]}
        | Result.model_validate(r["result"]).model_dump(mode="json", exclude_defaults=True)
        for r in replies
        if r["result"]
    ]


def _compared(review: Row, replies: Sequence[Row]) -> Row:
    """A review with what it changed in the unit's own wording."""
    if not review["edited"]:
        return review
    original = next((r["text"] for r in replies if r["reply_id"] == review["reply_id"]), "")
    marks = {"keep": "{}", "cut": "〔删：{}〕", "add": "〔增：{}〕"}
    pieces = difference(original, review["text"])
    return {**review, "compared": "".join(marks[p.op].format(p.text) for p in pieces)}


def _parts(
    case: Row, parts: Sequence[tuple[str, str]], files: Mapping[str, str]
) -> Iterable[Piece]:
    for name, title in parts:
        rows = case.get(name) or ()
        if name == "demands" and rows:
            yield _demands(rows)
            continue
        for number, row in enumerate(rows, start=1):
            yield Paragraph("head", f"{title}（{number}）" if len(rows) > 1 else title)
            yield Grid(tuple(pairs_of(_rounds_apart(row, case["round"]), files, name)))


def _rounds_apart(row: Row, rounds: int) -> Row:
    """Without its round, where there was but one."""
    return {k: v for k, v in row.items() if k != "round"} if rounds == 1 else row


def _words(text: str) -> Iterable[Paragraph]:
    return (Paragraph("text", line) for line in text.splitlines() if line.strip())


def _demands(rows: Sequence[Row]) -> Table:
    texts = (
        (str(r["no"]), r["text"] or "（已删除）", r["expected"] or "", r["unit_hint"] or "")
        for r in rows
    )
    return Table(("序号", "诉求", "预期结果", "建议单位"), (0.08, 0.42, 0.3, 0.2), tuple(texts))


def _timeline(entries: Sequence[Row]) -> Table:
    return Table(
        ("时间", "事项", "经手人", "单位或身份", "事由"),
        (0.23, 0.17, 0.12, 0.33, 0.15),
        tuple(
            (
                moment(e["at"]),
                step_name(e["action"]),
                e["actor"]["name"],
                seat(e["actor"]),
                reason_name(e.get("why") or ""),
            )
            for e in entries
        ),
    )


def reason_name(code: str) -> str:
    """Why it was done, as people say it; the code itself where an office made its own."""
    return REASONS.get(code, code)


def step_name(action: str) -> str:
    """What was done, as people call it."""
    verb, _, noun = action.rpartition("_")
    if noun == "further" and verb in STEPS:
        return f"后续回复{STEPS[verb]}"
    return STEPS.get(action, action)


def _list(files: Sequence[Attached]) -> Table:
    return Table(
        ("序号", "名称", "类型与大小", "sha256"),
        (0.08, 0.24, 0.2, 0.48),
        tuple(
            (
                str(number),
                "（已随留言人信息删除）" if f.erased else f.name or f.file_id,
                f"{f.media_type} {f.size}字节",
                f.sha256,
            )
            for number, f in enumerate(files, start=1)
        ),
    )
