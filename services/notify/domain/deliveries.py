"""The life of a delivery: one SMS to one person.

queued → sending → sent → delivered, or failed, expired, outcome_unknown.  Once a delivery is
`sending`, only the gateway's word or silence moves it: it is never sent twice on a guess.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

from services.notify.domain.roles import R
from services.notify.domain.templates import Audience
from shared.contracts.notify import DeliverySettled
from shared.workflow import Step, Workflow

LIFETIME = timedelta(hours=72)
"""After this an SMS that could not be sent has lost its purpose.  Real time."""

LEASE = timedelta(seconds=60)
"""How long a worker may be `sending`, and how long a queued delivery may wait for a worker, before
the sweeper looks at it.  Real time."""

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)
LONGEST_WAIT_IN_DANGER = timedelta(minutes=1)


class DeliveryState(StrEnum):
    """Where a delivery is."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    EXPIRED = "expired"
    OUTCOME_UNKNOWN = "outcome_unknown"


class DeliveryAction(StrEnum):
    """What may happen to a delivery."""

    TAKE = "take"
    ACCEPT = "accept"
    CONFIRM = "confirm"
    DEFER = "defer"
    FAIL = "fail"
    EXPIRE = "expire"
    LOSE = "lose"


S, A = DeliveryState, DeliveryAction

# fmt: off
DELIVERY = Workflow("delivery", (
    #    at                 do         by        to                 says
    Step(S.QUEUED,          A.TAKE,    R.SYSTEM, S.SENDING,         None),             # 发送
    Step(S.QUEUED,          A.FAIL,    R.SYSTEM, S.FAILED,          DeliverySettled),  # 无号码
    Step(S.QUEUED,          A.EXPIRE,  R.SYSTEM, S.EXPIRED,         DeliverySettled),  # 过期
    Step(S.SENDING,         A.ACCEPT,  R.SYSTEM, S.SENT,            DeliverySettled),  # 网关接收
    Step(S.SENDING,         A.CONFIRM, R.SYSTEM, S.DELIVERED,       DeliverySettled),  # 送达
    Step(S.SENDING,         A.DEFER,   R.SYSTEM, S.QUEUED,          None),             # 稍后再发
    Step(S.SENDING,         A.FAIL,    R.SYSTEM, S.FAILED,          DeliverySettled),  # 网关拒绝
    Step(S.SENDING,         A.LOSE,    R.SYSTEM, S.OUTCOME_UNKNOWN, DeliverySettled),  # 结果不明
    Step(S.SENT,            A.CONFIRM, R.SYSTEM, S.DELIVERED,       DeliverySettled),  # 送达
    Step(S.OUTCOME_UNKNOWN, A.ACCEPT,  R.SYSTEM, S.SENT,            DeliverySettled),  # 查明已发
    Step(S.OUTCOME_UNKNOWN, A.CONFIRM, R.SYSTEM, S.DELIVERED,       DeliverySettled),  # 查明送达
))
# fmt: on

STARTS = (S.QUEUED,)
ENDS = (S.DELIVERED, S.FAILED, S.EXPIRED)

FinalState = Literal["sent", "delivered", "failed", "expired", "outcome_unknown"]


class Result(StrEnum):
    """What the gateway's answer, or its silence, means."""

    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    TEMPORARY = "temporary"
    PERMANENT = "permanent"
    UNKNOWN = "unknown"


BROUGHT = {
    Result.ACCEPTED: A.ACCEPT,
    Result.DELIVERED: A.CONFIRM,
    Result.TEMPORARY: A.DEFER,
    Result.PERMANENT: A.FAIL,
    Result.UNKNOWN: A.LOSE,
}


@dataclass(frozen=True, slots=True)
class Notice:
    """What is to be said about a case."""

    case_id: str
    template: str
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who is to get it: the author, or a unit's n-th duty officer at the moment of sending."""

    unit_id: str | None = None
    place: int = 0


AUTHOR = Addressee()


@dataclass(frozen=True, slots=True)
class Delivery:
    """One SMS to one addressee.  The number is looked up, and opened, only when it is sent."""

    delivery_id: str
    case_id: str
    template: str
    audience: Audience
    unit_id: str | None
    place: int
    text: str
    pieces: int
    state: DeliveryState = DeliveryState.QUEUED
    attempts: int = 0
    expired: bool = False
    due: bool = False

    @property
    def is_urgent(self) -> bool:
        """What the office's own officers get is about danger."""
        return self.audience == "office"


@dataclass(frozen=True, slots=True)
class Sms:
    """What the gateway gets."""

    delivery_id: str
    to: str = field(repr=False)
    text: str
    pieces: int
    at: datetime


def back_off(attempts: int, *, urgent: bool = False) -> timedelta:
    """How long to wait after the n-th attempt that failed for the moment."""
    longest = LONGEST_WAIT_IN_DANGER if urgent else LONGEST_WAIT
    return min(FIRST_WAIT * (1 << min(attempts - 1, 20)), longest)
