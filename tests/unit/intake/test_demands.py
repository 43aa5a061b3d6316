"""What an author asks for, demand by demand."""

import pytest

from services.intake.domain.demands import ListDemands, NewDemand, may_list, needs_one
from services.intake.domain.reception import State
from shared.contracts.intake import Demand
from tests.refusals import refusal_of, refused
from tests.unit.intake.builders import a_case

STALLS = NewDemand(text="清理占道摊位", expected="道路畅通", unit_hint="ll-urban")
PRICES = NewDemand(text="检查菜价")
GOODS = NewDemand(text="查验货物")


def listed(*demands: NewDemand) -> tuple[Demand, ...]:
    return ListDemands(demands=demands).numbered()


def test_demands_are_numbered_from_one_and_keep_what_was_told() -> None:
    assert listed(STALLS, PRICES) == (
        Demand(no=1, text="清理占道摊位", expected="道路畅通", unit_hint="ll-urban"),
        Demand(no=2, text="检查菜价", expected="", unit_hint=None),
    )


@pytest.mark.parametrize(
    ("state", "before", "demands", "refusal"),
    [
        (State.CLAIMED, (), (STALLS, PRICES), None),
        (State.CLAIMED, (), (STALLS, STALLS), ("demand_twice", 422)),
        (State.ACCEPTED, (STALLS, PRICES), (STALLS,), ("demand_dropped", 409)),
        (State.ACCEPTED, (STALLS, PRICES), (STALLS, PRICES), None),
        (State.ACCEPTED, (STALLS,), (STALLS, PRICES), None),
        (State.ACCEPTED, (STALLS, PRICES), (PRICES, STALLS), ("demand_moved", 409)),
        (State.ACCEPTED, (STALLS,), (PRICES, STALLS), ("demand_moved", 409)),
        (State.ACCEPTED, (STALLS, PRICES), (STALLS, GOODS, PRICES), ("demand_moved", 409)),
        (State.ACCEPTED, (STALLS, PRICES), (STALLS, GOODS), None),  # worded anew
        (State.VERIFIED, (STALLS, PRICES), (STALLS,), None),
        (State.VERIFIED, (STALLS, PRICES), (PRICES, STALLS), None),
    ],
)
def test_a_list_names_each_once_and_on_what_units_work_keeps_its_number(
    state, before, demands, refusal
) -> None:
    case, was = a_case(state=state), [demand.text for demand in before]
    assert refusal_of(may_list, case, listed(*demands), was) == refusal


def test_whose_number_would_be_another_is_told() -> None:
    case, was = a_case(state=State.ACCEPTED), [STALLS.text, PRICES.text, GOODS.text]
    error = refused("demand_moved", may_list, case, listed(STALLS, GOODS, PRICES), was)
    assert error.extra == {"demands": [2, 3]}


@pytest.mark.parametrize(
    ("changes", "route", "needed"),
    [
        ({}, "dispatch", True),
        ({}, "direct", True),
        ({}, "decline", False),
        ({}, "transfer", False),
        ({}, "duplicate", False),
        ({"demands": 1}, "dispatch", False),
        ({"erased": True}, "dispatch", False),
        ({"kind": "thanks"}, "direct", False),
    ],
)
def test_a_case_is_its_own_one_demand_where_somebody_answers_on_the_matter(
    changes, route, needed
) -> None:
    assert needs_one(a_case(**changes), route) is needed
