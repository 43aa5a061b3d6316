"""Every service describes itself wholly: who may ask, what must be sent, how it is refused."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI

from deploy.cli.connect import SERVICES, service
from shared import openapi

PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


def described(name: str) -> dict[str, Any]:
    found = service(name)
    app = FastAPI(title=name)
    app.include_router(found.router)
    return openapi.describe(app, found.access)


def operations(name: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in described(name)["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def parameters(operation: dict[str, Any]) -> dict[str, bool]:
    """Each parameter, and whether it is required."""
    return {p["name"].lower(): p["required"] for p in operation.get("parameters", ())}


@pytest.mark.parametrize("name", SERVICES)
def test_each_address_says_in_a_line_what_it_is_and_for_whom(name: str) -> None:
    found = service(name)
    for method, path, operation in operations(name):
        row = found.access[method.upper(), path]
        assert operation["summary"]
        told = openapi.OPEN if row.roles == {"*"} else sorted(row.roles)
        assert all(role in operation["description"] for role in told)
        assert operation["security"] == [{"bearer": []}]
    assert described(name)["components"]["securitySchemes"] == {"bearer": openapi.BEARER}


@pytest.mark.parametrize("name", SERVICES)
def test_each_refusal_is_a_problem_that_names_its_rule(name: str) -> None:
    for method, path, operation in operations(name):
        refusals = {c: told for c, told in operation["responses"].items() if c >= "400"}
        assert all(told["content"] == PROBLEM and told["description"] for told in refusals.values())
        assert {"401", "403", "422", "503"} <= set(refusals)
        assert ("404" in refusals) == ("{" in path or method != "get")
        assert {c in refusals for c in ("409", "412", "413", "415", "428")} == {method != "get"}
    assert described(name)["components"]["schemas"]["Problem"]["required"][-1] == "rule"
    assert "HTTPValidationError" not in str(described(name))


@pytest.mark.parametrize("name", SERVICES)
def test_a_command_says_that_it_needs_a_key_and_takes_a_version(name: str) -> None:
    for method, path, operation in operations(name):
        told = parameters(operation)
        if method == "get":
            assert "idempotency-key" not in told, path
        else:
            assert (told["idempotency-key"], told["if-match"]) == (True, False), path
