"""What a case knows of its assignments and replies."""

from dataclasses import replace

import pytest

from services.routing.domain.assignments import AssignmentState
from services.routing.domain.cases import (
    READING_WAIVED,
    CaseState,
    barred,
    interest_excludes,
    known,
    must_be_for_office,
    must_be_for_units,
    must_be_under_review,
    stands_on,
)
from tests.refusals import refused
from tests.unit.routing.builders import CASE, a_case, a_reply, an_assignment

# ---- what a case knows of it -----------------------------------------------------------------


def test_a_case_finds_what_is_beside_below_and_in_its_round() -> None:
    old = an_assignment(1, state="answered", round=1)
    lead = an_assignment(2, "141181-office", "forwarded", round=2)
    beside = an_assignment(3, "ll-urban", "answered", round=2, part="assisting")
    child = an_assignment(4, "141181-urban", "answered", round=2, parent_id=lead.assignment_id)
    gone = an_assignment(5, "ll-edu", "released", round=2, part="assisting")
    case = a_case(old, lead, beside, child, gone, round=2)
    assert case.in_round() == [lead, beside, child, gone]
    assert case.by_letter() == [lead, beside, gone]
    assert case.beside(lead) == [beside, gone]
    assert case.below(lead) == [child]
    assert case.handled_by() == ("ll-urban", "141181-urban")
    assert case.assignment(child.assignment_id) == child
    assert case.subject == f"case/{CASE}"
    assert known(case) is case


def test_who_answered_to_one_that_is_out_did_not_handle_the_case() -> None:
    out = an_assignment(1, "ll-urban", "released")
    below = an_assignment(2, "141181-urban", "answered", parent_id=out.assignment_id)
    deeper = an_assignment(3, "ll-hr", "answered", parent_id=below.assignment_id)
    assert a_case(out, below, deeper, an_assignment(4, "ll-edu", "answered")).handled_by() == (
        "ll-edu",
    )


def test_what_was_handed_down_is_open_as_long_as_anybody_below_owes_something() -> None:
    top = an_assignment(1, "141102-office", "forwarded")
    bureau = an_assignment(2, "141102-edu", "forwarded", parent_id=top.assignment_id)
    school = an_assignment(3, "141102-school-yjz", "signed", parent_id=bureau.assignment_id)
    silent = an_assignment(4, "141102-urban", "answered", parent_id=top.assignment_id)
    elsewhere = an_assignment(5, "ll-police", "issued")
    case = a_case(top, bureau, school, silent, elsewhere)
    assert case.open_below(top) == [bureau, school]
    assert case.open_below(bureau) == [school]
    done = replace(bureau, state=AssignmentState.ANSWERED)
    assert a_case(top, done, school, silent).open_below(top) == [school]
    assert case.open_below(school) == []


def test_only_the_newest_complete_reply_of_the_round_goes_on() -> None:
    first, draft, second = a_reply(1), a_reply(2, complete=False), a_reply(3)
    case = a_case(replies=(first, draft, second))
    assert case.current_reply(second.reply_id) == second
    refused("not_the_current_reply", case.current_reply, first.reply_id)
    refused("not_the_current_reply", case.current_reply, draft.reply_id)
    refused("reply_unknown", case.current_reply, "nothing")
    unfinished = a_case(replies=(first, replace(draft, reply_id="later")))
    assert unfinished.current_reply(first.reply_id) == first
    again = a_case(replies=(first,), round=2)
    refused("not_the_current_reply", again.current_reply, first.reply_id)


@pytest.mark.parametrize("route", ["direct", "decline", "transfer", "duplicate"])
def test_units_have_no_part_in_what_the_office_answers(route) -> None:
    case = a_case(route=route)
    refused("answered_by_office", must_be_for_units, case)
    must_be_for_office(case)


def test_the_office_does_not_answer_for_the_units() -> None:
    refused("answered_by_units", must_be_for_office, a_case())
    must_be_for_units(a_case())


def test_what_is_not_there_is_unknown() -> None:
    refused("case_unknown", known, None)
    refused("assignment_unknown", a_case(an_assignment()).assignment, "x")


def test_what_a_unit_has_by_letter_is_what_it_has_not_answered() -> None:
    mine = an_assignment(1, state="signed")
    handed = an_assignment(2, "ll-edu", "signed", parent_id=mine.assignment_id)
    case = a_case(an_assignment(3, state="released"), an_assignment(4, "ll-hr"), mine, handed)
    assert case.held_by("ll-police") == mine
    for unit in ("ll-edu", "ll-urban"):
        refused("assignment_unknown", case.held_by, unit)
    refused("assignment_unknown", a_case(an_assignment(1, state="answered")).held_by, "ll-police")


@pytest.mark.parametrize("state", list(CaseState))
def test_under_review_a_case_stands_on_the_newest_whole_reply_of_the_round(state) -> None:
    replies = (a_reply(1), a_reply(2), a_reply(3, complete=False), a_reply(4, round=2))
    case = a_case(state=state, replies=replies)
    reviewed = state in {CaseState.REPLIED, CaseState.REVIEWED, CaseState.READ}
    assert stands_on(case) == (replies[1] if reviewed else None)
    for several in (replies[:1], (a_reply(5), *replies)):
        assert stands_on(a_case(state=state, replies=several)) == (
            several[-1 if len(several) == 1 else 2] if reviewed else None
        )
    assert stands_on(a_case(state=state, replies=replies[2:])) is None


@pytest.mark.parametrize("state", list(CaseState))
def test_only_on_its_way_to_the_public_is_an_answer_cleared_for_it(state) -> None:
    if state in {CaseState.REPLIED, CaseState.REVIEWED, CaseState.READ}:
        must_be_under_review(a_case(state=state))
    else:
        told = refused("wrong_state", must_be_under_review, a_case(state=state))
        assert (told.status, told.extra) == (409, {"state": state})


@pytest.mark.parametrize("state", list(CaseState))
@pytest.mark.parametrize("of_round", [1, 2])
def test_an_accused_unit_ends_what_is_open_and_what_is_not_public_yet(state, of_round) -> None:
    states = ("issued", "signed", "refused", "forwarded", "answered", "released")
    accused = [an_assignment(n, state=s, round=of_round) for n, s in enumerate(states)]
    other = an_assignment(9, "ll-edu", "answered", round=of_round)
    case = a_case(*accused, other, state=state, round=2)
    ended = barred(case, {"ll-police"}.__contains__)
    public = state in {CaseState.PUBLISHED, CaseState.CLOSED, CaseState.WITHDRAWN}
    answered = accused[4:5] if of_round == 2 and not public else []
    assert ended == accused[:4] + answered
    assert barred(case, lambda _: False) == []


def test_nobody_need_read_an_answer_that_decides_nothing_on_the_matter() -> None:
    assert {"decline", "transfer", "duplicate"} == READING_WAIVED


def test_an_interest_is_no_secret_to_whoever_declared_it() -> None:
    error = interest_excludes()
    assert (error.rule, error.status) == ("interest_excludes", 403)
