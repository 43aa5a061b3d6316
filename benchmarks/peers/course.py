"""The course every peer runs: the same effect, the same count, the same clock."""

import json
import os
import subprocess
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version

import psycopg

AMQP = os.environ["PEER_AMQP"]
DSN = os.environ["PEER_DSN"]
COUNT = int(os.environ["PEER_COUNT"])
BODY = "路" * (int(os.environ["PEER_BODY"]) // 3)

WORKERS = 2
WARM_UP = 50
LIMIT_S = 300

TABLE = "CREATE TABLE effect (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body text)"
INSERT = "INSERT INTO effect (body) VALUES (%s)"


def run(
    package: str, publish: Callable[[int], None], worker: Sequence[str], workers: int = 1
) -> None:
    """Measure, and print one line of JSON.

    Parameters
    ----------
    publish : publishes so many messages and returns when all are confirmed
    worker : the command of a worker, of which `workers` are started
    """
    with psycopg.connect(DSN, autocommit=True) as connection:
        connection.execute(TABLE)
        running = [subprocess.Popen(worker, stdout=subprocess.DEVNULL) for _ in range(workers)]
        try:
            publish(WARM_UP)
            _until(connection, WARM_UP)
            began = time.perf_counter()
            publish(COUNT)
            published = time.perf_counter() - began
            _until(connection, WARM_UP + COUNT)
            seconds = time.perf_counter() - began
        finally:
            for process in running:
                process.terminate()
            for process in running:
                process.wait(timeout=30)
    found = {"version": version(package), "events_per_s": COUNT / seconds,
             "published_per_s": COUNT / published}  # fmt: skip
    print(json.dumps(found))


def _until(connection: psycopg.Connection, goal: int) -> None:
    give_up = time.monotonic() + LIMIT_S
    while connection.execute("SELECT count(*) FROM effect").fetchone() != (goal,):
        if time.monotonic() > give_up:
            raise TimeoutError(f"{goal} effects were not reached")
        time.sleep(0.05)
