"""All rules are tested but those that `test_trial` names."""

import pytest

from tests.mutants.planted.ripeness import DAYS, Basket, Fruit, Order, halves, must_be_ripe


def test_the_kinds_and_their_days() -> None:
    assert {str(k): d for k, d in DAYS.items()} == {"apple": 30, "pear": 20}


def test_an_order_is_for_one_to_a_dozen() -> None:
    assert Order(pieces=1).pieces + Order(pieces=12).pieces == 13
    for pieces in (0, 13):
        with pytest.raises(ValueError, match="pieces"):
            Order(pieces=pieces)


@pytest.mark.parametrize(("days", "ripe"), [(29, False), (31, True)])
def test_an_apple_is_ripe_after_its_days(days, ripe) -> None:
    assert Basket(Fruit.APPLE, days).is_ripe is ripe


def test_what_is_green_is_refused() -> None:
    must_be_ripe(Basket(Fruit.PEAR, 21))
    with pytest.raises(ValueError, match="wait"):
        must_be_ripe(Basket(Fruit.PEAR, 1))


@pytest.mark.parametrize(("pieces", "times"), [(1, 0), (2, 1), (3, 1), (9, 3)])
def test_it_is_halved_until_one_is_left(pieces, times) -> None:
    assert halves(pieces) == times
