"""Who belongs to which side."""

from services.routing.domain.roles import (
    EVERYBODY,
    IN_UNITS,
    LEADERS,
    LEADERS_SIDE,
    OFFICE,
    UNITS,
    R,
)


def test_each_side_is_exactly_these() -> None:
    assert set(R) == {
        "clerk", "reviewer", "office_head", "leader", "county_leader", "secretary",
        "county_office", "unit", "unit_head", "admin", "system",
    }  # fmt: skip
    assert {"clerk", "reviewer", "office_head"} == OFFICE
    assert {"leader", "county_leader"} == LEADERS
    assert {"leader", "county_leader", "secretary"} == LEADERS_SIDE
    assert {"unit", "county_office"} == UNITS
    assert {"unit", "county_office", "unit_head"} == IN_UNITS
    assert set(R) - {"admin", "system"} == EVERYBODY
