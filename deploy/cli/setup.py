"""``migrate``, ``topology check``, ``token``: the deploy step and what goes with it."""

import argparse
import os
from pathlib import Path

from deploy.cli.connect import SERVICES, environment, services, setting
from deploy.cli.show import say
from shared.auth import make_keypair, sign
from shared.bus import check_topology, declare_topology
from shared.migrate import migrate


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands' grammar."""
    step = commands.add_parser("migrate", help="bring database and broker to what this code needs")
    step.add_argument(
        "--movable-clock", action="store_true",
        help="make a demo database, whose clock may be moved; settled when it is first made",
    )  # fmt: skip
    step.set_defaults(run=run_migrate)

    topology = commands.add_parser("topology", help="the broker's exchanges and queues")
    topology.add_argument("what", choices=["check"])
    topology.set_defaults(run=run_topology)

    addresses = commands.add_parser(
        "addresses", help='where each service answers, for a shell: eval "$(heartbridge addresses)"'
    )
    addresses.set_defaults(run=run_addresses)

    token = commands.add_parser("token", help="sign a token for a person, until the portal does")
    token.add_argument("sub", help="the person's id")
    token.add_argument(
        "--name", required=True, help="as the organisation has it: holders and heads go by it"
    )
    token.add_argument(
        "--role", action="append", required=True, dest="roles", choices=ROLES, metavar="ROLE",
        help=f"one of {', '.join(ROLES)}; give it again for a second one",
    )  # fmt: skip
    token.add_argument("--post", help="a leader's or secretary's post: GET /v1/posts at routing")
    token.add_argument("--unit", help="an officer's unit: GET /v1/units at routing")
    token.add_argument("--on-behalf-of", help="the leader for whom a secretary or deputy enters")
    token.add_argument("--hours", type=float, default=12)
    token.add_argument("--keys", type=Path, help="folder of signing.pem (HEARTBRIDGE_DATA)")
    token.set_defaults(run=run_token)


ROLES = (
    "clerk", "reviewer", "office_head", "leader", "secretary", "county_leader", "county_office",
    "unit", "unit_head", "agent", "portal", "admin",
)  # fmt: skip
"""Whom a token may make somebody: the roles of all services, the services' own apart."""


async def run_migrate(arguments: argparse.Namespace) -> int:
    """Migrate, then declare the topology."""
    done = await migrate(
        setting("ADMIN_DSN"),
        SERVICES,
        role_prefix=environment().get("HEARTBRIDGE_ROLE_PREFIX", "hb_"),
        password=os.environ.get("HEARTBRIDGE_DB_PASSWORD"),
        movable_clock=arguments.movable_clock,
    )
    say(f"applied  {step}" for step in done.applied)
    say(f"schemas  {', '.join(SERVICES)}: up to date")
    queues = await declare_topology(setting("AMQP_URL"), [s.listener for s in services()])
    say(f"queues   {', '.join(queues)}: declared")
    return 0


async def run_topology(_: argparse.Namespace) -> int:
    """Name what is missing at the broker."""
    missing = await check_topology(setting("AMQP_URL"), [s.listener for s in services()])
    say(f"missing  {what}" for what in missing)
    say("run `heartbridge migrate` to declare it" if missing else "the topology is whole")
    return 1 if missing else 0


async def run_addresses(_: argparse.Namespace) -> int:
    """One line for each service, such as ``INTAKE=http://127.0.0.1:8001``."""
    say(f"{name.upper()}={setting(f'{name.upper()}_URL')}" for name in SERVICES)
    return 0


async def run_token(arguments: argparse.Namespace) -> int:
    """Print a token.  A key pair is made in an empty folder."""
    folder = arguments.keys or Path(setting("DATA"))
    make_keypair(folder)
    say(
        sign(
            folder, sub=arguments.sub, name=arguments.name, roles=arguments.roles,
            post=arguments.post, unit=arguments.unit, on_behalf_of=arguments.on_behalf_of,
            hours=arguments.hours,
        )
    )  # fmt: skip
    return 0
