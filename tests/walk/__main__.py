"""``make walk``: many cases walked on the real service; writes tests/walk/results.json and docs/proofs.md.

``--page`` only writes the page anew.  What was found astray is printed, and nothing is written.  A
kind of which nothing is walked keeps the figures that it has.
"""

import argparse
import json
import multiprocessing
import os
import secrets
import sys
import time
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor, as_completed
from datetime import date
from typing import Any

from benchmarks.machine import commit
from deploy.servers import choose, running
from deploy.servers.process import die_with
from deploy.servers.scratch import scratch_directory
from tests.walk.page import PAGE, RESULTS, page
from tests.walk.run import Found
from tests.walk.shares import BOOKS, shares, walked


def measured(cases: int, meetings: int, receptions: int, seed: str, jobs: int) -> dict[str, Any]:
    """The figures of a run, by kind; whatever strayed is among them."""
    found: dict[str, Found] = defaultdict(Found)
    began = time.monotonic()
    with (
        scratch_directory(in_memory=True) as directory,
        running(choose(directory, durable=False), remove=True) as servers,
    ):
        parts = list(shares(cases, meetings, receptions, seed, servers.postgres.dsn))
        spawned = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(
            jobs, mp_context=spawned, initializer=die_with, initargs=(os.getpid(),)
        ) as pool:
            for done, future in enumerate(as_completed(pool.submit(walked, p) for p in parts), 1):
                kind, one = future.result()
                found[kind].add(one)
                _tell(f"{done} of {len(parts)} shares, {time.monotonic() - began:.0f} s", one)
    about = {
        "date": date.today().isoformat(),  # noqa: DTZ011, TID251 - when it was measured
        "commit": commit(),
        "seed": seed,
    }
    return {
        **{kind: about | one.summary(BOOKS[kind]) for kind, one in found.items()},
        "astray": [line for one in found.values() for line in one.astray],
    }


def _tell(progress: str, one: Found) -> None:
    print(progress, *one.astray[:3], sep="\n", flush=True)  # noqa: T201 - the command's output


def main() -> int:
    parser = argparse.ArgumentParser(prog="make walk", description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--meetings", type=int, default=3_000)
    parser.add_argument("--receptions", type=int, default=2_000)
    parser.add_argument("--seed", default=str(secrets.randbelow(2**32)))
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--page", action="store_true")
    args = parser.parse_args()
    if not args.page:
        print(f"seed: {args.seed}", flush=True)  # noqa: T201
        results = measured(args.cases, args.meetings, args.receptions, args.seed, args.jobs)
        if results["astray"]:
            print(*results["astray"], sep="\n")  # noqa: T201
            return 1
        told = json.dumps(_written() | results, ensure_ascii=False, indent=1)
        RESULTS.write_text(told + "\n", encoding="utf-8")
    PAGE.write_text(page(_written()), encoding="utf-8")
    return 0


def _written() -> dict[str, Any]:
    results: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8"))
    return results


if __name__ == "__main__":
    sys.exit(main())
