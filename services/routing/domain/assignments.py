"""An assignment 承办任务: one unit's share of a dispatched case.

A unit signs for the letter and answers, under its head's signature (`drafts`); or it refuses (the
office head rules), or hands the matter down to the units below it, reviews what they answer, and
answers when they have.  A reply that the office, or who handed the matter down, returns puts the
assignment back to *signed*.  It ends *answered*, or *released*: the unit has nothing to do with the
case any more.  A unit that turns out to be accused is released even if it has answered.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.routing.domain.roles import R
from shared.contracts.envelope import Actor
from shared.contracts.routing import (
    AssignmentForwarded,
    AssignmentRefused,
    AssignmentReleased,
    AssignmentSignedFor,
    CaseClosed,
    Level,
    Part,
    RefusalRuled,
    ReplyReturned,
    ReplySubmitted,
)
from shared.rules import Refused, unknown
from shared.workflow import Step, Workflow


class AssignmentState(StrEnum):
    """Where an assignment stands."""

    ISSUED = "issued"  # 待签收
    SIGNED = "signed"  # 已签收
    REFUSED = "refused"  # 已退件, awaits the ruling
    FORWARDED = "forwarded"  # 已转办
    ANSWERED = "answered"  # 已答复
    RELEASED = "released"  # 已解除


class AssignmentAction(StrEnum):
    """What is done to an assignment."""

    SIGN = "sign"  # 签收
    REFUSE = "refuse"  # 退件
    UPHOLD_REFUSAL = "uphold_refusal"  # 同意退件
    OVERRULE_REFUSAL = "overrule_refusal"  # 不同意退件
    FORWARD = "forward"  # 转办
    REPLY = "reply"  # 答复
    RETURN = "return"  # 审核退回
    RELEASE = "release"  # 解除交办
    WITHDRAW = "withdraw"  # 撤回


S, A = AssignmentState, AssignmentAction

# fmt: off
ASSIGNMENTS = Workflow("assignment", (
    #    at           do                  by               to           says
    Step(S.ISSUED,    A.SIGN,             R.UNIT,          S.SIGNED,    AssignmentSignedFor),  # 签收
    Step(S.ISSUED,    A.SIGN,             R.COUNTY_OFFICE, S.SIGNED,    AssignmentSignedFor),
    Step(S.ISSUED,    A.REFUSE,           R.UNIT,          S.REFUSED,   AssignmentRefused),    # 退件
    Step(S.ISSUED,    A.REFUSE,           R.COUNTY_OFFICE, S.REFUSED,   AssignmentRefused),
    Step(S.SIGNED,    A.REFUSE,           R.UNIT,          S.REFUSED,   AssignmentRefused),
    Step(S.SIGNED,    A.REFUSE,           R.COUNTY_OFFICE, S.REFUSED,   AssignmentRefused),
    Step(S.REFUSED,   A.UPHOLD_REFUSAL,   R.OFFICE_HEAD,   S.RELEASED,  RefusalRuled),         # 裁定
    Step(S.REFUSED,   A.OVERRULE_REFUSAL, R.OFFICE_HEAD,   S.SIGNED,    RefusalRuled),
    Step(S.REFUSED,   A.UPHOLD_REFUSAL,   R.UNIT,          S.RELEASED,  RefusalRuled),  # 转办单位裁定
    Step(S.REFUSED,   A.UPHOLD_REFUSAL,   R.COUNTY_OFFICE, S.RELEASED,  RefusalRuled),
    Step(S.REFUSED,   A.OVERRULE_REFUSAL, R.UNIT,          S.SIGNED,    RefusalRuled),
    Step(S.REFUSED,   A.OVERRULE_REFUSAL, R.COUNTY_OFFICE, S.SIGNED,    RefusalRuled),
    Step(S.ISSUED,    A.FORWARD,          R.UNIT,          S.FORWARDED, AssignmentForwarded),  # 转办
    Step(S.ISSUED,    A.FORWARD,          R.COUNTY_OFFICE, S.FORWARDED, AssignmentForwarded),
    Step(S.ISSUED,    A.FORWARD,          R.UNIT_HEAD,     S.FORWARDED, AssignmentForwarded),
    Step(S.SIGNED,    A.FORWARD,          R.UNIT,          S.FORWARDED, AssignmentForwarded),
    Step(S.SIGNED,    A.FORWARD,          R.COUNTY_OFFICE, S.FORWARDED, AssignmentForwarded),
    Step(S.SIGNED,    A.FORWARD,          R.UNIT_HEAD,     S.FORWARDED, AssignmentForwarded),
    Step(S.FORWARDED, A.FORWARD,          R.UNIT,          S.FORWARDED, AssignmentForwarded),
    Step(S.FORWARDED, A.FORWARD,          R.COUNTY_OFFICE, S.FORWARDED, AssignmentForwarded),
    Step(S.FORWARDED, A.FORWARD,          R.UNIT_HEAD,     S.FORWARDED, AssignmentForwarded),
    Step(S.SIGNED,    A.REPLY,            R.UNIT_HEAD,     S.ANSWERED,  ReplySubmitted),       # 答复
    Step(S.SIGNED,    A.REPLY,            R.COUNTY_LEADER, S.ANSWERED,  ReplySubmitted),
    Step(S.SIGNED,    A.REPLY,            R.SECRETARY,     S.ANSWERED,  ReplySubmitted),
    Step(S.FORWARDED, A.REPLY,            R.SECRETARY,     S.ANSWERED,  ReplySubmitted),
    Step(S.FORWARDED, A.REPLY,            R.UNIT_HEAD,     S.ANSWERED,  ReplySubmitted),
    Step(S.FORWARDED, A.REPLY,            R.COUNTY_LEADER, S.ANSWERED,  ReplySubmitted),
    Step(S.ANSWERED,  A.RETURN,           R.REVIEWER,      S.SIGNED,    ReplyReturned),        # 退回
    Step(S.ANSWERED,  A.RETURN,           R.UNIT,          S.SIGNED,    ReplyReturned),
    Step(S.ANSWERED,  A.RETURN,           R.COUNTY_OFFICE, S.SIGNED,    ReplyReturned),
    Step(S.ISSUED,    A.RELEASE,          R.OFFICE_HEAD,   S.RELEASED,  AssignmentReleased),   # 解除
    Step(S.ISSUED,    A.RELEASE,          R.UNIT,          S.RELEASED,  AssignmentReleased),
    Step(S.ISSUED,    A.RELEASE,          R.COUNTY_OFFICE, S.RELEASED,  AssignmentReleased),
    Step(S.SIGNED,    A.RELEASE,          R.OFFICE_HEAD,   S.RELEASED,  AssignmentReleased),
    Step(S.SIGNED,    A.RELEASE,          R.UNIT,          S.RELEASED,  AssignmentReleased),
    Step(S.SIGNED,    A.RELEASE,          R.COUNTY_OFFICE, S.RELEASED,  AssignmentReleased),
    Step(S.REFUSED,   A.RELEASE,          R.OFFICE_HEAD,   S.RELEASED,  AssignmentReleased),
    Step(S.REFUSED,   A.RELEASE,          R.UNIT,          S.RELEASED,  AssignmentReleased),
    Step(S.REFUSED,   A.RELEASE,          R.COUNTY_OFFICE, S.RELEASED,  AssignmentReleased),
    Step(S.FORWARDED, A.RELEASE,          R.OFFICE_HEAD,   S.RELEASED,  AssignmentReleased),
    Step(S.FORWARDED, A.RELEASE,          R.UNIT,          S.RELEASED,  AssignmentReleased),
    Step(S.FORWARDED, A.RELEASE,          R.COUNTY_OFFICE, S.RELEASED,  AssignmentReleased),
    Step(S.ISSUED,    A.RELEASE,          R.SYSTEM,        S.RELEASED,  AssignmentReleased),   # 被反映
    Step(S.SIGNED,    A.RELEASE,          R.SYSTEM,        S.RELEASED,  AssignmentReleased),
    Step(S.REFUSED,   A.RELEASE,          R.SYSTEM,        S.RELEASED,  AssignmentReleased),
    Step(S.FORWARDED, A.RELEASE,          R.SYSTEM,        S.RELEASED,  AssignmentReleased),
    Step(S.ANSWERED,  A.RELEASE,          R.SYSTEM,        S.RELEASED,  AssignmentReleased),
    Step(S.ISSUED,    A.WITHDRAW,         R.SYSTEM,        S.RELEASED,  CaseClosed),           # 撤回
    Step(S.SIGNED,    A.WITHDRAW,         R.SYSTEM,        S.RELEASED,  CaseClosed),
    Step(S.REFUSED,   A.WITHDRAW,         R.SYSTEM,        S.RELEASED,  CaseClosed),
    Step(S.FORWARDED, A.WITHDRAW,         R.SYSTEM,        S.RELEASED,  CaseClosed),
))
# fmt: on

STARTS = (S.ISSUED,)
ENDS = (S.ANSWERED, S.RELEASED)


@dataclass(frozen=True, slots=True)
class Assignment:
    """One unit's share, as its row says."""

    assignment_id: str
    round: int
    parent_id: str | None
    unit_id: str
    part: Part
    level: Level
    state: AssignmentState
    version: int
    due_on: date | None = None  # as the letter says
    demands: tuple[int, ...] = ()  # which of the case's demands it answers; none named: all

    @property
    def is_open(self) -> bool:
        """Whether the unit still owes something, a ruling on its refusal included."""
        return self.state not in ENDS


