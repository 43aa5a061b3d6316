"""The lives of a case and of an assignment, as their tables state them."""

import pytest

from services.routing.domain import (
    assignments,
    cases,
    drafts,
    further,
    letters,
    measures,
    promises,
    proposals,
)
from services.routing.domain.assignments import ASSIGNMENTS, AssignmentAction, AssignmentState
from services.routing.domain.cases import WORKFLOW, Action, CaseState
from services.routing.domain.drafts import DRAFTS, DraftAction, DraftState
from services.routing.domain.further import FURTHER, FurtherAction, FurtherState
from services.routing.domain.letters import LETTERS, LetterAction, LetterState
from services.routing.domain.measures import MEASURES, MeasureAction, MeasureState
from services.routing.domain.promises import PROMISES, PromiseAction, PromiseState
from services.routing.domain.proposals import PROPOSALS, ProposalAction, ProposalState
from services.routing.domain.roles import R
from tests.tables import moves_or_refuses, reachable, rows, words

LIVES = (
    (WORKFLOW, CaseState, Action, cases.STARTS, cases.ENDS),
    (ASSIGNMENTS, AssignmentState, AssignmentAction, assignments.STARTS, assignments.ENDS),
    (MEASURES, MeasureState, MeasureAction, measures.STARTS, measures.ENDS),
    (PROPOSALS, ProposalState, ProposalAction, proposals.STARTS, proposals.ENDS),
    (LETTERS, LetterState, LetterAction, letters.STARTS, letters.ENDS),
    (DRAFTS, DraftState, DraftAction, drafts.STARTS, drafts.ENDS),
    (FURTHER, FurtherState, FurtherAction, further.STARTS, further.ENDS),
    (PROMISES, PromiseState, PromiseAction, promises.STARTS, promises.ENDS),
)


@pytest.mark.parametrize(("table", "states", "actions", "starts", "ends"), LIVES)
def test_every_state_is_reached_and_can_end(table, states, actions, starts, ends) -> None:
    assert reachable(table, *starts) == set(states)
    for state in states:
        assert reachable(table, state) & set(ends), state


def test_each_life_has_its_name_and_begins_and_ends_as_told() -> None:
    """The name stands in a refusal and in the titles of the pages."""
    told = {table.name: (set(starts), set(ends)) for table, _, _, starts, ends in LIVES}
    assert told == {
        "case": ({"opened"}, {"closed", "withdrawn"}),
        "assignment": ({"issued"}, {"answered", "released"}),
        "measure": ({"in_force"}, {"revoked"}),
        "proposal": ({"proposed"}, {"instructed", "given_back", "dropped"}),
        "letter": ({"drafted", "issued"}, {"issued", "dropped"}),
        "draft": ({"drafted"}, {"sent", "dropped"}),
        "further reply": ({"written"}, {"published", "dropped"}),
        "promise": ({"open"}, {"settled", "replaced", "dropped"}),
    }


@pytest.mark.parametrize(("table", "states", "actions", "starts", "ends"), LIVES)
def test_every_action_is_used(table, states, actions, starts, ends) -> None:
    assert {s.do for s in table.steps} == set(actions)


def test_every_role_that_acts_on_a_case_is_used() -> None:
    used = {s.by for table, *_ in LIVES for s in table.steps}
    assert used == set(R) - {R.ADMIN}


@pytest.mark.parametrize(("table", "states", "actions", "starts", "ends"), LIVES)
def test_each_question_moves_or_is_refused_by_name(table, states, actions, starts, ends) -> None:
    moves_or_refuses(table, states, actions, R)


