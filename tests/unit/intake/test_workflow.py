"""The life of a reception, as its table states it."""

import pytest

from services.intake.domain.reception import ENDS, STARTS, WORKFLOW, Action, State
from services.intake.domain.roles import R
from tests.tables import moves_or_refuses, reachable

ROLES_THAT_ACT = {R.CLERK, R.OFFICE_HEAD, R.SYSTEM}


def test_every_state_is_reached() -> None:
    assert reachable(WORKFLOW, *STARTS) == set(State)


@pytest.mark.parametrize("state", State)
def test_every_state_can_end(state: State) -> None:
    assert reachable(WORKFLOW, state) & set(ENDS)


def test_what_ended_stays_ended_but_an_accepted_case_may_be_taken_back() -> None:
    out = {(s.at, s.do) for s in WORKFLOW.steps if s.at in ENDS}
    assert out == {(State.ACCEPTED, Action.WITHDRAW)}


def test_every_action_and_role_is_used() -> None:
    assert {s.do for s in WORKFLOW.steps} == set(Action)
    assert {s.by for s in WORKFLOW.steps} == ROLES_THAT_ACT


def test_each_question_moves_or_is_refused_by_name() -> None:
    moves_or_refuses(WORKFLOW, State, Action, R)


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
