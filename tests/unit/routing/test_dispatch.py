"""Who may be given a case, in what parts, and after whose instruction."""

from dataclasses import replace

import pytest

from services.routing.domain.assignments import (
    county_offices,
    must_be_listed,
    must_be_signed_for,
    must_have_heard_assisting,
    must_have_heard_children,
    must_have_one_lead,
    must_leave_none,
    must_not_have_it_already,
    own,
    still_asked,
)
from services.routing.domain.cases import (
    Action,
    dispatch_action,
)
from services.routing.domain.instructions import must_be_instructed, must_be_instructed_below
from services.routing.domain.organisation import (
    Unit,
    may_see,
    must_be_below,
    must_be_dispatchable,
    must_exist,
    must_not_be_accused,
)
from services.routing.domain.practice import Practice
from tests.refusals import refused
from tests.unit.routing.builders import (
    CASE,
    CITY,
    XIAOYI,
    a_case,
    an_actor,
    an_assignment,
    an_instruction,
    an_order,
    the_tree,
)

TREE = the_tree()
LETTER_FIRST = Practice(instructed_by={"county_office": ()})


# ---- instruction first -----------------------------------------------------------------------


def units(*unit_ids) -> list[Unit]:
    return [TREE[unit_id] for unit_id in unit_ids]


def test_no_letter_before_a_city_leader_instructed() -> None:
    opened = a_case(state="opened")
    error = refused("no_instruction", must_be_instructed, opened, units("ll-police"), [])
    assert error.extra == {"levels": ["city"]}


def test_a_county_leaders_instruction_does_not_assign_city_units() -> None:
    refused("no_instruction", must_be_instructed, a_case(), units("ll-police"), ["county"])


def test_after_a_city_instruction_a_letter_may_go_anywhere() -> None:
    must_be_instructed(a_case(), units("ll-police", "141181-office"), ["city"])


def test_a_message_to_a_county_leader_goes_to_that_countys_office_at_once() -> None:
    must_be_instructed(a_case(addressee=XIAOYI), units("141181-office"), [])


@pytest.mark.parametrize("to", [["141182-office"], ["ll-police"], ["141181-office", "ll-police"]])
def test_but_to_nobody_else_at_once(to) -> None:
    county = a_case(addressee=XIAOYI)
    refused("no_instruction", must_be_instructed, county, units(*to), [])


def test_a_case_addressed_to_nobody_we_know_needs_the_citys_instruction() -> None:
    unknown = a_case(addressee=None)
    refused("no_instruction", must_be_instructed, unknown, units("141181-office"), [])
    city = a_case(addressee=replace(CITY, unit_id="141181-office"))  # not the county's own matter
    refused("no_instruction", must_be_instructed, city, units("141181-office"), [])


def test_where_the_letter_comes_first_a_countys_office_gets_it_at_once_and_a_city_unit_not() -> (
    None
):
    """先交后批, set by the office's practice."""
    must_be_instructed(a_case(), units("141181-office"), [], LETTER_FIRST)
    both = units("141181-office", "ll-police")
    refused("no_instruction", must_be_instructed, a_case(), both, [], LETTER_FIRST)
    must_be_instructed(a_case(), both, ["city"], LETTER_FIRST)


def test_a_county_office_forwards_after_its_own_leaders_instruction() -> None:
    office = TREE["141181-office"]
    city, other = an_instruction(), an_instruction(2, "county", unit_id="141182-office")
    error = refused("no_instruction", must_be_instructed_below, office, [])
    assert error.extra == {"levels": ["county"]}
    refused("no_instruction", must_be_instructed_below, office, [city, other])
    of_the_city = an_instruction(4, "city", unit_id="141181-office")
    refused("no_instruction", must_be_instructed_below, office, [of_the_city])
    own = an_instruction(3, "county", unit_id="141181-office")
    must_be_instructed_below(office, [own])
    must_be_instructed_below(office, [own], LETTER_FIRST)


