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
SETTINGS = "HEARTBRIDGE_SETTINGS"


class NotConfigured(Exception):
    """An address is missing; the message says which variable to set."""


def environment() -> Mapping[str, str]:
    """``HEARTBRIDGE_…`` variables, over what a running demo or development stack wrote down.

    Which of them, if several run here, says ``HEARTBRIDGE_SETTINGS``: the file that it wrote.
    """
    found: dict[str, str] = {}
    written = Path(os.environ.get(SETTINGS, CURRENT))
    if written.exists():
        for line in written.read_text().splitlines():
            name, _, value = line.partition("=")
            found[name.strip()] = value.strip()
    return {**found, **{k: v for k, v in os.environ.items() if k.startswith("HEARTBRIDGE_")}}


def url_setting(name: str) -> str:
    """The variable that says where a service answers people."""
    return f"HEARTBRIDGE_{name.upper()}_URL"


def tell_where(found: Mapping[str, str], written: Path | None = None) -> None:
    """Write down where a system runs, so that the command line finds it."""
    written = written or CURRENT
    written.parent.mkdir(exist_ok=True)
    written.touch(mode=0o600)
    written.write_text(_lines(found))


def _lines(found: Mapping[str, str]) -> str:
    return "".join(f"{name}={value}\n" for name, value in found.items())


@contextmanager
def told_where(found: Mapping[str, str]) -> Iterator[None]:
    """As `tell_where`, as long as this lasts; but whom the command line finds already, it goes on to find.

    Beside such a one this process alone finds what is `found`, and whoever says `command_line`.
    """
    if CURRENT.exists():
        written = CURRENT.with_name(f"beside-{os.getpid()}.env")
        os.environ[SETTINGS] = str(written)
    else:
        written = CURRENT
    tell_where(found, written)
    try:
        yield
    finally:
        if written != CURRENT:
            del os.environ[SETTINGS]
        if written.exists() and written.read_text() == _lines(found):
            written.unlink()  # else another system wrote there that it runs now


def command_line() -> str:
    """What a person types to reach the system that this process speaks to."""
    written = os.environ.get(SETTINGS)
    return f"{SETTINGS}={written} .venv/bin/heartbridge" if written else ".venv/bin/heartbridge"


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
