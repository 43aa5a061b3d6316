"""The command line's grammar, and the one place where an exception becomes an exit status."""

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence

import asyncpg
import structlog
from aio_pika.exceptions import AMQPError

from deploy.cli import cases, outbox, queues, setup
from deploy.cli.connect import NotConfigured
from shared.failures import describe
from shared.migrate import AlteredMigration
from shared.rules import Refused

OK, FAULTS_FOUND, REFUSED, UNREACHABLE = 0, 1, 2, 3


def parser() -> argparse.ArgumentParser:
    """Every command with its options."""
    top = argparse.ArgumentParser(
        prog="heartbridge",
        description="Look after a running Heartbridge.  Addresses come from HEARTBRIDGE_ADMIN_DSN and "
        "HEARTBRIDGE_AMQP_URL, or from the development stack that runs here.",
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    setup.add(commands)
    outbox.add(commands)
    queues.add(commands)
    cases.add(commands)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return its exit status.

    0 done · 1 something is wrong with what was checked · 2 refused, the rule is named ·
    3 a server cannot be reached.
    """
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    arguments = parser().parse_args(argv)
    try:
        return _run(arguments)
    except Refused as refused:
        return _fail(REFUSED, f"refused ({refused.rule}): {refused.detail}")
    except (NotConfigured, AlteredMigration) as error:
        return _fail(REFUSED, str(error))
    except AMQPError as error:
        return _fail(UNREACHABLE, f"RabbitMQ: {type(error).__name__}")
    except (OSError, asyncpg.PostgresConnectionError, asyncpg.InvalidAuthorizationSpecificationError
            ) as error:  # fmt: skip
        return _fail(UNREACHABLE, f"a server cannot be reached: {type(error).__name__}")
    except asyncpg.PostgresError as error:
        return _fail(REFUSED, describe(error))


def _run(arguments: argparse.Namespace) -> int:
    """Run it to the last line; who reads no further, such as ``head``, is no failure."""
    try:
        status = int(asyncio.run(arguments.run(arguments)))
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    return status


def _fail(status: int, text: str) -> int:
    print(f"heartbridge: {text}", file=sys.stderr)
    return status
