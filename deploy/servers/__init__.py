"""Real servers for tests, demo and development stack.

They come, in this order, from addresses that were given; from containers, when a Docker engine
answers; from private processes of the installed binaries, which are installed first if need be.
Never from somebody else's server whose address was not given.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from deploy.servers.containers import ContainerPostgres, ContainerRabbit, engine_answers
from deploy.servers.given import GivenPostgres, GivenRabbit
from deploy.servers.postgres import PrivatePostgres
from deploy.servers.process import ServerFailed as ServerFailed
from deploy.servers.rabbitmq import PrivateRabbit


class Server(Protocol):
    """What every server can do.  `ours` is False for one whose address was given."""

    ours: bool

    @property
    def pid(self) -> int | None:
        """Its process, while it runs and is ours."""

    def launch(self) -> None:
        """Start it, without waiting."""

    def wait(self) -> None:
        """Wait until it takes connections."""

    def start(self) -> None:
        """Start it and wait; harmless when it runs."""

    def stop(self) -> None:
        """End it in order; its data is kept."""

    def kill(self) -> None:
        """SIGKILL it.  Raises `ServerFailed` where it is not ours."""

    def restart(self) -> None:
        """Stop it if it runs, and start it on the same address and data."""

    def remove(self) -> None:
        """Stop it and remove its data, where it is ours."""


class Postgres(Server, Protocol):
    """A database server."""

    @property
    def dsn(self) -> str:
        """The administrator's address."""


class Rabbit(Server, Protocol):
    """A broker."""

    @property
    def amqp_url(self) -> str:
        """Address of the default vhost, with user and password."""

    @property
    def api_url(self) -> str:
        """Address of the management API, with user and password."""


@dataclass(frozen=True, slots=True)
class Servers:
    """One of each."""

    postgres: Postgres
    rabbit: Rabbit

    def start(self) -> None:
        """Start both at once, and wait for both."""
        self.rabbit.launch()
        self.postgres.launch()
        self.postgres.wait()
        self.rabbit.wait()

    def stop(self) -> None:
        """End both in order; their data is kept."""
        self.rabbit.stop()
        self.postgres.stop()

    def remove(self) -> None:
        """End both and remove their data."""
        self.rabbit.remove()
        self.postgres.remove()


def choose(
    directory: Path,
    *,
    given: str | None = None,
    containers: bool = True,
    durable: bool = True,
) -> Servers:
    """The servers to use; not started yet.

    Parameters
    ----------
    directory : for data and logs of private servers
    given : prefix of the variables that may give addresses, such as ``HEARTBRIDGE_TEST_``:
        ``…PG_ADMIN_DSN``, and ``…AMQP_URL`` with ``…RABBIT_API``; None: use servers of our own
    containers : False leaves a Docker engine out
    durable : False is for tests: faster, and safe against everything but the machine's own death
    """
    dsn, amqp, api = (
        os.environ.get(f"{given}{name}") if given else None
        for name in ("PG_ADMIN_DSN", "AMQP_URL", "RABBIT_API")
    )
    if (amqp is None) != (api is None):
        raise ServerFailed(f"{given}AMQP_URL and {given}RABBIT_API go together")
    docker = containers and engine_answers()
    postgres: Postgres
    rabbit: Rabbit
    if dsn:
        postgres = GivenPostgres(dsn)
    elif docker:
        postgres = ContainerPostgres(durable=durable)
    else:
        postgres = PrivatePostgres(directory / "postgres", durable=durable)
    if amqp and api:
        rabbit = GivenRabbit(amqp, api)
    elif docker:
        rabbit = ContainerRabbit()
    else:
        rabbit = PrivateRabbit(directory / "rabbitmq")
    return Servers(postgres, rabbit)


@contextmanager
def running(servers: Servers, *, remove: bool = False) -> Iterator[Servers]:
    """Start the servers and end them again, whatever happens; with their data if `remove`."""
    try:
        servers.start()
        yield servers
    finally:
        if remove:
            servers.remove()
        else:
            servers.stop()
