"""The gate: who asks, and whether they may, is known before a byte of a request's body is read.

Then the body is read, within a size, a time and a depth.  An endpoint that describes its body itself
(``openapi_extra``) takes a file: it reads it as a stream, under a limit of its own.
"""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable, Collection, Coroutine, Mapping
from email.message import Message
from typing import Any, NamedTuple

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.routing import APIRoute
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Message as Part

from shared import metrics
from shared.allowed import parameters
from shared.auth import Caller, not_signed_in
from shared.contracts.envelope import Actor
from shared.rules import Refused

ANY_ROLE = frozenset({"*"})
TOO_SLOW = 408
ENDLESS = float("inf")
DEEPEST = 32
"""Lists and objects within each other; what commands need is a handful."""

SMALL = 64 * 1024
"""Bytes of a body that may come though nobody reads them; the connection goes on behind them."""

LINGER_S, LINGER_BYTES = 2.0, 32 * 2**20
"""What else is let come before the connection ends: who is cut off while he sends reads no answer."""


class Access(NamedTuple):
    """Who may use an endpoint: any of `roles`.  Finer scope is a rule of the domain, told in `note`."""

    roles: frozenset[str] | set[str]
    note: str = ""


AccessTable = Mapping[tuple[str, str], Access]


def uncovered(router: APIRouter, access: AccessTable) -> set[tuple[str, str]]:
    """Endpoints without a row in the table, and rows without an endpoint."""
    endpoints = {
        (method, route.path)
        for route in router.routes
        for method in getattr(route, "methods", None) or ()
        if hasattr(route, "path")
    }
    return endpoints ^ set(access)


def install(app: FastAPI, router: APIRouter, access: AccessTable) -> None:
    """Add a service's endpoints.

    Raises ValueError when the ACCESS table does not match them, or one stands beside the gate.
    """
    if wrong := uncovered(router, access):
        raise ValueError(f"the ACCESS table and the endpoints differ: {sorted(wrong)}")
    if not all(isinstance(route, Gated) for route in router.routes):
        raise ValueError("an endpoint is not behind the gate: make its router an `Endpoints`")
    app.include_router(router)


class Gated(APIRoute):
    """An endpoint behind the gate."""

    @property
    def streams(self) -> bool:
        """Whether it takes a file as it comes."""
        return "requestBody" in (self.openapi_extra or {})

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The endpoint, with the gate before it."""
        answer = super().get_route_handler()

        async def gated(request: Request) -> Response:
            runtime = request.app.state.runtime
            row: Access = runtime.access[request.method, self.path]
            request.state.actor = await _actor(request, runtime.verifier.caller, row.roles)
            if request.url.query:
                _must_be_described(request, self.path)
            return await answer(await self._bounded(request, runtime.settings))

        return gated

    async def _bounded(self, request: Request, settings: Any) -> Request:
        if request.method in {"GET", "HEAD"}:
            return request
        if self.streams:
            return Request(request.scope, _in_time(request.receive, settings.upload_s))
        if self.body_field is not None:
            _must_be_json(request)
        body = await _read(request, settings.json_limit, settings.body_s)
        if _is_too_deep(body):
            raise Refused("json_too_deep", f"no more than {DEEPEST} levels", status=400)
        return Request(request.scope, _again(body, request.receive))


class Endpoints(APIRouter):
    """A router whose endpoints are all behind the gate."""

    def __init__(self, prefix: str = "/v1") -> None:
        super().__init__(prefix=prefix, route_class=Gated)


async def _actor(
    request: Request, verify: Callable[[str], Awaitable[Caller]], roles: Collection[str]
) -> Actor:
    """The caller in the role that the endpoint's row permits.  Raises `Refused`, 401 or 403."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise not_signed_in("send a bearer token")
    caller = await verify(token.strip())
    role = next((r for r in caller.roles if r in roles or roles == ANY_ROLE), None)
    if role is None:
        raise Refused("wrong_role", "this is not for your role", status=403, roles=sorted(roles))
    return Actor(
        sub=caller.sub, name=caller.name, role=role, post=caller.post, unit=caller.unit,
        on_behalf_of=caller.on_behalf_of,
    )  # fmt: skip


def _must_be_described(request: Request, path: str) -> None:
    """A parameter that nobody reads would be obeyed, its sender thinks; its name is not repeated."""
    names = parameters(request.app.openapi()["paths"][path][request.method.lower()])
    if not request.query_params.keys() <= names.keys():
        raise Refused(
            "parameter_unknown",
            "this address takes these parameters and no others",
            status=422,
            allowed=list(names),
        )


