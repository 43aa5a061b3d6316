"""deadlines on real Postgres, without a broker: events go straight into its inbox."""

from datetime import datetime
from typing import Any

import httpx
import pytest

from services.deadlines.app import SERVICE, DeadlinesSettings
from services.deadlines.handlers.timers import fire_due
from shared.contracts.envelope import Event
from shared.inbox import Settled
from shared.service import Runtime
from tests.alone import Alone, alone, without_broker
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


class Deadlines(Alone):
    """A running deadlines, and what a test wants of it."""

    case_id = CASE
    runtime: Replica

    async def happen(self, at: datetime, *events: Event) -> Settled:
        """Move business time there and deliver the events."""
        await self.move_to(at)
        return await self.hear(*events, at=at)

    async def fire(self, batch: int = 500) -> None:
        """Fire until nothing is due."""
        while await fire_due(self.runtime, batch=batch):
            pass

    async def clock(self, name: str, case_id: str = CASE) -> dict[str, Any]:
        [row] = await self.rows("SELECT * FROM clock WHERE clock_id = $1", f"{case_id}/{name}")
        return row

    async def clocks(self, case_id: str = CASE) -> dict[str, str]:
        """The state of each clock of a case."""
        rows = await self.rows("SELECT clock_id, state FROM clock WHERE case_id = $1", case_id)
        return {row["clock_id"].removeprefix(f"{case_id}/"): row["state"] for row in rows}

    async def told_of(self, clock: str, case_id: str = CASE) -> list[str]:
        """The types of what was announced of one clock, in order."""
        return [b["fact"] for b in await self.said() if b["clock_id"] == f"{case_id}/{clock}"]

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
        headers = self.headers(sub="staff/1", name="赵某", roles=[role], unit=of)
        return await self.http.get(path, params=query, headers=headers)


@pytest.fixture
def settings(database, tmp_path):
    return without_broker(DeadlinesSettings, SERVICE, database, tmp_path)


@pytest.fixture
async def deadlines(database, settings, tmp_path):
    async with alone(Deadlines, Replica(SERVICE, settings), database, tmp_path) as running:
        await running.move_to(march(16))
        yield running


@pytest.fixture
async def second(settings):
    """Another replica of the same service."""
    runtime = Replica(SERVICE, settings)
    await runtime.database.open()
    yield runtime
    await runtime.database.close()
