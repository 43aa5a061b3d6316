"""notify on real Postgres, without a broker: events go straight into its inbox."""

import json
from collections import Counter
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from services.notify.app import SERVICE, NotifySettings
from shared.auth import make_keypair, sign
from shared.clock import now
from shared.contracts.envelope import Envelope, Event
from shared.contracts.intake import ContactRecorded, Wishes
from shared.ids import uuid7
from shared.inbox import Heard, Settled
from shared.secrets import Keyring
from shared.service import Runtime, create_app
from tests.harness import TestDatabase

CASE = "LL2022-000017"
PHONE = "13900000017"


class Notify:
    """One running notify, and what a test wants of it."""

    def __init__(self, runtime: Runtime, database: TestDatabase, keys_folder: Path) -> None:
        self.runtime = runtime
        self.sms_file = runtime.settings.sms_file
        self.ring: Keyring = runtime.settings.keyring
        self.move_clock = database.move_clock
        self._folder = keys_folder
        self._versions: Counter[tuple[str, str]] = Counter()
        app = create_app(runtime)
        transport = httpx.ASGITransport(app)
        self.http = httpx.AsyncClient(transport=transport, base_url="http://notify")

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

    async def know_author(
        self, case_id: str = CASE, phone: str | None = PHONE, **wishes: bool
    ) -> None:
        await self.hear(self.contact(case_id, phone, **wishes))

    def contact(self, case_id: str = CASE, phone: str | None = PHONE, **wishes: bool) -> Event:
        key_id, name = self.ring.seal("吕玲", f"{case_id}|name")
        sealed = None if phone is None else self.ring.seal(phone, f"{case_id}|phone")[1]
        return ContactRecorded(
            case_id=case_id, key_id=key_id, name_sealed=name, phone_sealed=sealed,
            phone_state="missing" if phone is None else "dialable", wishes=Wishes(**wishes),
        )  # fmt: skip

    async def rows(self, query: str, *args: Any) -> list[dict[str, Any]]:
        async with self.runtime.transaction() as tx:
            return [dict(row) for row in await tx.fetch(query, *args)]

    async def said(self, *types: str) -> list[dict[str, Any]]:
        """The bodies of what notify announced, in order, of these types or of all."""
        found = await self.rows("SELECT type, payload FROM event_log ORDER BY seq")
        return [
            {"type": row["type"], **json.loads(row["payload"])}
            for row in found
            if not types or row["type"].split(".")[1] in types
        ]

    async def journal(self, subject: str = f"case/{CASE}") -> list[dict[str, Any]]:
        found = await self.rows("SELECT entry FROM journal WHERE subject = $1 ORDER BY no", subject)
        return [json.loads(row["entry"]) for row in found]

    async def work(self) -> list[dict[str, Any]]:
        """Take the work items out of the outbox, as the relay and the broker would."""
        found = await self.rows(
            "DELETE FROM outbox WHERE queue = 'notify.sms' RETURNING seq, payload"
        )
        return [json.loads(row["payload"]) for row in sorted(found, key=lambda r: r["seq"])]

    async def work_off(self) -> None:
        """Have every waiting SMS sent, one after the other."""
        for item in await self.work():
            await SERVICE.queues["notify.sms"](self.runtime, item)

    async def change(self, statement: str, *args: Any) -> None:
        """Let time pass, or the like, from outside."""
        async with self.runtime.transaction() as tx:
            await tx.execute(statement, *args)

    def sent(self) -> list[dict[str, Any]]:
        """What the file gateway wrote."""
        if not self.sms_file.exists():
            return []
        return [json.loads(line) for line in self.sms_file.read_text().splitlines()]

    async def call(
        self, method: str, path: str, body: Any = None, *, role: str = "agent", who: str = "范某",
        key: str | None = None,
    ) -> httpx.Response:  # fmt: skip
        token = sign(self._folder, sub=f"staff/{who}", name=who, roles=[role])
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key or str(uuid4())}
        return await self.http.request(method, path, json=body, headers=headers)

    async def lease(self, who: str = "范某", **body: Any) -> dict[str, Any]:
        response = await self.call("POST", "/v1/callbacks/lease", body, who=who)
        assert response.status_code == 200, response.text
        leased: dict[str, Any] = response.json()
        return leased

    async def complete(
        self, leased: dict[str, Any], outcome: str, answers: Any = None, **more: Any
    ) -> httpx.Response:
        body = {"lease": leased["lease"], "outcome": outcome, "answers": answers}
        path = f"/v1/callbacks/{leased['task_id']}/complete"
        return await self.call("POST", path, body, **more)


@pytest.fixture
async def notify(database, tmp_path):
    jwks = make_keypair(tmp_path / "keys")
    Keyring.create(tmp_path / "ring.json")
    settings = NotifySettings(
        pg_dsn=database.dsn("notify"), amqp_url="amqp://127.0.0.1:1/", jwks=str(jwks),
        keys=tmp_path / "ring.json", sms_file=tmp_path / "sms.jsonl",
    )  # fmt: skip
    runtime = Runtime(SERVICE, settings)
    await runtime.database.open()
    running = Notify(runtime, database, tmp_path / "keys")
    yield running
    await running.http.aclose()
    await runtime.database.close()
