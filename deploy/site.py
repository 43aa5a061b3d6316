"""One installation: its database and broker made ready, its keys, and what each service is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from deploy.cli.connect import SERVICES, service
from shared.auth import make_keypair, sign
from shared.bus import declare_topology
from shared.migrate import Migrated, migrate
from shared.secrets import Keyring

DATABASE = "heartbridge"


@dataclass(frozen=True)
class Site:
    """Where everything is.

    Parameters
    ----------
    directory : keys and the file gateway's SMS
    migrated : the database, with each service's role
    amqp_url : the broker, with its vhost
    """

    directory: Path
    migrated: Migrated
    amqp_url: str

    @property
    def sms_file(self) -> Path:
        """Where the file gateway writes one line per SMS."""
        return self.directory / "sms.jsonl"

    @property
    def environments(self) -> dict[str, dict[str, str]]:
        """What each service is told."""
        return {name: self._environment(name) for name in SERVICES}

    @property
    def operator(self) -> dict[str, str]:
        """What the command line is told."""
        return {
            "HEARTBRIDGE_ADMIN_DSN": self.migrated.admin_dsn,
            "HEARTBRIDGE_AMQP_URL": self.amqp_url,
            "HEARTBRIDGE_ROLE_PREFIX": self.migrated.role_prefix,
            "HEARTBRIDGE_DATA": str(self.directory),
        }

    def token(
        self,
        role: str,
        name: str,
        *,
        sub: str | None = None,
        post: str | None = None,
        unit: str | None = None,
        on_behalf_of: str | None = None,
    ) -> str:
        """A person's token."""
        return sign(
            self.directory, sub=sub or f"staff/{name}", name=name, roles=[role],
            post=post, unit=unit, on_behalf_of=on_behalf_of,
        )  # fmt: skip

    def _environment(self, name: str) -> dict[str, str]:
        return {
            "HEARTBRIDGE_PG_DSN": self.migrated.dsn(name),
            "HEARTBRIDGE_AMQP_URL": self.amqp_url,
            "HEARTBRIDGE_JWKS": str(self.directory / "jwks.json"),
            "HEARTBRIDGE_KEYS": str(self.directory / "ring.json"),
            "HEARTBRIDGE_SMS_FILE": str(self.sms_file),
            "HEARTBRIDGE_FILES": str(self.directory / "files"),
        }


def make_keys(directory: Path) -> None:
    """The pair that signs tokens and the ring that seals contacts; what is there is kept."""
    make_keypair(directory)
    if not (directory / "ring.json").exists():
        Keyring.create(directory / "ring.json")


async def prepare(
    directory: Path,
    admin_dsn: str,
    amqp_url: str,
    *,
    movable_clock: bool = False,
    names: Sequence[str] = SERVICES,
) -> Site:
    """Make database, schemas, queues and keys, where they are missing.

    Parameters
    ----------
    admin_dsn : an administrator's address; the database itself is created beside its own
    movable_clock : True for a demo, whose business time runs ahead
    """
    make_keys(directory)
    dsn = await _database(admin_dsn)
    migrated = await migrate(dsn, names, movable_clock=movable_clock)
    await declare_topology(amqp_url, [service(name).listener for name in names])
    return Site(directory, migrated, amqp_url)


async def _database(admin_dsn: str) -> str:
    connection = await asyncpg.connect(admin_dsn, timeout=30)
    try:
        found = "SELECT 1 FROM pg_database WHERE datname = $1"
        if await connection.fetchval(found, DATABASE) is None:
            await connection.execute(f'CREATE DATABASE "{DATABASE}"')
    finally:
        await connection.close()
    return urlunsplit(urlsplit(admin_dsn)._replace(path=f"/{DATABASE}"))