@dataclass(frozen=True, slots=True)
class Order:
    """What a letter, or an office that forwards, asks of one unit."""

    unit_id: str
    part: Part
    task: str
    demands: tuple[int, ...] = ()


def own(assignments: Iterable[Assignment], assignment_id: str, actor: Actor) -> Assignment:
    """The assignment, if it is the actor's unit's.  Of others' it learns nothing, not even that."""
    for assignment in assignments:
        if assignment.assignment_id == assignment_id and assignment.unit_id == actor.unit:
            return assignment
    raise unknown("assignment")


def county_offices(assignments: Iterable[Assignment]) -> set[str]:
    """Of those that have a matter, the counties' offices: no other county unit gets it by letter."""
    return {a.unit_id for a in assignments if a.level == "county" and a.parent_id is None}


def must_be_signed_for(assignment: Assignment) -> None:
    """A unit signs for the letter before it answers.  Its clock runs all the same."""
    if assignment.state == S.ISSUED:
        raise Refused("not_signed_for", "sign for the letter first")


def must_have_heard_assisting(assignment: Assignment, beside: Iterable[Assignment]) -> None:
    """The lead answers for all: the units beside it, which assist it, answer before it does."""
    if assignment.part == "lead" and any(a.is_open for a in beside):
        raise Refused("assisting_open", "an assisting unit has not answered yet")


