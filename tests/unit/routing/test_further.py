"""One more public reply: when it may be, and whether it names a date."""

from datetime import date

import pytest

from services.routing.domain.cases import CaseState
from services.routing.domain.further import (
    Further,
    FurtherState,
    id_of_further,
    known_further,
    must_fit_time,
    must_name_date,
)
from tests.refusals import refused, rule_of
from tests.unit.routing.builders import CASE, a_case

TODAY, TOMORROW = date(2022, 3, 28), date(2022, 3, 29)


def test_each_has_its_number_in_the_case() -> None:
    assert id_of_further(CASE, 2) == f"{CASE}-x2"


def test_what_is_not_there_is_unknown() -> None:
    one = Further(f"{CASE}-x1", CASE, 1, "interim", TOMORROW, FurtherState.WRITTEN, 1, "正在办理。")
    assert known_further(one) is one
    refused("further_reply_unknown", known_further, None)


@pytest.mark.parametrize("state", list(CaseState))
def test_interim_replies_come_before_the_answer_and_news_after_it(state: CaseState) -> None:
    answered = state in {CaseState.PUBLISHED, CaseState.CLOSED}
    gone = state == CaseState.WITHDRAWN
    case = a_case(state=state)
    interim, news = (rule_of(must_fit_time, case, kind) for kind in ("interim", "progress"))
    assert (interim is None) is (not answered and not gone)
    assert (news is None) is answered
    if gone:
        error = refused("further_reply_unfit", must_fit_time, case, "interim")
        assert error.extra == {"state": "withdrawn"}


@pytest.mark.parametrize(
    ("kind", "promise_on", "rule"),
    [
        ("interim", TOMORROW, None),
        ("interim", TODAY, "promise_date_past"),
        ("interim", None, "promise_date_missing"),
        ("progress", None, None),
        ("progress", TOMORROW, "promise_unasked"),
    ],
)
def test_an_interim_reply_names_a_day_to_come_and_news_name_none(kind, promise_on, rule) -> None:
    assert rule_of(must_name_date, kind, promise_on, TODAY) == rule
