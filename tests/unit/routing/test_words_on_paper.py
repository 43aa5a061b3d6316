"""What has a name of its own on paper: each once more, so that a name lost by accident is missed.

A field or a code without one is shown as it is, in letters that no citizen reads.
"""

from collections.abc import Mapping

from services.routing.domain.codes import CAUSES, REASONS, WORDS, WORDS_OF
from services.routing.domain.labels import FIELDS, FIELDS_OF, HIDDEN, HIDDEN_OF, ROLES, STEPS

NAMED = """
    accepted accused_units assignments attachments audience band breach cleared_at contact copies due_reason invariant note nth scale step template
    permitted_at worded_at achieved act addressee_name admitted_at agreed agrees answer answer_by
    answer_id answer_method answered_at answered_by answers asked_at basis by cases cause
    changed_at channel charged_unit claimed_at clause compared complete condition
    confirmation confirmed_on consent content demands deputy disposition division document_no
    domain_name done_on due_on duplicate_of edited evidence expected explained_on
    explanation external_cause external_id fact_base fault filed_at files finding findings
    follow_on found_by from_on given_at ground group_id handled handling_class happened_on
    head heard_at held_on helps hide_from_unit holder incident_at incident_place interim
    issued_at issued_on issuer issuer_name joined_as kept kind lapsed_at late_days letter_no
    level link look_again_on looked_at lost_from lost_until matter measure method mode name
    next_on nickname no no_call noted_at number opened_at opinion ordered_at orders organisation
    others outcome part people place places plan post post_title posted_at pressed_on
    promise promise_on proof proof_accepted proposed proposed_at proposed_on published_at
    purpose question reached read_at real_world reason refused_at remark reply_true
    reported_at returned_at returned_by returned_for returned_text returned_with reviewed_at
    round rule ruled_at ruled_by rules_made ruling said_by scan scope screenshot secret
    seen_at seen_on sent_at settled_at sheet signed_at signed_by signer silent solution
    solved_on source stage started_at state subject_matter submitted_at suggested_unit task
    terms text title told told_at told_on transfer_to type_name understood unit_hint unit_id
    unit_name units until_on upheld urgency valid_from valid_until version wording
    written_at
"""
NUMBERS_INSIDE_THE_HOUSE = """
    assignment_id check_id draft_id file_id further_id instruction_id letter_id measure_id
    meeting_id parent_id post_id press_id progress_id promise_id proposal_id question_id
    reply_id result submitted_to
"""
ACTS = """
    accept add_file amend answer answer_promise answer_question answer_up archive ask bar
    board_proof change check check_letter circulate clear clear_breach close countersign
    sign_letter countersign_last dispatch draft draft_letter drop drop_letter drop_promise drop_proposal
    erase file_scan find_breach forward give_back give_back_proposal hand_down hold_meeting
    ignore instruct instruct_proposal issue issue_letter issue_measure lapse link_measure
    look_again make_promise note_check note_progress obey_wishes object open
    overrule_refusal permit_promise present press_third_party propose propose_redo publish
    put_practice read reassign recall redo redo_answer refuse release reopen reopen_answer
    replace_promise replace_proposal reply report_promise return return_answer return_letter
    return_promise review revise revise_letter revoke_measure rewrite see_publication
    send_back settle_promise shield sign sign_for_reading submit submit_proposal uphold
    uphold_refusal waive withdraw write_further
"""
GROUNDS_AND_CAUSES = """
    accusation already_handled came_back chaser court date_missing disaster duplicate
    epidemic facts_missing found_true_on_site funds funds_late hard_to_solve heating_season
    in_its_duties incomplete land law_leaves_it_open litigation matter_of_housing
    matter_of_police military named_by_mistake not_concrete not_in_place not_our_area
    not_our_matter not_shown not_theirs not_true other_plates out_of_area outside_duties
    overtaken petition_review planning policy post_restored private_data promise_open season
    solved stale_round stays_silent task_unclear term_over third_party true_on_site
    unit_accused vague weak weather wrong_level
    author_asked read_by_clerk told_by_sms told_in_call unclear
"""
ROLES_THAT_ACT = "admin agent clerk county_leader county_office leader office_head reviewer secretary system unit unit_head"

