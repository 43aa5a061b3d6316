"""Every life of the house: its table, where it begins and ends, and what may leave an end again.

The rows are read a second time, from the page that people read: what one reading gets wrong the
other shows.
"""

import re
from collections.abc import Collection, Iterator
from enum import StrEnum
from importlib import import_module
from typing import NamedTuple

from deploy.cli.connect import PROJECT
from deploy.docs import LIVES, workflow
from services.intake.domain import desk, reception
from shared.workflow import Step, Workflow

ARROW = re.compile(r"^ +(\w+) --> (\w+): (.+)$")
DONE = re.compile(r"(\w+) \(([\w, ]+)\)")

REOPENED = {
    "services.intake.domain.reception": {("accepted", "withdraw")},
    "services.routing.domain.cases": {("closed", "reopen"), ("closed", "reopen_answer")},
    "services.routing.domain.assignments": {("answered", "return"), ("answered", "release")},
    "services.deadlines.domain.clocks": {("cancelled", "restart")},
}
"""What leads out of an end, and nothing else does."""


class Row(NamedTuple):
    """One arrow of a diagram."""

    at: str
    do: str
    by: str
    to: str


class Life(NamedTuple):
    """One life: `rows` as the page has them, `moving` those of the life they belong to."""

    name: str
    table: Workflow
    rows: tuple[Row, ...]
    moving: tuple[Row, ...]
    starts: tuple[str, ...]
    ends: frozenset[str]
    reopened: frozenset[tuple[str, str]]

    @property
    def states(self) -> list[str]:
        moving = {row.at for row in self.moving} | {row.to for row in self.moving}
        return sorted(moving | {*self.starts, *self.ends})

    @property
    def actions(self) -> list[str]:
        return sorted({row.do for row in self.rows})

    @property
    def roles(self) -> list[str]:
        """All that the service knows, those that have no row here as well."""
        kind: type[StrEnum] = type(self.table.steps[0].by)
        return sorted(kind)

    def step_for(self, at: str, do: str, by: str) -> Step:
        """What the table itself says.  Raises Refused."""
        a_row = self.table.steps[0]
        return self.table.step_for(type(a_row.at)(at), type(a_row.do)(do), by)

    def row(self, at: str, do: str, by: str) -> Row | None:
        return next((row for row in self.rows if row[:3] == (at, do, by)), None)

    def somebody_may(self, at: str, do: str) -> bool:
        return any(row[:2] == (at, do) for row in self.rows)

    def way(self, at: str, goals: Collection[str]) -> list[Row]:
        """The shortest way from a state to one of some others.  Raises LookupError without one."""
        ways: dict[str, list[Row]] = {at: []}
        for state in (queue := [at]):
            if state in goals:
                return ways[state]
            for row in self.moving:
                if row.at == state and row.to not in ways:
                    ways[row.to] = [*ways[state], row]
                    queue.append(row.to)
        raise LookupError(f"{self.name}: nothing leads from {at} to {sorted(goals)}")


def lives() -> list[Life]:
    """All of them, in the page's order."""
    return [_life(module) for module, _ in LIVES]


def _life(module: str) -> Life:
    table = workflow(module)
    rows = PAGE[module]
    # at the desk a reception is worked on without moving: its states are the reception's
    home = reception if module == desk.__name__ else import_module(module)
    moving = PAGE[home.__name__]
    return Life(
        module, table, rows, moving, tuple(map(str, home.STARTS)), frozenset(map(str, home.ENDS)),
        frozenset(REOPENED.get(home.__name__, ())),
    )  # fmt: skip


def _page() -> Iterator[tuple[Row, ...]]:
    """The arrows of each diagram of docs/workflows.md."""
    text = (PROJECT / "docs" / "workflows.md").read_text(encoding="utf-8")
    for diagram in re.findall(r"```mermaid\n(.*?)```", text, re.DOTALL):
        yield tuple(row for line in diagram.splitlines() for row in _rows(line))


def _rows(line: str) -> Iterator[Row]:
    """All that an arrow tells."""
    if arrow := ARROW.match(line):
        at, to, told = arrow.groups()
        for done in told.split("<br/>"):
            what = DONE.fullmatch(done)
            assert what, line
            do, by = what.groups()
            yield from (Row(at, do, one, to) for one in by.split(", "))


PAGE = dict(zip((module for module, _ in LIVES), _page(), strict=True))
"""The rows of each life, by its module."""
