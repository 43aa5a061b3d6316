"""What is known of a case, and its clocks."""

from datetime import UTC, datetime

import pytest

from services.deadlines.domain.calendar import Calendar, end_of
from services.deadlines.domain.cases import (
    CaseClocks,
    CaseState,
    KnownCase,
    accepted,
    known,
    received,
)
from services.deadlines.domain.clocks import Clock, State, clock_id
from services.deadlines.domain.rules import Basis, Term
from shared.rules import NotYet
from tests.refusals import refusal_of

CASE = "LL2026-000001"
MONDAY = datetime(2026, 3, 16, 2, 0, tzinfo=UTC)
TERM = Term(end_of(MONDAY.date()), 3, False, Basis.LENGTH, False)


def a_clock(kind, key, state=State.RUNNING, in_round=1) -> Clock:
    return Clock(
        clock_id(CASE, kind, key), CASE, kind, in_round, None, None, MONDAY, TERM, state
    )  # fmt: skip


def a_case(*clocks: Clock, state: CaseState | None = CaseState.ACCEPTED) -> CaseClocks:
    told = KnownCase("livelihood", MONDAY, state) if state else None
    return CaseClocks(
        CASE, told, {c.clock_id: c for c in clocks}, Calendar(frozenset({2026}), {})
    )  # fmt: skip


OLD, NEW = a_clock("public", 1, State.MET), a_clock("public", 2, in_round=2)
CHECK, UNIT = a_clock("check", 1, in_round=3), a_clock("unit", "a1")
CASE_WITH_CLOCKS = a_case(NEW, OLD, CHECK, UNIT)


def test_a_case_is_journalled_under_its_number() -> None:
    assert a_case().subject == "case/LL2026-000001"


def test_a_clock_is_found_by_its_kind_and_its_round_or_assignment() -> None:
    find = CASE_WITH_CLOCKS.find
    assert [find("public", 2), find("unit", "a1"), find("unit", 1)] == [NEW, UNIT, None]


def test_the_clocks_that_run_are_told_of_all_kinds_or_of_some() -> None:
    assert CASE_WITH_CLOCKS.running() == [NEW, CHECK, UNIT]
    assert CASE_WITH_CLOCKS.running("public", "unit") == [NEW, UNIT]
    assert CASE_WITH_CLOCKS.running("claim") == []


def test_the_public_clock_is_the_newest_round_s() -> None:
    assert CASE_WITH_CLOCKS.public() is a_case(OLD, NEW, CHECK).public() is NEW
    assert a_case(UNIT).public() is None


@pytest.mark.parametrize("ask", [known, received, accepted])
def test_nothing_is_said_of_a_case_before_intake_s_first_word(ask) -> None:
    with pytest.raises(NotYet) as waits:
        ask(a_case(state=None))
    assert waits.value.fact == "intake.case_received.v1"


def test_states_are_told_by_these_words() -> None:
    assert set(CaseState) == {"received", "accepted", "closed", "withdrawn", "history"}


@pytest.mark.parametrize("state", ["closed", "withdrawn", "history"])
@pytest.mark.parametrize("ask", [received, accepted])
def test_nothing_is_counted_for_a_case_that_is_in_nobody_s_hands(ask, state) -> None:
    case = a_case(state=CaseState(state))
    assert refusal_of(ask, case) == (f"case_{state}", 409)
    assert known(case) is case.known


@pytest.mark.parametrize("ask", [known, received, accepted])
def test_a_case_in_its_handling_is_as_others_told_it(ask) -> None:
    case = a_case()
    assert ask(case) is case.known is not None


def test_what_follows_the_acceptance_waits_for_it() -> None:
    case = a_case(state=CaseState.RECEIVED)
    assert received(case) is case.known
    with pytest.raises(NotYet) as waits:
        accepted(case)
    assert waits.value.fact == "intake.case_accepted.v1"
