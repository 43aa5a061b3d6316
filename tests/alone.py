"""A service alone: real Postgres, no broker.  Events go straight into its inbox, people use its API."""

import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import httpx

from shared.auth import make_keypair, sign
from shared.clock import now
from shared.contracts.envelope import Envelope, Event
from shared.ids import uuid7
from shared.inbox import Heard, Settled
from shared.service import Runtime, Service, Settings, create_app
from tests.harness import TestDatabase

CASE = "LL2022-000017"

AnySettings = TypeVar("AnySettings", bound=Settings)


class Alone:
    """A running service, and what a test of any service wants of it."""

    case_id = CASE
    """The case that is meant where a test names none."""

    def __init__(self, runtime: Runtime, database: TestDatabase, directory: Path) -> None:
        self.runtime = runtime
        self.database = database
        self._keys = directory / "keys"
        self._versions: Counter[tuple[str, str]] = Counter()
        self.app = create_app(runtime)
        self.http = httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app), base_url="http://alone"
        )

    # -- time and events -----------------------------------------------------------------------------

    async def move_to(self, instant: datetime) -> None:
        """Move business time."""
        await self.database.move_clock(instant)

    async def hear(self, *events: Event, at: datetime | None = None) -> Settled:
        """Deliver events as one group, each publisher's in order, told `at` or now."""
        if at is None:
            async with self.runtime.transaction() as tx:
                at = await now(tx)
        return await self.runtime.consumer.settle([self._heard(event, at) for event in events])

    def _heard(self, event: Event, told: datetime) -> Heard:
        key = (event.publisher(), event.subject)
        self._versions[key] += 1
        envelope = Envelope(
            id=uuid7(), source=key[0], type=event.topic, subject=key[1],
            version=self._versions[key], time=told,
        )  # fmt: skip
        return Heard(envelope, event.model_dump_json().encode())

    async def sweep(self) -> Settled:
        """Take up parked events whose turn came, as the kit's sweeper does."""
        async with self.runtime.transaction() as tx:
            keys = await self.runtime.inbox.due(tx)
        return await self.runtime.consumer.settle([], keys)

    # -- people --------------------------------------------------------------------------------------

    def headers(
        self, *, key: str | None = None, match: int | None = None, **person: Any
    ) -> dict[str, str]:
        """A person's token, the command's key (a new one when None), and the version they saw."""
        token = sign(self._keys, **person)
        seen = {} if match is None else {"If-Match": f'"{match}"'}
        return {"Authorization": f"Bearer {token}", "Idempotency-Key": key or str(uuid4()), **seen}

    # -- what came of it -----------------------------------------------------------------------------

    async def rows(self, query: str, *args: Any) -> list[dict[str, Any]]:
        async with self.runtime.transaction() as tx:
            return [dict(row) for row in await tx.fetch(query, *args)]

    async def one(self, query: str, *args: Any) -> dict[str, Any]:
        """The only row."""
        [row] = await self.rows(query, *args)
        return row

    async def said(self, *facts: str, of: str | None = None) -> list[dict[str, Any]]:
        """The bodies of what was announced, in order: these facts or all, `of` a case or subject."""
        bodies = []
        last: Counter[str] = Counter()
        for row in await self.rows("SELECT * FROM event_log ORDER BY seq"):
            last[row["subject"]] += 1
            assert row["version"] == last[row["subject"]]
            if of is None or row["subject"] == _subject(of):
                fact = {"fact": row["type"].split(".")[1]}
                bodies.append(fact | json.loads(row["payload"] or "{}"))
        return [body for body in bodies if not facts or body["fact"] in facts]

    async def facts(self, of: str | None = None) -> list[str]:
        """The names of what was announced, in order."""
        return [body["fact"] for body in await self.said(of=of)]

    async def journal(self, of: str | None = None) -> list[dict[str, Any]]:
        """The journal's entries of a case or subject, in order."""
        query = "SELECT entry FROM journal WHERE subject = $1 ORDER BY no"
        rows = await self.rows(query, _subject(of or self.case_id))
        return [json.loads(row["entry"]) for row in rows]


def _subject(of: str) -> str:
    return of if "/" in of else f"case/{of}"


AnyAlone = TypeVar("AnyAlone", bound=Alone)


def without_broker(
    kind: type[AnySettings], service: Service, database: TestDatabase, directory: Path, **more: Any
) -> AnySettings:
    """Settings of a service alone; its keys are made in `directory`."""
    jwks = make_keypair(directory / "keys")
    return kind(
        pg_dsn=database.dsn(service.name), amqp_url="amqp://127.0.0.1:1/", jwks=str(jwks), **more
    )


@asynccontextmanager
async def alone(
    kind: type[AnyAlone], runtime: Runtime, database: TestDatabase, directory: Path
) -> AsyncIterator[AnyAlone]:
    """The service with its pool open."""
    await runtime.database.open()
    running = kind(runtime, database, directory)
    try:
        yield running
    finally:
        await running.http.aclose()
        await runtime.database.close()
