"""Events as intake and routing tell them, about one plain case."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from shared.contracts.envelope import Actor
from shared.contracts.intake import CaseAccepted, CaseReceived, Wishes
from shared.contracts.routing import CaseDispatched, Issued, ReplyPublished, ReplySubmitted

SHANGHAI = ZoneInfo("Asia/Shanghai")
CASE = "LL2026-000017"
CLERK = Actor(sub="staff/1", name="赵某", role="clerk")
UNIT = Actor(sub="staff/9", name="郑某", role="unit", unit="ll-police")


def march(day: int, hour: int = 10, minute: int = 0) -> datetime:
    """An instant of a month without feasts; the 16th is a Monday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=SHANGHAI)


def april(day: int, hour: int = 0) -> datetime:
    """The month after; its 4th to 6th are free, 清明节."""
    return datetime(2026, 4, day, hour, tzinfo=SHANGHAI)


def received(
    case_id: str = CASE, handling_class: Any = "livelihood", admitted_at: datetime | None = None
) -> CaseReceived:
    return CaseReceived(
        case_id=case_id, channel="board", external_id="15210077", addressee_fid=1,
        addressee_name="吕梁市委书记", type_name="投诉", domain_name="城建", nickname="网友",
        title="路灯", text="路灯不亮", posted_at=march(15), admitted_at=admitted_at or march(16),
        division="141181", kind="complaint", handling_class=handling_class, wishes=Wishes(),
    )  # fmt: skip


def accepted(case_id: str = CASE, handling_class: Any = "livelihood") -> CaseAccepted:
    return CaseAccepted(
        case_id=case_id, route="dispatch", reason=None, kind="complaint",
        handling_class=handling_class, channel="board", external_id="15210077", addressee_fid=1,
        admitted_at=march(16), wishes=Wishes(), by=CLERK,
    )  # fmt: skip


def issued(
    assignment_id: str, unit_id: str = "ll-police", part: Any = "lead", **more: Any
) -> Issued:
    return Issued(
        **{"assignment_id": assignment_id, "unit_id": unit_id, "unit_name": "某单位", "part": part,
           "parent_id": None, "level": "city"} | more
    )  # fmt: skip


def dispatched(
    at: datetime, *assignments: Issued, case_id: str = CASE, handling_class: Any = "livelihood",
    in_round: int = 1,
) -> CaseDispatched:  # fmt: skip
    return CaseDispatched(
        case_id=case_id, letter_no="吕社办函〔2026〕1号", round=in_round, handling_class=handling_class,
        assignments=assignments, dispatched_at=at, by=CLERK,
    )  # fmt: skip


def replied(at: datetime, assignment_id: str | None = "a1", case_id: str = CASE) -> ReplySubmitted:
    return ReplySubmitted(
        case_id=case_id, assignment_id=assignment_id, unit_id="ll-police", round=1, complete=True,
        submitted_at=at, by=UNIT,
    )  # fmt: skip


def published(at: datetime, case_id: str = CASE, in_round: int = 1) -> ReplyPublished:
    return ReplyPublished(
        case_id=case_id, round=in_round, route="dispatch", external_id="15210077", text="已修复。",
        signer="office", units=("ll-police",), proof="https://board.example/1", published_at=at,
        by=CLERK,
    )  # fmt: skip
