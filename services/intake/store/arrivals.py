"""Writing what arrives: new cases, what the board says of them, and the fate of each row."""

import json
from datetime import datetime
from typing import NamedTuple

from services.intake.domain.arrival import Arrival
from services.intake.domain.board import BoardFacts
from services.intake.domain.reception import State
from shared.contracts.intake import PhoneState
from shared.outcome import Change

ADD_RECEPTION = """
INSERT INTO reception (case_id, state, channel, external_id, addressee_fid, addressee_name,
                       type_name, domain_name, kind, handling_class, division, posted_at,
                       admitted_at, received_at, no_call, secret, hide_from_unit, emergencies,
                       flags, changed_at, sms_ok)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int[], $6::text[],
                     $7::text[], $8::text[], $9::text[], $10::text[], $11::text[],
                     $12::timestamptz[], $13::timestamptz[], $14::timestamptz[], $15::boolean[],
                     $16::boolean[], $17::boolean[], $18::jsonb[], $19::jsonb[], $20::timestamptz[],
                     $21::boolean[])
"""

# Every text that is kept is also noted as unread: no way in can forget it.
ADD_TEXT = """
WITH added AS (
  INSERT INTO case_text (case_id, nickname, title, body, body_index)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
  RETURNING case_id
)
INSERT INTO unread (case_id) SELECT case_id FROM added
"""

ADD_INCIDENT = """
INSERT INTO incident (case_id, at, place)
SELECT * FROM unnest($1::text[], $2::timestamptz[], $3::text[])
"""

ADD_OUTSIDE_ORDER = """
INSERT INTO outside_order (case_id, office, due_on)
SELECT * FROM unnest($1::text[], $2::text[], $3::date[])
"""

BLANK_INCIDENT = """
UPDATE incident i SET place = '' FROM unnest($1::text[]) AS k(case_id) WHERE i.case_id = k.case_id
"""

ADD_CONTACT = """
INSERT INTO contact (case_id, key_id, name_sealed, phone_sealed, phone_state, phone_index)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
"""

ADD_BOARD_ROW = """
INSERT INTO board_row (case_id, state_info, process_info, answer_id, answer_text, answered_at,
                       answered_by, grade, grade_level, grade_manner, grade_speed, grade_text,
                       updated_at)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[],
                     $7::text[], $8::float8[], $9::int[], $10::int[], $11::int[], $12::text[],
                     $13::timestamptz[])
"""

UPDATE_BOARD_ROW = """
UPDATE board_row b
SET state_info = k.state_info, process_info = k.process_info, answer_id = k.answer_id,
    answer_text = k.answer_text, answered_at = k.answered_at, answered_by = k.answered_by,
    grade = k.grade, grade_level = k.grade_level, grade_manner = k.grade_manner,
    grade_speed = k.grade_speed, grade_text = k.grade_text, updated_at = k.updated_at
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[],
            $7::text[], $8::float8[], $9::int[], $10::int[], $11::int[], $12::text[],
            $13::timestamptz[])
     AS k(case_id, state_info, process_info, answer_id, answer_text, answered_at, answered_by,
          grade, grade_level, grade_manner, grade_speed, grade_text, updated_at)
WHERE b.case_id = k.case_id
"""


class Sealed(NamedTuple):
    """A contact as it is kept."""

    key_id: str
    name: str | None
    phone: str | None
    phone_state: PhoneState
    phone_index: str | None


def add_reception(
    case_id: str, state: State, arrival: Arrival, flags: tuple[str, ...], at: datetime
) -> Change:
    """The case itself."""
    wishes = arrival.wishes
    return Change(
        ADD_RECEPTION,
        (
            case_id, state, arrival.channel, arrival.external_id, arrival.addressee_fid,
            arrival.addressee_name, arrival.type_name, arrival.domain_name, arrival.kind,
            arrival.handling_class, arrival.division, arrival.posted_at, arrival.admitted_at, at,
            wishes.no_call, wishes.secret, wishes.hide_from_unit, json.dumps(arrival.emergencies),
            json.dumps(flags), at, wishes.sms_ok,
        ),
    )  # fmt: skip


def add_text(case_id: str, arrival: Arrival, text_index: str | None) -> Change:
    """The author's words."""
    return Change(ADD_TEXT, (case_id, arrival.nickname, arrival.title, arrival.text, text_index))


def add_contact(case_id: str, sealed: Sealed) -> Change:
    """How to reach the author."""
    return Change(ADD_CONTACT, (case_id, *sealed))


def add_told(case_id: str, arrival: Arrival) -> list[Change]:
    """When and where it happened, and what an office above wants, where that was told."""
    told = []
    if arrival.incident_at or arrival.incident_place:
        told.append(Change(ADD_INCIDENT, (case_id, arrival.incident_at, arrival.incident_place)))
    if arrival.channel == "above":
        order = (case_id, arrival.outside_office, arrival.outside_due_on)
        told.append(Change(ADD_OUTSIDE_ORDER, order))
    return told


def blank_incident(case_id: str) -> Change:
    """Where it happened may name the author's home."""
    return Change(BLANK_INCIDENT, (case_id,))


def add_board_row(case_id: str, facts: BoardFacts, at: datetime) -> Change:
    """What the board says of a new case."""
    return Change(ADD_BOARD_ROW, _board_row(case_id, facts, at))


def update_board_row(case_id: str, facts: BoardFacts, at: datetime) -> Change:
    """What the board says now."""
    return Change(UPDATE_BOARD_ROW, _board_row(case_id, facts, at))


def _board_row(case_id: str, facts: BoardFacts, at: datetime) -> tuple[object, ...]:
    return (
        case_id, facts.state_info, facts.process_info, facts.answer_id, facts.answer_text,
        facts.answered_at, facts.answered_by, facts.grade, facts.grade_level, facts.grade_manner,
        facts.grade_speed, facts.grade_text, at,
    )  # fmt: skip
