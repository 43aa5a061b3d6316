"""SQL of what the author asks for, as reception listed it."""

from typing import Any

from shared.contracts.intake import Demand, DemandsListed
from shared.db import Tx
from shared.outcome import Change

CLEAR = "DELETE FROM demand d USING unnest($1::text[]) AS k(case_id) WHERE d.case_id = k.case_id"

ADD = """
INSERT INTO demand (case_id, no, text, expected, unit_hint)
SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[])
"""

BLANK = """
UPDATE demand d SET text = '', expected = ''
FROM unnest($1::text[]) AS k(case_id) WHERE d.case_id = k.case_id
"""

DEMANDS = "SELECT no, text, expected, unit_hint FROM demand WHERE case_id = $1 ORDER BY no"


def replace_demands(event: DemandsListed) -> list[Change]:
    """The new list instead of the one before."""
    rows = [
        Change(ADD, (event.case_id, d.no, d.text, d.expected, d.unit_hint)) for d in event.demands
    ]
    return [Change(CLEAR, (event.case_id,)), *rows]


def blank_demands(case_id: str) -> Change:
    return Change(BLANK, (case_id,))


async def load_demands(tx: Tx, case_id: str) -> list[Demand]:
    """What the case asks for, by number."""
    return [_demand(r) for r in await tx.fetch(DEMANDS, case_id)]


def _demand(r: Any) -> Demand:
    return Demand(no=r["no"], text=r["text"], expected=r["expected"], unit_hint=r["unit_hint"])
