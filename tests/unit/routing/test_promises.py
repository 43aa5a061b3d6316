"""The ledger of public promises: who reports on one, and what it keeps open."""

from datetime import date

import pytest

from services.routing.domain.promises import (
    STATES,
    PromiseState,
    PublicPromise,
    kept,
    known_promise,
    must_be_promised_by,
    must_be_settled,
    promise_id_of,
)
from tests.refusals import refused, rule_of
from tests.unit.routing.builders import CASE, a_case, an_actor

DAY = date(2022, 10, 31)
PROMISE = PublicPromise(f"{CASE}-c1", CASE, 1, "ll-police", DAY, PromiseState.OPEN, 1)


def test_each_round_makes_one_promise_at_most() -> None:
    assert promise_id_of(a_case(round=2)) == f"{CASE}-c2"
    assert known_promise(PROMISE) is PROMISE
    refused("promise_unknown", known_promise, None)


@pytest.mark.parametrize(
    ("role", "unit", "route", "may"),
    [
        ("unit", "ll-police", "dispatch", True),
        ("county_office", "ll-police", "dispatch", True),
        ("unit", "ll-edu", "dispatch", False),
        ("unit", None, "direct", False),
        ("clerk", None, "direct", True),  # the office answered by itself, and so promised itself
        ("clerk", None, "dispatch", False),
    ],
)
def test_who_promised_reports_and_others_learn_nothing(role, unit, route, may) -> None:
    case = a_case(route=route)
    rule = rule_of(must_be_promised_by, PROMISE, case, an_actor(role, unit=unit))
    assert rule == (None if may else "promise_unknown")


def test_a_case_is_not_closed_while_what_it_promised_is_open() -> None:
    must_be_settled(None)
    assert refused("promise_open", must_be_settled, PROMISE).extra == {"promise": f"{CASE}-c1"}


def test_a_promise_is_kept_by_the_day_that_was_named() -> None:
    assert kept(DAY, DAY)
    assert not kept(DAY, date(2022, 11, 1))


def test_each_state_of_a_promise_reads_as_people_say_it() -> None:
    assert set(STATES) == set(PromiseState)
    assert all(STATES.values())
