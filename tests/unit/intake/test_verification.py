"""Attempts to reach an author, and what is asked of him."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from services.intake.domain.verification import (
    Asked,
    CorrectFacts,
    RecordAttempt,
    may_ask,
    may_have_tried,
    must_answer,
    number_used,
)
from shared.contracts.intake import Wishes
from tests.refusals import refusal_of
from tests.unit.intake.builders import NOW, a_case

HOUR, SKEW, MOMENT = timedelta(hours=1), timedelta(minutes=10), timedelta(microseconds=1)


def tried(**more) -> RecordAttempt:
    return RecordAttempt(**({"channel": "phone", "outcome": "no_answer"} | more))


@pytest.mark.parametrize(
    ("contacts", "told", "used"), [(0, None, 0), (2, None, 2), (2, 0, 0), (2, 1, 1), (2, 2, 2)]
)
def test_the_newest_number_is_in_use_where_none_is_told(contacts, told, used) -> None:
    assert number_used(a_case(contacts=contacts), tried(contact_no=told)) == used


def test_a_number_that_nobody_found_was_not_dialled() -> None:
    assert refusal_of(number_used, a_case(contacts=2), tried(contact_no=3)) == (
        "contact_unknown", 422,
    )  # fmt: skip


@pytest.mark.parametrize("at", [NOW, NOW + HOUR, NOW + HOUR + SKEW])
def test_an_attempt_lies_between_the_admission_and_now(at) -> None:
    assert may_have_tried(a_case(), tried(attempted_at=at), NOW + HOUR) == at


@pytest.mark.parametrize("at", [NOW - MOMENT, NOW + HOUR + SKEW + MOMENT])
def test_nobody_tried_before_the_admission_or_in_the_future(at) -> None:
    assert refusal_of(may_have_tried, a_case(), tried(attempted_at=at), NOW + HOUR) == (
        "attempted_at_impossible", 422,
    )  # fmt: skip


def test_an_attempt_of_which_no_time_is_told_was_now() -> None:
    assert may_have_tried(a_case(), tried(), NOW + HOUR) == NOW + HOUR


def test_who_wants_no_call_is_reached_by_other_ways_only() -> None:
    case = a_case(wishes=Wishes(no_call=True))
    assert refusal_of(may_have_tried, case, tried(), NOW) == ("author_wants_no_call", 409)
    assert may_have_tried(case, tried(channel="visit"), NOW) == NOW


@pytest.mark.parametrize(
    ("verified_as", "refusal"),
    [("reached", None), ("no_answer", ("author_not_reached", 409)),
     (None, ("author_not_reached", 409))],
)  # fmt: skip
def test_a_question_is_put_to_an_author_who_was_reached(verified_as, refusal) -> None:
    assert refusal_of(may_ask, a_case(verified_as=verified_as)) == refusal


@pytest.mark.parametrize(
    ("asked", "no", "refusal"),
    [
        (None, None, None),
        (Asked(1, is_answered=False), 1, None),
        (Asked(1, is_answered=True), 1, ("already_answered", 409)),
        (None, 1, ("request_unknown", 422)),
    ],
)
def test_what_was_asked_is_answered_once(asked, no, refusal) -> None:
    assert refusal_of(must_answer, asked, no) == refusal


def test_a_correction_says_something_were_it_no() -> None:
    assert CorrectFacts(consent=False).consent is False
    with pytest.raises(ValidationError, match="nothing is corrected"):
        CorrectFacts()
