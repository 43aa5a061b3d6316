"""A channel that the broker took away: what was delivered on it comes again, and nobody falls over."""

import aio_pika

from shared.bus import Listener
from shared.consumer import Consumer
from shared.db import Database
from shared.inbox import Inbox
from shared.service import load_nothing


async def test_a_group_from_a_closed_channel_is_left_to_the_broker(vhost):
    connection = await aio_pika.connect(vhost.url)
    async with connection:
        lost, standing = await connection.channel(), await connection.channel()
        queue = await lost.declare_queue("ledger.in", durable=True)
        for body in (b"1", b"2", b"3"):
            await lost.default_exchange.publish(aio_pika.Message(body), queue.name)
        held = [await queue.get() for _ in range(2)]
        third = await (await standing.get_queue(queue.name)).get()
        await lost.close()

        consumer = Consumer(
            vhost.url, Listener("ledger", ()), Database("none", "ledger"),
            Inbox("ledger", {}, load_nothing),
        )  # fmt: skip
        await consumer._ack([*held, third])

        again = await standing.get_queue(queue.name)
        bodies = {(await again.get(timeout=10)).body for _ in held}
        assert bodies == {b"1", b"2"}
        assert await again.get(fail=False) is None
