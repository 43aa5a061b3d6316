"""SQL of looking for cases by number and by author.  Each costs what is found, not what is stored."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, get_args

from services.intake.domain.roles import R
from services.intake.domain.search import By
from services.intake.store.there import THERE
from services.intake.store.units import and_above
from services.intake.store.views import LISTED, plain
from shared.contracts.envelope import Actor
from shared.contracts.intake import Channel
from shared.db import Tx
from shared.outcome import Change

CHANNELS = list(get_args(Channel))

BY_NUMBER = f"""{LISTED}
WHERE r.case_id IN (SELECT $5::text
                    UNION ALL
                    SELECT e.case_id FROM reception e
                    WHERE e.channel = ANY($6::text[]) AND e.external_id = ANY($7::text[]))
  AND r.case_id > $1 AND ($8::text IS NULL OR r.state = $8) {THERE}
  AND ($9::text IS NULL OR EXISTS (SELECT FROM caller k WHERE k.case_id = r.case_id AND k.sub = $9
                                   AND k.since > clock.now() - interval '1 day'))
ORDER BY r.case_id LIMIT $2
"""

BY_PHONE = f"""{LISTED}
WHERE r.case_id IN (SELECT case_id FROM contact WHERE phone_index = $5
                    UNION ALL SELECT case_id FROM found_contact WHERE phone_index = $5)
  AND r.case_id < $1 {THERE}
ORDER BY r.case_id DESC LIMIT $2
"""

BY_NICKNAME = f"""{LISTED}
WHERE t.nickname = $5 AND t.nickname <> '' AND t.case_id < $1 {THERE}
ORDER BY t.case_id DESC LIMIT $2
"""

ABOVE_ALL = "~"
"""Comes after every case number."""

ADD_SEARCH = """
INSERT INTO author_search (search_id, by_what, purpose, found, searched_by, searched_at)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::jsonb[], $6::timestamptz[])
"""

SEARCHES = """
SELECT search_id AS cursor, search_id, by_what, purpose, found, searched_by, searched_at
FROM author_search WHERE ($1::text IS NULL OR search_id < $1) ORDER BY search_id DESC LIMIT $2
"""


async def by_number(
    tx: Tx,
    after: str | None,
    limit: int,
    *,
    case_id: str | None,
    numbers: Collection[str],
    actor: Actor,
    office: str,
    state: str | None,
) -> list[dict[str, Any]]:
    """Cases that bear a number here, or one of `numbers` in whatever channel."""
    own = await and_above(tx, actor.unit or office)
    rows = await tx.fetch(
        BY_NUMBER, after or "", limit, actor.sub, own, case_id, CHANNELS, list(numbers), state,
        actor.sub if actor.role == R.AGENT else None,
    )  # fmt: skip
    return [plain(row) for row in rows]


async def by_author(
    tx: Tx, by: By, sought: str, *, below: str | None, limit: int, actor: Actor, office: str
) -> list[dict[str, Any]]:
    """Cases of an author, the newest first; `sought` is the phone's digest, or the nickname."""
    own = await and_above(tx, actor.unit or office)
    sql = BY_PHONE if by == "phone" else BY_NICKNAME
    rows = await tx.fetch(sql, below or ABOVE_ALL, limit, actor.sub, own, sought)
    return [plain(row) for row in rows]


def add_search(
    search_id: str, by_what: By, purpose: str, found: int, by: Actor, at: datetime
) -> Change:
    """That somebody looked for an author's cases."""
    return Change(ADD_SEARCH, (search_id, by_what, purpose, found, by.model_dump_json(), at))


async def list_searches(tx: Tx, after: str | None, limit: int) -> list[dict[str, Any]]:
    """Who looked for an author's cases and what for, the newest first."""
    return [plain(row) for row in await tx.fetch(SEARCHES, after, limit)]
