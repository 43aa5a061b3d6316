"""Random legal and illegal moves of many cases on the real service: none that is illegal succeeds."""

import asyncio
from contextlib import AsyncExitStack
from itertools import count
from random import Random

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from services.routing.handlers import issuing, letters, replies
from shared.workflow import Workflow
from tests.walk.city import PEOPLE
from tests.walk.handling.case import Case
from tests.walk.handling.catalogue import BY_NAME
from tests.walk.handling.kind import HANDLING, a_case
from tests.walk.handling.routing import MONDAY, Routing, a_routing
from tests.walk.move import Ask, Body
from tests.walk.run import walk_many
from tests.walk.walker import Strayed, Tally, Walker

CASES = 80


async def test_no_illegal_move_succeeds_and_every_case_reaches_its_end(routing, rng):
    found = await walk_many(HANDLING, routing, range(1, CASES + 1), str(rng.random()), MONDAY)
    assert found.strayed == []
    assert found.ends == found.tally.cases == CASES
    assert found.tally.refused.total() > CASES
    assert (found.replayed.faults, found.replayed.fitness) == ([], 1.0)
    assert found.faults == []


# ---- the same, so that what fails is told in as few moves as can be ------------------------------


class Walk(RuleBasedStateMachine):
    """One case, whose moves Hypothesis chooses: what strays is shrunk to the shortest way there."""

    runner: asyncio.Runner
    routing: Routing
    numbers = count(900_001)

    def __init__(self) -> None:
        super().__init__()
        self.walker: Walker[Case] | None = None

    @initialize(rng=st.randoms(use_true_random=False))
    def open(self, rng):
        case = a_case(next(self.numbers), MONDAY.date(), rng)
        self.walker = Walker(HANDLING, self.routing, case, rng, Tally())
        self.runner.run(self.walker.open())

    @rule(rng=st.randoms(use_true_random=False))
    def step(self, rng):
        self.walker.rng = rng
        self.runner.run(self.walker.wander(2))

    def teardown(self):
        if self.walker is not None:
            self.walker.rng = Random(1)
            self.runner.run(self.walker.finish())


FEW = settings(
    max_examples=10, stateful_step_count=10, deadline=None, database=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


def test_whatever_hypothesis_tries(template, tmp_path):
    with asyncio.Runner() as runner:
        stack = runner.run(AsyncExitStack().__aenter__())
        database = runner.run(stack.enter_async_context(template.copy()))
        routing = runner.run(stack.enter_async_context(a_routing(database, tmp_path)))
        machine = type("Walk", (Walk,), {"runner": runner, "routing": routing})
        try:
            run_state_machine_as_test(machine, settings=FEW)
        finally:
            runner.run(stack.aclose())


# ---- a service that permits too much is caught ---------------------------------------------------


@pytest.fixture
async def walker(routing):
    """A case that is answered by a unit, on its legal way."""
    rng = Random(4)
    case = a_case(1, MONDAY.date(), rng)
    case.route, case.kind, case.handling_class, case.fid = "dispatch", "help", "livelihood", 1001
    case.accused, case.demands = set(), [1]
    walker = Walker(HANDLING, routing, case, rng, Tally())
    await walker.open()
    return walker


async def until(walker: Walker[Case], state: str) -> None:
    while walker.case.state != state:
        assert not await walker.advance(1)


def an_ask(walker: Walker[Case], name: str, who: str, target: str, **json) -> Ask[Case]:
    move = BY_NAME[name]
    match = move.version(walker.case, target) if move.versioned else None
    return Ask(move, PEOPLE[who], target, Body(json), match)


def nothing(*_, **__):
    return None


async def test_who_checks_his_own_letter_is_caught(walker, monkeypatch):
    await until(walker, "instructed")
    await walker.take(
        an_ask(walker, "letters.draft_letter", "all-in-one", walker.case.id, **LETTER)
    )
    own = an_ask(walker, "letters.check", "all-in-one", f"{walker.case.id}-l1")
    await walker.take(own)
    assert walker.tally.refused == {"own_draft": 1}
    monkeypatch.setattr(letters, "must_be_anothers_draft", nothing)
    with pytest.raises(Strayed, match="no refusal"):
        await walker.take(an_ask(walker, "letters.check", "all-in-one", f"{walker.case.id}-l1"))


LETTER = {"assignments": [{"unit_id": "ll-police", "part": "lead", "task": "办理"}]}


async def test_an_answer_that_is_reviewed_in_spite_of_its_check_up_is_caught(walker, monkeypatch):
    await until(walker, "replied")
    vague = {"text": "我们将尽快办理。"}
    ask = an_ask(walker, "replies.review", "reviewer", f"{walker.case.id}-r1", **vague)
    told = walker.case.replies[ask.target].original._replace(text=vague["text"], vague=1)
    ask = Ask(ask.move, ask.by, ask.target, Body(vague, more={"words": told}), ask.match)
    await walker.take(ask)
    assert walker.tally.refused == {"checkup_failed": 1}
    monkeypatch.setattr(replies, "must_be_sound", nothing)
    with pytest.raises(Strayed, match="no refusal"):
        await walker.take(ask)


async def test_a_table_with_a_row_too_many_is_caught(walker, monkeypatch):
    await until(walker, "instructed")
    table = issuing.LETTERS if hasattr(issuing, "LETTERS") else letters.LETTERS
    drafted, checked = table.steps[0].at, table.steps[5]
    wider = Workflow("letter", (*table.steps, checked._replace(at=drafted)))
    await walker.take(an_ask(walker, "letters.draft_letter", "clerk", walker.case.id, **LETTER))
    early = an_ask(walker, "letters.issue", "head", f"{walker.case.id}-l1")
    monkeypatch.setattr(letters, "LETTERS", wider)
    with pytest.raises(Strayed, match="no refusal"):
        await walker.take(early)


async def test_a_legal_move_that_is_refused_is_caught(walker, monkeypatch):
    await until(walker, "instructed")
    await walker.take(an_ask(walker, "letters.draft_letter", "clerk", walker.case.id, **LETTER))
    fewer = Workflow("letter", letters.LETTERS.steps[3:])
    monkeypatch.setattr(letters, "LETTERS", fewer)
    with pytest.raises(Strayed, match="refused"):
        await walker.take(an_ask(walker, "letters.check", "reviewer", f"{walker.case.id}-l1"))


async def test_a_refusal_that_leaves_something_behind_is_caught(walker):
    await until(walker, "instructed")
    await walker.take(an_ask(walker, "letters.draft_letter", "clerk", walker.case.id, **LETTER))
    early = an_ask(walker, "letters.issue", "head", f"{walker.case.id}-l1")
    send = walker.send

    async def and_something_else(replica, ask, key):
        answer = await send(replica, ask, key)
        check = an_ask(walker, "letters.check", "reviewer", f"{walker.case.id}-l1")
        await send(replica, check, "another key")
        return answer

    walker.send = and_something_else
    with pytest.raises(Strayed, match="and yet changed"):
        await walker.take(early)