def must_have_heard_children(below: Iterable[Assignment]) -> None:
    """Who handed a matter down answers when those below have."""
    if any(a.is_open for a in below):
        raise Refused("children_open", "a unit it was forwarded to has not answered yet")


def must_have_one_lead(there: Iterable[Assignment], orders: Sequence[Order]) -> None:
    """Of the units that work on one letter, exactly one leads.  Released ones do not count."""
    leads = [a.unit_id for a in there if a.part == "lead" and a.state != S.RELEASED]
    leads += [order.unit_id for order in orders if order.part == "lead"]
    if len(leads) != 1:
        raise Refused("one_lead", "exactly one unit leads", status=422, leads=len(leads))


def must_not_have_it_already(there: Iterable[Assignment], orders: Sequence[Order]) -> None:
    """A unit holds one open assignment of a case at a time."""
    holders = [a.unit_id for a in there if a.is_open] + [order.unit_id for order in orders]
    twice = sorted({unit_id for unit_id in holders if holders.count(unit_id) > 1})
    if twice:
        raise Refused("already_assigned", "a unit has this case already", units=twice)


def must_be_listed(orders: Sequence[Order], listed: Iterable[int]) -> None:
    """A unit is asked only for what the author asks for, and for what was asked of who asks it."""
    missing = sorted({no for order in orders for no in order.demands} - set(listed))
    if missing:
        raise Refused("demand_unknown", "there is no such demand", status=422, demands=missing)


def still_asked(
    assignment: Assignment, all_asked: Iterable[Assignment], listed: Iterable[int]
) -> tuple[int, ...] | None:
    """The demands that a unit is asked for again, by what the author asks for now.

    ``()`` stands for all of them: the lead answers for all where a demand would be left without a
    unit, or where none of its own is left.  None: nothing is left that the unit was asked for.
    """
    now = set(listed)
    if not now:
        return ()
    left = now - {no for a in all_asked for no in a.demands}
    own = tuple(no for no in assignment.demands if no in now)
    if assignment.part == "lead":
        return () if left else own
    return own if own or not assignment.demands else None


def must_leave_none(
    orders: Sequence[Order], there: Iterable[Assignment], listed: Iterable[int]
) -> None:
    """Where demands are shared out, each has a unit.  Who names none answers for all."""
    shares = [order.demands for order in orders]
    shares += [a.demands for a in there if a.state != S.RELEASED]
    left = sorted(set(listed) - {no for share in shares for no in share})
    if left and all(shares):
        raise Refused("demand_without_unit", "give each demand a unit", status=422, demands=left)
