"""Publishing with confirms, many events at once."""

import asyncio
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, cast

import aiormq
import structlog
from aiormq.abc import ChannelFrame
from aiormq.exceptions import DeliveryError, PublishError
from pamqp.body import ContentBody
from pamqp.commands import Basic
from pamqp.frame import marshal
from pamqp.header import ContentHeader

from shared.bus import (
    BUS_OUTAGE,
    CONFIRMED,
    EVENTS,
    LOST,
    PUBLISH_TIMEOUT_S,
    Verdict,
    closure_is_outage,
    headers,
)

CONNECT_TIMEOUT_S = 5.0
PERSISTENT = 2
LARGEST = 16 * 2**20
"""Bytes of a body: what a broker of version 4 takes unless told otherwise."""

Confirm = asyncio.Future[Any]


class Unsendable(Exception):
    """A row that fits no frame, or that would cost the channel.  `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


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

    async def confirmed(self, confirms: Sequence[Confirm]) -> list[Verdict]:
        """Say what became of each.  Never raises."""
        await asyncio.wait(confirms, timeout=PUBLISH_TIMEOUT_S)
        failures = [_failure(confirm) for confirm in confirms]
        verdicts = [CONFIRMED if failure is None else _verdict(failure) for failure in failures]
        self._report([failure for failure in failures if failure is not None])
        if LOST in verdicts:
            await self.close()
        return verdicts

    async def publish(self, rows: Sequence[Any]) -> list[Verdict]:
        """Both."""
        return await self.confirmed(await self.send(rows))

    async def close(self) -> None:
        """Drop the connection; the next publish opens another."""
        connection, self._connection, self._channel = self._connection, None, None
        if connection is not None:
            try:
                with closure_is_outage():
                    async with asyncio.timeout(2):
                        await connection.close()
            except (*BUS_OUTAGE, RuntimeError):
                self._log.info("broker_connection_dropped", service=self.service)

    async def _open(self) -> aiormq.Channel:
        if self._channel is None or self._channel.is_closed:
            await self.close()
            with closure_is_outage():
                # A plain connection: a robust one would not publish again what was in flight.
                async with asyncio.timeout(CONNECT_TIMEOUT_S):
                    self._connection = await aiormq.connect(self.url)
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
            try:
                frames += self._frames(row, channel)
            except Unsendable as error:
                confirms.append(_failed(error))
            else:
                confirms.append(_expect(channel, str(row["event_id"])))
        if frames:
            channel.write_queue.put_nowait(ChannelFrame(b"".join(frames), should_close=False))
        return confirms

    def _frames(self, row: Any, channel: aiormq.Channel) -> list[bytes]:
        """What goes on the wire for a row.  Raises `Unsendable`."""
        body, size = row["payload"], channel.max_content_size
        if len(body) > LARGEST:
            raise Unsendable(f"a body of {len(body)} bytes")
        try:
            address = _address(row["queue"], row["type"], channel.number)
            properties = Basic.Properties(
                content_type="application/json",
                headers=self._headers(row),
                delivery_mode=PERSISTENT,
                message_id=str(row["event_id"]),
                message_type=row["type"],
                app_id=self.service,
            )
            header = marshal(
                ContentHeader(properties=properties, body_size=len(body)), channel.number
            )
        except (TypeError, ValueError):
            raise Unsendable("an address or header that fits no frame") from None
        if len(header) > size:
            raise Unsendable(f"headers of {len(header)} bytes")
        return [
            address,
            header,
            *(
                marshal(ContentBody(body[at : at + size]), channel.number)
                for at in range(0, len(body), size)
            ),
        ]

    def _headers(self, row: Any) -> dict[str, Any]:
        if row["queue"] is not None:
            return {"work-subject": row["subject"]}
        return headers({"source": self.service, **dict(row)})

    def _report(self, failures: Sequence[BaseException]) -> None:
        for kind in sorted({type(f).__name__ for f in failures}):
            count = sum(type(f).__name__ == kind for f in failures)
            self._log.warning("publish_unconfirmed", error=kind, count=count)


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


def _failed(error: Exception) -> Confirm:
    confirm: Confirm = asyncio.get_running_loop().create_future()
    confirm.set_exception(error)
    return confirm


def _failure(confirm: Confirm) -> BaseException | None:
    """Why a message is not confirmed; None if it is."""
    if not confirm.done():
        return TimeoutError()
    if confirm.cancelled():
        return ConnectionError()
    return confirm.exception()


def _verdict(failure: BaseException) -> Verdict:
    """What the broker says against a row, or that it was lost."""
    match failure:
        case Unsendable():
            return Verdict(False, failure.reason)
        case PublishError(frame=Basic.Return(reply_text=text)):
            return Verdict(False, f"returned: {text}")
        case DeliveryError():
            return Verdict(False, "a queue did not take it")
        case _:
            return LOST
