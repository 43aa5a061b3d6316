"""A reply 答复: what a case knows of it, what makes it ready for the public, and who signs it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from shared.contracts.intake import Route
from shared.contracts.routing import Mode
from shared.rules import Refused

Signer = Literal["leader", "office", "unit"]
ReadingOutcome = Literal["read", "sent_back", "waived"]
"""阅批, 阅批退回, 免阅批."""

Read = Literal["read", "sent_back"]
"""What a leader does with a draft or a further reply: no rule waives that."""

Stage = Literal["office", "county"]
"""Who returned a reply 审核退回: the city's office, or who had handed the matter down."""


@dataclass(frozen=True, slots=True)
class ReplyHead:
    """A reply without its words."""

    reply_id: str
    round: int
    assignment_id: str | None
    unit_id: str
    complete: bool
    submitted_at: datetime
    version: int
    accepted: bool = False  # by who had handed the matter down


def must_be_published_between(read_at: datetime, published_at: datetime, now: datetime) -> None:
    """Publication is the last act, and one that happened."""
    if published_at > now:
        raise Refused("published_in_future", "that time has not come yet", status=422)
    if published_at < read_at:
        raise Refused("published_before_read", "it was published before it was read", status=422)


def signer_of(route: Route, asked: Signer | None, *, waived: bool) -> Signer:
    """Who signs: the unit that handled it or the office, if nobody else is named."""
    signer: Signer = asked or ("unit" if route == "dispatch" else "office")
    if (signer == "unit" and route != "dispatch") or (signer == "leader" and waived):
        raise Refused("signer_did_not_act", "who signs had no part in the answer", status=422)
    return signer


def is_personal(mode: Mode | None) -> bool:
    """Whether the leader acted in person 亲自: a record of the handwriting counts, a deputy does not."""
    return mode in {"own", "recorded"}
