"""Replay: what a service announced goes again, in order, straight to one consumer's queue.

This is how a new consumer starts without a gap and a rebuilt read model catches up.  The consumer's
guard drops what it has seen and parks what comes early, so live events may arrive meanwhile.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import aio_pika

from shared.bus import PUBLISH_TIMEOUT_S, Listener, headers
from shared.db import Tx

PAGE = 500

# By seq: for one subject that is version order.  Erased bodies go too, empty: the guard must not gap.
NEXT = """
SELECT seq, event_id, subject, version, type, coalesce(payload, ''::bytea) AS payload,
       occurred_at, causation_id, traceparent
FROM event_log
WHERE seq > $1 AND ($2::timestamptz IS NULL OR occurred_at >= $2)
ORDER BY seq LIMIT $3
"""

CLEAR_GUARD = "DELETE FROM inbox WHERE consumer = $1 AND source = ANY($2::text[])"
CLEAR_PARKED = "DELETE FROM inbox_parked WHERE consumer = $1 AND source = ANY($2::text[])"


async def replay(
    tx: Tx, url: str, source: str, consumer: Listener, since: datetime | None = None
) -> int:
    """Publish the log of `source` (whose schema `tx` sees) to `consumer`; return how many events.

    `since` is business time; a consumer whose guard stands before it will park what it gets.
    Raises one of `shared.bus.BUS_OUTAGE` when the broker does not confirm; run it again then.
    """
    connection = await aio_pika.connect(url, timeout=10)
    sent, last = 0, 0
    async with connection:
        channel = await connection.channel(publisher_confirms=True, on_return_raises=True)
        while rows := await tx.fetch(NEXT, last, since, PAGE):
            await _publish(channel, source, consumer, rows)
            sent, last = sent + len(rows), rows[-1]["seq"]
    return sent


async def _publish(channel: Any, source: str, consumer: Listener, rows: Sequence[Any]) -> None:
    await asyncio.gather(*(
        channel.default_exchange.publish(
            aio_pika.Message(
                row["payload"],
                message_id=str(row["event_id"]),
                headers={**headers({"source": source, **dict(row)}), "ce-replay": "true"},
                content_type="application/json",
                delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
                type=row["type"],
            ),
            routing_key=consumer.queue,
            mandatory=True,
            timeout=PUBLISH_TIMEOUT_S,
        )
        for row in rows
    ))  # fmt: skip


async def clear(tx: Tx, consumer: Listener, derived: Sequence[str]) -> None:
    """Empty a consumer's guard and its derived tables, in the caller's transaction."""
    await tx.execute(CLEAR_GUARD, consumer.name, list(consumer.publishers))
    await tx.execute(CLEAR_PARKED, consumer.name, list(consumer.publishers))
    for table in derived:
        await tx.execute(f'TRUNCATE "{table}"')
