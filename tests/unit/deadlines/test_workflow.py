"""The table of a clock's life."""

from enum import StrEnum
from itertools import product

import pytest

from services.deadlines.domain.clocks import WORKFLOW, Action, Role, State
from shared.contracts import catalogue
from shared.rules import Refused

STEPS = {(s.at, s.do, s.by): s for s in WORKFLOW.steps}


@pytest.mark.parametrize(("at", "do", "by"), list(product(State, Action, Role)))
def test_what_is_not_in_the_table_is_refused(at, do, by):
    if (at, do, by) in STEPS:
        assert WORKFLOW.step_for(at, do, by) is STEPS[at, do, by]
    else:
        with pytest.raises(Refused):
            WORKFLOW.step_for(at, do, by)


def test_every_state_is_reached_from_the_start():
    reached: set[StrEnum] = {State.RUNNING}
    grew = True
    while grew:
        further = {s.to for s in WORKFLOW.steps if s.at in reached}
        grew = not further <= reached
        reached |= further
    assert reached == set(State)


def test_every_action_but_the_start_has_a_row_and_every_role_acts():
    assert {s.do for s in WORKFLOW.steps} | {Action.START} == set(Action)
    assert {s.by for s in WORKFLOW.steps} == set(Role)


def test_a_clock_that_was_met_never_moves_again():
    assert not [s for s in WORKFLOW.steps if s.at is State.MET]


def test_every_event_of_deadlines_is_said_somewhere():
    ours = {event for topic, event in catalogue().items() if topic.startswith("deadlines.")}
    assert {s.says for s in WORKFLOW.steps} == ours
