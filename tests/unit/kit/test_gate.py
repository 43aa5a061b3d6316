"""Who asks is known before their body is read; then it is read within a size, a time and a depth."""

import asyncio
import json
import socket
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
import uvicorn
from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict

from shared import gate
from shared.auth import make_keypair, sign
from shared.gate import Access, Endpoints
from shared.http import Answer, Signed
from shared.rules import Refused
from shared.service import Runtime, Service, Settings, create_app

LIMIT, FILE_LIMIT = 4096, 100_000
MANY = 300 * 2**20


class Errand(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str


class Door(NamedTuple):
    """A service with a command and a file to send, on the wire."""

    http: httpx.AsyncClient
    port: int
    keys: Path
    heard: list[str]

    def headers(self, role: str = "clerk", **more: Any) -> dict[str, Any]:
        token = sign(self.keys, sub="staff/1", name="水某", roles=[role])
        told: dict[str, Any] = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
        }
        told |= {name.replace("_", "-"): value for name, value in more.items()}
        return {name: value for name, value in told.items() if value is not None}

    async def post(self, body: bytes, path: str = "/v1/errands", **more: Any) -> tuple[int, str]:
        answer = await self.http.post(path, content=body, headers=self.headers(**more))
        return answer.status_code, answer.json().get("rule", "")

    async def raw(self, headers, *parts, path="/v1/errands", pause=0.0, breaks_off=False):
        """Send a request piece by piece; return status, rule, and whether the connection ended."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        lines = [f"POST {path} HTTP/1.1", "Host: x", *(f"{k}: {v}" for k, v in headers.items())]
        writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
        sending = asyncio.create_task(_send(writer, parts, pause, breaks_off=breaks_off))
        try:
            async with asyncio.timeout(20):
                head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
                length = int(head.partition("content-length: ")[2].partition("\r\n")[0])
                body = json.loads(await reader.readexactly(length))
                closes = "connection: close" in head
                assert not closes or await _ends(reader)
                return int(head.split()[1]), body["rule"], closes
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
            writer.close()


async def _send(writer, parts, pause, *, breaks_off):
    for part in parts:
        writer.write(part)
        await writer.drain()
        await asyncio.sleep(pause)
    if breaks_off:
        writer.close()


async def _ends(reader) -> bool:
    try:
        return await reader.read() == b""
    except ConnectionError:
        return True


def chunks(size, count):
    return [f"{size:x}\r\n".encode() + b" " * size + b"\r\n"] * count


def padded(size):
    text = b'{"name": "x"}'
    return text + b" " * (size - len(text))


def nested(levels):
    return b"[" * levels + b"]" * levels


def errands(heard: list[str]) -> Service:
    router = Endpoints()

    @router.post("/errands")
    async def run(_: Signed, errand: Errand) -> Answer:
        heard.append(errand.name)
        return Answer({})

    @router.post("/files", openapi_extra={"requestBody": {}})
    async def take(actor: Signed, request: Request) -> Answer:
        size = 0
        async for part in request.stream():
            size += len(part)
            if size > FILE_LIMIT:
                raise Refused("file_too_large", "too large", status=413)
        heard.append(f"{size} bytes by {actor.name}")
        return Answer({})

    clerks = Access({"clerk"})
    access = {("POST", "/v1/errands"): clerks, ("POST", "/v1/files"): clerks}
    return Service("intake", router=router, access=access)


@pytest.fixture
async def door(tmp_path, monkeypatch):
    """The service, which takes small bodies and waits for them a moment."""
    monkeypatch.setattr(gate, "LINGER_S", 0.2)
    heard: list[str] = []
    settings = Settings(
        pg_dsn="", amqp_url="", jwks=str(make_keypair(tmp_path)), json_limit=LIMIT, body_s=0.3,
        upload_s=0.4,
    )  # fmt: skip
    app = create_app(Runtime(errands(heard), settings))
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_config=None))
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    address = f"http://127.0.0.1:{port}"
    try:
        async with httpx.AsyncClient(base_url=address, timeout=30, trust_env=False) as http:
            yield Door(http, port, tmp_path, heard)
    finally:
        server.should_exit = server.force_exit = True
        await serving


@pytest.mark.parametrize("path", ["/v1/errands", "/v1/files"])
@pytest.mark.parametrize(
    ("role", "expected"), [(None, (401, "not_signed_in")), ("agent", (403, "wrong_role"))]
)
async def test_who_may_not_is_told_before_the_body_comes(door, path, role, expected):
    told = door.headers(role) if role else {"Content-Type": "application/json"}
    declared = told | {"Content-Length": MANY}
    assert await door.raw(declared, path=path) == (*expected, True)
    endless = told | {"Transfer-Encoding": "chunked"}
    assert await door.raw(endless, *chunks(1000, 2000), path=path) == (*expected, True)
    assert door.heard == []


async def test_a_small_body_that_nobody_read_costs_no_connection(door):
    for _ in range(3):
        answer = await door.http.post("/v1/errands", json={"name": "x"})
        assert answer.json()["rule"] == "not_signed_in"
        assert "connection" not in answer.headers


async def test_a_json_body_has_a_limit(door):
    assert await door.post(padded(LIMIT)) == (200, "")
    assert await door.post(padded(LIMIT + 1)) == (413, "body_too_large")
    too_large = (413, "body_too_large", True)
    assert await door.raw(door.headers(Content_Length=MANY)) == too_large
    endless = door.headers(Transfer_Encoding="chunked")
    assert await door.raw(endless, *chunks(1000, 200)) == too_large
    assert door.heard == ["x"]


async def test_a_body_may_come_in_chunks(door):
    async def parts():
        yield b'{"name": '
        yield b'"x"}'

    answer = await door.http.post("/v1/errands", content=parts(), headers=door.headers())
    assert answer.status_code == 200
    assert door.heard == ["x"]


async def test_who_sends_too_much_at_once_still_reads_the_answer(door):
    assert await door.post(padded(5 * 2**20)) == (413, "body_too_large")
    assert await door.post(padded(5 * 2**20), "/v1/files") == (413, "file_too_large")


async def test_a_body_has_its_time(door):
    too_slow = (408, "body_too_slow", True)
    assert await door.raw(door.headers(Content_Length=1000), b"{") == too_slow
    drips = door.headers(Transfer_Encoding="chunked")
    for path in ("/v1/errands", "/v1/files"):
        assert await door.raw(drips, *chunks(1, 1000), path=path, pause=0.02) == too_slow
    assert door.heard == []


async def test_a_file_has_more_time_and_a_limit_of_its_own(door):
    told = door.headers(Transfer_Encoding="chunked", Content_Type="text/csv")
    sending = door.raw(told, *chunks(50_000, 3), path="/v1/files")
    assert await sending == (413, "file_too_large", True)
    told = door.headers(Content_Type="text/csv")
    taken = await door.http.post("/v1/files", content=b"x" * 90_000, headers=told)
    assert taken.status_code == 200
    assert "connection" not in taken.headers
    assert door.heard == ["90000 bytes by 水某"]


async def test_a_body_that_breaks_off_is_not_heard(door):
    told = door.headers(Content_Length=1000)
    with pytest.raises((asyncio.IncompleteReadError, ConnectionError)):
        await door.raw(told, b'{"name":', breaks_off=True)
    assert await door.post(padded(20)) == (200, "")
    assert door.heard == ["x"]


@pytest.mark.parametrize("told", ["text/plain", "application/x-www-form-urlencoded", None, "json"])
async def test_a_body_that_is_not_said_to_be_json_is_refused(door, told):
    assert await door.post(padded(20), Content_Type=told) == (415, "not_json")


async def test_json_by_its_other_names_is_taken(door):
    for told in ("application/json; charset=utf-8", "application/vnd.office+json"):
        assert await door.post(padded(20), Content_Type=told) == (200, "")
    assert await door.post(b"") == (422, "invalid_request")


async def test_json_goes_so_deep_and_no_deeper(door):
    assert await door.post(nested(gate.DEEPEST)) == (422, "invalid_request")
    for levels in (gate.DEEPEST + 1, 2000):
        assert await door.post(nested(levels)) == (400, "json_too_deep")
    assert await door.post(b"[" * 4000) == (400, "json_too_deep")
    wide = json.dumps({"x": [[i] for i in range(100)]}).encode()
    assert await door.post(wide) == (422, "invalid_request")
    assert await door.post(b"[" * 40 + b"}") == (400, "malformed_json")


async def test_every_answer_is_counted_by_its_address(door):
    for path in ("/v1/files", "/v1/nowhere"):
        await door.http.put(path)
    told = (await door.http.get("/metrics")).text
    for route, status in (("/v1/files", 405), ("unknown", 404)):
        name = f'heartbridge_commands_total{{route="{route}",service="intake",status="{status}"}}'
        assert name in told


async def test_no_endpoint_stands_beside_the_gate(tmp_path):
    router = APIRouter()

    @router.get("/v1/errands")
    async def run() -> Answer:
        return Answer({})

    service = Service("intake", router=router, access={("GET", "/v1/errands"): Access({"clerk"})})
    settings = Settings(pg_dsn="", amqp_url="", jwks="")
    with pytest.raises(ValueError, match="not behind the gate"):
        create_app(Runtime(service, settings))
