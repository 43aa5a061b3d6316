"""deadlines on real Postgres, without a broker: events go straight into its inbox."""

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from services.deadlines.app import SERVICE, DeadlinesSettings
from services.deadlines.handlers.timers import fire_due
from shared.auth import make_keypair, sign
from shared.clock import now
from shared.contracts.envelope import Envelope, Event
from shared.ids import uuid7
from shared.inbox import Heard, Settled
from shared.service import Runtime, create_app
from tests.integration.deadlines.facts import CASE, march


class Replica(Runtime):
    """The service without its bus: what the broker would say of the queue is set by the test."""

    connected = True
    waiting = 0
    heard: datetime | None = None

    @property
    def bus_connected(self) -> bool:
        return self.connected

    @property
    def last_heard_time(self) -> datetime | None:
        return self.heard

    async def backlog(self) -> int:
        return self.waiting


class Deadlines:
    """A running deadlines, and what a test wants of it."""

    def __init__(self, runtime: Replica, admin_dsn: str, keys_folder: Path) -> None:
        self.runtime = runtime
        self._admin_dsn = admin_dsn
        self._folder = keys_folder
        self._versions: Counter[tuple[str, str]] = Counter()
        transport = httpx.ASGITransport(create_app(runtime))
        self.http = httpx.AsyncClient(transport=transport, base_url="http://deadlines")

    # -- time and events ------------------------------------------------------------------------------

    async def move_to(self, instant: datetime) -> None:
        """Move business time, as only the database's owner may."""
        admin = await asyncpg.connect(self._admin_dsn)
        await admin.execute("SELECT clock.move_to($1)", instant)
        await admin.close()

    async def hear(self, *events: Event, at: datetime | None = None) -> Settled:
        """Deliver events as one group, each publisher's in order, told `at` or now."""
        async with self.runtime.transaction() as tx:
            told = at or await now(tx)
        return await self.runtime.consumer.settle([self._heard(e, told) for e in events])

    async def happen(self, at: datetime, *events: Event) -> Settled:
        """Move business time there and deliver the events."""
        await self.move_to(at)
        return await self.hear(*events, at=at)

    def _heard(self, event: Event, told: datetime) -> Heard:
        key = (event.publisher(), event.subject)
        self._versions[key] += 1
        envelope = Envelope(
            id=uuid7(), source=key[0], type=event.topic, subject=key[1],
            version=self._versions[key], time=told,
        )  # fmt: skip
        return Heard(envelope, event.model_dump_json().encode())

    async def sweep(self) -> None:
        """Take up parked events whose turn came, as the kit's sweeper does."""
        async with self.runtime.transaction() as tx:
            keys = await self.runtime.inbox.due(tx)
        await self.runtime.consumer.settle([], keys)

    async def until(self, probe: Callable[[], Awaitable[bool]]) -> None:
        """Wait for a condition, ten seconds at most."""
        async with asyncio.timeout(10):
            while not await probe():  # noqa: ASYNC110 - what is waited for stands in the database
                await asyncio.sleep(0.01)

    async def fire(self, batch: int = 500) -> None:
        """Fire until nothing is due."""
        while await fire_due(self.runtime, batch=batch):
            pass

    # -- what came of it ------------------------------------------------------------------------------

    async def rows(self, query: str, *args: Any) -> list[dict[str, Any]]:
        async with self.runtime.transaction() as tx:
            return [dict(row) for row in await tx.fetch(query, *args)]

    async def clock(self, name: str, case_id: str = CASE) -> dict[str, Any]:
        [row] = await self.rows("SELECT * FROM clock WHERE clock_id = $1", f"{case_id}/{name}")
        return row

    async def clocks(self, case_id: str = CASE) -> dict[str, str]:
        """The state of each clock of a case."""
        rows = await self.rows("SELECT clock_id, state FROM clock WHERE case_id = $1", case_id)
        return {row["clock_id"].removeprefix(f"{case_id}/"): row["state"] for row in rows}

    async def said(self, *types: str, case_id: str | None = None) -> list[dict[str, Any]]:
        """The bodies of what was announced, in order, of these types or of all."""
        found = await self.rows("SELECT subject, type, payload FROM event_log ORDER BY seq")
        bodies = [
            {"type": row["type"].split(".")[1], **json.loads(row["payload"])} for row in found
        ]
        return [
            body
            for body in bodies
            if (not types or body["type"] in types) and case_id in (None, body["case_id"])
        ]

    async def told_of(self, clock: str, case_id: str = CASE) -> list[str]:
        """The types of what was announced of one clock, in order."""
        return [b["type"] for b in await self.said() if b["clock_id"] == f"{case_id}/{clock}"]

    async def journal(self, case_id: str = CASE) -> list[dict[str, Any]]:
        found = await self.rows(
            "SELECT entry FROM journal WHERE subject = $1 ORDER BY no", f"case/{case_id}"
        )
        return [json.loads(row["entry"]) for row in found]

    async def ignored(self, case_id: str = CASE) -> list[str]:
        """The rules by which facts were found to apply no more."""
        return [row["why"] for row in await self.journal(case_id) if row["action"] == "ignore"]

    async def timers(self, case_id: str = CASE) -> dict[tuple[str, str], datetime]:
        rows = await self.rows("SELECT * FROM timer WHERE case_id = $1", case_id)
        return {
            (row["clock_id"].removeprefix(f"{case_id}/"), row["kind"]): row["due_at"]
            for row in rows
        }

    async def get(
        self, path: str, *, role: str = "clerk", of: str | None = None, **query: Any
    ) -> httpx.Response:
        """Ask as a person of that role, `of` that unit."""
        token = sign(self._folder, sub="staff/1", name="赵某", roles=[role], unit=of)
        headers = {"Authorization": f"Bearer {token}"}
        return await self.http.get(path, params=query, headers=headers)


@pytest.fixture
def settings(database, tmp_path):
    jwks = make_keypair(tmp_path / "keys")
    return DeadlinesSettings(
        pg_dsn=database.dsn("deadlines"), amqp_url="amqp://127.0.0.1:1/", jwks=str(jwks)
    )


@pytest.fixture
async def deadlines(database, settings, tmp_path):
    runtime = Replica(SERVICE, settings)
    await runtime.database.open()
    running = Deadlines(runtime, database.admin, tmp_path / "keys")
    await running.move_to(march(16))
    yield running
    await running.http.aclose()
    await runtime.database.close()


@pytest.fixture
async def second(settings):
    """Another replica of the same service."""
    runtime = Replica(SERVICE, settings)
    await runtime.database.open()
    yield runtime
    await runtime.database.close()
