"""Publishing with confirms, many events at once."""

import asyncio
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, cast

import aiormq
import structlog
from aiormq.abc import ChannelFrame
from aiormq.exceptions import DeliveryError
from pamqp.body import ContentBody
from pamqp.commands import Basic
from pamqp.frame import marshal
from pamqp.header import ContentHeader

from shared.bus import BUS_OUTAGE, EVENTS, PUBLISH_TIMEOUT_S, closure_is_outage, headers

CONNECT_TIMEOUT_S = 5.0
PERSISTENT = 2

Confirm = asyncio.Future[Any]


class Publisher:
    """Publishes outbox rows in their order, with confirms, mandatory and persistent.

    A batch is written to the socket in one piece.  The library's `basic_publish` takes messages one
    by one, each with a task, a lock, a timeout and a write of its own, and costs twice to three times
    as much on both ends of the connection; the books it keeps of confirms and returns are used as
    they are.
    """

    def __init__(self, url: str, service: str) -> None:
        self.url = url
        self.service = service
        self._connection: aiormq.abc.AbstractConnection | None = None
        self._channel: aiormq.Channel | None = None
        self._log = structlog.get_logger()

    @property
    def connected(self) -> bool:
        """Whether the last publish had a channel."""
        return self._channel is not None and not self._channel.is_closed

    async def send(self, rows: Sequence[Any]) -> list[Confirm]:
        """Write rows of the outbox to the broker, and return a confirm for each.  Never raises."""
        try:
            return self._write(await self._open(), rows)
        except (*BUS_OUTAGE, asyncio.QueueFull) as error:
            self._log.warning("broker_unreachable", error=type(error).__name__)
            await self.close()
            return [_lost() for _ in rows]

    async def confirmed(self, confirms: Sequence[Confirm]) -> list[bool]:
        """Say of each whether the broker confirmed it.  Never raises."""
        await asyncio.wait(confirms, timeout=PUBLISH_TIMEOUT_S)
        failures = [_failure(confirm) for confirm in confirms]
        await self._judge([failure for failure in failures if failure is not None])
        return [failure is None for failure in failures]

    async def publish(self, rows: Sequence[Any]) -> list[bool]:
        """Both."""
        return await self.confirmed(await self.send(rows))

    async def close(self) -> None:
        """Drop the connection; the next publish opens another."""
        connection, self._connection, self._channel = self._connection, None, None
        if connection is not None:
            try:
                with closure_is_outage():
                    await asyncio.wait_for(connection.close(), 2)
            except (*BUS_OUTAGE, RuntimeError):
                self._log.info("broker_connection_dropped", service=self.service)

    async def _open(self) -> aiormq.Channel:
        if self._channel is None or self._channel.is_closed:
            await self.close()
            with closure_is_outage():
                # A plain connection: a robust one would not publish again what was in flight.
                self._connection = await asyncio.wait_for(
                    aiormq.connect(self.url), CONNECT_TIMEOUT_S
                )
                channel = await self._connection.channel(
                    publisher_confirms=True, on_return_raises=True
                )
            self._channel = cast(aiormq.Channel, channel)
        return self._channel

    def _write(self, channel: aiormq.Channel, rows: Sequence[Any]) -> list[Confirm]:
        """Write all rows; nothing is awaited, so nobody comes between.  Returns their confirms."""
        confirms: list[Confirm] = []
        frames: list[bytes] = []
        for row in rows:
            confirms.append(_expect(channel, str(row["event_id"])))
            frames += self._frames(row, channel)
        channel.write_queue.put_nowait(ChannelFrame(b"".join(frames), should_close=False))
        return confirms

    def _frames(self, row: Any, channel: aiormq.Channel) -> list[bytes]:
        body, size = row["payload"], channel.max_content_size
        properties = Basic.Properties(
            content_type="application/json",
            headers=self._headers(row),
            delivery_mode=PERSISTENT,
            message_id=str(row["event_id"]),
            message_type=row["type"],
            app_id=self.service,
        )
        return [
            _address(row["queue"], row["type"], channel.number),
            marshal(ContentHeader(properties=properties, body_size=len(body)), channel.number),
            *(
                marshal(ContentBody(body[at : at + size]), channel.number)
                for at in range(0, len(body), size)
            ),
        ]

    def _headers(self, row: Any) -> dict[str, Any]:
        if row["queue"] is not None:
            return {"work-subject": row["subject"]}
        return headers({"source": self.service, **dict(row)})

    async def _judge(self, failures: Sequence[BaseException]) -> None:
        """Report what was not confirmed; what is no word of the broker's ends the connection."""
        for kind in sorted({type(f).__name__ for f in failures}):
            count = sum(type(f).__name__ == kind for f in failures)
            self._log.warning("publish_unconfirmed", error=kind, count=count)
        if not all(isinstance(f, DeliveryError) for f in failures):
            await self.close()


@lru_cache(maxsize=1000)
def _address(queue: str | None, topic: str, channel: int) -> bytes:
    """The frame that says where a message goes: events by their type, work to its queue."""
    exchange, key = (EVENTS, topic) if queue is None else ("", queue)
    return marshal(Basic.Publish(exchange=exchange, routing_key=key, mandatory=True), channel)


def _expect(channel: aiormq.Channel, message_id: str) -> Confirm:
    """Enter the next message in the channel's books, by its number and for returns by its id."""
    confirm = channel.create_future()
    channel.delivery_tag += 1
    channel.confirmations[channel.delivery_tag] = confirm
    channel.message_id_delivery_tag[message_id] = channel.delivery_tag
    confirm.add_done_callback(lambda _: channel.message_id_delivery_tag.pop(message_id, None))
    return confirm


def _lost() -> Confirm:
    confirm: Confirm = asyncio.get_running_loop().create_future()
    confirm.cancel()
    return confirm


def _failure(confirm: Confirm) -> BaseException | None:
    """Why a message is not confirmed; None if it is."""
    if not confirm.done():
        return TimeoutError()
    if confirm.cancelled():
        return ConnectionError()
    return confirm.exception()
