"""SQL of looking for cases by a number: it costs what is found, not what is stored."""

from typing import Any

from services.routing.domain.cases import CaseState
from services.routing.store.lists import CASE_ROW, THERE, as_seen
from services.routing.store.scope import narrowed, sight_of
from shared.contracts.envelope import Actor
from shared.db import Tx
from shared.numbers import as_written, case_number

BY_NUMBER = f"""{CASE_ROW}
LEFT JOIN case_text t USING (case_id)
WHERE h.case_id IN (SELECT $5::text
                    UNION ALL SELECT e.case_id FROM handling e WHERE e.external_id = ANY($6::text[])
                    UNION ALL SELECT l.case_id FROM letter l WHERE l.letter_no = ANY($6::text[]))
  AND h.case_id > $1 {THERE}
  AND ($7::text IS NULL OR h.state = $7)
  AND ($8::text IS NULL OR EXISTS (SELECT FROM case_unit u
                                   WHERE u.unit_id = $8 AND u.case_id = h.case_id))
ORDER BY h.case_id LIMIT $2
"""


async def by_number(
    tx: Tx,
    after: str | None,
    limit: int,
    *,
    number: str,
    actor: Actor,
    state: CaseState | None = None,
    unit: str | None = None,
) -> list[dict[str, Any]]:
    """按编号查找: by our number, the channel's, or that of a letter; of the cases the actor may see."""
    sight = await sight_of(tx, actor)
    unit = await narrowed(tx, sight.scope, unit)
    rows = await tx.fetch(
        BY_NUMBER, after or "", limit, sight.barred, sight.sub, case_number(number),
        list(as_written(number)), state, unit,
    )  # fmt: skip
    return [as_seen(dict(r), sight.scope, "title") for r in rows]
