"""SQL of the results that go with replies."""

from services.routing.domain.results import Result
from shared.db import Tx
from shared.outcome import Change

ADD_RESULT = """
INSERT INTO reply_result (reply_id, body) SELECT * FROM unnest($1::text[], $2::jsonb[])
"""

RESULT = "SELECT body FROM reply_result WHERE reply_id = $1"


def add_result(reply_id: str, result: Result) -> Change:
    return Change(ADD_RESULT, (reply_id, result.model_dump_json(exclude_defaults=True)))


async def load_result(tx: Tx, reply_id: str) -> Result | None:
    """What was stated with the reply; None where nothing was decided on the matter."""
    body = await tx.fetchval(RESULT, reply_id)
    return Result.model_validate_json(body) if body else None
