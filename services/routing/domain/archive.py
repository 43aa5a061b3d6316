"""一案一档: everything that is known of a case, in the order of its way, as chapters to be set.

What is shown is what the tables hold: each row becomes a heading, who acted and when, its short fields
and its words.  A field nobody gave a name here is shown under its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, NamedTuple

from services.routing.domain.codes import REASONS, word_of
from services.routing.domain.labels import FIELDS, HIDDEN, ROUTES, STATES, STEPS
from services.routing.domain.letters import OFFICIAL_TIME

Row = Mapping[str, Any]
Kind = Literal["head", "field", "text", "small"]

_LONG = 24
"""A value longer than this stands as a paragraph of its own."""


class Paragraph(NamedTuple):
    """A heading, a line of short fields, words, or small print."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """One part of the archive."""

    title: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Attached:
    """A file of the case, as the list names it."""

    file_id: str
    name: str
    media_type: str
    sha256: str
    size: int
    erased: bool


@dataclass(frozen=True, slots=True)
class Archive:
    """The archive of one case, as data."""

    case_id: str
    title: str
    office: str
    cover: tuple[tuple[str, str], ...]
    chapters: tuple[Chapter, ...]
    files: tuple[Attached, ...]


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
               ("replies", "单位原稿"), ("returns", "审核退回"),
               ("reviews", "审核后文本"))),
    ("领导阅批", (("readings", "阅批"),)),
    ("公开回复", (("publications", "公开回复"), ("publications_seen", "公开核验"),
              ("promises", "承诺台账"), ("promise_reports", "兑现报告"),
              ("further_replies", "后续回复"), ("board_proofs", "留言板记录"))),
    ("重办", (("redo_proposals", "重办建议"), ("redo_orders", "重办"))),
)  # fmt: skip


def compose(case: Row, timeline: Sequence[Row], office: str) -> Archive:
    """The archive of a case as the office sees it."""
    shown = dict(case) | {"results": _results(case["replies"])}
    chapters = [Chapter("接收", tuple(_reception(shown)))]
    for title, parts in CHAPTERS:
        chapters.append(Chapter(title, tuple(_parts(shown, parts)) or (Paragraph("text", "无。"),)))
    chapters.append(Chapter("办理时间线", tuple(_steps(timeline))))
    files = tuple(
        Attached(*(f[k] for k in ("file_id", "name", "media_type", "sha256", "size", "erased")))
        for f in case["files"]
    )
    chapters.append(Chapter("附件清单", tuple(_list(files)) or (Paragraph("text", "无。"),)))
    return Archive(
        case["case_id"], case["title"] or "", office, tuple(_cover(shown, files)),
        tuple(chapters), files,
    )  # fmt: skip


def _cover(case: Row, files: Sequence[Attached]) -> Iterable[tuple[str, str]]:
    counters = case["counters"]
    units = dict.fromkeys(a["unit_name"] for a in case["assignments"])
    yield "案卷编号", case["case_id"]
    yield "留言编号", case["external_id"] or case["case_id"]
    yield "留言标题", case["title"] or "（已删除）"
    yield "留言对象", case["addressee_name"] or ""
    yield "办理方式", ROUTES[case["route"]]
    yield "办理状态", STATES[case["state"]]
    yield "承办单位", "、".join(units) or "无"
    yield "交办函", "、".join(letter["letter_no"] for letter in case["letters"]) or "无"
    yield "受理时间", moment(case["opened_at"])
    yield "批示、交办", f"{len(case['instructions'])}份批示，{len(case['letters'])}份函"
    yield "审核退回", f"{counters['returned']}次"
    yield "退回重办", f"{counters['redone']}次"
    yield "公开回复", f"{counters['published']}次"
    yield "附件", f"{len(files)}件"


def _reception(case: Row) -> Iterable[Paragraph]:
    fields = ("addressee_name", "nickname", "type_name", "domain_name", "kind", "handling_class",
              "channel", "posted_at", "admitted_at", "claimed_at", "opened_at", "secret",
              "hide_from_unit", "duplicate_of", "transfer_to")  # fmt: skip
    yield from _fields({name: case[name] for name in fields})
    yield Paragraph("head", case["title"] or "（标题已删除）")
    yield from _words(case["text"] or "（内容已删除）")


def _results(replies: Sequence[Row]) -> list[Row]:
    return [
        {"reply_id": r["reply_id"], "unit_id": r["unit_id"], **r["result"]}
        for r in replies
        if r["result"]
    ]


def _parts(case: Row, parts: Sequence[tuple[str, str]]) -> Iterable[Paragraph]:
    for name, title in parts:
        rows = case[name]
        for number, row in enumerate(rows, start=1):
            yield Paragraph("head", f"{title}（{number}）" if len(rows) > 1 else title)
            yield from _fields(row)


def _fields(row: Row, under: str = "") -> Iterable[Paragraph]:
    """Short values on lines together, longer ones and parts of their own below."""
    short: list[str] = []
    below: list[Paragraph] = []
    for name, value in row.items():
        if value is None or value in ("", [], {}) or name in HIDDEN:
            continue
        label = under + FIELDS.get(name, name)
        parts = value if isinstance(value, list) else [value]
        if name == "by" or name.endswith("_by"):
            short.append(f"{label}：{_person(value)}")
        elif isinstance(parts[0], Mapping):
            below += [p for one in parts for p in _fields(one, f"{label}·")]
        elif len(text := plain(name, value)) <= _LONG:
            short.append(f"{label}：{text}")
        else:
            below += _words(f"{label}：{text}")
    if short:
        yield Paragraph("field", "　".join(short))
    yield from below


def _words(text: str) -> Iterable[Paragraph]:
    return (Paragraph("text", line) for line in text.splitlines() if line.strip())


def _person(value: Any) -> str:
    if not isinstance(value, Mapping):
        return str(value)
    for_whom = f"（代{value['on_behalf_of']}）" if value.get("on_behalf_of") else ""
    return f"{value['name']}{for_whom}"


def _steps(timeline: Sequence[Row]) -> Iterable[Paragraph]:
    for entry in timeline:
        what = step_name(entry["action"])
        code = entry.get("why")
        why = f"，事由：{REASONS.get(code, code)}" if code else ""
        who = entry["actor"]["name"]
        yield Paragraph("text", f"{moment(entry['at'])}　{what}　{who}{why}")


def step_name(action: str) -> str:
    """What was done, as people call it."""
    verb, _, noun = action.rpartition("_")
    if noun == "further" and verb in STEPS:
        return f"后续回复{STEPS[verb]}"
    return STEPS.get(action, action)


def _list(files: Sequence[Attached]) -> Iterable[Paragraph]:
    for number, file in enumerate(files, start=1):
        gone = "（已随留言人信息删除）" if file.erased else ""
        yield Paragraph("head", f"附件{number}　{file.name or file.file_id}{gone}")
        yield Paragraph("field", f"编号：{file.file_id}　类型：{file.media_type}　{file.size}字节")
        yield Paragraph("small", f"sha256：{file.sha256}")


def plain(name: str, value: Any) -> str:
    """A value as people read it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(plain(name, one) for one in value)
    if isinstance(value, datetime) or (name.endswith("_at") and isinstance(value, str)):
        return moment(value)
    if isinstance(value, date):
        return value.isoformat()
    return word_of(name, str(value))


def moment(value: datetime | str) -> str:
    """An instant by the office's clock."""
    instant = datetime.fromisoformat(value) if isinstance(value, str) else value
    return f"{instant.astimezone(OFFICIAL_TIME):%Y-%m-%d %H:%M}"
