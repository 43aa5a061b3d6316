"""退件: in time, with a ground, so often and no more; and who pays for the time."""

from datetime import date, timedelta
from typing import get_args

import pytest

from services.routing.domain.cases import must_be_above
from services.routing.domain.lost_time import (
    FAULTS,
    Fault,
    Lost,
    ReleaseFault,
    lost_by_release,
    lost_by_ruling,
)
from services.routing.domain.refusals import (
    GROUNDS,
    Ground,
    Refuse,
    Turn,
    must_be_in_time,
    must_not_bounce_again,
    must_point_elsewhere,
)
from services.routing.domain.terms import weekdays_after
from tests.refusals import refused, rule_of
from tests.unit.routing.builders import MONDAY, a_case, an_actor, an_assignment

A1, A2 = "LL2022-000017-a1", "LL2022-000017-a2"
FRIDAY = date(2022, 4, 1)


def a_turn(assignment_id: str = A1, *, refused: bool = True, upheld: bool | None = None) -> Turn:
    refused_at = MONDAY + timedelta(hours=5) if refused else None
    return Turn(assignment_id, "ll-police", MONDAY, refused_at, upheld)


@pytest.mark.parametrize(
    ("issued", "days", "last"),
    [
        (date(2022, 3, 28), 0, date(2022, 3, 28)),
        (date(2022, 3, 28), 2, date(2022, 3, 30)),
        (FRIDAY, 1, date(2022, 4, 4)),
        (FRIDAY, 2, date(2022, 4, 5)),
        (date(2022, 4, 2), 1, date(2022, 4, 4)),
    ],
)
def test_the_time_box_counts_weekdays(issued, days, last) -> None:
    assert weekdays_after(issued, days) == last
    assert rule_of(must_be_in_time, issued, last, days) is None
    error = refused("refusal_too_late", must_be_in_time, issued, last + timedelta(1), days)
    assert error.extra == {"last_day": str(last)}


def test_a_case_bounces_so_often_and_no_more() -> None:
    once = [a_turn(A1, upheld=True), a_turn(A2, refused=False)]
    assert rule_of(must_not_bounce_again, A2, once, 2) is None
    twice = [*once, a_turn("a3", upheld=True)]
    error = refused("bounces_exhausted", must_not_bounce_again, A2, twice, 2)
    assert error.extra == {"limit": 2}
    assert rule_of(must_not_bounce_again, A2, once, 0) == "bounces_exhausted"


def test_what_was_overruled_is_not_refused_again() -> None:
    turns = [a_turn(A1, upheld=False)]
    assert rule_of(must_not_bounce_again, A1, turns, 9) == "refusal_overruled"
    turns.append(a_turn(A2, refused=False))
    assert rule_of(must_not_bounce_again, A1, turns, 9) == "refusal_overruled"
    assert rule_of(must_not_bounce_again, A2, turns, 9) is None


def test_every_ground_has_words_and_some_say_whose_it_is() -> None:
    assert set(GROUNDS) == set(get_args(Ground))
    elsewhere = {"not_our_matter", "not_our_area", "wrong_level"}
    for ground in get_args(Ground):
        bare = Refuse(reason=ground, text="说明")
        expected = "suggested_unit_missing" if ground in elsewhere else None
        assert rule_of(must_point_elsewhere, bare, "ll-police") == expected
    itself = Refuse(reason="not_our_matter", text="说明", suggested_unit="ll-police")
    assert rule_of(must_point_elsewhere, itself, "ll-police") == "suggests_itself"


def test_who_erred_pays_for_the_time() -> None:
    at = MONDAY + timedelta(days=1)
    refused_at = MONDAY + timedelta(hours=5)

    def ruled(*, upheld: bool) -> Lost:
        return lost_by_ruling(
            "ll-police", MONDAY, refused_at, upheld=upheld, dispatcher="ll-office", ruled_at=at
        )

    assert ruled(upheld=True) == Lost("wrong_dispatch", "ll-office", MONDAY, at)
    assert ruled(upheld=False) == Lost("wrong_refusal", "ll-police", refused_at, at)
    mistaken = lost_by_release("wrong_dispatch", "ll-police", MONDAY, dispatcher="ll-office", at=at)
    assert mistaken == Lost("wrong_dispatch", "ll-office", MONDAY, at)
    silent = lost_by_release("silence", "ll-police", MONDAY, dispatcher="ll-office", at=at)
    assert silent == Lost("silence", "ll-police", MONDAY, at)
    assert set(FAULTS) == set(get_args(Fault)) >= set(get_args(ReleaseFault))


def test_who_rules() -> None:
    parent = an_assignment(1, "141181-office", "forwarded")
    child = an_assignment(2, "141181-urban", "refused", parent_id=parent.assignment_id)
    case = a_case(assignments=(parent, child))
    assert rule_of(must_be_above, case, child, an_actor("office_head")) is None
    assert (
        rule_of(must_be_above, case, child, an_actor("county_office", unit="141181-office")) is None
    )
    for unit, rule in (("141181-urban", "wrong_role"), ("ll-edu", "assignment_unknown")):
        assert rule_of(must_be_above, case, child, an_actor("unit", unit=unit)) == rule
    top = an_actor("county_office", unit="141181-office")
    assert rule_of(must_be_above, case, parent, top) == "wrong_role"
