"""会签: how long the units that were asked have, and whose word is missing."""

from dataclasses import replace
from datetime import date

import pytest

from services.routing.domain.countersigns import (
    countersign_action,
    countersign_by,
    countersigners,
    must_have_asked_all,
    must_have_waited,
    silent,
)
from services.routing.domain.drafts import Draft, DraftAction, DraftState
from tests.refusals import refused
from tests.unit.routing.builders import a_case, an_actor, an_assignment

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
    for answer_by, told in ((date(2022, 4, 1), "2022-04-01"), (None, None)):
        error = refused(
            "countersign_term_runs", must_have_waited, draft(answer_by), date(2022, 4, 1)
        )
        assert error.extra == {"answer_by": told}


def test_who_agreed_is_not_silent() -> None:
    assert silent(draft(None)) == ("a", "c")


def test_a_leads_draft_goes_round_those_that_assist_it_and_nobody_elses_does() -> None:
    lead = an_assignment(1)
    edu = an_assignment(2, "ll-edu", "signed", part="assisting")
    gone = an_assignment(3, "ll-hr", "released", part="assisting")
    below = an_assignment(4, "ll-police-traffic", parent_id=lead.assignment_id, part="assisting")
    case = a_case(lead, edu, gone, below)
    assert countersigners(case, lead) == ("ll-edu",)
    assert countersigners(case, edu) == ()


def test_each_unit_that_was_asked_has_one_word_and_the_last_ends_the_circulation() -> None:
    def word(unit: str | None, agreed: tuple[str, ...], *, agrees: bool = True) -> DraftAction:
        asked = replace(draft(None), agreed=agreed)
        return countersign_action(asked, an_actor("unit", unit=unit), agrees=agrees)

    assert word("c", ("b",)) == DraftAction.COUNTERSIGN
    assert word("c", ("b", "a")) == DraftAction.COUNTERSIGN_LAST
    assert word("c", ("b",), agrees=False) == DraftAction.OBJECT
    assert word("c", ("b", "a"), agrees=False) == DraftAction.OBJECT
    refused("already_countersigned", word, "b", ("b",))
    refused("already_countersigned", word, "b", ("b",), agrees=False)
    for unit in ("d", None):
        refused("draft_unknown", word, unit, ())


def test_whoever_assists_was_asked() -> None:
    asked = draft(THURSDAY)
    must_have_asked_all(asked, asked.asked)
    must_have_asked_all(asked, ())
    error = refused("countersign_missing", must_have_asked_all, asked, [*asked.asked, "ll-new"])
    assert error.extra == {"units": ["ll-new"]}