def test_a_practice_may_let_the_citys_instruction_do_for_the_county_or_ask_for_none() -> None:
    office, other = TREE["141181-office"], an_instruction(2, "county", unit_id="141182-office")
    either = Practice(instructed_by={"county_unit": ("county", "city")})
    must_be_instructed_below(office, [an_instruction()], either)
    refused("no_instruction", must_be_instructed_below, office, [other], either)
    must_be_instructed_below(office, [other, an_instruction()], either)
    must_be_instructed_below(office, [], Practice(instructed_by={"county_unit": ()}))
    city_only = Practice(instructed_by={"county_unit": ("city",)})
    own = an_instruction(3, "county", unit_id="141181-office")
    refused("no_instruction", must_be_instructed_below, office, [own], city_only)
    must_be_instructed_below(office, [an_instruction()], city_only)


def test_what_a_practice_does_not_name_stays_as_the_preset_has_it() -> None:
    assert LETTER_FIRST.instructed_by["city_unit"] == ("city",)
    assert Practice.model_validate_json(LETTER_FIRST.model_dump_json()) == LETTER_FIRST


def test_a_city_bureau_forwards_inside_itself_without_another_instruction() -> None:
    must_be_instructed_below(TREE["ll-police"], [])


@pytest.mark.parametrize(
    ("state", "action"),
    [
        ("opened", Action.HAND_DOWN),
        ("instructed", Action.DISPATCH),
        ("dispatched", Action.REASSIGN),
        ("published", Action.REASSIGN),
    ],
)
def test_what_a_letter_is_depends_on_the_state(state, action) -> None:
    assert dispatch_action(a_case(state=state)) == action


# ---- to whom ---------------------------------------------------------------------------------


@pytest.mark.parametrize("unit_id", ["ll-police", "ll-police-traffic", "141181-office"])
def test_a_letter_goes_to_city_units_and_county_offices(unit_id) -> None:
    must_be_dispatchable(TREE[unit_id])


@pytest.mark.parametrize("unit_id", ["141181-urban", "141102-school-yjz", "ll-office"])
def test_a_letter_passes_over_no_county_office_and_never_comes_to_the_sender(unit_id) -> None:
    error = refused("not_dispatchable", must_be_dispatchable, TREE[unit_id])
    assert error.extra == {"unit": unit_id}


def test_unknown_units_are_named() -> None:
    error = refused("unit_unknown", must_exist, ["ll-police", "ll-nobody"], TREE)
    assert error.extra == {"units": ["ll-nobody"]}
    nobody = [f"ll-{name}" for name in "zyxwvu"]
    assert refused("unit_unknown", must_exist, nobody, TREE).extra == {"units": nobody[::-1]}


@pytest.mark.parametrize("unit_id", ["141181-urban", "141181-market"])
def test_forwarding_goes_down(unit_id) -> None:
    must_be_below(TREE[unit_id], "141181-office", TREE)


@pytest.mark.parametrize("unit_id", ["141181-office", "141182-traffic", "ll-office", "ll-police"])
def test_forwarding_goes_neither_sideways_nor_up_nor_to_oneself(unit_id) -> None:
    error = refused("not_below", must_be_below, TREE[unit_id], "141181-office", TREE)
    assert error.extra == {"unit": unit_id}


@pytest.mark.parametrize("unit_id", ["ll-police", "ll-police-traffic"])
def test_an_accused_unit_and_those_below_it_never_get_the_case(unit_id) -> None:
    error = refused("accused_unit", must_not_be_accused, TREE[unit_id], ["ll-police"], TREE)
    assert error.extra == {"unit": unit_id}


def test_a_school_two_steps_below_an_accused_office_does_not_get_it_either() -> None:
    school = TREE["141102-school-yjz"]
    refused("accused_unit", must_not_be_accused, school, ["141102-office"], TREE)


