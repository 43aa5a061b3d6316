"""The lives of deliveries and callback tasks, as tables."""

from datetime import timedelta

import pytest

from services.notify.domain import callbacks, deliveries
from services.notify.domain.callbacks import TASK, TaskAction, TaskState
from services.notify.domain.deliveries import (
    BROUGHT,
    DELIVERY,
    DeliveryAction,
    DeliveryState,
    Result,
)
from services.notify.domain.roles import R
from tests.tables import moves_or_refuses, reachable, rows, words

LIVES = [
    pytest.param(DELIVERY, DeliveryState, DeliveryAction, DeliveryState.QUEUED, id="delivery"),
    pytest.param(TASK, TaskState, TaskAction, TaskState.OPEN, id="task"),
]

ENDS = {
    "delivery": {"delivered", "failed", "expired"},
    "task": {"done", "exhausted", "cancelled"},
}


@pytest.mark.parametrize(("workflow", "states", "actions", "start"), LIVES)
def test_every_state_is_reachable(workflow, states, actions, start):
    assert reachable(workflow, start) == set(states)


@pytest.mark.parametrize(("workflow", "states", "actions", "start"), LIVES)
def test_every_state_can_end(workflow, states, actions, start):
    for state in states:
        assert {s.value for s in reachable(workflow, state)} & ENDS[workflow.name]


@pytest.mark.parametrize(("workflow", "states", "actions", "start"), LIVES)
def test_nothing_leaves_an_end(workflow, states, actions, start):
    assert not [step for step in workflow.steps if step.at.value in ENDS[workflow.name]]


@pytest.mark.parametrize(("workflow", "states", "actions", "start"), LIVES)
def test_every_action_is_used(workflow, states, actions, start):
    assert {step.do for step in workflow.steps} == set(actions)


@pytest.mark.parametrize(("workflow", "states", "actions", "start"), LIVES)
def test_what_is_not_in_the_table_is_refused(workflow, states, actions, start):
    moves_or_refuses(workflow, states, actions, R)


def test_the_service_knows_the_roles_of_the_house():
    """As a token names them; the service acts as itself."""
    assert set(R) == {"agent", "clerk", "reviewer", "office_head", "admin", "system"}


def test_an_sms_is_of_use_for_three_days_and_a_worker_has_a_minute():
    assert timedelta(hours=72) == deliveries.LIFETIME
    assert timedelta(minutes=1) == deliveries.LEASE


def test_only_agents_place_calls():
    calls = {TaskAction.LEASE, TaskAction.SETTLE, TaskAction.MISS, TaskAction.RELEASE}
    assert {step.by for step in TASK.steps if step.do in calls} == {R.AGENT}


def test_every_word_of_the_gateway_means_something_for_a_delivery_that_is_being_sent():
    for result in Result:
        assert DELIVERY.may(DeliveryState.SENDING, BROUGHT[result], R.SYSTEM)


def test_what_the_gateway_said_is_journalled_in_these_words():
    assert BROUGHT == {
        "accepted": "accept", "delivered": "confirm", "temporary": "defer", "permanent": "fail",
        "unknown": "lose",
    }  # fmt: skip


def test_a_delivery_with_an_unknown_outcome_is_never_queued_again():
    assert reachable(DELIVERY, DeliveryState.OUTCOME_UNKNOWN) == {
        DeliveryState.OUTCOME_UNKNOWN, DeliveryState.SENT, DeliveryState.DELIVERED,
    }  # fmt: skip


def test_silent_steps_are_those_that_nobody_else_needs_to_hear_of():
    silent = {(s.at.value, s.to.value) for w in (DELIVERY, TASK) for s in w.steps if s.says is None}
    assert silent == {
        ("queued", "sending"), ("sending", "queued"),
        ("open", "cancelled"),
    }  # fmt: skip


def test_the_way_of_a_delivery_is_exactly_this():
    assert (DELIVERY.name, deliveries.STARTS) == ("delivery", ("queued",))
    assert set(deliveries.ENDS) == ENDS["delivery"]
    way = """
    queued          take    system sending         -
    queued          fail    system failed          delivery_settled
    queued          expire  system expired         delivery_settled
    sending         accept  system sent            delivery_settled
    sending         confirm system delivered       delivery_settled
    sending         defer   system queued          -
    sending         fail    system failed          delivery_settled
    sending         lose    system outcome_unknown delivery_settled
    sent            confirm system delivered       delivery_settled
    outcome_unknown accept  system sent            delivery_settled
    outcome_unknown confirm system delivered       delivery_settled
    """
    assert rows(DELIVERY) == words(way)


def test_the_way_of_a_task_is_exactly_this():
    assert (TASK.name, set(callbacks.STARTS)) == ("task", {"open", "exhausted"})
    assert set(callbacks.ENDS) == ENDS["task"]
    way = """
    open   lease   agent  leased    callback_leased
    leased settle  agent  done      callback_completed
    leased miss    agent  open      callback_attempted
    leased exhaust agent  exhausted callback_exhausted
    leased release agent  open      callback_released
    leased lapse   system open      callback_released
    open   exhaust system exhausted callback_exhausted
    leased exhaust system exhausted callback_exhausted
    open   cancel  system cancelled -
    leased cancel  system cancelled callback_released
    """
    assert rows(TASK) == words(way)
