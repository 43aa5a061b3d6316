"""Alarms: raised, standing, attended."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from services.intake.domain.alarms import Alarm
from shared.contracts.envelope import Actor
from shared.db import Tx
from shared.outcome import Change

# One that stands goes on standing; one that was attended to stands again.
RAISE = """
INSERT INTO alarm (case_id, alarm, raised_at)
SELECT * FROM unnest($1::text[], $2::text[], $3::timestamptz[])
ON CONFLICT (case_id, alarm) DO UPDATE
SET raised_at = excluded.raised_at, attended_at = NULL, attended_by = NULL, measures = NULL
WHERE alarm.attended_at IS NOT NULL
"""

ATTEND = """
UPDATE alarm a SET attended_at = k.at, attended_by = k.by, measures = k.measures
FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::jsonb[], $5::jsonb[])
     AS k(case_id, alarm, at, by, measures)
WHERE a.case_id = k.case_id AND a.alarm = k.alarm AND a.attended_at IS NULL
"""

STANDS = "SELECT attended_at IS NOT NULL AS attended FROM alarm WHERE case_id = $1 AND alarm = $2"

OF_CASE = """
SELECT alarm, raised_at, attended_at, attended_by, measures
FROM alarm WHERE case_id = $1 ORDER BY raised_at, alarm
"""

ADD_SIGNS = """
UPDATE reception r
SET emergencies = (SELECT jsonb_agg(DISTINCT sign)
                   FROM jsonb_array_elements(r.emergencies || k.signs) AS sign)
FROM unnest($1::text[], $2::jsonb[]) AS k(case_id, signs) WHERE r.case_id = k.case_id
"""


class Standing(NamedTuple):
    """Whether an alarm was raised, and attended to."""

    raised: bool
    attended: bool


def raise_alarm(case_id: str, alarm: Alarm, at: datetime) -> Change:
    """Somebody must see to it."""
    return Change(RAISE, (case_id, alarm, at))


def attend(case_id: str, alarm: Alarm, at: datetime, by: Actor, measures: Sequence[str]) -> Change:
    """Somebody did."""
    return Change(ATTEND, (case_id, alarm, at, by.model_dump_json(), json.dumps(measures)))


def add_signs(case_id: str, signs: Sequence[str]) -> Change:
    """What a person saw that no rule did."""
    return Change(ADD_SIGNS, (case_id, json.dumps(signs)))


async def stands(tx: Tx, case_id: str, alarm: Alarm) -> Standing:
    """How an alarm stands."""
    row: Any = await tx.fetchrow(STANDS, case_id, alarm)
    return Standing(raised=row is not None, attended=bool(row and row["attended"]))


async def of_case(tx: Tx, case_id: str) -> Sequence[Any]:
    """All alarms of a case."""
    return await tx.fetch(OF_CASE, case_id)
