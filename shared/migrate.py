"""The deploy step for Postgres: roles, schemas, plain SQL migrations forward only, partitions, grants."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg

from shared.migrations import expected

MONTHS_AHEAD = 24
PARTITIONED = ("event_log", "journal")
LOCK = "SELECT pg_advisory_lock(hashtext('heartbridge migrate'))"

TRACK = """
CREATE TABLE IF NOT EXISTS migration (
  origin text, name text, sha256 text NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (origin, name))
"""
FOUND = "SELECT sha256 FROM migration WHERE origin = $1 AND name = $2"
RECORD = "INSERT INTO migration (origin, name, sha256) VALUES ($1, $2, $3)"

MONTHS = """
SELECT to_char(m, 'YYYY_MM') AS name, m::date AS starts, (m + interval '1 month')::date AS ends
FROM generate_series(date_trunc('month', clock_timestamp()),
                     date_trunc('month', clock_timestamp()) + make_interval(months => $1),
                     interval '1 month') AS m
"""


class AlteredMigration(Exception):
    """A migration that was applied before has another text now."""


@dataclass
class Migrated:
    """What was done, and how each service reaches its schema."""

    admin_dsn: str
    role_prefix: str
    password: str = field(repr=False)
    applied: list[str] = field(default_factory=list)

    def role(self, service: str) -> str:
        return f"{self.role_prefix}{service}"

    def dsn(self, service: str, database: str | None = None) -> str:
        """The service role's address, in this database or in a copy of it."""
        parts = urlsplit(self.admin_dsn)
        host = parts.netloc.rpartition("@")[2]
        user = f"{quote(self.role(service))}:{quote(self.password, safe='')}"
        path = f"/{database}" if database else parts.path
        return urlunsplit(parts._replace(netloc=f"{user}@{host}", path=path))


async def migrate(
    dsn: str,
    services: Sequence[str],
    *,
    role_prefix: str = "hb_",
    password: str | None = None,
    movable_clock: bool = False,
    months_ahead: int = MONTHS_AHEAD,
) -> Migrated:
    """Bring the database to what this code needs; harmless when it is there already.

    Parameters
    ----------
    dsn : an address with the right to create roles and schemas
    password : for the services' roles; a random one when None
    movable_clock : True makes a demo or test database; settled for ever when it is first made
    months_ahead : for which partitions are made beside the present month's

    Raises
    ------
    AlteredMigration
    """
    done = Migrated(dsn, role_prefix, password or secrets.token_urlsafe(24))
    connection = await asyncpg.connect(dsn, command_timeout=300)
    try:
        await connection.execute(LOCK)
        await connection.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
        await _clock(connection, movable_clock, done)
        for service in services:
            await _role(connection, done.role(service), done.password)
            await _schema(connection, service, done)
            await _partitions(connection, service, months_ahead)
            await _grants(connection, service, done.role(service))
    finally:
        await connection.close()
    return done


async def _clock(connection: Any, movable: bool, done: Migrated) -> None:
    if await connection.fetchval("SELECT to_regclass('clock.setting')") is None:
        await _apply(connection, "clock", done, track_after=True)
        await connection.execute("INSERT INTO clock.setting (movable) VALUES ($1)", movable)
    else:
        await _apply(connection, "clock", done)


async def _schema(connection: Any, schema: str, done: Migrated) -> None:
    await connection.execute(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')
    await _apply(connection, schema, done)


async def _apply(
    connection: Any, schema: str, done: Migrated, *, track_after: bool = False
) -> None:
    await connection.execute(f'SET search_path = "{schema}"')
    if not track_after:
        await connection.execute(TRACK)
    for origin, file in expected(schema):
        text = file.read_text()
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        found = None if track_after else await connection.fetchval(FOUND, origin, file.name)
        if found is not None:
            if found != sha256:
                raise AlteredMigration(f"{origin}/{file.name}: write a new migration instead")
            continue
        async with connection.transaction():
            await connection.execute(text)
            if track_after:
                await connection.execute(TRACK)
            await connection.execute(RECORD, origin, file.name, sha256)
        done.applied.append(f"{schema}: {origin}/{file.name}")
    await connection.execute("RESET search_path")


async def _role(connection: Any, role: str, password: str) -> None:
    if await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", role) is None:
        await connection.execute(f'CREATE ROLE "{role}" LOGIN')
    literal = await connection.fetchval("SELECT quote_literal($1)", password)
    await connection.execute(f'ALTER ROLE "{role}" PASSWORD {literal}')


async def _partitions(connection: Any, schema: str, months_ahead: int) -> None:
    for month in await connection.fetch(MONTHS, months_ahead):
        for table in PARTITIONED:
            name = f'"{schema}"."{table}_{month["name"]}"'
            await connection.execute(
                f'CREATE TABLE IF NOT EXISTS {name} PARTITION OF "{schema}"."{table}" '
                f"FOR VALUES FROM ('{_iso(month['starts'])}') TO ('{_iso(month['ends'])}')"
            )


def _iso(day: date) -> str:
    return day.isoformat()


async def _grants(connection: Any, schema: str, role: str) -> None:
    """Its own schema and the clock, nothing else; the journal can be added to, never changed."""
    database = await connection.fetchval("SELECT quote_ident(current_database())")
    for statement in (
        f'GRANT CONNECT ON DATABASE {database} TO "{role}"',
        f'GRANT USAGE ON SCHEMA "{schema}", clock TO "{role}"',
        f'GRANT SELECT ON clock.setting TO "{role}"',
        f'GRANT EXECUTE ON FUNCTION clock.now() TO "{role}"',
        f'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "{schema}" TO "{role}"',
        f'GRANT USAGE ON ALL SEQUENCES IN SCHEMA "{schema}" TO "{role}"',
        f'REVOKE UPDATE, DELETE ON "{schema}".journal FROM "{role}"',
        f'REVOKE INSERT, UPDATE, DELETE ON "{schema}".migration FROM "{role}"',
    ):
        await connection.execute(statement)
