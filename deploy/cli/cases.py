"""``case`` and ``verify-history``: what happened, from all services' journals."""

import argparse
from typing import Any

from deploy.cli.connect import SERVICES, schema_of
from deploy.cli.show import say
from deploy.cli.timeline import lines_of
from shared.history import Fault, timeline, verify
from shared.rules import unknown


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands' grammar."""
    case = commands.add_parser("case", help="one case's whole timeline")
    case.add_argument("number", help="such as LL2022-000017")
    case.set_defaults(run=run_case)
    check = commands.add_parser("verify-history", help="prove that no journal row was touched")
    check.set_defaults(run=run_verify)


async def run_case(arguments: argparse.Namespace) -> int:
    """Print the timeline."""
    entries = await whole_timeline(arguments.number)
    if not entries:
        raise unknown("case")
    say(f"{arguments.number}  {len(entries)} entries")
    say(lines_of(arguments.number, entries))
    return 0


async def whole_timeline(number: str) -> list[dict[str, Any]]:
    """Every service's journal of one case, in the order in which it happened."""
    entries: list[dict[str, Any]] = []
    for name in SERVICES:
        async with schema_of(name) as tx:
            entries += [{"service": name, **e} for e in await timeline(tx, f"case/{number}")]
    return sorted(entries, key=lambda e: (e["recorded_at"], e["no"]))


async def run_verify(_: argparse.Namespace) -> int:
    """Verify every schema's chains; status 1 and the subject's name where one is broken."""
    faults = 0
    for name in SERVICES:
        whole = 0
        async with schema_of(name) as tx:
            async for found in verify(tx):
                if isinstance(found, Fault):
                    faults += 1
                    say(f"BROKEN   {name}: {found.subject}: {found.what}")
                else:
                    whole += found
        say(f"{name}: {whole} subjects whole")
    return 1 if faults else 0