def test_that_the_citys_office_is_accused_bars_no_unit_but_itself() -> None:
    below = replace(TREE["ll-police"], parent_id="ll-office")
    tree = TREE | {"ll-police": below}
    must_not_be_accused(below, ["ll-office"], tree)
    refused("accused_unit", must_not_be_accused, TREE["ll-office"], ["ll-office"], tree)
    stranger = replace(below, unit_id="ll-new", parent_id=None)  # not in the tree yet
    refused("accused_unit", must_not_be_accused, stranger, ["ll-new"], tree)


def test_who_is_accused_does_not_touch_others() -> None:
    must_not_be_accused(TREE["ll-discipline"], ["ll-police", "141181-office"], TREE)
    must_not_be_accused(TREE["ll-police"], ["ll-police-traffic"], TREE)


def test_a_case_is_seen_by_the_unit_and_those_above_but_not_by_all_of_the_city() -> None:
    seen = may_see(TREE["141102-school-yjz"], TREE)
    assert seen == ["141102-school-yjz", "141102-edu", "141102-office"]
    assert may_see(TREE["ll-police-traffic"], TREE) == ["ll-police-traffic", "ll-police"]
    lost = replace(TREE["ll-police"], parent_id="ll-nobody")
    assert may_see(lost, {lost.unit_id: lost}) == [lost.unit_id]


# ---- in what parts ---------------------------------------------------------------------------


def test_exactly_one_unit_leads() -> None:
    must_have_one_lead([], [an_order(), an_order("ll-edu", "assisting")])
    assert refused("one_lead", must_have_one_lead, [], [an_order(part="assisting")]).extra == {
        "leads": 0
    }
    two = [an_order(), an_order("ll-edu")]
    assert refused("one_lead", must_have_one_lead, [], two).extra == {"leads": 2}
    assists = [an_assignment(state="signed", part="assisting")]
    assert refused("one_lead", must_have_one_lead, assists, []).extra == {"leads": 0}


def test_a_second_lead_only_when_the_first_was_released() -> None:
    refused("one_lead", must_have_one_lead, [an_assignment()], [an_order("ll-edu")])
    must_have_one_lead([an_assignment(state="released")], [an_order("ll-edu")])


def test_one_more_assisting_unit_may_be_added_while_the_lead_works() -> None:
    must_have_one_lead([an_assignment(state="signed")], [an_order("ll-edu", "assisting")])


def test_a_unit_gets_a_case_once() -> None:
    error = refused("already_assigned", must_not_have_it_already, [an_assignment()], [an_order()])
    assert error.extra == {"units": ["ll-police"]}
    twice = [an_order(), an_order(part="assisting")]
    refused("already_assigned", must_not_have_it_already, [], twice)
    units = [f"ll-{name}" for name in ("water", "edu", "police", "hr", "urban", "audit")]
    error = refused("already_assigned", must_not_have_it_already, [],
                    [an_order(unit) for unit in units * 2])  # fmt: skip
    assert error.extra == {"units": sorted(units)}
    must_not_have_it_already([an_assignment(state="released")], [an_order()])


def test_a_unit_is_asked_for_what_was_listed() -> None:
    must_be_listed([replace(an_order(), demands=(1, 3))], [1, 2, 3])
    error = refused("demand_unknown", must_be_listed, [replace(an_order(), demands=(1, 8, 4))], [1])
    assert error.extra == {"demands": [4, 8]}


def test_where_demands_are_shared_out_each_has_a_unit() -> None:
    first = replace(an_order(), demands=(1,))
    second = replace(an_order("ll-edu", "assisting"), demands=(2,))
    must_leave_none([first, second], [], [1, 2])
    error = refused("demand_without_unit", must_leave_none, [first, second], [], [1, 2, 8, 3])
    assert error.extra == {"demands": [3, 8]}
    must_leave_none([first], [an_assignment(demands=(2, 3))], [1, 2, 3])
    refused("demand_without_unit", must_leave_none, [first],
            [an_assignment(state="released", demands=(2, 3))], [1, 2, 3])  # fmt: skip


