"""The life of a reception, as its table states it."""

import pytest

from services.intake.domain.reception import ENDS, STARTS, WORKFLOW, Action, State
from services.intake.domain.roles import DESK, PHONE, READERS, UNITS, R
from tests.tables import moves_or_refuses, reachable, rows, words
from tests.unit.intake.builders import a_case

ROLES_THAT_ACT = {R.CLERK, R.OFFICE_HEAD, R.SYSTEM}


def test_every_state_is_reached() -> None:
    assert reachable(WORKFLOW, *STARTS) == set(State)


@pytest.mark.parametrize("state", State)
def test_every_state_can_end(state: State) -> None:
    assert reachable(WORKFLOW, state) & set(ENDS)


def test_what_ended_stays_ended_but_an_accepted_case_may_be_taken_back() -> None:
    out = {(s.at, s.do) for s in WORKFLOW.steps if s.at in ENDS}
    assert out == {(State.ACCEPTED, Action.WITHDRAW)}


def test_every_action_and_role_is_used() -> None:
    assert {s.do for s in WORKFLOW.steps} == set(Action)
    assert {s.by for s in WORKFLOW.steps} == ROLES_THAT_ACT


def test_each_question_moves_or_is_refused_by_name() -> None:
    moves_or_refuses(WORKFLOW, State, Action, R)


def test_the_table_is_exactly_this() -> None:
    """Each step once more, so that a row lost by accident is missed."""
    way = """
    received claim     clerk       claimed   case_claimed
    claimed  verify    system      verified  case_verified
    verified accept    clerk       accepted  case_accepted
    """
    for by in ("clerk", "office_head"):
        for at in ("claimed", "verified"):
            way += f"{at} hand_over {by} {at} claim_handed_over\n"
            way += f"{at} classify {by} {at} case_classified\n"
        for at in ("received", "claimed", "verified", "accepted"):
            way += f"{at} withdraw {by} withdrawn case_withdrawn\n"
    assert WORKFLOW.name == "case"
    assert rows(WORKFLOW) == words(way)


def test_a_reception_begins_and_ends_as_told() -> None:
    assert (STARTS, ENDS) == (("received", "historic"), ("accepted", "withdrawn", "historic"))


def test_the_roles_are_named_as_in_their_tokens() -> None:
    assert set(R) == {
        "clerk", "office_head", "reviewer", "unit", "county_office", "agent", "portal", "admin",
        "system",
    }  # fmt: skip
    assert {"clerk", "office_head"} == DESK
    assert {"clerk", "office_head", "agent"} == PHONE
    assert {"clerk", "office_head", "agent", "reviewer"} == READERS
    assert {"unit", "county_office"} == UNITS


def test_of_a_case_that_is_new_nothing_was_done_yet() -> None:
    case = a_case()
    counted = (case.demands, case.attempts, case.contacts, case.corrections, case.supplements)
    assert counted == (0, 0, 0, 0, 0)
    assert (case.is_settled, case.verified_as, case.consent, case.group_id) == (
        False, None, None, None,
    )  # fmt: skip
    assert {case.flags, case.interested, case.accused} == {()}
    assert case.shielded_from == case.units == frozenset()
