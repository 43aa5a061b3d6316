"""taskiq over RabbitMQ: asynchronous tasks, a pool of database connections per worker process."""

import asyncio
import sys

from psycopg_pool import AsyncConnectionPool
from taskiq_aio_pika import AioPikaBroker
from taskiq_aio_pika.queue import Queue, QueueType

from benchmarks.peers import course

AT_ONCE = 200  # publishes on their way, each awaiting its confirm, as in one batch of our relay
PREFETCH = 200
TASKS = 20
CONNECTIONS = 10

broker = AioPikaBroker(course.AMQP, qos=PREFETCH).with_queue(
    Queue(name="peer", type=QueueType.QUORUM, durable=True)
)
pool = AsyncConnectionPool(
    course.DSN, min_size=0, max_size=CONNECTIONS, open=False, kwargs={"autocommit": True}
)


async def _note(body: str) -> None:
    await pool.open()  # harmless when it is open
    async with pool.connection() as connection:
        await connection.execute(course.INSERT, (body,))


note = broker.register_task(_note, task_name="note")


async def _publish(count: int) -> None:
    await broker.startup()
    for start in range(0, count, AT_ONCE):
        some = range(start, min(start + AT_ONCE, count))
        await asyncio.gather(*(note.kiq(course.BODY) for _ in some))
    await broker.shutdown()


if __name__ == "__main__":
    course.run(
        "taskiq",
        lambda count: asyncio.run(_publish(count)),
        [sys.executable, "-m", "taskiq", "worker", "benchmarks.peers.with_taskiq:broker",
         "--workers", str(course.WORKERS), "--max-async-tasks", str(TASKS), "--ack-type",
         "when_executed", "--log-level", "ERROR"],
    )  # fmt: skip
