"""Events as notify and deadlines tell them of one case."""

from datetime import timedelta
from typing import Any

from shared.contracts.deadlines import DeadlineMissed
from shared.contracts.envelope import Actor
from shared.contracts.notify import (
    CallbackAttempted,
    CallbackCompleted,
    CallbackExhausted,
    CallbackLeased,
)
from tests.integration.intake.conftest import MONDAY

AGENT = Actor(sub="staff/范某", name="范某", role="agent")


def leased(case_id: str, task_id: str = "t1", by: Actor = AGENT) -> CallbackLeased:
    return CallbackLeased(case_id=case_id, task_id=task_id, purpose="verification", by=by)


def attempted(case_id: str, attempt: int = 1, outcome: Any = "no_answer", **more: Any) -> Any:
    return CallbackAttempted(
        **{"case_id": case_id, "task_id": "t1", "purpose": "verification", "attempt": attempt,
           "outcome": outcome, "by": AGENT} | more
    )  # fmt: skip


def completed(case_id: str, attempt: int = 1, outcome: Any = "reached", **more: Any) -> Any:
    return CallbackCompleted(
        **{"case_id": case_id, "task_id": "t1", "purpose": "verification", "attempt": attempt,
           "outcome": outcome, "by": AGENT} | more
    )  # fmt: skip


def exhausted(case_id: str, attempts: int = 3, reason: Any = "unreachable", **more: Any) -> Any:
    return CallbackExhausted(
        **{"case_id": case_id, "task_id": "t1", "purpose": "verification", "attempts": attempts,
           "reason": reason} | more
    )  # fmt: skip


def missed(case_id: str, clock: Any = "verification") -> DeadlineMissed:
    return DeadlineMissed(
        case_id=case_id, clock_id=f"{case_id}/{clock}/1", clock=clock, round=1,
        due_at=MONDAY + timedelta(days=1),
    )  # fmt: skip
