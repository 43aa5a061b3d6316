"""SQL of what other services tell of a case, for its archive: codes, dates and who acted."""

from datetime import datetime
from typing import Literal, NamedTuple

from shared.contracts.intake import CaseVerified
from shared.contracts.notify import DeliverySettled
from shared.contracts.satisfaction import CaseRated
from shared.outcome import Change

VERIFIED = """
INSERT INTO verification (case_id, outcome, attempts, verified_at)
SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::timestamptz[])
ON CONFLICT (case_id) DO NOTHING
"""

TRIED = """
INSERT INTO contact_attempt (case_id, told_by, heard, purpose, channel, outcome, tried_at, by)
SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[],
                     $7::timestamptz[], $8::jsonb[])
"""

CHECKED = """
INSERT INTO check_step (case_id, heard, check_id, round, step, method, handled, reply_true,
                        happened_at, by)
SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::int[], $5::text[], $6::text[],
                     $7::bool[], $8::bool[], $9::timestamptz[], $10::jsonb[])
"""

RATED = """
INSERT INTO rating (case_id, heard, scale, grade, band, void, rated_at)
SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::float8[], $5::text[], $6::bool[],
                     $7::timestamptz[])
"""

# One whose outcome was not known may be settled once more.
SENT = """
INSERT INTO sms (delivery_id, case_id, template, audience, state, settled_at)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[])
ON CONFLICT (delivery_id) DO UPDATE SET state = excluded.state, settled_at = excluded.settled_at
"""

PARTS = {
    "verifications": """
        SELECT verified_at, outcome, attempts FROM verification WHERE case_id = $1
        """,
    "contact_attempts": """
        SELECT tried_at, purpose, channel, outcome, by FROM contact_attempt
        WHERE case_id = $1 ORDER BY tried_at, told_by, heard
        """,
    "checks": """
        SELECT happened_at, round, step, method, handled, reply_true, by FROM check_step
        WHERE case_id = $1 ORDER BY heard
        """,
    "ratings": """
        SELECT rated_at, scale, grade, band, void FROM rating WHERE case_id = $1 ORDER BY heard
        """,
    "sms": """
        SELECT settled_at, audience, template, state FROM sms
        WHERE case_id = $1 ORDER BY settled_at, delivery_id
        """,
}
"""What an archive shows of it."""

Step = Literal["opened", "recorded", "passed", "failed"]
ToldBy = Literal["intake", "notify"]
Purpose = Literal["own", "verification", "after_check"]


class Heard(NamedTuple):
    """An event's number at who told it, and when it became true."""

    number: int
    at: datetime


def keep_verification(event: CaseVerified, heard: Heard) -> Change:
    return Change(VERIFIED, (event.case_id, event.outcome, event.attempts, heard.at))


def keep_attempt(
    case_id: str,
    told_by: ToldBy,
    heard: Heard,
    *,
    purpose: Purpose,
    channel: str,
    outcome: str,
    at: datetime,
    by: str | None,
) -> Change:
    return Change(TRIED, (case_id, told_by, heard.number, purpose, channel, outcome, at, by))


def keep_check_step(
    case_id: str,
    check_id: str,
    of_round: int,
    step: Step,
    heard: Heard,
    *,
    method: str | None = None,
    handled: bool | None = None,
    reply_true: bool | None = None,
    by: str | None = None,
) -> Change:
    told = (method, handled, reply_true, heard.at, by)
    return Change(CHECKED, (case_id, heard.number, check_id, of_round, step, *told))


def keep_rating(event: CaseRated, heard: Heard) -> Change:
    told = (event.scale, event.grade, event.band, event.void)
    return Change(RATED, (event.case_id, heard.number, *told, heard.at))


def keep_sms(event: DeliverySettled, heard: Heard) -> Change:
    told = (event.template, event.to, event.state)
    return Change(SENT, (event.delivery_id, event.case_id, *told, heard.at))
