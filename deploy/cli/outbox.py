"""``outbox``: what is committed and not yet at the broker, and what the broker does not take."""

import argparse
from collections.abc import Mapping
from typing import Any

from deploy.cli.connect import SERVICES, schema_of
from deploy.cli.show import listed, say, table
from shared import stops
from shared.health import STALE_OUTBOX_S, bus_state

LIMIT = 1000


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands' grammar."""
    outbox = commands.add_parser(
        "outbox", help="what is committed and not yet at the broker, or is not taken by it"
    )
    actions = outbox.add_subparsers(required=True, metavar="ACTION")
    status = actions.add_parser("status", help="a line per service; status 1 if one stands still")
    status.set_defaults(run=run_status)
    stopped = actions.add_parser("list", help="rows that the broker does not take, and why")
    stopped.add_argument("--service", choices=SERVICES)
    stopped.set_defaults(run=run_list)
    again = actions.add_parser("replay", help="try stopped rows again now")
    again.add_argument("service", choices=SERVICES)
    again.add_argument("seq", type=int, nargs="?", help="one row, by its number; default: all")
    again.set_defaults(run=run_replay)


async def run_status(_: argparse.Namespace) -> int:
    """One line per service; status 1 where something stands still."""
    rows = []
    for name in SERVICES:
        async with schema_of(name) as tx:
            state = await bus_state(tx)
        rows.append({
            "service": name,
            "outbox": state["outbox_rows"],
            "oldest s": round(state["outbox_oldest_seconds"], 1),
            "stopped": state["stopped_rows"],
            **{kind: state["parked"].get(kind, {"rows": 0})["rows"]
               for kind in ("early", "not_yet", "failed")},
            "dead": state["dead_letters"],
        })  # fmt: skip
    say(table(rows, list(rows[0])))
    stuck = [
        r["service"] for r in rows
        if r["oldest s"] > STALE_OUTBOX_S or r["stopped"] or r["dead"] or r["failed"]
    ]  # fmt: skip
    say(f"look at: {', '.join(stuck)}" if stuck else "everything flows")
    return 1 if stuck else 0


async def run_list(arguments: argparse.Namespace) -> int:
    """List what is stopped."""
    rows: list[Mapping[str, Any]] = []
    for name in [arguments.service] if arguments.service else SERVICES:
        async with schema_of(name) as tx:
            rows += [{"service": name, **row} for row in await stops.list_stops(tx, LIMIT)]
    columns = ["service", "seq", "subject", "type", "behind", "attempts", "reason", "stopped_at",
               "next_at"]  # fmt: skip
    say(listed(rows, columns, LIMIT, "nothing is stopped"))
    return 0


async def run_replay(arguments: argparse.Namespace) -> int:
    """Try again now; the pauses between tries begin anew."""
    async with schema_of(arguments.service) as tx:
        count = await stops.retry(tx, arguments.seq)
    say(f"{count} will be tried again now")
    return 0
