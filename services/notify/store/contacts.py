"""Contacts and duty rosters."""

from collections.abc import Sequence

from services.notify.domain.contacts import Contact
from shared.contracts.intake import ContactRecorded, Wishes
from shared.db import Tx
from shared.outcome import Change

CASE = "case/"

LOCK_CONTACTS = """
SELECT case_id, key_id, name_sealed, phone_sealed, phone_state, no_call, secret, withdrawn,
       sms_ok
FROM contact WHERE case_id = ANY($1::text[]) ORDER BY case_id FOR UPDATE
"""

RECORD_CONTACT = """
INSERT INTO contact (case_id, key_id, name_sealed, phone_sealed, phone_state, no_call, secret,
                     sms_ok)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::boolean[],
                     $7::boolean[], $8::boolean[])
ON CONFLICT (case_id) DO UPDATE
SET key_id = excluded.key_id, name_sealed = excluded.name_sealed,
    phone_sealed = excluded.phone_sealed, phone_state = excluded.phone_state,
    no_call = excluded.no_call, secret = excluded.secret, sms_ok = excluded.sms_ok
"""

ERASE_CONTACT = """
UPDATE contact c SET key_id = NULL, name_sealed = NULL, phone_sealed = NULL, phone_state = 'missing'
FROM unnest($1::text[]) AS k(case_id) WHERE c.case_id = k.case_id
"""

# A case whose contact was not heard of yet brings the wishes with it: nothing to keep before.
OBEY = """
UPDATE contact c SET no_call = k.no_call, secret = k.secret, sms_ok = k.sms_ok
FROM unnest($1::text[], $2::boolean[], $3::boolean[], $4::boolean[])
     AS k(case_id, no_call, secret, sms_ok)
WHERE c.case_id = k.case_id
"""

WITHDRAW = """
INSERT INTO contact (case_id, phone_state, no_call, secret, withdrawn)
SELECT case_id, 'missing', false, false, true FROM unnest($1::text[]) AS k(case_id)
ON CONFLICT (case_id) DO UPDATE SET withdrawn = true
"""

COUNT_OFFICERS = """
SELECT unit_id, count(*) AS officers FROM roster WHERE unit_id = ANY($1::text[]) GROUP BY unit_id
"""

CLEAR_ROSTER = (
    "DELETE FROM roster r USING unnest($1::text[]) AS k(unit_id) WHERE r.unit_id = k.unit_id"
)

ADD_OFFICER = """
INSERT INTO roster (unit_id, place, name, key_id, phone_sealed)
SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[])
"""

OFFICER_NUMBER = "SELECT key_id, phone_sealed FROM roster WHERE unit_id = $1 AND place = $2"


async def load_cases(tx: Tx, subjects: Sequence[str]) -> dict[str, Contact]:
    """Lock and return the contacts of the cases among `subjects`."""
    ids = [subject.removeprefix(CASE) for subject in subjects if subject.startswith(CASE)]
    rows = await tx.fetch(LOCK_CONTACTS, ids) if ids else []
    return {f"{CASE}{row['case_id']}": Contact(**row) for row in rows}


def record_contact(event: ContactRecorded) -> Change:
    """Keep the contact as it came, sealed."""
    return Change(
        RECORD_CONTACT,
        (
            event.case_id,
            event.key_id,
            event.name_sealed,
            event.phone_sealed,
            event.phone_state,
            event.wishes.no_call,
            event.wishes.secret,
            event.wishes.sms_ok,
        ),
    )


def obey(case_id: str, wishes: Wishes) -> Change:
    """What the author wishes now."""
    return Change(OBEY, (case_id, wishes.no_call, wishes.secret, wishes.sms_ok))


def erase_contact(case_id: str) -> Change:
    """Forget name and number; the author's wishes stay."""
    return Change(ERASE_CONTACT, (case_id,))


def withdraw(case_id: str) -> Change:
    """Nothing more is sent or called for the case."""
    return Change(WITHDRAW, (case_id,))


async def count_officers(tx: Tx, unit_ids: Sequence[str]) -> dict[str, int]:
    """How many duty officers each unit has; a unit without any is left out."""
    rows = await tx.fetch(COUNT_OFFICERS, list(unit_ids))
    return {row["unit_id"]: row["officers"] for row in rows}


def clear_roster(unit_id: str) -> Change:
    """A new roster replaces the old one."""
    return Change(CLEAR_ROSTER, (unit_id,))


def add_officer(unit_id: str, place: int, name: str, key_id: str, phone_sealed: str) -> Change:
    """One more officer on duty."""
    return Change(ADD_OFFICER, (unit_id, place, name, key_id, phone_sealed))


async def officer_number(tx: Tx, unit_id: str, place: int) -> tuple[str, str] | None:
    """(key id, sealed number) of a unit's n-th duty officer now."""
    row = await tx.fetchrow(OFFICER_NUMBER, unit_id, place)
    return (row["key_id"], row["phone_sealed"]) if row else None
