"""What an author asks for, demand by demand."""

import pytest

from services.intake.domain.demands import ListDemands, NewDemand, may_list, needs_one
from services.intake.domain.reception import State
from shared.contracts.intake import Demand
from tests.refusals import refusal_of
from tests.unit.intake.builders import a_case

STALLS = NewDemand(text="清理占道摊位", expected="道路畅通", unit_hint="ll-urban")
PRICES = NewDemand(text="检查菜价")


def listed(*demands: NewDemand) -> tuple[Demand, ...]:
    return ListDemands(demands=demands).numbered()


def test_demands_are_numbered_from_one_and_keep_what_was_told() -> None:
    assert listed(STALLS, PRICES) == (
        Demand(no=1, text="清理占道摊位", expected="道路畅通", unit_hint="ll-urban"),
        Demand(no=2, text="检查菜价", expected="", unit_hint=None),
    )


@pytest.mark.parametrize(
    ("changes", "demands", "refusal"),
    [
        ({}, (STALLS, PRICES), None),
        ({}, (STALLS, STALLS), ("demand_twice", 422)),
        ({"state": State.ACCEPTED, "demands": 2}, (STALLS,), ("demand_dropped", 409)),
        ({"state": State.ACCEPTED, "demands": 2}, (STALLS, PRICES), None),
        ({"state": State.ACCEPTED, "demands": 1}, (STALLS, PRICES), None),
        ({"state": State.VERIFIED, "demands": 2}, (STALLS,), None),
    ],
)
def test_a_list_names_each_once_and_drops_none_on_which_units_work(
    changes, demands, refusal
) -> None:
    assert refusal_of(may_list, a_case(**changes), listed(*demands)) == refusal


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
