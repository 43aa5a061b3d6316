"""routing on real Postgres, without a broker: events go into its inbox, people use the API."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from services.routing.app import SERVICE, RoutingSettings
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
from shared.service import Runtime
from tests.alone import CASE as CASE
from tests.alone import Alone, alone, without_broker
from tests.integration.routing.replying import person_of, refused_reply, reply_as

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
    "secretary": {"name": "王某407", "roles": ["secretary"], "post": "ll-secretary"},
    "deputy": {"name": "冯某408", "roles": ["leader"], "post": "ll-secretary"},
    "xiaoyi-secretary": {
        "name": "邹某434",
        "roles": ["secretary"],
        "post": "141181-secretary",
    },
    "xiaoyi": {"name": "戚某432", "roles": ["county_leader"], "post": "141181-secretary"},
    "xiaoyi-next": {"name": "谢某433", "roles": ["county_leader"], "post": "141181-secretary"},
    "fenyang": {"name": "喻某435", "roles": ["county_leader"], "post": "141182-secretary"},
}

EVIDENCE = f"{CASE}-f1"
PICTURE = b"\x89PNG\r\n\x1a\n" + b"a picture of the road" * 20

PLAIN_RESULT: dict[str, Any] = {
    "finding": "true",
    "people": [{"name": "钱某", "post": "民警"}],
    "disposition": "solved",
    "solution": {"solved_on": "2022-03-28", "measure": "已办理。"},
    "evidence": [EVIDENCE],
}
PLAIN_REPLY: dict[str, Any] = {
    "text": "已核实，问题属实，现已办理。",
    "result": PLAIN_RESULT,
}
PROMISED: dict[str, Any] = {
    "finding": "true",
    "people": [{"name": "钱某"}],
    "disposition": "promised",
    "promise": {
        "promise_on": "2022-12-31",
        "ground": "资金年底到位。",
        "told": {"told_on": "2022-03-28", "method": "phone", "reached": True},
    },
}
ANSWERED: dict[str, Any] = {"disposition": "answered"}


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


def order(unit_id: str, part: str = "lead", task: str = "核实办理", **more: Any) -> dict[str, Any]:
    return {"unit_id": unit_id, "part": part, "task": task} | more


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
        key: str | None = None, content: bytes | None = None, name: str | None = None,
    ) -> httpx.Response:  # fmt: skip
        """`who` is one of PEOPLE, or a unit: its officer; `name` is the file's that is sent."""
        person = PEOPLE.get(who) or person_of(who)
        headers = self.headers(key=key, match=match, sub=f"staff/{who}", **person)
        if name is not None:
            headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
        sent = {"json": body} if content is None else {"content": content}
        return await self.http.request(method, f"/v1{path}", headers=headers, **sent)

    async def upload(
        self,
        who: str,
        content: bytes,
        *,
        name: str = "现场.png",
        key: str | None = None,
        **asked: Any,
    ) -> httpx.Response:
        """Add a file to the case; `asked` is what else is said of it."""
        query = httpx.QueryParams({"case_id": CASE} | asked)
        return await self.send(who, "POST", f"/files?{query}", key=key, content=content, name=name)

    async def evidence(self) -> None:
        """The file that plain results rest on, where the case has none yet."""
        if not (await self.case())["files"]:
            added = await self.upload("clerk", PICTURE)
            assert added.json()["file_id"] == EVIDENCE

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
        answer = await self.do(who or unit_id, path, body, match=mine["version"])
        if answer.get("state") == "drafted" and what == "forward":  # 县级签发
            letter = f"/letters/{answer['letter_id']}/sign"
            return await self.do(f"{unit_id}/head", letter, match=answer["etag"])
        return answer

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

    async def propose(self, *orders: dict[str, Any], **more: Any) -> str:
        """A clerk proposes; the id of the proposal."""
        body = {
            "opinion": "拟请市公安局核实办理，汾阳市配合。", "due_on": "2022-04-04",
            "assignments": list(orders or (order("ll-police"),)),
        } | more  # fmt: skip
        return str((await self.on_case("clerk", "proposals", body))["proposal_id"])

    async def to_submitted(self, *orders: dict[str, Any], **changes: Any) -> str:
        await self.open(**changes)
        proposal_id = await self.propose(*orders)
        await self.do("head", f"/proposals/{proposal_id}/submit")
        return proposal_id

    async def scanned(self, who: str = "secretary", purpose: str = "scan") -> str:
        """A picture of the leader's handwriting is put with the case; the id of the file."""
        picture = b"\x89PNG\r\n\x1a\n" + b"handwriting" * 9
        response = await self.upload(who, picture, name="批示.png", purpose=purpose)
        assert response.status_code == 201, response.text
        return str(response.json()["file_id"])

    async def instruct(self, who: str = "leader", **more: Any) -> dict[str, Any]:
        return await self.on_case(who, "instruct", {"text": "请市公安局尽快妥善处理。"} | more)

    async def dispatch(
        self, *orders: dict[str, Any], case_id: str = CASE, **more: Any
    ) -> dict[str, Any]:
        """The letter, from the draft to the signature."""
        body = {"assignments": list(orders)} | more
        drafted = await self.do("clerk", f"/cases/{case_id}/letters", body)
        return await self.sign_letter(drafted["letter_id"])

    async def sign_letter(self, letter_id: str) -> dict[str, Any]:
        """核稿 and 签发 of a draft."""
        checked = await self.on_letter("reviewer", letter_id, "check")
        return await self.on_letter("head", letter_id, "issue", version=checked["etag"])

    async def on_letter(
        self, who: str, letter_id: str, what: str, body: Any = None, *, version: int | None = None
    ) -> dict[str, Any]:
        version = version or (await self.get(f"/letters/{letter_id}"))["etag"]
        return await self.do(who, f"/letters/{letter_id}/{what}", body, match=version)

    async def to_dispatched(self, *orders: dict[str, Any], **changes: Any) -> dict[str, Any]:
        await self.open(**changes)
        await self.instruct()
        return await self.dispatch(*(orders or (order("ll-police"),)))

    async def answer_as(self, unit_id: str, **changes: Any) -> dict[str, Any]:
        await self.on_assignment(unit_id, "sign")
        return await self.reply_as(unit_id, PLAIN_REPLY | changes)

    async def reply_as(self, unit_id: str, body: Any) -> dict[str, Any]:
        await self.evidence()
        return await reply_as(self, unit_id, body)

    async def refused_reply(self, unit_id: str, body: Any) -> tuple[int, str]:
        await self.evidence()
        return await refused_reply(self, unit_id, body)

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
        """What was announced, the files that were added apart."""
        return [fact for fact in await super().facts(of) if fact != "file_added"]

    async def steps(self) -> list[str]:
        """The journal as words, the files apart: ``dispatch instructed>dispatched``."""
        return [
            f"{row['action']} {row.get('from', '')}>{row.get('to', '')}"
            for row in await self.journal()
            if row["action"] != "add_file"
        ]


@pytest.fixture
async def bare(database, tmp_path):
    """Routing without units and posts, on a Monday in March 2022."""
    settings = without_broker(
        RoutingSettings, SERVICE, database, tmp_path,
        files=tmp_path / "files", file_limit=100_000, files_per_case=5,
    )  # fmt: skip
    async with alone(Routing, Runtime(SERVICE, settings), database, tmp_path) as running:
        await running.move_to(MONDAY)
        yield running


@pytest.fixture
async def routing(bare):
    """Routing with the example's units and posts."""
    await bare.organise()
    return bare
