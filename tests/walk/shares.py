"""A long run is cut into shares, each walked in a process and a database of its own."""

import asyncio
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.harness import Template
from tests.walk.handling.routing import MONDAY, a_replica, a_routing
from tests.walk.run import Found, walk_many

SHARE = 250
"""So many cases live in one database; what is stored slows no walk, only its judging."""
MEETINGS = 4
"""So often several people act at once on one case."""


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
    template = Template(share.server, ["routing"])
    await template.make()
    try:
        with tempfile.TemporaryDirectory() as home:
            directory = Path(home)
            async with (
                template.copy() as database,
                a_routing(database, directory) as routing,
                a_replica(database, directory / "second") as second,
            ):
                if share.kind == "walk":
                    return await walk_many(routing, share.numbers, share.seed, MONDAY)
                return await walk_many(
                    routing, share.numbers, share.seed, MONDAY,
                    steps=8, beside=[second], meetings=MEETINGS,
                )  # fmt: skip
    finally:
        await template.remove()


def shares(cases: int, meetings: int, seed: str, server: str) -> Iterator[Share]:
    """The parts of a run: each case's way depends on its own number and the seed alone."""
    for kind, count in (("walk", cases), ("meetings", -(-meetings // MEETINGS))):
        numbers = range(1, count + 1)
        for start in range(0, count, SHARE):
            yield Share(kind, numbers[start : start + SHARE], seed, server)
