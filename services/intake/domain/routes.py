"""The routes on which a reception ends, and what each asks for."""

from collections.abc import Mapping
from typing import NamedTuple

from services.intake.domain.accusations import must_be_settled
from services.intake.domain.commands import Accept
from services.intake.domain.reception import Reception, State
from services.intake.domain.settling import UNKNOWN
from shared.contracts.intake import Route
from shared.rules import Refused

DECLINE_REASONS: Mapping[str, str] = {
    "out_of_area": "不属本市管辖",
    "emergency_line": "应拨打 110、119、120、122",
    "private_dispute": "民事纠纷",
    "criminal": "刑事案件",
    "court": "已进入诉讼程序",
    "arbitration": "已进入仲裁程序",
    "reconsideration": "已进入行政复议程序",
    "petition_review": "已进入信访复查复核程序",
    "military": "涉及军队",
    "discipline": "属纪检监察受理范围",
    "state_security": "涉及国家安全",
    "incomplete": "内容不完整",
}
"""What the office may decline, as its peers in the province do; the words are the letter's."""

CHASER = "chaser"
"""催问: asks after a case that its author sent before."""

ACCUSATION = "accusation"
"""检举控告: goes to the organ that has the competence, never to the accused, never declined."""


class Other(NamedTuple):
    """The case that another one is said to repeat."""

    case_id: str
    state: State
    is_duplicate: bool


def check_route(command: Accept, case: Reception) -> None:
    """The rules of all routes that need only the case itself."""
    if case.kind == "unknown" or (set(UNKNOWN) & set(case.flags) and not case.is_settled):
        raise Refused("classify_first", "its type or domain is unknown: classify the case first")
    _only_for("transfer", "transfer_to", command.transfer_to, command.route)
    _only_for("duplicate", "duplicate_of", command.duplicate_of, command.route)
    accusation = True if command.reason == ACCUSATION else command.accusation
    must_be_settled(case, accusation)
    if accusation and command.route != "transfer":
        raise Refused(
            "accusation_goes_by_transfer", "an accusation goes to the competent organ by transfer"
        )
    if command.route == "decline" and command.reason not in DECLINE_REASONS:
        raise Refused(
            "decline_needs_a_reason",
            "declining needs a reason of the office's list",
            status=422,
            reasons=list(DECLINE_REASONS),
        )


def check_duplicate(case: Reception, other: Other | None, referred_to: bool) -> None:
    """A repeated case points at a first one, which repeats none itself."""
    if other is None:
        raise Refused("duplicate_of_unknown", "the first case is not known here", status=422)
    if other.case_id == case.case_id:
        raise Refused("duplicate_of_itself", "a case does not repeat itself", status=422)
    if other.is_duplicate:
        raise Refused("duplicate_of_duplicate", "that case repeats another: name the first one")
    if other.state == State.WITHDRAWN:
        raise Refused("duplicate_of_withdrawn", "that case was withdrawn and gets no answer")
    if referred_to:
        raise Refused("others_repeat_it", "other cases point at this one as their first")


def must_leave_nobody(*, repeated_by_others: bool) -> None:
    """What one author takes back may be the matter of others, who were pointed at this case."""
    if repeated_by_others:
        raise Refused("others_repeat_it", "other cases point at this one as their first")


def _only_for(route: Route, field: str, value: str | None, chosen: Route) -> None:
    if chosen == route and value is None:
        raise Refused(f"{route}_needs_{field}", f"{route} needs {field}", status=422)
    if chosen != route and value is not None:
        raise Refused(f"{field}_only_for_{route}", f"{field} belongs to {route}", status=422)
