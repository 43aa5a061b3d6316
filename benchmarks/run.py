"""``make bench``: measures, prints a table, writes ``benchmarks/results.json``.

The short form shows in a minute that all of it runs: small counts, no peers, nothing written.
"""

import argparse
import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import httpx
import uvloop

from benchmarks import beside, measures
from benchmarks.machine import header
from deploy.cli.connect import SERVICES, services
from deploy.cli.show import say, table
from deploy.servers import Servers, choose, running
from deploy.servers.scratch import scratch_directory
from deploy.site import Site, make_keys
from shared.bus import declare_topology
from shared.migrate import migrate

RESULTS = Path(__file__).parent / "results.json"


class Ground:
    """A fresh database and vhost for each measurement, on the same servers."""

    def __init__(self, servers: Servers, directory: Path) -> None:
        self.servers = servers
        self.directory = directory
        self._count = 0

    async def empty(self) -> tuple[str, str]:
        """The administrator's addresses of an empty database and vhost."""
        self._count += 1
        name = f"bench{self._count}"
        connection = await asyncpg.connect(self.servers.postgres.dsn)
        await connection.execute(f'CREATE DATABASE "{name}"')
        await connection.close()
        api = f"{self.servers.rabbit.api_url}/api"
        user = urlsplit(self.servers.rabbit.amqp_url).username
        async with httpx.AsyncClient(timeout=30, trust_env=False) as http:
            (await http.put(f"{api}/vhosts/{name}")).raise_for_status()
            everything = {"configure": ".*", "write": ".*", "read": ".*"}
            (await http.put(f"{api}/permissions/{name}/{user}", json=everything)).raise_for_status()
        return _at(self.servers.postgres.dsn, name), _at(self.servers.rabbit.amqp_url, name)

    async def fresh(self) -> tuple[Site, Path]:
        """A migrated site, and a folder for its processes."""
        dsn, amqp = await self.empty()
        name = f"bench{self._count}"
        directory = self.directory / name
        make_keys(directory)
        migrated = await migrate(dsn, SERVICES, role_prefix=f"{name}_", movable_clock=True)
        await declare_topology(amqp, [s.listener for s in services()])
        return Site(directory, migrated, amqp), directory / "services"


def _at(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def figure(
    name: str,
    value: float,
    unit: str,
    baseline: str,
    beside: float,
    goal: float,
    *,
    low: bool = False,
) -> dict[str, Any]:
    """One result; `low` where less is better."""
    return {
        "name": name, "value": round(value, 4), "unit": unit, "baseline": baseline,
        "baseline_value": round(beside, 4), "ratio": round(value / beside, 3) if beside else None,
        "goal": goal, "met": value <= goal if low else value >= goal,
    }  # fmt: skip


async def measure(ground: Ground, *, short: bool) -> list[dict[str, Any]]:
    """All figures, one after another."""
    cases = 200 if short else 5000
    found: list[dict[str, Any]] = []

    singly = await measures.relay((await ground.fresh())[0], max(50, cases // 20), 1)
    batched = await measures.relay((await ground.fresh())[0], cases, 200)
    found.append(
        figure(
            "relay_events_per_s",
            batched,
            "1/s",
            "the same relay, a confirm at a time",
            singly,
            5000,
        )
    )

    found += await measure_full_path(ground, cases, short=short)

    site, directory = await ground.fresh()
    delays = await measures.latency(site, directory, 3 if short else 30, 200)
    for name, share, goal, other in (
        ("latency_p50_ms", 0.5, 15, 250.0),
        ("latency_p99_ms", 0.99, 60, 5000.0),
    ):
        value = delays[int(len(delays) * share)] * 1000
        found.append(
            figure(name, value, "ms", "polling outboxes, as published", other, goal, low=True)
        )

    site, directory = await ground.fresh()
    cold, memory = await measures.fleet_at_rest(site, directory, list(SERVICES))
    found.append(figure("cold_start_s", cold, "s", "DIGIT, as published", 180, 15, low=True))
    found.append(
        figure("memory_mb", sum(memory.values()), "MB", "DIGIT, as published", 8192, 600, low=True)
        | {"by_service": {name: round(mb, 1) for name, mb in memory.items()}}
    )
    return found


async def measure_full_path(ground: Ground, cases: int, *, short: bool) -> list[dict[str, Any]]:
    """Ours in groups, beside ours event by event, and beside the peers."""
    site, directory = await ground.fresh()
    per_event, _ = await measures.full_path(
        site, ground.servers, directory, max(100, cases // 5), 1
    )
    site, directory = await ground.fresh()
    grouped, spent = await measures.full_path(
        site, ground.servers, directory, cases if short else 30_000, 100
    )
    own = figure(
        "full_path_events_per_s", grouped, "1/s", "a transaction per event", per_event, 3000
    ) | {"processor_us_per_event": {name: round(us, 1) for name, us in spent.items()}}
    if short:
        return [own]
    return [own, *[await measure_peer(ground, name, grouped) for name in beside.PEERS]]


async def measure_peer(ground: Ground, name: str, ours: float) -> dict[str, Any]:
    """Our full path beside a peer's way to an effect; the goal is to be no slower."""
    theirs = await asyncio.to_thread(beside.peer, name, *await ground.empty())
    value, baseline = theirs["events_per_s"], f"{name} {theirs['version']}"
    return figure(f"full_path_beside_{name}", ours, "1/s", baseline, value, round(value, 1))


def main(argv: Sequence[str] | None = None) -> int:
    """Measure all, or only show that it runs."""
    parser = argparse.ArgumentParser(prog="benchmarks.run", description=__doc__)
    parser.add_argument("--short", action="store_true", help="only show that it runs; no peers")
    arguments = parser.parse_args(argv)
    if not arguments.short and not beside.PYTHON.exists():
        say("the peers are not installed: make bench installs them")
        return 1
    with (
        scratch_directory() as directory,
        running(choose(directory, containers=False), remove=True) as servers,
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as loop,  # as the services run
    ):
        about = loop.run(header(servers))
        found = loop.run(measure(Ground(servers, directory), short=arguments.short))
    columns = ["name", "value", "unit", "baseline", "baseline_value", "ratio", "goal", "met"]
    say(table(found, columns))
    if arguments.short:
        say("short form: the peers are left out, and nothing is written")
    else:
        RESULTS.write_text(json.dumps([about, *found], ensure_ascii=False, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
