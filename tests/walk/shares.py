"""A long run is cut into shares, each walked in a process and a database of its own."""

import asyncio
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.harness import Template, TestDatabase
from tests.walk.books import INTAKE, ROUTING
from tests.walk.handling.kind import HANDLING
from tests.walk.handling.routing import MONDAY, a_replica, a_routing
from tests.walk.reception.intake import a_replica as an_intake_beside
from tests.walk.reception.intake import an_intake
from tests.walk.reception.kind import RECEPTION
from tests.walk.run import Found, walk_many

SHARE = 250
"""So many cases live in one database; what is stored slows no walk, only its judging."""
MEETINGS = 4
"""So often several people act at once on one case."""
MET_AT_RECEPTION = 2
"""So often at its reception, besides walking it."""


class Share(NamedTuple):
    """A part of a run."""

    kind: str
    numbers: Sequence[int]
    seed: str
    server: str


def walked(share: Share) -> tuple[str, Found]:
    """One share of a run, in a process of its own."""
    return share.kind, asyncio.run(_walked(share))


async def _walked(share: Share) -> Found:
    service, walk = KINDS[share.kind]
    template = Template(share.server, [service])
    await template.make()
    try:
        with tempfile.TemporaryDirectory() as home:
            async with template.copy() as database:
                return await walk(share, database, Path(home))
    finally:
        await template.remove()


async def _one_by_one(share: Share, database: TestDatabase, home: Path) -> Found:
    async with a_routing(database, home) as routing:
        return await walk_many(HANDLING, routing, share.numbers, share.seed, MONDAY)


async def _with_meetings(share: Share, database: TestDatabase, home: Path) -> Found:
    async with a_routing(database, home) as routing, a_replica(database, home / "second") as second:
        return await walk_many(
            HANDLING, routing, share.numbers, share.seed, MONDAY,
            steps=8, beside=[second], meetings=MEETINGS,
        )  # fmt: skip


async def _receptions(share: Share, database: TestDatabase, home: Path) -> Found:
    async with (
        an_intake(database, home) as intake,
        an_intake_beside(database, home / "second", home / "ring.json") as second,
    ):
        return await walk_many(
            RECEPTION, intake, share.numbers, share.seed, MONDAY,
            beside=[second], meetings=MET_AT_RECEPTION,
        )  # fmt: skip


KINDS = {
    "walk": ("routing", _one_by_one),
    "meetings": ("routing", _with_meetings),
    "reception": ("intake", _receptions),
}
"""The service of each kind of share, and how it is walked."""
BOOKS = {"walk": ROUTING, "meetings": ROUTING, "reception": INTAKE}


def shares(cases: int, meetings: int, receptions: int, seed: str, server: str) -> Iterator[Share]:
    """The parts of a run: each case's way depends on its own number and the seed alone."""
    counts = {"walk": cases, "meetings": -(-meetings // MEETINGS), "reception": receptions}
    for kind, count in counts.items():
        numbers = range(1, count + 1)
        for start in range(0, count, SHARE):
            yield Share(kind, numbers[start : start + SHARE], seed, server)
