"""A connection that closes cancels whoever awaits it: that is an outage, and ends no loop of ours."""

import asyncio
from typing import Any

import aiormq
import pytest

from shared.bus import LOST, Listener, closure_is_outage
from shared.consumer import Consumer
from shared.publisher import Publisher

ADDRESS = "amqp://nobody@127.0.0.1:1/"


async def cancelled_by_the_library(*_: Any, **__: Any) -> None:
    raise asyncio.CancelledError


def consumer() -> Consumer:
    nothing: Any = None
    return Consumer(ADDRESS, Listener("ledger", ()), nothing, nothing)


async def test_a_cancellation_that_is_not_ours_is_an_outage():
    with pytest.raises(ConnectionError), closure_is_outage():
        await cancelled_by_the_library()


async def test_our_own_cancellation_stays_one():
    async def waits() -> None:
        with closure_is_outage():
            await asyncio.sleep(60)

    task = asyncio.create_task(waits())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert task.cancelled()


async def test_a_consumer_tries_again_to_start(monkeypatch):
    starts = []

    async def start() -> None:
        starts.append(1)
        if len(starts) == 1:
            await cancelled_by_the_library()

    starting = consumer()
    monkeypatch.setattr(starting._broker, "start", start)
    async with asyncio.timeout(5):
        await starting._start()
    assert len(starts) == 2


async def test_a_delivery_whose_channel_closes_is_left_to_the_broker():
    class Delivery:
        channel = 1
        ack = reject = staticmethod(cancelled_by_the_library)

    delivery = Delivery()
    await consumer()._ack([delivery])
    await consumer()._settle_one(delivery)
    await consumer()._return(delivery)


async def test_what_cannot_be_sent_is_not_confirmed(monkeypatch):
    monkeypatch.setattr(aiormq, "connect", cancelled_by_the_library)
    publisher = Publisher(ADDRESS, "intake")
    assert await publisher.publish([{"event_id": 1}, {"event_id": 2}]) == [LOST, LOST]
    assert not publisher.connected
