"""``parked``, ``dead``, ``replay``: events that are not where they should be."""

import argparse
import getpass
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from deploy.cli.connect import SERVICES, schema_of, service, setting
from deploy.cli.show import listed, say, when
from shared import parking
from shared.contracts.envelope import Actor
from shared.replay import clear, replay
from shared.rules import Refused

LIMIT = 1000


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands' grammar."""
    parked = commands.add_parser("parked", help="events that wait: early, not yet, or failed")
    actions = parked.add_subparsers(required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="all of them, the oldest first")
    listing.add_argument("--service", choices=SERVICES)
    listing.set_defaults(run=run_parked_list)
    for name, run, does in (
        ("show", run_parked_show, "one of them, without its body"),
        ("replay", run_parked_replay, "try again now, with all attempts restored"),
        ("discard", run_parked_discard, "give one up; the later ones of its subject go on"),
    ):
        action = actions.add_parser(name, help=does)
        action.add_argument("service", choices=SERVICES, help="who should have heard it")
        action.add_argument("source", choices=SERVICES, help="who said it")
        action.add_argument("subject", help="such as case/LL2022-000017")
        action.add_argument(
            "version", type=int, nargs="?" if name == "replay" else None,
            help="its number among the subject's events",
        )  # fmt: skip
        action.set_defaults(run=run)
    _add_why(action)

    dead = commands.add_parser("dead", help="events that a person must look at")
    actions = dead.add_subparsers(required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="all of them, the oldest first")
    listing.add_argument("--service", choices=SERVICES)
    listing.set_defaults(run=run_dead_list)
    for name, run, does in (
        ("show", run_dead_show, "one of them, without its body"),
        ("replay", run_dead_replay, "let one through the guard again, with all attempts restored"),
        ("discard", run_dead_discard, "give one up; the later ones of its subject go on"),
    ):
        action = actions.add_parser(name, help=does)
        action.add_argument("service", choices=SERVICES, help="who should have heard it")
        action.add_argument("id", type=UUID, help="as `dead list` shows it")
        action.set_defaults(run=run)
    _add_why(action)

    again = commands.add_parser("replay", help="send what was announced to one consumer again")
    again.add_argument("--to", required=True, choices=SERVICES, metavar="CONSUMER")
    again.add_argument("--source", action="append", choices=SERVICES, help="default: all it hears")
    again.add_argument("--from", dest="since", type=datetime.fromisoformat, metavar="TIME",
                       help="business time, with its zone, such as 2022-03-28T00:00+08:00")  # fmt: skip
    again.add_argument("--rebuild", action="store_true",
                       help="first empty its guard and derived tables")  # fmt: skip
    again.set_defaults(run=run_replay)


def _add_why(action: argparse.ArgumentParser) -> None:
    action.add_argument(
        "--why", required=True, help="stays in the journal for ever: no private detail"
    )


async def run_parked_list(arguments: argparse.Namespace) -> int:
    """List what is parked."""
    rows: list[Mapping[str, Any]] = []
    for name in [arguments.service] if arguments.service else SERVICES:
        async with schema_of(name) as tx:
            rows += [{"service": name, **row} for row in await parking.list_parked(tx, LIMIT)]
    columns = ["service", "source", "subject", "version", "kind", "attempts", "type", "reason",
               "next_at", "parked_at"]  # fmt: skip
    say(listed(rows, columns, LIMIT, "nothing is parked"))
    return 0


async def run_parked_show(arguments: argparse.Namespace) -> int:
    """Show one parked event, without its body."""
    async with schema_of(arguments.service) as tx:
        found = await parking.show_parked(
            tx, arguments.source, arguments.subject, arguments.version
        )
    _show(found)
    return 0


async def run_parked_replay(arguments: argparse.Namespace) -> int:
    """Try again now, with all attempts restored."""
    async with schema_of(arguments.service) as tx:
        count = await parking.retry_parked(
            tx, arguments.source, arguments.subject, arguments.version
        )
    if not count:
        raise Refused("nothing_to_try", "none of it is parked, or it waits for an earlier version")
    say(f"{count} will be tried again now")
    return 0


async def run_parked_discard(arguments: argparse.Namespace) -> int:
    """Give up one parked event; the later ones of its subject go on."""
    async with schema_of(arguments.service) as tx:
        await parking.discard(
            tx, arguments.service, arguments.source, arguments.subject, arguments.version,
            by=_operator(), why=arguments.why,
        )  # fmt: skip
    say("discarded, and written in the journal")
    return 0


def _operator() -> Actor:
    """Who sits at this terminal."""
    user = getpass.getuser()
    return Actor(sub=f"operator/{user}", name=user, role="operator")


async def run_dead_list(arguments: argparse.Namespace) -> int:
    """List the dead letters."""
    rows: list[Mapping[str, Any]] = []
    for name in [arguments.service] if arguments.service else SERVICES:
        async with schema_of(name) as tx:
            rows += [{"service": name, **row} for row in await parking.list_dead(tx, LIMIT)]
    columns = ["service", "id", "source", "subject", "version", "type", "reason", "died_at"]
    say(listed(rows, columns, LIMIT, "nothing is dead"))
    return 0


async def run_dead_show(arguments: argparse.Namespace) -> int:
    """Show one dead letter, without its body."""
    async with schema_of(arguments.service) as tx:
        _show(await parking.show_dead(tx, arguments.id))
    return 0


async def run_dead_replay(arguments: argparse.Namespace) -> int:
    """Let one dead event through the guard again."""
    async with schema_of(arguments.service) as tx:
        subject = await parking.revive(tx, arguments.id)
    say(f"{subject} goes on; see `heartbridge parked list --service {arguments.service}`")
    return 0


async def run_dead_discard(arguments: argparse.Namespace) -> int:
    """Give up one dead event; the later ones of its subject go on."""
    async with schema_of(arguments.service) as tx:
        await parking.discard_dead(
            tx, arguments.service, arguments.id, by=_operator(), why=arguments.why
        )
    say("discarded, and written in the journal")
    return 0


async def run_replay(arguments: argparse.Namespace) -> int:
    """Replay to one consumer, each publisher under its own role."""
    consumer = service(arguments.to)
    if arguments.rebuild:
        if consumer.derived is None:
            raise Refused(
                "not_rebuildable",
                f"{consumer.name} keeps facts of its own: a rebuild would lose or repeat them",
            )
        async with schema_of(consumer.name) as tx:
            await clear(tx, consumer.listener, consumer.derived)
    for source in arguments.source or consumer.listener.publishers:
        async with schema_of(source) as tx:
            count = await replay(
                tx, setting("AMQP_URL"), source, consumer.listener, arguments.since
            )
        say(f"{source}: {count} events sent to {consumer.listener.queue}")
    return 0


def _show(found: Mapping[str, Any]) -> None:
    for name, value in found.items():
        say(f"{name:>10}  {when(value) if isinstance(value, datetime) else value}")
