"""What speaks against somebody: who is named, who must not see it, where it must not go."""

import pytest

from services.intake.domain.accusations import (
    NameAccused,
    is_hidden_from,
    must_be_held,
    must_be_new,
    must_be_settled,
    must_not_go_to_the_accused,
)
from shared.contracts.envelope import Actor
from tests.refusals import refusal_of
from tests.unit.intake.builders import MEI, a_case

OFFICE = "ll-office"
SUSPECTED = ("accusation_suspected",)


def named(*units: str) -> NameAccused:
    return NameAccused(accused_units=units)


def test_the_accused_add_up_and_each_is_there_once() -> None:
    case = a_case(accused=("ll-market",))
    assert must_be_new(case, named("ll-police", "ll-market", "ll-police")) == (
        "ll-market", "ll-police",
    )  # fmt: skip


def test_who_was_named_before_is_nothing_new() -> None:
    case = a_case(accused=("ll-market",))
    assert refusal_of(must_be_new, case, named("ll-market")) == ("already_named", 422)


def test_who_is_of_no_unit_known_sees_no_accusation() -> None:
    nowhere = Actor(sub="officer", name="韦某", role="unit")
    assert is_hidden_from(a_case(), nowhere, OFFICE)


def test_what_accuses_the_office_and_nobody_holds_is_there_for_no_one_of_it() -> None:
    unheld = a_case(holder=None, shielded_from=frozenset({OFFICE}))
    assert is_hidden_from(unheld, MEI, OFFICE)


@pytest.mark.parametrize(
    ("callers", "shielded_from", "hidden"),
    [({"agent"}, (), False), ({"another"}, (), True), ({"agent"}, {OFFICE}, True)],
)
def test_an_agent_knows_the_case_whose_call_he_has(callers, shielded_from, hidden) -> None:
    agent = Actor(sub="agent", name="柏某", role="agent")
    case = a_case(callers=frozenset(callers), shielded_from=frozenset(shielded_from))
    assert is_hidden_from(case, agent, OFFICE) is hidden


@pytest.mark.parametrize(
    ("held", "shielded_from", "refusal"),
    [
        (False, {OFFICE, "ll-market"}, ("hold_first", 409)),
        (False, {"ll-market"}, None),
        (True, {OFFICE}, None),
    ],
)
def test_what_accuses_the_office_is_held_by_somebody(held, shielded_from, refusal) -> None:
    case = a_case() if held else a_case(holder=None)
    assert refusal_of(must_be_held, case, shielded_from, OFFICE) == refusal


@pytest.mark.parametrize(
    ("flags", "said", "refusal"),
    [
        (SUSPECTED, None, ("settle_accusation_first", 409)),
        (SUSPECTED, False, None),
        (SUSPECTED, True, None),
        ((), None, None),
    ],
)
def test_a_suspected_accusation_is_settled_by_a_person(flags, said, refusal) -> None:
    assert refusal_of(must_be_settled, a_case(flags=flags), said) == refusal


@pytest.mark.parametrize(
    ("to", "refusal"),
    [("ll-market", ("transfer_to_accused", 422)), ("ll-discipline", None), (None, None)],
)
def test_a_transfer_goes_past_the_accused(to, refusal) -> None:
    assert refusal_of(must_not_go_to_the_accused, to, {"ll-market", "ll-market-xiaoyi"}) == refusal
