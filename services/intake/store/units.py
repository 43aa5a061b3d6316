"""The tree of units and who has which case, as routing tells it; whom a case speaks against."""

from collections.abc import Collection, Iterable
from datetime import datetime

from shared.contracts.envelope import Actor
from shared.contracts.routing import Issued, UnitChanged
from shared.db import Tx
from shared.outcome import Change

PUT_UNIT = """
INSERT INTO unit (unit_id, name, unit_type, parent_id)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])
ON CONFLICT (unit_id) DO UPDATE
SET name = excluded.name, unit_type = excluded.unit_type, parent_id = excluded.parent_id
"""

GIVE = """
INSERT INTO case_unit (case_id, assignment_id, unit_id)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[])
ON CONFLICT DO NOTHING
"""

TAKE_BACK = """
DELETE FROM case_unit u USING unnest($1::text[], $2::text[]) AS k(case_id, assignment_id)
WHERE u.case_id = k.case_id AND u.assignment_id = k.assignment_id
"""

NAME_ACCUSED = """
INSERT INTO accused_unit (case_id, unit_id, named_by, named_at)
SELECT * FROM unnest($1::text[], $2::text[], $3::jsonb[], $4::timestamptz[])
ON CONFLICT DO NOTHING
"""

# The city's office stands above all units: that it is accused does not bar the others.
AND_BELOW = """
WITH RECURSIVE below AS (
  SELECT unnest($1::text[]) AS unit_id
  UNION
  SELECT u.unit_id FROM below b JOIN unit u ON u.parent_id = b.unit_id
  WHERE NOT EXISTS (SELECT FROM unit o WHERE o.unit_id = b.unit_id AND o.unit_type = 'office'))
SELECT unit_id FROM below
"""

AND_ABOVE = """
WITH RECURSIVE above AS (
  SELECT $1::text AS unit_id
  UNION
  SELECT u.parent_id FROM above a JOIN unit u USING (unit_id)
  JOIN unit p ON p.unit_id = u.parent_id AND p.unit_type <> 'office')
SELECT unit_id FROM above
"""


def put_unit(event: UnitChanged) -> Change:
    """A unit is new or was changed."""
    return Change(PUT_UNIT, (event.unit_id, event.name, event.unit_type, event.parent_id))


def give(case_id: str, issued: Iterable[Issued]) -> list[Change]:
    """These units have the case."""
    return [Change(GIVE, (case_id, each.assignment_id, each.unit_id)) for each in issued]


def take_back(case_id: str, assignment_id: str) -> Change:
    """The unit has it no more."""
    return Change(TAKE_BACK, (case_id, assignment_id))


def name_accused(case_id: str, units: Iterable[str], by: Actor, at: datetime) -> list[Change]:
    """Whom the case speaks against."""
    return [Change(NAME_ACCUSED, (case_id, unit, by.model_dump_json(), at)) for unit in units]


async def and_below(tx: Tx, units: Collection[str]) -> frozenset[str]:
    """These units and all below them."""
    if not units:
        return frozenset()
    return frozenset(row["unit_id"] for row in await tx.fetch(AND_BELOW, list(units)))


async def and_above(tx: Tx, unit: str) -> list[str]:
    """The unit and all above it: who of these is accused bars the unit."""
    return [row["unit_id"] for row in await tx.fetch(AND_ABOVE, unit)]
