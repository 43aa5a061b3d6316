"""Who sees which clocks."""

import pytest

from services.deadlines import api
from services.deadlines.domain.sight import OFFICE, UNITS, R, unit_in_sight
from shared.contracts.envelope import Actor
from shared.gate import uncovered
from shared.rules import Refused


def person(role: str, unit: str | None = None) -> Actor:
    return Actor(sub="p1", name="赵某", role=role, unit=unit)


@pytest.mark.parametrize("role", sorted(OFFICE))
def test_the_office_sees_all_or_the_unit_it_asks_for(role):
    assert unit_in_sight(person(role), None) is None
    assert unit_in_sight(person(role), "ll-police") == "ll-police"


@pytest.mark.parametrize("role", sorted(UNITS))
def test_a_unit_sees_its_own_clocks_and_no_others(role):
    assert unit_in_sight(person(role, "ll-police"), None) == "ll-police"
    assert unit_in_sight(person(role, "ll-police"), "ll-police") == "ll-police"
    with pytest.raises(Refused) as refused:
        unit_in_sight(person(role, "ll-police"), "ll-edu")
    assert (refused.value.rule, refused.value.status) == ("not_your_unit", 403)


def test_a_person_of_no_unit_sees_nothing():
    with pytest.raises(Refused) as refused:
        unit_in_sight(person(R.UNIT), None)
    assert (refused.value.rule, refused.value.status) == ("no_unit", 403)


def test_the_roles_of_people_are_named_as_in_their_tokens():
    assert {"clerk", "reviewer", "office_head", "leader", "admin"} == OFFICE
    assert {"unit", "county_office", "county_leader"} == UNITS


def test_every_endpoint_has_its_row_and_every_role_sees_one_way_or_the_other():
    assert uncovered(api.router, api.ACCESS) == set()
    assert set(R) == OFFICE | UNITS
    assert not OFFICE & UNITS
