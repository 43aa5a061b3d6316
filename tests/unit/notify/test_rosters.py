"""Duty rosters: one for each unit, and no number in what is printed."""

import pytest
from pydantic import ValidationError

from services.notify.domain.rosters import (
    ROSTERS,
    Officer,
    RecordRosters,
    duty_place,
    must_name_each_unit_once,
)
from tests.refusals import refusal_of


def rosters(*ids: str) -> RecordRosters:
    return RecordRosters.model_validate({"units": [{"id": i, "duty": []} for i in ids]})


def test_each_unit_is_named_once():
    assert refusal_of(must_name_each_unit_once, rosters("ll-police", "ll-market")) is None
    assert refusal_of(must_name_each_unit_once, rosters("ll-police", "ll-police")) == (
        "unit_twice", 422,
    )  # fmt: skip


def test_a_number_is_bound_to_its_unit_and_not_printed():
    assert duty_place("ll-police") == "ll-police|duty"
    assert "13000000002" not in repr(Officer(name="韦某", phone="13000000002"))


def test_what_notify_does_not_need_of_the_organisation_is_left_alone():
    file = {"version": 3, "units": [{"id": "ll-police", "name": "公安局", "duty": []}]}
    assert RecordRosters.model_validate(file) == rosters("ll-police")
    with pytest.raises(ValidationError):
        RecordRosters.model_validate({"units": []})


def test_a_change_of_the_rosters_is_journalled_under_one_subject():
    assert ROSTERS == "roster/units"
