"""Load for the benchmarks: receptions as intake announces them, written set-wise into its outbox."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from shared.clock import now
from shared.context import Ctx
from shared.contracts.envelope import Actor, Event
from shared.contracts.intake import (
    CaseAccepted,
    CaseClaimed,
    CaseReceived,
    CaseVerified,
    ContactRecorded,
    VerificationRequested,
    Wishes,
)
from shared.db import Database
from shared.outbox import Act, write
from shared.outcome import Outcome

CLERK = Actor(sub="clerk-1", name="水某", role="clerk")
POSTED = datetime(2022, 3, 1, 1, 0, tzinfo=UTC)
PER_CASE = 6
SENTENCE = "路灯坏了很久，晚上老人出门很不方便，请有关部门尽快派人修理。"
SEED = 1
"""Decides how long each citizen's text is: 1 to 11 sentences."""


def reception(number: int) -> list[Event]:
    """A case from its arrival to its acceptance."""
    case_id = f"LL2022-{number:06d}"
    about: dict[str, Any] = {"case_id": case_id}
    text = SENTENCE * (1 + (SEED + 7 * number) % 11)
    return [
        CaseReceived(
            **about, channel="board", external_id=str(10_000_000 + number), addressee_fid=1001,
            addressee_name="吕梁市委书记", type_name="求助", domain_name="城建", nickname="网友",
            title="路灯不亮", text=text, posted_at=POSTED, admitted_at=POSTED, division="141102",
            kind="help", handling_class="livelihood", wishes=Wishes(),
        ),
        ContactRecorded(
            **about, key_id="k1", name_sealed=None, phone_sealed=None, phone_state="missing",
            wishes=Wishes(),
        ),
        CaseClaimed(**about, by=CLERK),
        VerificationRequested(**about, holder=CLERK),
        CaseVerified(**about, outcome="reached", attempts=1),
        CaseAccepted(
            **about, route="direct", reason=None, kind="help", handling_class="livelihood",
            channel="board", external_id=str(10_000_000 + number), addressee_fid=1001,
            admitted_at=POSTED, wishes=Wishes(), by=CLERK,
        ),
    ]  # fmt: skip


async def announce(database: Database, events: Sequence[Event]) -> None:
    """Commit events as one group of intake's."""
    async with database.transaction() as tx:
        ctx = Ctx(tx, await now(tx), "intake", CLERK)
        await write(tx, [Act(ctx, Outcome(events=[event])) for event in events])


async def fill(database: Database, first: int, cases: int) -> int:
    """Put so many receptions into the outbox; return how many events."""
    block = 40
    for start in range(first, first + cases, block):
        numbers = range(start, min(start + block, first + cases))
        await announce(database, [e for number in numbers for e in reception(number)])
    return cases * PER_CASE
