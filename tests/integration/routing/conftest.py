"""routing on real Postgres, without a broker: events go into its inbox, people use the API."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.routing.app import SERVICE
from shared.contracts.envelope import Actor, Event
from shared.contracts.intake import (
    BoardUpdated,
    CaseAccepted,
    CaseReceived,
    CaseWithdrawn,
    ContactErased,
    Wishes,
)
from shared.contracts.satisfaction import CheckFailed, CheckPassed
from shared.service import Runtime, Settings
from tests.alone import CASE as CASE
from tests.alone import Alone, alone, without_broker

DATA = Path(__file__).parents[3] / "deploy/demo/data"
MONDAY = datetime(2022, 3, 28, 1, 0, tzinfo=UTC)  # 09:00 in Lüliang
CLERK = Actor(sub="staff/clerk", name="水某", role="clerk")

PEOPLE: Mapping[str, Mapping[str, Any]] = {
    "admin": {"name": "管某", "roles": ["admin"]},
    "clerk": {"name": "水某", "roles": ["clerk"]},
    "reviewer": {"name": "葛某", "roles": ["reviewer"]},
    "head": {"name": "陈某409", "roles": ["office_head"]},
    "agent": {"name": "范某", "roles": ["agent"]},
    "leader": {"name": "郑某406", "roles": ["leader"], "post": "ll-secretary"},
    "secretary": {"name": "王某407", "roles": ["leader"], "post": "ll-secretary"},
    "deputy": {"name": "冯某408", "roles": ["leader"], "post": "ll-secretary"},
    "xiaoyi": {"name": "戚某432", "roles": ["county_leader"], "post": "141181-secretary"},
    "xiaoyi-next": {"name": "谢某433", "roles": ["county_leader"], "post": "141181-secretary"},
    "fenyang": {"name": "喻某435", "roles": ["county_leader"], "post": "141182-secretary"},
}

PLAIN_REPLY = {"text": "已核实，问题属实，现已办理。", "finding": "true", "disposition": "solved"}


def told(case_id: str = CASE, **changes: Any) -> list[Event]:
    """What intake says of a case until it is accepted."""
    wishes = Wishes(**changes.pop("wishes", {}))
    fields: dict[str, Any] = {
        "channel": "board", "external_id": "14838301", "addressee_fid": 1001,
        "admitted_at": MONDAY, "kind": "help", "handling_class": "livelihood",
    } | {k: v for k, v in changes.items() if k in CaseReceived.model_fields}  # fmt: skip
    accepted = {k: v for k, v in changes.items() if k in CaseAccepted.model_fields}
    received = {
        "addressee_name": "吕梁市委书记", "type_name": "求助", "domain_name": "治安",
        "nickname": "吕小玲", "title": "车牌无法邮寄",
        "text": "临牌过期，车辆无法上路。联系电话13000000035。", "posted_at": MONDAY, "division": "141182",
    } | fields  # fmt: skip
    chosen = {"route": "dispatch", "reason": None, "by": CLERK} | fields | accepted
    return [
        CaseReceived(case_id=case_id, wishes=wishes, **received),
        CaseAccepted(case_id=case_id, wishes=wishes, **chosen),
    ]


def order(unit_id: str, part: str = "lead", task: str = "核实办理") -> dict[str, str]:
    return {"unit_id": unit_id, "part": part, "task": task}


class Routing(Alone):
    """A running routing, and what a test wants of it."""

    # -- what others say ---------------------------------------------------------------------------

    async def withdrawn(self, case_id: str = CASE) -> None:
        await self.hear(CaseWithdrawn(case_id=case_id, reason="solved", by=CLERK))

    async def erased(self, case_id: str = CASE) -> None:
        await self.hear(ContactErased(case_id=case_id, by=CLERK))

    async def board(self, answer_id: str | None, case_id: str = CASE) -> None:
        await self.hear(
            BoardUpdated(
                case_id=case_id, external_id="14838301", state_info="已办理",
                process_info="已交办", answer_id=answer_id, answer_text="已办理。",
                answered_at=MONDAY, answered_by="吕梁市委社情民意办", grade=None,
                grade_level=None, grade_manner=None, grade_speed=None, grade_text=None,
            )
        )  # fmt: skip

    async def check(
        self, *, passed: bool, of_round: int = 1, case_id: str = CASE, number: int = 1
    ) -> None:
        check_id = f"{case_id}-k{number}"
        if passed:
            event: Event = CheckPassed(
                case_id=case_id, check_id=check_id, round=of_round, method="phone"
            )
        else:
            event = CheckFailed(
                case_id=case_id, check_id=check_id, round=of_round, handled=False, reply_true=True
            )
        await self.hear(event)

    # -- what people do ----------------------------------------------------------------------------

    async def send(
        self, who: str, method: str, path: str, body: Any = None, *, match: int | None = None,
        key: str | None = None,
    ) -> httpx.Response:  # fmt: skip
        """`who` is one of PEOPLE, or a unit: its officer."""
        role = "county_office" if who.endswith("-office") else "unit"
        person = PEOPLE.get(who) or {"name": f"{who} 经办", "roles": [role], "unit": who}
        headers = self.headers(key=key, match=match, sub=f"staff/{who}", **person)
        return await self.http.request(method, f"/v1{path}", json=body, headers=headers)

    async def get(self, path: str, *, who: str = "clerk") -> Any:
        response = await self.send(who, "GET", path)
        assert response.status_code == 200, response.text
        return response.json()

    async def do(
        self, who: str, path: str, body: Any = None, *, match: int | None = None
    ) -> dict[str, Any]:
        """A command that is not refused."""
        response = await self.send(who, "POST", path, body or {}, match=match)
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        return answer

    async def refused(
        self, who: str, path: str, body: Any = None, *, match: int | None = None
    ) -> tuple[int, str]:
        """Status and rule of a command that is refused."""
        response = await self.send(who, "POST", path, body or {}, match=match)
        assert response.status_code >= 400, response.text
        return response.status_code, response.json()["rule"]

    async def case(self, case_id: str = CASE, *, who: str = "clerk") -> dict[str, Any]:
        view: dict[str, Any] = await self.get(f"/cases/{case_id}", who=who)
        return view

    async def on_case(self, who: str, what: str, body: Any = None) -> dict[str, Any]:
        return await self.do(who, f"/cases/{CASE}/{what}", body)

    async def assignment(self, unit_id: str, case_id: str = CASE) -> dict[str, Any]:
        """The unit's newest assignment."""
        view = await self.case(case_id)
        return [a for a in view["assignments"] if a["unit_id"] == unit_id][-1]

    async def on_assignment(
        self, unit_id: str, what: str, body: Any = None, *, who: str | None = None
    ) -> dict[str, Any]:
        mine = await self.assignment(unit_id)
        path = f"/assignments/{mine['assignment_id']}/{what}"
        return await self.do(who or unit_id, path, body, match=mine["version"])

    async def refused_on_assignment(
        self, unit_id: str, what: str, body: Any = None, *, who: str | None = None
    ) -> tuple[int, str]:
        mine = await self.assignment(unit_id)
        path = f"/assignments/{mine['assignment_id']}/{what}"
        return await self.refused(who or unit_id, path, body, match=mine["version"])

    async def reply(self) -> dict[str, Any]:
        """The reply that is on its way to the public."""
        view = await self.case()
        return [r for r in view["replies"] if r["complete"]][-1]

    async def on_reply(self, who: str, what: str, body: Any = None) -> dict[str, Any]:
        reply = await self.reply()
        return await self.do(
            who, f"/replies/{reply['reply_id']}/{what}", body, match=reply["version"]
        )

    async def refused_on_reply(self, who: str, what: str, body: Any = None) -> tuple[int, str]:
        reply = await self.reply()
        path = f"/replies/{reply['reply_id']}/{what}"
        return await self.refused(who, path, body, match=reply["version"])

    # -- whole stretches of the way ----------------------------------------------------------------

    async def organise(self) -> dict[str, Any]:
        return await self.do(
            "admin", "/organisation", json.loads((DATA / "organisation.json").read_text())
        )

    async def open(self, case_id: str = CASE, **changes: Any) -> None:
        await self.hear(*told(case_id, **changes))

    async def instruct(self, who: str = "leader", **more: Any) -> dict[str, Any]:
        return await self.on_case(who, "instruct", {"text": "请市公安局尽快妥善处理。"} | more)

    async def dispatch(self, *orders: dict[str, str]) -> dict[str, Any]:
        return await self.on_case("clerk", "dispatch", {"assignments": list(orders)})

    async def to_dispatched(self, *orders: dict[str, str], **changes: Any) -> dict[str, Any]:
        await self.open(**changes)
        await self.instruct()
        return await self.dispatch(*(orders or (order("ll-police"),)))

    async def answer_as(self, unit_id: str, **changes: Any) -> dict[str, Any]:
        await self.on_assignment(unit_id, "sign")
        return await self.on_assignment(unit_id, "reply", PLAIN_REPLY | changes)

    async def to_replied(self, **changes: Any) -> None:
        await self.to_dispatched(**changes)
        await self.answer_as("ll-police")

    async def publish(self, *, leader: str = "leader") -> dict[str, Any]:
        await self.on_reply("reviewer", "review")
        await self.on_reply(leader, "read", {"opinion": "同意"})
        return await self.on_reply("clerk", "publish", {"proof": "https://board.example/1"})

    async def to_published(self, **changes: Any) -> None:
        await self.to_replied(**changes)
        await self.publish()

    # -- what came of it ---------------------------------------------------------------------------

    async def said(self, *facts: str, of: str | None = CASE) -> list[dict[str, Any]]:
        return await super().said(*facts, of=of)

    async def facts(self, of: str | None = CASE) -> list[str]:
        return await super().facts(of)

    async def steps(self) -> list[str]:
        """The journal as words: ``dispatch instructed>dispatched``."""
        return [
            f"{row['action']} {row.get('from', '')}>{row.get('to', '')}"
            for row in await self.journal()
        ]


@pytest.fixture
async def bare(database, tmp_path):
    """Routing without units and posts, on a Monday in March 2022."""
    settings = without_broker(Settings, SERVICE, database, tmp_path)
    async with alone(Routing, Runtime(SERVICE, settings), database, tmp_path) as running:
        await running.move_to(MONDAY)
        yield running


@pytest.fixture
async def routing(bare):
    """Routing with the example's units and posts."""
    await bare.organise()
    return bare
