"""SQL of the office's practice."""

import json
from datetime import date, datetime
from typing import Any

from services.routing.domain.letters import official_day
from services.routing.domain.practice import PRESET, Practice, PutPractice
from shared.clock import now
from shared.db import Tx
from shared.outcome import Change

LOCK_PRACTICE = "SELECT pg_advisory_xact_lock(hashtext('routing.practice'), 0)"

LAST_PRACTICE = "SELECT coalesce(max(version), 0) FROM practice"

PRACTICE_ON = """
SELECT rules FROM practice WHERE valid_from <= $1 ORDER BY valid_from DESC, version DESC LIMIT 1
"""

PRACTICES = """
SELECT version, document, valid_from, rules, put_at, by FROM practice ORDER BY version
"""

ADD_PRACTICE = """
INSERT INTO practice (version, document, valid_from, rules, put_at, by)
SELECT * FROM unnest($1::int[], $2::text[], $3::date[], $4::jsonb[], $5::timestamptz[],
                     $6::jsonb[])
"""


async def load_practice(tx: Tx, day: date) -> Practice:
    """What holds on that day; the preset, until the office has set anything."""
    rules = await tx.fetchval(PRACTICE_ON, day)
    return PRESET if rules is None else Practice.model_validate_json(rules)


async def next_practice(tx: Tx) -> int:
    """The next version, with the book locked until the transaction ends."""
    await tx.execute(LOCK_PRACTICE)
    last: int = await tx.fetchval(LAST_PRACTICE)
    return last + 1


def add_practice(command: PutPractice, version: int, at: datetime, by: str) -> Change:
    rules = command.rules.model_dump_json()
    return Change(ADD_PRACTICE, (version, command.document, command.valid_from, rules, at, by))


async def show_practice(tx: Tx) -> dict[str, Any]:
    """What holds today, and everything that was ever set."""
    day = official_day(await now(tx))
    rows = await tx.fetch(PRACTICES)
    items = [dict(r) | {k: json.loads(r[k]) for k in ("rules", "by")} for r in rows]
    return {"rules": (await load_practice(tx, day)).model_dump(), "items": items}
