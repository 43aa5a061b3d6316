"""``make demo``: a year of an office in a minute, on servers of its own, then up until Ctrl-C."""

import argparse
import asyncio
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

from deploy.audit import Audit, audit
from deploy.cli.cases import lines_of, whole_timeline
from deploy.cli.connect import CURRENT, SERVICES, schema_of, services
from deploy.demo.people import RefusedError
from deploy.demo.play import Play
from deploy.demo.show import print_figures, save_letter
from deploy.fleet import Fleet
from deploy.fonts import offer_fonts
from deploy.servers import Servers, choose, running
from deploy.servers.scratch import scratch_directory
from deploy.site import prepare


def main(argv: Sequence[str] | None = None) -> int:
    """Play, show, check; 0 when every case came to its end and nothing was lost or doubled."""
    parser = argparse.ArgumentParser(prog="deploy.demo", description=__doc__)
    parser.add_argument("--exit", action="store_true", help="end after the verdict")
    parser.add_argument("--quiet", action="store_true", help="no timelines, only the verdict")
    arguments = parser.parse_args(argv)
    offer_fonts()
    with scratch_directory() as directory:
        servers = choose(directory, given="HEARTBRIDGE_DEMO_", durable=False)
        with running(servers, remove=True):
            try:
                return asyncio.run(_demo(arguments, servers, directory))
            except KeyboardInterrupt:
                return 130
            finally:
                CURRENT.unlink(missing_ok=True)


async def _demo(arguments: argparse.Namespace, servers: Servers, directory: Path) -> int:
    started = time.monotonic()
    site = await prepare(
        directory / "site", servers.postgres.dsn, servers.rabbit.amqp_url, movable_clock=True
    )
    CURRENT.parent.mkdir(exist_ok=True)
    CURRENT.touch(mode=0o600)
    CURRENT.write_text("".join(f"{k}={v}\n" for k, v in site.operator.items()))
    told = {name: {**env, "HEARTBRIDGE_TIMER_POLL_S": "0.05"}
            for name, env in site.environments.items()}  # fmt: skip
    async with Fleet(SERVICES, told, directory / "services") as fleet:
        print(f"servers and services are up after {time.monotonic() - started:.1f} s")
        play = Play(site, fleet)
        try:
            await play.run()
            await play.finish()
        except (TimeoutError, RefusedError) as error:
            print(f"the play stopped: {error}", file=sys.stderr)
        good = await _verdict(play, quiet=arguments.quiet)
        print(f"{time.monotonic() - started:.1f} s in all", file=sys.stderr)
        if arguments.exit:
            return 0 if good else 1
        await _stay(fleet)
        return 0


async def _verdict(play: Play, *, quiet: bool) -> bool:
    found = await audit(_schema, [s.listener for s in services()])
    cases = sorted(s for s in found.states if "intake" in found.states[s])
    if not quiet:
        for subject in cases:
            number = subject.partition("/")[2]
            for line in lines_of(number, await whole_timeline(number)):
                print(line)
            print()
    print("events by type")
    for topic, count in sorted(found.by_type.items()):
        print(f"  {count:5}  {topic}")
    print()
    await print_figures(play)
    print()
    await save_letter(play)
    for subject in sorted(set(cases) - set(found.terminal())):
        print(f"NOT AT ITS END  {subject}: {found.states[subject]}")
    print(_last_line(found, cases))
    return _is_good(found, cases)


def _schema(name: str) -> AbstractAsyncContextManager[Any]:
    return schema_of(name)


def _is_good(found: Audit, cases: Sequence[str]) -> bool:
    wrong = found.lost + found.doubled + found.out_of_order + found.waiting + found.dead
    return wrong == 0 and set(cases) == set(found.terminal())


def _last_line(found: Audit, cases: Sequence[str]) -> str:
    return (
        f"demo: {len(cases)} cases, {len(found.terminal())} terminal, {found.events} events, "
        f"{found.lost} lost, {found.doubled} doubled"
    )


async def _stay(fleet: Fleet) -> None:
    print("\nThe services stay up until Ctrl-C:")
    for name in SERVICES:
        print(f"  {name:<13} {fleet.url(name)}/v1   {fleet.url(name)}/openapi.json")
    print("\n  .venv/bin/heartbridge case LL2022-000001")
    told = asyncio.Event()
    for what in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(what, told.set)
    await told.wait()


if __name__ == "__main__":
    raise SystemExit(main())
