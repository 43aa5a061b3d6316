"""What each row of the table of rules gives, at its edges."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.deadlines.app import SERVICE
from services.deadlines.domain.calendar import end_of
from services.deadlines.domain.clocks import limit_of, new_clock
from services.deadlines.domain.rules import (
    CLASSES,
    RULES,
    Basis,
    Limit,
    Term,
    moment,
    term,
    warn_at,
)
from shared.contracts import routing
from shared.contracts.envelope import Actor

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = date(2026, 3, 16)  # in the middle of plain weeks


def at(day: date, hour: int = 10, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), SHANGHAI)


def term_of(calendar, kind, handling_class, started_at, limit=None) -> Term:
    found = term(RULES[kind], handling_class, started_at, calendar, limit)
    assert found is not None
    return found


def march(day: int) -> date:
    return date(2026, 3, day)


@pytest.mark.parametrize(
    ("handling_class", "due_on"),
    [
        ("inquiry", march(19)),
        ("livelihood", march(23)),
        ("complex", march(31)),
    ],
)
def test_the_public_answer_is_due_after_3_7_or_15_days(calendar, handling_class, due_on):
    found = term_of(calendar, "public", handling_class, at(MONDAY))
    assert found.due_on == due_on
    assert found.due_at == end_of(due_on)
    assert not found.estimated


def test_thanks_have_no_public_clock(calendar):
    assert term(RULES["public"], "none", at(MONDAY), calendar) is None


def test_a_public_date_on_a_feast_moves_to_the_next_working_day(calendar):
    found = term_of(calendar, "public", "inquiry", at(date(2026, 2, 13)))
    assert found.due_on == date(2026, 2, 24)


def test_an_instant_belongs_to_its_day_in_shanghai(calendar):
    late_in_the_evening = datetime(2026, 3, 16, 16, 30, tzinfo=UTC)  # half past midnight there
    assert term_of(calendar, "public", "inquiry", late_in_the_evening).due_on == march(20)


@pytest.mark.parametrize("kind", ["claim", "verification"])
def test_claim_and_verification_have_one_working_day(calendar, kind):
    friday = at(march(20))
    assert term_of(calendar, kind, "none", friday).due_on == march(23)


def test_the_check_has_five_working_days(calendar):
    assert term_of(calendar, "check", "complex", at(MONDAY)).due_on == march(23)


def test_a_date_in_a_year_without_a_plan_is_an_estimate(calendar):
    found = term_of(calendar, "public", "livelihood", at(date(2026, 12, 28)))
    assert found.due_on == date(2027, 1, 4)
    assert found.estimated


# -- the unit's clock ---------------------------------------------------------------------------------


def unit_term(calendar, started_at, handling_class, limit=None) -> Term:
    return term_of(calendar, "unit", handling_class, started_at, limit)


def public_limit(day: date) -> Limit:
    return Limit(Basis.PUBLIC, end_of(day))


def test_a_unit_has_a_week_where_nothing_presses(calendar):
    found = unit_term(calendar, at(MONDAY), "complex", public_limit(march(31)))
    assert (found.due_on, found.basis, found.days) == (march(23), Basis.LENGTH, 7)


def test_a_unit_is_due_a_working_day_before_the_public_answer(calendar):
    found = unit_term(calendar, at(MONDAY), "livelihood", public_limit(march(23)))
    assert (found.due_on, found.basis) == (march(20), Basis.PUBLIC)
    assert MONDAY + timedelta(days=found.days) == found.due_on
    assert not found.working_days


def test_a_limit_that_leaves_the_whole_week_settles_nothing(calendar):
    found = unit_term(calendar, at(MONDAY), "complex", public_limit(march(24)))
    assert (found.due_on, found.basis, found.working_days) == (march(23), Basis.LENGTH, False)


@pytest.mark.parametrize(
    ("handling_class", "floor", "due_on"),
    [("inquiry", 1, march(17)), ("livelihood", 2, march(18)), ("complex", 5, march(23))],
)
def test_a_unit_never_has_less_than_the_floor_however_late_the_letter(
    calendar, handling_class, floor, due_on
):
    found = unit_term(calendar, at(MONDAY), handling_class, public_limit(MONDAY))
    assert (found.due_on, found.basis, found.days) == (due_on, Basis.FLOOR, floor)
    assert found.working_days


def test_the_floor_holds_through_a_long_feast(calendar):
    found = unit_term(calendar, at(date(2026, 2, 12)), "complex")
    assert found.basis is Basis.FLOOR
    assert found.due_on == date(2026, 2, 26)  # seven days would have ended in the feast


@pytest.mark.parametrize(
    ("sent", "due_on"),
    [
        (at(MONDAY, 17, 30), march(23)),  # to the minute in time
        (at(MONDAY, 17, 31), march(24)),
        (at(march(20), 18), march(30)),  # Friday evening counts from Monday
    ],
)
def test_a_letter_after_half_past_five_counts_from_the_next_working_day(calendar, sent, due_on):
    assert unit_term(calendar, sent, "complex").due_on == due_on


def test_a_county_bureau_is_due_a_working_day_before_its_county_office(calendar):
    parent = new_clock(
        "LL2026-000001", "unit", "complex", at(MONDAY), calendar,
        unit_id="141181-office", assignment_id="a1",
    )  # fmt: skip
    assert parent is not None
    child = unit_term(calendar, at(MONDAY), "livelihood", limit_of(parent, Basis.PARENT))
    assert (parent.term.due_on, child.due_on) == (march(23), march(20))
    assert child.basis is Basis.PARENT


# -- warnings -----------------------------------------------------------------------------------------


def test_a_clock_warns_at_nine_on_the_working_day_before(calendar):
    warning = warn_at(RULES["public"], at(MONDAY), end_of(march(23)), calendar)
    assert warning == at(march(20), 9)


def test_there_is_no_warning_before_the_start(calendar):
    tuesday = end_of(march(17))
    assert warn_at(RULES["claim"], at(MONDAY, 10), tuesday, calendar) is None
    assert warn_at(RULES["claim"], at(MONDAY, 9), tuesday, calendar) is None
    assert warn_at(RULES["claim"], at(MONDAY, 8), tuesday, calendar) == at(MONDAY, 9)


instants = st.datetimes(datetime(2010, 1, 1), datetime(2028, 12, 31), timezones=st.just(SHANGHAI))


@given(
    kind=st.sampled_from(sorted(RULES)),
    handling_class=st.sampled_from(CLASSES),
    started_at=instants,
    limit=instants.map(lambda i: public_limit(i.date())),
)
def test_a_due_time_is_after_its_start_on_a_working_day_and_its_warning_between(
    calendar, kind, handling_class, started_at, limit
):
    rule = RULES[kind]
    inherited = limit if rule.reserve else None
    found = term(rule, handling_class, started_at, calendar, inherited)
    if found is None:
        return
    assert found.due_at > started_at
    assert calendar.is_working(found.due_on)
    warning = warn_at(rule, started_at, found.due_at, calendar)
    assert warning is None or started_at < warning < found.due_at


@given(started_at=instants, handling_class=st.sampled_from(["inquiry", "livelihood", "complex"]),
       limit=instants)  # fmt: skip
def test_a_unit_gets_its_floor_whatever_limits_it(calendar, started_at, handling_class, limit):
    rule = RULES["unit"]
    found = unit_term(calendar, started_at, handling_class, public_limit(limit.date()))
    least = calendar.count(started_at.date(), rule.floor[handling_class], working_days=True)
    assert found.due_on >= least


# -- the table ----------------------------------------------------------------------------------------


def test_every_event_of_the_table_is_heard():
    named = {event for rule in RULES.values() for event in (*rule.starts, *rule.ends)}
    assert named <= set(SERVICE.hears)


def test_every_field_of_the_table_is_an_instant_of_its_event():
    for rule in RULES.values():
        for event, name in (*rule.starts.items(), *rule.ends.items()):
            assert name is None or event.model_fields[name].annotation is datetime


PUBLISHED = routing.ReplyPublished(
    case_id="LL2026-000001", round=1, route="dispatch", external_id="15210077", text="您好",
    signer="unit", units=("ll-police",), proof="https://board", published_at=at(MONDAY),
    by=Actor(sub="mei", name="梅某", role="clerk"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("field", "instant"), [("published_at", at(MONDAY)), (None, at(MONDAY, 11))]
)
def test_an_event_gives_the_instant_of_the_field_that_is_named_or_else_its_own(field, instant):
    assert moment({routing.ReplyPublished: field}, PUBLISHED, at(MONDAY, 11)) == instant
