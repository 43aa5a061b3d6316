"""What must hold for every case: when a night is, and what a case misses that does not move."""

from datetime import UTC, date, datetime

import pytest
from pydantic import ValidationError

from services.routing.domain.cases import ENDS, CaseState
from services.routing.domain.invariants import BY_STATE, lack, stay, too_long_since
from services.routing.domain.organisation import Unit
from services.routing.domain.practice import STAYS, Practice, target_of
from shared.breaches import Breach, night_of
from shared.contracts.routing import Invariant

CASE = "LL2022-000017"
AT = datetime(2022, 3, 31, 18, 0, tzinfo=UTC)  # two o'clock of the first of April in Lüliang


def test_a_night_begins_at_two_of_the_offices_clock() -> None:
    assert night_of(AT) == date(2022, 4, 1)
    assert night_of(AT.replace(hour=17, minute=59)) == date(2022, 3, 31)


def test_every_state_that_is_no_end_has_its_days_and_its_invariant() -> None:
    assert set(STAYS) == set(BY_STATE) == set(CaseState) - set(ENDS)


def test_a_practice_names_what_differs_and_no_end() -> None:
    practice = Practice.model_validate({"stays": {"submitted": 1}})
    assert practice.stays == {**STAYS, CaseState.SUBMITTED: 1}
    assert too_long_since(practice, AT)["submitted"] == datetime(2022, 3, 30, 18, 0, tzinfo=UTC)
    assert (
        Practice.model_validate({"stays": {"opened": 1, "read": 366}}).stays[CaseState.READ] == 366
    )
    for wrong in ({"closed": 3}, {"opened": 0}, {"opened": 367}, {"opened": 3, "read": 0}):
        with pytest.raises(ValidationError):
            Practice.model_validate({"stays": wrong})


def test_what_the_office_answers_itself_owes_the_answer_from_the_start() -> None:
    assert stay(CASE, "opened", "dispatch", AT) == Breach(CASE, "stays_opened", "reader", AT)
    assert stay(CASE, "opened", "decline", AT).invariant == "answer"
    assert stay(CASE, "published", "decline", AT).invariant == "result"


@pytest.mark.parametrize(
    ("ground", "invariant"),
    [
        ("holder_missing", "owner"),
        ("unit_missing", "handler"),
        ("result_missing", "result"),
        ("promise_overdue", "result"),
    ],
)
def test_what_a_case_is_without_breaks_its_invariant(ground: str, invariant: Invariant) -> None:
    assert lack(CASE, ground, AT) == Breach(CASE, ground, invariant, AT)


def test_a_state_that_lasts_too_long_leaves_the_case_without_this() -> None:
    lasting = {state: stay(CASE, state, "dispatch", AT).invariant for state in BY_STATE}
    assert lasting == {
        "opened": "reader", "proposed": "reader", "submitted": "reader", "instructed": "handler",
        "dispatched": "answer", "replied": "answer", "reviewed": "reader", "read": "answer",
        "published": "result",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("level", "unit_type", "target"),
    [
        ("city", "bureau", "city_unit"),
        ("county", "county_office", "county_office"),
        ("county", "bureau", "county_unit"),
    ],
)
def test_a_practice_knows_three_kinds_of_units(level, unit_type, target) -> None:
    unit = Unit("x", "某局", level, None, unit_type, "141100", "周某", "", None)
    assert target_of(unit) == target
