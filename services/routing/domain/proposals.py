"""拟办意见: what an office proposes to its leader, from the wording to the leader's answer.

The city's clerk proposes to a city leader, a county's office to its own county leader; the office's
head signs 审签 and puts it before the leader 呈批, or gives it back.  A proposal's words are never
changed: a better one takes its place.  An office has at most one on its way in a case.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from services.routing.domain.assignments import Order
from services.routing.domain.cases import Case
from services.routing.domain.commands import Code, Command, Ident, Ordered, Text
from services.routing.domain.organisation import Tree, must_be_below, must_be_dispatchable
from services.routing.domain.posts import Post
from services.routing.domain.roles import IN_UNITS, R
from shared.contracts.envelope import Actor
from shared.contracts.routing import (
    CaseSubmitted,
    InstructionGiven,
    Level,
    ProposalMade,
    ProposalReturned,
    Urgency,
)
from shared.rules import Refused, unknown
from shared.workflow import Step, Workflow

ProposalId = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}[0-9]{4}-[0-9]{6}-p[0-9]{1,4}$")]


class ProposalState(StrEnum):
    """Where a proposal stands."""

    PROPOSED = "proposed"  # 待审签
    SUBMITTED = "submitted"  # 待批示
    INSTRUCTED = "instructed"  # 已批示
    GIVEN_BACK = "given_back"  # 审签退回
    DROPPED = "dropped"  # 作废


class ProposalAction(StrEnum):
    """What is done to a proposal."""

    REPLACE = "replace"  # 重新拟办: a better one takes its place
    GIVE_BACK = "give_back"  # 审签退回
    SUBMIT = "submit"  # 审签, 呈批
    INSTRUCT = "instruct"  # 批示
    DROP = "drop"  # 作废: nobody waits for it any more


S, A = ProposalState, ProposalAction

# fmt: off
PROPOSALS = Workflow("proposal", (
    #    at            do           by               to            says
    Step(S.PROPOSED,   A.REPLACE,   R.CLERK,         S.DROPPED,    ProposalMade),      # 拟办
    Step(S.PROPOSED,   A.REPLACE,   R.COUNTY_OFFICE, S.DROPPED,    ProposalMade),
    Step(S.PROPOSED,   A.GIVE_BACK, R.OFFICE_HEAD,   S.GIVEN_BACK, ProposalReturned),  # 审签退回
    Step(S.PROPOSED,   A.GIVE_BACK, R.UNIT_HEAD,     S.GIVEN_BACK, ProposalReturned),
    Step(S.SUBMITTED,  A.GIVE_BACK, R.OFFICE_HEAD,   S.GIVEN_BACK, ProposalReturned),
    Step(S.SUBMITTED,  A.GIVE_BACK, R.UNIT_HEAD,     S.GIVEN_BACK, ProposalReturned),
    Step(S.PROPOSED,   A.GIVE_BACK, R.SYSTEM,        S.GIVEN_BACK, ProposalReturned),  # 拟交被反映单位
    Step(S.SUBMITTED,  A.GIVE_BACK, R.SYSTEM,        S.GIVEN_BACK, ProposalReturned),
    Step(S.PROPOSED,   A.SUBMIT,    R.OFFICE_HEAD,   S.SUBMITTED,  CaseSubmitted),     # 呈批
    Step(S.PROPOSED,   A.SUBMIT,    R.UNIT_HEAD,     S.SUBMITTED,  CaseSubmitted),
    Step(S.SUBMITTED,  A.INSTRUCT,  R.LEADER,        S.INSTRUCTED, InstructionGiven),  # 批示
    Step(S.SUBMITTED,  A.INSTRUCT,  R.COUNTY_LEADER, S.INSTRUCTED, InstructionGiven),
    Step(S.SUBMITTED,  A.INSTRUCT,  R.SECRETARY,     S.INSTRUCTED, InstructionGiven),  # 代录
    Step(S.PROPOSED,   A.DROP,      R.SYSTEM,        S.DROPPED,    None),              # 作废
    Step(S.SUBMITTED,  A.DROP,      R.SYSTEM,        S.DROPPED,    None),
))
# fmt: on

STARTS = (S.PROPOSED,)
ENDS = (S.INSTRUCTED, S.GIVEN_BACK, S.DROPPED)


class Propose(Command):
    """拟办意见: units, their tasks, and by when."""

    opinion: Annotated[Text, Field(max_length=2000)]
    assignments: tuple[Ordered, ...] = Field(min_length=1, max_length=20)
    due_on: date
    urgency: Urgency = "normal"

    def orders(self) -> list[Order]:
        return [Order(o.unit_id, o.part, o.task) for o in self.assignments]


class GiveBack(Command):
    """审签退回."""

    reason: Code
    text: Annotated[Text, Field(max_length=2000)]


class Submit(Command):
    """审签, 呈批: sign the proposal and put it before a leader."""

    post: Ident | None = Field(
        default=None, description="the addressee, or the county's own leader, if not given"
    )
    remark: Annotated[Text, Field(max_length=2000)] | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal as it was made, and what became of it."""

    proposal_id: str
    unit_id: str | None  # the county's office that proposes; None: the city's
    round: int
    state: ProposalState
    opinion: str
    orders: tuple[Order, ...]
    due_on: date
    urgency: Urgency
    proposed_at: datetime
    proposed_by: str
    submitted_to: str | None  # post id
    submitted_at: datetime | None
    signed_by: str | None
    remark: str | None

    @property
    def is_open(self) -> bool:
        """Whether somebody is still to sign it, or to instruct on it."""
        return self.state not in ENDS


