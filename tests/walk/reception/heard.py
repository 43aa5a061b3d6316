"""What intake hears of a case from others, and what the model says must follow."""

from collections.abc import Callable
from datetime import UTC, datetime, time
from random import Random
from typing import Any

from shared.contracts.deadlines import DeadlineMissed
from shared.contracts.envelope import Actor
from shared.contracts.notify import (
    CallbackAttempted,
    CallbackCompleted,
    CallbackExhausted,
    CallbackLeased,
    CallbackReleased,
    CheckAnswers,
    DeliverySettled,
)
from shared.contracts.routing import (
    AssignmentReleased,
    CaseDispatched,
    Issued,
    RefusalRuled,
)
from tests.walk.city import PEOPLE, WORKING
from tests.walk.move import Heard
from tests.walk.reception.case import ALIVE, IN_HAND, Case
from tests.walk.reception.parts import DANGER, a_text
from tests.walk.reception.reaching import OUTCOMES

_AGENT = PEOPLE["agent"]
AGENT = Actor(sub=_AGENT.sub, name=_AGENT.name, role="agent")
HEAD = Actor(sub="staff/head", name="陈某409", role="office_head")
EARLY = time(0, tzinfo=UTC)
"""Before the day's work: a call that was taken then is over when the next day's begins."""


def _task(case: Case, rng: Random, *, verifies: bool) -> dict[str, Any]:
    """Any of the calls of a case; those of an after-check move no reception."""
    purpose = "verification" if verifies else "after_check"
    return {"case_id": case.id, "task_id": f"{case.id}-t{rng.randrange(3)}", "purpose": purpose}


def _called(case: Case, outcome: str, *, tried: bool) -> None:
    """What a call brought, as long as there is anybody to call for."""
    if case.state in IN_HAND:
        case.attempts += tried
        case.called(outcome)


# ---- calls --------------------------------------------------------------------------------------


def leased(case: Case, rng: Random) -> Heard:
    task = _task(case, rng, verifies=rng.random() < 0.7)

    def follow() -> None:
        case.calls[task["task_id"]] = (AGENT.sub, case.day)

    told_at = datetime.combine(case.day, EARLY)
    return Heard(CallbackLeased(by=AGENT, **task), follow, at=told_at)


def released(case: Case, rng: Random) -> Heard:
    task = _task(case, rng, verifies=True)
    event = CallbackReleased(reason="given_back", **task)
    return Heard(event, lambda: _over(case, task))


def _over(case: Case, task: dict[str, Any]) -> None:
    """The agent has the call no more."""
    case.calls.pop(task["task_id"], None)


def attempted(case: Case, rng: Random, *, verifies: bool = True) -> Heard:
    task, outcome = _task(case, rng, verifies=verifies), rng.choice(OUTCOMES[2:])

    def follow() -> None:
        _over(case, task)
        if verifies:
            _called(case, outcome, tried=True)

    event = CallbackAttempted(attempt=1, outcome=outcome, by=AGENT, **task)
    return Heard(event, follow, noted=verifies)


def completed(case: Case, rng: Random, *, verifies: bool = True) -> Heard:
    """The agent has the call for as long as there is something to note."""
    task, outcome = _task(case, rng, verifies=verifies), rng.choice(OUTCOMES)
    comment = None if verifies else a_text(rng, danger=0.5)

    def follow() -> None:
        if verifies:
            _called(case, outcome, tried=True)
        elif is_danger:
            case.hear_danger(DANGER[str(comment)])

    is_danger = comment in DANGER and case.state in ALIVE
    answers = CheckAnswers(handled=True, comment=comment) if comment else None
    event = CallbackCompleted(attempt=2, outcome=outcome, answers=answers, by=AGENT, **task)
    return Heard(event, follow, noted=verifies or is_danger)


