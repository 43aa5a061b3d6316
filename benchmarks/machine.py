"""What it was measured on, and where the processors' time went."""

import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import httpx

from benchmarks.load import SEED
from deploy.servers import Servers

TICK = os.sysconf("SC_CLK_TCK")


async def header(servers: Servers) -> dict[str, Any]:
    """Date, commit, seed and machine; the load before the run says whether it was quiet."""
    connection = await asyncpg.connect(servers.postgres.dsn)
    postgres = str(await connection.fetchval("SHOW server_version")).split()[0]
    await connection.close()
    async with httpx.AsyncClient(timeout=30, trust_env=False) as http:
        rabbit = (await http.get(f"{servers.rabbit.api_url}/api/overview")).json()
    return {
        "date": datetime.now(UTC).date().isoformat(),  # noqa: TID251 - when it was measured
        "commit": commit(),
        "seed": SEED,
        "machine": f"{os.cpu_count()} cores, {platform.machine()}",
        "load_before": round(os.getloadavg()[0], 1),
        "versions": {
            "python": platform.python_version(),
            "postgres": postgres,
            "rabbitmq": rabbit["rabbitmq_version"],
            "erlang": rabbit["erlang_version"],
        },
    }


def commit() -> str:
    """The short name of what is checked out."""
    asked = ["git", "rev-parse", "--short", "HEAD"]
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()


def processor_seconds(pid: int | None) -> float:
    """What a process and its children have used so far; 0 for one that is not of this machine."""
    if pid is None:
        return 0.0
    processes = {int(path.name): _stat(path) for path in Path("/proc").glob("[0-9]*")}
    family, seconds = [pid], 0.0
    while family:
        parent = family.pop()
        family += [child for child, (ppid, _) in processes.items() if ppid == parent]
        seconds += processes.get(parent, (0, 0.0))[1]
    return seconds


def _stat(process: Path) -> tuple[int, float]:
    """Its parent, and its processor time with that of the children it has buried."""
    try:
        fields = (process / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0, 0.0  # it ended meanwhile
    return int(fields[1]), sum(int(ticks) for ticks in fields[11:15]) / TICK
