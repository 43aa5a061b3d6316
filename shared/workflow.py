"""A workflow is one table of steps; everything that is not in the table is refused."""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from shared.contracts.envelope import Event
from shared.rules import Refused


class Step(NamedTuple):
    """One row: at this state, this action, by this role, leads to that state and says this."""

    at: StrEnum
    do: StrEnum
    by: StrEnum
    to: StrEnum
    says: type[Event] | None  # None: a step nobody else need hear of


class Workflow:
    """The steps of one life.

    Raises ValueError when two rows answer the same question.
    """

    def __init__(self, name: str, steps: Iterable[Step]) -> None:
        self.name = name
        self.steps = tuple(steps)
        self._by_question = {(s.at, s.do, s.by): s for s in self.steps}
        if len(self._by_question) != len(self.steps):
            raise ValueError(f"{name}: two rows for one (state, action, role)")
        targets: dict[tuple[StrEnum, StrEnum], set[StrEnum]] = {}
        for s in self.steps:
            targets.setdefault((s.at, s.do), set()).add(s.to)
        if any(len(to) > 1 for to in targets.values()):
            raise ValueError(f"{name}: one (state, action) leads to two states")

    def step_for(self, at: StrEnum, do: StrEnum, by: str) -> Step:
        """Return the row, or raise `Refused`: ``wrong_role`` (403) or ``wrong_state`` (409)."""
        for step in self.steps:
            if step.at == at and step.do == do and step.by == by:
                return step
        if any(s.at == at and s.do == do for s in self.steps):
            raise Refused("wrong_role", f"{do} is not for the role {by}", status=403)
        raise Refused("wrong_state", f"cannot {do} a {self.name} that is {at}", state=str(at))

    def may(self, at: StrEnum, do: StrEnum, by: str) -> bool:
        """Whether the table has such a row."""
        return any(s.at == at and s.do == do and s.by == by for s in self.steps)

    def diagram(self) -> str:
        """The table as a Mermaid state diagram, for the docs: one arrow from a state to another.

        An arrow tells each thing that is done on a line of its own, with all who may do it.
        """
        arrows: dict[tuple[str, str], dict[str, list[str]]] = {}
        for s in self.steps:
            arrows.setdefault((s.at, s.to), {}).setdefault(s.do, []).append(s.by)
        lines = ["stateDiagram-v2"]
        for (at, to), done in arrows.items():
            told = "<br/>".join(f"{do} ({', '.join(by)})" for do, by in done.items())
            lines.append(f"    {at} --> {to}: {told}")
        return "\n".join(lines)
