"""What the relay deletes, and in what order it publishes, while batches are on their way."""

import asyncio
from collections.abc import Sequence
from typing import Any

from shared.bus import CONFIRMED, LOST, Verdict
from shared.db import Database
from shared.relay import DELETE_CONFIRMED, Relay
from shared.stops import FREE, STOP


class Outbox:
    """An outbox of (seq, subject), and a broker that loses or refuses what a test says."""

    def __init__(self, rows: list[tuple[int, str]]) -> None:
        self.rows = dict(rows)
        self.sent: list[int] = []
        self.lost: set[int] = set()
        self.refused: set[int] = set()
        self.stopped: dict[str, int] = {}
        self.most_ahead = 0
        self._ahead = 0

    async def fetch(self, _query: str, after: int, limit: int) -> list[dict[str, Any]]:
        left = sorted(s for s, subject in self.rows.items() if s > after and self._goes(subject))
        return [{"seq": s, "subject": self.rows[s], "queue": None} for s in left[:limit]]

    def _goes(self, subject: str) -> bool:
        return subject not in self.stopped

    async def execute(self, query: str, *columns: Any) -> None:
        if query == STOP:
            subjects, queues, seqs, reasons, *_ = columns
            assert set(queues) == {""}
            assert set(reasons) == {"NO_ROUTE"}
            self.stopped |= dict(zip(subjects, seqs, strict=True))
        elif query == FREE:
            self.stopped = {k: seq for k, seq in self.stopped.items() if seq in self.rows}
        else:
            assert query == DELETE_CONFIRMED
            for seq in columns[0]:
                del self.rows[seq]

    async def send(self, rows: Sequence[Any]) -> list[Any]:
        self._ahead += 1
        self.most_ahead = max(self.most_ahead, self._ahead)
        self.sent += [row["seq"] for row in rows]
        return [self._verdict(row["seq"]) for row in rows]

    def _verdict(self, seq: int) -> Verdict:
        if seq in self.refused:
            return Verdict(False, "NO_ROUTE")
        return LOST if seq in self.lost else CONFIRMED

    async def confirmed(self, confirms: Sequence[Any]) -> list[Verdict]:
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
    outbox.lost = {2}
    await relayed(outbox, ahead=4)
    assert outbox.rows == {2: "b", 3: "b", 5: "b"}
    outbox.lost.clear()
    before = len(outbox.sent)
    await relayed(outbox, ahead=4)
    assert outbox.sent[before:] == [2, 3, 5]
    assert outbox.rows == {}


async def test_a_lost_row_is_published_again_before_what_came_after_it():
    outbox = Outbox([(seq, "a") for seq in range(1, 8)])
    outbox.lost = {3}
    leading = asyncio.create_task(relayed(outbox, 0.5, ahead=2))
    await asyncio.sleep(0.1)
    outbox.lost.clear()
    await leading
    again = outbox.sent.index(3, outbox.sent.index(3) + 1)
    assert outbox.sent[again : again + 5] == [3, 4, 5, 6, 7]
    assert outbox.rows == {}


async def test_more_refused_rows_than_go_ahead_stop_their_own_subjects_only():
    sick = [(seq, f"sick-{seq}") for seq in range(1, 31)]
    outbox = Outbox([*sick, *((seq, "well") for seq in range(31, 40))])
    outbox.refused = {seq for seq, _ in sick}
    await relayed(outbox, ahead=4)
    assert outbox.rows == dict(sick)
    assert outbox.stopped == {subject: seq for seq, subject in sick}
    assert len(outbox.sent) == len(set(outbox.sent))


async def test_what_was_sent_behind_a_refused_row_goes_again_after_it():
    outbox = Outbox([(1, "a"), (2, "a"), (3, "b"), (4, "a"), (5, "a")])
    outbox.refused = {2}
    await relayed(outbox, ahead=4)
    assert outbox.rows == {2: "a", 4: "a", 5: "a"}
    del outbox.rows[2]  # as if it were confirmed at last
    before = len(outbox.sent)
    await relayed(outbox, ahead=4)
    assert outbox.sent[before:] == [4, 5]
    assert outbox.rows == {}


async def test_a_loss_beside_a_refusal_ends_the_sweep_and_is_no_stop():
    outbox = Outbox([(1, "a"), (2, "b"), (3, "c")])
    outbox.refused, outbox.lost = {1}, {2}
    await relayed(outbox)
    assert outbox.rows == {1: "a", 2: "b"}
    assert outbox.stopped == {"a": 1}


async def test_a_relay_that_is_told_to_end_as_it_wakes_ends() -> None:
    """Whoever waits for a word and is cancelled in the moment it comes must not go on."""
    for turns in range(4):
        relay = Relay(Database("", "intake"), Outbox([]))
        idling = asyncio.create_task(relay._idle(60))
        await asyncio.sleep(0)
        relay.wake()
        for _ in range(turns):
            await asyncio.sleep(0)
        if idling.done():
            continue  # it woke before it was told
        idling.cancel()
        await asyncio.wait([idling])
        assert idling.cancelled(), turns
