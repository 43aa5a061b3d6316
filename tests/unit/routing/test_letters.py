"""The dispatch letter 交办函: by when it wants an answer, and its rules."""

from datetime import UTC, date, datetime

import pytest

from services.routing.domain.letters import (
    LetterHead,
    LetterState,
    handed_down_due,
    known_letter,
    must_be_anothers_draft,
    must_be_due_ahead,
    must_be_of_round,
    must_be_only_letter,
    must_quote_what_was_said,
    must_say_why_longer,
    official_day,
    share_due,
    usual_due,
)
from tests.refusals import refused
from tests.unit.routing.builders import an_actor

MONDAY = date(2022, 3, 28)
LETTER = LetterHead("LL2022-000017-l1", 1, LetterState.DRAFTED, 1, "staff/水某", ("i1", "i2"))


@pytest.mark.parametrize(
    ("handling_class", "public_from", "due"),
    [
        ("inquiry", MONDAY, date(2022, 3, 30)),  # a day before the public answer
        ("livelihood", MONDAY, date(2022, 4, 3)),
        ("complex", MONDAY, date(2022, 4, 4)),  # a week: long before the fifteenth day
        ("none", MONDAY, date(2022, 4, 4)),
        ("inquiry", date(2022, 3, 20), date(2022, 3, 29)),  # late already: the least there is
        ("livelihood", date(2022, 3, 20), date(2022, 3, 30)),
        ("complex", date(2022, 3, 15), date(2022, 4, 2)),
        ("complex", date(2022, 3, 20), date(2022, 4, 3)),  # the day before the fifteenth
    ],
)
def test_the_usual_day_is_a_week_or_before_the_public_answer(
    handling_class, public_from, due
) -> None:
    assert usual_due(MONDAY, public_from, handling_class) == due


def test_an_assisting_unit_answers_a_day_before_the_lead() -> None:
    assert share_due("lead", date(2022, 4, 3), MONDAY) == date(2022, 4, 3)
    assert share_due("assisting", date(2022, 4, 3), MONDAY) == date(2022, 4, 2)
    assert share_due("assisting", MONDAY, MONDAY) == MONDAY


def test_those_below_answer_before_who_hands_it_down() -> None:
    parent = date(2022, 4, 1)
    assert handed_down_due(None, parent, MONDAY) == date(2022, 3, 31)
    assert handed_down_due(parent, parent, MONDAY) == parent
    assert handed_down_due(None, MONDAY, MONDAY) == MONDAY
    assert handed_down_due(None, None, MONDAY) == date(2022, 4, 4)
    assert handed_down_due(date(2022, 5, 1), None, MONDAY) == date(2022, 5, 1)
    error = refused("due_after_parent", handed_down_due, date(2022, 4, 2), parent, MONDAY)
    assert error.extra == {"parent": "2022-04-01"}
    error = refused("due_past", handed_down_due, date(2022, 3, 27), parent, MONDAY)
    assert error.extra == {"today": "2022-03-28"}


def test_longer_than_usual_needs_a_reason() -> None:
    usual, longer = date(2022, 4, 3), date(2022, 4, 4)
    must_say_why_longer(usual, usual, None)
    must_say_why_longer(longer, usual, "needs_expertise")
    error = refused("due_reason_missing", must_say_why_longer, longer, usual, None)
    assert error.extra == {"usual": "2022-04-03"}


def test_nothing_is_due_by_a_day_that_has_passed() -> None:
    must_be_due_ahead(MONDAY, MONDAY)
    refused("due_past", must_be_due_ahead, date(2022, 3, 27), MONDAY)


def test_nobody_checks_or_signs_what_they_wrote() -> None:
    must_be_anothers_draft(LETTER, an_actor("reviewer", "葛某"))
    refused("own_draft", must_be_anothers_draft, LETTER, an_actor(name="水某"))


def test_a_letter_of_an_earlier_round_is_not_sent() -> None:
    must_be_of_round(LETTER, 1)
    refused("letter_outdated", must_be_of_round, LETTER, 2)


def test_a_letter_quotes_all_that_was_instructed() -> None:
    must_quote_what_was_said(LETTER, ["i1", "i2"])
    refused("instruction_changed", must_quote_what_was_said, LETTER, ["i1", "i2", "i3"])


def test_one_letter_at_a_time() -> None:
    must_be_only_letter(None)
    error = refused("letter_on_its_way", must_be_only_letter, "LL2022-000017-l1")
    assert error.extra == {"letter": "LL2022-000017-l1"}


def test_what_is_not_there_is_unknown() -> None:
    assert known_letter(LETTER) is LETTER
    refused("letter_unknown", known_letter, None)


def test_the_day_and_the_year_are_those_of_the_office() -> None:
    new_year = datetime(2022, 12, 31, 16, 0, tzinfo=UTC)
    assert str(official_day(new_year)) == "2023-01-01"
