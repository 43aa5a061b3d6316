"""Services alone, as the walks use them."""

import pytest

from tests.walk.handling.routing import a_replica, a_routing


@pytest.fixture
async def routing(database, tmp_path):
    async with a_routing(database, tmp_path) as running:
        yield running


@pytest.fixture
async def second(routing, database, tmp_path):
    """Another replica of the same."""
    async with a_replica(database, tmp_path / "second") as running:
        yield running
