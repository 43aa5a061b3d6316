"""Two reviewers, two units, a leader and a clerk act on one case at once: one history, nothing lost."""

from services.routing.store import cases
from tests.walk.handling.kind import HANDLING
from tests.walk.handling.routing import MONDAY
from tests.walk.run import walk_many

CASES, MEETINGS = 40, 4


async def test_who_acts_at_once_leaves_one_history(routing, second, rng):
    numbers = range(1, CASES + 1)
    found = await walk_many(
        HANDLING,
        routing,
        numbers,
        str(rng.random()),
        MONDAY,
        steps=8,
        beside=[second],
        meetings=MEETINGS,
    )
    assert found.strayed == []
    assert found.tally.meetings == CASES * MEETINGS
    assert found.tally.conflicts > 0
    assert (found.replayed.faults, found.replayed.fitness) == ([], 1.0)
    assert found.faults == []


async def test_a_case_that_nobody_locks_is_caught(routing, second, rng, monkeypatch):
    monkeypatch.setattr(cases, "LOCK_CASES", cases.LOCK_CASES.replace("FOR UPDATE", ""))
    found = await walk_many(
        HANDLING,
        routing,
        range(1, 21),
        str(rng.random()),
        MONDAY,
        steps=8,
        beside=[second],
        meetings=MEETINGS,
    )
    assert found.strayed
