"""有人看、有人管: what must hold for every reception, looked at each night.

Until it is accepted a case is intake's to see to: somebody reads it, somebody named has it in hand
and brings it to its route.  What must hold from then on routing looks at.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from services.intake.domain.reception import State
from shared.breaches import Breach
from shared.contracts.intake import Invariant

HOLDER_MISSING: Final = "holder_missing"
ALARM_UNATTENDED: Final = "alarm_unattended"
_STAYS: Final = "stays_"

BY_GROUND: Mapping[str, Invariant] = {HOLDER_MISSING: "owner", ALARM_UNATTENDED: "reader"}

BY_STATE: Mapping[State, Invariant] = {
    State.RECEIVED: "reader",
    State.CLAIMED: "owner",
    State.VERIFIED: "owner",
}
"""What a reception misses that stays in a state for too long."""

STAYS: Mapping[State, int] = {State.RECEIVED: 2, State.CLAIMED: 3, State.VERIFIED: 3}
"""So many days a reception may stay in a state: the preset."""


def every_state(stays: Mapping[State, int]) -> Mapping[State, int]:
    """A state that is not named keeps the preset's days; one that ends a reception has none."""
    if not set(stays) <= set(STAYS) or not all(1 <= days <= 366 for days in stays.values()):
        raise ValueError("1 to 366 days in a state that is no end")
    return {**STAYS, **stays}


def too_long_since(stays: Mapping[State, int], at: datetime) -> dict[str, datetime]:
    """For each state: who has been in it from before that instant stays too long."""
    return {state: at - timedelta(days=days) for state, days in stays.items()}


def stay(case_id: str, state: str, since: datetime) -> Breach:
    """A reception that does not move."""
    return Breach(case_id, f"{_STAYS}{state}", BY_STATE[State(state)], since)


def lack(case_id: str, ground: str, since: datetime) -> Breach:
    """A reception without something that every one has."""
    return Breach(case_id, ground, BY_GROUND[ground], since)
