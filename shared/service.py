"""A service: what it hears, what it answers, and the process around it.

`Service` is what a service's ``app.py`` states; `Runtime` is that service running: its pool, its relay,
its consumer and its transactions; `main` runs it until it is told to stop.
"""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog
import uvicorn
from fastapi import APIRouter, FastAPI

from shared import gate, health, log, openapi, problems, shield
from shared.auth import Verifier
from shared.bus import Listener
from shared.clock import now
from shared.consumer import Consumer
from shared.context import Ctx
from shared.contracts.envelope import Actor, Event
from shared.db import OUTAGE, Database, Tx, uncontended
from shared.failures import describe
from shared.inbox import Handler, Inbox, Load, Policy
from shared.jwks import KeySet
from shared.outbox import Act, write
from shared.outcome import Outcome, system
from shared.publisher import Publisher
from shared.relay import Relay
from shared.settings import Settings as Settings


@dataclass(frozen=True, slots=True)
class Worker:
    """A loop beside the handlers, such as the one that fires timers.  It runs until cancelled."""

    name: str
    run: Callable[["Runtime"], Awaitable[None]]


async def load_nothing(_tx: Tx, _subjects: list[str]) -> Mapping[str, Any]:
    """For a service that keeps no row of its own per subject."""
    return {}


Admits = Callable[[Ctx, str, Any], Awaitable[bool]]
"""Whether a loaded subject is there for the person of a command: ``admits(ctx, subject, state)``."""


@dataclass(frozen=True)
class Service:
    """What a service is.

    Parameters
    ----------
    name : its schema, its queue's first word, the source of its events
    hears : the handler for each event class
    load : locks and returns its own rows for subjects, in sorted order
    admits : whether a subject is there for the person of a command; a handler gets None where not
    router, access : its HTTP endpoints and who may use them
    settings : its settings class; the kit's own are always there
    workers, queues : loops, and handlers for its own work queues
    derived : tables that a rebuild may clear; None where a rebuild would lose or repeat something
    """

    name: str
    hears: Mapping[type[Event], Handler] = field(default_factory=dict)
    load: Load = load_nothing
    admits: Admits = shield.admits
    router: APIRouter = field(default_factory=gate.Endpoints)
    access: gate.AccessTable = field(default_factory=dict)
    settings: type[Settings] = Settings
    workers: Sequence[Worker] = ()
    queues: Mapping[str, Callable[["Runtime", Mapping[str, Any]], Awaitable[None]]] = field(
        default_factory=dict
    )
    derived: Sequence[str] | None = None

    @property
    def listener(self) -> Listener:
        """What it needs of the broker."""
        publishers = tuple(sorted({event.publisher() for event in self.hears}))
        return Listener(self.name, publishers, tuple(self.queues))


