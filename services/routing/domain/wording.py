"""What a letter says, part by part, as its data: every form it is read in is made from this."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from services.routing.domain.assignments import Order
from services.routing.domain.cases import Case
from services.routing.domain.letters import (
    CaseText,
    LetterKind,
    Quoted,
    chinese_date,
    official_day,
)
from services.routing.domain.privacy import masked
from services.routing.domain.privacy import unnamed as struck_out
from services.routing.domain.terms import PRESET_TERMS, Terms, share_due
from services.routing.domain.told import (
    NOTHING_TOLD,
    UNNAMED,
    Told,
    accounts,
    contact_line,
    contact_lines,
    when_and_where,
)
from shared.contracts.intake import Demand, HandlingClass
from shared.contracts.routing import Part, Urgency

PARTS: Mapping[Part, str] = {"lead": "主办", "assisting": "协办"}

URGENCIES: Mapping[Urgency, str] = {"normal": "", "urgent": "加急", "extra_urgent": "特急"}

DOES: Mapping[LetterKind, str] = {
    "dispatch": "交办",
    "reassign": "改派（增派）",
    "redo": "退回重办",
    "reopen": "重新办理",
    "forward": "转办",
}

CLASSES: Mapping[HandlingClass, str] = {
    "inquiry": "本件属咨询类事项，须在{}日内公开回复。",
    "livelihood": "本件属民生类事项，须在{}日内公开回复。",
    "complex": "本件属复杂事项，公开回复不超过{}日。",
}

GONE = "（留言人的内容已应其要求删除。）"
NUMERALS = "一二三四五六七八九"
INDENT = "　　"
QUOTES = "领导批示"
AUTHORS = frozenset({"留言内容", "核实情况", "诉求"})


class Piece(BaseModel):
    """Base of what a letter is made of."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Paragraph(Piece):
    """One paragraph of the body."""

    kind: Literal["heading", "text", "quote"]
    text: str
    of_author: bool = False  # erasure takes it away


class Receiver(Piece):
    """A unit that gets the letter and sends its receipt slip 回执 back."""

    unit_id: str
    assignment_id: str
    name: str
    part: str
    due_on: date


class Wording(Piece):
    """A letter, from its head to its receipt slips."""

    letter_id: str
    sender: str
    letter_no: str
    case_number: str
    urgency: str
    title: str
    to: tuple[Receiver, ...]
    body: tuple[Paragraph, ...]
    attachments: tuple[str, ...]
    dated: date
    contact: str
    copies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """What goes into a letter besides the case itself."""

    letter_id: str
    letter_no: str
    kind: LetterKind
    sender: str
    orders: Sequence[Order]
    unit_names: Mapping[str, str]
    assignment_ids: Mapping[str, str]
    quoted: Sequence[Quoted]
    dated: date
    due_on: date
    terms: Terms = PRESET_TERMS
    urgency: Urgency = "normal"
    ground: str | None = None
    follows: str = ""  # the letter it hands on
    demands: Sequence[Demand] = ()
    told: Told = NOTHING_TOLD
    note: str | None = None
    attachments: tuple[str, ...] = ()
    contact: str = ""
    copies: tuple[str, ...] = ()


def word(case: Case, text: CaseText, letter: Letter) -> Wording:
    """The letter; what contact the author wrote into the text is struck out."""
    number = case.external_id or case.case_id
    worded = Wording(
        letter_id=letter.letter_id,
        sender=letter.sender,
        letter_no=letter.letter_no,
        case_number=_case_number(case),
        urgency=URGENCIES[letter.urgency],
        title=f"关于{DOES[letter.kind]}第{number}号网民留言的函",
        to=tuple(_receivers(letter)),
        body=tuple(_body(case, text, letter)),
        attachments=letter.attachments,
        dated=letter.dated,
        contact=letter.contact,
        copies=letter.copies,
    )
    if not case.hides_author:
        return worded
    return unnamed(worded, text.nickname, _contact(case, text, letter))


def plain(wording: Wording) -> str:
    """The letter as plain text."""
    head = [wording.urgency] if wording.urgency else []
    attached = [f"{n}. {name}" for n, name in enumerate(wording.attachments, start=1)]
    return "\n".join(
        [
            wording.sender,
            *head,
            wording.letter_no,
            "",
            wording.title,
            "",
            f"{addressees(wording.to)}：",
            *(f"{INDENT}{paragraph.text}" for paragraph in wording.body),
            *([f"{INDENT}附件：{'；'.join(attached)}"] if attached else []),
            "",
            wording.sender,
            chinese_date(wording.dated),
            *([f"{INDENT}（{wording.contact}）"] if wording.contact else []),
            *([f"抄送：{'，'.join(wording.copies)}。"] if wording.copies else []),
        ]
    )


def forgotten(wording: Wording, strike: Callable[[str], str]) -> Wording:
    """The letter without what its author wrote; he is struck out of what others wrote into it."""
    body = [
        p.model_copy(update={"text": GONE if p.of_author else strike(p.text)}) for p in wording.body
    ]
    kept = [p for n, p in enumerate(body) if not (n and p.text == body[n - 1].text == GONE)]
    return wording.model_copy(update={"body": tuple(kept), **_foot(wording, strike)})


def contacted(wording: Wording, nickname: str, line: str) -> Wording:
    """The letter as it says now whether its author may be called."""
    told = contact_lines(nickname)
    body = [p.model_copy(update={"text": line}) if p.text in told else p for p in wording.body]
    return wording.model_copy(update={"body": tuple(body)})


