"""Alarms: raised, standing, attended."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from services.intake.domain.alarms import Alarm
from shared.contracts.envelope import Actor
from shared.contracts.notify import DeliverySettled
from shared.db import Tx
from shared.outcome import Change

# One that stands goes on standing; one that was attended to stands again.
RAISE = """
INSERT INTO alarm (case_id, alarm, raised_at, remind_at)
SELECT * FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::timestamptz[])
ON CONFLICT (case_id, alarm) DO UPDATE
SET raised_at = excluded.raised_at, attended_at = NULL, attended_by = NULL, measures = NULL,
    reminders = 0, remind_at = excluded.remind_at
WHERE alarm.attended_at IS NOT NULL
"""

ATTEND = """
UPDATE alarm a SET attended_at = k.at, attended_by = k.by, measures = k.measures
FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::jsonb[], $5::jsonb[])
     AS k(case_id, alarm, at, by, measures)
WHERE a.case_id = k.case_id AND a.alarm = k.alarm AND a.attended_at IS NULL
"""

STANDS = "SELECT attended_at IS NOT NULL AS attended FROM alarm WHERE case_id = $1 AND alarm = $2"

DUE = """
SELECT case_id FROM alarm
WHERE attended_at IS NULL AND remind_at <= $1 ORDER BY remind_at LIMIT $2
"""

# The cases are locked; one that was attended to meanwhile is due no more.
STILL_DUE = """
SELECT case_id, raised_at, reminders FROM alarm
WHERE case_id = ANY($1::text[]) AND attended_at IS NULL AND remind_at <= $2
ORDER BY case_id
"""

REMINDED = """
UPDATE alarm a SET reminders = k.reminders, remind_at = k.remind_at
FROM unnest($1::text[], $2::int[], $3::timestamptz[]) AS k(case_id, reminders, remind_at)
WHERE a.case_id = k.case_id AND a.alarm = 'emergency'
"""

ADD_SMS = """
INSERT INTO alarm_sms (delivery_id, case_id, state, settled_at)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[])
ON CONFLICT (delivery_id) DO UPDATE SET state = excluded.state, settled_at = excluded.settled_at
"""

OF_CASE = """
SELECT alarm, raised_at, attended_at, attended_by, measures, reminders
FROM alarm WHERE case_id = $1 ORDER BY raised_at, alarm
"""

ADD_SIGNS = """
UPDATE reception r
SET emergencies = (SELECT jsonb_agg(DISTINCT sign)
                   FROM jsonb_array_elements(r.emergencies || k.signs) AS sign)
FROM unnest($1::text[], $2::jsonb[]) AS k(case_id, signs) WHERE r.case_id = k.case_id
"""


class Due(NamedTuple):
    """Danger that nobody saw to, and how often it was told again."""

    case_id: str
    raised_at: datetime
    reminders: int


class Standing(NamedTuple):
    """Whether an alarm was raised, and attended to."""

    raised: bool
    attended: bool


def raise_alarm(
    case_id: str, alarm: Alarm, at: datetime, remind_at: datetime | None = None
) -> Change:
    """Somebody must see to it; it is told again from `remind_at` on."""
    return Change(RAISE, (case_id, alarm, at, remind_at))


def attend(case_id: str, alarm: Alarm, at: datetime, by: Actor, measures: Sequence[str]) -> Change:
    """Somebody did."""
    return Change(ATTEND, (case_id, alarm, at, by.model_dump_json(), json.dumps(measures)))


def add_signs(case_id: str, signs: Sequence[str]) -> Change:
    """What a person saw that no rule did."""
    return Change(ADD_SIGNS, (case_id, json.dumps(signs)))


def reminded(case_id: str, reminders: int, remind_at: datetime) -> Change:
    """Those on duty are told again, and when next."""
    return Change(REMINDED, (case_id, reminders, remind_at))


def add_sms(event: DeliverySettled, at: datetime) -> Change:
    """What became of an SMS to somebody on duty."""
    return Change(ADD_SMS, (event.delivery_id, event.case_id, event.state, at))


async def due(tx: Tx, at: datetime, at_most: int) -> list[str]:
    """Cases whose danger is to be told again, not locked."""
    return [row["case_id"] for row in await tx.fetch(DUE, at, at_most)]


async def still_due(tx: Tx, cases: Sequence[str], at: datetime) -> list[Due]:
    """Which of these locked cases are to be told again."""
    return [Due(**row) for row in await tx.fetch(STILL_DUE, list(cases), at)]


async def stands(tx: Tx, case_id: str, alarm: Alarm) -> Standing:
    """How an alarm stands."""
    row: Any = await tx.fetchrow(STANDS, case_id, alarm)
    return Standing(raised=row is not None, attended=bool(row and row["attended"]))


async def of_case(tx: Tx, case_id: str) -> Sequence[Any]:
    """All alarms of a case."""
    return await tx.fetch(OF_CASE, case_id)
