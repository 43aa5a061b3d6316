"""Danger: which signs there are, that it is seen to once, and how often it is told again."""

from datetime import timedelta

import pytest

from services.intake.domain.alarms import (
    LONGEST_PAUSE,
    SIGNS,
    TELLS_OF_DANGER,
    RaiseAlarm,
    danger_in,
    must_be_signs,
    must_stand,
    told_again_at,
)
from shared.rules import Refused
from tests.refusals import refusal_of
from tests.unit.intake.builders import NOW

MINUTES = timedelta(minutes=10)


def test_a_sign_has_a_name_of_the_list() -> None:
    for sign in SIGNS:
        must_be_signs(RaiseAlarm(signs=(sign,)))
    must_be_signs(RaiseAlarm(signs=SIGNS))
    unlisted = refused_signs("fire", "flood")
    assert (unlisted.status, unlisted.extra) == (422, {"signs": list(SIGNS)})


def refused_signs(*signs: str):
    with pytest.raises(Refused) as error:
        must_be_signs(RaiseAlarm(signs=signs))
    assert error.value.rule == "sign_unknown"
    return error.value


@pytest.mark.parametrize(
    ("raised", "attended", "refusal"),
    [
        (True, False, None),
        (True, True, ("already_attended", 409)),
        (False, False, ("alarm_unknown", 404)),
        (False, True, ("alarm_unknown", 404)),
    ],
)
def test_an_alarm_that_was_raised_is_seen_to_once(raised, attended, refusal) -> None:
    assert refusal_of(must_stand, raised=raised, attended=attended) == refusal


@pytest.mark.parametrize(
    ("reminders", "pause"),
    [(0, MINUTES), (1, 2 * MINUTES), (2, 4 * MINUTES), (4, 16 * MINUTES),
     (5, LONGEST_PAUSE), (21, LONGEST_PAUSE), (10_000, LONGEST_PAUSE)],
)  # fmt: skip
def test_danger_is_told_again_ever_less_often_and_never_for_the_last_time(reminders, pause) -> None:
    assert told_again_at(NOW, MINUTES, reminders) == NOW + pause


def test_pauses_end_at_four_hours_and_double_twenty_times_at_most() -> None:
    assert timedelta(hours=4) == LONGEST_PAUSE
    moment = timedelta(microseconds=1)
    assert told_again_at(NOW, moment, 20) == told_again_at(NOW, moment, 21) == NOW + moment * 2**20


def test_the_sms_about_danger_are_known_by_name() -> None:
    assert {"emergency", "emergency_stands"} == TELLS_OF_DANGER


@pytest.mark.parametrize(
    ("text", "signs"),
    [("楼 道着 火了，有人被困", ("fire", "trapped")), ("停水三天", ()), ("", ()), (None, ())],
)
def test_danger_is_heard_in_what_is_said_later_too(text, signs) -> None:
    assert danger_in(text) == signs
