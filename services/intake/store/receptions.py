"""Writing what is done to a case at its reception."""

import json
from datetime import datetime

from services.intake.domain.commands import Accept
from services.intake.domain.reception import State
from services.intake.store import arrivals, contacts, demands, desk, imports, suggestions
from shared.contracts.envelope import Actor
from shared.outcome import Change

MOVE = """
UPDATE reception r SET state = k.state, changed_at = k.at
FROM unnest($1::text[], $2::text[], $3::timestamptz[]) AS k(case_id, state, at)
WHERE r.case_id = k.case_id
"""

HOLD = """
INSERT INTO claim (case_id, holder, since)
SELECT * FROM unnest($1::text[], $2::jsonb[], $3::timestamptz[])
ON CONFLICT (case_id) DO UPDATE SET holder = excluded.holder, since = excluded.since
"""

# The gate opens once; what later calls bring corrects the outcome.
RECORD_VERIFICATION = """
INSERT INTO verification (case_id, outcome, attempts, verified_at)
SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::timestamptz[])
ON CONFLICT (case_id) DO UPDATE SET outcome = excluded.outcome, attempts = excluded.attempts
"""

ACCEPT = """
INSERT INTO acceptance (case_id, route, reason, duplicate_of, transfer_to, accused_units,
                        accepted_by, accepted_at)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::jsonb[],
                     $7::jsonb[], $8::timestamptz[])
"""

BLANK_TEXT = """
UPDATE case_text t SET nickname = '', title = '', body = '', body_index = NULL
FROM unnest($1::text[]) AS k(case_id) WHERE t.case_id = k.case_id
"""

BLANK_CONTACT = """
UPDATE contact c
SET key_id = NULL, name_sealed = NULL, phone_sealed = NULL, phone_state = 'missing',
    phone_index = NULL
FROM unnest($1::text[]) AS k(case_id) WHERE c.case_id = k.case_id
"""

BLANK_BOARD_ROW = """
UPDATE board_row b SET answer_text = NULL, grade_text = NULL
FROM unnest($1::text[]) AS k(case_id) WHERE b.case_id = k.case_id
"""

RECORD_ERASURE = """
INSERT INTO erasure (case_id, erased_by, erased_at)
SELECT * FROM unnest($1::text[], $2::jsonb[], $3::timestamptz[])
"""


def move(case_id: str, to: State, at: datetime) -> Change:
    """A step of the workflow."""
    return Change(MOVE, (case_id, to, at))


def hold(case_id: str, holder: Actor, since: datetime) -> Change:
    """Who holds the case from now on."""
    return Change(HOLD, (case_id, holder.model_dump_json(), since))


def record_verification(case_id: str, outcome: str, attempts: int, at: datetime) -> Change:
    """What the calls have brought so far."""
    return Change(RECORD_VERIFICATION, (case_id, outcome, attempts, at))


def accept(case_id: str, command: Accept, by: Actor, at: datetime) -> Change:
    """The route."""
    return Change(
        ACCEPT,
        (
            case_id, command.route, command.reason, command.duplicate_of, command.transfer_to,
            json.dumps(command.accused_units), by.model_dump_json(), at,
        ),
    )  # fmt: skip


def erase(case_id: str, by: Actor, at: datetime) -> list[Change]:
    """Blank all that names or quotes the author, for good."""
    blanks = [Change(sql, (case_id,)) for sql in (BLANK_TEXT, BLANK_CONTACT, BLANK_BOARD_ROW)]
    blanks += [
        demands.blank(case_id),
        contacts.blank(case_id),
        *desk.blank(case_id),
        imports.blank_copy(case_id),
        arrivals.blank_incident(case_id),
        *suggestions.forget(case_id),
    ]
    return [*blanks, Change(RECORD_ERASURE, (case_id, by.model_dump_json(), at))]
