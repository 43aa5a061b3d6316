"""What may be sent, as a service's own description says: the names that a place has, and its values."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Schema = Mapping[str, Any]
"""A part of an OpenAPI document."""

NAMES = "extra_forbidden"
VALUES = frozenset({"enum", "literal_error"})


def parameters(operation: Schema, place: str = "query") -> dict[str, Schema]:
    """The parameters that an operation takes there, by name."""
    told = operation.get("parameters", ())
    return {p["name"]: p.get("schema", {}) for p in told if p["in"] == place}


def allowed(
    document: Schema, operation: Schema, loc: Sequence[int | str], fault: str
) -> list[Any] | None:
    """What would have been right where a fault is; None for a fault that is not about a choice.

    `loc` leads from ``body``, ``query``, ``path`` or ``header`` to the place, `fault` is pydantic's word.
    """
    if fault not in {NAMES, *VALUES}:
        return None
    there = list(_root(operation, *loc[:2]))
    inner = loc[1 if loc[:1] == ("body",) else 2 :]
    for part in inner[:-1] if fault == NAMES else inner:
        there = list(_step(document, there, part))
    found = [one for schema in there for one in _choices(document, schema, fault)]
    return list(dict.fromkeys(found)) or None


def _root(operation: Schema, place: int | str = "", name: int | str = "") -> Iterator[Schema]:
    if place == "body":
        content = operation.get("requestBody", {}).get("content", {})
        yield content.get("application/json", {}).get("schema", {})
    elif (schema := parameters(operation, str(place)).get(str(name))) is not None:
        yield schema


def _step(document: Schema, there: Sequence[Schema], part: int | str) -> Iterator[Schema]:
    """One part of the way further down; a part that only says which of several shapes stays there."""
    shapes = [shape for schema in there for shape in _shapes(document, schema)]
    inner = [below for shape in shapes if (below := _below(shape, part)) is not None]
    yield from inner or shapes


def _below(shape: Schema, part: int | str) -> Schema | None:
    if isinstance(part, int):
        found: Schema | None = shape.get("items")
        return found
    more = shape.get("additionalProperties")
    found = shape.get("properties", {}).get(part)
    return found if found is not None or not isinstance(more, Mapping) else more


def _shapes(document: Schema, schema: Schema) -> Iterator[Schema]:
    """A schema as it is written, or each of those it may be."""
    if "$ref" in schema:
        _, *path = schema["$ref"].split("/")
        found: Any = document
        for name in path:
            found = found[name]
        yield from _shapes(document, found)
    elif several := schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf"):
        for one in several:
            yield from _shapes(document, one)
    else:
        yield schema


def _choices(document: Schema, schema: Schema, fault: str) -> Iterator[Any]:
    for shape in _shapes(document, schema):
        if fault == NAMES:
            yield from shape.get("properties", {})
        elif "const" in shape:
            yield shape["const"]
        else:
            yield from shape.get("enum", ())
