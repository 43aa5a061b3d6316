"""Demands 诉求: what an author asks for, each apart, with the outcome that he expects.

One message may hold several (stalls that block the road, prices, goods nobody has inspected); each
needs a unit and an answer.  Where nobody lists them, the case as a whole is its one demand.
"""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field, StringConstraints

from services.intake.domain.commands import Command, Ident
from services.intake.domain.reception import Reception, State
from shared.contracts.intake import Demand, Kind, Route
from shared.rules import Refused

MOST = 20
"""More demands than that are no message but a campaign."""

ASKING_NOTHING: frozenset[Kind] = frozenset({"thanks"})
ANSWERED_ON_THE_MATTER: frozenset[Route] = frozenset({"dispatch", "direct"})

Wording = Annotated[str, StringConstraints(min_length=1, max_length=500)]


class NewDemand(Command):
    """One demand as the clerk words it."""

    text: Wording
    expected: str = Field(default="", max_length=500, description="预期结果, as the author says it")
    unit_hint: Ident | None = Field(default=None, description="the unit that would be responsible")


class ListDemands(Command):
    """诉求登记: the whole list, in the order in which they are numbered."""

    demands: tuple[NewDemand, ...] = Field(min_length=1, max_length=MOST)

    def numbered(self) -> tuple[Demand, ...]:
        return tuple(
            Demand(no=no, text=d.text, expected=d.expected, unit_hint=d.unit_hint)
            for no, d in enumerate(self.demands, start=1)
        )


def may_list(case: Reception, demands: Sequence[Demand], before: Sequence[str]) -> None:
    """Once a case is accepted, others refer to its demands by number: none may go, none may move.

    `before` are the texts that are listed, in the order of their numbers.
    """
    texts = [demand.text for demand in demands]
    if len(set(texts)) != len(texts):
        raise Refused("demand_twice", "the same demand stands there twice", status=422)
    if case.state != State.ACCEPTED:
        return
    if len(texts) < len(before):
        raise Refused("demand_dropped", "units work on these demands: add to them, drop none")
    moved = [
        no for no, text in enumerate(before, start=1) if text in texts and texts[no - 1] != text
    ]
    if moved:
        raise Refused(
            "demand_moved", "units know these demands by their numbers: leave each its own",
            demands=moved,
        )  # fmt: skip


def needs_one(case: Reception, route: Route) -> bool:
    """Whether the case must be taken as its own one demand: somebody will answer on the matter."""
    return (
        case.demands == 0
        and not case.erased
        and route in ANSWERED_ON_THE_MATTER
        and case.kind not in ASKING_NOTHING
    )
