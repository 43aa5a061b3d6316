"""A unit's draft: whose it is, when it may be written, who signs it, and what came up from below."""

from dataclasses import replace

import pytest

from services.routing.domain.drafts import (
    DRAFTABLE,
    Draft,
    DraftAction,
    DraftState,
    known_draft,
    merged,
    must_be_only_draft,
    must_be_own,
    must_be_unaccepted,
    must_have_accepted,
    must_have_in_hand,
    reply_from_below,
    sign_action,
)
from tests.refusals import refused, rule_of
from tests.unit.routing.builders import (
    CASE,
    CITY,
    XIAOYI,
    a_case,
    a_reply,
    an_actor,
    an_assignment,
    the_tree,
)

TREE = the_tree()
DRAFT = Draft(f"{CASE}-d1", CASE, f"{CASE}-a1", "ll-police", DraftState.DRAFTED, 1)


def test_a_unit_works_on_its_own_draft_and_learns_nothing_of_others() -> None:
    assert known_draft(DRAFT) is DRAFT
    refused("draft_unknown", known_draft, None)
    must_be_own(DRAFT, an_actor("unit", unit="ll-police"))
    for unit in ("ll-edu", None):
        refused("draft_unknown", must_be_own, DRAFT, an_actor("unit", unit=unit))


@pytest.mark.parametrize(
    ("state", "in_hand"),
    [("issued", False), ("signed", True), ("forwarded", True), ("refused", False),
     ("answered", False), ("released", False)],
)  # fmt: skip
def test_who_has_the_matter_in_hand_writes_a_draft(state: str, in_hand: bool) -> None:
    assignment = an_assignment(state=state)
    assert (assignment.state in DRAFTABLE) is in_hand
    if in_hand:
        must_have_in_hand(assignment)
    else:
        assert refused("wrong_state", must_have_in_hand, assignment).extra == {"state": state}


def test_there_is_one_draft_of_an_assignment_at_a_time() -> None:
    must_be_only_draft([], an_assignment(1))
    must_be_only_draft([DRAFT], an_assignment(2))
    other = replace(DRAFT, draft_id=f"{CASE}-d2", assignment_id=f"{CASE}-a2")
    error = refused("draft_open", must_be_only_draft, [other, DRAFT], an_assignment(1))
    assert error.extra == {"draft": DRAFT.draft_id}


# ---- what came up from below -----------------------------------------------------------------

TOP = an_assignment(1, "141181-office", "forwarded")
URBAN = an_assignment(2, "141181-urban", "answered", parent_id=TOP.assignment_id)
FIRST = a_reply(1, assignment_id=URBAN.assignment_id, unit_id="141181-urban")
LAST = a_reply(2, assignment_id=URBAN.assignment_id, unit_id="141181-urban")
OFFICE = an_actor("county_office", unit="141181-office")


def test_who_handed_a_matter_down_accepts_the_last_answer_before_its_own() -> None:
    accepted = replace(LAST, accepted=True)
    must_have_accepted([URBAN], [FIRST, accepted])
    error = refused("children_unreviewed", must_have_accepted, [URBAN], [FIRST, LAST])
    assert error.extra == {"reply": LAST.reply_id}
    error = refused("children_unreviewed", must_have_accepted, [URBAN], [LAST])
    assert error.extra == {"reply": LAST.reply_id}
    stale = replace(FIRST, accepted=True)
    refused("children_unreviewed", must_have_accepted, [URBAN], [stale, LAST])
    elsewhere = a_reply(3, assignment_id=f"{CASE}-a9", accepted=False)
    must_have_accepted([URBAN], [accepted, elsewhere])
    released = replace(URBAN, state=an_assignment(state="released").state)
    must_have_accepted([released], [LAST])


def test_a_reply_from_below_is_the_last_word_of_a_unit_that_one_handed_the_matter_to() -> None:
    case = a_case(TOP, URBAN, replies=(FIRST, LAST))
    assert reply_from_below(case, LAST.reply_id, OFFICE) == (LAST, URBAN)
    case = a_case(TOP, URBAN, replies=(LAST,))
    assert reply_from_below(case, LAST.reply_id, OFFICE) == (LAST, URBAN)
    elsewhere = a_reply(3, assignment_id=TOP.assignment_id)
    case = a_case(TOP, URBAN, replies=(FIRST, LAST, elsewhere))
    assert reply_from_below(case, LAST.reply_id, OFFICE) == (LAST, URBAN)


@pytest.mark.parametrize(
    ("reply", "changes", "rule"),
    [
        (FIRST, {}, "not_the_current_reply"),
        (LAST, {"state": "signed"}, "not_the_current_reply"),  # returned since
        (LAST, {"top": "answered"}, "answered_already"),
        (LAST, {"top": "released"}, "answered_already"),
        (LAST, {"unit": "ll-police"}, "reply_unknown"),  # came up to another
        (LAST, {"parent": None}, "reply_unknown"),  # came by a letter: the office's to review
        (replace(LAST, assignment_id=None), {}, "reply_unknown"),  # the office's own answer
        (replace(LAST, reply_id="gone"), {"known": False}, "reply_unknown"),
    ],
)
def test_of_other_replies_a_unit_may_do_nothing(reply, changes, rule) -> None:
    state = an_assignment(state=changes.get("state", "answered")).state
    urban = replace(URBAN, state=state, parent_id=changes.get("parent", TOP.assignment_id))
    top = replace(TOP, state=an_assignment(state=changes.get("top", "forwarded")).state)
    last = reply if reply is not FIRST and changes.get("known", True) else LAST
    case = a_case(top, urban, replies=(FIRST, last))
    actor = an_actor("county_office", unit=changes.get("unit", "141181-office"))
    assert rule_of(reply_from_below, case, reply.reply_id, actor) == rule


def test_what_was_found_in_order_need_not_be_again() -> None:
    must_be_unaccepted(LAST)
    refused("already_accepted", must_be_unaccepted, replace(LAST, accepted=True))


# ---- the signature ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("practice", "addressee", "reads"),
    [
        ("always", CITY, True),
        ("always", XIAOYI, True),
        ("city_matters", CITY, True),
        ("city_matters", None, True),
        ("city_matters", XIAOYI, False),  # its own leader's matter: read when it is published
        ("never", CITY, False),
        ("never", XIAOYI, False),
    ],
)
def test_the_countys_leader_reads_what_its_office_sends_up(practice, addressee, reads) -> None:
    action = DraftAction.SIGN_FOR_READING if reads else DraftAction.SIGN
    case = a_case(addressee=addressee)
    assert sign_action(TREE["141181-office"], case, practice) == action
    assert sign_action(TREE["ll-police"], case, practice) == DraftAction.SIGN


def test_several_answers_become_one_text_that_says_whose_each_is() -> None:
    assert merged([("市公安局", "已办理。")]) == "已办理。"
    assert merged([("市公安局", "已办理。"), ("市教育局", "已整改。")]) == (
        "市公安局：已办理。\n市教育局：已整改。"
    )
