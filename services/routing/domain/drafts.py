"""A unit's draft of its reply 答复稿, from the first wording to the signature of the unit's head.

An officer writes it and may write it anew; every wording is kept.  A lead unit's goes round the units
that assist it 会签, each of which agrees or objects in time (`countersigns`); then the unit's own head
一把手 signs it 签发 or gives it back.  A county office's draft is read by the county's leader 阅批 where the office's practice says
so.  Then it is sent, and is a reply.  Until that nobody outside has it, and nothing is counted.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.routing.domain.assignments import Assignment, AssignmentState
from services.routing.domain.cases import Case
from services.routing.domain.organisation import COUNTY_OFFICE_TYPE, Unit
from services.routing.domain.practice import CountyReading
from services.routing.domain.replies import ReplyHead
from services.routing.domain.roles import R
from shared.contracts.envelope import Actor
from shared.contracts.routing import (
    CountersignLapsed,
    DraftRead,
    DraftSentBack,
    ReplyCirculated,
    ReplyCountersigned,
    ReplySigned,
)
from shared.rules import Refused, unknown
from shared.workflow import Step, Workflow


class DraftState(StrEnum):
    """Where a draft stands."""

    DRAFTED = "drafted"  # 拟稿
    CIRCULATED = "circulated"  # 会签中
    PRESENTED = "presented"  # 待签发
    SIGNED = "signed"  # 待县领导阅批
    SENT = "sent"  # 已报送
    DROPPED = "dropped"  # 已作废


class DraftAction(StrEnum):
    """What is done to a draft."""

    REVISE = "revise"  # 修改
    CIRCULATE = "circulate"  # 送会签
    PRESENT = "present"  # 送签
    RECALL = "recall"  # 撤回修改
    COUNTERSIGN = "countersign"  # 会签
    COUNTERSIGN_LAST = "countersign_last"  # 会签完毕
    OBJECT = "object"  # 会签不同意
    LAPSE = "lapse"  # 会签逾期: who stayed silent is not waited for
    RETURN = "return"  # 签发退回
    SIGN = "sign"  # 签发
    SIGN_FOR_READING = "sign_for_reading"  # 签发并呈县领导
    READ = "read"  # 县级阅批
    SEND_BACK = "send_back"  # 县级阅批退回
    DROP = "drop"  # 作废


S, A = DraftState, DraftAction

# fmt: off
DRAFTS = Workflow("draft", (
    #    at             do                  by               to             says
    Step(S.DRAFTED,     A.REVISE,           R.UNIT,          S.DRAFTED,     None),                # 修改
    Step(S.DRAFTED,     A.REVISE,           R.COUNTY_OFFICE, S.DRAFTED,     None),
    Step(S.DRAFTED,     A.CIRCULATE,        R.UNIT,          S.CIRCULATED,  ReplyCirculated),     # 送会签
    Step(S.DRAFTED,     A.CIRCULATE,        R.COUNTY_OFFICE, S.CIRCULATED,  ReplyCirculated),
    Step(S.DRAFTED,     A.PRESENT,          R.UNIT,          S.PRESENTED,   None),                # 送签
    Step(S.DRAFTED,     A.PRESENT,          R.COUNTY_OFFICE, S.PRESENTED,   None),
    Step(S.CIRCULATED,  A.COUNTERSIGN,      R.UNIT,          S.CIRCULATED,  ReplyCountersigned),  # 会签
    Step(S.CIRCULATED,  A.COUNTERSIGN,      R.COUNTY_OFFICE, S.CIRCULATED,  ReplyCountersigned),
    Step(S.CIRCULATED,  A.COUNTERSIGN_LAST, R.UNIT,          S.PRESENTED,   ReplyCountersigned),
    Step(S.CIRCULATED,  A.COUNTERSIGN_LAST, R.COUNTY_OFFICE, S.PRESENTED,   ReplyCountersigned),
    Step(S.CIRCULATED,  A.OBJECT,           R.UNIT,          S.DRAFTED,     ReplyCountersigned),
    Step(S.CIRCULATED,  A.OBJECT,           R.COUNTY_OFFICE, S.DRAFTED,     ReplyCountersigned),
    Step(S.CIRCULATED,  A.LAPSE,            R.UNIT,          S.PRESENTED,   CountersignLapsed),   # 会签逾期
    Step(S.CIRCULATED,  A.LAPSE,            R.COUNTY_OFFICE, S.PRESENTED,   CountersignLapsed),
    Step(S.CIRCULATED,  A.RECALL,           R.UNIT,          S.DRAFTED,     None),                # 撤回修改
    Step(S.CIRCULATED,  A.RECALL,           R.COUNTY_OFFICE, S.DRAFTED,     None),
    Step(S.CIRCULATED,  A.RECALL,           R.SYSTEM,        S.DRAFTED,     None),  # 会签单位被反映
    Step(S.PRESENTED,   A.RECALL,           R.UNIT,          S.DRAFTED,     None),
    Step(S.PRESENTED,   A.RECALL,           R.COUNTY_OFFICE, S.DRAFTED,     None),
    Step(S.PRESENTED,   A.RETURN,           R.UNIT_HEAD,     S.DRAFTED,     None),                # 签发退回
    Step(S.PRESENTED,   A.SIGN,             R.UNIT_HEAD,     S.SENT,        ReplySigned),         # 签发
    Step(S.PRESENTED,   A.SIGN_FOR_READING, R.UNIT_HEAD,     S.SIGNED,      ReplySigned),
    Step(S.SIGNED,      A.READ,             R.COUNTY_LEADER, S.SENT,        DraftRead),           # 县级阅批
    Step(S.SIGNED,      A.READ,             R.SECRETARY,     S.SENT,        DraftRead),
    Step(S.SIGNED,      A.SEND_BACK,        R.COUNTY_LEADER, S.DRAFTED,     DraftSentBack),
    Step(S.SIGNED,      A.SEND_BACK,        R.SECRETARY,     S.DRAFTED,     DraftSentBack),
    Step(S.DRAFTED,     A.DROP,             R.SYSTEM,        S.DROPPED,     None),                # 作废
    Step(S.CIRCULATED,  A.DROP,             R.SYSTEM,        S.DROPPED,     None),
    Step(S.PRESENTED,   A.DROP,             R.SYSTEM,        S.DROPPED,     None),
    Step(S.SIGNED,      A.DROP,             R.SYSTEM,        S.DROPPED,     None),
))
# fmt: on

STARTS = (S.DRAFTED,)
ENDS = (S.SENT, S.DROPPED)

DRAFTABLE = (AssignmentState.SIGNED, AssignmentState.FORWARDED)
"""A unit answers while it has the matter in hand, itself or through those below it."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft, as its row says, and how far its circulation came."""

    draft_id: str
    case_id: str
    assignment_id: str
    unit_id: str
    state: DraftState
    version: int
    asked: tuple[str, ...] = ()
    agreed: tuple[str, ...] = ()
    answer_by: date | None = None  # the term of the circulation


