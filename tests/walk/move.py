"""What a move is: an address, who may use it, what is sent, what it breaks, and what follows.

A move's rules are written here a second time, from the pages and the office's practice, and not by
asking the service.  `Move.refusals` gives all rules that an ask breaks, in two depths: whoever may
not know of the thing learns only that.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any, ClassVar, Generic, TypeVar

from tests.lives import PAGE
from tests.walk.city import Person, in_role

C = TypeVar("C")
"""The model's case."""

_ROWS = {life: {row[:3]: row.to for row in rows} for life, rows in PAGE.items()}
_SOMEBODY = {life: {row[:2] for row in rows} for life, rows in PAGE.items()}

UNKNOWN_ID = 999


def table(life: str, at: str, do: str, by: str | None) -> tuple[str | None, str]:
    """The rule that the life's page breaks, None if it has such a row, and where the step leads."""
    to = _ROWS[life].get((at, do, str(by)))
    if to is not None:
        return None, to
    return "wrong_role" if (at, do) in _SOMEBODY[life] else "wrong_state", at


@dataclass(frozen=True)
class Body:
    """What is sent: the JSON, the rules that it breaks by itself, what the model knows of it."""

    json: Mapping[str, Any] = field(default_factory=dict)
    faults: frozenset[str] = frozenset()
    more: Mapping[str, Any] = field(default_factory=dict)
    content: bytes | None = None


@dataclass(frozen=True)
class Ask(Generic[C]):
    """One command, as somebody sends it."""

    move: "Move[C]"
    by: Person
    target: str
    body: Body
    match: int | None

    @property
    def role(self) -> str:
        """In which role; only asked where the person has one that the address is for."""
        return str(self.by.role_for(self.move.roles))

    @property
    def path(self) -> str:
        return self.move.path.format(self.target)

    def __str__(self) -> str:
        return f"{self.by.who}: {self.path} {dict(self.body.json)} If-Match {self.match}"


class Move(Generic[C]):
    """One kind of command.

    `path` holds the target's id; `roles` are those its address is for; `versioned` ones need
    If-Match; `weight` is how often it is tried.
    """

    path: ClassVar[str]
    roles: ClassVar[frozenset[str]]
    versioned: ClassVar[bool] = False
    weight: ClassVar[float] = 1.0
    status: ClassVar[int] = 200

    @property
    def name(self) -> str:
        return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(self).__name__).lower()

    def targets(self, case: C) -> list[str]:
        """The ids of what is there, the newest last."""
        raise NotImplementedError

    def stranger(self, case: C) -> str:
        """The id of something that is not there."""
        raise NotImplementedError

    def version(self, case: C, target: str) -> int:
        """What an honest If-Match says; only for versioned moves."""
        raise NotImplementedError

    def people(self, case: C, target: str) -> list[Person]:
        """Who would do this; others try as well."""
        return in_role(*self.roles)

    def body(self, case: C, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        """Something to send: in order, or when wild perhaps not."""
        return Body()

    def hidden(self, case: C, ask: Ask[C]) -> Iterable[str]:
        """What somebody is told who may not know of the thing, or who names nothing."""
        return ()

    def broken(self, case: C, ask: Ask[C]) -> Iterable[str | None]:
        """The other rules that the ask breaks; None stands for none."""
        return ()

    def follow(self, case: C, ask: Ask[C], answer: Mapping[str, Any]) -> None:
        """Move the model's case as the command moved the real one."""

    def refusals(self, case: C, ask: Ask[C]) -> set[str]:
        """All rules that the ask breaks; empty where it must succeed."""
        if ask.by.role_for(self.roles) is None:
            return {"wrong_role"}
        if "invalid_request" in ask.body.faults:
            return {"invalid_request"}
        if hidden := set(self.hidden(case, ask)):
            return hidden
        rules = {rule for rule in self.broken(case, ask) if rule} | ask.body.faults
        if self.versioned:
            rules |= self._match(case, ask)
        return rules

    def _match(self, case: C, ask: Ask[C]) -> set[str]:
        if ask.match is None:
            return {"if_match_missing"}
        return set() if ask.match == self.version(case, ask.target) else {"stale_version"}


def one_of(rng: Random, *tame: Any, wild: Iterable[Any] = (), go_wild: bool = False) -> Any:
    """One of the tame values, or of the wild ones too."""
    return rng.choice([*tame, *(wild if go_wild else ())])
