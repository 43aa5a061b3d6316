"""Rows, arrivals and cases with everything in order, but for what a test says."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from services.intake.domain.arrival import Arrival
from services.intake.domain.board import BoardRow, read_row
from services.intake.domain.reception import Reception, State
from shared.contracts.envelope import Actor
from shared.contracts.intake import Wishes

DATA = Path(__file__).parents[3] / "deploy/demo/data"
NOW = datetime(2022, 11, 21, 1, 0, tzinfo=UTC)  # a Monday, 09:00 in Lüliang

MEI = Actor(sub="mei", name="梅某", role="clerk")
LAN = Actor(sub="lan", name="兰某", role="clerk")
HEAD = Actor(sub="head", name="竹某", role="office_head")


def an_export(name: str = "board-export.json") -> list[dict[str, Any]]:
    """The rows of an example file."""
    rows: list[dict[str, Any]] = json.loads((DATA / name).read_text())["responseData"]
    return rows


def a_row(**changes: Any) -> dict[str, Any]:
    """One row of the board; ``contact`` takes its own changes, ``...`` leaves a key out."""
    contact = {"realName": "赵某", "phone": "13000000002", "place": "孝义市"}
    given = changes.pop("contact", {})
    row = {
        "tid": 15210077,
        "fid": 1010,
        "forumName": "孝义市委书记",
        "typeName": "投诉",
        "domainName": "城建",
        "nickName": "孝义市民",
        "subject": "路边摊占道堵塞",
        "content": "孝义市路边摊占道堵塞现象严重，希望治理。",
        "dateline": 1653828060,
        "threadsCheckTime": 1653838860,
        "stateInfo": "待回复",
        "processInfo": "未交办",
        "grade": 0,
        "contact": contact | given if isinstance(given, dict) else given,
    } | changes
    return {key: value for key, value in row.items() if value is not ...}


def read(**changes: Any) -> BoardRow:
    """A row that can be read, read."""
    row = read_row(a_row(**changes), NOW)
    assert isinstance(row, BoardRow)
    return row


def an_arrival(**changes: Any) -> Arrival:
    return read(**changes).arrival


def a_case(**changes: Any) -> Reception:
    """A verified case that Mei holds."""
    case: dict[str, Any] = {
        "case_id": "LL2022-000017",
        "state": State.VERIFIED,
        "channel": "board",
        "external_id": "15210077",
        "addressee_fid": 1010,
        "kind": "complaint",
        "domain_name": "城建",
        "subdomain_name": None,
        "division": "141181",
        "handling_class": "livelihood",
        "admitted_at": NOW,
        "wishes": Wishes(),
        "holder": MEI,
        "phone_state": "dialable",
        "erased": False,
    }
    return Reception(**case | changes)
