"""What each command may hold: its fields with their limits, choices and presets, a line for each.

``python -m tests.limits`` writes them to tests/unit/<service>/limits.txt; a test compares what is
written with what the domain says, so that a limit that moves, by accident too, is seen in a review.
"""

import json
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, Literal, get_origin

from pydantic import BaseModel, TypeAdapter

UNIT = Path(__file__).parent / "unit"
SERVICES = ("intake", "notify", "routing", "satisfaction")
_FOR_READERS = {"title", "description", "examples"}


def lines(domain: ModuleType) -> list[str]:
    """A line for each field of each model, and each kind of value, in a service's domain."""
    told = {line for module in _modules(domain) for line in _kinds(module)}
    return sorted(told.union(*(_fields(model) for model in _models(domain))))


def written(domain: ModuleType) -> Path:
    return UNIT / domain.__name__.split(".")[1] / "limits.txt"


def _modules(domain: ModuleType) -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(domain.__path__, f"{domain.__name__}."):
        yield import_module(found.name)


def _kinds(module: ModuleType) -> Iterator[str]:
    """Texts of a form, numbers of a range, codes of a list."""
    for name, thing in vars(module).items():
        if get_origin(thing) in {Annotated, Literal}:
            yield f"{name} = {_limits(TypeAdapter(thing).json_schema())}"


def _models(domain: ModuleType) -> Iterator[type[BaseModel]]:
    for module in _modules(domain):
        for thing in vars(module).values():
            ours = isinstance(thing, type) and issubclass(thing, BaseModel)
            if ours and thing.__module__ == module.__name__:
                yield thing


def _fields(model: type[BaseModel]) -> Iterator[str]:
    schema = model.model_json_schema()
    required = set(schema.get("required", ()))
    more = "" if schema.get("additionalProperties") is False else " and what nobody asked for"
    yield f"{model.__name__}: {len(schema.get('properties', {}))} fields{more}"
    for name, told in schema.get("properties", {}).items():
        needed = "!" if name in required else ""
        yield f"{model.__name__}.{name}{needed} {_limits(told)}"


def _limits(schema: dict[str, Any]) -> str:
    return json.dumps(_bare(schema), ensure_ascii=False, sort_keys=True)


def _bare(told: Any) -> Any:
    """A schema without its words for people."""
    if isinstance(told, dict):
        return {
            k: v.rpartition("/")[2] if k == "$ref" else _bare(v)
            for k, v in told.items()
            if k not in _FOR_READERS or not isinstance(v, str | list)
        }
    return [_bare(one) for one in told] if isinstance(told, list) else told


if __name__ == "__main__":
    for name in SERVICES:
        package = import_module(f"services.{name}.domain")
        written(package).write_text("\n".join(lines(package)) + "\n", encoding="utf-8")
