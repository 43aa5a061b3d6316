"""What tests of every kind lean on: databases, vhosts, whole systems, and waiting for a condition."""

import asyncio
import inspect
import secrets
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import httpx

from deploy.cli.connect import SERVICES, service
from deploy.fleet import Fleet
from deploy.servers import Rabbit
from deploy.site import Site, make_keys
from shared.bus import declare_topology
from shared.migrate import Migrated, migrate

POLL_S = 0.02
SAFE_TO_KILL_S = 8
"""A queue declared later than this before a SIGKILL may be forgotten or, a quorum queue, be unusable."""


async def eventually(probe: Callable[[], Any], seconds: float = 10, what: str | None = None) -> Any:
    """Poll a probe, plain or async, until it gives something true; return that.

    A probe that raises AssertionError has not come true yet.  After the limit the last such error, or
    what the probe gave last, is what the test fails with.
    """
    limit = time.monotonic() + seconds
    while True:
        found: Any = None
        error: AssertionError | None = None
        try:
            found = probe()
            if inspect.isawaitable(found):
                found = await found
        except AssertionError as failed:
            error = failed
        else:
            if found:
                return found
        if time.monotonic() > limit:
            message = f"not within {seconds:g} s: {what or inspect.getsource(probe).strip()}"
            raise AssertionError(f"{message}; the last answer was {found!r}") from error
        await asyncio.sleep(POLL_S)


# -- Postgres --------------------------------------------------------------------------------------


class Template:
    """A migrated database that tests copy; its roles are prefixed, for the server may be shared."""

    def __init__(self, server_dsn: str, schemas: Sequence[str] = SERVICES) -> None:
        self.run = f"t{secrets.token_hex(4)}"
        self._server = server_dsn
        self._schemas = schemas
        self._name = f"{self.run}_template"
        self.migrated: Migrated

    async def make(self, *more: str) -> None:
        """Migrate it, and run the administrator's statements of a test's own."""
        await self._on_server(f'CREATE DATABASE "{self._name}"')
        self.migrated = await migrate(
            _in_database(self._server, self._name),
            self._schemas,
            role_prefix=f"{self.run}_",
            password=secrets.token_urlsafe(16),
            movable_clock=True,
            months_ahead=1,  # a copy takes as long as there are tables
        )
        async with TestDatabase(self.migrated).connect() as connection:
            for statement in more:
                await connection.execute(statement)

    async def remove(self) -> None:
        await self._on_server(
            f'DROP DATABASE IF EXISTS "{self._name}" WITH (FORCE)',
            f"DROP ROLE IF EXISTS {self._roles}",
        )

    @asynccontextmanager
    async def copy(self) -> AsyncIterator["TestDatabase"]:
        """A database of one's own, gone afterwards."""
        copied = f"{self.run}_{secrets.token_hex(4)}"
        # As files: writing every page to the log as well takes longer.  What belongs to a database
        # and not to its content is not copied: who may connect.
        await self._on_server(
            f'CREATE DATABASE "{copied}" TEMPLATE "{self._name}" STRATEGY file_copy',
            f'REVOKE CONNECT ON DATABASE "{copied}" FROM PUBLIC',
            f'GRANT CONNECT ON DATABASE "{copied}" TO {self._roles}',
        )
        try:
            yield TestDatabase(replace(self.migrated, admin_dsn=_in_database(self._server, copied)))
        finally:
            await self._on_server(f'DROP DATABASE "{copied}" WITH (FORCE)')

    @property
    def _roles(self) -> str:
        return ", ".join(f'"{self.migrated.role(name)}"' for name in self._schemas)

    async def _on_server(self, *statements: str) -> None:
        connection = await asyncpg.connect(self._server, timeout=30)
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()


