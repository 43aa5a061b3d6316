"""RabbitMQ: the topology and the wire format.

One topology, valid on RabbitMQ 3.10 to 4.x, declared by the deploy step and only checked by services:

=========================  =====================================================================
``heartbridge.events``     durable topic exchange; the routing key is the event's type
``<service>.in``           quorum queue bound to *all* events of each publisher the service hears
``<service>.<channel>``    quorum queue for one kind of the service's own work
``dead.<service>``         quorum queue for deliveries that died of the delivery limit
``heartbridge.record``     stream bound to everything: an unroutable event is a broken topology
=========================  =====================================================================
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import aio_pika
from aio_pika.exceptions import AMQPError
from pydantic import ValidationError

from shared.contracts.envelope import Envelope
from shared.failures import describe

EVENTS = "heartbridge.events"
DEAD = "heartbridge.dead"
RECORD = "heartbridge.record"

PUBLISH_TIMEOUT_S = 10.0
DELIVERY_LIMIT = 10

BUS_OUTAGE = (AMQPError, OSError, TimeoutError, asyncio.TimeoutError)
"""The broker cannot be reached, or a channel of ours is gone: reconnect and try again."""


@contextmanager
def closure_is_outage() -> Iterator[None]:
    """Raise ConnectionError where a closing connection cancels whoever awaits it.

    Nobody asked our task to end, but its loop would, and a TaskGroup does not miss a cancelled child.
    """
    try:
        yield
    except asyncio.CancelledError as error:
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise
        raise ConnectionError("the connection closed under the call") from error


class Verdict(NamedTuple):
    """What became of a row that was published.

    `reason` says why the broker does not take this very row.  Without one a row that is not confirmed
    was lost on the way: nothing is known against it.
    """

    confirmed: bool
    reason: str | None = None


CONFIRMED = Verdict(True)
LOST = Verdict(False)


class Listener(NamedTuple):
    """What one service needs of the broker.

    `publishers` are the services whose events it hears; `queues` are its own work queues.
    """

    name: str
    publishers: tuple[str, ...]
    queues: tuple[str, ...] = ()

    @property
    def queue(self) -> str:
        return f"{self.name}.in"

    @property
    def dead(self) -> str:
        return f"dead.{self.name}"


def quorum(dead: str) -> dict[str, Any]:
    """Arguments of a working queue: nothing is dropped, a crash loop ends in the dead queue."""
    return {
        "x-queue-type": "quorum",
        "x-delivery-limit": DELIVERY_LIMIT,
        "x-dead-letter-exchange": DEAD,
        "x-dead-letter-routing-key": dead,
        "x-dead-letter-strategy": "at-least-once",
        "x-overflow": "reject-publish",
    }


RECORD_ARGUMENTS: dict[str, Any] = {
    "x-queue-type": "stream",
    "x-max-age": "7D",
    "x-max-length-bytes": 2_000_000_000,
    "x-stream-max-segment-size-bytes": 100_000_000,
}


async def declare_topology(url: str, listeners: Sequence[Listener]) -> list[str]:
    """Declare everything; harmless when it is there already.  Returns the queues' names.

    Raises one of `BUS_OUTAGE`; a queue that exists with other arguments is a ChannelPreconditionFailed.
    """
    connection = await aio_pika.connect(url, timeout=30)
    names: list[str] = []
    async with connection, connection.channel() as channel:
        events = await channel.declare_exchange(EVENTS, "topic", durable=True)
        dead = await channel.declare_exchange(DEAD, "direct", durable=True)
        for listener in listeners:
            grave = await channel.declare_queue(
                listener.dead, durable=True, arguments={"x-queue-type": "quorum"}
            )
            await grave.bind(dead, listener.dead)
            inbox = await channel.declare_queue(
                listener.queue, durable=True, arguments=quorum(listener.dead)
            )
            for publisher in listener.publishers:
                await inbox.bind(events, f"{publisher}.#")
            for name in listener.queues:
                await channel.declare_queue(name, durable=True, arguments=quorum(listener.dead))
            names += [listener.dead, listener.queue, *listener.queues]
        # Last: it takes everything, so an event that found no consumer's queue would be confirmed.
        record = await channel.declare_queue(RECORD, durable=True, arguments=RECORD_ARGUMENTS)
        await record.bind(events, "#")
    return [*names, RECORD]


async def check_topology(url: str, listeners: Sequence[Listener]) -> list[str]:
    """Name every exchange or queue that is missing.  An empty list is a sound topology."""
    connection = await aio_pika.connect(url, timeout=30)
    async with connection:
        missing = [
            f"exchange {name}"
            for name in (EVENTS, DEAD)
            if not await _exists(connection, "exchange", name)
        ]
        queues = [RECORD]
        for listener in listeners:
            queues += [listener.queue, listener.dead, *listener.queues]
        missing += [f"queue {q}" for q in queues if not await _exists(connection, "queue", q)]
    return missing


async def _exists(connection: Any, kind: str, name: str) -> bool:
    channel = await connection.channel()
    try:
        if kind == "exchange":
            await channel.get_exchange(name, ensure=True)
        else:
            await channel.get_queue(name, ensure=True)
    except AMQPError:
        return False  # a passive declare that fails also closes its channel
    await channel.close()
    return True


def headers(envelope: Mapping[str, Any]) -> dict[str, Any]:
    """CloudEvents attributes as AMQP headers (the ``ce-`` binding), from an outbox or log row."""
    attributes = {
        "ce-specversion": "1.0",
        "ce-id": str(envelope["event_id"]),
        "ce-source": envelope["source"],
        "ce-type": envelope["type"],
        "ce-subject": envelope["subject"],
        "ce-sequence": str(envelope["version"]),
        "ce-time": envelope["occurred_at"].isoformat(),
    }
    if envelope["causation_id"]:
        attributes["ce-causationid"] = str(envelope["causation_id"])
    if envelope["traceparent"]:
        attributes["traceparent"] = envelope["traceparent"]
    return attributes


class Undecodable(Exception):
    """A delivery without a readable envelope.  `reason` names what is wrong with it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read_envelope(found: Mapping[str, Any]) -> Envelope:
    """The envelope in a delivery's headers.  Raises `Undecodable`."""
    try:
        return Envelope(
            id=UUID(_text(found["ce-id"])),
            source=_text(found["ce-source"]),
            type=_text(found["ce-type"]),
            subject=_text(found["ce-subject"]),
            version=int(_text(found["ce-sequence"])),
            time=datetime.fromisoformat(_text(found["ce-time"])),
            causation_id=UUID(_text(found["ce-causationid"]))
            if "ce-causationid" in found
            else None,
            traceparent=_text(found["traceparent"]) if "traceparent" in found else None,
        )
    except KeyError as missing:
        raise Undecodable(f"no header {missing.args[0]}") from None
    except ValidationError as error:
        raise Undecodable(describe(error)) from None
    except (ValueError, TypeError, AttributeError):
        raise Undecodable("a ce- header is malformed") from None


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
