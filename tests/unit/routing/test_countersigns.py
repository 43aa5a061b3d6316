"""会签: how long the units that were asked have, and whose word is missing."""

from datetime import date

import pytest

from services.routing.domain.countersigns import countersign_by, must_have_waited, silent
from services.routing.domain.drafts import Draft, DraftState
from shared.rules import Refused

THURSDAY = date(2022, 3, 31)


@pytest.mark.parametrize(
    ("days", "due_on", "last"),
    [
        (2, None, date(2022, 4, 4)),  # over the week's end
        (2, date(2022, 4, 10), date(2022, 4, 4)),
        (2, date(2022, 4, 2), date(2022, 4, 2)),  # not later than the draft is due
        (2, date(2022, 3, 31), date(2022, 4, 1)),  # but a weekday at least
        (2, date(2022, 3, 1), date(2022, 4, 1)),
        (0, date(2022, 3, 31), THURSDAY),  # the same day, where the practice wants it so
    ],
)
def test_the_term_is_of_weekdays_and_ends_with_the_due_day(
    days: int, due_on: date | None, last: date
) -> None:
    assert countersign_by(THURSDAY, days, due_on) == last


def draft(answer_by: date | None) -> Draft:
    return Draft(
        "LL2022-000017-d1", "LL2022-000017", "LL2022-000017-a1", "ll-police",
        DraftState.CIRCULATED, 3, ("a", "b", "c"), ("b",), answer_by,
    )  # fmt: skip


def test_nobody_is_passed_over_before_the_term_is_over() -> None:
    assert must_have_waited(draft(THURSDAY), date(2022, 4, 1)) == THURSDAY
    for answer_by in (date(2022, 4, 1), None):
        with pytest.raises(Refused) as refused:
            must_have_waited(draft(answer_by), date(2022, 4, 1))
        assert refused.value.rule == "countersign_term_runs"


def test_who_agreed_is_not_silent() -> None:
    assert silent(draft(None)) == ("a", "c")
