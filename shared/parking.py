"""What an operator does with parked and dead events: look, try again, or discard with a reason."""

from typing import Any
from uuid import UUID

from shared.clock import now
from shared.context import Ctx
from shared.contracts.envelope import Actor
from shared.db import Tx
from shared.outbox import Act, write
from shared.outcome import Entry, Outcome
from shared.rules import Refused, unknown

LIST_PARKED = """
SELECT consumer, source, subject, version, kind, type, reason, attempts, next_at, parked_at
FROM inbox_parked ORDER BY parked_at, source, subject, version LIMIT $1
"""
SHOW_PARKED = """
SELECT consumer, source, subject, version, kind, type, reason, attempts, next_at, parked_at, envelope
FROM inbox_parked WHERE source = $1 AND subject = $2 AND version = $3
"""
RETRY_PARKED = """
UPDATE inbox_parked SET kind = 'failed', attempts = 0, next_at = clock_timestamp()
WHERE source = $1 AND subject = $2 AND ($3::bigint IS NULL OR version = $3) AND kind <> 'early'
"""
LOCK_GUARD = """
SELECT last_ver FROM inbox WHERE source = $1 AND subject = $2 FOR UPDATE
"""
DROP_PARKED = """
DELETE FROM inbox_parked WHERE source = $1 AND subject = $2 AND version = $3 RETURNING type
"""
DROP_DEAD = """
DELETE FROM dead_letter WHERE source = $1 AND subject = $2 AND version = $3 RETURNING type
"""
DROP_UNREADABLE = "DELETE FROM dead_letter WHERE id = $1 RETURNING reason"
ADVANCE_GUARD = "UPDATE inbox SET last_ver = $3 WHERE source = $1 AND subject = $2"
RELEASE_NEXT = """
UPDATE inbox_parked SET next_at = clock_timestamp()
WHERE source = $1 AND subject = $2 AND version = $3
"""

LIST_DEAD = """
SELECT id, consumer, source, subject, version, type, reason, died_at
FROM dead_letter ORDER BY died_at, id LIMIT $1
"""
SHOW_DEAD = """
SELECT id, consumer, source, subject, version, type, reason, died_at, envelope,
       octet_length(body) AS bytes
FROM dead_letter WHERE id = $1
"""
REVIVE_DEAD = """
WITH risen AS (DELETE FROM dead_letter WHERE id = $1 AND envelope IS NOT NULL RETURNING *)
INSERT INTO inbox_parked (consumer, source, subject, version, kind, type, body, envelope,
                          reason, attempts, next_at)
SELECT consumer, source, subject, version, 'failed', type, body, envelope,
       'replayed from the dead', 0, clock_timestamp() FROM risen
ON CONFLICT (consumer, source, subject, version) DO UPDATE
SET kind = 'failed', attempts = 0, next_at = excluded.next_at
RETURNING subject
"""


async def list_parked(tx: Tx, limit: int = 1000) -> list[dict[str, Any]]:
    """Parked events, the oldest first.  No bodies."""
    return [dict(r) for r in await tx.fetch(LIST_PARKED, limit)]


async def show_parked(tx: Tx, source: str, subject: str, version: int) -> dict[str, Any]:
    """One parked event.  Raises `Refused` ``parked_event_unknown``."""
    found = await tx.fetchrow(SHOW_PARKED, source, subject, version)
    if found is None:
        raise unknown("parked_event")
    return dict(found)


async def retry_parked(tx: Tx, source: str, subject: str, version: int | None = None) -> int:
    """Try parked events of one subject again now.  Returns how many."""
    done = await tx.execute(RETRY_PARKED, source, subject, version)
    return int(done.rpartition(" ")[2])


async def discard(
    tx: Tx, service: str, source: str, subject: str, version: int, *, by: Actor, why: str
) -> None:
    """Give an event up: the guard passes it, and the journal says who and why.

    One that took effect meanwhile is only taken off the list.  Raises `Refused`: ``guard_unknown``,
    ``not_next`` when an earlier event is still missing, ``reason_missing``, ``parked_event_unknown``.
    """
    _must_say(why)
    last = await tx.fetchval(LOCK_GUARD, source, subject)
    if last is None:
        raise unknown("guard")
    if version > last + 1:
        raise Refused("not_next", f"version {last + 1} comes first")
    parked = await tx.fetchval(DROP_PARKED, source, subject, version)
    dead = await tx.fetchval(DROP_DEAD, source, subject, version)
    if parked is None and dead is None:
        raise unknown("parked_event")
    if version == last + 1:
        await tx.execute(ADVANCE_GUARD, source, subject, version)
        await tx.execute(RELEASE_NEXT, source, subject, version + 1)
    facts = {"type": parked or dead, "source": source, "discarded": version}
    await _write_down(tx, service, Entry(subject, "discard", by, why=why, facts=facts))


async def discard_dead(tx: Tx, service: str, dead_id: UUID, *, by: Actor, why: str) -> None:
    """As `discard`; one without a readable envelope has no guard, and a journal of its own.

    Raises `Refused` ``dead_letter_unknown`` besides.
    """
    _must_say(why)
    found = await show_dead(tx, dead_id)
    if found["subject"] is not None:
        key = (found["source"], found["subject"], found["version"])
        await discard(tx, service, *key, by=by, why=why)
        return
    reason = await tx.fetchval(DROP_UNREADABLE, dead_id)
    if reason is None:
        raise unknown("dead_letter")
    entry = Entry(f"dead/{dead_id}", "discard", by, why=why, facts={"reason": reason})
    await _write_down(tx, service, entry)


def _must_say(why: str) -> None:
    if not why.strip():
        raise Refused("reason_missing", "say why it may be given up", status=422)


async def _write_down(tx: Tx, service: str, entry: Entry) -> None:
    ctx = Ctx(tx=tx, now=await now(tx), service=service, actor=entry.actor)
    await write(tx, [Act(ctx, Outcome(journal=[entry]))])


async def list_dead(tx: Tx, limit: int = 1000) -> list[dict[str, Any]]:
    """Dead letters, the oldest first.  No bodies."""
    return [dict(r) for r in await tx.fetch(LIST_DEAD, limit)]


async def show_dead(tx: Tx, dead_id: UUID) -> dict[str, Any]:
    """One dead letter.  Raises `Refused` ``dead_letter_unknown``."""
    found = await tx.fetchrow(SHOW_DEAD, dead_id)
    if found is None:
        raise unknown("dead_letter")
    return dict(found)


async def revive(tx: Tx, dead_id: UUID) -> str:
    """Let a dead event through the guard again.  Returns its subject.

    Raises `Refused`: ``dead_letter_unknown``, ``no_envelope`` when it never had a readable one.
    """
    subject = await tx.fetchval(REVIVE_DEAD, dead_id)
    if subject is None:
        await show_dead(tx, dead_id)
        raise Refused("no_envelope", "it has no readable envelope: its publisher must say it again")
    return str(subject)
