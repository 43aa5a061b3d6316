"""The life of a reception, as its table states it."""

import re
from itertools import product
from pathlib import Path

import pytest

from services.intake.domain.reception import ENDS, STARTS, WORKFLOW, Action, State
from services.intake.domain.roles import R
from shared.rules import Refused

ROLES_THAT_ACT = {R.CLERK, R.OFFICE_HEAD, R.SYSTEM}
SCHEMA = Path(__file__).parents[3] / "services/intake/schema.sql"


def reachable(start: State) -> set[State]:
    found, ahead = {start}, [start]
    while ahead:
        at = ahead.pop()
        new = {State(s.to) for s in WORKFLOW.steps if s.at == at} - found
        found |= new
        ahead += new
    return found


def test_every_state_is_reached() -> None:
    assert set().union(*(reachable(start) for start in STARTS)) == set(State)


@pytest.mark.parametrize("state", State)
def test_every_state_can_end(state: State) -> None:
    assert reachable(state) & set(ENDS)


def test_what_ended_stays_ended_but_an_accepted_case_may_be_taken_back() -> None:
    out = {(s.at, s.do) for s in WORKFLOW.steps if s.at in ENDS}
    assert out == {(State.ACCEPTED, Action.WITHDRAW)}


def test_every_action_and_role_is_used() -> None:
    assert {s.do for s in WORKFLOW.steps} == set(Action)
    assert {s.by for s in WORKFLOW.steps} == ROLES_THAT_ACT


@pytest.mark.parametrize(("state", "action", "role"), list(product(State, Action, R)))
def test_each_question_moves_or_is_refused_by_name(state: State, action: Action, role: R) -> None:
    steps = [s for s in WORKFLOW.steps if (s.at, s.do, s.by) == (state, action, role)]
    if steps:
        assert WORKFLOW.step_for(state, action, role) == steps[0]
        return
    with pytest.raises(Refused) as refused:
        WORKFLOW.step_for(state, action, role)
    somebody_may = any((s.at, s.do) == (state, action) for s in WORKFLOW.steps)
    assert refused.value.rule == ("wrong_role" if somebody_may else "wrong_state")


def test_the_table_is_exactly_this() -> None:
    """Each step once more, so that a row lost by accident is missed."""
    people = {R.CLERK, R.OFFICE_HEAD}
    held = {State.CLAIMED, State.VERIFIED}
    expected = {(State.RECEIVED, Action.CLAIM, R.CLERK, State.CLAIMED)}
    expected |= {(State.CLAIMED, Action.VERIFY, R.SYSTEM, State.VERIFIED)}
    expected |= {(State.VERIFIED, Action.ACCEPT, R.CLERK, State.ACCEPTED)}
    expected |= {(at, Action.HAND_OVER, by, at) for at in held for by in people}
    expected |= {(at, Action.CLASSIFY, by, at) for at in held for by in people}
    expected |= {
        (at, Action.WITHDRAW, by, State.WITHDRAWN)
        for at in held | {State.RECEIVED, State.ACCEPTED}
        for by in people
    }
    assert {(s.at, s.do, s.by, s.to) for s in WORKFLOW.steps} == expected


def test_the_schema_knows_the_same_states() -> None:
    [listed] = re.findall(r"CHECK \(state IN \((.*?)\)\)", SCHEMA.read_text(), re.DOTALL)
    assert {name.strip(" '\n") for name in listed.split(",")} == set(State)
