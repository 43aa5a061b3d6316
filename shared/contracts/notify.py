"""What notify 通知 says: how deliveries and callback tasks ended."""

from typing import ClassVar, Literal

from pydantic import Field

from shared.contracts.envelope import Actor, CaseEvent, Frozen

Purpose = Literal["verification", "after_check"]
CallOutcome = Literal[
    "reached", "refused", "no_answer", "empty_number", "virtual_unreachable", "wrong_person"
]
Satisfaction = Literal["satisfied", "fairly", "dissatisfied"]


class CheckAnswers(Frozen):
    """What the author said in an after-check call."""

    handled: bool | None = Field(default=None, description="到位: was it handled in place")
    reply_true: bool | None = Field(default=None, description="属实: is the reply true")
    rating: Satisfaction | None = None
    pressed: bool = Field(default=False, description="somebody pressed for withdrawal or praise")
    comment: str | None = Field(default=None, repr=False)


class DeliverySettled(CaseEvent):
    """短信结果: an SMS reached a final state."""

    topic: ClassVar[str] = "notify.delivery_settled.v1"
    hanzi: ClassVar[str] = "短信结果"

    delivery_id: str
    template: str
    to: Literal["citizen", "unit", "office"]
    state: Literal["sent", "delivered", "failed", "expired", "outcome_unknown"]


class CallbackLeased(CaseEvent):
    """领取电话任务: an agent has the call, and may know the case that it is about."""

    topic: ClassVar[str] = "notify.callback_leased.v1"
    hanzi: ClassVar[str] = "领取电话任务"

    task_id: str
    purpose: Purpose
    by: Actor


class CallbackReleased(CaseEvent):
    """放回电话任务: the agent has the call no more, and did not place it."""

    topic: ClassVar[str] = "notify.callback_released.v1"
    hanzi: ClassVar[str] = "放回电话任务"

    task_id: str
    purpose: Purpose
    reason: Literal["given_back", "lapsed", "cancelled"]


class CallbackAttempted(CaseEvent):
    """电话未通: an attempt that did not settle the task; others follow."""

    topic: ClassVar[str] = "notify.callback_attempted.v1"
    hanzi: ClassVar[str] = "电话未通"

    task_id: str
    purpose: Purpose
    attempt: int = Field(ge=1)
    outcome: CallOutcome
    by: Actor


class CallbackCompleted(CaseEvent):
    """电话完成: the call settled the task.  Carries the author's words."""

    topic: ClassVar[str] = "notify.callback_completed.v1"
    hanzi: ClassVar[str] = "电话完成"
    personal: ClassVar[bool] = True

    task_id: str
    purpose: Purpose
    attempt: int = Field(ge=1)
    outcome: CallOutcome
    answers: CheckAnswers | None = None
    by: Actor


class CallbackExhausted(CaseEvent):
    """电话未果: all attempts are used up, or no call can or may be made.  Never the author's fault."""

    topic: ClassVar[str] = "notify.callback_exhausted.v1"
    hanzi: ClassVar[str] = "电话未果"

    task_id: str
    purpose: Purpose
    attempts: int = Field(ge=0)
    reason: Literal["unreachable", "no_number", "not_wanted", "expired"]
