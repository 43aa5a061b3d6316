"""Running the peers: each in their own environment, as a process that prints one line of JSON."""

import json
import os
import signal
import subprocess
from pathlib import Path
from typing import Any

from benchmarks.load import PER_CASE, reception

PROJECT = Path(__file__).resolve().parents[1]
PYTHON = PROJECT / ".venv" / "bench" / "bin" / "python"
PEERS = ("celery", "taskiq", "procrastinate")

COUNT = 3000
LIMIT_S = 400


def peer(name: str, dsn: str, amqp: str) -> dict[str, Any]:
    """Let a peer run the course on an empty database and vhost."""
    told = {
        "PEER_DSN": dsn, "PEER_AMQP": amqp, "PEER_COUNT": str(COUNT),
        "PEER_BODY": str(_average_body()),
    }  # fmt: skip
    process = subprocess.Popen(
        [PYTHON, "-m", f"benchmarks.peers.with_{name}"],
        env={**os.environ, **told}, cwd=PROJECT, text=True, start_new_session=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        said, complaints = process.communicate(timeout=LIMIT_S)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)  # its workers with it
    if process.returncode != 0:
        raise RuntimeError(f"{name} did not run the course: {complaints[-2000:]}")
    found: dict[str, Any] = json.loads(said.splitlines()[-1])
    return found


def _average_body() -> int:
    bodies = [e.model_dump_json() for number in range(100) for e in reception(number)]
    return sum(len(body.encode()) for body in bodies) // (100 * PER_CASE)
