"""Whoever adds an address says whom it tells of which case: it asks the scope, or tells of none."""

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from functools import cache
from types import FunctionType, ModuleType
from typing import Any

import pytest

from deploy.cli.connect import SERVICES, service
from services.intake.domain.accusations import is_hidden_from
from services.intake.store import waiting
from services.intake.store.units import and_above
from services.routing.store import scope
from shared import shield
from shared.http import Reader

GATES = {is_hidden_from, and_above, scope.sight_of, shield.sight_of}
"""What says whether a case is there for somebody; one of them is asked on the way of each address."""

TELLS_OF_NO_CASE = {
    ("intake", "GET", "/v1/author-searches"),  # who looked for somebody, and how many were found
    ("intake", "GET", "/v1/channels"),
    ("intake", "GET", "/v1/decline-reasons"),
    ("intake", "GET", "/v1/imports"),  # counts; the cases of one of them are asked for one by one
    ("intake", "GET", "/v1/invalid-rows"),  # no case came of them
    ("intake", "GET", "/v1/suggestions/agreement"),  # counts
    ("intake", "POST", "/v1/cases"),  # its own
    ("intake", "POST", "/v1/imports/{import_id}/rows/{row}/reveal"),  # no case came of it
    ("intake", "POST", "/v1/submissions"),  # its own
    ("routing", "GET", "/v1/counters"),
    ("routing", "GET", "/v1/letter-series"),
    ("routing", "GET", "/v1/measures"),
    ("routing", "GET", "/v1/measures/{measure_id}"),  # its cases have an address of their own
    ("routing", "GET", "/v1/organisation"),
    ("routing", "GET", "/v1/personal-acts"),  # counts
    ("routing", "GET", "/v1/posts"),
    ("routing", "GET", "/v1/practice"),
    ("routing", "GET", "/v1/units"),
    ("routing", "GET", "/v1/units/{unit_id}"),
    ("routing", "POST", "/v1/letter-series"),
    ("routing", "POST", "/v1/measures"),
    ("routing", "POST", "/v1/measures/{measure_id}/revoke"),
    ("routing", "POST", "/v1/organisation"),
    ("routing", "POST", "/v1/practice"),
    ("deadlines", "GET", "/v1/timers/next"),  # an instant
    ("satisfaction", "GET", "/v1/figures"),  # counts
}


def reached(function: Callable[..., Any]) -> set[Callable[..., Any]]:
    """The functions of ours that a function names, and those that they name in turn."""
    seen, new = {function}, [function]
    while new:
        for found in _named(new.pop()) - seen:
            seen.add(found)
            new.append(found)
    return seen


@cache
def _named(function: Callable[..., Any]) -> frozenset[Callable[..., Any]]:
    return frozenset(_names(function))


def _names(function: Callable[..., Any]) -> Iterator[Callable[..., Any]]:
    within = inspect.getmodule(function).__dict__
    for node in ast.walk(_source(function)):
        found = None
        if isinstance(node, ast.Name):
            found = within.get(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            module = within.get(node.value.id)
            found = getattr(module, node.attr, None) if isinstance(module, ModuleType) else None
        if isinstance(found, FunctionType) and found.__module__.startswith(
            ("services.", "shared.")
        ):
            yield found


def _source(function: Callable[..., Any]) -> ast.Module:
    return ast.parse(textwrap.dedent(inspect.getsource(function)))


def asks(endpoint: Callable[..., Any]) -> bool:
    """Whether the scope is asked: by itself, or by the kit before a command on a subject."""
    return bool(reached(endpoint) & GATES) or _has_subject(endpoint)


def _has_subject(endpoint: Callable[..., Any]) -> bool:
    calls = [node for node in ast.walk(_source(endpoint)) if isinstance(node, ast.Call)]
    if any(ast.unparse(call.func) == "Part" for call in calls):
        return True
    told = [{k.arg for k in c.keywords} for c in calls if ast.unparse(c.func) == "call.run"]
    return bool(told) and all(names & {"subject", "find"} for names in told)


@pytest.mark.parametrize("name", SERVICES)
def test_each_address_asks_whom_a_case_is_there_for_or_tells_of_none(name: str) -> None:
    unasked = {
        (name, method, route.path)
        for route in service(name).router.routes
        for method in route.methods
        if not asks(route.endpoint)
    }
    assert unasked == {told for told in TELLS_OF_NO_CASE if told[0] == name}


@pytest.mark.parametrize("name", SERVICES)
def test_before_each_command_on_a_case_the_scope_is_asked(name: str) -> None:
    assert reached(service(name).admits) & GATES


async def forgetful(read: Reader) -> Any:
    return await read.page(list_all, None, 50)


async def list_all(tx: Any, after: str | None, limit: int) -> list[Any]:
    return list(await tx.fetch(waiting.UNCLAIMED, after, limit))


async def careful(read: Reader) -> Any:
    return await read.page(waiting.unclaimed, None, 50, actor=read.actor)


def test_the_guard_sees_who_forgets_to_ask() -> None:
    assert not asks(forgetful)
    assert asks(careful)
