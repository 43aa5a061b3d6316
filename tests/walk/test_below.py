"""What chance seldom comes to: who handed a matter down decides on what those below make of it."""

from random import Random

import pytest

from tests.walk.books import ROUTING
from tests.walk.city import PEOPLE, XIAOYI
from tests.walk.handling.catalogue import BY_NAME
from tests.walk.handling.kind import HANDLING, a_case
from tests.walk.handling.routing import MONDAY
from tests.walk.move import Ask, Body
from tests.walk.run import Found, judge
from tests.walk.walker import Tally, Walker

WAYS = {
    "unit": ("ll-police", "ll-police-traffic"),
    "county_office": (XIAOYI, "141181-urban"),
}
REFUSE = {"reason": "facts_missing", "text": "不属本单位。", "suggested_unit": None}
CLEAR = {"text": "请尽快妥善处理。", "mode": "own", "units": []}
ACTS = {
    "uphold": ("refused", "uphold_refusal"),
    "overrule": ("refused", "overrule_refusal"),
    "release": ("issued", "release"),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("role", WAYS)
async def test_who_handed_it_down_decides_on_it(routing, role, act):
    above, below = WAYS[role]
    walker = await _handed_down(routing, above, below)
    one = f"{walker.case.id}-a2"
    if act == "release":
        await _do(walker, "assignments.release", above, one)
    else:
        await _do(walker, "assignments.refuse", below, one, REFUSE)
        ruling = {"uphold": act == "uphold", "reason": "clear_duty"}
        await _do(walker, "assignments.rule", above, one, ruling)
    await walker.finish()
    found = Found()
    await judge(routing, ROUTING, found)
    assert found.astray == []
    assert ("assignment", *ACTS[act], role) in found.replayed.taken


async def _handed_down(routing, above, below):
    """A case that the city sent to one, and the one to another below."""
    rng = Random(1)
    case = a_case(1, MONDAY.date(), rng)
    case.route, case.kind, case.handling_class, case.fid = "dispatch", "help", "livelihood", 1001
    case.accused, case.demands = set(), [1]
    walker = Walker(HANDLING, routing, case, rng, Tally())
    await walker.open()
    while case.state != "instructed":
        assert not await walker.advance(1)
    await _do(walker, "letters.draft_letter", "clerk", case.id, _to(above))
    await _do(walker, "letters.check", "reviewer", f"{case.id}-l1")
    await _do(walker, "letters.issue", "head", f"{case.id}-l1")
    await _do(walker, "assignments.sign", above, f"{case.id}-a1")
    if above == XIAOYI:
        await _do(walker, "instructions.instruct", "xiaoyi", case.id, CLEAR)
    await _do(walker, "county.forward", above, f"{case.id}-a1", _to(below))
    if above == XIAOYI:
        await _do(walker, "county.sign_letter", f"{above}/head", f"{case.id}-l2")
    return walker


def _to(unit):
    return {"assignments": [{"unit_id": unit, "part": "lead", "task": "办理"}]}


async def _do(walker, name, who, target, json=None):
    """A legal move, which the service must accept."""
    move, by = BY_NAME[name], PEOPLE[who]
    match = move.version(walker.case, target) if move.versioned else None
    body = Body(json) if json else move.body(walker.case, target, by, walker.rng, wild=False)
    ask = Ask(move, by, target, body, match)
    assert not move.refusals(walker.case, ask)
    await walker.take(ask)
