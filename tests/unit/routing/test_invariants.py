"""What must hold for every case: when a night is, and what a case misses that does not move."""

from datetime import UTC, date, datetime

import pytest
from pydantic import ValidationError

from services.routing.domain.cases import ENDS, CaseState
from services.routing.domain.invariants import BY_STATE, lack, stay, too_long_since
from services.routing.domain.practice import STAYS, Practice
from shared.breaches import night_of

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
    for wrong in ({"closed": 3}, {"opened": 0}, {"opened": 400}):
        with pytest.raises(ValidationError):
            Practice.model_validate({"stays": wrong})


def test_what_the_office_answers_itself_owes_the_answer_from_the_start() -> None:
    assert stay("LL2022-000017", "opened", "dispatch", AT).invariant == "reader"
    assert stay("LL2022-000017", "opened", "decline", AT).invariant == "answer"
    assert stay("LL2022-000017", "published", "decline", AT).invariant == "result"
    assert lack("LL2022-000017", "unit_missing", AT).invariant == "handler"
