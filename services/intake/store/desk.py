"""Writing what is done at the desk: interests, wishes, attempts, facts, supplements."""

from datetime import datetime
from typing import Any

from services.intake.domain.verification import Asked, CorrectFacts
from shared.contracts.envelope import Actor
from shared.contracts.intake import ContactBy, VerificationOutcome, Wishes
from shared.db import Tx
from shared.outcome import Change

ADD_INTEREST = """
INSERT INTO interest (case_id, sub, name, ground, declared_by, declared_at)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::jsonb[], $6::timestamptz[])
"""

CHANGE_WISHES = """
UPDATE reception r
SET no_call = k.no_call, secret = k.secret, hide_from_unit = k.hide_from_unit, sms_ok = k.sms_ok
FROM unnest($1::text[], $2::boolean[], $3::boolean[], $4::boolean[], $5::boolean[])
     AS k(case_id, no_call, secret, hide_from_unit, sms_ok)
WHERE r.case_id = k.case_id
"""

ADD_ATTEMPT = """
INSERT INTO attempt (case_id, task_id, attempt, outcome, by_name, at, channel, contact_no, by_unit)
SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::text[], $6::timestamptz[],
                     $7::text[], $8::int[], $9::text[])
"""

ADD_CORRECTION = """
INSERT INTO correction (case_id, no, account, incident_at, incident_place, division, consent,
                        noted_by, noted_at)
SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::timestamptz[], $5::text[], $6::text[],
                     $7::boolean[], $8::jsonb[], $9::timestamptz[])
"""

CORRECT_DIVISION = """
UPDATE reception r SET division = k.division
FROM unnest($1::text[], $2::text[]) AS k(case_id, division) WHERE r.case_id = k.case_id
"""

ASK = """
INSERT INTO supplement (case_id, no, question, asked_at, entered_by)
SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::timestamptz[], $5::jsonb[])
"""

ANSWER = """
INSERT INTO supplement (case_id, no, answer, channel, answered_at, entered_by)
SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::timestamptz[], $6::jsonb[])
ON CONFLICT (case_id, no) DO UPDATE
SET answer = excluded.answer, channel = excluded.channel, answered_at = excluded.answered_at
"""

ASKED = """
SELECT no, answered_at IS NOT NULL AS is_answered FROM supplement WHERE case_id = $1 AND no = $2
"""

# What nobody hung up is over after a day anyhow.
PUT_THROUGH = """
WITH over AS (
  DELETE FROM caller c
  USING unnest($1::text[], $2::text[], $4::timestamptz[]) AS k(task_id, case_id, at)
  WHERE c.case_id = k.case_id AND c.task_id <> k.task_id AND c.since < k.at - interval '1 day')
INSERT INTO caller (task_id, case_id, sub, since)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[])
ON CONFLICT (task_id) DO UPDATE SET sub = excluded.sub, since = excluded.since
"""

HANG_UP = """
DELETE FROM caller c USING unnest($1::text[]) AS k(task_id) WHERE c.task_id = k.task_id
"""

BLANK_CORRECTIONS = """
UPDATE correction c SET account = NULL, incident_place = NULL
FROM unnest($1::text[]) AS k(case_id) WHERE c.case_id = k.case_id
"""

BLANK_SUPPLEMENTS = """
UPDATE supplement s SET question = NULL, answer = NULL
FROM unnest($1::text[]) AS k(case_id) WHERE s.case_id = k.case_id
"""


def add_interest(case_id: str, sub: str, name: str, ground: str, by: Actor, at: datetime) -> Change:
    """Somebody is out."""
    return Change(ADD_INTEREST, (case_id, sub, name, ground, by.model_dump_json(), at))


def change_wishes(case_id: str, wishes: Wishes) -> Change:
    """What the author wishes now."""
    return Change(
        CHANGE_WISHES,
        (case_id, wishes.no_call, wishes.secret, wishes.hide_from_unit, wishes.sms_ok),
    )


def add_attempt(
    case_id: str,
    attempt: int,
    outcome: VerificationOutcome,
    by: Actor,
    at: datetime,
    *,
    channel: ContactBy = "phone",
    contact_no: int,
    task_id: str | None = None,
) -> Change:
    """One attempt to reach the author, and the number that was used."""
    row = (case_id, task_id, attempt, outcome, by.name, at, channel, contact_no, by.unit)
    return Change(ADD_ATTEMPT, row)


def correct(case_id: str, no: int, command: CorrectFacts, by: Actor, at: datetime) -> list[Change]:
    """What the author told; a division counts in the figures from now on."""
    row = (
        case_id, no, command.account, command.incident_at, command.incident_place,
        command.division, command.consent, by.model_dump_json(), at,
    )  # fmt: skip
    noted = [Change(ADD_CORRECTION, row)]
    if command.division is not None:
        noted.append(Change(CORRECT_DIVISION, (case_id, command.division)))
    return noted


def ask(case_id: str, no: int, question: str, by: Actor, at: datetime) -> Change:
    """A question to the author."""
    return Change(ASK, (case_id, no, question, at, by.model_dump_json()))


def answer(case_id: str, no: int, text: str, channel: ContactBy, by: Actor, at: datetime) -> Change:
    """What the author told."""
    return Change(ANSWER, (case_id, no, text, channel, at, by.model_dump_json()))


async def asked(tx: Tx, case_id: str, no: int) -> Asked | None:
    """What was asked under that number."""
    row: Any = await tx.fetchrow(ASKED, case_id, no)
    return Asked(row["no"], row["is_answered"]) if row else None


def put_through(task_id: str, case_id: str, sub: str, at: datetime) -> Change:
    """An agent has a call of the case."""
    return Change(PUT_THROUGH, (task_id, case_id, sub, at))


def hang_up(task_id: str) -> Change:
    """He has it no more."""
    return Change(HANG_UP, (task_id,))


def blank(case_id: str) -> list[Change]:
    """Forget what the author told."""
    return [Change(BLANK_CORRECTIONS, (case_id,)), Change(BLANK_SUPPLEMENTS, (case_id,))]
