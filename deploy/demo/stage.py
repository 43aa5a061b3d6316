"""Where a performance takes place: servers of its own, a site on them, and its services."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from deploy.cli.connect import SERVICES, told_where
from deploy.demo.chronicle import Chronicle
from deploy.fleet import Fleet
from deploy.servers import choose, running
from deploy.servers.scratch import scratch_directory
from deploy.site import Site, prepare

GIVEN = "HEARTBRIDGE_DEMO_"


@asynccontextmanager
async def stage(chronicle: Chronicle) -> AsyncIterator[tuple[Site, Fleet]]:
    """Everything is up as long as this lasts, and the command line finds it; then it is gone."""
    with scratch_directory() as directory:
        servers = choose(directory, given=GIVEN, durable=False)
        chronicle.step("starting Postgres and RabbitMQ, installed first if they are missing")
        with running(servers, remove=True):
            chronicle.step("making the database, the queues and the keys")
            site = await prepare(
                directory / "site", servers.postgres.dsn, servers.rabbit.amqp_url,
                movable_clock=True,
            )  # fmt: skip
            told = {name: {**env, "HEARTBRIDGE_TIMER_POLL_S": "0.05"}
                    for name, env in site.environments.items()}  # fmt: skip
            chronicle.step(f"starting the services: {', '.join(SERVICES)}")
            async with Fleet(SERVICES, told, directory / "services") as fleet:
                with told_where(site.operator | fleet.addresses):
                    yield site, fleet
