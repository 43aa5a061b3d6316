"""What this service knows of a case: a little of what others said, and its clocks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.deadlines.domain.calendar import Calendar
from services.deadlines.domain.clocks import Clock, clock_id
from services.deadlines.domain.rules import Kind
from shared.contracts import intake
from shared.contracts.intake import HandlingClass
from shared.rules import NotYet, Refused


class CaseState(StrEnum):
    """How far a case has come, as others tell."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    HISTORY = "history"  # 历史件: it starts no clock


@dataclass(frozen=True, slots=True)
class KnownCase:
    """What intake and routing said of the case."""

    handling_class: HandlingClass
    admitted_at: datetime
    state: CaseState


@dataclass(frozen=True, slots=True)
class CaseClocks:
    """One case with all its clocks, locked; `known` is None until intake's first event is heard."""

    case_id: str
    known: KnownCase | None
    clocks: Mapping[str, Clock]
    calendar: Calendar

    @property
    def subject(self) -> str:
        return f"case/{self.case_id}"

    def find(self, kind: Kind, key: int | str) -> Clock | None:
        return self.clocks.get(clock_id(self.case_id, kind, key))

    def running(self, *kinds: Kind) -> list[Clock]:
        """The clocks that run, of these kinds if any are named."""
        return [c for c in self.clocks.values() if c.runs and (not kinds or c.kind in kinds)]

    def public(self) -> Clock | None:
        """The public clock of the newest round."""
        clocks = [c for c in self.clocks.values() if c.kind == "public"]
        return max(clocks, key=lambda clock: clock.round, default=None)


ENDED = (CaseState.CLOSED, CaseState.WITHDRAWN, CaseState.HISTORY)


def known(case: CaseClocks) -> KnownCase:
    """The case as others told it; waits for intake's first word."""
    if case.known is None:
        raise NotYet(intake.CaseReceived.topic)
    return case.known


def received(case: CaseClocks) -> KnownCase:
    """The case, still in anybody's hands; nothing is counted for one that is not."""
    told = known(case)
    if told.state in ENDED:
        raise Refused(f"case_{told.state}", f"nothing is counted for a case that is {told.state}")
    return told


def accepted(case: CaseClocks) -> KnownCase:
    """The case in its handling: what routing and satisfaction say follows intake's acceptance."""
    told = received(case)
    if told.state is CaseState.RECEIVED:
        raise NotYet(intake.CaseAccepted.topic)
    return told
