"""The after-check, as a table and as rules."""

from datetime import UTC, datetime

import pytest

from services.satisfaction.domain.cases import Acceptance, may_be_called
from services.satisfaction.domain.checks import (
    CHECK,
    Check,
    CheckAction,
    CheckState,
    Finding,
    R,
    check_id,
    must_be_open,
    must_tell,
    open_check,
    verdict,
)
from shared.rules import Refused
from tests.tables import moves_or_refuses, reachable

NOON = datetime(2022, 11, 21, 4, tzinfo=UTC)
ENDS = {CheckState.PASSED, CheckState.FAILED, CheckState.CANCELLED}


def a_check(of_round: int, state: CheckState) -> Check:
    return Check(check_id("LL2022-000017", of_round), "LL2022-000017", of_round, state, NOON)


def test_every_state_is_reachable():
    assert reachable(CHECK, CheckState.DUE) == set(CheckState)


@pytest.mark.parametrize("state", CheckState)
def test_every_state_can_end(state):
    assert reachable(CHECK, state) & ENDS


def test_nothing_leaves_an_end():
    assert not [step for step in CHECK.steps if step.at in ENDS]


def test_every_action_is_used():
    assert {step.do for step in CHECK.steps} == set(CheckAction)


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
    with pytest.raises(Refused) as refused:
        must_tell(Finding("on_site", handled=None, reply_true=None))
    assert (refused.value.rule, refused.value.status) == ("nothing_found", 422)


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
