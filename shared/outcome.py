"""What a handler returns: changes, journal rows, events and work, all written set-wise by the kit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from shared.contracts.envelope import Actor, Event


class Change(NamedTuple):
    """One row for one set-wise statement.

    `sql` takes one array per column (``unnest($1::text[], …)``); the kit gathers the rows of all
    handlers of a group that return the same statement and runs it once.  A handler's own changes
    keep their order.
    """

    sql: str
    row: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One journal row: who did what to which subject, from which state to which, and why.

    `why` is a rule or a reason code and `facts` are ids, dates, numbers and codes: never a citizen's
    words.  What is private goes into `private`; the journal keeps only its salted digest.
    """

    subject: str
    action: str
    actor: Actor
    from_state: str | None = None
    to_state: str | None = None
    why: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    private: Mapping[str, str] = field(default_factory=dict)


class Work(NamedTuple):
    """A task for one of the service's own work queues, such as one SMS to send."""

    queue: str
    subject: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that one command or one event changes.  Nothing else may be written."""

    changes: Sequence[Change] = ()
    journal: Sequence[Entry] = ()
    events: Sequence[Event] = ()
    work: Sequence[Work] = ()
    answer: Mapping[str, Any] | None = None


NOTHING = Outcome()


def system(service: str) -> Actor:
    """The service itself as the one who acts, where no person does."""
    return Actor(sub=f"system/{service}", name="系统", role="system")
