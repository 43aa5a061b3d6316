"""Contacts found later, and who looked at any."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from services.intake.domain.contacts import FindContact, SealedContact
from shared.contracts.envelope import Actor
from shared.db import Tx
from shared.outcome import Change

ADD_FOUND = """
INSERT INTO found_contact (case_id, contact_no, key_id, name_sealed, phone_sealed, provenance,
                           legal_basis, looked_up_by, unit_id, found_by, found_at, phone_index)
SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[],
                     $7::text[], $8::text[], $9::text[], $10::jsonb[], $11::timestamptz[],
                     $12::text[])
"""

CONTACT = """
SELECT contact_no, key_id, name_sealed, phone_sealed, unit_id FROM (
  SELECT 0 AS contact_no, key_id, name_sealed, phone_sealed, NULL::text AS unit_id
  FROM contact WHERE case_id = $1
  UNION ALL
  SELECT contact_no, key_id, name_sealed, phone_sealed, unit_id
  FROM found_contact WHERE case_id = $1) c
WHERE contact_no = $2
"""

ADD_LOOK = """
INSERT INTO contact_look (case_id, contact_no, purpose, looked_by, looked_at)
SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::jsonb[], $5::timestamptz[])
"""

BLANK = """
UPDATE found_contact c
SET key_id = NULL, name_sealed = NULL, phone_sealed = NULL, phone_index = NULL
FROM unnest($1::text[]) AS k(case_id) WHERE c.case_id = k.case_id
"""

SHOW_FOUND = """
SELECT contact_no, key_id, phone_sealed, provenance, legal_basis, looked_up_by, unit_id, found_by,
       found_at
FROM found_contact WHERE case_id = $1 ORDER BY contact_no
"""

LOOKS = """
SELECT seq::text AS cursor, contact_no, purpose, looked_by, looked_at
FROM contact_look WHERE case_id = $1 AND seq > $2 ORDER BY seq LIMIT $3
"""


def add_found(
    case_id: str,
    contact: SealedContact,
    phone_index: str,
    command: FindContact,
    by: Actor,
    at: datetime,
) -> Change:
    """A better contact, with where it comes from."""
    return Change(
        ADD_FOUND,
        (
            case_id, contact.contact_no, contact.key_id, contact.name_sealed, contact.phone_sealed,
            command.provenance, command.legal_basis, command.looked_up_by, contact.unit_id,
            by.model_dump_json(), at, phone_index,
        ),
    )  # fmt: skip


async def load_contact(tx: Tx, case_id: str, contact_no: int) -> SealedContact | None:
    """One contact of a case, still sealed."""
    row: Any = await tx.fetchrow(CONTACT, case_id, contact_no)
    return SealedContact(**row) if row else None


def add_look(case_id: str, contact_no: int, purpose: str, by: Actor, at: datetime) -> Change:
    """Somebody was shown a contact."""
    return Change(ADD_LOOK, (case_id, contact_no, purpose, by.model_dump_json(), at))


def blank(case_id: str) -> Change:
    """Forget what was found; that something was found stays."""
    return Change(BLANK, (case_id,))


async def show_found(tx: Tx, case_id: str) -> Sequence[Any]:
    """What was found later, still sealed."""
    return await tx.fetch(SHOW_FOUND, case_id)


async def looks(tx: Tx, after: str | None, limit: int, *, case_id: str) -> Sequence[Any]:
    """Who was shown a contact of this case, in order."""
    return await tx.fetch(LOOKS, case_id, int(after or 0), limit)
