"""Progress, meetings, third parties, questions: the rules of what is told between letter and reply."""

from datetime import date

import pytest

from services.routing.domain.progress import (
    HoldMeeting,
    LookAgain,
    id_of_progress,
    must_be_ahead,
    must_be_alive,
    must_be_at_work,
    must_go_on_or_end,
    must_have_been,
    must_meet_somebody,
    must_still_be_open,
)
from services.routing.domain.questions import (
    AnswerQuestion,
    Question,
    may_answer,
    must_be_asking,
)
from tests.refusals import refused, rule_of
from tests.unit.routing.builders import a_case, an_actor, an_assignment

TODAY = date(2022, 3, 28)
TOMORROW = date(2022, 3, 29)


@pytest.mark.parametrize(
    ("state", "rule"),
    [
        ("issued", "not_at_work"),
        ("signed", None),
        ("refused", "not_at_work"),
        ("forwarded", None),
        ("answered", "not_at_work"),
        ("released", "not_at_work"),
    ],
)
def test_who_signed_and_has_not_answered_is_at_work(state, rule) -> None:
    assert rule_of(must_be_at_work, an_assignment(state=state)) == rule
    if rule:
        error = refused(rule, must_be_at_work, an_assignment(state=state))
        assert error.extra == {"state": state}


def test_days_lie_where_they_are_told_to() -> None:
    assert rule_of(must_have_been, [TODAY], TODAY) is None
    assert rule_of(must_have_been, [TODAY, TOMORROW], TODAY) == "date_in_future"
    assert rule_of(must_be_ahead, TOMORROW, TODAY) is None
    assert rule_of(must_be_ahead, None, TODAY) is None
    assert rule_of(must_be_ahead, TODAY, TODAY) == "date_past"


def test_nothing_is_added_to_what_was_withdrawn() -> None:
    error = refused("wrong_state", must_be_alive, a_case(state="withdrawn"))
    assert error.extra == {"state": "withdrawn"}
    assert rule_of(must_be_alive, a_case(state="published")) is None


def test_a_meeting_has_two_sides() -> None:
    alone = HoldMeeting(held_on=TODAY, place="三楼会议室", agreed="下周复查")
    assert rule_of(must_meet_somebody, alone) == "meeting_of_nobody"
    for more in ({"units": ("ll-edu",)}, {"others": ("邮政公司",)}):
        assert rule_of(must_meet_somebody, alone.model_copy(update=more)) is None


@pytest.mark.parametrize(
    ("state", "again", "rule"),
    [
        ("moving", TOMORROW, None),
        ("nothing", None, "look_again_missing"),
        ("settled", None, None),
        ("settled", TOMORROW, "look_again_unasked"),
    ],
)
def test_somebody_looks_again_until_it_is_settled(state, again, rule) -> None:
    look = LookAgain(state=state, text="已看", look_again_on=again)
    assert rule_of(must_go_on_or_end, look) == rule


def test_what_is_settled_is_settled() -> None:
    assert rule_of(must_still_be_open, None) == "third_party_unknown"
    assert rule_of(must_still_be_open, "settled") == "already_settled"
    assert rule_of(must_still_be_open, "nothing") is None


def test_the_office_asks_on_the_direct_route_until_it_has_answered() -> None:
    assert rule_of(must_be_asking, a_case(state="opened", route="direct")) is None
    error = refused("wrong_state", must_be_asking, a_case(state="replied", route="direct"))
    assert error.extra == {"state": "replied"}
    assert rule_of(must_be_asking, a_case(state="opened", route="decline")) == "nothing_to_ask"
    assert rule_of(must_be_asking, a_case(state="opened", route="dispatch")) == "answered_by_units"


def test_who_was_asked_answers_or_a_clerk_notes_it() -> None:
    open_, closed = (
        Question("q1", "ll-edu", answered=False),
        Question("q1", "ll-edu", answered=True),
    )
    bare = AnswerQuestion(answer="九月一日")
    noted = AnswerQuestion(answer="九月一日", method="phone", said_by="孔某")
    edu, hr = an_actor("unit", unit="ll-edu"), an_actor("unit", unit="ll-hr")
    clerk = an_actor("clerk")
    for question, ask, actor, rule in (
        (open_, bare, edu, None),
        (open_, noted, clerk, None),
        (open_, bare, clerk, "said_by_missing"),
        (open_, bare, hr, "question_unknown"),
        (None, bare, clerk, "question_unknown"),
        (closed, bare, edu, "already_answered"),
    ):
        assert rule_of(may_answer, question, ask, actor) == rule
    assert may_answer(open_, bare, edu) is open_


def test_a_note_of_progress_has_its_number_in_the_case() -> None:
    assert id_of_progress("LL2022-000017", 3) == "LL2022-000017-n3"
