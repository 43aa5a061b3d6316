"""Real servers, once per run; a database and a vhost per test."""

import asyncio
import secrets
from pathlib import Path

import pytest
from hypothesis import settings

from deploy.servers import choose, running
from deploy.servers.containers import engine_answers
from deploy.servers.scratch import scratch_directory
from tests.harness import Template, a_system, a_vhost

pytest_plugins = ["tests.seed"]

GIVEN = "HEARTBRIDGE_TEST_"

# How long an example takes says what else the machine does, not whether the code is right.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_addoption(parser):
    parser.addoption("--long", action="store_true", help="run the kill test in its long form")


def pytest_collection_modifyitems(items):
    for item in items:
        if item.get_closest_marker("engine") and not engine_answers():
            item.add_marker(pytest.mark.skip(reason="no Docker engine answers on this machine"))


@pytest.fixture(scope="session")
def long(request) -> bool:
    """Whether the heavy forms were asked for."""
    return request.config.getoption("--long")


@pytest.fixture(scope="session")
def run_directory():
    """A folder on disk for servers that tests kill, gone afterwards."""
    with scratch_directory() as directory:
        yield directory


@pytest.fixture(scope="session")
def servers():
    """One Postgres and one RabbitMQ for the whole run: nobody may kill them."""
    with (
        scratch_directory(in_memory=True) as directory,
        running(choose(directory, given=GIVEN, durable=False), remove=True) as started,
    ):
        yield started


@pytest.fixture
def own_servers(run_directory, long):
    """Servers of one test's own, to be killed at will.

    In the long form they are as durable as the real ones.  A killed process loses nothing that the
    system already holds, so the short form need not wait for the disk.
    """
    directory = run_directory / f"own-{secrets.token_hex(4)}"
    with running(choose(directory, durable=long), remove=True) as started:
        yield started


@pytest.fixture(scope="session")
def template(servers):
    """The migrated database that tests copy."""
    made = Template(servers.postgres.dsn)
    asyncio.run(made.make())
    yield made
    asyncio.run(made.remove())


@pytest.fixture
async def database(template):
    """One test's own copy: ``database.dsn("routing")``, ``database.admin``."""
    async with template.copy() as copied:
        yield copied


@pytest.fixture
async def vhost(servers):
    """One test's own vhost, empty: ``vhost.url``; ``await vhost.declare()`` makes the queues."""
    async with a_vhost(servers.rabbit) as made:
        yield made


@pytest.fixture
async def system(database, vhost, tmp_path: Path):
    """Everything services need to run: ``async with system.fleet(replicas=2) as fleet``."""
    return await a_system(database, vhost, tmp_path)
