"""procrastinate: a queue in Postgres, no broker; asynchronous tasks on a pool of connections."""

import asyncio
import sys

from procrastinate import App, PsycopgConnector
from psycopg_pool import AsyncConnectionPool

from benchmarks.peers import course

BATCH = 200
TASKS = 10
CONNECTIONS = 10

app = App(connector=PsycopgConnector(conninfo=course.DSN, max_size=CONNECTIONS))
pool = AsyncConnectionPool(
    course.DSN, min_size=0, max_size=CONNECTIONS, open=False, kwargs={"autocommit": True}
)


async def _note(body: str) -> None:
    async with pool.connection() as connection:
        await connection.execute(course.INSERT, (body,))


note = app.task(_note, name="note")


async def _publish(count: int) -> None:
    async with app.open_async():
        for start in range(0, count, BATCH):
            some = range(start, min(start + BATCH, count))
            await note.batch_defer_async(*({"body": course.BODY} for _ in some))


async def _set_up() -> None:
    async with app.open_async():
        await app.schema_manager.apply_schema_async()


async def _work() -> None:
    async with app.open_async(), pool:
        await app.run_worker_async(concurrency=TASKS, delete_jobs="successful")


if __name__ == "__main__":
    if sys.argv[1:] == ["work"]:
        asyncio.run(_work())
    else:
        asyncio.run(_set_up())
        course.run(
            "procrastinate",
            lambda count: asyncio.run(_publish(count)),
            [sys.executable, "-m", "benchmarks.peers.with_procrastinate", "work"],
            course.WORKERS,
        )