def exhausted(case: Case, rng: Random, *, verifies: bool = True) -> Heard:
    task = _task(case, rng, verifies=verifies)
    reason = rng.choice(["unreachable", "no_number", "not_wanted", "expired"])

    def follow() -> None:
        _over(case, task)
        if verifies:
            _called(case, "unreachable" if reason == "expired" else reason, tried=False)

    event = CallbackExhausted(attempts=3, reason=reason, **task)
    return Heard(event, follow, noted=verifies)


def after_check(case: Case, rng: Random) -> Heard:
    """A call after the answer."""
    return rng.choice([attempted, completed, exhausted])(case, rng, verifies=False)


# ---- time ---------------------------------------------------------------------------------------


def _missed(case: Case, clock: Any, follow: Callable[[], None]) -> Heard:
    event = DeadlineMissed(
        case_id=case.id, clock_id=f"{case.id}/{clock}/1", clock=clock, round=1,
        due_at=datetime.combine(case.day, EARLY),
    )  # fmt: skip
    return Heard(event, follow)


def nobody_called(case: Case, rng: Random) -> Heard:
    """A working day since the claim: who was not called in it is waited for no longer."""

    def follow() -> None:
        if case.state == "claimed":
            case.called("no_answer")

    return _missed(case, "verification", follow)


def nobody_claimed(case: Case, rng: Random) -> Heard:
    def follow() -> None:
        if case.state == "received":
            case.alarms["unclaimed"] = False

    return _missed(case, "claim", follow)


def told_of_danger(case: Case, rng: Random) -> Heard:
    """Whether those on duty had their SMS: noted, and nothing else."""
    event = DeliverySettled(
        case_id=case.id, delivery_id=f"{case.id}-d", template="emergency", to="office",
        state="delivered",
    )  # fmt: skip
    return Heard(event, lambda: None)


# ---- units --------------------------------------------------------------------------------------


def given(case: Case, rng: Random, to: str | None = None) -> Heard:
    assignment, unit = _assignment(case, rng), to or rng.choice(WORKING)
    one = Issued(
        assignment_id=assignment, parent_id=None, unit_id=unit, unit_name=unit, part="lead",
        level="city",
    )  # fmt: skip
    event = CaseDispatched(
        case_id=case.id, letter_no="吕社情交〔2022〕1号", round=1, handling_class="livelihood",
        assignments=(one,), dispatched_at=datetime.combine(case.day, EARLY), by=HEAD,
    )  # fmt: skip
    return Heard(event, lambda: _keep(case, assignment, unit), noted=False)


def _keep(case: Case, assignment: str, unit: str) -> None:
    case.units.setdefault(assignment, unit)


def _assignment(case: Case, rng: Random) -> str:
    return f"{case.id}-a{rng.randrange(3)}"


def taken_back(case: Case, rng: Random) -> Heard:
    assignment = _assignment(case, rng)
    about: dict[str, Any] = {
        "case_id": case.id, "assignment_id": assignment, "unit_id": "ll-edu", "by": HEAD,
    }  # fmt: skip
    upheld = rng.random() < 0.7
    event: RefusalRuled | AssignmentReleased = (
        RefusalRuled(upheld=upheld, **about)
        if rng.random() < 0.5
        else AssignmentReleased(reason="silent", **about)
    )
    gone = upheld or isinstance(event, AssignmentReleased)
    return Heard(event, lambda: _lose(case, assignment, gone=gone), noted=False)


def _lose(case: Case, assignment: str, *, gone: bool) -> None:
    if gone:
        case.units.pop(assignment, None)


KINDS: dict[Callable[[Case, Random], Heard], float] = {
    leased: 1.5, released: 0.4, attempted: 0.4, completed: 0.3, exhausted: 0.3, after_check: 0.5,
    nobody_called: 0.3, nobody_claimed: 0.5, told_of_danger: 0.2, given: 1.5, taken_back: 0.5,
}  # fmt: skip
"""Each kind of event, and how often it comes."""


def anything(case: Case, rng: Random) -> Heard:
    """One event, of any kind."""
    [kind] = rng.choices(list(KINDS), list(KINDS.values()))
    return kind(case, rng)
