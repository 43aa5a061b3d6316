"""Every endpoint has a row that says who may use it."""

import pytest

from deploy.cli.connect import SERVICES, service
from shared.gate import uncovered


@pytest.mark.parametrize("name", SERVICES)
def test_each_endpoint_has_a_row_and_each_row_an_endpoint(name: str) -> None:
    found = service(name)
    assert uncovered(found.router, found.access) == set()


@pytest.mark.parametrize("name", SERVICES)
def test_no_row_lets_nobody_in(name: str) -> None:
    assert all(row.roles for row in service(name).access.values())


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_hears_only_other_publishers(name: str) -> None:
    assert name not in service(name).listener.publishers
