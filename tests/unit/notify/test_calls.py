"""Calls: when they are placed again, and what one that was placed brings."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notify.channels import callback
from services.notify.channels.callback import Wanted
from services.notify.domain.callbacks import (
    ATTEMPTS,
    GAP,
    LIFETIME,
    MISSING,
    PURPOSES,
    SETTLING,
    SHANGHAI,
    SLOTS,
    Answers,
    CompleteTask,
    Lease,
    Task,
    TaskAction,
    TaskState,
    answers_of,
    must_be_answerable,
    must_hold,
    next_call,
    questions,
)
from services.notify.domain.contacts import (
    Contact,
    masked,
    name_place,
    phone_place,
    why_no_call,
    why_no_sms,
)
from services.notify.domain.deliveries import LONGEST_WAIT, back_off
from shared.contracts.notify import CallOutcome
from shared.rules import Refused
from tests.refusals import refusal_of

MONDAY = datetime(2022, 11, 21, 9, 30, tzinfo=SHANGHAI)


def at(hour: int, minute: int = 0, day: int = 21) -> datetime:
    return datetime(2022, 11, day, hour, minute, tzinfo=SHANGHAI)


def a_contact(**change) -> Contact:
    contact = Contact(
        case_id="LL2022-000017", key_id="k1", name_sealed="n", phone_sealed="p",
        phone_state="dialable", no_call=False, secret=False, withdrawn=False,
    )  # fmt: skip
    return replace(contact, **change)


def a_task(**change) -> Task:
    task = Task(
        task_id="LL2022-000017-C1", case_id="LL2022-000017", purpose="after_check", round=1,
        ask_rating=True, state=TaskState.LEASED, attempts=0, next_at=MONDAY,
        expires_at=MONDAY + timedelta(days=10), expired=False,
        lease=Lease("token", "范某", lapsed=False, holder_sub="fan"),
    )  # fmt: skip
    return replace(task, **change)


@pytest.mark.parametrize(
    ("called", "again"),
    [
        (at(9, 30), at(14, 30)),  # morning → afternoon
        (at(11, 29), at(14, 30)),
        (at(14, 45), at(19)),  # three hours on is still the afternoon: evening
        (at(15, 0), at(19)),
        (at(16, 30), at(19, 30)),
        (at(19, 10), at(9, day=22)),  # evening → the next morning
        (at(12, 0), at(15)),  # called outside any slot
        (at(3, 0), at(9)),
        (at(8, 0), at(11)),
        (at(20, 31), at(9, day=22)),
        (at(17, 30), at(9, day=22)),  # 20:30 is too late
    ],
)
def test_the_next_call_is_three_hours_on_at_another_time_of_day(called, again):
    assert next_call(called.astimezone(UTC)) == again


@given(st.datetimes(datetime(2022, 1, 1), datetime(2022, 12, 31)))
def test_a_next_call_always_falls_into_a_slot_other_than_the_last(moment):
    called = moment.replace(tzinfo=SHANGHAI)
    again = next_call(called)
    [slot] = [s for s in SLOTS if s[0] <= again.time() < s[1]]
    assert again >= called + timedelta(hours=3)
    assert not slot[0] <= called.time() < slot[1]


def test_people_are_called_in_the_morning_the_afternoon_and_the_evening():
    hours = [f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in SLOTS]
    assert hours == ["09:00-11:30", "14:30-18:00", "19:00-20:30"]


@pytest.mark.parametrize(
    ("called", "again"),
    [
        (at(9, 0), at(14, 30)),  # a slot begins with its first minute
        (at(14, 30), at(19)),
        (at(11, 30), at(14, 30)),  # and ends before its last
        (at(18, 0), at(9, day=22)),
    ],
)
def test_a_slot_holds_its_beginning_and_not_its_end(called, again):
    assert next_call(called) == again


def test_no_more_than_three_calls_in_ten_days_and_the_verifications_first():
    assert (3, timedelta(days=10), timedelta(hours=3)) == (ATTEMPTS, LIFETIME, GAP)
    assert PURPOSES == ("verification", "after_check")


def test_every_outcome_of_a_call_settles_its_task_or_is_a_miss():
    assert set(SETTLING) == {"reached", "refused", "empty_number", "wrong_person"}
    assert set(MISSING) == {"no_answer", "virtual_unreachable"}
    assert set(SETTLING) | set(MISSING) == set(get_args(CallOutcome))


@pytest.mark.parametrize("outcome", SETTLING)
def test_a_call_that_settles_the_task(outcome):
    assert callback.work(a_task(), outcome, MONDAY).action == TaskAction.SETTLE


@pytest.mark.parametrize("outcome", MISSING)
def test_three_missed_calls_and_no_fourth(outcome):
    brought = [callback.work(a_task(attempts=n), outcome, MONDAY).action for n in range(3)]
    assert brought == [TaskAction.MISS, TaskAction.MISS, TaskAction.EXHAUST]


@pytest.mark.parametrize(
    ("contact", "why"),
    [
        (None, "no_number"),
        (a_contact(phone_state="missing", phone_sealed=None), "no_number"),
        (a_contact(phone_state="impossible"), "no_number"),
        (a_contact(no_call=True), "not_wanted"),
    ],
)
def test_no_call_is_planned_where_none_can_or_may_be_placed(contact, why):
    task, why_not = callback.plan(Wanted("t", "LL2022-000017", "verification"), contact, MONDAY)
    assert (task.state, why_not) == (TaskState.EXHAUSTED, why)


def test_a_call_that_may_be_placed_is_open_for_ten_days():
    task, why_not = callback.plan(Wanted("t", "LL2022-000017", "verification"), a_contact(), MONDAY)
    assert (task.state, why_not) == (TaskState.OPEN, None)
    assert task.expires_at == MONDAY + timedelta(days=10)
    assert (task.expired, task.lease, task.attempts) == (False, None, 0)


@pytest.mark.parametrize(
    ("contact", "purpose", "why"),
    [
        (a_contact(), "verification", None),
        (a_contact(), "after_check", None),
        (a_contact(no_call=True), "verification", "not_wanted"),
        (a_contact(no_call=True), "after_check", "not_wanted"),
        (a_contact(secret=True), "verification", None),
        (a_contact(secret=True), "after_check", "not_wanted"),
        (a_contact(phone_sealed=None), "verification", "no_number"),
        (None, "after_check", "no_number"),
    ],
)
def test_whom_a_call_reaches_wants_it(contact, purpose, why):
    assert why_no_call(contact, purpose) == why


@pytest.mark.parametrize(
    ("contact", "why"),
    [
        (a_contact(), None),
        (a_contact(no_call=True), None),
        (a_contact(secret=True), "secret"),
        (a_contact(secret=True, sms_ok=True), None),
        (a_contact(phone_state="impossible"), "no_number"),
        (a_contact(phone_sealed=None), "no_number"),
        (None, "no_number"),
    ],
)
def test_a_secret_case_gets_no_sms_without_consent(contact, why):
    assert why_no_sms(contact) == why


def test_what_is_sealed_is_bound_to_its_case_and_is_not_printed():
    assert (phone_place("LL2022-000017"), name_place("LL2022-000017")) == (
        "LL2022-000017|phone", "LL2022-000017|name",
    )  # fmt: skip
    shown = repr(a_contact(name_sealed="sealed-name", phone_sealed="sealed-phone"))
    assert "sealed-" not in shown


@pytest.mark.parametrize(
    "task",
    [
        a_task(lease=None),
        a_task(lease=Lease("another", "郎某", lapsed=False, holder_sub="lang")),
        a_task(lease=Lease("token", "范某", lapsed=True, holder_sub="fan")),
    ],
)
def test_the_result_of_a_lost_lease_is_refused(task):
    with pytest.raises(Refused) as refused:
        must_hold(task, "token")
    assert (refused.value.rule, refused.value.status) == ("lease_lost", 409)


def test_the_holder_may_complete():
    must_hold(a_task(), "token")


@pytest.mark.parametrize(
    ("task", "outcome"),
    [(a_task(purpose="verification"), "reached"), (a_task(), "refused"), (a_task(), "no_answer")],
)
def test_answers_come_only_from_an_author_who_was_reached_in_an_after_check(task, outcome):
    command = CompleteTask(lease="token", outcome=outcome, answers=Answers(handled=True))
    with pytest.raises(Refused) as refused:
        must_be_answerable(task, command)
    assert (refused.value.rule, refused.value.status) == ("answers_not_asked", 422)


def test_answers_travel_whole():
    said = Answers(handled=True, reply_true=False, rating="fairly", pressed=True, comment="还行")
    command = CompleteTask(lease="token", outcome="reached", answers=said)
    answers = answers_of(command)
    assert answers is not None
    assert answers.model_dump() == said.model_dump()
    assert "还行" not in repr(answers)


VERIFYING = [
    "请问是您本人在留言板上留言的吗？",
    "您反映的情况是否属实，有没有需要补充的？",
    "您希望怎样解决？",
    "是否同意承办单位与您联系？",
]
CHECKING = [
    "您反映的问题是否处理到位？",
    "公开答复的内容是否属实？",
    "是否有人要求您撤回留言或者给好评？",
]
RATING = "您对办理结果是否满意？满意、基本满意，还是不满意？"


@pytest.mark.parametrize(
    ("purpose", "ask_rating", "asked"),
    [
        ("verification", False, VERIFYING),
        ("after_check", False, CHECKING),
        ("after_check", True, [*CHECKING, RATING]),
    ],
)
def test_the_rating_is_asked_in_the_same_call_unless_it_was_given_already(
    purpose, ask_rating, asked
):
    assert questions(a_task(purpose=purpose, ask_rating=ask_rating)) == asked


@pytest.mark.parametrize(
    ("purpose", "outcome"), [("after_check", "reached"), ("verification", "no_answer")]
)
def test_an_author_who_was_reached_answers_and_a_call_needs_no_answers(purpose, outcome):
    bare = CompleteTask(lease="token", outcome=outcome)
    assert answers_of(bare) is None
    assert refusal_of(must_be_answerable, a_task(purpose=purpose), bare) is None
    said = CompleteTask(lease="token", outcome="reached", answers=Answers(handled=True))
    assert refusal_of(must_be_answerable, a_task(), said) is None


def test_numbers_are_masked_for_lists():
    assert masked("13812348000") == "138****8000"
    assert masked("123456789") == "123****6789"
    assert masked("12345678") == masked("12345") == "****"


def test_waiting_doubles_up_to_an_hour():
    assert [back_off(n).total_seconds() for n in (1, 2, 3)] == [30, 60, 120]
    assert back_off(7) == timedelta(minutes=32)
    assert back_off(8) == back_off(1000) == LONGEST_WAIT == timedelta(hours=1)
    assert back_off(1000, urgent=True).total_seconds() == 60