def known_draft(draft: Draft | None) -> Draft:
    """The draft, or 404."""
    if draft is None:
        raise unknown("draft")
    return draft


def must_be_own(draft: Draft, actor: Actor) -> None:
    """A unit works on its own draft.  Of others' it learns nothing."""
    if draft.unit_id != actor.unit:
        raise unknown("draft")


def must_have_in_hand(assignment: Assignment) -> None:
    """Who refused the matter, or has answered, writes no draft."""
    if assignment.state not in DRAFTABLE:
        raise Refused(
            "wrong_state", "this matter is not in your unit's hand", state=str(assignment.state)
        )


def must_be_only_draft(drafts: Iterable[Draft], assignment: Assignment) -> None:
    """A unit works on one draft at a time."""
    for draft in drafts:
        if draft.assignment_id == assignment.assignment_id:
            raise Refused("draft_open", "revise the draft there is", draft=draft.draft_id)


def must_have_accepted(below: Iterable[Assignment], replies: Sequence[ReplyHead]) -> None:
    """Who handed a matter down has accepted what came up before it answers itself."""
    for assignment in below:
        own = [r for r in replies if r.assignment_id == assignment.assignment_id]
        if assignment.state == AssignmentState.ANSWERED and not own[-1].accepted:
            raise Refused(
                "children_unreviewed",
                "review what the units below answered first",
                reply=own[-1].reply_id,
            )


def reply_from_below(case: Case, reply_id: str, actor: Actor) -> tuple[ReplyHead, Assignment]:
    """The reply of a unit that the actor's unit handed the matter down to, if it is its last word.

    Of what came up to others a unit learns nothing.
    """
    reply = next((r for r in case.replies if r.reply_id == reply_id), None)
    if reply is None or reply.assignment_id is None:
        raise unknown("reply")
    assignment = case.assignment(reply.assignment_id)
    if assignment.parent_id is None or case.assignment(assignment.parent_id).unit_id != actor.unit:
        raise unknown("reply")
    last = [r for r in case.replies if r.assignment_id == reply.assignment_id][-1]
    if last != reply or assignment.state != AssignmentState.ANSWERED:
        raise Refused("not_the_current_reply", "another reply has taken its place")
    if not case.assignment(assignment.parent_id).is_open:
        raise Refused("answered_already", "your unit has answered; have its own reply returned")
    return reply, assignment


def must_be_unaccepted(reply: ReplyHead) -> None:
    """What was found in order need not be again."""
    if reply.accepted:
        raise Refused("already_accepted", "it was found in order before")


def sign_action(unit: Unit, case: Case, practice: CountyReading) -> DraftAction:
    """Whether the county's leader reads a signed draft before it goes up."""
    addressed = case.addressee is not None and case.addressee.unit_id == unit.unit_id
    reads = practice == "always" or (practice == "city_matters" and not addressed)
    return A.SIGN_FOR_READING if unit.unit_type == COUNTY_OFFICE_TYPE and reads else A.SIGN


def merged(parts: Sequence[tuple[str, str]]) -> str:
    """One text out of several units' answers, for its author to work on: unit and text of each."""
    if len(parts) == 1:
        return parts[0][1]
    return "\n".join(f"{unit}：{text}" for unit, text in parts)
