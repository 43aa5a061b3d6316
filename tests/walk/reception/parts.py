"""What all commands on a reception have in common."""

from collections.abc import Iterable, Iterator
from random import Random
from typing import Any, ClassVar

from tests.walk.city import Person, in_role
from tests.walk.move import Ask, Move, table
from tests.walk.reception.case import Case

WAY = "services.intake.domain.reception"
BESIDE = "services.intake.domain.desk"

CLERK = frozenset({"clerk"})
DESK = CLERK | {"office_head"}
PHONE = DESK | {"agent"}
STRANGER = "LL1999-000001"

DANGER = {"有人要跳楼。": "self_harm", "楼道里有煤气味。": "gas_leak"}
"""Words of danger, and the sign that speaks."""


class OnCase(Move[Case]):
    """A command on the case itself.

    `do` is the action on the page `life`; `holders` says whether among clerks only the holder may.
    """

    do: ClassVar[str]
    life: ClassVar[str] = BESIDE
    holders: ClassVar[bool] = True
    roles = DESK

    def targets(self, case: Case) -> list[str]:
        return [case.id]

    def stranger(self, case: Case) -> str:
        return STRANGER

    def people(self, case: Case, target: str) -> list[Person]:
        everybody = in_role(*self.roles)
        return [p for p in everybody if not self._is_kept_from(case, p)] or everybody

    def _is_kept_from(self, case: Case, by: Person) -> bool:
        role = str(by.role_for(self.roles))
        return bool(case.bars(by, role)) or (self.holders and case.is_anothers(by, role))

    def hidden(self, case: Case, ask: Ask[Case]) -> Iterator[str]:
        if ask.target != case.id:
            yield "case_unknown"
        elif bar := case.bars(ask.by, ask.role):
            yield bar

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        if self.holders and case.is_anothers(ask.by, ask.role):
            yield "not_the_holder"
        yield table(self.life, case.state, self.do, ask.role)[0]
        yield from self.wrong(case, ask, ask.body.json)

    def wrong(self, case: Case, ask: Ask[Case], told: Any) -> Iterable[str | None]:
        """What is wrong with what was told."""
        return ()


def free_clerks(case: Case, *but: str | None) -> list[Person]:
    """Who may hold the case."""
    return [p for p in in_role("clerk") if p.sub not in case.interested and p.sub not in but]


def a_text(rng: Random, *, danger: float = 0.15) -> str:
    """Something that an author says; sometimes it tells of danger."""
    return rng.choice([*DANGER]) if rng.random() < danger else "昨天又来过一次。"


def speaks(case: Case, text: str | None) -> None:
    """What an author says is listened to for danger."""
    if text in DANGER:
        case.hear_danger(DANGER[text])
