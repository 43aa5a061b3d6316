"""RFC 9457 problem details: every refusal names the broken rule, and repeats nothing that was sent."""

from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from shared.allowed import allowed
from shared.db import CONTENTION, OUTAGE
from shared.failures import describe
from shared.masks import field
from shared.rules import Refused

MEDIA_TYPE = "application/problem+json"

_HTTP_RULES = {404: "no_such_address", 405: "no_such_method", 400: "malformed_json"}


def problem(rule: str, detail: str, status: int, **extra: Any) -> JSONResponse:
    """A problem document; ``rule`` is the machine's word, ``detail`` a person's."""
    document = {
        "type": f"urn:heartbridge:rule:{rule}",
        "title": rule.replace("_", " "),
        "status": status,
        "detail": detail,
        "rule": rule,
        **extra,
    }
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else None
    return JSONResponse(document, status, headers=headers, media_type=MEDIA_TYPE)


def _faults(request: Request, error: RequestValidationError) -> list[dict[str, Any]]:
    """Each fault with its place, and what the description allows there; nothing that was sent."""
    route = getattr(request.scope.get("route"), "path", "")
    document = request.app.openapi()
    operation = document["paths"].get(route, {}).get(request.method.lower(), {})
    faults: list[dict[str, Any]] = []
    for e in error.errors():
        found = {"field": field(e["loc"], e["type"]), "fault": e["type"]}
        choices = allowed(document, operation, e["loc"], e["type"])
        fault = found | ({} if choices is None else {"allowed": choices})
        if fault not in faults[-1:]:  # names that are not shown are all alike
            faults.append(fault)
    return faults


def install(app: FastAPI) -> None:
    """Answer every exception with a problem document."""
    log = structlog.get_logger()

    @app.exception_handler(Refused)
    async def refused(_: Request, error: Refused) -> JSONResponse:
        return problem(error.rule, error.detail, error.status, **error.extra)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        faults = _faults(request, error)
        malformed = any(f["fault"] == "json_invalid" for f in faults)
        rule = "malformed_json" if malformed else "invalid_request"
        status = 400 if malformed else 422
        return problem(rule, "the request breaks its description", status, faults=faults)

    @app.exception_handler(HTTPException)
    async def http(_: Request, error: HTTPException) -> JSONResponse:
        rule = _HTTP_RULES.get(error.status_code, "refused")
        return problem(rule, str(error.detail), error.status_code)

    async def away(_: Request, error: Exception) -> JSONResponse:
        log.warning("database_unreachable", error=type(error).__name__)
        return problem("try_again", "the database cannot be reached", 503)

    for outage in OUTAGE:
        app.add_exception_handler(outage, away)

    async def busy(_: Request, error: Exception) -> JSONResponse:
        log.warning("contended", error=type(error).__name__)
        return problem("try_again", "others changed the same meanwhile: send it again", 503)

    for contention in CONTENTION:
        app.add_exception_handler(contention, busy)

    @app.exception_handler(Exception)
    async def broken(request: Request, error: Exception) -> JSONResponse:
        route = getattr(request.scope.get("route"), "path", "unknown")
        log.error("request_failed", error=describe(error), route=route)
        return problem("internal_error", "this is our fault and was recorded", 500)
