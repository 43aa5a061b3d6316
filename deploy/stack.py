"""The development stack: ``python -m deploy.stack up | down | clean``.

Where a Docker engine answers it is the compose file's; else private servers and services as processes,
which a keeper in the background starts, watches and ends.  Data is kept from one time to the next.
"""

import argparse
import asyncio
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from deploy import compose
from deploy.cli.connect import CURRENT, SERVICES, tell_where
from deploy.fleet import PROJECT, Fleet
from deploy.fonts import offer_fonts
from deploy.servers import Servers, choose, running
from deploy.servers.containers import engine_answers
from deploy.servers.process import Pid, ServerFailed, tail, wait_until
from deploy.site import prepare

GIVEN = "HEARTBRIDGE_STACK_"
HOME = PROJECT / ".run" / "stack"
STATE = HOME / "state.json"
LOG = HOME / "stack.log"

UP_S = 180
DOWN_S = 90


def main() -> int:
    """Run one of the three."""
    parser = argparse.ArgumentParser(prog="deploy.stack", description=__doc__)
    parser.add_argument("what", choices=["up", "down", "clean", "keep"])
    what = parser.parse_args().what
    try:
        return {"up": up, "down": down, "clean": clean, "keep": keep}[what]()
    except ServerFailed as failed:
        print(failed, file=sys.stderr)
        return 1


def up() -> int:
    """Start it in the background and print where everything is."""
    if engine_answers():
        return compose.up()
    keeper = _keeper()
    if keeper is None:
        print("starting Postgres, RabbitMQ and the services, which takes half a minute", flush=True)
        offer_fonts()
        HOME.mkdir(parents=True, exist_ok=True)
        STATE.unlink(missing_ok=True)
        with LOG.open("ab") as log:
            started = subprocess.Popen(
                [sys.executable, "-m", "deploy.stack", "keep"],
                cwd=PROJECT, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        _wait_for_state(started)
    state = json.loads(STATE.read_text())
    for name, address in state["addresses"].items():
        print(f"{name:<14} {address}")
    print(f"{'logs':<14} {HOME}")
    print(f"{'passwords':<14} {CURRENT}")
    print('Without units yet? README, "Your first case", says how to bring them in.')
    print("`.venv/bin/heartbridge --help` looks after it; `make down` stops it and keeps its data.")
    return 0


def down() -> int:
    """End what `up` started, and nothing else: by number and start time."""
    if compose.is_up():
        return compose.down()
    keeper = _keeper()
    if keeper is not None:
        keeper.signal(signal.SIGTERM)
        wait_until(lambda: not keeper.alive, DOWN_S, "the stack does not end", log=LOG)
    left = [process for process in _recorded("processes") if process.alive]
    for process in left:
        process.signal(signal.SIGKILL)
    wait_until(lambda: not any(p.alive for p in left), DOWN_S, "processes live on", log=LOG)
    _forget()
    print("the stack is down; its data is kept" if keeper else "the stack is not running")
    return 0


def clean() -> int:
    """End it and remove its data."""
    down()
    compose.remove()
    if HOME.exists():
        _servers().remove()
        shutil.rmtree(HOME)
    return 0


def keep() -> int:
    """What runs in the background: starts everything, watches the services, ends all on SIGTERM."""
    HOME.mkdir(parents=True, exist_ok=True)
    with (HOME / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        with running(_servers()) as servers:
            try:
                asyncio.run(_live(servers))
            finally:
                _forget()
    return 0


async def _live(servers: Servers) -> None:
    end = asyncio.Event()
    for what in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(what, end.set)
    site = await prepare(HOME / "site", servers.postgres.dsn, servers.rabbit.amqp_url)
    async with Fleet(SERVICES, site.environments, HOME / "services") as fleet:
        fleet.keep()
        more = {"HEARTBRIDGE_RABBIT_API": servers.rabbit.api_url}
        tell_where(site.operator | fleet.addresses | more)
        pids = [servers.postgres.pid, servers.rabbit.pid, *(m.pid for m in fleet.members.values())]
        _write_state(
            keeper=_now(os.getpid()),
            processes=[_now(pid) for pid in pids if pid is not None],
            addresses={name: fleet.url(name) for name in SERVICES}
            | {
                "broker": _without_password(servers.rabbit.api_url),
                "database": _without_password(site.migrated.admin_dsn),
            },
        )
        await end.wait()


def _servers() -> Servers:
    return choose(HOME, given=GIVEN, containers=False)


def _wait_for_state(started: "subprocess.Popen[bytes]") -> None:
    limit = time.monotonic() + UP_S
    while not STATE.exists():
        if started.poll() is not None:
            raise ServerFailed(f"the stack did not start{tail(LOG)}")
        if time.monotonic() > limit:
            raise ServerFailed(f"the stack is not up within {UP_S} s{tail(LOG)}")
        time.sleep(0.1)


def _write_state(**state: Any) -> None:
    fresh = STATE.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps(state, indent=2))
    fresh.replace(STATE)


def _without_password(address: str) -> str:
    parts = urlsplit(address)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def _now(number: int) -> list[int]:
    found = Pid.of(number)
    return list(found) if found else [number, -1]


def _recorded(what: str) -> list[Pid]:
    if not STATE.exists():
        return []
    found = json.loads(STATE.read_text())[what]
    return [Pid(*pair) for pair in ([found] if what == "keeper" else found)]


def _keeper() -> Pid | None:
    """The keeper of an earlier `up`, if it lives."""
    return next((keeper for keeper in _recorded("keeper") if keeper.alive), None)


def _forget() -> None:
    STATE.unlink(missing_ok=True)
    CURRENT.unlink(missing_ok=True)


if __name__ == "__main__":
    raise SystemExit(main())
