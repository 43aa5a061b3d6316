"""The ledger of public promises: who reports on one, and what it keeps open."""

from datetime import date, timedelta

import pytest

from services.routing.domain.letters import official_day
from services.routing.domain.promises import (
    STATES,
    PromiseState,
    PublicPromise,
    kept,
    known_promise,
    must_be_done_since,
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
    ("role", "unit", "route", "is_out", "may"),
    [
        ("unit", "ll-police", "dispatch", False, True),
        ("county_office", "ll-police", "dispatch", False, True),
        ("unit", "ll-edu", "dispatch", False, False),
        ("unit", "ll-edu", "dispatch", True, False),
        ("unit", None, "direct", False, False),
        ("clerk", None, "direct", False, True),  # the office answered, and so promised itself
        ("clerk", None, "dispatch", False, False),
        ("clerk", None, "dispatch", True, True),  # the unit that promised is out of the case
    ],
)
def test_who_promised_reports_and_others_learn_nothing(role, unit, route, is_out, may) -> None:
    case, actor = a_case(route=route), an_actor(role, unit=unit)
    rule = rule_of(must_be_promised_by, PROMISE, case, actor, is_out=is_out)
    assert rule == (None if may else "promise_unknown")


def test_a_case_is_not_closed_while_what_it_promised_is_open() -> None:
    must_be_settled(None)
    assert refused("promise_open", must_be_settled, PROMISE).extra == {"promise": f"{CASE}-c1"}


def test_what_was_done_before_the_case_began_is_not_what_was_promised() -> None:
    case = a_case()
    began = official_day(case.admitted_at)
    must_be_done_since(began, case)
    before = began - timedelta(days=1)
    error = refused("done_before_asked", must_be_done_since, before, case)
    assert (error.status, error.extra) == (422, {"asked_on": str(began)})


def test_a_promise_is_kept_by_the_day_that_was_named() -> None:
    assert kept(DAY, DAY)
    assert not kept(DAY, date(2022, 11, 1))


def test_each_state_of_a_promise_reads_as_people_say_it() -> None:
    assert set(STATES) == set(PromiseState)
    assert all(STATES.values())