def office_of(actor: Actor) -> str | None:
    """The county's office whose proposals are the actor's business; None: the city's."""
    return actor.unit if actor.role in IN_UNITS else None


def level_of(office: str | None) -> Level:
    """Whose leaders an office puts cases before."""
    return "county" if office else "city"


def may_look(proposal: Proposal, actor: Actor) -> bool:
    """Whether what an office puts before its leader is for the actor's eyes: units see their own."""
    return actor.role not in IN_UNITS or proposal.unit_id == actor.unit


def office_before(post: Post) -> str | None:
    """The county's office that puts cases before a leader; None: the city's."""
    return post.unit_id if post.level == "county" else None


def open_ones(proposals: Iterable[Proposal], office: str | None) -> list[Proposal]:
    """What an office has on its way."""
    return [p for p in proposals if p.is_open and p.unit_id == office]


def before(proposals: Iterable[Proposal], post: Post) -> Proposal | None:
    """The proposal that a leader has on the desk, if the office put one there."""
    own = open_ones(proposals, office_before(post))
    return next((p for p in own if p.submitted_to == post.post_id), None)


def current(proposals: Iterable[Proposal], proposal_id: str, actor: Actor) -> Proposal:
    """The own office's proposal, if it is still on its way."""
    found = next((p for p in proposals if p.proposal_id == proposal_id), None)
    if found is None or found.unit_id != office_of(actor):
        raise unknown("proposal")
    if not found.is_open:
        raise not_current()
    return found


def must_be_as_seen(found: Proposal | None, asked: str | None) -> None:
    """Who agrees to a proposal agrees to the one that was read, not to one that took its place."""
    if asked is not None and (found is None or found.proposal_id != asked):
        raise not_current()


def not_current() -> Refused:
    """What was seen is no longer on its way."""
    return Refused("not_the_current_proposal", "another proposal has taken its place")


def must_be_due_between(due_on: date, today: date, latest: date | None) -> None:
    """A date to finish by is still to come, and no later than who handed the matter down is due.

    Where that is today or past, it is today.
    """
    if latest is not None and due_on > max(latest, today):
        raise Refused(
            "due_after_parent", "nobody below gets longer than who hands it down", status=422,
            parent=str(latest),
        )  # fmt: skip
    if due_on < today or (latest is None and due_on == today):
        raise Refused("due_date_past", "name a day that is still to come", status=422)


def must_be_in_reach(unit_ids: Iterable[str], office: str | None, tree: Tree) -> None:
    """The city's office proposes whom its letters go to, a county's whom it hands down to."""
    for unit_id in unit_ids:
        if office is None:
            must_be_dispatchable(tree[unit_id])
        else:
            must_be_below(tree[unit_id], office, tree)


def addressed_post(case: Case, office: str | None, asked: str | None, own: Iterable[str]) -> str:
    """The post a proposal goes to: the one asked for, or the one that it can only be.

    For the city that is the leader the message names; for a county's office its own leader's, of
    `own` posts.
    """
    if asked is not None:
        return asked
    named = case.addressee is not None and case.addressee.level == "city"
    may_be = list(own) if office else [case.addressee.post_id] if case.addressee and named else []
    if len(may_be) != 1:
        raise Refused("post_missing", "say which leader it goes to", status=422)
    return may_be[0]


def must_be_a_post_of(post: Post | None, office: str | None) -> Post:
    """The city's office puts cases before the city's leaders, a county's before its own."""
    if office is None and (post is None or post.level != "city"):
        raise Refused("not_a_city_post", "the office submits to a city leader's post", status=422)
    if post is None or office_before(post) != office:
        raise Refused("not_the_countys_post", "submit to your own county's leader", status=422)
    return post
