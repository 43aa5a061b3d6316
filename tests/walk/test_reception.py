"""Random legal and illegal commands on receptions: none that is illegal succeeds, and all come to an end."""

from random import Random

import pytest

from services.intake.domain.reception import Action, State
from services.intake.handlers import claims, held
from services.intake.handlers import routes as accepting
from services.intake.store import cases
from shared.workflow import Workflow
from tests.walk.choice import an_ask
from tests.walk.city import PEOPLE
from tests.walk.move import Ask, Body, Move
from tests.walk.reception import reaching, routes, way
from tests.walk.reception.case import Case
from tests.walk.reception.intake import MONDAY
from tests.walk.reception.kind import RECEPTION, a_case
from tests.walk.run import walk_many
from tests.walk.walker import Strayed, Tally, Walker

CASES = 60
MET, MEETINGS = 25, 3


async def test_no_illegal_move_succeeds_and_every_reception_reaches_its_end(intake, rng):
    numbers = range(1, CASES + 1)
    found = await walk_many(RECEPTION, intake, numbers, str(rng.random()), MONDAY)
    assert found.strayed == []
    assert found.ends == found.tally.cases == CASES
    assert found.tally.refused.total() > CASES
    assert (found.replayed.faults, found.replayed.fitness) == ([], 1.0)
    assert found.faults == []


# ---- several at once -----------------------------------------------------------------------------


async def met(intake, beside, rng):
    """Clerks claim and hand over at the same moment, while calls come in."""
    return await walk_many(
        RECEPTION, intake, range(1, MET + 1), str(rng.random()), MONDAY,
        steps=6, beside=[beside], meetings=MEETINGS,
    )  # fmt: skip


async def test_who_acts_at_once_on_a_reception_leaves_one_history(intake, second_intake, rng):
    found = await met(intake, second_intake, rng)
    assert found.strayed == []
    assert found.tally.meetings == MET * MEETINGS
    assert found.tally.conflicts > 0
    assert (found.replayed.faults, found.replayed.fitness) == ([], 1.0)
    assert found.faults == []


async def test_a_reception_that_nobody_locks_is_caught(intake, second_intake, rng, monkeypatch):
    monkeypatch.setattr(cases, "LOCK_CASES", cases.LOCK_CASES.replace("FOR UPDATE", ""))
    assert (await met(intake, second_intake, rng)).strayed


# ---- a service that permits too much, or too little, is caught -----------------------------------


@pytest.fixture
async def walker(intake):
    """A case that a clerk holds, and whose author waits for a call."""
    rng = Random(4)
    case = a_case(1, MONDAY.date(), rng)
    case.kind, case.handling_class, case.known, case.suspected = "help", "livelihood", True, False
    case.wishes = dict.fromkeys(case.wishes, False)
    case.dialable, case.phones, case.signs = True, [("13800000001", None)], set()
    walker = Walker(RECEPTION, intake, case, rng, Tally())
    await walker.open()
    await walker.take(an_ask_of(walker, way.Claim(), "clerk"))
    assert case.state == "claimed"
    return walker


def an_ask_of(walker: Walker[Case], move: Move[Case], who: str, **json) -> Ask[Case]:
    return an_ask(move, walker.case, walker.case.id, PEOPLE[who], walker.rng, Body(json))


def nothing(*_, **__):
    return None


HER = {"to_sub": "staff/clerk-b", "to_name": "窦某", "reason": "leave"}


async def test_who_hands_over_what_is_anothers_is_caught(walker, monkeypatch):
    to_herself = an_ask_of(walker, way.HandOver(), "clerk-b", **HER)
    await walker.take(to_herself)
    assert walker.tally.refused == {"not_the_holder": 1}
    monkeypatch.setattr(held, "must_hold", nothing)
    with pytest.raises(Strayed, match="no refusal"):
        await walker.take(to_herself)


async def test_a_table_with_a_row_too_many_is_caught(walker, monkeypatch):
    early = an_ask_of(walker, routes.Dispatch(), "clerk", route="dispatch")
    await walker.take(early)
    assert walker.tally.refused == {"wrong_state": 1}
    [accept] = [step for step in accepting.WORKFLOW.steps if step.do == Action.ACCEPT]
    wider = Workflow("case", (*accepting.WORKFLOW.steps, accept._replace(at=State.CLAIMED)))
    monkeypatch.setattr(accepting, "WORKFLOW", wider)
    with pytest.raises(Strayed, match="no refusal"):
        await walker.take(early)


async def test_a_table_with_a_row_too_few_is_caught(walker, monkeypatch):
    fewer = [step for step in claims.WORKFLOW.steps if step.do != Action.HAND_OVER]
    monkeypatch.setattr(claims, "WORKFLOW", Workflow("case", fewer))
    with pytest.raises(Strayed, match="refused"):
        await walker.take(an_ask_of(walker, way.HandOver(), "clerk", **HER))


async def test_a_look_that_shows_another_contact_is_caught(walker):
    await walker.take(an_ask_of(walker, reaching.RevealContact(), "clerk", purpose="call"))
    walker.case.phones = [("13800000002", None)]
    with pytest.raises(AssertionError, match="another contact"):
        await walker.take(an_ask_of(walker, reaching.RevealContact(), "clerk", purpose="call"))
