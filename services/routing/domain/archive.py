"""一案一档: everything that is known of a case, in the order of its way, as chapters to be set.

What is shown is what the tables hold: each row becomes a heading and a grid of its fields, who acted and
when among them.  Letters stand in it as they were sent, files as they are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from services.routing.domain.archive_chapters import CHAPTERS, TABLES, Columns
from services.routing.domain.archive_fields import (
    EMPTY,
    Pair,
    Row,
    file_kind,
    moment,
    pairs_of,
    plain,
    seat,
    shown,
    weight,
)
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


NOTHING = (Paragraph("text", "无。"),)

DELETED = "（已删除）"

UNTITLED = frozenset({"demands", "sms"})
"""What its chapter's title names already."""


def compose(
    case: Row, timeline: Sequence[Row], office: str, papers: Sequence[Paper] = ()
) -> Archive:
    """The archive of a case as the office sees it."""
    files = tuple(
        Attached(*(f[k] for k in ("file_id", "name", "media_type", "sha256", "size", "erased")))
        for f in case["files"]
    )
    names = {f.file_id: f"附件{number}" for number, f in enumerate(files, start=1)}
    whole = dict(case) | {
        "results": [_result(r) for r in case["replies"] if r["result"]],
        "reviews": [_compared(r, case["replies"]) for r in case["reviews"]],
        "letter_wordings": [_opened(w, "content") for w in case["letter_wordings"]],
        "draft_wordings": [w | _stated(w["result"]) for w in case["draft_wordings"]],
    }
    chapters = [Chapter("接收", tuple(_reception(whole)))]
    for title, parts in CHAPTERS:
        chapters.append(Chapter(title, tuple(_parts(whole, parts, names)) or NOTHING))
    chapters.append(Chapter("办理时间线", (_timeline(timeline),) if timeline else NOTHING))
    chapters.append(Chapter("附件清单", (_list(files),) if files else NOTHING))
    return Archive(
        case["case_id"], case["title"] or "", office, tuple(_cover(whole, files, timeline)),
        tuple(chapters), files, tuple(papers), case["secret"],
    )  # fmt: skip


def _cover(case: Row, files: Sequence[Attached], timeline: Sequence[Row]) -> Iterable[Pair]:
    counters = case["counters"]
    units = dict.fromkeys(a["unit_name"] for a in case["assignments"])
    late = [a for a in case["assignments"] if a.get("late_days")]
    closed = [moment(e["at"]) for e in timeline if e["action"] in {"close", "uphold"}]
    yield "案卷编号", case["case_id"]
    yield "留言编号", case["external_id"] or case["case_id"]
    yield "留言标题", case["title"] or DELETED
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
    yield "回访、评价", _checked(case)
    yield "附件", f"{len(files)}件"


def _promised(case: Row) -> str:
    """挂账: what is public and not done yet."""
    open_ = [p for p in case.get("promises") or () if p.get("state") in {"open", "reported"}]
    return "".join(f"（承诺办理中，{p['promise_on']}前）" for p in open_)


def _checked(case: Row) -> str:
    """What the last after-check came to, and the author's last word that counts."""
    verdicts = [c["step"] for c in case["checks"] if c["step"] in {"passed", "failed"}]
    bands = [r["band"] for r in case["ratings"] if not r["void"]]
    told = [plain("step", v) for v in verdicts[-1:]] + [plain("band", b) for b in bands[-1:]]
    return "；".join(told) or "无"


def _wishes(case: Row) -> str:
    words = {"secret": "保密件", "hide_from_unit": "不让单位知道留言人", "no_call": "不要电话"}
    asked = [word for name, word in words.items() if case.get(name)]
    return "；".join(asked) or "无"


def _reception(case: Row) -> Iterable[Piece]:
    fields = ("addressee_name", "nickname", "type_name", "domain_name", "kind", "handling_class",
              "channel", "posted_at", "incident_at", "incident_place", "admitted_at", "claimed_at",
              "opened_at", "duplicate_of", "transfer_to", "accused_units")  # fmt: skip
    yield Grid(tuple(pairs_of({name: case.get(name) for name in fields}, {})))
    yield Paragraph("head", case["title"] or "（标题已删除）")
    yield from _words(case["text"] or "（内容已删除）")


def _result(reply: Row) -> Row:
    return {"unit_id": reply["unit_id"]} | _stated(reply["result"])


def _stated(result: Row) -> dict[str, Any]:
    """A result's fields in the order of the form, without what was not said."""
    return Result.model_validate(result).model_dump(mode="json", exclude_defaults=True)


def _opened(row: Row, name: str) -> Row:
    """A row with the fields of one of its parts among its own."""
    at = list(row).index(name)
    before, after = list(row.items())[:at], list(row.items())[at + 1 :]
    return dict([*before, *row[name].items(), *after])


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
        if name in TABLES and rows:
            if name not in UNTITLED:
                yield Paragraph("head", title)
            yield _listed(rows, TABLES[name], name)
            continue
        for number, row in enumerate(rows, start=1):
            yield Paragraph("head", f"{title}（{number}）" if len(rows) > 1 else title)
            yield Grid(tuple(pairs_of(_rounds_apart(row, case["round"]), files, name)))


def _rounds_apart(row: Row, rounds: int) -> Row:
    """Without its round, where there was but one."""
    return {k: v for k, v in row.items() if k != "round"} if rounds == 1 else row


def _words(text: str) -> Iterable[Paragraph]:
    return (Paragraph("text", line) for line in text.splitlines() if line.strip())


def _listed(rows: Sequence[Row], columns: Columns, part: str) -> Table:
    return Table(
        tuple(head for _, head, _ in columns),
        tuple(share for _, _, share in columns),
        tuple(tuple(_cell(row, name, part) for name, _, _ in columns) for row in rows),
    )


def _cell(row: Row, name: str, part: str) -> str:
    """A value on its line; no table has files."""
    value = row.get(name)
    if value in EMPTY:
        return DELETED if name == "text" else ""
    return shown(name, value, {}, part)


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
                reason_name(e.get("why")),
            )
            for e in entries
        ),
    )


def reason_name(code: str | None) -> str:
    """Why it was done, as people say it; the code itself where an office made its own."""
    return plain("reason", code) if code else ""


def step_name(action: str) -> str:
    """What was done, as people call it."""
    verb, _, noun = action.rpartition("_")
    if noun == "further" and verb in STEPS:
        return f"后续回复{STEPS[verb]}"
    return STEPS.get(action, action)


def _list(files: Sequence[Attached]) -> Table:
    return Table(
        ("序号", "名称", "类型与大小", "校验值（sha256）"),
        (0.08, 0.24, 0.2, 0.48),
        tuple(
            (
                str(number),
                "（已随留言人信息删除）" if f.erased else f.name or f.file_id,
                f"{file_kind(f.media_type)}，{weight(f.size)}",
                f.sha256,
            )
            for number, f in enumerate(files, start=1)
        ),
    )
