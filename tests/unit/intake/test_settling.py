"""Confirming or changing what the words suggest."""

import pytest

from services.intake.domain.commands import Classify
from services.intake.domain.settling import (
    AS_SUGGESTED,
    Settled,
    check_names,
    differences,
    reason_for,
    settled_by,
)
from shared.rules import Refused
from tests.unit.intake import labelled

HEATING = Settled("help", "城建", "供暖", "livelihood", "141102")


def broken(check, *args):
    with pytest.raises(Refused) as refused:
        check(*args)
    return refused.value.rule


def test_who_confirms_every_field_needs_no_reason():
    assert differences(HEATING, HEATING) == ()
    assert reason_for(None, ()) == AS_SUGGESTED


@pytest.mark.parametrize("field", Settled._fields)
def test_each_field_that_differs_is_named_and_wants_a_reason(field):
    changed = Settled(**(HEATING._asdict() | {field: "else"}))
    assert differences(changed, HEATING) == (field,)
    assert broken(reason_for, None, (field,)) == "reason_missing"
    assert reason_for("read_by_clerk", (field,)) == "read_by_clerk"


def test_who_decides_before_anything_was_suggested_says_why():
    assert differences(HEATING, None) is None
    assert broken(reason_for, None, None) == "reason_missing"


def test_a_division_that_is_not_told_stays_as_it_was():
    command = Classify(kind="help", domain_name="城建", handling_class="livelihood")
    assert settled_by(command, "141181").division == "141181"
    told = command.model_copy(update={"division": "141102"})
    assert settled_by(told, "141181").division == "141102"


def test_a_subdomain_belongs_to_its_domain_and_a_division_to_the_city():
    rules = labelled.rules()
    check_names(HEATING, rules)
    check_names(Settled("help", "两会", None, "livelihood", None), rules)
    assert broken(check_names, HEATING._replace(domain_name="三农"), rules) == (
        "subdomain_not_of_domain"
    )
    for code in ("141101", "140100"):
        assert broken(check_names, HEATING._replace(division=code), rules) == "division_unknown"