# ---- bodies ----------------------------------------------------------------------------------------


def _must_be_json(request: Request) -> None:
    if not _length(request.scope):
        return  # none at all: what is missing is told by its description
    told = Message()
    told["content-type"] = request.headers.get("content-type", "")
    subtype = told.get_content_subtype()
    if told.get_content_maintype() != "application" or not (
        subtype == "json" or subtype.endswith("+json")
    ):
        raise Refused("not_json", "send Content-Type: application/json", status=415)


async def _read(request: Request, limit: int, seconds: float) -> bytes:
    """The whole body.

    Raises `Refused`: ``body_too_large`` (413), ``body_too_slow`` (408), ``body_incomplete`` (400).
    """
    if limit < _length(request.scope) < ENDLESS:
        raise _too_large(limit)
    body = bytearray()
    timed = Request(request.scope, _in_time(request.receive, seconds))
    try:
        async for part in timed.stream():
            body += part
            if len(body) > limit:
                raise _too_large(limit)
    except ClientDisconnect:
        raise Refused("body_incomplete", "the body ended before its end", status=400) from None
    return bytes(body)


def _too_large(limit: int) -> Refused:
    return Refused("body_too_large", f"a body has at most {limit} bytes", status=413)


def _length(scope: Scope) -> float:
    """Bytes of a body as its sender declares them; endless for one that comes in chunks."""
    told = dict(scope["headers"])
    if b"transfer-encoding" in told:
        return ENDLESS
    length = told.get(b"content-length", b"0")
    return int(length) if length.isdigit() else ENDLESS


def _in_time(receive: Receive, seconds: float) -> Receive:
    """As `receive`, which raises `Refused` ``body_too_slow`` (408) when the body takes longer."""
    ends = asyncio.get_running_loop().time() + seconds
    whole = False

    async def received() -> Part:
        nonlocal whole
        if whole:
            return await receive()
        try:
            async with asyncio.timeout_at(ends):
                part = await receive()
        except TimeoutError:
            raise Refused(
                "body_too_slow", f"a body takes {seconds:g} s at most", status=TOO_SLOW
            ) from None
        whole = not part.get("more_body", False)
        return part

    return received


def _again(body: bytes, receive: Receive) -> Receive:
    """What was read, once more; then whatever comes."""
    left: list[Part] = [{"type": "http.request", "body": body, "more_body": False}]

    async def received() -> Part:
        return left.pop() if left else await receive()

    return received


def _is_too_deep(body: bytes) -> bool:
    if body.count(b"[") + body.count(b"{") <= DEEPEST:
        return False
    try:
        level = [json.loads(body)]
    except RecursionError:
        return True
    except ValueError:
        return False  # it is no JSON: the endpoint says where
    for _ in range(DEEPEST):
        level = [
            inner
            for outer in level
            if isinstance(outer, list | dict)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
    return any(isinstance(inner, list | dict) for inner in level)


# ---- every request ---------------------------------------------------------------------------------


class Doorway:
    """Counts answers, and ends a connection on which more of a refused body would come."""

    def __init__(self, app: ASGIApp, service: str) -> None:
        self.app = app
        self.service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        length = _length(scope)
        whole, ends = not length, False

        async def received() -> Part:
            nonlocal whole
            part = await receive()
            whole = not part.get("more_body", False)
            return part

        async def sent(part: Part) -> None:
            nonlocal ends
            if part["type"] == "http.response.start":
                self._count(scope, part["status"])
                ends = not whole and (length > SMALL or part["status"] == TOO_SLOW)
                if ends:
                    part["headers"] = [*part.get("headers", ()), (b"connection", b"close")]
            elif ends and not part.get("more_body", False):
                await send({**part, "more_body": True})
                await _linger(received)
                part = {"type": "http.response.body"}
            await send(part)

        try:
            await self.app(scope, received, sent)
        except Exception:
            self._count(scope, 500)
            raise

    def _count(self, scope: Scope, status: int) -> None:
        route = getattr(scope.get("route"), "path", "unknown")
        metrics.COMMANDS.labels(self.service, route, status).inc()


async def _linger(receive: Receive) -> None:
    left = LINGER_BYTES
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(LINGER_S):
            while left > 0:
                part = await receive()
                left -= len(part.get("body", b""))
                if not part.get("more_body", False):
                    return
