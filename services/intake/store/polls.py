"""Where the polling of a list stands, and which broken rows it gave before."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from shared.db import Tx
from shared.outcome import Change

LEAD = "SELECT pg_try_advisory_lock(hashtext('intake polling'), hashtext(current_schema()))"

LAST_ROUND = "SELECT began_at FROM poll_round WHERE fid = $1"

ROUND_DONE = """
INSERT INTO poll_round (fid, began_at) SELECT * FROM unnest($1::int[], $2::timestamptz[])
ON CONFLICT (fid) DO UPDATE SET began_at = greatest(poll_round.began_at, excluded.began_at)
"""

LAST_WHOLE = "SELECT read_at FROM poll_whole WHERE fid = $1"

WHOLE_DONE = """
INSERT INTO poll_whole (fid, read_at) SELECT * FROM unnest($1::int[], $2::timestamptz[])
ON CONFLICT (fid) DO UPDATE SET read_at = greatest(poll_whole.read_at, excluded.read_at)
"""

BROKEN_BEFORE = "SELECT digest FROM poll_broken WHERE digest = ANY($1::text[])"

ADD_BROKEN = """
INSERT INTO poll_broken (digest, seen_at) SELECT * FROM unnest($1::text[], $2::timestamptz[])
ON CONFLICT DO NOTHING
"""


async def leads(connection: Any) -> bool:
    """Whether this replica polls, as long as its connection lives."""
    won: bool = await connection.fetchval(LEAD)
    return won


async def last_round(tx: Tx, fid: int) -> datetime | None:
    """When the last round that was taken in whole began."""
    began_at: datetime | None = await tx.fetchval(LAST_ROUND, fid)
    return began_at


def round_done(fid: int, began_at: datetime) -> Change:
    """That a round was taken in whole."""
    return Change(ROUND_DONE, (fid, began_at))


async def last_whole(tx: Tx, fid: int) -> datetime | None:
    """When what waits for an answer was last read to its end."""
    read_at: datetime | None = await tx.fetchval(LAST_WHOLE, fid)
    return read_at


def whole_done(fid: int, read_at: datetime) -> Change:
    """That all that waits for an answer was read."""
    return Change(WHOLE_DONE, (fid, read_at))


async def broken_before(tx: Tx, digests: Sequence[str]) -> set[str]:
    """Those among rows that cannot be read which are known, by their keyed digests."""
    return {row["digest"] for row in await tx.fetch(BROKEN_BEFORE, list(digests))}


def add_broken(digest: str, at: datetime) -> Change:
    """A row that cannot be read: reported once."""
    return Change(ADD_BROKEN, (digest, at))
