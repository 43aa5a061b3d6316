"""Bad input gets a 4xx problem that names the broken rule; nothing is lost or half done."""

import base64
import json
import os
import re
import subprocess
import sys
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from deploy.cli.connect import PROJECT, SERVICES
from deploy.demo.play import example
from deploy.site import Site

ROW = example("board-export.json")[0]


class Intake(NamedTuple):
    """A running intake, as a clerk reaches it."""

    http: httpx.AsyncClient
    case: str
    site: Site


@pytest.fixture
async def intake(system):
    """A running intake, a clerk, and one case."""
    async with system.fleet(["intake"]) as fleet:
        token = system.site.token("clerk", "水某")
        async with httpx.AsyncClient(
            base_url=f"{fleet.url('intake')}/v1", timeout=30,
            headers={"Authorization": f"Bearer {token}"},
        ) as http:  # fmt: skip
            await system.database.move_clock(_after(ROW))
            answer = await post(http, "/imports", {"responseData": [ROW]})
            yield Intake(http, answer.json()["rows"][0]["case_id"], system.site)


def _after(row):
    return datetime.fromtimestamp(row["threadsCheckTime"], UTC) + timedelta(hours=1)


async def post(http, path, body=None, *, raw=None, key=None, **headers):
    content = raw if raw is not None else json.dumps({} if body is None else body)
    told = {"Content-Type": "application/json", "Idempotency-Key": key or str(uuid.uuid4())}
    return await http.post(path, content=content, headers={**told, **headers})


def rule(response):
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["status"] == response.status_code
    return response.status_code, response.json()["rule"]


async def test_malformed_json(intake):
    for raw in ("{", "\xff", '{"a": NaN', "[1,"):
        found = await post(intake.http, f"/cases/{intake.case}/claim", raw=raw.encode("latin-1"))
        assert rule(found) == (400, "malformed_json")


async def test_wrong_types_over_long_text_and_unknown_fields(intake):
    entry = {"type_name": "求助", "domain_name": "城建", "title": "路灯", "text": "灯坏了"}
    for wrong in ({"title": 5}, {"title": ""}, {"text": "字" * 5001}, {"colour": "red"},
                  {"posted_at": "2022-13-45"}, {"posted_at": 10**30}, {"addressee_fid": 10**20},
                  {"channel": "pigeon"}, {"nickname": "a\0b"}):  # fmt: skip
        found = await post(intake.http, "/cases", {**entry, **wrong})
        assert rule(found) == (422, "invalid_request"), wrong
        assert "灯坏了" not in found.text
    assert len((await intake.http.get("/cases")).json()["items"]) == 1


async def test_unknown_ids_and_addresses(intake):
    assert rule(await post(intake.http, "/cases/LL2022-999999/claim")) == (404, "case_unknown")
    assert rule(await post(intake.http, "/cases/nonsense/claim")) == (422, "invalid_request")
    assert rule(await intake.http.get("/nowhere")) == (404, "no_such_address")
    assert rule(await intake.http.delete("/cases")) == (405, "no_such_method")
    assert rule(await intake.http.get("/cases", params={"cursor": "x"})) == (
        400,
        "cursor_malformed",
    )


async def test_a_cursor_that_no_page_gave(system):
    cursors = [
        base64.urlsafe_b64encode(text.encode()).decode()
        for text in ("x", "x|y", "9" * 40, "2022-13-45/q", "2022-03-28T09:00:00 q", "0001-01-01|")
    ]
    async with system.fleet(SERVICES) as fleet:
        for name in SERVICES:
            token = system.site.token("office_head", "陈某")
            async with httpx.AsyncClient(
                base_url=fleet.url(name), headers={"Authorization": f"Bearer {token}"}
            ) as http:
                document = (await http.get("/openapi.json")).json()
                pages = [path for path, asked in document["paths"].items() if takes_cursor(asked)]
                assert pages
                for path in pages:
                    concrete = re.sub(r"\{\w+\}", "LL2022-000001", path)
                    for cursor in cursors:
                        found = await http.get(concrete, params={"cursor": cursor})
                        assert found.status_code < 500, (name, path, cursor)


def takes_cursor(asked):
    return any(p["name"] == "cursor" for p in asked.get("get", {}).get("parameters", ()))


async def test_who_is_not_signed_in_or_may_not(intake):
    path = f"/cases/{intake.case}/claim"
    for token in ("x", "a.b.c", "Ω"):
        found = await post(intake.http, path, Authorization=f"Bearer {token}".encode())
        assert rule(found) == (401, "not_signed_in")
    agent = intake.site.token("agent", "范某")
    assert rule(await post(intake.http, path, Authorization=f"Bearer {agent}")) == (
        403,
        "wrong_role",
    )


async def test_a_key_that_is_missing_repeated_or_reused(intake):
    path = f"/cases/{intake.case}/claim"
    missing = await intake.http.post(path, json={})
    assert rule(missing) == (400, "idempotency_key_missing")
    first = await post(intake.http, path, key="one")
    again = await post(intake.http, path, key="one")
    assert first.status_code == again.status_code == 200
    assert again.json() == first.json()
    assert again.headers["idempotent-replay"] == "true"
    body = {"to_sub": "x", "to_name": "窦某", "reason": "leave"}
    reused = await post(intake.http, f"/cases/{intake.case}/handover", body, key="one")
    assert rule(reused) == (422, "key_reused")
    version = (await intake.http.get(f"/cases/{intake.case}")).json()["holder"]
    assert "窦某" not in json.dumps(version, ensure_ascii=False)


async def test_what_the_table_does_not_allow(intake):
    accept = await post(intake.http, f"/cases/{intake.case}/accept", {"route": "direct"})
    status, _ = rule(accept)
    assert status in {403, 409}
    await post(intake.http, f"/cases/{intake.case}/claim")
    assert rule(await post(intake.http, f"/cases/{intake.case}/accept", {"route": "direct"})) == (
        409, "wrong_state",
    )  # fmt: skip


ROLES = {
    "intake": "clerk", "routing": "office_head", "deadlines": "clerk", "notify": "agent",
    "satisfaction": "clerk",
}  # fmt: skip


async def test_no_generated_request_is_our_fault_or_answered_otherwise_than_told(system, request):
    """Schemathesis against every service's own description finds no 5xx, and no answer that is not in it."""
    seed = request.config.getoption("hypothesis_seed")
    async with system.fleet() as fleet:
        for name in SERVICES:
            token = system.site.token(ROLES[name], "水某")
            done = subprocess.run(
                [str(_beside_python("schemathesis")), "run", f"{fleet.url(name)}/openapi.json",
                 "--url", fleet.url(name), "--header", f"Authorization: Bearer {token}",
                 "--checks", "not_a_server_error,status_code_conformance,content_type_conformance",
                 "--phases", "coverage,fuzzing",
                 "--max-examples", "12", "--seed", seed, "--no-color", "--suppress-health-check",
                 "all"],
                cwd=PROJECT, capture_output=True, text=True, timeout=480, check=False,
                env={**os.environ, "SCHEMATHESIS_HOOKS": "tests.schema_hooks", "PYTHONPATH": "."},
            )  # fmt: skip
            assert done.returncode == 0, f"{name}:\n{done.stdout[-4000:]}{done.stderr[-2000:]}"
            assert " passed" in done.stdout or "No issues found" in done.stdout


def _beside_python(name):
    return Path(sys.executable).parent / name
