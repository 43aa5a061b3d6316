"""intake on real Postgres, without a broker: events go straight into its inbox."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.intake.app import SERVICE, IntakeSettings
from shared.secrets import Keyring
from shared.service import Runtime
from tests.alone import Alone, alone, without_broker

DATA = Path(__file__).parents[3] / "deploy/demo/data"
MONDAY = datetime(2022, 11, 21, 1, 0, tzinfo=UTC)  # 09:00 in Lüliang
ROLES = {"梅某": "clerk", "兰某": "clerk", "竹某": "office_head", "松某": "reviewer"}


class Intake(Alone):
    """A running intake, and what a test wants of it."""

    @property
    def ring(self) -> Keyring:
        ring: Keyring = self.runtime.settings.ring
        return ring

    # -- what people do -------------------------------------------------------------

    def as_person(self, who: str, role: str | None, key: str | None = None) -> dict[str, str]:
        return self.headers(key=key, sub=f"staff/{who}", name=who, roles=[role or ROLES[who]])

    async def post(
        self, path: str, body: Any, *, who: str = "梅某", role: str | None = None,
        key: str | None = None,
    ) -> httpx.Response:  # fmt: skip
        headers = self.as_person(who, role, key) | {"Content-Type": "application/json"}
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return await self.http.post(f"/v1{path}", content=content, headers=headers)

    async def get(self, path: str, *, who: str = "梅某", role: str | None = None) -> Any:
        response = await self.http.get(f"/v1{path}", headers=self.as_person(who, role))
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

    async def state(self, case_id: str) -> str:
        row = await self.one("SELECT state FROM reception WHERE case_id = $1", case_id)
        state: str = row["state"]
        return state


@pytest.fixture
async def intake(database, tmp_path):
    Keyring.create(tmp_path / "ring.json")
    settings = without_broker(
        IntakeSettings, SERVICE, database, tmp_path, keys=tmp_path / "ring.json"
    )
    async with alone(Intake, Runtime(SERVICE, settings), database, tmp_path) as running:
        await running.move_to(MONDAY)
        yield running
