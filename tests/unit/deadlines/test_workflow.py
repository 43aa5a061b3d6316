"""The table of a clock's life."""

from services.deadlines.domain.clocks import WORKFLOW, Action, Role, State
from shared.contracts import catalogue
from tests.tables import moves_or_refuses, reachable


def test_what_is_not_in_the_table_is_refused():
    moves_or_refuses(WORKFLOW, State, Action, Role)


def test_every_state_is_reached_from_the_start():
    assert reachable(WORKFLOW, State.RUNNING) == set(State)


def test_every_action_but_the_start_has_a_row_and_every_role_acts():
    assert {s.do for s in WORKFLOW.steps} | {Action.START} == set(Action)
    assert {s.by for s in WORKFLOW.steps} == set(Role)


def test_a_clock_that_was_met_never_moves_again():
    assert not [s for s in WORKFLOW.steps if s.at is State.MET]


def test_every_event_of_deadlines_is_said_somewhere():
    ours = {event for topic, event in catalogue().items() if topic.startswith("deadlines.")}
    assert {s.says for s in WORKFLOW.steps} == ours
