"""Time lost 延误 by a wrong turn, and who erred: it is charged with it.

A matter that went to the wrong unit is charged to whoever sent it there, from the letter on; a
refusal without ground to the unit that refused; silence to the unit that was silent.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Fault = Literal[
    "wrong_dispatch",  # 交办不当
    "wrong_refusal",  # 退件不当
    "silence",  # 逾期不办
]

ReleaseFault = Literal["wrong_dispatch", "silence"]
"""What a unit may be released for, if anybody erred."""

FAULTS: Mapping[Fault, str] = {
    "wrong_dispatch": "交办不当",
    "wrong_refusal": "退件不当",
    "silence": "逾期不办",
}
"""What people read."""


@dataclass(frozen=True, slots=True)
class Lost:
    """So much time, and who is charged with it."""

    fault: Fault
    charged_unit: str
    lost_from: datetime
    lost_until: datetime


def lost_by_ruling(
    unit_id: str,
    issued_at: datetime,
    refused_at: datetime,
    *,
    upheld: bool,
    dispatcher: str,
    ruled_at: datetime,
) -> Lost:
    """The dispatcher is charged from the letter on, the unit from its refusal on."""
    if upheld:
        return Lost("wrong_dispatch", dispatcher, issued_at, ruled_at)
    return Lost("wrong_refusal", unit_id, refused_at, ruled_at)


def lost_by_release(
    fault: ReleaseFault, unit_id: str, issued_at: datetime, *, dispatcher: str, at: datetime
) -> Lost:
    """All the time that the matter lay where it did not belong, or was not touched."""
    return Lost(fault, dispatcher if fault == "wrong_dispatch" else unit_id, issued_at, at)