def test_the_way_of_a_case_is_exactly_this() -> None:
    """Each step once more, so that a row lost or changed by accident is missed."""
    way = """
    opened     propose       clerk         proposed    proposal_made
    proposed   propose       clerk         proposed    proposal_made
    proposed   give_back     office_head   opened      proposal_returned
    proposed   submit        office_head   submitted   case_submitted
    submitted  give_back     office_head   opened      proposal_returned
    proposed   give_back     system        opened      proposal_returned
    submitted  give_back     system        opened      proposal_returned
    opened     instruct      leader        instructed  instruction_given
    opened     instruct      secretary     instructed  instruction_given
    proposed   instruct      leader        instructed  instruction_given
    proposed   instruct      secretary     instructed  instruction_given
    submitted  instruct      leader        instructed  instruction_given
    submitted  instruct      secretary     instructed  instruction_given
    opened     hand_down     office_head   dispatched  case_dispatched
    opened     answer        clerk         replied     reply_submitted
    instructed instruct      leader        instructed  instruction_given
    instructed instruct      secretary     instructed  instruction_given
    instructed amend         leader        instructed  instruction_amended
    instructed amend         secretary     instructed  instruction_amended
    instructed dispatch      office_head   dispatched  case_dispatched
    dispatched propose       county_office dispatched  proposal_made
    dispatched give_back     unit_head     dispatched  proposal_returned
    dispatched give_back     system        dispatched  proposal_returned
    dispatched submit        unit_head     dispatched  case_submitted
    dispatched instruct      leader        dispatched  instruction_given
    dispatched instruct      county_leader dispatched  instruction_given
    dispatched instruct      secretary     dispatched  instruction_given
    dispatched amend         leader        dispatched  instruction_amended
    dispatched amend         county_leader dispatched  instruction_amended
    dispatched amend         secretary     dispatched  instruction_amended
    dispatched reassign      office_head   dispatched  case_dispatched
    dispatched answer_up     unit_head     replied     reply_submitted
    dispatched answer_up     county_leader replied     reply_submitted
    dispatched answer_up     secretary     replied     reply_submitted
    replied    return        reviewer      dispatched  reply_returned
    replied    return_answer reviewer      opened      reply_returned
    replied    review        reviewer      reviewed    reply_reviewed
    reviewed   read          leader        read        reply_read
    reviewed   read          county_leader read        reply_read
    reviewed   read          secretary     read        reply_read
    reviewed   waive         system        read        reply_read
    reviewed   send_back     leader        replied     reply_sent_back
    reviewed   send_back     county_leader replied     reply_sent_back
    reviewed   send_back     secretary     replied     reply_sent_back
    read       return        reviewer      dispatched  reply_returned
    read       return_answer reviewer      opened      reply_returned
    replied    bar           system        dispatched  reply_barred
    reviewed   bar           system        dispatched  reply_barred
    read       bar           system        dispatched  reply_barred
    read       publish       clerk         published   reply_published
    published  close         system        closed      case_closed
    published  uphold        office_head   closed      case_closed
    published  redo          office_head   dispatched  redo_ordered
    published  redo_answer   office_head   opened      redo_ordered
    closed     reopen        office_head   dispatched  case_reopened
    closed     reopen_answer office_head   opened      case_reopened
    opened     withdraw      system        withdrawn   case_closed
    proposed   withdraw      system        withdrawn   case_closed
    submitted  withdraw      system        withdrawn   case_closed
    instructed withdraw      system        withdrawn   case_closed
    dispatched withdraw      system        withdrawn   case_closed
    replied    withdraw      system        withdrawn   case_closed
    reviewed   withdraw      system        withdrawn   case_closed
    read       withdraw      system        withdrawn   case_closed
    published  withdraw      system        withdrawn   case_closed
    """
    assert rows(WORKFLOW) == words(way)


def test_the_way_of_an_assignment_is_exactly_this() -> None:
    way = [
        ["answered", "return", "reviewer", "signed", "reply_returned"],
        ["refused", "overrule_refusal", "office_head", "signed", "refusal_ruled"],
        ["refused", "uphold_refusal", "office_head", "released", "refusal_ruled"],
    ]
    for unit in ("unit", "county_office"):
        way += [
            ["issued", "sign", unit, "signed", "assignment_signed_for"],
            ["issued", "refuse", unit, "refused", "assignment_refused"],
            ["refused", "overrule_refusal", unit, "signed", "refusal_ruled"],
            ["refused", "uphold_refusal", unit, "released", "refusal_ruled"],
            ["signed", "refuse", unit, "refused", "assignment_refused"],
            ["issued", "forward", unit, "forwarded", "assignment_forwarded"],
            ["signed", "forward", unit, "forwarded", "assignment_forwarded"],
            ["forwarded", "forward", unit, "forwarded", "assignment_forwarded"],
            ["answered", "return", unit, "signed", "reply_returned"],
        ]
    for who in ("unit_head", "county_leader", "secretary"):
        way += [
            ["signed", "reply", who, "answered", "reply_submitted"],
            ["forwarded", "reply", who, "answered", "reply_submitted"],
        ]
    way += [
        [at, "forward", "unit_head", "forwarded", "assignment_forwarded"]
        for at in ("issued", "signed", "forwarded")
    ]
    way += [
        [at, *step]
        for at in ("issued", "signed", "refused", "forwarded")
        for step in (
            ("withdraw", "system", "released", "case_closed"),
            ("release", "office_head", "released", "assignment_released"),
            ("release", "unit", "released", "assignment_released"),
            ("release", "county_office", "released", "assignment_released"),
            ("release", "system", "released", "assignment_released"),
        )
    ]
    way.append(["answered", "release", "system", "released", "assignment_released"])
    assert rows(ASSIGNMENTS) == sorted(way)


