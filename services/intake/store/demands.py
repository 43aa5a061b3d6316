"""What authors ask for."""

from collections.abc import Sequence
from typing import Any

from shared.contracts.intake import Demand
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

SHOW = "SELECT no, text, expected, unit_hint FROM demand WHERE case_id = $1 ORDER BY no"

TITLE = "SELECT coalesce(nullif(title, ''), left(body, 100)) FROM case_text WHERE case_id = $1"


def replace(case_id: str, demands: Sequence[Demand]) -> list[Change]:
    """The new list instead of the one before."""
    rows = [Change(ADD, (case_id, d.no, d.text, d.expected, d.unit_hint)) for d in demands]
    return [Change(CLEAR, (case_id,)), *rows]


def blank(case_id: str) -> Change:
    """Forget the words; how many there were stays."""
    return Change(BLANK, (case_id,))


async def show(tx: Tx, case_id: str) -> list[dict[str, Any]]:
    """The demands of a case by number."""
    return [dict(row) for row in await tx.fetch(SHOW, case_id)]


async def title_of(tx: Tx, case_id: str) -> str:
    """What the case is called, or how its text begins."""
    title: str = await tx.fetchval(TITLE, case_id)
    return title
