"""The after-check, as a table and as rules."""

from datetime import UTC, datetime
from typing import Any

import pytest

from services.satisfaction.domain.cases import Acceptance, CaseFile, may_be_called
from services.satisfaction.domain.checks import (
    CHECK,
    CHECKED,
    ENDS,
    STARTS,
    Check,
    CheckAction,
    CheckState,
    Finding,
    R,
    check_id,
    must_be_impartial,
    must_be_open,
    must_tell,
    open_check,
    partial,
    verdict,
)
from shared.rules import Refused
from tests.tables import moves_or_refuses, reachable, rows, words

NOON = datetime(2022, 11, 21, 4, tzinfo=UTC)
WAY = """
due      record system      recorded  check_recorded
due      record clerk       recorded  check_recorded
due      record office_head recorded  check_recorded
recorded record system      recorded  check_recorded
recorded record clerk       recorded  check_recorded
recorded record office_head recorded  check_recorded
recorded pass   system      passed    check_passed
recorded fail   system      failed    check_failed
due      waive  system      passed    check_passed
due      cancel system      cancelled -
recorded cancel system      cancelled -
"""


def a_check(of_round: int, state: CheckState, **more: Any) -> Check:
    number = check_id("LL2022-000017", of_round)
    return Check(number, "LL2022-000017", of_round, state, NOON, **more)


def test_the_way_of_a_check_is_exactly_this():
    assert CHECK.name == "check"
    assert rows(CHECK) == words(WAY)


def test_every_state_is_reachable():
    assert reachable(CHECK, *STARTS) == set(CheckState)


@pytest.mark.parametrize("state", CheckState)
def test_every_state_can_end(state):
    assert reachable(CHECK, state) & set(ENDS)


def test_a_check_begins_due_and_ends_in_three_ways():
    assert (STARTS, ENDS) == (("due",), ("passed", "failed", "cancelled"))


def test_nothing_leaves_an_end():
    assert not [step for step in CHECK.steps if step.at in ENDS]


def test_every_action_is_used():
    assert {step.do for step in CHECK.steps} == set(CheckAction)


def test_a_check_is_open_until_it_ends():
    assert {state for state in CheckState if a_check(1, state).is_open} == {"due", "recorded"}


def test_the_service_knows_the_roles_of_the_house():
    """As a token names them; the service acts as itself."""
    assert set(R) == {
        "agent", "clerk", "reviewer", "office_head", "leader", "admin", "system"
    }  # fmt: skip


def test_only_what_was_acted_on_is_checked():
    assert set(CHECKED) == {"dispatch", "direct"}


def test_what_is_not_in_the_table_is_refused():
    moves_or_refuses(CHECK, CheckState, CheckAction, R)


def test_nobody_passes_or_fails_a_check_by_hand():
    settling = {CheckAction.PASS, CheckAction.FAIL, CheckAction.WAIVE, CheckAction.CANCEL}
    assert {step.by for step in CHECK.steps if step.do in settling} == {R.SYSTEM}


@pytest.mark.parametrize(
    ("handled", "reply_true", "expected"),
    [
        (True, True, CheckAction.PASS),
        (True, False, CheckAction.FAIL),
        (False, True, CheckAction.FAIL),
        (False, None, CheckAction.FAIL),
        (None, False, CheckAction.FAIL),
        (True, None, None),
        (None, True, None),
        (None, None, None),
    ],
)
def test_both_findings_must_hold(handled, reply_true, expected):
    assert verdict(handled, reply_true) == expected


def test_a_record_must_tell_something():
    must_tell(Finding("on_site", handled=None, reply_true=True))
    must_tell(Finding("on_site", handled=False, reply_true=None))
    with pytest.raises(Refused) as refused:
        must_tell(Finding("on_site", handled=None, reply_true=None))
    assert (refused.value.rule, refused.value.status) == ("nothing_found", 422)


def test_nobody_is_taken_to_be_pressed_of_whom_it_is_not_said():
    assert Finding("phone", handled=True, reply_true=True).pressed is False


@pytest.mark.parametrize(
    ("sub", "own_units", "rule"),
    [
        ("u-maker", (), "own_answer"),
        ("u-maker", ("roads",), "own_answer"),
        ("u-publisher", ("water",), "own_answer"),
        ("u-other", ("roads-south", "roads"), "own_unit"),
        ("u-other", ("water",), None),
        ("u-other", (), None),
    ],
)
def test_nobody_checks_an_answer_of_his_own_or_of_his_unit(sub, own_units, rule):
    check = a_check(1, CheckState.DUE, makers=("u-maker", "u-publisher"), units=("roads", "lights"))
    assert partial(check, sub, own_units) == rule
    if rule is None:
        must_be_impartial(check, sub, own_units)
        return
    with pytest.raises(Refused) as refused:
        must_be_impartial(check, sub, own_units)
    assert (refused.value.rule, refused.value.status) == (rule, 403)


@pytest.mark.parametrize(("rounds", "newest"), [((), 0), ((1,), 1), ((1, 3, 2), 3)])
def test_a_case_is_in_the_round_of_its_newest_check(rounds, newest):
    checks = tuple(a_check(number, CheckState.FAILED) for number in rounds)
    case = CaseFile("LL2022-000017", False, "board", False, None, checks=checks)
    assert case.round == newest


def test_the_open_check_is_the_newest_rounds():
    checks = [a_check(1, CheckState.FAILED), a_check(2, CheckState.RECORDED)]
    assert open_check(checks) is must_be_open(checks) is checks[1]


def test_where_nothing_is_to_be_checked_a_record_is_refused():
    with pytest.raises(Refused) as refused:
        must_be_open([a_check(1, CheckState.PASSED)])
    assert (refused.value.rule, refused.value.status) == ("no_open_check", 409)


def test_a_check_bears_the_number_of_its_case_and_round():
    assert check_id("LL2022-000017", 2) == "LL2022-000017-C2"


@pytest.mark.parametrize(
    ("no_call", "secret", "expected"),
    [(False, False, True), (True, False, False), (False, True, False)],
)
def test_wishes_keep_the_telephone_silent(no_call, secret, expected):
    assert may_be_called(Acceptance("help", no_call, secret)) is expected
