"""Rows of a board export 领导留言板: reading one ends in an arrival, or in the name of a rule.

The text is kept whole however long; only a row no bus could carry is refused.  What a row gives in
a wrong shape is kept as text and flagged, so that a person sees it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from services.intake.domain.arrival import Arrival
from services.intake.domain.reading import (
    LONG_AGO,
    SHANGHAI,
    line_of,
    moment_of,
    number_of,
    phone_of,
    text_of,
    tid_of,
    whole_of,
)
from services.intake.domain.taxonomy import DOMAINS, TYPES

TITLE_LIMIT, TEXT_LIMIT = 22, 1000
"""The board's form; public exports hold longer ones all the same."""

LIST_CUT, CELL_LIMIT = 100, 32_767
"""Where the board's lists and a spreadsheet's cells cut a text off."""

ROW_LIMIT = 600_000
"""Characters of a row as JSON: far beyond any message, well within what the bus carries."""

FID_LIMIT = 2**31 - 1
ANSWERED = "已办理"


@dataclass(frozen=True, slots=True)
class BoardFacts:
    """What the board says of a message besides the author's words: what later imports change."""

    state_info: str
    process_info: str
    answer_id: str | None
    answer_text: str | None
    answered_at: datetime | None
    answered_by: str | None
    grade: float | None
    grade_level: int | None
    grade_manner: int | None
    grade_speed: int | None
    grade_text: str | None

    @property
    def is_answered(self) -> bool:
        return self.state_info == ANSWERED or self.answer_text is not None

    def without_words(self) -> "BoardFacts":
        """The facts of an author whose data was erased: nothing that quotes the author."""
        return replace(self, answer_text=None, grade_text=None)

    def changes_to(self, later: "BoardFacts") -> tuple[str, ...]:
        """The names of the facts that are different in `later`."""
        names = (f.name for f in fields(self))
        return tuple(name for name in names if getattr(self, name) != getattr(later, name))


class BoardRow(NamedTuple):
    """A row that could be read."""

    tid: str
    arrival: Arrival
    facts: BoardFacts


class Invalid(NamedTuple):
    """A row that cannot become a case, and the rule it breaks."""

    rule: str


def read_row(raw: object, now: datetime) -> BoardRow | Invalid:
    """Read one row of an export.  Never raises: any JSON value gives one or the other."""
    if not isinstance(raw, Mapping):
        return Invalid("row_not_an_object")
    whole = whole_row(raw)
    if whole is None:
        return Invalid("row_nested_too_deeply")
    if len(whole) > ROW_LIMIT:
        return Invalid("row_too_large")
    if raw.get("tid") in (None, ""):
        return Invalid("tid_missing")
    tid = tid_of(raw["tid"])
    if tid is None:
        return Invalid("tid_unusable")
    return BoardRow(tid, _arrival(raw, tid, now), _facts(raw, now))


def history_reason(row: BoardRow, office_began_on: date) -> str | None:
    """Why a row is 历史件: it counts, and nothing is started for it.  None: it is a case."""
    if row.facts.is_answered:
        return "answered_on_board"
    if row.arrival.posted_at.astimezone(SHANGHAI).date() < office_began_on:
        return "before_office_began"
    return None


def whole_row(raw: object) -> str | None:
    """The row as it came, as JSON text.  None for one that no reader of JSON would take."""
    try:
        return json.dumps(raw)
    except RecursionError:
        return None


def is_cut_off(text: str) -> bool:
    """Whether the end of a text is missing: nobody can answer it before the whole is read."""
    shown = text.removesuffix("...").removesuffix("…")
    return len(text) == CELL_LIMIT or (len(shown) == LIST_CUT and shown != text)


def without_contact(raw: object) -> object:
    """The row of somebody whom nobody will call."""
    return {k: v for k, v in raw.items() if k != "contact"} if isinstance(raw, Mapping) else raw


def _arrival(raw: Mapping[str, Any], tid: str, now: datetime) -> Arrival:
    given = raw.get("contact")
    contact: Mapping[str, Any] = given if isinstance(given, Mapping) else {}
    title, text = line_of(raw.get("subject")), text_of(raw.get("content"))
    posted, admitted = (moment_of(raw.get(k), now) for k in ("dateline", "threadsCheckTime"))
    posted_at = posted or admitted or now
    admitted_at = admitted or posted_at
    phone, phone_state = phone_of(contact.get("phone"))
    told_incident = raw.get("incidentTime")
    incident_at = moment_of(told_incident, now, since=LONG_AGO)
    doubts = {
        "title_not_text": not isinstance(raw.get("subject"), str | None),
        "text_not_text": not isinstance(raw.get("content"), str | None),
        "contact_unreadable": not isinstance(given, Mapping | None),
        "title_over_limit": len(title) > TITLE_LIMIT,
        "text_cut_off": is_cut_off(text),
        "text_over_limit": len(text) > TEXT_LIMIT,
        "posted_at_unreadable": posted is None,
        "admitted_at_unreadable": admitted is None,
        "admitted_before_posted": admitted_at < posted_at,
        "incident_at_unreadable": bool(told_incident) and incident_at is None,
    }
    return Arrival(
        channel="board",
        external_id=tid,
        addressee_fid=whole_of(raw.get("fid"), FID_LIMIT),
        addressee_name=line_of(raw.get("forumName")),
        type_name=_name(raw, "typeName", "typeId", TYPES),
        domain_name=_name(raw, "domainName", "domainId", DOMAINS),
        nickname=line_of(raw.get("nickName")),
        title=title,
        text=text,
        posted_at=posted_at,
        admitted_at=max(admitted_at, posted_at),
        name=line_of(contact.get("realName")),
        phone=phone,
        phone_state=phone_state,
        place=line_of(contact.get("place")),
        flags=tuple(flag for flag, doubtful in doubts.items() if doubtful),
        incident_at=incident_at,
        incident_place=line_of(raw.get("incidentPlace")),
    )


def _name(raw: Mapping[str, Any], key: str, id_key: str, names: Mapping[int, str]) -> str:
    """A type or domain by its name, else by its number, as the board has them."""
    told = number_of(raw.get(id_key))
    return line_of(raw.get(key)) or next((n for number, n in names.items() if number == told), "")


def _facts(raw: Mapping[str, Any], now: datetime) -> BoardFacts:
    return BoardFacts(
        state_info=line_of(raw.get("stateInfo")),
        process_info=line_of(raw.get("processInfo")),
        answer_id=line_of(raw.get("answerId")) or None,
        answer_text=text_of(raw.get("answerContent")) or None,
        answered_at=moment_of(raw.get("answerDateline"), now),
        answered_by=line_of(raw.get("answerOrganization")) or None,
        grade=_grade(raw.get("grade")),
        grade_level=_stars(raw.get("gradeLevel")),
        grade_manner=_stars(raw.get("gradeManner")),
        grade_speed=_stars(raw.get("gradeSpeed")),
        grade_text=text_of(raw.get("gradeText")) or None,
    )


def _grade(value: object) -> float | None:
    """The board's total; 0 is 未评价, not a bad grade."""
    grade = number_of(value)
    return grade if grade is not None and 0 < grade <= 5 else None


def _stars(value: object) -> int | None:
    return whole_of(value, 5)
