"""Deliveries."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from services.notify.domain.deliveries import LEASE, LIFETIME, Delivery, DeliveryState
from shared.contracts.envelope import Actor
from shared.db import Tx
from shared.outcome import Change
from shared.shield import sight_of, there

ADD_DELIVERY = """
INSERT INTO delivery (delivery_id, case_id, template, audience, unit_id, place, text, pieces, state,
                      planned_at, look_at, expires_at)
SELECT delivery_id, case_id, template, audience, unit_id, place, text, pieces, state, planned_at,
       clock_timestamp() + patience, clock_timestamp() + lifetime  -- real time: lease
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int[], $7::text[],
            $8::int[], $9::text[], $10::timestamptz[], $11::interval[], $12::interval[])
     AS k(delivery_id, case_id, template, audience, unit_id, place, text, pieces, state, planned_at,
          patience, lifetime)
"""

MOVE_DELIVERY = """
UPDATE delivery d
SET state = k.state, attempts = k.attempts, look_at = clock_timestamp() + k.wait  -- real time: lease
FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::interval[])
     AS k(delivery_id, was, state, attempts, wait)
WHERE d.delivery_id = k.delivery_id AND d.state = k.was
"""

SHOW_RECIPIENT = """
UPDATE delivery d SET recipient = k.recipient
FROM unnest($1::text[], $2::text[]) AS k(delivery_id, recipient) WHERE d.delivery_id = k.delivery_id
"""

BLANK_RECIPIENTS = """
UPDATE delivery d SET recipient = NULL FROM unnest($1::text[]) AS k(case_id)
WHERE d.case_id = k.case_id AND d.audience = 'citizen'
"""

LOCK_DELIVERIES = """
SELECT delivery_id, case_id, template, audience, unit_id, place, text, pieces, state, attempts,
       expires_at <= clock_timestamp() AS expired,  -- real time: lease
       look_at <= clock_timestamp() AS due
FROM delivery WHERE delivery_id = ANY($1::text[]) ORDER BY delivery_id FOR UPDATE
"""

LOCK_QUEUED = """
SELECT delivery_id, case_id, template, audience, unit_id, place, text, pieces, state, attempts
FROM delivery WHERE case_id = $1 AND state = 'queued' ORDER BY delivery_id FOR UPDATE
"""

# The time stands in a subquery so that it is one instant, which the index can be asked for.
DUE_DELIVERIES = """
SELECT delivery_id, case_id FROM delivery
WHERE state IN ('queued', 'sending')
  AND look_at <= (SELECT clock_timestamp())  -- real time: lease
ORDER BY look_at LIMIT $1
"""

LIST_DELIVERIES = f"""
SELECT delivery_id AS cursor, delivery_id, case_id, template, audience, unit_id, state, attempts,
       recipient, text, pieces, planned_at
FROM delivery
WHERE delivery_id > coalesce($1, '') AND ($3::text IS NULL OR case_id = $3)
  AND ($4::text IS NULL OR state = $4) AND {there("delivery.case_id", 5, 6)}
ORDER BY delivery_id LIMIT $2
"""


def add_delivery(delivery: Delivery, planned_at: datetime) -> Change:
    """A planned SMS.  Its work item goes out at once; the sweeper looks after it if that is lost."""
    row = (
        delivery.delivery_id,
        delivery.case_id,
        delivery.template,
        delivery.audience,
        delivery.unit_id,
        delivery.place,
        delivery.text,
        delivery.pieces,
        delivery.state,
        planned_at,
        LEASE,
        LIFETIME,
    )
    return Change(ADD_DELIVERY, row)


def move_delivery(delivery: Delivery, to: str, *, attempts: int, wait: timedelta = LEASE) -> Change:
    """From the state it was seen in to another; the sweeper looks at it after `wait`."""
    return Change(MOVE_DELIVERY, (delivery.delivery_id, delivery.state, to, attempts, wait))


def show_recipient(delivery_id: str, masked: str) -> Change:
    """Keep what staff may see of the number."""
    return Change(SHOW_RECIPIENT, (delivery_id, masked))


def blank_recipients(case_id: str) -> Change:
    """Forget even the masked number of the author."""
    return Change(BLANK_RECIPIENTS, (case_id,))


async def lock_deliveries(tx: Tx, delivery_ids: Sequence[str]) -> list[Delivery]:
    """Lock deliveries; `expired` and `due` are judged by real time."""
    rows = await tx.fetch(LOCK_DELIVERIES, list(delivery_ids))
    return [_delivery(row) for row in rows]


async def lock_queued(tx: Tx, case_id: str) -> list[Delivery]:
    """Lock what is still to be sent for a case."""
    return [_delivery(row) for row in await tx.fetch(LOCK_QUEUED, case_id)]


async def due_deliveries(tx: Tx, limit: int) -> list[tuple[str, str]]:
    """(delivery id, case id) of what the sweeper must look at, unlocked."""
    rows = await tx.fetch(DUE_DELIVERIES, limit)
    return [(row["delivery_id"], row["case_id"]) for row in rows]


async def list_deliveries(
    tx: Tx, after: str | None, limit: int, *, case_id: str | None, state: str | None, actor: Actor
) -> list[dict[str, Any]]:
    """Deliveries in the order in which they were planned, numbers masked."""
    sight = await sight_of(tx, actor)
    rows = await tx.fetch(LIST_DELIVERIES, after, limit, case_id, state, *sight)
    return [dict(row) for row in rows]


def _delivery(row: Any) -> Delivery:
    return Delivery(**{**row, "state": DeliveryState(row["state"])})
