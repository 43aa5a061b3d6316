"""The dispatch letter 交办函: by when it wants an answer, and its rules."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from services.routing.domain.letters import (
    OFFICIAL_TIME,
    LetterHead,
    LetterState,
    Quoted,
    agreed_due,
    known_letter,
    must_be_anothers_draft,
    must_be_of_round,
    must_be_only_letter,
    must_quote_what_was_said,
    official_day,
    urgency_of,
)
from services.routing.domain.terms import (
    Terms,
    handed_down_due,
    must_be_due_ahead,
    must_say_why_longer,
    share_due,
    usual_due,
    weekday_from,
    weekdays_after,
)
from tests.refusals import refused
from tests.unit.routing.builders import an_actor

MONDAY = date(2022, 3, 28)
LETTER = LetterHead("LL2022-000017-l1", 1, LetterState.DRAFTED, 1, "staff/水某", ("i1", "i2"))

AT = datetime(2022, 3, 28, 9, tzinfo=OFFICIAL_TIME)  # a Monday


@pytest.mark.parametrize(
    ("handling_class", "public_from", "due"),
    [
        ("inquiry", MONDAY, date(2022, 3, 30)),  # a weekday before the public answer
        ("livelihood", MONDAY, date(2022, 4, 1)),
        ("complex", MONDAY, date(2022, 4, 4)),  # a week: long before the fifteenth day
        ("none", MONDAY, date(2022, 4, 4)),
        ("inquiry", date(2022, 3, 20), date(2022, 3, 29)),  # late already: the least there is
        ("livelihood", date(2022, 3, 20), date(2022, 3, 30)),
        ("complex", date(2022, 3, 15), date(2022, 4, 4)),  # five weekdays
        ("complex", date(2022, 3, 20), date(2022, 4, 4)),  # the fourteenth day is a Sunday
        ("livelihood", date(2022, 4, 2), date(2022, 4, 4)),
    ],
)
def test_the_usual_day_is_a_week_or_before_the_public_answer(
    handling_class, public_from, due
) -> None:
    assert usual_due(AT, public_from, handling_class) == due


def test_no_letter_wants_an_answer_on_a_weekend() -> None:
    for day in range(60):
        for handling_class in ("inquiry", "livelihood", "complex", "none"):
            for since in range(20):
                at = AT + timedelta(days=day)
                due = usual_due(at, (at - timedelta(days=since)).date(), handling_class)
                assert due.weekday() < 5
                assert due > at.date()
                assert share_due("assisting", due, at.date()) < due


@pytest.mark.parametrize(
    ("day", "first"),
    [(1, 1), (2, 4), (3, 4), (4, 4), (5, 5)],  # the 1st of April 2022 is a Friday
)
def test_from_a_weekend_it_is_monday_that_counts(day: int, first: int) -> None:
    assert weekday_from(date(2022, 4, day)) == date(2022, 4, first)


@pytest.mark.parametrize(
    ("handling_class", "least"),
    [("inquiry", 1), ("livelihood", 2), ("complex", 5), ("none", 1)],
)
def test_whatever_the_leader_agreed_to_a_unit_has_its_least_days(handling_class, least) -> None:
    today = official_day(AT)
    due = usual_due(AT, MONDAY, handling_class, agreed=today)
    assert due == weekdays_after(today, least)


def test_a_letter_signed_late_counts_from_the_next_weekday() -> None:
    late = AT.replace(hour=17, minute=30)
    assert usual_due(late, MONDAY, "none") == date(2022, 4, 5)
    assert usual_due(late - timedelta(minutes=1), MONDAY, "none") == date(2022, 4, 4)
    saturday = late.replace(hour=9) + timedelta(days=5)
    assert usual_due(saturday, MONDAY, "none") == date(2022, 4, 11)  # as if signed on Monday
    assert usual_due(saturday + timedelta(days=1), MONDAY, "inquiry") == date(2022, 4, 5)
    friday = late + timedelta(days=4)
    assert usual_due(friday, date(2022, 3, 1), "inquiry") == date(2022, 4, 5)  # Monday and one


def test_the_office_sets_the_figures_itself() -> None:
    terms = Terms(
        public_days={"inquiry": 5}, feedback_days=10, reserve_days=2, least_days={"inquiry": 3},
        late_from=time(12),
    )  # fmt: skip
    assert usual_due(AT, MONDAY, "livelihood", terms) == date(2022, 4, 7)  # no public day for it
    assert usual_due(AT, MONDAY, "inquiry", terms) == date(2022, 3, 31)
    assert usual_due(AT, date(2022, 3, 1), "inquiry", terms) == date(2022, 3, 31)
    assert usual_due(AT, date(2022, 3, 1), "complex", terms) == date(2022, 4, 7)
    assert usual_due(AT.replace(hour=12), date(2022, 3, 1), "inquiry", terms) == date(2022, 4, 1)
    assert share_due("assisting", date(2022, 4, 4), MONDAY, terms) == date(2022, 3, 31)
    assert handed_down_due(None, date(2022, 4, 4), MONDAY, terms) == date(2022, 3, 31)
    assert handed_down_due(None, None, MONDAY, terms) == date(2022, 4, 7)
    assert terms.least_days["complex"] == 5


def test_a_day_that_the_leader_agreed_to_is_not_passed() -> None:
    assert usual_due(AT, MONDAY, "none", agreed=date(2022, 3, 31)) == date(2022, 3, 31)
    assert usual_due(AT, MONDAY, "none", agreed=date(2022, 5, 1)) == date(2022, 4, 4)
    assert usual_due(AT, MONDAY, "complex", agreed=date(2022, 3, 29)) == date(2022, 4, 4)


def test_what_the_leader_s_words_mean_for_the_letter() -> None:
    calm = Quoted("书记", "郑某", AT, "请办理。")
    pressing = replace(calm, urgency="extra_urgent", due_on=date(2022, 4, 1))
    assert urgency_of("normal", []) == "normal"
    assert urgency_of("urgent", [calm]) == "urgent"
    assert urgency_of("urgent", [calm, pressing]) == "extra_urgent"
    assert agreed_due([]) is None
    assert agreed_due([pressing, calm]) == date(2022, 4, 1)
    assert agreed_due([pressing, replace(calm, due_on=MONDAY)]) == MONDAY


def test_an_assisting_unit_answers_a_day_before_the_lead() -> None:
    assert share_due("lead", date(2022, 4, 1), MONDAY) == date(2022, 4, 1)
    assert share_due("assisting", date(2022, 4, 1), MONDAY) == date(2022, 3, 31)
    assert share_due("assisting", date(2022, 4, 4), MONDAY) == date(2022, 4, 1)  # not a weekend
    assert share_due("assisting", MONDAY, MONDAY) == MONDAY


def test_those_below_answer_before_who_hands_it_down() -> None:
    parent = date(2022, 4, 1)
    assert handed_down_due(None, parent, MONDAY) == date(2022, 3, 31)
    assert handed_down_due(None, date(2022, 4, 4), MONDAY) == parent
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
