"""Who sent something that nobody takes is told what is taken there, and nothing of what was sent."""

from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Any, Literal

import httpx
import pytest
from fastapi import FastAPI, Query
from pydantic import BaseModel, ConfigDict, Field

from deploy.cli.connect import SERVICES, service
from shared import openapi
from shared.allowed import allowed
from shared.auth import make_keypair, sign
from shared.gate import Access, Endpoints, Gated
from shared.http import Answer, Signed
from shared.service import Runtime, Service, Settings, create_app

PASTED = "pasted_by_the_sender"
Colour = Literal["red", "green"]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Share(Strict):
    unit_id: str
    part: Literal["lead", "assisting"] = "lead"


class Lamp(Strict):
    shape: Literal["lamp"]
    height: int


class Bench(Strict):
    shape: Literal["bench"]


class Errand(Strict):
    colour: Colour | None = None
    shares: tuple[Share, ...] = ()
    by_name: dict[str, Share] = {}
    thing: Annotated[Lamp | Bench, Field(discriminator="shape")] | None = None
    either: Share | list[Colour] | None = None
    size: int = Field(default=1, le=9)


class Asked(Strict):
    name: str = ""
    purpose: Literal["scan", "evidence"] = "scan"


def errands() -> Service:
    router = Endpoints()

    @router.post("/errands")
    async def run(_: Signed, errand: Errand) -> Answer:
        return Answer(errand.model_dump())

    @router.get("/errands")
    async def listed(_: Signed, colour: Colour | None = None, limit: int = 3) -> Answer:
        return Answer({"colour": colour, "limit": limit})

    @router.get("/files")
    async def files(_: Signed, asked: Annotated[Asked, Query()]) -> Answer:
        return Answer(asked.model_dump())

    @router.get("/nothing")
    async def nothing(_: Signed) -> Answer:
        return Answer({})

    clerks = Access({"clerk"})
    addresses = [("POST", "errands"), ("GET", "errands"), ("GET", "files"), ("GET", "nothing")]
    access = {(method, f"/v1/{name}"): clerks for method, name in addresses}
    return Service("intake", router=router, access=access)


@pytest.fixture
async def http(tmp_path) -> AsyncIterator[httpx.AsyncClient]:
    settings = Settings(pg_dsn="", amqp_url="", jwks=str(make_keypair(tmp_path)))
    app = create_app(Runtime(errands(), settings))
    token = sign(tmp_path, sub="staff/1", name="水某", roles=["clerk"])
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://intake/v1",
        headers={"Authorization": f"Bearer {token}"},
    ) as client:  # fmt: skip
        yield client


async def faults(http: httpx.AsyncClient, body: Any) -> list[dict[str, Any]]:
    answer = await http.post("/errands", json=body)
    assert (answer.status_code, answer.json()["rule"]) == (422, "invalid_request")
    assert PASTED not in answer.text
    found: list[dict[str, Any]] = answer.json()["faults"]
    return found


FIELDS = ["colour", "shares", "by_name", "thing", "either", "size"]


@pytest.mark.parametrize(
    ("body", "place", "fault", "right"),
    [
        ({PASTED: 1}, "body.…", "extra_forbidden", FIELDS),
        ({"colour": PASTED}, "body.colour", "literal_error", ["red", "green"]),
        ({"shares": [{"unit_id": "a"}, {"unit_id": "a", PASTED: 1}]}, "body.shares.1.…",
         "extra_forbidden", ["unit_id", "part"]),
        ({"shares": [{"unit_id": "a", "part": PASTED}]}, "body.shares.0.part", "literal_error",
         ["lead", "assisting"]),
        ({"by_name": {"one": {"unit_id": "a", "part": PASTED}}}, "body.by_name.one.part",
         "literal_error", ["lead", "assisting"]),
        ({"thing": {"shape": "lamp", "height": 1, PASTED: 1}}, "body.thing.lamp.…",
         "extra_forbidden", ["shape", "height"]),
    ],
)  # fmt: skip
async def test_a_fault_says_what_would_have_been_right(http, body, place, fault, right) -> None:
    assert await faults(http, body) == [{"field": place, "fault": fault, "allowed": right}]


async def test_of_several_shapes_each_says_its_own(http) -> None:
    told = await faults(http, {"either": {"unit_id": "a", PASTED: 1}})
    assert {
        "field": "body.either.….…",
        "fault": "extra_forbidden",
        "allowed": ["unit_id", "part"],
    } in told
    told = await faults(http, {"either": [PASTED]})
    assert ["red", "green"] in [one.get("allowed") for one in told]


async def test_names_that_are_not_shown_are_told_once(http) -> None:
    body = {f"{PASTED}{n}": n for n in range(50)}
    assert [one["field"] for one in await faults(http, body)] == ["body.…"]
    both = await faults(http, {PASTED: 1, "size": 10, "colour": 1})
    assert [one["fault"] for one in both] == ["literal_error", "less_than_equal", "extra_forbidden"]
    assert "allowed" not in both[1]


@pytest.mark.parametrize(
    ("address", "right"),
    [
        (f"/errands?colour=red&{PASTED}=1", ["colour", "limit"]),
        (f"/errands?{PASTED}", ["colour", "limit"]),
        (f"/files?{PASTED}=1", ["name", "purpose"]),
        (f"/nothing?{PASTED}=1", []),
    ],
)
async def test_a_parameter_that_nobody_reads_is_refused(http, address, right) -> None:
    answer = await http.get(address)
    told = answer.json()
    assert (answer.status_code, told["rule"], told["allowed"]) == (422, "parameter_unknown", right)
    assert PASTED not in answer.text


async def test_a_command_takes_no_parameter_either_and_nobody_else_learns_which(http) -> None:
    answer = await http.post(f"/errands?{PASTED}=1", json={})
    assert (answer.status_code, answer.json()["rule"]) == (422, "parameter_unknown")
    answer = await http.get(f"/errands?{PASTED}=1", headers={"Authorization": "Bearer x"})
    assert (answer.status_code, answer.json()["rule"]) == (401, "not_signed_in")


async def test_a_parameter_with_a_wrong_value_says_the_right_ones(http) -> None:
    assert (await http.get("/errands?colour=red&limit=2")).json() == {"colour": "red", "limit": 2}
    assert (await http.get("/nothing?")).status_code == 200
    for address, name, right in (
        ("/errands", "colour", ["red", "green"]), ("/files", "purpose", ["scan", "evidence"]),
    ):  # fmt: skip
        answer = await http.get(f"{address}?{name}={PASTED}")
        assert PASTED not in answer.text
        assert answer.json()["faults"] == [
            {"field": f"query.{name}", "fault": "literal_error", "allowed": right}
        ]


def commands() -> Iterator[tuple[dict[str, Any], dict[str, Any], Any]]:
    """Each command's description, with the model of its body."""
    for name in SERVICES:
        found = service(name)
        app = FastAPI(title=name)
        app.include_router(found.router)
        document = openapi.describe(app, found.access)
        for route in found.router.routes:
            body = getattr(route, "body_field", None)
            if isinstance(route, Gated) and body is not None:
                method = min(route.methods or ())
                yield (
                    document,
                    document["paths"][route.path][method.lower()],
                    body.field_info.annotation,
                )


def test_of_every_command_the_names_are_those_of_its_body() -> None:
    found = list(commands())
    assert len(found) > 80
    for document, operation, model in found:
        if hasattr(model, "model_fields"):
            names = allowed(document, operation, ("body", "x"), "extra_forbidden")
            fields = [f.alias or name for name, f in model.model_fields.items()]
            assert (names or []) == fields, model
