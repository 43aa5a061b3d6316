"""What people err in at each stage of a case's life is refused without a word of what they wrote."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest

from services.routing.app import SERVICE
from services.routing.domain.roles import IN_UNITS, LEADERS_SIDE
from tests.integration.routing.conftest import Routing, order
from tests.marked_requests import refusals, repeated, requests


async def opened(routing: Routing) -> None:
    await routing.open()
    await routing.propose(order("ll-police"), order("141181-office", "assisting"))


STAGES: Mapping[str, Callable[[Routing], Awaitable[Any]]] = {
    "opened": opened,
    "dispatched": Routing.to_dispatched,
    "replied": Routing.to_replied,
}


def person(role: str) -> dict[str, Any]:
    of: dict[str, Any] = {"sub": f"staff/{role}", "name": "水某", "roles": [role]}
    if role in IN_UNITS:
        return of | {"unit": "ll-police"}
    return of | {"post": "ll-secretary"} if role in LEADERS_SIDE else of


@pytest.mark.parametrize("stage", STAGES)
async def test_no_refusal_repeats_what_was_written(routing: Routing, stage: str) -> None:
    await STAGES[stage](routing)
    document = (await routing.http.get("/openapi.json")).json()
    rules = set()
    for role, asked in requests(SERVICE.access, document):
        if asked.method == "POST":
            headers = routing.headers(match=1, **person(role))
            answer = await routing.http.request(**asked.told(headers))
            assert not answer.is_server_error, (asked, answer.text)
            if answer.is_error:
                rules.add(answer.json()["rule"])
            for told in refusals(answer):
                assert repeated(told) == set(), (asked, told)
    assert len(rules) > 20, rules
