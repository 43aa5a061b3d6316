"""What a test asks of any workflow table."""

from collections.abc import Iterable
from enum import StrEnum
from itertools import product

import pytest

from shared.rules import Refused
from shared.workflow import Workflow


def reachable(table: Workflow, *starts: StrEnum) -> set[StrEnum]:
    """The states that a life may come to from these, themselves included."""
    found, ahead = set(starts), list(starts)
    while ahead:
        at = ahead.pop()
        new = {s.to for s in table.steps if s.at == at} - found
        found |= new
        ahead += new
    return found


def moves_or_refuses(
    table: Workflow,
    states: Iterable[StrEnum],
    actions: Iterable[StrEnum],
    roles: Iterable[StrEnum],
) -> None:
    """Every question gets its row, or is refused by the right name."""
    rows = {(s.at, s.do, s.by): s for s in table.steps}
    somebody_may = {(s.at, s.do) for s in table.steps}
    for at, do, by in product(states, actions, roles):
        if row := rows.get((at, do, by)):
            assert table.step_for(at, do, by) is row
            continue
        with pytest.raises(Refused) as refused:
            table.step_for(at, do, by)
        rule = "wrong_role" if (at, do) in somebody_may else "wrong_state"
        assert refused.value.rule == rule, (at, do, by)


def rows(table: Workflow) -> list[list[str]]:
    """Each step in words: where, what, by whom, where to, and the event that says so, or "-"."""
    return sorted(
        [str(s.at), str(s.do), str(s.by), str(s.to), s.says.topic.split(".")[1] if s.says else "-"]
        for s in table.steps
    )


def words(way: str) -> list[list[str]]:
    """A table as a test writes it down, a step a line, to compare with its `rows`."""
    return sorted(line.split() for line in way.strip().splitlines())
