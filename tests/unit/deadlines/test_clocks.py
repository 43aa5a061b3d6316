"""One clock: its name, when it is late, and what moving it changes."""

from datetime import UTC, datetime, timedelta

import pytest

from services.deadlines.domain.calendar import Calendar, end_of
from services.deadlines.domain.clocks import REMINDER_LEVEL, Clock, State, limit_of, new_clock
from services.deadlines.domain.rules import Basis, Limit, Term

CALENDAR = Calendar(frozenset({2026}), {})
MONDAY = datetime(2026, 3, 16, 2, 0, tzinfo=UTC)
LATER = Term(end_of(datetime(2026, 3, 30, tzinfo=UTC).date()), 14, False, Basis.LENGTH, False)


def a_clock(kind="public", **more) -> Clock:
    clock = new_clock("LL2026-000001", kind, "livelihood", MONDAY, CALENDAR, **more)
    assert clock is not None
    return clock


@pytest.mark.parametrize(
    ("clock", "name"),
    [
        (a_clock(), "LL2026-000001/public/1"),
        (a_clock(in_round=2), "LL2026-000001/public/2"),
        (a_clock("unit", in_round=2, assignment_id="a7"), "LL2026-000001/unit/a7"),
    ],
)
def test_a_clock_is_named_by_its_case_its_kind_and_its_round_or_assignment(clock, name) -> None:
    assert clock.clock_id == name


def test_a_new_clock_runs_and_nothing_was_missed() -> None:
    clock = a_clock("unit", unit_id="ll-police", assignment_id="a7")
    told = (clock.case_id, clock.kind, clock.round, clock.unit_id, clock.assignment_id)
    assert told == ("LL2026-000001", "unit", 1, "ll-police", "a7")
    assert (clock.started_at, clock.state, clock.ended_at) == (MONDAY, State.RUNNING, None)
    assert (clock.version, clock.missed, clock.runs) == (1, False, True)


def test_an_act_at_the_due_instant_is_the_next_day_s() -> None:
    clock = a_clock()
    assert not clock.is_late(clock.due_at - timedelta(microseconds=1))
    assert clock.is_late(clock.due_at)


@pytest.mark.parametrize("state", State)
def test_a_clock_that_is_moved_runs_anew_by_another_version(state) -> None:
    ended = Clock(
        "LL2026-000001/public/2", "LL2026-000001", "public", 2, None, None, MONDAY,
        a_clock().term, state, ended_at=MONDAY, version=3, missed=True,
    )  # fmt: skip
    assert ended.runs is (state == "running")
    assert ended.moved(LATER) == Clock(
        "LL2026-000001/public/2", "LL2026-000001", "public", 2, None, None, MONDAY,
        LATER, State.RUNNING, ended_at=None, version=4, missed=False,
    )  # fmt: skip


def test_a_clock_limits_those_below_it_and_none_limits_nothing() -> None:
    clock = a_clock()
    assert limit_of(clock, Basis.LEAD) == Limit(Basis.LEAD, clock.due_at)
    assert limit_of(None, Basis.LEAD) is None


def test_a_reminder_goes_to_the_first_rung() -> None:
    assert REMINDER_LEVEL == 1
