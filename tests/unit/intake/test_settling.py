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
from services.intake.domain.taxonomy import CITY, DIVISIONS
from shared.rules import Refused
from tests.unit.intake import labelled

HEATING = Settled("help", "城建", "供暖", "livelihood", "141102")


def refusal(check, *args) -> Refused:
    with pytest.raises(Refused) as refused:
        check(*args)
    return refused.value


def test_who_confirms_every_field_needs_no_reason():
    assert differences(HEATING, HEATING) == ()
    assert reason_for(None, ()) == AS_SUGGESTED == "as_suggested"


@pytest.mark.parametrize("field", Settled._fields)
def test_each_field_that_differs_is_named_and_wants_a_reason(field):
    changed = Settled(**(HEATING._asdict() | {field: "else"}))
    assert differences(changed, HEATING) == (field,)
    missing = refusal(reason_for, None, (field,))
    assert (missing.rule, missing.status) == ("reason_missing", 422)
    assert missing.extra == {"differs": [field]}
    assert reason_for("read_by_clerk", (field,)) == "read_by_clerk"


def test_who_decides_before_anything_was_suggested_says_why():
    assert differences(HEATING, None) is None
    missing = refusal(reason_for, None, None)
    assert (missing.rule, missing.extra) == ("reason_missing", {"differs": []})


def test_a_division_that_is_not_told_stays_as_it_was():
    command = Classify(kind="help", domain_name="城建", handling_class="livelihood")
    assert settled_by(command, "141181").division == "141181"
    told = command.model_copy(update={"division": "141102"})
    assert settled_by(told, "141181").division == "141102"


def test_what_the_person_says_is_what_the_case_is():
    command = Classify(
        kind="help", domain_name="城建", subdomain_name="供暖", handling_class="livelihood",
        division="141102",
    )  # fmt: skip
    assert settled_by(command, None) == HEATING


def test_a_subdomain_belongs_to_its_domain_and_a_division_to_the_city():
    rules = labelled.rules()
    check_names(HEATING, rules)
    check_names(Settled("help", "两会", None, "livelihood", None), rules)
    for code in (CITY, *DIVISIONS):
        check_names(HEATING._replace(division=code), rules)
    stranger = refusal(check_names, HEATING._replace(domain_name="三农"), rules)
    assert (stranger.rule, stranger.status) == ("subdomain_not_of_domain", 422)
    assert stranger.extra == {"subdomains": sorted(rules.subdomain_names("三农"))}
    for code in ("141101", "140100"):
        unknown = refusal(check_names, HEATING._replace(division=code), rules)
        assert (unknown.rule, unknown.status) == ("division_unknown", 422)
        assert unknown.extra == {"divisions": [CITY, *DIVISIONS]}
