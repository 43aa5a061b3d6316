"""A handling, as the walks walk it."""

from datetime import date
from random import Random

from tests.walk.books import ROUTING
from tests.walk.choice import Choice
from tests.walk.city import IN_UNITS, LEADERS_SIDE
from tests.walk.handling import heard
from tests.walk.handling.case import Case
from tests.walk.handling.catalogue import MOVES
from tests.walk.handling.finish import next_ask
from tests.walk.handling.routing import Routing
from tests.walk.kind import Kind
from tests.walk.words import Pen

ROUTES = ("dispatch",) * 14 + ("direct",) * 3 + ("decline", "transfer", "duplicate")
KINDS = ("help", "complaint", "inquiry", "suggestion", "thanks")
FIDS = (1001, 1001, 1001, 1010, 1032, None, 4711)


def a_case(number: int, day: date, rng: Random) -> Case:
    """A case as reception might accept it."""
    kind = rng.choice(KINDS)
    route = rng.choice(ROUTES)
    handling_class = (
        "none" if kind == "thanks" else rng.choice(["inquiry", "livelihood", "complex"])
    )
    return Case(
        id=f"LL2022-{number:06d}", pen=Pen(f"LL2022-{number:06d}"), route=route, kind=kind, handling_class=handling_class,
        fid=rng.choice(FIDS), admitted_on=day, holder="staff/clerk", day=day,
        accused=set(rng.choice([(), (), (), (), ("ll-edu",), ("141181-office",), ("ll-office",)])),
        demands=list(range(1, rng.choice([0, 1, 1, 2, 3]) + 1)),
    )  # fmt: skip


async def opened(routing: Routing, case: Case, rng: Random) -> None:
    """Reception accepted it."""
    await routing.hear(*heard.opening(case, rng))


REVIEWER, CLERK = frozenset({"reviewer"}), frozenset({"clerk"})

HANDLING = Kind(
    ROUTING, Choice(MOVES), a_case, opened, next_ask, heard.anything,
    # two reviewers, two of the units, one on a leader's side, a clerk
    (REVIEWER, REVIEWER, IN_UNITS, IN_UNITS, LEADERS_SIDE, CLERK),
    (heard.passed, heard.failed, heard.withdrawn, heard.accused, heard.erased, heard.wished),
)  # fmt: skip
