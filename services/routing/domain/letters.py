"""The dispatch letter 交办函: its number, and its words in the plain form of GB/T 9704 信函格式."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from services.routing.domain.assignments import Order
from services.routing.domain.cases import Case
from services.routing.domain.privacy import masked
from shared.contracts.intake import HandlingClass

LetterKind = Literal["dispatch", "reassign", "redo", "reopen"]

SERIES = "吕社情交"
OFFICIAL_TIME = ZoneInfo("Asia/Shanghai")

PARTS = {"lead": "主办", "assisting": "协办"}

TITLES: Mapping[LetterKind, str] = {
    "dispatch": "关于交办网友留言的函",
    "reassign": "关于改派（增派）网友留言的函",
    "redo": "关于退回重办网友留言的函",
    "reopen": "关于重新办理网友留言的函",
}

DUE: Mapping[HandlingClass, str] = {
    "inquiry": "本件属咨询类事项，须在3日内公开回复，请据此及时书面反馈办理意见。",
    "livelihood": "本件属民生类事项，须在7日内公开回复，请据此及时书面反馈办理意见。",
    "complex": "本件属复杂事项，须在15日内公开回复，请据此及时书面反馈办理意见。",
    "none": "请书面反馈办理意见。",
}


@dataclass(frozen=True, slots=True)
class CaseText:
    """The author's words."""

    addressee_name: str
    nickname: str
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """An instruction as the letter quotes it, word for word."""

    post_title: str
    holder: str
    given_at: datetime
    text: str
    proposal: str | None = None  # the proposal it was given on 拟办意见


@dataclass(frozen=True, slots=True)
class Letter:
    """What a letter says besides the case itself."""

    letter_no: str
    kind: LetterKind
    sender: str
    orders: Sequence[Order]
    unit_names: Mapping[str, str]
    quoted: Sequence[Quoted]
    ground: str | None
    sent_at: datetime


def official_day(instant: datetime) -> date:
    """The day at an instant, as offices count."""
    return instant.astimezone(OFFICIAL_TIME).date()


def letter_no(year: int, number: int) -> str:
    """吕社情交〔2022〕17号."""
    return f"{SERIES}〔{year}〕{number}号"


def chinese_date(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def render(case: Case, text: CaseText, letter: Letter) -> str:
    """The letter as it is sent; what contact the author wrote into the text is struck out."""
    to = "、".join(f"{letter.unit_names[o.unit_id]}（{PARTS[o.part]}）" for o in letter.orders)
    sections = [
        ("留言内容", [f"标题：{masked(text.title)}", masked(text.body)]),
        ("拟办意见", list(dict.fromkeys(q.proposal for q in letter.quoted if q.proposal))),
        ("领导批示", [_quotation(quoted) for quoted in letter.quoted]),
        ("重办原因", [letter.ground] if letter.ground else []),
        ("办理任务", [f"{letter.unit_names[o.unit_id]}：{o.task}" for o in letter.orders]),
        ("办理要求", [DUE[case.handling_class], _author_line(case, text)]),
    ]
    filled = [(name, lines) for name, lines in sections if lines]
    body = [
        line
        for number, (name, lines) in zip("一二三四五六", filled, strict=False)
        for line in (f"　　{number}、{name}", *(f"　　{line}" for line in lines))
    ]
    return "\n".join(
        [
            letter.sender,
            "",
            letter.letter_no,
            f"留言编号：{_case_number(case)}",
            "",
            TITLES[letter.kind],
            "",
            f"{to}：",
            f"　　现将网友致{text.addressee_name or '市领导'}的留言交你单位办理。",
            *body,
            "",
            letter.sender,
            chinese_date(official_day(letter.sent_at)),
        ]
    )


def _case_number(case: Case) -> str:
    return f"{case.external_id}（{case.case_id}）" if case.external_id else case.case_id


def _quotation(quoted: Quoted) -> str:
    day = chinese_date(official_day(quoted.given_at))
    return f"{quoted.post_title}{quoted.holder}（{day}）：{quoted.text}"


def _author_line(case: Case, text: CaseText) -> str:
    if case.hides_author or not text.nickname:
        return "留言人身份不予提供，请勿查问。"
    return f"留言人网名：{text.nickname}。需与留言人联系的，请与我办联系。"
