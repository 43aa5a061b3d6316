"""What an author wishes: said twice, said later, taken back."""

from itertools import product

import pytest

from services.intake.domain.reception import State
from services.intake.domain.wishes import both, forbids_the_call, must_differ, permits_a_call
from shared.contracts.intake import Wishes
from tests.refusals import refusal_of
from tests.unit.intake.builders import a_case

NONE = Wishes()
QUIET = Wishes(no_call=True)
SECRET = Wishes(secret=True)
SECRET_BUT_SMS = Wishes(secret=True, sms_ok=True)


@pytest.mark.parametrize("name", ["no_call", "secret", "hide_from_unit"])
@pytest.mark.parametrize(("first", "later"), list(product([False, True], repeat=2)))
def test_what_is_asked_in_either_message_holds(name, first, later) -> None:
    joined = both(Wishes(**{name: first}), Wishes(**{name: later}))
    assert joined == Wishes(**{name: first or later})


@pytest.mark.parametrize(
    ("first", "later", "sms_ok"),
    [
        (SECRET_BUT_SMS, SECRET, False),
        (SECRET, SECRET_BUT_SMS, False),
        (SECRET_BUT_SMS, SECRET_BUT_SMS, True),
        (SECRET_BUT_SMS, NONE, True),  # who asks for no secrecy says nothing of the SMS
        (NONE, SECRET_BUT_SMS, True),
        (Wishes(sms_ok=True), NONE, True),
        (NONE, Wishes(sms_ok=True), False),
    ],
)
def test_whoever_asks_for_secrecy_says_whether_an_sms_may_come(first, later, sms_ok) -> None:
    assert both(first, later).sms_ok is sms_ok


def test_a_change_of_wishes_changes_something() -> None:
    assert refusal_of(must_differ, QUIET, NONE) is None
    assert refusal_of(must_differ, QUIET, QUIET) == ("wishes_unchanged", 422)


@pytest.mark.parametrize("state", State)
def test_a_call_that_is_awaited_is_forbidden_by_a_wish(state) -> None:
    assert forbids_the_call(a_case(state=state), QUIET) is (state == State.CLAIMED)
    assert not forbids_the_call(a_case(state=state), NONE)


@pytest.mark.parametrize("state", State)
def test_only_a_case_that_waits_at_the_desk_is_called_after_all(state) -> None:
    case = a_case(state=state, wishes=QUIET, verified_as="not_wanted")
    assert permits_a_call(case, NONE) is (state in {State.CLAIMED, State.VERIFIED})
    assert not permits_a_call(case, QUIET)
