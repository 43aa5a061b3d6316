"""What an author told beside his message, as papers say it: when and where it happened, his account, his wishes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from services.routing.domain.letters import OFFICIAL_TIME, chinese_date, official_day
from services.routing.domain.privacy import masked
from shared.contracts.intake import Wishes

ToldLater = Literal["correction", "supplement"]
"""What the author's words after the first were: set right by a call, or added."""

SAID: dict[ToldLater, str] = {"correction": "核实时说明", "supplement": "补充"}

UNNAMED = "留言人身份不予提供，请勿查问。"
HUSHED = "留言人要求保密，请勿扩散。"
NO_CALL = "留言人要求不打电话，请勿致电。"
CONSENTS = "留言人同意承办单位与其联系，联系方式请在系统中查阅。"
REFUSES = "留言人不同意将联系方式提供给承办单位。"
ASK_US = "需与留言人联系的，请与我办联系。"

WISHES = {"secret": "保密", "hide_from_unit": "不让承办单位知道身份", "no_call": "不要电话"}


@dataclass(frozen=True, slots=True)
class Account:
    """His words, as they were noted down."""

    kind: ToldLater
    told_at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Told:
    """All that was told by now; of when, where and whether a unit may have his contact the last word."""

    incident_at: datetime | None = None
    incident_place: str = ""
    accounts: tuple[Account, ...] = ()
    consent: bool | None = None


NOTHING_TOLD = Told()


def when_and_where(told: Told) -> Iterator[str]:
    """发生时间, 发生地点, as far as they were told; what contact stands in them is struck out."""
    if told.incident_at:
        at = told.incident_at.astimezone(OFFICIAL_TIME)
        clock = f"{at.hour}时{at.minute:02}分" if (at.hour, at.minute) != (0, 0) else ""
        yield f"发生时间：{chinese_date(at.date())}{clock}"
    if told.incident_place:
        yield f"发生地点：{masked(told.incident_place)}"


def accounts(told: Told) -> Iterator[str]:
    """核实情况: each account with its day; what contact stands in it is struck out."""
    for one in told.accounts:
        if one.text:
            day = chinese_date(official_day(one.told_at))
            yield f"{day}留言人{SAID[one.kind]}：{masked(one.text)}"


def contact_line(nickname: str, wishes: Wishes, consent: bool | None) -> str:
    """Who wrote, and whether a unit may call him: what he wishes goes before what he consents to."""
    if wishes.secret:
        return UNNAMED + HUSHED
    if wishes.hide_from_unit or not (nickname or consent or wishes.no_call):
        return UNNAMED
    who = f"留言人网名：{nickname}。" if nickname else ""
    if wishes.no_call:
        return who + NO_CALL + ASK_US
    if consent:
        return who + CONSENTS
    return who + (REFUSES if consent is False else "") + ASK_US


def contact_lines(nickname: str) -> frozenset[str]:
    """All that a letter may have said of it, whatever was wished when it was sent."""
    wished = [Wishes(), Wishes(no_call=True), Wishes(hide_from_unit=True), Wishes(secret=True)]
    return frozenset(
        contact_line(nickname, wishes, consent)
        for wishes in wished
        for consent in (None, True, False)
    )


def wishes_line(wishes: Wishes, consent: bool | None) -> str:
    """意愿, for the leader's eyes; empty where he told none."""
    asked = [word for name, word in WISHES.items() if getattr(wishes, name)]
    if consent is not None:
        asked.append(f"{'' if consent else '不'}同意将联系方式提供给承办单位")
    return "；".join(asked)
