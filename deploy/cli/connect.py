"""Where the system is, and one service's schema under that service's own role."""

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path

import asyncpg

from shared.db import Tx
from shared.service import Service

SERVICES = ("intake", "routing", "deadlines", "notify", "satisfaction")

PROJECT = Path(__file__).resolve().parents[2]
CURRENT = PROJECT / ".run" / "current.env"


class NotConfigured(Exception):
    """An address is missing; the message says which variable to set."""


def environment() -> Mapping[str, str]:
    """``HEARTBRIDGE_…`` variables, over what a running demo or development stack wrote down."""
    found: dict[str, str] = {}
    if CURRENT.exists():
        for line in CURRENT.read_text().splitlines():
            name, _, value = line.partition("=")
            found[name.strip()] = value.strip()
    return {**found, **{k: v for k, v in os.environ.items() if k.startswith("HEARTBRIDGE_")}}


def setting(name: str) -> str:
    """One address.  Raises `NotConfigured`."""
    value = environment().get(f"HEARTBRIDGE_{name}")
    if not value:
        raise NotConfigured(
            f"set HEARTBRIDGE_{name}, or start the development stack with `make up` first"
        )
    return value


def service(name: str) -> Service:
    """The `Service` that a service's app states."""
    found: Service = import_module(f"services.{name}.app").SERVICE
    return found


def services() -> list[Service]:
    """All of them."""
    return [service(name) for name in SERVICES]


@asynccontextmanager
async def schema_of(name: str) -> AsyncIterator[Tx]:
    """A transaction in one service's schema, under its own role: an operator reads no other's."""
    prefix = environment().get("HEARTBRIDGE_ROLE_PREFIX", "hb_")
    connection = await asyncpg.connect(
        setting("ADMIN_DSN"),
        timeout=10,
        command_timeout=600,
        server_settings={"search_path": name, "role": f"{prefix}{name}"},
    )
    try:
        async with connection.transaction():
            yield connection
    finally:
        await connection.close()