class Runtime:
    """A service running."""

    def __init__(self, service: Service, settings: Any) -> None:
        self.service = service
        self.settings = settings
        self.access = service.access
        self.log = structlog.get_logger()
        self.verifier = Verifier(
            KeySet(settings.jwks, ttl_s=settings.jwks_ttl_s, keep_s=settings.jwks_keep_s),
            settings.issuer,
        )
        self.database = Database(settings.pg_dsn, service.name, settings.pg_pool)
        self.publisher = Publisher(settings.amqp_url, service.name)
        self.relay = Relay(self.database, self.publisher)
        policy = Policy(settings.attempts, settings.backoff_s, settings.not_yet_s)
        self.inbox = Inbox(
            service.name, service.hears, service.load, policy=policy, settings=settings
        )
        self.consumer = Consumer(
            settings.amqp_url,
            service.listener,
            self.database,
            self.inbox,
            work={queue: self._bound(handler) for queue, handler in service.queues.items()},
            announced=self.announced,
            group_max=settings.group_max,
            prefetch=settings.prefetch,
        )

    @property
    def bus_connected(self) -> bool:
        """Whether events reach us."""
        return self.consumer.connected

    @property
    def last_heard_time(self) -> datetime | None:
        """Business time of the newest event settled here; None before the first."""
        return self.consumer.last_heard_time

    async def backlog(self) -> int:
        """Deliveries ready in the service's queue.  Raises when the broker cannot be reached."""
        return await self.consumer.backlog()

    def announced(self) -> None:
        """Something was committed: the relay need not wait for its next poll."""
        self.relay.wake()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Tx]:
        """One transaction of this service."""
        async with self.database.transaction() as tx:
            yield tx

    async def perform(
        self,
        tx: Tx,
        handler: Callable[..., Awaitable[Outcome]],
        command: Any,
        *,
        subject: str | None,
        actor: Actor,
        if_match: int | None = None,
        traceparent: str | None = None,
    ) -> dict[str, Any]:
        """Run a person's command in an open transaction; return its answer with the new version.

        What is hidden from the person is not there: the handler gets None.
        """
        states = await self.service.load(tx, [subject]) if subject else {}
        ctx = Ctx(
            tx=tx, now=await now(tx), service=self.service.name, actor=actor, if_match=if_match,
            settings=self.settings, traceparent=traceparent,
        )  # fmt: skip
        state = states.get(subject) if subject else None
        if subject and state is not None and not await self.service.admits(ctx, subject, state):
            state = None
        outcome = await handler(ctx, command, state)
        versions = await write(tx, [Act(ctx, outcome)])
        answer = dict(outcome.answer or {})
        if subject:
            answer |= {"subject": subject, "version": versions.get(subject)}
        return answer

    async def act(
        self,
        handler: Callable[..., Awaitable[Outcome]],
        command: Any,
        subjects: Sequence[str] = (),
        *,
        actor: Actor | None = None,
    ) -> dict[str, Any]:
        """Run a worker's handler ``(ctx, command, states)`` in a transaction of its own.

        `subjects` are locked in sorted order.  Tried again when it met another transaction.  `actor`
        is the person whose long work goes on step by step, where it is not the service's own.
        """

        async def transact() -> dict[str, Any]:
            async with self.transaction() as tx:
                states = await self.service.load(tx, sorted(subjects)) if subjects else {}
                ctx = Ctx(
                    tx=tx, now=await now(tx), service=self.service.name,
                    actor=actor or system(self.service.name), settings=self.settings,
                )  # fmt: skip
                outcome = await handler(ctx, command, states)
                await write(tx, [Act(ctx, outcome)])
            self.announced()
            return dict(outcome.answer or {})

        return await uncontended(transact)

    def _bound(
        self, handler: Callable[["Runtime", Mapping[str, Any]], Awaitable[None]]
    ) -> Callable[[Mapping[str, Any]], Awaitable[None]]:
        async def work(body: Mapping[str, Any]) -> None:
            await handler(self, body)

        return work

    async def run(self) -> None:
        """Everything beside HTTP, until cancelled."""
        await self._open()
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self.relay.run())
                tasks.create_task(self.consumer.run())
                for worker in self.service.workers:
                    tasks.create_task(self._keep(worker))
        finally:
            await self.publisher.close()
            await self.database.close()

    async def _open(self) -> None:
        while True:
            try:
                await self.database.open()
            except OUTAGE as error:
                self.log.warning("database_unreachable", error=type(error).__name__)
                await asyncio.sleep(0.5)
            else:
                return

    async def _keep(self, worker: Worker) -> None:
        """A worker that stumbles over an outage or a bug starts again; the others go on."""
        while True:
            try:
                await worker.run(self)
            except OUTAGE as error:
                self.log.warning("database_unreachable", error=type(error).__name__)
            except Exception as error:  # noqa: BLE001 - a bug in one loop stops no other
                self.log.error(  # noqa: TRY400 - a traceback would quote the data
                    "worker_failed", worker=worker.name, error=describe(error)
                )
            await asyncio.sleep(0.5)


def create_app(runtime: Runtime) -> FastAPI:
    """The HTTP application, whose lifespan runs everything else."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        background = asyncio.create_task(runtime.run())
        background.add_done_callback(_die_together)
        yield
        background.remove_done_callback(_die_together)
        background.cancel()
        await asyncio.gather(background, return_exceptions=True)

    app = FastAPI(
        title=f"Heartbridge {runtime.service.name}",
        version="1",
        lifespan=lifespan,
        docs_url=None,  # its page would load scripts from elsewhere; the document itself is served
        redoc_url=None,
    )
    app.state.runtime = runtime
    problems.install(app)
    gate.install(app, runtime.service.router, runtime.service.access)
    app.include_router(health.router)
    openapi.install(app, runtime.service.access)
    app.add_middleware(gate.Doorway, service=runtime.service.name)
    return app


def _die_together(task: "asyncio.Task[None]") -> None:
    """A service whose bus side ended must not go on answering: its keeper starts it again."""
    if not task.cancelled():
        error = task.exception()
        structlog.get_logger().critical("service_ends", error=describe(error) if error else None)
    os.kill(os.getpid(), signal.SIGTERM)


def main(service: Service) -> None:
    """Run a service until SIGTERM."""
    log.configure(service.name)
    settings = service.settings()
    runtime = Runtime(service, settings)
    listening = socket.create_server((settings.http_host, settings.http_port), backlog=512)
    port = listening.getsockname()[1]
    if settings.port_file is not None:
        fresh = settings.port_file.with_suffix(".new")
        fresh.write_text(str(port))
        fresh.replace(settings.port_file)
    structlog.get_logger().info("service_starts", port=port)
    config = uvicorn.Config(
        create_app(runtime),
        loop="uvloop",
        log_config=None,
        access_log=False,
        lifespan="on",
        timeout_graceful_shutdown=10,
        server_header=False,
    )
    uvicorn.Server(config).run(sockets=[listening])
