"""``make demo``: a year of an office in a minute, on servers of its own, then up until Ctrl-C."""

import argparse
import asyncio
import signal
import sys
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any

from deploy.audit import Audit, audit
from deploy.cli.connect import SERVICES, command_line, schema_of, services
from deploy.demo.chronicle import Chronicle
from deploy.demo.papers import save_papers
from deploy.demo.people import RefusedError
from deploy.demo.play import Play
from deploy.demo.show import (
    print_events,
    print_figures,
    print_groups,
    print_measures,
    print_promises,
    print_timelines,
)
from deploy.demo.stage import stage
from deploy.demo.stories import PLATES
from deploy.fleet import Fleet
from deploy.fonts import offer_fonts


def main(argv: Sequence[str] | None = None) -> int:
    """Play, show, check; 0 when every case came to its end and nothing was lost or doubled."""
    parser = argparse.ArgumentParser(prog="deploy.demo", description=__doc__)
    parser.add_argument("--exit", action="store_true", help="end after the verdict")
    parser.add_argument("--quiet", action="store_true", help="no timelines, only the verdict")
    arguments = parser.parse_args(argv)
    try:
        return asyncio.run(_demo(arguments))
    except KeyboardInterrupt:
        return 130


async def _demo(arguments: argparse.Namespace) -> int:
    print(
        "A year of a city's public-opinion office 社情民意服务办公室, every step through the interfaces.\n"
        "On the left the seconds that go by here; dates are the office's own.\n",
        flush=True,
    )
    chronicle = Chronicle()
    chronicle.step("fonts of letters 公文字体, installed first if they are missing")
    offer_fonts()
    async with stage(chronicle) as (site, fleet):
        play = Play(site, fleet, chronicle=chronicle)
        try:
            await play.run()
            await play.finish()
        except (TimeoutError, RefusedError) as error:
            print(f"the play stopped: {error}", file=sys.stderr)
        good = await _verdict(play, quiet=arguments.quiet)
        print(f"{chronicle.seconds:.1f} s in all", file=sys.stderr)
        if not arguments.exit:
            await _stay(play, fleet)
        return 0 if good or not arguments.exit else 1


async def _verdict(play: Play, *, quiet: bool) -> bool:
    found = await audit(_schema, [s.listener for s in services()])
    cases = sorted(s for s in found.states if "intake" in found.states[s])
    print()
    if not quiet:
        await print_timelines(play, [subject.partition("/")[2] for subject in cases])
        await print_groups(play)
        await print_measures(play)
        await print_promises(play)
        print_events(found.by_type)
    await print_figures(play)
    await save_papers(play)
    for subject in sorted(set(cases) - set(found.terminal())):
        print(f"NOT AT ITS END  {subject}: {found.states[subject]}")
    good = _is_good(found, cases)
    if good:
        print(
            "Every case is at its end; no event was lost, took effect twice or was heard in disorder,"
            "\nby the journals and event logs of all services."
        )
    print(_last_line(found, cases))
    return good


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


async def _stay(play: Play, fleet: Fleet) -> None:
    print("\nThe services stay up until Ctrl-C:")
    for name in SERVICES:
        print(f"  {name:<13} {fleet.url(name)}/v1   {fleet.url(name)}/openapi.json")
    print(f"\n  {command_line()} case {play.numbers.get(PLATES, 'NUMBER')}", flush=True)
    told = asyncio.Event()
    for what in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(what, told.set)
    await told.wait()


if __name__ == "__main__":
    raise SystemExit(main())