def test_who_names_no_demand_answers_for_all() -> None:
    must_leave_none([an_order()], [], [1, 2])
    must_leave_none([an_order(), replace(an_order("ll-edu"), demands=(2,))], [], [1, 2])


def test_a_unit_is_asked_again_for_what_the_author_still_asks_for() -> None:
    lead = an_assignment(1, demands=(1, 2))
    beside = an_assignment(2, "ll-edu", part="assisting", demands=(3,))
    assert still_asked(lead, [lead, beside], [1, 2, 3]) == (1, 2)
    assert still_asked(lead, [lead, beside], [2, 3]) == (2,)
    assert still_asked(beside, [lead, beside], [1, 3, 4]) == (3,)
    assert still_asked(lead, [lead, beside], [1, 3, 4]) == ()  # nobody has the fourth: for all
    assert still_asked(beside, [lead, beside], [1]) is None  # its own was struck from the list
    assert still_asked(lead, [lead, beside], [3]) == ()  # the lead answers in any case
    assert still_asked(beside, [lead, beside], []) == ()
    assert still_asked(replace(beside, demands=()), [lead], [1]) == ()


def test_the_counties_offices_are_those_that_letters_went_to() -> None:
    there = [
        an_assignment(1, "141181-office", level="county"),
        an_assignment(2, "141181-urban", level="county", parent_id=f"{CASE}-a1"),
        an_assignment(3, "ll-police"),
        an_assignment(4, "ll-police-traffic", parent_id=f"{CASE}-a3"),
    ]
    assert county_offices(there) == {"141181-office"}


# ---- what a unit does with it ----------------------------------------------------------------


def test_a_unit_acts_on_its_own_assignments_and_learns_nothing_of_others() -> None:
    mine = an_assignment()
    assert own([mine], mine.assignment_id, an_actor("unit", unit="ll-police")) == mine
    both = [an_assignment(2), mine]
    assert own(both, mine.assignment_id, an_actor("unit", unit="ll-police")) == mine
    for actor in (an_actor("unit", unit="ll-edu"), an_actor("unit")):
        refused("assignment_unknown", own, [mine], mine.assignment_id, actor)


def test_a_unit_signs_before_it_answers() -> None:
    refused("not_signed_for", must_be_signed_for, an_assignment())
    must_be_signed_for(an_assignment(state="signed"))


@pytest.mark.parametrize("state", ["issued", "signed", "refused", "forwarded"])
def test_the_lead_waits_for_those_that_assist_it(state) -> None:
    beside = [an_assignment(2, "ll-edu", state, part="assisting")]
    refused("assisting_open", must_have_heard_assisting, an_assignment(), beside)
    beside.append(an_assignment(3, "ll-hr", "answered", part="assisting"))
    refused("assisting_open", must_have_heard_assisting, an_assignment(), beside)


def test_the_lead_answers_when_all_have_answered_or_were_released() -> None:
    beside = [
        an_assignment(2, "ll-edu", "answered", part="assisting"),
        an_assignment(3, "ll-hr", "released", part="assisting"),
    ]
    must_have_heard_assisting(an_assignment(), beside)


def test_an_assisting_unit_waits_for_nobody() -> None:
    must_have_heard_assisting(an_assignment(2, part="assisting"), [an_assignment()])


def test_who_forwarded_waits_for_those_below() -> None:
    child = an_assignment(2, "141181-urban", parent_id="x")
    refused("children_open", must_have_heard_children, [child])
    heard = an_assignment(3, "141181-market", "answered")
    refused("children_open", must_have_heard_children, [child, heard])
    must_have_heard_children([an_assignment(2, "141181-urban", "answered")])
