"""Where the system is, and one service's schema under that service's own role."""

import os
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
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


def url_setting(name: str) -> str:
    """The variable that says where a service answers people."""
    return f"HEARTBRIDGE_{name.upper()}_URL"


def tell_where(found: Mapping[str, str]) -> None:
    """Write down where a system runs, so that the command line finds it."""
    CURRENT.parent.mkdir(exist_ok=True)
    CURRENT.touch(mode=0o600)
    CURRENT.write_text("".join(f"{name}={value}\n" for name, value in found.items()))


@contextmanager
def told_where(found: Mapping[str, str]) -> Iterator[None]:
    """As `tell_where`, as long as this lasts; then the development stack is found again."""
    before = CURRENT.read_text() if CURRENT.exists() else None
    tell_where(found)
    try:
        yield
    finally:
        if before is None:
            CURRENT.unlink(missing_ok=True)
        else:
            CURRENT.write_text(before)


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
