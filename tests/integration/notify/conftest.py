"""notify on real Postgres, without a broker: events go straight into its inbox."""

import json
from typing import Any

import httpx
import pytest

from services.notify.app import SERVICE, NotifySettings
from shared.contracts.envelope import Event
from shared.contracts.intake import ContactRecorded, Wishes
from shared.secrets import Keyring
from shared.service import Runtime
from tests.alone import CASE, Alone, alone, without_broker

PHONE = "13900000017"


class Notify(Alone):
    """A running notify, and what a test wants of it."""

    @property
    def ring(self) -> Keyring:
        ring: Keyring = self.runtime.settings.keyring
        return ring

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

    async def work(self) -> list[dict[str, Any]]:
        """Take the work items out of the outbox, as the relay and the broker would."""
        return [item for _, item in await self._work()]

    async def _work(self) -> list[tuple[str, dict[str, Any]]]:
        found = await self.rows(
            "DELETE FROM outbox WHERE queue IS NOT NULL RETURNING seq, queue, payload"
        )
        in_order = sorted(found, key=lambda row: row["seq"])
        return [(row["queue"], json.loads(row["payload"])) for row in in_order]

    async def work_off(self) -> None:
        """Have every waiting SMS sent, one after the other."""
        for queue, item in await self._work():
            await SERVICE.queues[queue](self.runtime, item)

    async def change(self, statement: str, *args: Any) -> None:
        """Let time pass, or the like, from outside."""
        async with self.runtime.transaction() as tx:
            await tx.execute(statement, *args)

    def sent(self) -> list[dict[str, Any]]:
        """What the file gateway wrote."""
        file = self.runtime.settings.sms_file
        if not file.exists():
            return []
        return [json.loads(line) for line in file.read_text().splitlines()]

    async def call(
        self, method: str, path: str, body: Any = None, *, role: str = "agent", who: str = "范某",
        key: str | None = None,
    ) -> httpx.Response:  # fmt: skip
        headers = self.headers(key=key, sub=f"staff/{who}", name=who, roles=[role])
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
    Keyring.create(tmp_path / "ring.json")
    settings = without_broker(
        NotifySettings, SERVICE, database, tmp_path,
        keys=tmp_path / "ring.json", sms_file=tmp_path / "sms.jsonl",
    )  # fmt: skip
    async with alone(Notify, Runtime(SERVICE, settings), database, tmp_path) as running:
        yield running
