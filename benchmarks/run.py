"""``make bench``: measures, prints a table, writes ``benchmarks/results.json``."""

import argparse
import asyncio
import json
import os
import platform
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import httpx

from benchmarks import measures
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

    async def fresh(self) -> tuple[Site, Path]:
        """A migrated site, and a folder for its processes."""
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
        amqp = urlunsplit(urlsplit(self.servers.rabbit.amqp_url)._replace(path=f"/{name}"))
        dsn = urlunsplit(urlsplit(self.servers.postgres.dsn)._replace(path=f"/{name}"))
        directory = self.directory / name
        make_keys(directory)
        migrated = await migrate(dsn, SERVICES, role_prefix=f"{name}_", movable_clock=True)
        await declare_topology(amqp, [s.listener for s in services()])
        return Site(directory, migrated, amqp), directory / "services"


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

    site, directory = await ground.fresh()
    per_event = await measures.full_path(site, directory, max(100, cases // 5), 1)
    site, directory = await ground.fresh()
    grouped = await measures.full_path(site, directory, cases if short else 30_000, 100)
    found.append(
        figure("full_path_events_per_s", grouped, "1/s", "a transaction per event", per_event, 3000)
    )

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


def header() -> dict[str, Any]:
    """Date, commit and machine."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    ).stdout.strip()
    return {
        "date": datetime.now(UTC).date().isoformat(),  # noqa: TID251 - when it was measured
        "commit": commit,
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}",
    }


def main(argv: Sequence[str] | None = None) -> int:
    """Measure; the short form writes nothing and only shows that all of it runs."""
    parser = argparse.ArgumentParser(prog="benchmarks.run", description=__doc__)
    parser.add_argument("--short", action="store_true")
    arguments = parser.parse_args(argv)
    with (
        scratch_directory() as directory,
        running(choose(directory, containers=False), remove=True) as servers,
    ):
        found = asyncio.run(measure(Ground(servers, directory), short=arguments.short))
    columns = ["name", "value", "unit", "baseline", "baseline_value", "ratio", "goal", "met"]
    say(table(found, columns))
    if not arguments.short:
        RESULTS.write_text(json.dumps([header(), *found], ensure_ascii=False, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
