"""回避: who declares an interest, of whom, and who holds the case after him."""

import pytest

from services.intake.domain.interests import DeclareInterest, may_declare, must_be_disinterested
from shared.contracts.envelope import Actor
from tests.refusals import refusal_of
from tests.unit.intake.builders import HEAD, LAN, MEI, a_case

TO_LAN = {"to_sub": "lan", "to_name": "兰某"}


def declared(sub: str, **more: str) -> DeclareInterest:
    return DeclareInterest(sub=sub, name="某人", ground="kinship", **more)


def test_who_declared_an_interest_is_out() -> None:
    case = a_case(interested=("lan",))
    assert refusal_of(must_be_disinterested, case, "lan") == ("interest_excludes", 403)
    assert refusal_of(must_be_disinterested, case, "mei") is None


def test_a_successor_is_a_clerk_with_a_number_and_a_name() -> None:
    assert declared("mei", **TO_LAN).successor == Actor(sub="lan", name="兰某", role="clerk")
    assert declared("mei", to_sub="lan").successor is None
    assert declared("mei", to_name="兰某").successor is None


@pytest.mark.parametrize(
    ("actor", "command", "interested", "refusal"),
    [
        (LAN, declared("lan"), (), None),
        (MEI, declared("mei", **TO_LAN), (), None),
        (HEAD, declared("mei", **TO_LAN), (), None),
        (HEAD, declared("lan"), (), None),
        (LAN, declared("mei", **TO_LAN), (), ("not_your_interest", 403)),
        (LAN, declared("lan"), ("lan",), ("already_declared", 409)),
        (MEI, declared("mei"), (), ("successor_missing", 422)),
        (MEI, declared("mei", to_sub="lan"), (), ("successor_missing", 422)),
        (LAN, declared("lan", **TO_LAN), (), ("successor_not_needed", 422)),
        (LAN, declared("lan", to_sub="mei"), (), ("successor_not_needed", 422)),
        (LAN, declared("lan", to_name="梅某"), (), ("successor_not_needed", 422)),
        (MEI, declared("mei", **TO_LAN), ("lan",), ("interest_excludes", 403)),
        (MEI, declared("mei", to_sub="mei", to_name="梅某"), (), ("successor_missing", 422)),
    ],
)
def test_an_interest_is_declared_of_oneself_and_the_case_stays_in_hands(
    actor, command, interested, refusal
) -> None:
    assert refusal_of(may_declare, a_case(interested=interested), command, actor) == refusal


def test_what_nobody_holds_needs_no_successor() -> None:
    assert refusal_of(may_declare, a_case(holder=None), declared("lan"), LAN) is None
