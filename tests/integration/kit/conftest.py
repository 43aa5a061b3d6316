"""A publisher and a consumer of the kit's own: no service is needed to try the kit."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest

from deploy.cli.connect import SERVICES
from shared.bus import declare_topology
from shared.clock import now
from shared.context import Ctx
from shared.contracts.deadlines import DeadlineCancelled
from shared.contracts.envelope import Actor, Event
from shared.contracts.intake import CaseClaimed
from shared.outbox import Act, write
from shared.outcome import Change, Entry, Outcome
from shared.rules import NotYet
from shared.service import Runtime, Service, Settings
from tests.harness import Template, TestDatabase, Vhost, eventually

CLERK = Actor(sub="clerk-1", name="水某", role="clerk")

NOTE = """
INSERT INTO note (subject, source, version)
SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[])
"""

TABLE = """
CREATE TABLE ledger.note (id bigint GENERATED ALWAYS AS IDENTITY, subject text, source text,
                          version bigint)
"""

BROKEN: set[tuple[str, int]] = set()
"""(subject, version) at which the ledger's handler raises, while a test says so."""


def claimed(number: int) -> CaseClaimed:
    """The publisher's event about one of its cases."""
    return CaseClaimed(case_id=f"LL2022-{number:06d}", by=CLERK)


async def note(ctx: Ctx, _event: Event, _state: Any) -> Outcome:
    """The consumer's effect: a row per event."""
    cause = ctx.cause
    assert cause is not None
    if (cause.subject, cause.version) in BROKEN:
        raise ValueError("13000000001 is broken")
    row = (cause.subject, cause.source, cause.version)
    return Outcome([Change(NOTE, row)], [Entry(cause.subject, "note", ctx.actor)])


async def note_after_claim(ctx: Ctx, event: Event, state: Any) -> Outcome:
    """An effect that needs another publisher's fact first."""
    known = "SELECT 1 FROM note WHERE subject = $1 AND source = 'intake'"
    if not await ctx.tx.fetchval(known, event.subject):
        raise NotYet("intake.case_claimed.v1")
    return await note(ctx, event, state)


INTAKE = Service("intake")
DEADLINES = Service("deadlines")
LEDGER = Service(
    "ledger", hears={CaseClaimed: note, DeadlineCancelled: note_after_claim}, derived=("note",)
)


class Kit:
    """Publishers and consumers in this process, on a test's own database and vhost."""

    def __init__(self, database: TestDatabase, vhost: Vhost) -> None:
        self.database = database
        self.vhost = vhost
        self._stack = AsyncExitStack()

    async def close(self) -> None:
        await self._stack.aclose()

    async def start(self, service: Service, **settings: Any) -> Runtime:
        """Run a replica until the test ends."""
        told = {"attempts": 3, "backoff_s": 0.05, "not_yet_s": 0.3} | settings
        runtime = Runtime(
            service,
            Settings(
                pg_dsn=self.database.dsn(service.name), amqp_url=self.vhost.url, jwks="none", **told
            ),
        )
        await self._stack.enter_async_context(_running(runtime))
        return runtime

    async def say(self, runtime: Runtime, *events: Event, fail: bool = False) -> None:
        """Announce events in one transaction, as a handler's outcome."""
        async with runtime.transaction() as tx:
            ctx = Ctx(tx, await now(tx), runtime.service.name, CLERK)
            await write(tx, [Act(ctx, Outcome(events=events))])
            if fail:
                raise ZeroDivisionError
        runtime.announced()

    async def notes(self) -> list[tuple[str, int]]:
        """What took effect at the ledger, in that order."""
        async with self.database.connect() as connection:
            rows = await connection.fetch("SELECT subject, version FROM ledger.note ORDER BY id")
        return [(r["subject"], r["version"]) for r in rows]

    async def noted(self, count: int, seconds: float = 30) -> list[tuple[str, int]]:
        """Wait until so many effects are there."""

        async def there() -> bool:
            return len(await self.notes()) >= count

        await eventually(there, seconds, f"{count} notes")
        return await self.notes()

    async def value(self, query: str, *args: Any) -> Any:
        """One value, as the administrator sees it."""
        async with self.database.connect() as connection:
            return await connection.fetchval(query, *args)


@asynccontextmanager
async def _running(runtime: Runtime) -> AsyncIterator[None]:
    task = asyncio.create_task(runtime.run())
    try:
        await eventually(lambda: runtime.bus_connected or task.done(), 30, "consuming")
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture(scope="session")
def template(servers):
    """The ledger's schema beside the services'."""
    made = Template(servers.postgres.dsn, [*SERVICES, LEDGER.name])
    asyncio.run(made.make(TABLE, f'GRANT ALL ON ledger.note TO "{made.run}_ledger"'))
    yield made
    asyncio.run(made.remove())


@pytest.fixture
async def kit(database, vhost) -> AsyncIterator[Kit]:
    """Publishers and consumer with their queues, none of them running yet."""
    BROKEN.clear()
    await declare_topology(vhost.url, [s.listener for s in (INTAKE, DEADLINES, LEDGER)])
    made = Kit(database, vhost)
    try:
        yield made
    finally:
        await made.close()
