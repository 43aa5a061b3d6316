"""Contacts: which number is one, who may look for it, and to whom it is shown."""

import pytest

from services.intake.domain.contacts import (
    FindContact,
    SealedContact,
    dialable,
    may_find,
    may_reveal,
    must_handle,
    must_not_hide,
    wants_another_call,
)
from shared.contracts.envelope import Actor
from shared.contracts.intake import Wishes
from tests.refusals import refusal_of
from tests.unit.intake.builders import HEAD, MEI, a_case

MARKET = Actor(sub="officer", name="韦某", role="unit", unit="ll-market")
COUNTY = Actor(sub="county", name="郝某", role="county_office", unit="141181-office")
SECRET, HIDES = Wishes(secret=True), Wishes(hide_from_unit=True)
HIDING = ("author_hides_from_units", 403)
TOLD = SealedContact(0, "k1", "name", "phone", None)
FOUND = TOLD._replace(contact_no=1, unit_id="ll-market")


def found(phone: str) -> FindContact:
    return FindContact(
        phone=phone, provenance="visit", legal_basis="信访工作条例", looked_up_by="韦某"
    )


def test_a_number_is_kept_as_it_is_dialled() -> None:
    assert dialable(found("138 0000 0008")) == "13800000008"
    assert refusal_of(dialable, found("没有电话号码")) == ("phone_impossible", 422)


def test_what_was_found_is_not_printed() -> None:
    shown = repr(found("13800000008").model_copy(update={"name": "吕小玲"}))
    assert "13800000008" not in shown
    assert "吕小玲" not in shown


@pytest.mark.parametrize("wishes", [SECRET, HIDES])
@pytest.mark.parametrize("unit", [MARKET, COUNTY])
def test_a_unit_does_not_look_up_who_hides_from_it(wishes, unit) -> None:
    hiding = a_case(wishes=wishes)
    for rule in (may_find, must_not_hide):
        assert refusal_of(rule, hiding, unit) == HIDING
        assert refusal_of(rule, hiding, MEI) is None
        assert refusal_of(rule, a_case(wishes=Wishes(no_call=True)), unit) is None


def test_nobody_looks_up_who_was_erased() -> None:
    for actor in (MARKET, MEI, HEAD):
        assert refusal_of(may_find, a_case(erased=True), actor) == ("author_erased", 409)


@pytest.mark.parametrize(
    ("actor", "refusal"),
    [
        (MARKET, None),
        (MARKET.model_copy(update={"unit": "ll-police"}), ("case_unknown", 404)),
        (COUNTY, ("case_unknown", 404)),
        (MEI, None),
    ],
)
def test_a_case_is_there_for_the_units_that_have_it(actor, refusal) -> None:
    assert refusal_of(must_handle, a_case(units=frozenset({"ll-market"})), actor) == refusal


@pytest.mark.parametrize(
    ("changes", "contact", "actor", "refusal"),
    [
        ({}, TOLD, MEI, None),  # the office needs no consent
        ({}, TOLD, MARKET, ("no_consent", 403)),
        ({"consent": False}, TOLD, MARKET, ("no_consent", 403)),
        ({"consent": True}, TOLD, MARKET, None),
        ({}, FOUND, MARKET, None),  # it found that itself
        ({}, FOUND, COUNTY, ("no_consent", 403)),
        ({}, TOLD, MARKET.model_copy(update={"unit": None}), ("no_consent", 403)),
        ({"consent": True, "wishes": SECRET}, TOLD, MARKET, HIDING),
        ({"wishes": HIDES}, FOUND, MARKET, HIDING),
        ({"wishes": SECRET}, TOLD, MEI, None),
        ({}, None, MEI, ("contact_unknown", 404)),
        ({}, TOLD._replace(name_sealed=None, phone_sealed=None), MEI, ("contact_unknown", 404)),
        ({}, TOLD._replace(name_sealed=None), MEI, None),
        ({}, TOLD._replace(phone_sealed=None), MEI, None),
    ],
)
def test_a_contact_is_shown_to_whom_the_author_let_have_it(
    changes, contact, actor, refusal
) -> None:
    assert refusal_of(may_reveal, a_case(**changes), contact, actor) == refusal
    if refusal is None:
        assert may_reveal(a_case(**changes), contact, actor) is contact


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"verified_as": "no_answer"}, True),
        ({}, True),
        ({"verified_as": "reached"}, False),
        ({"holder": None}, False),
        ({"wishes": Wishes(no_call=True)}, False),
    ],
)
def test_a_better_number_gives_reason_to_call_who_was_not_reached(changes, wanted) -> None:
    assert wants_another_call(a_case(**changes)) is wanted