def test_the_way_of_a_proposal_is_exactly_this() -> None:
    way = [
        ["proposed", "drop", "system", "dropped", "-"],
        ["submitted", "drop", "system", "dropped", "-"],
        ["proposed", "give_back", "system", "given_back", "proposal_returned"],
        ["submitted", "give_back", "system", "given_back", "proposal_returned"],
    ]
    for officer, head in (("clerk", "office_head"), ("county_office", "unit_head")):
        way += [
            ["proposed", "replace", officer, "dropped", "proposal_made"],
            ["proposed", "give_back", head, "given_back", "proposal_returned"],
            ["submitted", "give_back", head, "given_back", "proposal_returned"],
            ["proposed", "submit", head, "submitted", "case_submitted"],
        ]
    way += [
        ["submitted", "instruct", who, "instructed", "instruction_given"]
        for who in ("leader", "county_leader", "secretary")
    ]
    assert rows(PROPOSALS) == sorted(way)


def test_the_way_of_a_measure_is_exactly_this() -> None:
    assert rows(MEASURES) == sorted(
        ["in_force", "revoke", by, "revoked", "measure_revoked"]
        for by in ("office_head", "unit", "county_office")
    )


def test_the_way_of_a_letter_is_exactly_this() -> None:
    way = [
        ["drafted", "revise", "clerk", "drafted", "-"],
        ["returned", "revise", "clerk", "drafted", "-"],
        ["drafted", "check", "reviewer", "checked", "-"],
        ["drafted", "return", "reviewer", "returned", "-"],
        ["checked", "return", "office_head", "returned", "-"],
        ["checked", "issue", "office_head", "issued", "case_dispatched"],
    ]
    way += [
        [at, "drop", by, "dropped", "-"]
        for at in ("drafted", "returned", "checked")
        for by in ("clerk", "system")
    ]
    way += [
        ["drafted", "revise", "county_office", "drafted", "-"],
        ["returned", "revise", "county_office", "drafted", "-"],
        ["drafted", "return", "unit_head", "returned", "-"],
        ["drafted", "sign", "unit_head", "issued", "-"],
        ["drafted", "drop", "county_office", "dropped", "-"],
        ["returned", "drop", "county_office", "dropped", "-"],
    ]
    assert rows(LETTERS) == sorted(way)


def test_the_way_of_a_draft_is_exactly_this() -> None:
    way = [
        ["presented", "return", "unit_head", "drafted", "-"],
        ["circulated", "recall", "system", "drafted", "-"],
        ["presented", "sign", "unit_head", "sent", "reply_signed"],
        ["presented", "sign_for_reading", "unit_head", "signed", "reply_signed"],
        ["signed", "read", "county_leader", "sent", "draft_read"],
        ["signed", "read", "secretary", "sent", "draft_read"],
        ["signed", "send_back", "county_leader", "drafted", "draft_sent_back"],
        ["signed", "send_back", "secretary", "drafted", "draft_sent_back"],
    ]
    for unit in ("unit", "county_office"):
        way += [
            ["drafted", "revise", unit, "drafted", "-"],
            ["drafted", "circulate", unit, "circulated", "reply_circulated"],
            ["drafted", "present", unit, "presented", "-"],
            ["circulated", "countersign", unit, "circulated", "reply_countersigned"],
            ["circulated", "countersign_last", unit, "presented", "reply_countersigned"],
            ["circulated", "object", unit, "drafted", "reply_countersigned"],
            ["circulated", "lapse", unit, "presented", "countersign_lapsed"],
            ["circulated", "recall", unit, "drafted", "-"],
            ["presented", "recall", unit, "drafted", "-"],
        ]
    way += [
        [at, "drop", "system", "dropped", "-"]
        for at in ("drafted", "circulated", "presented", "signed")
    ]
    assert rows(DRAFTS) == sorted(way)


def test_the_way_of_a_further_reply_is_exactly_this() -> None:
    way = [
        ["written", "rewrite", "clerk", "written", "-"],
        ["written", "drop", "clerk", "dropped", "-"],
        *([at, "drop", "system", "dropped", "-"] for at in ("written", "reviewed", "read")),
        ["written", "review", "reviewer", "reviewed", "-"],
        ["written", "return", "reviewer", "written", "-"],
        ["read", "return", "reviewer", "written", "-"],
        ["read", "publish", "clerk", "published", "further_reply_published"],
    ]
    for leader in ("leader", "county_leader", "secretary"):
        way += [
            ["reviewed", "read", leader, "read", "-"],
            ["reviewed", "send_back", leader, "written", "-"],
        ]
    assert rows(FURTHER) == sorted(way)


def test_the_way_of_a_promise_is_exactly_this() -> None:
    way = [
        ["open", "report", "unit", "reported", "promise_reported"],
        ["open", "report", "county_office", "reported", "promise_reported"],
        ["open", "report", "clerk", "reported", "promise_reported"],
        ["reported", "return", "office_head", "open", "promise_returned"],
        ["reported", "settle", "office_head", "settled", "promise_settled"],
    ]
    for at in ("open", "reported"):
        way += [
            [at, "answer", "system", "settled", "promise_settled"],
            [at, "replace", "system", "replaced", "promise_replaced"],
            [at, "drop", "system", "dropped", "case_closed"],
        ]
    assert rows(PROMISES) == sorted(way)
