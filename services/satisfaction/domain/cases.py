"""What satisfaction knows of a case: enough to check its answer and to count it."""

from dataclasses import dataclass

from services.satisfaction.domain.checks import Check
from shared.contracts.intake import Channel, Kind


@dataclass(frozen=True, slots=True)
class Acceptance:
    """How the case was accepted, and what its author wished for."""

    kind: Kind
    no_call: bool
    secret: bool


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One case; `board_grade` is the board's grade as it is known now."""

    case_id: str
    historic: bool
    channel: Channel
    withdrawn: bool
    board_grade: float | None
    acceptance: Acceptance | None = None
    checks: tuple[Check, ...] = ()

    @property
    def round(self) -> int:
        """The round of the newest published answer; 0 before the first."""
        return max((check.round for check in self.checks), default=0)


def may_be_called(acceptance: Acceptance) -> bool:
    """An author who wants no call, or secrecy, is checked by other means."""
    return not (acceptance.no_call or acceptance.secret)
