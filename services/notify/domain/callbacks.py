"""The life of a callback task 电话任务: a call that a person must place.

open → leased → done, or exhausted, or cancelled.  Exactly one agent holds a task, for the time of a
lease; the late result of a lost lease is refused.  An author who cannot be reached is never at fault.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, StringConstraints

from services.notify.domain.roles import R
from shared.contracts.notify import (
    CallbackAttempted,
    CallbackCompleted,
    CallbackExhausted,
    CallbackLeased,
    CallbackReleased,
    CallOutcome,
    CheckAnswers,
    Purpose,
    Satisfaction,
)
from shared.rules import Refused
from shared.workflow import Step, Workflow

SHANGHAI = ZoneInfo("Asia/Shanghai")

ATTEMPTS = 3
LIFETIME = timedelta(days=10)
GAP = timedelta(hours=3)
SLOTS = ((time(9), time(11, 30)), (time(14, 30), time(18)), (time(19), time(20, 30)))
"""When people may be called again, by the clock of Shanghai."""

PURPOSES: tuple[Purpose, ...] = ("verification", "after_check")
"""In the order in which agents get them: a verification never eats the days that are promised."""

Reason = Literal["unreachable", "no_number", "not_wanted", "expired"]


class TaskState(StrEnum):
    """Where a callback task is."""

    OPEN = "open"
    LEASED = "leased"
    DONE = "done"
    EXHAUSTED = "exhausted"
    CANCELLED = "cancelled"


class TaskAction(StrEnum):
    """What may happen to a callback task."""

    LEASE = "lease"
    SETTLE = "settle"
    MISS = "miss"
    RELEASE = "release"
    LAPSE = "lapse"
    EXHAUST = "exhaust"
    CANCEL = "cancel"


S, A = TaskState, TaskAction

# fmt: off
TASK = Workflow("task", (
    #    at        do         by        to           says
    Step(S.OPEN,   A.LEASE,   R.AGENT,  S.LEASED,    CallbackLeased),     # 领取
    Step(S.LEASED, A.SETTLE,  R.AGENT,  S.DONE,      CallbackCompleted),  # 电话完成
    Step(S.LEASED, A.MISS,    R.AGENT,  S.OPEN,      CallbackAttempted),  # 电话未通
    Step(S.LEASED, A.EXHAUST, R.AGENT,  S.EXHAUSTED, CallbackExhausted),  # 三次未通
    Step(S.LEASED, A.RELEASE, R.AGENT,  S.OPEN,      CallbackReleased),   # 放回
    Step(S.LEASED, A.LAPSE,   R.SYSTEM, S.OPEN,      CallbackReleased),   # 超时收回
    Step(S.OPEN,   A.EXHAUST, R.SYSTEM, S.EXHAUSTED, CallbackExhausted),  # 无法或不得再打
    Step(S.LEASED, A.EXHAUST, R.SYSTEM, S.EXHAUSTED, CallbackExhausted),  # 号码已删除
    Step(S.OPEN,   A.CANCEL,  R.SYSTEM, S.CANCELLED, None),               # 取消
    Step(S.LEASED, A.CANCEL,  R.SYSTEM, S.CANCELLED, CallbackReleased),   # 取消
))
# fmt: on

STARTS = (S.OPEN, S.EXHAUSTED)
ENDS = (S.DONE, S.EXHAUSTED, S.CANCELLED)

SETTLING: tuple[CallOutcome, ...] = ("reached", "refused", "empty_number", "wrong_person")
MISSING: tuple[CallOutcome, ...] = ("no_answer", "virtual_unreachable")

QUESTIONS: dict[Purpose, tuple[str, ...]] = {
    "verification": (
        "请问是您本人在留言板上留言的吗？",
        "您反映的情况是否属实，有没有需要补充的？",
        "您希望怎样解决？",
        "是否同意承办单位与您联系？",
    ),
    "after_check": (
        "您反映的问题是否处理到位？",
        "公开答复的内容是否属实？",
        "是否有人要求您撤回留言或者给好评？",
    ),
}
RATING_QUESTION = "您对办理结果是否满意？满意、基本满意，还是不满意？"


@dataclass(frozen=True, slots=True)
class Lease:
    """Who holds a task; `lapsed` is judged by real time."""

    token: str
    holder: str
    lapsed: bool
    holder_sub: str


@dataclass(frozen=True, slots=True)
class Task:
    """One call to place.  An after-check's task bears the check's own id."""

    task_id: str
    case_id: str
    purpose: Purpose
    round: int
    ask_rating: bool
    state: TaskState
    attempts: int
    next_at: datetime
    expires_at: datetime
    expired: bool
    lease: Lease | None = None


@dataclass(frozen=True, slots=True)
class Brought:
    """What one call brought: the action it means, and when to try again."""

    action: TaskAction
    attempt: int
    next_at: datetime


class Command(BaseModel):
    """Base of what a person may ask."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Token = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Words = Annotated[str, StringConstraints(max_length=1000, pattern=r"^[^\x00]*$")]


class LeaseTask(Command):
    """领取: the next call to place, of one purpose or of any."""

    purpose: Purpose | None = None


class Answers(Command):
    """What the author said in an after-check call."""

    handled: bool | None = None
    reply_true: bool | None = None
    rating: Satisfaction | None = None
    pressed: bool = False
    comment: Words | None = None


class CompleteTask(Command):
    """电话完成: how the call went."""

    lease: Token
    outcome: CallOutcome
    answers: Answers | None = None


class ReleaseTask(Command):
    """放回: the agent gives the task back."""

    lease: Token


def questions(task: Task) -> list[str]:
    """What the agent asks, in order."""
    asked = QUESTIONS[task.purpose]
    return [*asked, RATING_QUESTION] if task.ask_rating else [*asked]


def must_hold(task: Task, token: str) -> None:
    """Refuse the result of a lease that lapsed, was given back or never was."""
    if task.lease is None or task.lease.lapsed or task.lease.token != token:
        raise Refused("lease_lost", "the task is no longer yours: lease it again")


def must_be_answerable(task: Task, command: CompleteTask) -> None:
    """Answers come from an author who was reached, in an after-check."""
    if command.answers is None:
        return
    if task.purpose != "after_check" or command.outcome != "reached":
        raise Refused(
            "answers_not_asked",
            "answers belong to an after-check whose author was reached",
            status=422,
        )


def answers_of(command: CompleteTask) -> CheckAnswers | None:
    """The answers as the event carries them."""
    return CheckAnswers(**command.answers.model_dump()) if command.answers else None


def next_call(now: datetime) -> datetime:
    """When to call again: three hours on, moved into a slot other than the one just used."""
    used = _slot(now.astimezone(SHANGHAI).time())
    earliest = (now + GAP).astimezone(SHANGHAI)
    for day in (earliest.date(), earliest.date() + timedelta(days=1)):
        for slot in SLOTS:
            opens = datetime.combine(day, slot[0], SHANGHAI)
            closes = datetime.combine(day, slot[1], SHANGHAI)
            if slot != used and earliest < closes:
                return max(earliest, opens)
    raise ValueError("the slots of a day leave no time to call")


def _slot(at: time) -> tuple[time, time] | None:
    return next((slot for slot in SLOTS if slot[0] <= at < slot[1]), None)
