"""What a handler is given beside its event or command."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.contracts.envelope import Actor, Envelope
from shared.db import Tx
from shared.outcome import Entry, Outcome
from shared.rules import Refused


@dataclass(frozen=True, slots=True)
class Ctx:
    """The open transaction, the business time, and who or what asks.

    `now` is aware; `cause` is the event heard (None for a command); `actor` is the person of a
    command, or the service itself; `if_match` is the version the caller saw, if it said so.
    """

    tx: Tx
    now: datetime
    service: str
    actor: Actor
    cause: Envelope | None = None
    if_match: int | None = None
    settings: Any = None
    traceparent: str | None = None

    def require_match(self, version: int) -> None:
        """Refuse a command on a version of a resource that is no longer the newest."""
        if self.if_match is None:
            raise Refused("if_match_missing", "say which version you saw, in If-Match", status=428)
        if self.if_match != version:
            raise Refused("stale_version", "somebody changed it meanwhile: look again", status=412)

    def ignored(self, subject: str, rule: str) -> Outcome:
        """A fact that no longer applies: journalled with its rule, and nothing else."""
        return Outcome(journal=[ignored(subject, rule, self.actor, self.cause)])


def ignored(subject: str, rule: str, actor: Actor, cause: Envelope | None) -> Entry:
    """The journal row for a fact that changes nothing."""
    facts = {"type": cause.type, "source": cause.source, "heard": cause.version} if cause else {}
    return Entry(subject=subject, action="ignore", actor=actor, why=rule, facts=facts)
