"""The measurements.  Each takes a fresh database and vhost and returns its figures."""

import asyncio
import time
from pathlib import Path

import asyncpg

from benchmarks.load import announce, fill, reception
from benchmarks.machine import processor_seconds
from deploy.fleet import Fleet
from deploy.servers import Servers
from deploy.site import Site
from shared.db import Database
from shared.publisher import Publisher
from shared.relay import Relay

LOOK_S = 0.1  # seldom: looking takes the database's time from what is measured
RELAYED = "SELECT (NOT EXISTS (SELECT FROM intake.outbox))::int"

HEARD = "SELECT coalesce(sum(last_ver), 0)::bigint FROM routing.inbox WHERE source = 'intake'"

DELAYS = """
SELECT array_agg(extract(epoch FROM j.recorded_at - e.recorded_at)::float8)
FROM routing.journal j JOIN intake.event_log e
  ON e.event_id = (j.entry::jsonb -> 'cause' ->> 'id')::uuid
WHERE e.type = 'intake.case_accepted.v1'
"""


async def relay(site: Site, cases: int, batch: int) -> float:
    """Events per second from the outbox to the broker's confirm, by one relay."""
    database = Database(site.migrated.dsn("intake"), "intake")
    publisher = Publisher(site.amqp_url, "intake")
    await database.open()
    count = await fill(database, 0, cases)
    running = asyncio.create_task(
        Relay(database, publisher, batch=batch, ahead=1 if batch == 1 else 4).run()
    )
    began = time.perf_counter()
    await _until(site, RELAYED, 1)
    seconds = time.perf_counter() - began
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await publisher.close()
    await database.close()
    return count / seconds


async def full_path(
    site: Site, servers: Servers, directory: Path, cases: int, group_max: int
) -> tuple[float, dict[str, float]]:
    """Events per second from commit through relay, broker and guard to routing's own effects.

    The publisher commits while the consumer works: all share the machine's cores.  With it comes the
    processor time per event, in microseconds, of each that has a part in it.
    """
    told = _told(site, HEARTBRIDGE_GROUP_MAX=str(group_max))
    database = Database(site.migrated.dsn("intake"), "intake")
    await database.open()
    async with Fleet(["intake", "routing"], told, directory) as fleet:
        parts = {
            "postgres": servers.postgres.pid, "rabbitmq": servers.rabbit.pid,
            "intake": fleet["intake"].pid, "routing": fleet["routing"].pid,
        }  # fmt: skip
        before = {name: processor_seconds(pid) for name, pid in parts.items()}
        own, began = time.process_time(), time.perf_counter()
        count = await fill(database, 0, cases)
        await _until(site, HEARD, count)
        seconds = time.perf_counter() - began
        spent = {name: processor_seconds(pid) - before[name] for name, pid in parts.items()}
        spent["load"] = time.process_time() - own
    await database.close()
    return count / seconds, {name: s * 1e6 / count for name, s in spent.items()}


async def latency(site: Site, directory: Path, seconds: float, per_s: int) -> list[float]:
    """Sorted seconds from the commit of an acceptance to its effect in routing, by one clock."""
    database = Database(site.migrated.dsn("intake"), "intake")
    await database.open()
    async with Fleet(["intake", "routing"], _told(site), directory):
        loop = asyncio.get_running_loop()
        began, number = loop.time(), 0
        pause = 6 / per_s  # a reception is six events, each announced by a transaction of its own
        while loop.time() - began < seconds:
            for event in reception(number):
                await announce(database, [event])
            number += 1
            await asyncio.sleep(max(0.0, began + number * pause - loop.time()))
        await _until(site, HEARD, number * 6)
    await database.close()
    connection = await asyncpg.connect(site.migrated.admin_dsn)
    delays = await connection.fetchval(DELAYS)
    await connection.close()
    return sorted(delays)


async def fleet_at_rest(
    site: Site, directory: Path, names: list[str]
) -> tuple[float, dict[str, float]]:
    """Seconds until all services serve, and each one's proportional memory in MB."""
    began = time.perf_counter()
    async with Fleet(names, _told(site), directory) as fleet:
        seconds = time.perf_counter() - began
        memory = {name: _memory_mb(fleet[name].pid) for name in names}
    return seconds, memory


def _memory_mb(pid: int | None) -> float:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise ValueError("no Pss")


def _told(site: Site, **more: str) -> dict[str, dict[str, str]]:
    return {name: {**env, **more} for name, env in site.environments.items()}


async def _until(site: Site, query: str, goal: int, limit_s: float = 600) -> None:
    connection = await asyncpg.connect(site.migrated.admin_dsn)
    give_up = time.monotonic() + limit_s
    try:
        while await connection.fetchval(query) < goal:
            if time.monotonic() > give_up:
                raise TimeoutError(f"the goal of {goal} was not reached")
            await asyncio.sleep(LOOK_S)
    finally:
        await connection.close()
