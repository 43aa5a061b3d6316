"""intake on real Postgres, without a broker: events go straight into its inbox."""

import json
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest

from services.intake.app import SERVICE, IntakeSettings
from shared.auth import make_keypair, sign
from shared.clock import now
from shared.contracts.envelope import Envelope, Event
from shared.ids import uuid7
from shared.inbox import Heard, Settled
from shared.secrets import Keyring
from shared.service import Runtime, create_app

DATA = Path(__file__).parents[3] / "deploy/demo/data"
MONDAY = datetime(2022, 11, 21, 1, 0, tzinfo=UTC)  # 09:00 in Lüliang
ROLES = {"梅某": "clerk", "兰某": "clerk", "竹某": "office_head", "松某": "reviewer"}


class Intake:
    """A running intake, and what a test wants of it."""

    def __init__(self, runtime: Runtime, admin_dsn: str, keys_folder: Path) -> None:
        self.runtime = runtime
        self.ring: Keyring = runtime.settings.ring
        self._admin_dsn = admin_dsn
        self._folder = keys_folder
        self._versions: Counter[tuple[str, str]] = Counter()
        transport = httpx.ASGITransport(create_app(runtime))
        self.http = httpx.AsyncClient(transport=transport, base_url="http://intake")

    async def move_to(self, instant: datetime) -> None:
        """Move business time, as only the database's owner may."""
        admin = await asyncpg.connect(self._admin_dsn)
        await admin.execute("SELECT clock.move_to($1)", instant)
        await admin.close()

    async def hear(self, *events: Event) -> Settled:
        """Deliver events as one group, each publisher's in order."""
        async with self.runtime.transaction() as tx:
            instant = await now(tx)
        group = []
        for event in events:
            key = (event.publisher(), event.subject)
            self._versions[key] += 1
            envelope = Envelope(
                id=uuid7(), source=key[0], type=event.topic, subject=key[1],
                version=self._versions[key], time=instant,
            )  # fmt: skip
            group.append(Heard(envelope, event.model_dump_json().encode()))
        return await self.runtime.consumer.settle(group)

    # -- what people do -------------------------------------------------------------

    def _headers(self, who: str, role: str | None, key: str | None) -> dict[str, str]:
        token = sign(self._folder, sub=f"staff/{who}", name=who, roles=[role or ROLES[who]])
        return {"Authorization": f"Bearer {token}", "Idempotency-Key": key or str(uuid4())}

    async def post(
        self, path: str, body: Any, *, who: str = "梅某", role: str | None = None,
        key: str | None = None,
    ) -> httpx.Response:  # fmt: skip
        headers = self._headers(who, role, key) | {"Content-Type": "application/json"}
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return await self.http.post(f"/v1{path}", content=content, headers=headers)

    async def get(self, path: str, *, who: str = "梅某", role: str | None = None) -> Any:
        response = await self.http.get(f"/v1{path}", headers=self._headers(who, role, None))
        assert response.status_code == 200, response.text
        return response.json()

    async def act(self, case_id: str, action: str, body: Any = None, **more: Any) -> dict[str, Any]:
        """A person's command that is not refused."""
        response = await self.post(f"/cases/{case_id}/{action}", body or {}, **more)
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        return answer

    async def refused(
        self, case_id: str, action: str, body: Any = None, **more: Any
    ) -> tuple[int, str]:
        """Status and rule of a person's command that is refused."""
        response = await self.post(f"/cases/{case_id}/{action}", body or {}, **more)
        assert response.status_code >= 400, response.text
        return response.status_code, response.json()["rule"]

    async def take_in(self, rows: Any) -> dict[str, Any]:
        response = await self.post("/imports", rows)
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        return answer

    async def take_in_example(self, name: str = "board-export.json") -> dict[str, str]:
        """Take in an example file; returns the case of each tid."""
        answer = await self.take_in(json.loads((DATA / name).read_text()))
        return {row["tid"]: row["case_id"] for row in answer["rows"]}

    async def enter(self, **changes: Any) -> str:
        """Enter a case by hand; returns its number."""
        body = {
            "type_name": "求助", "domain_name": "城建", "title": "小区停水",
            "text": "小区停水三天了，请帮忙解决。", "name": "赵某", "phone": "13000000002",
            "place": "孝义市",
        }  # fmt: skip
        response = await self.post("/cases", body | changes)
        assert response.status_code == 201, response.text
        case_id: str = response.json()["case_id"]
        return case_id

    # -- what came of it ------------------------------------------------------------

    async def rows(self, query: str, *args: Any) -> list[dict[str, Any]]:
        async with self.runtime.transaction() as tx:
            return [dict(row) for row in await tx.fetch(query, *args)]

    async def one(self, query: str, *args: Any) -> dict[str, Any]:
        [row] = await self.rows(query, *args)
        return row

    async def state(self, case_id: str) -> str:
        row = await self.one("SELECT state FROM reception WHERE case_id = $1", case_id)
        state: str = row["state"]
        return state

    async def said(self, case_id: str) -> list[dict[str, Any]]:
        """The bodies of what was announced of a case, in order."""
        found = await self.rows(
            "SELECT version, type, payload FROM event_log WHERE subject = $1 ORDER BY version",
            f"case/{case_id}",
        )
        assert [row["version"] for row in found] == list(range(1, len(found) + 1))
        return [
            {"type": row["type"].split(".")[1], **json.loads(row["payload"] or "{}")}
            for row in found
        ]

    async def told(self, case_id: str) -> list[str]:
        """The types of what was announced of a case, in order."""
        return [body["type"] for body in await self.said(case_id)]

    async def journal(self, subject: str) -> list[Mapping[str, Any]]:
        found = await self.rows("SELECT entry FROM journal WHERE subject = $1 ORDER BY no", subject)
        return [json.loads(row["entry"]) for row in found]


@pytest.fixture
async def intake(database, tmp_path):
    jwks = make_keypair(tmp_path / "keys")
    Keyring.create(tmp_path / "ring.json")
    settings = IntakeSettings(
        pg_dsn=database.dsn("intake"), amqp_url="amqp://127.0.0.1:1/", jwks=str(jwks),
        keys=tmp_path / "ring.json",
    )  # fmt: skip
    runtime = Runtime(SERVICE, settings)
    await runtime.database.open()
    running = Intake(runtime, database.admin, tmp_path / "keys")
    await running.move_to(MONDAY)
    yield running
    await running.http.aclose()
    await runtime.database.close()