def unnamed(wording: Wording, nickname: str, line: str = UNNAMED) -> Wording:
    """The letter as its author wishes it now: who wrote is struck out wherever it stands."""
    wording = contacted(wording, nickname, line)
    body = [p.model_copy(update={"text": struck_out(p.text, nickname)}) for p in wording.body]
    foot = _foot(wording, lambda text: struck_out(text, nickname))
    return wording.model_copy(update={"body": tuple(body), **foot})


def _foot(wording: Wording, strike: Callable[[str], str]) -> dict[str, object]:
    """What stands below the text, each part without what is struck out of it."""
    return {
        "attachments": tuple(strike(name) for name in wording.attachments),
        "contact": strike(wording.contact),
        "copies": tuple(strike(name) for name in wording.copies),
    }


def addressees(to: Iterable[Receiver]) -> str:
    """主送机关."""
    return "、".join(receiver.name for receiver in to)


def _receivers(letter: Letter) -> Iterator[Receiver]:
    for order in letter.orders:
        yield Receiver(
            unit_id=order.unit_id,
            assignment_id=letter.assignment_ids[order.unit_id],
            name=letter.unit_names[order.unit_id],
            part=PARTS[order.part],
            due_on=share_due(order.part, letter.due_on, letter.dated, letter.terms),
        )


def _body(case: Case, text: CaseText, letter: Letter) -> Iterator[Paragraph]:
    yield _text(
        f"{f'根据{letter.follows}要求，' if letter.follows else ''}现将网民致{text.addressee_name or '市领导'}的留言（留言编号：{_case_number(case)}）"
        f"转去，请认真办理。"
    )
    sections = [
        ("留言内容", [f"标题：{masked(text.title)}", masked(text.body)]),
        ("核实情况", [*when_and_where(letter.told), *accounts(letter.told)]),
        ("诉求", [_demand(demand) for demand in letter.demands if demand.text]),
        ("拟办意见", list(dict.fromkeys(q.proposal for q in letter.quoted if q.proposal))),
        (QUOTES, [_quotation(quoted) for quoted in letter.quoted]),
        ("重办原因", [letter.ground] if letter.ground else []),
        ("办理任务", list(_tasks(letter))),
        ("办理要求", list(_demands(case, letter))),
    ]
    split = [(name, [p for text in texts for p in _paragraphs(text)]) for name, texts in sections]
    filled = [(name, lines) for name, lines in split if lines]
    for numeral, (name, lines) in zip(NUMERALS, filled, strict=False):
        yield Paragraph(kind="heading", text=f"{numeral}、{name}")
        kind: Literal["quote", "text"] = "quote" if name == QUOTES else "text"
        of_author = name in AUTHORS
        yield from (Paragraph(kind=kind, text=line, of_author=of_author) for line in lines)
    yield Paragraph(kind="text", text=_contact(case, text, letter), of_author=True)
    yield _text("收到本函后请即签收，并将回执退回我办。")


def _text(text: str) -> Paragraph:
    return Paragraph(kind="text", text=text)


def _paragraphs(text: str) -> list[str]:
    """Whoever wrote it, each line of a text is a paragraph of the letter."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _tasks(letter: Letter) -> Iterator[str]:
    alone = len(letter.orders) == 1
    for order in letter.orders:
        name = letter.unit_names[order.unit_id]
        part = "" if alone else f"（{PARTS[order.part]}）"
        of = "、".join(map(str, order.demands))
        yield f"{name}{part}：{order.task}{f'（负责第{of}项诉求）' if of else ''}"


def _demands(case: Case, letter: Letter) -> Iterator[str]:
    yield _class_line(case, letter) + _by_when(letter)
    if letter.note:
        yield letter.note


def _class_line(case: Case, letter: Letter) -> str:
    """How soon the public is answered, if there is such a day."""
    days = letter.terms.public_days.get(case.handling_class)
    return CLASSES[case.handling_class].format(days) if days else ""


def _by_when(letter: Letter) -> str:
    lead = f"请于{chinese_date(letter.due_on)}前将办理结果和答复意见书面反馈我办。"
    if all(order.part == "lead" for order in letter.orders):
        return lead
    assisting = share_due("assisting", letter.due_on, letter.dated, letter.terms)
    if all(order.part == "assisting" for order in letter.orders):
        return f"请于{chinese_date(assisting)}前将协办意见送主办单位。"
    return f"{lead}协办单位于{chinese_date(assisting)}前将协办意见送主办单位。"


def _case_number(case: Case) -> str:
    """The number on the board, and ours."""
    return f"{case.external_id}，系统编号：{case.case_id}" if case.external_id else case.case_id


def _demand(demand: Demand) -> str:
    expected = f"（期望：{masked(demand.expected)}）" if demand.expected else ""
    return f"{demand.no}. {masked(demand.text)}{expected}"


def _quotation(quoted: Quoted) -> str:
    day = chinese_date(official_day(quoted.given_at))
    who = f"{day}，{quoted.deputy}代批" if quoted.deputy else day
    return f"{quoted.post_title}{quoted.holder}（{who}）：{quoted.text}"


def _contact(case: Case, text: CaseText, letter: Letter) -> str:
    return contact_line(text.nickname, case.wishes, letter.told.consent)
