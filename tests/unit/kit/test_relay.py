"""What the relay deletes, and in what order it publishes, while batches are on their way."""

import asyncio
from collections.abc import Sequence
from typing import Any

from shared.db import Database
from shared.relay import DELETE_CONFIRMED, Relay


class Outbox:
    """An outbox of (seq, subject), and a broker that refuses what a test says."""

    def __init__(self, rows: list[tuple[int, str]]) -> None:
        self.rows = dict(rows)
        self.sent: list[int] = []
        self.refused: set[int] = set()
        self.most_ahead = 0
        self._ahead = 0

    async def fetch(self, _query: str, after: int, limit: int) -> list[dict[str, Any]]:
        left = sorted(seq for seq in self.rows if seq > after)[:limit]
        return [{"seq": seq, "subject": self.rows[seq]} for seq in left]

    async def execute(self, query: str, seqs: list[int]) -> None:
        assert query == DELETE_CONFIRMED
        for seq in seqs:
            del self.rows[seq]

    async def send(self, rows: Sequence[Any]) -> list[Any]:
        self._ahead += 1
        self.most_ahead = max(self.most_ahead, self._ahead)
        self.sent += [row["seq"] for row in rows]
        return [row["seq"] not in self.refused for row in rows]

    async def confirmed(self, confirms: Sequence[Any]) -> list[bool]:
        self._ahead -= 1
        return list(confirms)


async def relayed(outbox: Outbox, seconds: float = 0.05, **how: int) -> Outbox:
    relay = Relay(Database("", "intake"), outbox, batch=2, **how)
    leading = asyncio.create_task(relay._lead(outbox))
    await asyncio.sleep(seconds)
    leading.cancel()
    await asyncio.gather(leading, return_exceptions=True)
    return outbox


async def test_batches_go_ahead_of_their_confirms_in_order():
    outbox = await relayed(Outbox([(seq, "a") for seq in range(1, 12)]), ahead=3)
    assert outbox.sent == list(range(1, 12))
    assert outbox.most_ahead == 3
    assert outbox.rows == {}


async def test_behind_an_unconfirmed_row_its_subject_waits_in_later_batches_too():
    outbox = Outbox([(1, "a"), (2, "b"), (3, "b"), (4, "a"), (5, "b"), (6, "c")])
    outbox.refused = {2}
    await relayed(outbox, ahead=4)
    assert outbox.rows == {2: "b", 3: "b", 5: "b"}
    outbox.refused.clear()
    before = len(outbox.sent)
    await relayed(outbox, ahead=4)
    assert outbox.sent[before:] == [2, 3, 5]
    assert outbox.rows == {}


async def test_a_refused_row_is_published_again_before_what_came_after_it():
    outbox = Outbox([(seq, "a") for seq in range(1, 8)])
    outbox.refused = {3}
    leading = asyncio.create_task(relayed(outbox, 0.5, ahead=2))
    await asyncio.sleep(0.1)
    outbox.refused.clear()
    await leading
    again = outbox.sent.index(3, outbox.sent.index(3) + 1)
    assert outbox.sent[again : again + 5] == [3, 4, 5, 6, 7]
    assert outbox.rows == {}
