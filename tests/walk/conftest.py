"""Services alone, as the walks use them."""

import pytest

from tests.walk.handling.routing import a_replica, a_routing
from tests.walk.reception.intake import a_replica as an_intake_beside
from tests.walk.reception.intake import an_intake


@pytest.fixture
async def routing(database, tmp_path):
    async with a_routing(database, tmp_path) as running:
        yield running


@pytest.fixture
async def second(routing, database, tmp_path):
    """Another replica of the same."""
    async with a_replica(database, tmp_path / "second") as running:
        yield running


@pytest.fixture
async def intake(database, tmp_path):
    async with an_intake(database, tmp_path) as running:
        yield running


@pytest.fixture
async def second_intake(intake, database, tmp_path):
    """Another replica of the same."""
    async with an_intake_beside(database, tmp_path / "second", tmp_path / "ring.json") as running:
        yield running
