"""What comes before the leader: proposals, to whom they go, and the sheet's barcode."""

from datetime import date

import pytest

from services.routing.domain.proposals import (
    addressed_post,
    barcode_of,
    current,
    must_be_a_city_post,
    must_be_due_ahead,
    sheet_of,
    standing,
)
from shared.rules import Refused
from tests.unit.routing.builders import CASE, XIAOYI, a_case, a_post, a_proposal, xiaoyi_post


def refused(rule: str, act, *args) -> Refused:
    with pytest.raises(Refused) as error:
        act(*args)
    assert error.value.rule == rule
    return error.value


def test_only_what_is_signed_and_not_given_back_stands_before_the_leader() -> None:
    signed = a_proposal(submitted_to="ll-secretary")
    assert standing([signed]) == signed
    assert standing([]) is None
    assert standing([a_proposal()]) is None
    assert standing([a_proposal(submitted_to="ll-secretary", given_back=True)]) is None
    assert standing([signed, a_proposal(2)]) is None


def test_a_proposal_gives_way_to_the_next() -> None:
    first, second = a_proposal(), a_proposal(2)
    assert current([first, second], second.proposal_id) == second
    refused("not_the_current_proposal", current, [first, second], first.proposal_id)
    refused("not_the_current_proposal", current, [a_proposal(given_back=True)], f"{CASE}-p1")
    refused("proposal_unknown", current, [first], f"{CASE}-p9")


def test_the_day_to_finish_by_is_still_to_come() -> None:
    monday = date(2022, 3, 28)
    must_be_due_ahead(date(2022, 3, 29), monday)
    refused("due_date_past", must_be_due_ahead, monday, monday)


def test_a_proposal_goes_to_the_addressee_unless_another_is_named() -> None:
    assert addressed_post(a_case(), None) == "ll-secretary"
    assert addressed_post(a_case(), "ll-mayor") == "ll-mayor"
    refused("post_missing", addressed_post, a_case(addressee=None), None)
    refused("post_missing", addressed_post, a_case(addressee=XIAOYI), None)


def test_the_office_submits_to_a_city_leader() -> None:
    assert must_be_a_city_post(a_post()) == a_post()
    refused("not_a_city_post", must_be_a_city_post, xiaoyi_post())
    refused("not_a_city_post", must_be_a_city_post, None)


def test_a_barcode_leads_back_to_its_sheet() -> None:
    assert sheet_of([barcode_of(f"{CASE}-p1")]) == f"{CASE}-p1"
    assert sheet_of(["6901234567892", barcode_of(f"{CASE}-p1"), barcode_of(f"{CASE}-p1")])
    refused("barcode_missing", sheet_of, [])
    refused("barcode_missing", sheet_of, ["6901234567892", "../../etc", f"{CASE}-r1"])
    two = refused("barcodes_differ", sheet_of, [barcode_of(f"{CASE}-p2"), f"{CASE}-p1"])
    assert two.extra["sheets"] == [f"{CASE}-p1", f"{CASE}-p2"]