@dataclass(frozen=True)
class TestDatabase:
    """One test's database."""

    __test__ = False

    migrated: Migrated

    @property
    def admin(self) -> str:
        """The administrator's address."""
        return self.migrated.admin_dsn

    def dsn(self, service: str) -> str:
        """Address under one service's own role."""
        return self.migrated.dsn(service)

    @asynccontextmanager
    async def connect(self, service: str | None = None) -> AsyncIterator[Any]:
        """A connection under a service's role and in its schema, or the administrator's."""
        settings = {} if service is None else {"search_path": service}
        dsn = self.admin if service is None else self.dsn(service)
        connection = await asyncpg.connect(dsn, timeout=30, server_settings=settings)
        try:
            yield connection
        finally:
            await connection.close()

    async def rows(self, service: str, query: str, *args: Any) -> list[dict[str, Any]]:
        """What a query gives in a service's schema."""
        async with self.connect(service) as connection:
            return [dict(row) for row in await connection.fetch(query, *args)]

    async def move_clock(self, instant: datetime) -> None:
        """Move business time."""
        async with self.connect() as connection:
            await connection.execute("SELECT clock.move_to($1)", instant)


def _in_database(dsn: str, name: str) -> str:
    return urlunsplit(urlsplit(dsn)._replace(path=f"/{name}"))


# -- RabbitMQ --------------------------------------------------------------------------------------


class Vhost:
    """One test's part of the broker."""

    def __init__(self, rabbit: Rabbit, name: str) -> None:
        self.name = name
        self.url = urlunsplit(urlsplit(rabbit.amqp_url)._replace(path=f"/{name}"))
        self._user = urlsplit(rabbit.amqp_url).username
        self._api = f"{rabbit.api_url}/api"
        self._declared_at: float | None = None

    async def create(self) -> None:
        everything = {"configure": ".*", "write": ".*", "read": ".*"}
        await self.api("PUT", f"/vhosts/{self.name}")
        await self.api("PUT", f"/permissions/{self.name}/{self._user}", json=everything)

    async def remove(self) -> None:
        await self.api("DELETE", f"/vhosts/{self.name}")

    async def declare(self, names: Sequence[str] = SERVICES) -> None:
        """Declare what these services need, and what every event passes through."""
        await declare_topology(self.url, [service(name).listener for name in names])
        self._declared_at = time.monotonic()

    async def safe_to_kill(self) -> None:
        """Wait until the broker may be killed without harm to the queues that were declared."""
        since = self._declared_at or time.monotonic()
        await eventually(
            lambda: time.monotonic() - since > SAFE_TO_KILL_S, SAFE_TO_KILL_S + 5, "queues settle"
        )

    async def depth(self, queue: str) -> int:
        """Deliveries in a queue, ready or in somebody's hands; from the management API, so late."""
        found = await self.api("GET", f"/queues/{self.name}/{queue}")
        return int(found.json().get("messages", 0))

    async def api(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Ask the management API."""
        # without TLS no certificates need be read, which would take longer than the call
        verify = self._api.startswith("https")
        async with httpx.AsyncClient(timeout=30, trust_env=False, verify=verify) as http:
            return (await http.request(method, f"{self._api}{path}", **more)).raise_for_status()


@asynccontextmanager
async def a_vhost(rabbit: Rabbit) -> AsyncIterator[Vhost]:
    """A vhost of one's own, gone afterwards."""
    vhost = Vhost(rabbit, f"t{secrets.token_hex(4)}")
    await vhost.create()
    try:
        yield vhost
    finally:
        await vhost.remove()


# -- the whole system ------------------------------------------------------------------------------


@dataclass(frozen=True)
class System:
    """A database, a vhost with its topology, and keys: all that services need to run."""

    site: Site
    database: TestDatabase
    vhost: Vhost
    directory: Path

    def fleet(self, names: Sequence[str] = SERVICES, replicas: int = 1, **env: str) -> Fleet:
        """Services as processes, not started yet: ``async with system.fleet() as fleet``.

        `env` are more settings, such as ``prefetch="20"``, for all of them.
        """
        more = {f"HEARTBRIDGE_{name.upper()}": value for name, value in env.items()}
        told = {name: told | more for name, told in self.site.environments.items()}
        return Fleet(names, told, self.directory / "services", replicas)


async def a_system(database: TestDatabase, vhost: Vhost, directory: Path) -> System:
    """Keys and topology for a database and a vhost."""
    keys = directory / "site"
    make_keys(keys)
    await vhost.declare()
    return System(Site(keys, database.migrated, vhost.url), database, vhost, directory)