NAMED_IN_ONE_PART: Mapping[str, str] = {
    "assignments": "answered_at state",
    "clearances": "by kind",
    "countersigns": "agrees by text",
    "draft_readings": "by holder",
    "draft_returns": "by text",
    "draft_wordings": "by text",
    "further_publications": "by number text",
    "further_readings": "by number opinion",
    "further_replies": "number",
    "further_returns": "by number text",
    "further_reviews": "by number text",
    "further_wordings": "by number text",
    "instructions": "by text",
    "lapses": "by text units",
    "letter_returns": "by number text",
    "letter_wordings": "by due_on number",
    "letters": "by due_on",
    "permissions": "by",
    "promise_reports": "by text",
    "promises": "by ground settled_at unit_name",
    "proposals": "returned_with",
    "publications": "by text",
    "questions": "by",
    "readings": "by opinion",
    "redo_orders": "by text",
    "redo_proposals": "proposed_at",
    "refusals": "by text",
    "replies": "by text",
    "returns": "by text",
    "reviews": "by compared text",
    "rulings": "by text",
    "signatures": "by deputy head",
}
HIDDEN_IN_ONE_PART: Mapping[str, str] = {
    "assignments": "changed_at version",
    "drafts": "changed_at version",
    "further_replies": "changed_at version",
    "promises": "changed_at version",
    "replies": "changed_at version",
}
CODES: Mapping[str, str] = {
    "audience": "citizen office unit",
    "band": "dissatisfied fairly satisfied",
    "scale": "board callback",
    "step": "failed opened passed recorded",
    "template": "accepted dispatched due_soon emergency emergency_stands forwarded promised_again reminder replied",
    "act": "called coordinated explained looked other visited worked",
    "answer_method": "letter meeting on_site online other phone public_reply visit waived",
    "breach": "holder_missing promise_overdue result_missing stays_closed stays_dispatched stays_instructed stays_opened stays_proposed stays_published stays_read stays_replied stays_reviewed stays_submitted stays_withdrawn unit_missing",
    "cause": "disaster epidemic funds land litigation planning policy season third_party weather",
    "channel": "above api board clerk form",
    "disposition": "adopted answered explained kept not_adopted partly_adopted promised solved thanked",
    "fault": "wrong_dispatch wrong_refusal silence",
    "finding": "false partly true",
    "found_by": "barcode hand",
    "ground": "answered fulfilled",
    "handling_class": "complex inquiry livelihood none",
    "invariant": "answer handler owner reader result",
    "joined_as": "chaser duplicate",
    "kind": "association bank campaign complaint correction dispatch enterprise forward help inquiry interim other progress property_manager reassign redo reopen suggestion supplement thanks unknown utility",
    "level": "city county",
    "method": "letter meeting on_site online other phone public_reply visit waived",
    "mode": "deputy own recorded",
    "outcome": "read sent_back waived",
    "part": "assisting lead",
    "purpose": "attachment evidence scan screenshot",
    "reason": "accusation already_handled came_back chaser court date_missing duplicate facts_missing found_true_on_site funds_late hard_to_solve heating_season in_its_duties incomplete law_leaves_it_open matter_of_housing matter_of_police military named_by_mistake not_concrete not_in_place not_our_area not_our_matter not_shown not_theirs not_true other_plates out_of_area outside_duties overtaken petition_review post_restored private_data promise_open solved stale_round stays_silent task_unclear term_over true_on_site unit_accused vague weak wrong_level author_asked read_by_clerk told_by_sms told_in_call unclear",
    "returned_for": "accusation already_handled came_back chaser court date_missing duplicate facts_missing found_true_on_site funds_late hard_to_solve heating_season in_its_duties incomplete law_leaves_it_open matter_of_housing matter_of_police military named_by_mistake not_concrete not_in_place not_our_area not_our_matter not_shown not_theirs not_true other_plates out_of_area outside_duties overtaken petition_review post_restored private_data promise_open solved stale_round stays_silent task_unclear term_over true_on_site unit_accused vague weak wrong_level author_asked read_by_clerk told_by_sms told_in_call unclear",
    "due_reason": "accusation already_handled came_back chaser court date_missing duplicate facts_missing found_true_on_site funds_late hard_to_solve heating_season in_its_duties incomplete law_leaves_it_open matter_of_housing matter_of_police military named_by_mistake not_concrete not_in_place not_our_area not_our_matter not_shown not_theirs not_true other_plates out_of_area outside_duties overtaken petition_review post_restored private_data promise_open solved stale_round stays_silent task_unclear term_over true_on_site unit_accused vague weak wrong_level author_asked read_by_clerk told_by_sms told_in_call unclear",
    "ruling": "accusation already_handled came_back chaser court date_missing duplicate facts_missing found_true_on_site funds_late hard_to_solve heating_season in_its_duties incomplete law_leaves_it_open matter_of_housing matter_of_police military named_by_mistake not_concrete not_in_place not_our_area not_our_matter not_shown not_theirs not_true other_plates out_of_area outside_duties overtaken petition_review post_restored private_data promise_open solved stale_round stays_silent task_unclear term_over true_on_site unit_accused vague weak wrong_level author_asked read_by_clerk told_by_sms told_in_call unclear",
    "signer": "leader office unit",
    "source": "author other_means",
    "stage": "county office",
    "state": "answered checked circulated closed dispatched drafted dropped forwarded given_back in_force instructed issued moving nearly_done nothing open opened presented pressed proposed published read refused released replaced replied reported returned reviewed revoked sent settled signed submitted under_way waiting withdrawn written",
    "urgency": "extra_urgent normal urgent",
}
CODES_IN_ONE_PART: Mapping[str, str] = {
    "clearances.kind": "citizen_name copied demand_unanswered promise_differs promise_undated undated unreasonable",
    "contact_attempts.channel": "board letter other phone sms visit wechat",
    "contact_attempts.outcome": "empty_number expired no_answer no_number not_wanted reached refused unreachable virtual_unreachable wrong_person",
    "contact_attempts.purpose": "after_check own verification",
    "drafts.state": "signed",
    "proposals.state": "dropped proposed submitted",
    "sms.state": "delivered expired failed outcome_unknown sent",
    "third_parties.state": "settled",
    "third_party_looks.state": "settled",
    "verifications.outcome": "empty_number expired no_answer no_number not_wanted reached refused unreachable virtual_unreachable wrong_person",
}


def split(told: Mapping[str, str]) -> dict[str, set[str]]:
    return {part: set(names.split()) for part, names in told.items()}


def test_what_has_a_name_on_paper_is_exactly_this() -> None:
    assert set(FIELDS) == set(NAMED.split())
    assert set(HIDDEN) == set(NUMBERS_INSIDE_THE_HOUSE.split())
    assert set(STEPS) == set(ACTS.split())
    assert {*REASONS, *CAUSES} == set(GROUNDS_AND_CAUSES.split())
    assert set(ROLES) == set(ROLES_THAT_ACT.split())


def test_and_in_one_part_exactly_this() -> None:
    assert {part: set(names) for part, names in FIELDS_OF.items()} == split(NAMED_IN_ONE_PART)
    assert {part: set(names) for part, names in HIDDEN_OF.items()} == split(HIDDEN_IN_ONE_PART)


def test_the_codes_that_have_words_are_exactly_these() -> None:
    assert {field: set(words) for field, words in WORDS.items()} == split(CODES)
    assert {
        f"{part}.{field}": set(words)
        for part, fields in WORDS_OF.items()
        for field, words in fields.items()
    } == split(CODES_IN_ONE_PART)
