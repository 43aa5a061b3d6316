"""What a move is: an address, who may use it, what is sent, what it breaks, and what follows.

A move's rules are written here a second time, from the pages and the office's practice, and not by
asking the service.  `Move.refusals` gives all rules that an ask breaks, in two depths: whoever may
not know of the thing learns only that.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random
from typing import Any, ClassVar, Generic, NamedTuple, Protocol, TypeVar

from shared.contracts.envelope import Event
from tests.lives import PAGE
from tests.walk.city import Person, in_role


class Model(Protocol):
    """What every model's case can tell: where it stands, and all that the database should have."""

    id: str
    state: str
    day: date

    @property
    def ended(self) -> bool: ...

    def shape(self) -> dict[str, Any]:
        """All states and versions, as the database should have them."""
        ...


C = TypeVar("C", bound=Model)
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


class Heard(NamedTuple):
    """An event as it comes, what it does to the model, and whether the journal must tell of it.

    `at` is when it was told; None: now.
    """

    event: Event
    follow: Callable[[], None]
    noted: bool = True
    at: datetime | None = None


class Move(Generic[C]):
    """One kind of command.

    `path` holds the target's id; `roles` are those its address is for; `versioned` ones need
    If-Match; `weight` is how often it is tried; `elsewhere` is journalled as something else's.
    """

    path: ClassVar[str]
    roles: ClassVar[frozenset[str]]
    versioned: ClassVar[bool] = False
    weight: ClassVar[float] = 1.0
    elsewhere: ClassVar[bool] = False
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

    def again(self, first: Mapping[str, Any]) -> Mapping[str, Any]:
        """What a repetition is answered, by what was answered first."""
        return first

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
