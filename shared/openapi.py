"""A service's own description at ``/openapi.json``: who may ask, what must be sent, how it is refused.

FastAPI knows parameters, bodies and summaries.  All that the gate, the commands and the problem
documents have in common is added here, from the ACCESS table.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from shared.gate import ANY_ROLE, AccessTable
from shared.problems import MEDIA_TYPE

BEARER = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "JWT",
    "description": "a token of the city's sign-on, with the caller's roles, unit and post",
}
PROBLEM = {
    "type": "object",
    "description": "RFC 9457: which rule was broken, and nothing that was sent",
    "required": ["type", "title", "status", "detail", "rule"],
    "properties": {
        "type": {"type": "string", "examples": ["urn:heartbridge:rule:stale_version"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "for a person"},
        "rule": {"type": "string", "description": "for a program", "examples": ["stale_version"]},
    },
    "additionalProperties": True,
}

ALWAYS = {
    401: "no token, or one that is good no longer",
    403: "not for the caller's role, unit or interest",
    503: "the database or the sign-on cannot be reached: ask again",
}
NAMED = {
    404: "nothing by that name, or nothing that is there for the caller",
    410: "it was erased",
}
PAGED = {400: "the cursor is none that a page gave"}
CHECKED = {
    422: "the request breaks its description, has a parameter that is not in it, or breaks a rule about what is sent"
}
COMMAND = {
    400: "no Idempotency-Key, a malformed header, or no JSON",
    408: "the body took too long",
    409: "not as things stand",
    412: "somebody changed it meanwhile: If-Match names an old version",
    413: "the body is too large",
    415: "not of the type that is taken",
    428: "it has a version, and If-Match is missing",
}
OPEN = "every role"


def install(app: FastAPI, access: AccessTable) -> None:
    """Let the application describe itself."""

    def described() -> dict[str, Any]:
        if not app.openapi_schema:
            app.openapi_schema = describe(app, access)
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]


def describe(app: FastAPI, access: AccessTable) -> dict[str, Any]:
    """The whole document."""
    document = get_openapi(title=app.title, version=app.version, routes=app.routes)
    parts = document.setdefault("components", {})
    parts["securitySchemes"] = {"bearer": BEARER}
    schemas = parts.setdefault("schemas", {})
    schemas["Problem"] = PROBLEM
    for left in ("HTTPValidationError", "ValidationError"):  # which nobody is ever answered with
        schemas.pop(left, None)
    for (method, path), row in access.items():
        operation = document["paths"][path][method.lower()]
        roles = OPEN if row.roles == ANY_ROLE else ", ".join(sorted(row.roles))
        operation["description"] = f"For {roles}{f': {row.note}' if row.note else ''}."
        operation["security"] = [{"bearer": []}]
        operation["responses"] = _answers(operation) | dict(_refusals(method, path, operation))
        for told in operation.get("parameters", ()):
            _require(told)
    return document


def _require(parameter: dict[str, Any]) -> None:
    """Without a key no command is done; a version is only asked of what has one."""
    if parameter["in"] == "header" and parameter["name"].lower() == "idempotency-key":
        parameter["required"] = True


def _answers(operation: Mapping[str, Any]) -> dict[str, Any]:
    return {code: told for code, told in operation["responses"].items() if code < "300"}


def _refusals(
    method: str, path: str, operation: Mapping[str, Any]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each refusal that there may be, and what it means here."""
    told = ALWAYS | CHECKED | (NAMED if "{" in path or method != "GET" else {})
    told |= PAGED if any(p["name"] == "cursor" for p in operation.get("parameters", ())) else {}
    told |= COMMAND if method != "GET" else {}
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status, meaning in sorted(told.items()):
        yield str(status), {"description": meaning, "content": content}
