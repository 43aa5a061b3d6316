"""有人看、有人管、有人办，事事有回音、件件有落实: what must hold for every case, looked at each night.

Routing keeps no clocks.  It knows who holds a case, which units have it, with what result it was
published, by when what was promised in public was to be done, and for how long a case has not moved;
how long is too long the office's practice says.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from services.routing.domain.cases import CaseState
from services.routing.domain.practice import Practice
from shared.breaches import Breach
from shared.contracts.intake import Route
from shared.contracts.routing import Invariant

HOLDER_MISSING: Final = "holder_missing"
UNIT_MISSING: Final = "unit_missing"
RESULT_MISSING: Final = "result_missing"
PROMISE_OVERDUE: Final = "promise_overdue"
_STAYS: Final = "stays_"

BY_GROUND: Mapping[str, Invariant] = {
    HOLDER_MISSING: "owner",
    UNIT_MISSING: "handler",
    RESULT_MISSING: "result",
    PROMISE_OVERDUE: "result",
}

BY_STATE: Mapping[CaseState, Invariant] = {
    CaseState.OPENED: "reader",
    CaseState.PROPOSED: "reader",
    CaseState.SUBMITTED: "reader",
    CaseState.INSTRUCTED: "handler",
    CaseState.DISPATCHED: "answer",
    CaseState.REPLIED: "answer",
    CaseState.REVIEWED: "reader",
    CaseState.READ: "answer",
    CaseState.PUBLISHED: "result",
}
"""What a case misses that stays in a state for too long."""


def too_long_since(practice: Practice, at: datetime) -> dict[str, datetime]:
    """For each state: who has been in it from before that instant stays too long."""
    return {state: at - timedelta(days=days) for state, days in practice.stays.items()}


def stay(case_id: str, state: str, route: Route, since: datetime) -> Breach:
    """A case that does not move.  Where the office answers by itself, it owes the answer at once."""
    at = CaseState(state)
    owes = at == CaseState.OPENED and route != "dispatch"
    return Breach(case_id, f"{_STAYS}{state}", "answer" if owes else BY_STATE[at], since)


def lack(case_id: str, ground: str, since: datetime) -> Breach:
    """A case without something that every case has."""
    return Breach(case_id, ground, BY_GROUND[ground], since)
