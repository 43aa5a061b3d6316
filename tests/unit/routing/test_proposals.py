"""What comes before a leader: proposals, whom they name, to whom they go, and the sheet's barcode."""

from dataclasses import replace
from datetime import date

from services.routing.domain.assignments import Order
from services.routing.domain.commands import Dispatch
from services.routing.domain.proposals import (
    ProposalState,
    Propose,
    addressed_post,
    before,
    current,
    level_of,
    may_look,
    must_be_a_post_of,
    must_be_as_seen,
    must_be_due_between,
    must_be_in_reach,
    office_before,
    office_of,
    open_ones,
)
from tests.refusals import refused
from tests.unit.routing.builders import (
    CASE,
    XIAOYI,
    a_case,
    a_post,
    a_proposal,
    an_actor,
    the_tree,
    xiaoyi_post,
)

OFFICE = "141181-office"
CLERK = an_actor("clerk", "水某")
OFFICER = an_actor("county_office", "韦某", unit=OFFICE)


def submitted(number: int = 1, **changes):
    fields = {"state": ProposalState.SUBMITTED, "submitted_to": "ll-secretary"}
    return a_proposal(number, **(fields | changes))


def test_only_what_was_put_on_the_own_desk_is_before_a_leader() -> None:
    mine = submitted()
    county = submitted(2, unit_id=OFFICE, submitted_to="141181-secretary")
    assert before([mine, county], a_post()) == mine
    assert before([mine, county], xiaoyi_post()) == county
    assert before([], a_post()) is None
    assert before([a_proposal()], a_post()) is None
    assert before([mine], a_post(post_id="ll-mayor")) is None
    for state in (ProposalState.GIVEN_BACK, ProposalState.INSTRUCTED, ProposalState.DROPPED):
        assert before([submitted(state=state)], a_post()) is None


def test_whose_leaders_an_office_puts_cases_before() -> None:
    assert (level_of(None), level_of(OFFICE)) == ("city", "county")
    assert office_before(a_post(unit_id="ll-office")) is None
    assert office_before(xiaoyi_post()) == OFFICE
    assert office_of(an_actor("clerk", unit="ll-office")) is None
    assert office_of(an_actor("unit_head", unit=OFFICE)) == OFFICE


def test_an_office_has_its_own_on_its_way_and_sees_no_other_s() -> None:
    city, county = a_proposal(), a_proposal(2, unit_id=OFFICE)
    assert open_ones([city, county], None) == [city]
    assert open_ones([city, county], OFFICE) == [county]
    assert (office_of(CLERK), office_of(OFFICER)) == (None, OFFICE)
    assert may_look(county, OFFICER)
    assert not may_look(city, OFFICER)
    assert may_look(county, CLERK)  # the city sees both tiers
    assert current([city, county], f"{CASE}-p2", OFFICER) == county
    refused("proposal_unknown", current, [city, county], f"{CASE}-p1", OFFICER)
    refused("proposal_unknown", current, [city, county], f"{CASE}-p2", CLERK)


def test_what_is_no_longer_on_its_way_is_neither_signed_nor_agreed_to() -> None:
    gone = a_proposal(state=ProposalState.DROPPED)
    refused("not_the_current_proposal", current, [gone, a_proposal(2)], f"{CASE}-p1", CLERK)
    refused("proposal_unknown", current, [gone], f"{CASE}-p9", CLERK)
    must_be_as_seen(submitted(), None)
    must_be_as_seen(None, None)
    must_be_as_seen(submitted(), f"{CASE}-p1")
    refused("not_the_current_proposal", must_be_as_seen, submitted(2), f"{CASE}-p1")
    refused("not_the_current_proposal", must_be_as_seen, None, f"{CASE}-p1")


def test_the_day_to_finish_by_is_still_to_come_and_within_what_the_county_has() -> None:
    monday, tuesday, friday = date(2022, 3, 28), date(2022, 3, 29), date(2022, 4, 1)
    must_be_due_between(tuesday, monday, None)
    refused("due_date_past", must_be_due_between, monday, monday, None)
    must_be_due_between(friday, monday, friday)
    must_be_due_between(monday, monday, friday)
    error = refused("due_after_parent", must_be_due_between, friday, monday, tuesday)
    assert error.extra == {"parent": "2022-03-29"}
    refused("due_date_past", must_be_due_between, monday, tuesday, friday)
    must_be_due_between(friday, friday, tuesday)  # it is late already: today
    refused("due_after_parent", must_be_due_between, date(2022, 4, 2), friday, tuesday)


def test_each_office_proposes_whom_its_letters_reach() -> None:
    tree = the_tree()
    must_be_in_reach(["ll-police", "141181-office"], None, tree)
    must_be_in_reach(["141181-urban"], OFFICE, tree)
    refused("not_dispatchable", must_be_in_reach, ["141181-urban"], None, tree)
    refused("not_below", must_be_in_reach, ["141182-traffic"], OFFICE, tree)
    refused("not_below", must_be_in_reach, ["141181-office"], OFFICE, tree)


def test_a_proposal_goes_to_the_one_leader_it_can_be_for_unless_another_is_named() -> None:
    assert addressed_post(a_case(), None, None, ()) == "ll-secretary"
    assert addressed_post(a_case(), None, "ll-mayor", ()) == "ll-mayor"
    refused("post_missing", addressed_post, a_case(addressee=None), None, None, ())
    refused("post_missing", addressed_post, a_case(addressee=XIAOYI), None, None, ())
    assert addressed_post(a_case(), OFFICE, None, ["141181-secretary"]) == "141181-secretary"
    refused("post_missing", addressed_post, a_case(), OFFICE, None, ["a", "b"])
    refused("post_missing", addressed_post, a_case(), OFFICE, None, [])


def test_each_office_submits_to_its_own_leaders() -> None:
    assert must_be_a_post_of(a_post(), None) == a_post()
    assert must_be_a_post_of(xiaoyi_post(), OFFICE) == xiaoyi_post()
    for wrong in (xiaoyi_post(), None):
        refused("not_a_city_post", must_be_a_post_of, wrong, None)
    for wrong in (a_post(), xiaoyi_post(unit_id="141182-office"), None):
        refused("not_the_countys_post", must_be_a_post_of, wrong, OFFICE)


ASKED = {
    "assignments": [
        {"unit_id": "ll-police", "part": "lead", "task": "核实办理"},
        {"unit_id": "ll-edu", "part": "assisting", "task": "配合"},
    ]
}


def test_what_is_asked_of_the_units_is_as_the_clerk_wrote_it() -> None:
    orders = [Order("ll-police", "lead", "核实办理"), Order("ll-edu", "assisting", "配合")]
    proposed = Propose.model_validate(ASKED | {"opinion": "拟交公安局", "due_on": "2022-04-04"})
    assert proposed.orders() == orders
    assert proposed.urgency == "normal"
    shared = [order | {"demands": [2, 3]} for order in ASKED["assignments"]]
    orders = [replace(order, demands=(2, 3)) for order in orders]
    assert Dispatch.model_validate({"assignments": shared}).orders() == orders
