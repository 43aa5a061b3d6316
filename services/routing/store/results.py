"""SQL of the results that go with replies."""

from typing import Any

from services.routing.domain.privacy import masked
from services.routing.domain.results import Result
from shared.db import Tx
from shared.outcome import Change

ADD_RESULT = """
INSERT INTO reply_result (reply_id, body) SELECT * FROM unnest($1::text[], $2::jsonb[])
"""

RESULT = "SELECT body FROM reply_result WHERE reply_id = $1"

RESULTS_OF_CASE = """
SELECT r.reply_id, w.body FROM reply r JOIN reply_result w USING (reply_id)
WHERE r.case_id = $1 ORDER BY r.number
"""

RESTATE = """
UPDATE reply_result r SET body = k.body
FROM unnest($1::text[], $2::jsonb[]) AS k(reply_id, body) WHERE r.reply_id = k.reply_id
"""


def add_result(reply_id: str, result: Result) -> Change:
    return Change(ADD_RESULT, (reply_id, result.model_dump_json(exclude_defaults=True)))


async def load_result(tx: Tx, reply_id: str) -> Result | None:
    """What was stated with the reply; None where nothing was decided on the matter."""
    body = await tx.fetchval(RESULT, reply_id)
    return Result.model_validate_json(body) if body else None


async def mask_results(tx: Tx, case_id: str) -> list[Change]:
    """The changes that strike private data out of the case's results."""
    changes = []
    for r in await tx.fetch(RESULTS_OF_CASE, case_id):
        result = Result.model_validate_json(r["body"])
        struck = masked_result(result)
        if struck != result:
            body = struck.model_dump_json(exclude_defaults=True)
            changes.append(Change(RESTATE, (r["reply_id"], body)))
    return changes


def masked_result(result: Result) -> Result:
    """The result with every piece of private data struck out."""
    return Result.model_validate(_masked(result.model_dump()))


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, dict):
        return {name: _masked(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_masked(part) for part in value]
    return value
