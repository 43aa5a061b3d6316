"""What the model remembers of one reception: where it stands, whose it is, whom it is kept from."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.walk.city import OFFICE, UNIT_ROLES, Person, stands_in

ENDS = {"accepted", "withdrawn"}
IN_HAND = {"claimed", "verified", "accepted"}
ALIVE = {"received", *IN_HAND}


@dataclass
class Group:
    """Like cases, as far as this walk knows them: its own and the one beside it."""

    id: str
    members: set[str]
    version: int = 1


@dataclass
class Case:
    """A reception, as the model knows it.

    `known` says whether its type and domain are; `phones` are the one told and those found later,
    each with the unit that found it; `others` are cases of the house that everybody may name.
    """

    number: int
    day: date
    kind: str
    known: bool
    suspected: bool
    dialable: bool
    phones: list[tuple[str | None, str | None]]
    wishes: dict[str, bool]
    signs: set[str]
    handling_class: str
    id: str = ""
    state: str = "received"
    holder: str | None = None
    verified_as: str | None = None
    route: str | None = None
    settled: bool = False
    erased: bool = False
    referred: bool = False
    listed: tuple[str, ...] = ()
    attempts: int = 0
    corrections: int = 0
    looks: int = 0
    consent: bool | None = None
    supplements: dict[int, bool] = field(default_factory=dict)
    interested: set[str] = field(default_factory=set)
    accused: set[str] = field(default_factory=set)
    units: dict[str, str] = field(default_factory=dict)
    alarms: dict[str, bool] = field(default_factory=dict)
    calls: dict[str, tuple[str, date]] = field(default_factory=dict)
    mate: str | None = None
    groups: dict[str, Group] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)

    @property
    def ended(self) -> bool:
        return self.state in ENDS

    @property
    def contacts(self) -> int:
        """How many were found later."""
        return len(self.phones) - 1

    # -- whom it is there for ----------------------------------------------------------------------

    def bars(self, by: Person, role: str) -> str | None:
        """Why the case is not there for somebody at all, if so."""
        if self.is_hidden(by, role):
            return "case_unknown"
        if by.sub in self.interested:
            return "interest_excludes"
        strange = role in UNIT_ROLES and by.unit not in self.units.values()
        return "case_unknown" if strange else None

    def is_hidden(self, by: Person, role: str) -> bool:
        """The accused never see it, an agent only with its call, and its holder always."""
        if role in UNIT_ROLES:
            return self.accuses(str(by.unit))
        if role == "agent" and (by.sub, self.day) not in self.calls.values():
            return True
        return by.sub != self.holder and self.accuses(by.unit or OFFICE)

    def accuses(self, unit: str) -> bool:
        return stands_in(unit, self.accused)

    def is_anothers(self, by: Person, role: str) -> bool:
        """Among clerks, what is held is its holder's alone."""
        return role == "clerk" and self.holder not in {None, by.sub}

    # -- its changes -------------------------------------------------------------------------------

    def called(self, outcome: str) -> None:
        """A call opens the gate to acceptance; a later one takes nothing back from who was reached."""
        if self.state == "claimed":
            self.state = "verified"
        if self.verified_as != "reached":
            self.verified_as = outcome

    def hear_danger(self, *signs: str) -> None:
        """The alarm stands, whether it stood before, was seen to, or is new."""
        self.signs |= {*signs}
        self.alarms["emergency"] = False

    def name(self, units: list[str]) -> None:
        """What speaks against somebody stands alone."""
        self.accused |= {*units}
        self.leave_group(self.id)

    def group_of(self, case_id: str | None) -> Group | None:
        return next((group for group in self.groups.values() if case_id in group.members), None)

    def leave_group(self, case_id: str) -> None:
        for group in self.groups.values():
            group.members.discard(case_id)

    def shape(self) -> dict[str, Any]:
        """All of it, as the database should have it."""
        group = self.group_of(self.id)
        return {
            "case": [
                self.state, self.holder, self.kind, self.handling_class, self.verified_as,
                self.route, self.settled, self.erased,
            ],
            "wishes": self.wishes,
            "counts": [len(self.listed), self.attempts, self.contacts, self.corrections, self.looks],
            "consent": [self.consent],
            "signs": sorted(self.signs),
            "interested": sorted(self.interested),
            "accused": sorted(self.accused),
            "supplements": {str(no): answered for no, answered in self.supplements.items()},
            "units": dict(self.units),
            "alarms": dict(self.alarms),
            "group": [group.id, group.version] if group else {},
        }  # fmt: skip
