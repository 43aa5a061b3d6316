"""The SMS that exist, as data.  Chinese providers approve texts beforehand: there is no free text.

Citizens get at most the four kinds of `CITIZEN_KINDS`; no SMS to anybody names a case's matter, and
none to a citizen names a unit.
"""

from dataclasses import dataclass
from typing import Literal

SIGNATURE = "【吕梁社情民意】"
"""Put before the text by the gateway's side, from the provider's approved list; counted here."""

CITIZEN_KINDS = ("受理", "延期或承诺", "已回复", "评价")

ALONE, PART = 70, 67
"""UTF-16 units of one SMS, and of each part of a longer one (140 bytes less the header's 6)."""


Audience = Literal["citizen", "unit", "office"]
"""Whom an SMS is for."""


@dataclass(frozen=True, slots=True)
class Template:
    """One approved text; `kind` is what the office calls it."""

    template_id: str
    audience: Audience
    kind: str
    text: str

    def render(self, **fields: str) -> str:
        """The text for one case.  Raises KeyError when a field is missing."""
        return self.text.format_map(fields)


# fmt: off
TEMPLATES = {t.template_id: t for t in (
    Template("accepted", "citizen", "受理",
             "您的留言（编号{case_id}）已受理，我们将尽快办理并答复您。"),
    Template("replied", "citizen", "已回复",
             "您的留言（编号{case_id}）已公开答复，请您查看。感谢您的支持。"),
    Template("promised_again", "citizen", "延期或承诺",
             "您的留言（编号{case_id}）已公开答复，原承诺的办结时间有变更，请您查看。"),
    Template("dispatched", "unit", "交办",
             "贵单位有新的交办件{case_id}（函号{letter_no}），请及时签收、按时办理。"),
    Template("forwarded", "unit", "转办",
             "贵单位有新的转办件{case_id}，请及时签收、按时办理。"),
    Template("due_soon", "unit", "临期提醒",
             "办理件{case_id}将于{due}到期，请抓紧办理。"),
    Template("reminder", "unit", "催办",
             "办理件{case_id}已于{due}到期，尚未答复，请立即办理。"),
    Template("emergency", "office", "紧急警示",
             "留言{case_id}疑似涉及人身安全或险情，请立即查看并处置。"),
    Template("emergency_stands", "office", "警示重发",
             "留言{case_id}的险情警示自{since}起无人处置，请立即查看并处置。"),
)}
# fmt: on


def pieces(text: str) -> int:
    """How many SMS a text takes: 70 UTF-16 units alone, else 67 in each, and no character is cut."""
    units = [2 if ord(character) > 0xFFFF else 1 for character in text]
    if sum(units) <= ALONE:
        return 1
    parts, room = 1, PART
    for unit in units:
        if unit > room:
            parts, room = parts + 1, PART
        room -= unit
    return parts
