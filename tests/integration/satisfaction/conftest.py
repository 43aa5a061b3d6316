"""satisfaction on real Postgres, without a broker: events go straight into its inbox."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from services.satisfaction.app import SERVICE
from shared.contracts.envelope import Actor, Event
from shared.contracts.intake import (
    BoardUpdated,
    CaseAccepted,
    CaseReceived,
    CaseWithdrawn,
    ContactErased,
    HistoryRecorded,
    Wishes,
)
from shared.contracts.notify import CallbackCompleted, CallbackExhausted, CheckAnswers
from shared.contracts.routing import (
    CaseClosed,
    CaseReopened,
    RedoOrdered,
    ReplyPublished,
    ReplySubmitted,
)
from shared.inbox import Settled
from shared.service import Runtime, Settings
from tests.alone import CASE, Alone, alone, without_broker

CLERK = Actor(sub="staff/1", name="水某", role="clerk")
PUBLISHER = "staff/9"
AGENT = Actor(sub="staff/2", name="范某", role="agent")


def day(month: int, date: int, year: int = 2022) -> datetime:
    return datetime(year, month, date, 4, tzinfo=UTC)


MARCH_28, APRIL_3 = day(3, 28), day(4, 3)


class Told:
    """A case's facts, as the other services tell them."""

    def __init__(self, case_id: str = CASE) -> None:
        self.case_id = case_id

    def received(self, at: datetime = MARCH_28, channel: str = "board") -> Event:
        return CaseReceived(
            case_id=self.case_id, channel=channel, external_id="1", addressee_fid=1001,
            addressee_name="吕梁市委书记", type_name="求助", domain_name="治安", nickname="吕**",
            title="车牌", text="车牌无法邮寄", posted_at=at, admitted_at=at, division=None,
            kind="help", handling_class="livelihood", wishes=Wishes(),
        )  # fmt: skip

    def accepted(self, kind: str = "help", route: str = "dispatch", **wishes: bool) -> Event:
        return CaseAccepted(
            case_id=self.case_id, route=route, reason=None, kind=kind,
            handling_class="livelihood", channel="board", external_id="1", addressee_fid=1001,
            admitted_at=day(3, 28), wishes=Wishes(**wishes), by=CLERK,
        )  # fmt: skip

    def published(
        self, of_round: int = 1, route: str = "dispatch", at: datetime = APRIL_3
    ) -> Event:
        return ReplyPublished(
            case_id=self.case_id, round=of_round, route=route, external_id="1", text="已办理。",
            signer="unit", units=("ll-police",), proof="https://example.test/1", published_at=at,
            by=CLERK.model_copy(update={"sub": PUBLISHER}),
        )  # fmt: skip

    def submitted(self, by: str, of_round: int = 1) -> Event:
        return ReplySubmitted(
            case_id=self.case_id, assignment_id=f"{self.case_id}-a1", unit_id="ll-police",
            round=of_round, complete=True, submitted_at=APRIL_3,
            by=Actor(sub=by, name="钱某", role="unit_head", unit="ll-police"),
        )  # fmt: skip

    def called(self, of_round: int = 1, outcome: str = "reached", **answers: Any) -> Event:
        return CallbackCompleted(
            case_id=self.case_id, task_id=f"{self.case_id}-C{of_round}", purpose="after_check",
            attempt=1, outcome=outcome, by=AGENT,
            answers=CheckAnswers(**answers) if outcome == "reached" else None,
        )  # fmt: skip

    def unreached(self, reason: str = "unreachable") -> Event:
        return CallbackExhausted(
            case_id=self.case_id, task_id=f"{self.case_id}-C1", purpose="after_check", attempts=3,
            reason=reason,
        )  # fmt: skip

    def on_board(self, grade: float | None, text: str | None = None) -> Event:
        return BoardUpdated(
            case_id=self.case_id, external_id="1", state_info="已办理", process_info="已交办",
            answer_id="7002", answer_text="已办理。", answered_at=day(4, 3), answered_by="市委办",
            grade=grade, grade_level=None, grade_manner=None, grade_speed=None, grade_text=text,
        )  # fmt: skip

    def history(
        self, posted: datetime, answered: datetime | None, grade: float | None = None
    ) -> Event:
        return HistoryRecorded(
            case_id=self.case_id, external_id="1", addressee_fid=1001,
            addressee_name="吕梁市委书记", type_name="咨询", domain_name="教育", kind="inquiry",
            title="入学", text="何时招生", posted_at=posted,
            answer_text=None if answered is None else "九月。", answered_at=answered,
            answered_by="市教育局", grade=grade, reason="answered_on_board",
        )  # fmt: skip

    def withdrawn(self) -> Event:
        return CaseWithdrawn(case_id=self.case_id, reason="solved", by=CLERK)

    def erased(self) -> Event:
        return ContactErased(case_id=self.case_id, by=CLERK)

    def redo(self, of_round: int = 2) -> Event:
        return RedoOrdered(case_id=self.case_id, round=of_round, reason="not_true", by=CLERK)

    def reopened(self, of_round: int = 2) -> Event:
        return CaseReopened(case_id=self.case_id, round=of_round, reason="came_back", by=CLERK)

    def closed(self, of_round: int = 1, reason: str = "check_passed") -> Event:
        return CaseClosed(case_id=self.case_id, round=of_round, reason=reason)

    def to_publication(self, **published: Any) -> list[Event]:
        return [self.received(), self.accepted(), self.published(**published)]


class Satisfaction(Alone):
    """One running satisfaction, and what a test wants of it."""

    async def hear(self, *events: Event, at: datetime | None = APRIL_3) -> Settled:
        """Deliver events as one group, each publisher's in order, true since `at`."""
        return await super().hear(*events, at=at)

    async def checks(self, query: str = "") -> list[dict[str, Any]]:
        page = await self.call("GET", f"/v1/checks{query}")
        assert page.status_code == 200, page.text
        items: list[dict[str, Any]] = page.json()["items"]
        return items

    async def figures(self, as_of: str | None = None) -> dict[str, Any]:
        params = {} if as_of is None else {"as_of": as_of}
        answer = await self.call("GET", "/v1/figures", params=params, role="leader")
        assert answer.status_code == 200, answer.text
        sheet: dict[str, Any] = answer.json()
        return sheet

    async def call(
        self, method: str, path: str, body: Any = None, *, role: str = "clerk",
        by: str = "staff/1", unit: str | None = None, **more: Any,
    ) -> httpx.Response:  # fmt: skip
        headers = self.headers(sub=by, name="水某", roles=[role], unit=unit)
        return await self.http.request(method, path, json=body, headers=headers, **more)

    async def record(
        self, case_id: str = CASE, *, by: str = "staff/1", unit: str | None = None, **body: Any
    ) -> httpx.Response:
        fields = {"method": "on_site", "handled": None, "reply_true": None} | body
        path = f"/v1/cases/{case_id}/check"
        return await self.call("POST", path, fields, by=by, unit=unit)


@pytest.fixture
async def satisfaction(database, tmp_path):
    settings = without_broker(Settings, SERVICE, database, tmp_path)
    async with alone(Satisfaction, Runtime(SERVICE, settings), database, tmp_path) as running:
        yield running


@pytest.fixture
def told():
    return Told()


@pytest.fixture
def another():
    """More cases: ``another(18)``."""
    return lambda number: Told(f"LL2022-{number:06d}")
