"""Which cases may stand together."""

import pytest

from services.intake.domain.groups import MOST, may_join, must_fit
from shared.rules import Refused
from tests.refusals import refusal_of
from tests.unit.intake.builders import a_case

ONE, TWO, THREE = (f"LL2022-00000{n}" for n in (1, 2, 3))


def known(**changes):
    """Three cases, the second of which is as told."""
    return [a_case(case_id=ONE), a_case(case_id=TWO, **changes), a_case(case_id=THREE)]


def test_cases_that_are_known_and_stand_alone_may_join() -> None:
    assert refusal_of(may_join, [ONE, TWO, THREE], known()) is None


@pytest.mark.parametrize(
    ("cases", "changes", "refusal", "named"),
    [
        ([ONE, TWO, ONE], {}, ("case_twice", 422), {}),
        (
            ["LL2022-000009", TWO, "LL2022-000008"], {}, ("case_unknown", 422),
            {"cases": ["LL2022-000008", "LL2022-000009"]},
        ),
        (
            [ONE, TWO], {"accused": ("ll-market",)}, ("accusation_in_group", 409),
            {"cases": [TWO]},
        ),
        (
            [ONE, TWO], {"flags": ("accusation_suspected",)}, ("accusation_in_group", 409),
            {"cases": [TWO]},
        ),
        ([ONE, TWO], {"group_id": "another"}, ("already_grouped", 409), {"cases": [TWO]}),
    ],
)  # fmt: skip
def test_a_case_that_may_not_join_is_named(cases, changes, refusal, named) -> None:
    assert refusal_of(may_join, cases, known(**changes)) == refusal
    with pytest.raises(Refused) as error:
        may_join(cases, known(**changes))
    assert error.value.extra == named


@pytest.mark.parametrize("changes", [{"accused": ("ll-market",)}, {"group_id": "another"}])
def test_those_that_may_not_join_are_named_in_the_order_of_their_numbers(changes) -> None:
    with pytest.raises(Refused) as error:
        may_join([THREE, ONE], [a_case(case_id=n, **changes) for n in (THREE, ONE)])
    assert error.value.extra == {"cases": [ONE, THREE]}


def test_a_group_has_at_most_two_hundred_cases() -> None:
    assert MOST == 200
    assert refusal_of(must_fit, MOST) is None
    assert refusal_of(must_fit, MOST + 1) == ("group_full", 409)
