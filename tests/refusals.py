"""How a test asks whether a rule refuses: by the rule's name, and with the status that goes with it."""

from collections.abc import Mapping
from typing import Any

import pytest

from shared.rules import Refused

_STATUSES: Mapping[int, str] = {
    403: """
        another_holders_instruction interest_excludes not_assigned not_the_addressee not_the_deputy
        not_a_deputy not_the_head not_the_holder not_the_secretary not_your_unit outside_deputys_scope own_draft post_vacant secretary_only_records wrong_role
    """,
    404: """
        assignment_unknown case_unknown draft_unknown further_reply_unknown instruction_unknown
        letter_unknown promise_unknown proposal_unknown question_unknown reply_unknown third_party_unknown
    """,
    413: "file_too_large",
    422: """
        accused_unit barcode_missing barcodes_differ checkup_failed date_in_future date_past
        demand_answered_twice done_before_asked demand_unknown demand_without_unit disposition_unfit due_after_parent
        due_date_past due_past due_reason_missing evidence_missing explanation_missing file_can_run
        file_empty file_type_unknown file_unknown file_unreadable finding_by_nobody finding_missing form_unfit
        interim_ends_before_start look_again_missing look_again_unasked measure_ends_before_start
        meeting_of_nobody never_cleared not_a_city_post not_a_scan not_below not_dispatchable not_the_countys_post
        not_found one_lead opinion_missing opinion_unasked opinion_unclear organisation_faulty
        part_not_taken post_missing private_data_in_text promise_date_missing promise_date_past promise_missing
        promise_unasked published_before_read published_in_future reason_missing result_missing
        result_unasked said_by_missing scan_missing scan_unasked signer_did_not_act solution_missing solution_unasked
        solved_but_not_achieved span_unsound suggested_unit_missing suggests_itself too_few_terms
        unit_unknown
    """,
}
STATUS = {rule: status for status, rules in _STATUSES.items() for rule in rules.split()}
"""The HTTP status of each rule; one that is not here answers 409: not as things stand."""


def refused(rule: str, act: Any, *args: Any, **more: Any) -> Refused:
    """The refusal by that rule, or the test fails."""
    with pytest.raises(Refused) as error:
        act(*args, **more)
    _is_whole(error.value, rule)
    return error.value


def rule_of(act: Any, *args: Any, **more: Any) -> str | None:
    """The rule that refuses, or None if nothing does."""
    try:
        act(*args, **more)
    except Refused as error:
        _is_whole(error, error.rule)
        return error.rule
    return None


def refusal_of(act: Any, *args: Any, **more: Any) -> tuple[str, int] | None:
    """The rule that refuses and its status, or None: for tables that write both down."""
    try:
        act(*args, **more)
    except Refused as error:
        told = error
    else:
        return None
    assert told.detail
    return told.rule, told.status


def _is_whole(error: Refused, rule: str) -> None:
    assert (error.rule, error.status) == (rule, STATUS.get(rule, 409))
    assert error.detail
