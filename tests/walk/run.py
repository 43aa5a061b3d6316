"""Many cases walked side by side, a batch at a time, while the days go by."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any, Generic

from shared.history import Fault, verify
from tests.walk.books import Book
from tests.walk.kind import Kind
from tests.walk.meeting import meet
from tests.walk.move import C
from tests.walk.office import Office
from tests.walk.replay import Replayed, Taken, replay_all
from tests.walk.walker import COUNTS, Tally, Walker

BATCH = 60
AT_ONCE = 8
"""So many cases are walked at once: while one waits for the database another one thinks."""


@dataclass
class Found:
    """What walks found: what was done, how it replays, and whatever went astray."""

    tally: Tally = field(default_factory=Tally)
    replayed: Replayed = field(default_factory=Replayed)
    faults: list[str] = field(default_factory=list)
    strayed: list[str] = field(default_factory=list)
    ends: int = 0

    def add(self, other: "Found") -> None:
        self.tally.add(other.tally)
        self.replayed.add(other.replayed)
        self.faults += other.faults
        self.strayed += other.strayed
        self.ends += other.ends

    @property
    def astray(self) -> list[str]:
        """Whatever is not as it must be."""
        return [*self.strayed, *self.faults, *self.replayed.faults]

    def never_taken(self, book: Book) -> list[str]:
        """Rows of the tables that no walk followed."""
        rows = {
            Taken(life.name, str(s.at), str(s.do), str(s.by))
            for life in book.lives
            for s in life.table.steps
        }
        return sorted(" ".join(row) for row in rows - set(self.replayed.taken))

    def summary(self, book: Book) -> dict[str, Any]:
        """The figures of a run."""
        tally = asdict(self.tally)
        rows = sum(len(life.table.steps) for life in book.lives)
        never = self.never_taken(book)
        return {
            **{name: tally[name] for name in COUNTS},
            "ended": self.ends,
            "refused": dict(self.tally.refused.most_common()),
            "commands": dict(sorted(self.tally.by_move.items())),
            "states_visited": dict(sorted(self.tally.visited.items())),
            "rows_taken": rows - len(never),
            "rows": rows,
            "rows_never_taken": never,
            "replayed": self.replayed.total,
            "fitness": self.replayed.fitness,
        }


async def walk_many(
    kind: Kind[C],
    office: Office,
    numbers: Sequence[int],
    seed: str,
    day: datetime,
    *,
    steps: int = 20,
    beside: Sequence[Office] = (),
    meetings: int = 0,
) -> Found:
    """Walk cases of these numbers to their ends.

    Parameters
    ----------
    steps : up to so many random ones in each half of a case's way
    beside : replicas on the same database
    meetings : how often, between the halves, several people act on a case at once
    """
    found = Found()
    for start in range(0, len(numbers), BATCH):
        part = numbers[start : start + BATCH]
        batch = _Batch(kind, [office, *beside], found, part, seed, day)
        day = await batch.walk(steps, meetings)
    await judge(office, kind.book, found)
    return found


async def judge(service: Office, book: Book, found: Found) -> None:
    """Replay all that was written, and verify that nothing was touched."""
    async with service.runtime.transaction() as tx:
        found.replayed = await replay_all(tx, book)
        faults = [f async for f in verify(tx) if isinstance(f, Fault)]
    found.faults += [f"{fault.subject}: {fault.what}" for fault in faults]


class _Batch(Generic[C]):
    """Some cases that live through the same days."""

    def __init__(
        self,
        kind: Kind[C],
        replicas: Sequence[Office],
        found: Found,
        numbers: Iterable[int],
        seed: str,
        day: datetime,
    ) -> None:
        self.replicas = replicas
        self.office = replicas[0]
        self.found = found
        self.day = day
        self.rng = Random(f"{seed} {day}")
        self.walkers = []
        for number in numbers:
            own = Random(f"{seed} {number}")
            case = kind.a_case(number, day.date(), own)
            self.walkers.append(Walker(kind, self.office, case, own, found.tally))

    async def walk(self, steps: int, meetings: int) -> datetime:
        await self._all(lambda w: w.open())
        await self._all(lambda w: w.wander(w.rng.randrange(2, steps)))
        for _ in range(meetings):
            await self._all(self._meet)
        await self._pass(self.rng.choice([0, 1, 1, 3, 5]))
        await self._all(lambda w: w.wander(w.rng.randrange(2, steps)))
        await self._all(lambda w: w.finish())
        self.found.ends += sum(walker.case.ended for walker in self.walkers)
        await self._pass(self.rng.choice([0, 1, 2]))
        return self.day

    async def _meet(self, walker: Walker[C]) -> None:
        await walker.advance(walker.rng.randrange(walker.kind.stretch))
        await meet(walker, self.replicas)

    async def _pass(self, days: int) -> None:
        """Days go by for all of them; the clock is never turned back."""
        if days:
            self.day += timedelta(days=days)
            await self.office.move_to(self.day)
            for walker in self.walkers:
                walker.case.day = self.day.date()

    async def _all(self, do: Callable[[Walker[C]], Awaitable[None]]) -> None:
        """One stretch of each; who strays stays behind, and is told of."""
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(walker: Walker[C]) -> bool:
            async with gate:
                try:
                    await do(walker)
                except Exception as error:  # noqa: BLE001 - one that strays stops no other
                    self.found.strayed.append(f"{walker.case.id}: {error!r}"[:20_000])
                    return False
            return True

        went = await asyncio.gather(*map(one, self.walkers))
        self.walkers = [w for w, on in zip(self.walkers, went, strict=True) if on]
