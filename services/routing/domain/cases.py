"""A case's handling 办理.

An accepted case is *opened*.  On the way of 交办 a clerk proposes what to do 拟办, the office head
signs that and puts it before a leader 呈批 (or gives it back), and the leader instructs; a leader
may as well instruct at once.  Then the office dispatches a numbered letter to the units, and the
lead unit's reply, when it is complete, comes up for review; a message to a county leader is handed
to that county's office at once, and the county leader instructs there.  On the other routes
(直接答复, 不予受理, 转送, 重复件) the office answers by itself.  Either answer is reviewed, read by the
leader it was addressed to (waived by rule where nothing was decided on the matter), and published
with its proof.  The case closes when the after-check passed, or the office head upholds the result;
a redo begins a new round and leaves the earlier ones as they were.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.routing.domain.assignments import Assignment, AssignmentState
from services.routing.domain.replies import ReplyHead
from services.routing.domain.roles import R
from shared.contracts.envelope import Actor
from shared.contracts.intake import HandlingClass, Kind, Route, Wishes
from shared.contracts.routing import (
    CaseClosed,
    CaseDispatched,
    CaseReopened,
    CaseSubmitted,
    InstructionAmended,
    InstructionGiven,
    Level,
    ProposalMade,
    ProposalReturned,
    RedoOrdered,
    ReplyBarred,
    ReplyPublished,
    ReplyRead,
    ReplyReturned,
    ReplyReviewed,
    ReplySentBack,
    ReplySubmitted,
)
from shared.rules import Refused, unknown
from shared.workflow import Step, Workflow


class CaseState(StrEnum):
    """Where a handling stands."""

    OPENED = "opened"  # 待拟办
    PROPOSED = "proposed"  # 待审签
    SUBMITTED = "submitted"  # 待批示
    INSTRUCTED = "instructed"  # 已批示
    DISPATCHED = "dispatched"  # 办理中
    REPLIED = "replied"  # 待审核
    REVIEWED = "reviewed"  # 待阅批
    READ = "read"  # 待公开回复
    PUBLISHED = "published"  # 已公开回复, awaits the after-check
    CLOSED = "closed"  # 办结
    WITHDRAWN = "withdrawn"  # 已撤回


class Action(StrEnum):
    """What is done to a case while it is handled."""

    PROPOSE = "propose"  # 拟办
    GIVE_BACK = "give_back"  # 审签退回
    SUBMIT = "submit"  # 审签, 呈批
    INSTRUCT = "instruct"  # 批示
    AMEND = "amend"  # 批示修改
    HAND_DOWN = "hand_down"  # 转办 to the county at once
    DISPATCH = "dispatch"  # 交办
    REASSIGN = "reassign"  # 改派, or one more unit
    ANSWER = "answer"  # the office's own answer
    ANSWER_UP = "answer_up"  # the lead unit's reply
    RETURN = "return"  # 审核退回, to the unit
    RETURN_ANSWER = "return_answer"  # 审核退回, to the clerk
    REVIEW = "review"  # 审核
    READ = "read"  # 阅批
    WAIVE = "waive"  # 免阅批, by rule
    SEND_BACK = "send_back"  # 阅批退回
    PUBLISH = "publish"  # 公开回复
    CLOSE = "close"  # 办结
    UPHOLD = "uphold"  # 维持
    REDO = "redo"  # 退回重办
    REDO_ANSWER = "redo_answer"  # 退回重办 of the office's own answer
    REOPEN = "reopen"  # 重新办理
    REOPEN_ANSWER = "reopen_answer"
    WITHDRAW = "withdraw"  # 撤回
    BAR = "bar"  # 答复作废, of the accused


S, A = CaseState, Action

# fmt: off
WORKFLOW = Workflow("case", (
    #    at            do               by               to            says
    Step(S.OPENED,     A.INSTRUCT,      R.LEADER,        S.INSTRUCTED, InstructionGiven),  # 批示
    Step(S.OPENED,     A.INSTRUCT,      R.SECRETARY,     S.INSTRUCTED, InstructionGiven),  # 代录
    Step(S.OPENED,     A.PROPOSE,       R.CLERK,         S.PROPOSED,   ProposalMade),      # 拟办
    Step(S.PROPOSED,   A.PROPOSE,       R.CLERK,         S.PROPOSED,   ProposalMade),
    Step(S.PROPOSED,   A.GIVE_BACK,     R.OFFICE_HEAD,   S.OPENED,     ProposalReturned),  # 审签退回
    Step(S.PROPOSED,   A.SUBMIT,        R.OFFICE_HEAD,   S.SUBMITTED,  CaseSubmitted),     # 呈批
    Step(S.PROPOSED,   A.INSTRUCT,      R.LEADER,        S.INSTRUCTED, InstructionGiven),
    Step(S.PROPOSED,   A.INSTRUCT,      R.SECRETARY,     S.INSTRUCTED, InstructionGiven),
    Step(S.SUBMITTED,  A.GIVE_BACK,     R.OFFICE_HEAD,   S.OPENED,     ProposalReturned),
    Step(S.PROPOSED,   A.GIVE_BACK,     R.SYSTEM,        S.OPENED,     ProposalReturned),  # 拟交被反映单位
    Step(S.SUBMITTED,  A.GIVE_BACK,     R.SYSTEM,        S.OPENED,     ProposalReturned),
    Step(S.SUBMITTED,  A.INSTRUCT,      R.LEADER,        S.INSTRUCTED, InstructionGiven),
    Step(S.SUBMITTED,  A.INSTRUCT,      R.SECRETARY,     S.INSTRUCTED, InstructionGiven),
    Step(S.OPENED,     A.HAND_DOWN,     R.OFFICE_HEAD,   S.DISPATCHED, CaseDispatched),    # 转办
    Step(S.OPENED,     A.ANSWER,        R.CLERK,         S.REPLIED,    ReplySubmitted),    # 答复
    Step(S.INSTRUCTED, A.INSTRUCT,      R.LEADER,        S.INSTRUCTED, InstructionGiven),
    Step(S.INSTRUCTED, A.INSTRUCT,      R.SECRETARY,     S.INSTRUCTED, InstructionGiven),
    Step(S.INSTRUCTED, A.AMEND,         R.LEADER,        S.INSTRUCTED, InstructionAmended),  # 批示修改
    Step(S.INSTRUCTED, A.AMEND,         R.SECRETARY,     S.INSTRUCTED, InstructionAmended),
    Step(S.INSTRUCTED, A.DISPATCH,      R.OFFICE_HEAD,   S.DISPATCHED, CaseDispatched),    # 交办
    Step(S.DISPATCHED, A.PROPOSE,       R.COUNTY_OFFICE, S.DISPATCHED, ProposalMade),      # 县级拟办
    Step(S.DISPATCHED, A.GIVE_BACK,     R.UNIT_HEAD,     S.DISPATCHED, ProposalReturned),
    Step(S.DISPATCHED, A.GIVE_BACK,     R.SYSTEM,        S.DISPATCHED, ProposalReturned),
    Step(S.DISPATCHED, A.SUBMIT,        R.UNIT_HEAD,     S.DISPATCHED, CaseSubmitted),
    Step(S.DISPATCHED, A.INSTRUCT,      R.LEADER,        S.DISPATCHED, InstructionGiven),
    Step(S.DISPATCHED, A.INSTRUCT,      R.COUNTY_LEADER, S.DISPATCHED, InstructionGiven),
    Step(S.DISPATCHED, A.INSTRUCT,      R.SECRETARY,     S.DISPATCHED, InstructionGiven),
    Step(S.DISPATCHED, A.AMEND,         R.LEADER,        S.DISPATCHED, InstructionAmended),
    Step(S.DISPATCHED, A.AMEND,         R.COUNTY_LEADER, S.DISPATCHED, InstructionAmended),
    Step(S.DISPATCHED, A.AMEND,         R.SECRETARY,     S.DISPATCHED, InstructionAmended),
    Step(S.DISPATCHED, A.REASSIGN,      R.OFFICE_HEAD,   S.DISPATCHED, CaseDispatched),    # 改派
    Step(S.DISPATCHED, A.ANSWER_UP,     R.UNIT_HEAD,     S.REPLIED,    ReplySubmitted),    # 答复
    Step(S.DISPATCHED, A.ANSWER_UP,     R.COUNTY_LEADER, S.REPLIED,    ReplySubmitted),
    Step(S.DISPATCHED, A.ANSWER_UP,     R.SECRETARY,     S.REPLIED,    ReplySubmitted),
    Step(S.REPLIED,    A.RETURN,        R.REVIEWER,      S.DISPATCHED, ReplyReturned),     # 审核退回
    Step(S.REPLIED,    A.RETURN_ANSWER, R.REVIEWER,      S.OPENED,     ReplyReturned),
    Step(S.REPLIED,    A.REVIEW,        R.REVIEWER,      S.REVIEWED,   ReplyReviewed),     # 审核
    Step(S.REVIEWED,   A.READ,          R.LEADER,        S.READ,       ReplyRead),         # 阅批
    Step(S.REVIEWED,   A.READ,          R.COUNTY_LEADER, S.READ,       ReplyRead),
    Step(S.REVIEWED,   A.READ,          R.SECRETARY,     S.READ,       ReplyRead),
    Step(S.REVIEWED,   A.WAIVE,         R.SYSTEM,        S.READ,       ReplyRead),
    Step(S.REVIEWED,   A.SEND_BACK,     R.LEADER,        S.REPLIED,    ReplySentBack),     # 阅批退回
    Step(S.REVIEWED,   A.SEND_BACK,     R.COUNTY_LEADER, S.REPLIED,    ReplySentBack),
    Step(S.REVIEWED,   A.SEND_BACK,     R.SECRETARY,     S.REPLIED,    ReplySentBack),
    Step(S.READ,       A.RETURN,        R.REVIEWER,      S.DISPATCHED, ReplyReturned),
    Step(S.READ,       A.RETURN_ANSWER, R.REVIEWER,      S.OPENED,     ReplyReturned),
    Step(S.REPLIED,    A.BAR,           R.SYSTEM,        S.DISPATCHED, ReplyBarred),       # 答复作废
    Step(S.REVIEWED,   A.BAR,           R.SYSTEM,        S.DISPATCHED, ReplyBarred),
    Step(S.READ,       A.BAR,           R.SYSTEM,        S.DISPATCHED, ReplyBarred),
    Step(S.READ,       A.PUBLISH,       R.CLERK,         S.PUBLISHED,  ReplyPublished),    # 公开回复
    Step(S.PUBLISHED,  A.CLOSE,         R.SYSTEM,        S.CLOSED,     CaseClosed),        # 办结
    Step(S.PUBLISHED,  A.UPHOLD,        R.OFFICE_HEAD,   S.CLOSED,     CaseClosed),        # 维持
    Step(S.PUBLISHED,  A.REDO,          R.OFFICE_HEAD,   S.DISPATCHED, RedoOrdered),       # 退回重办
    Step(S.PUBLISHED,  A.REDO_ANSWER,   R.OFFICE_HEAD,   S.OPENED,     RedoOrdered),
    Step(S.CLOSED,     A.REOPEN,        R.OFFICE_HEAD,   S.DISPATCHED, CaseReopened),      # 重新办理
    Step(S.CLOSED,     A.REOPEN_ANSWER, R.OFFICE_HEAD,   S.OPENED,     CaseReopened),
    Step(S.OPENED,     A.WITHDRAW,      R.SYSTEM,        S.WITHDRAWN,  CaseClosed),        # 撤回
    Step(S.PROPOSED,   A.WITHDRAW,      R.SYSTEM,        S.WITHDRAWN,  CaseClosed),
    Step(S.SUBMITTED,  A.WITHDRAW,      R.SYSTEM,        S.WITHDRAWN,  CaseClosed),
    Step(S.INSTRUCTED, A.WITHDRAW,      R.SYSTEM,        S.WITHDRAWN,  CaseClosed),
    Step(S.DISPATCHED, A.WITHDRAW,      R.SYSTEM,        S.WITHDRAWN,  CaseClosed),
    Step(S.REPLIED,    A.WITHDRAW,      R.SYSTEM,        S.WITHDRAWN,  CaseClosed),
    Step(S.REVIEWED,   A.WITHDRAW,      R.SYSTEM,        S.WITHDRAWN,  CaseClosed),
    Step(S.READ,       A.WITHDRAW,      R.SYSTEM,        S.WITHDRAWN,  CaseClosed),
    Step(S.PUBLISHED,  A.WITHDRAW,      R.SYSTEM,        S.WITHDRAWN,  CaseClosed),
))
# fmt: on

STARTS = (S.OPENED,)
ENDS = (S.CLOSED, S.WITHDRAWN)

UNDER_REVIEW = frozenset({S.REPLIED, S.REVIEWED, S.READ})
"""An answer is there, and not public yet."""

READING_WAIVED: frozenset[Route] = frozenset({"decline", "transfer", "duplicate"})
"""Routes whose answer decides nothing on the matter: no leader need read it."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """The leader's post a message was addressed to, where the board's number is known.

    One whose own office is accused is none.
    """

    post_id: str
    title: str
    level: Level
    unit_id: str | None


@dataclass(frozen=True, slots=True)
class Case:
    """A case as routing handles it, its row locked."""

    case_id: str
    state: CaseState
    route: Route
    round: int
    kind: Kind
    handling_class: HandlingClass
    external_id: str | None
    admitted_at: datetime
    addressee: Addressee | None
    secret: bool
    hide_from_unit: bool
    accused_units: tuple[str, ...]
    assignments: tuple[Assignment, ...] = ()
    replies: tuple[ReplyHead, ...] = ()
    holder: str | None = None
    interested: tuple[str, ...] = ()
    no_call: bool = False

    @property
    def subject(self) -> str:
        return f"case/{self.case_id}"

    @property
    def office_answers(self) -> bool:
        """Whether the office answers by itself, without units."""
        return self.route != "dispatch"

    @property
    def hides_author(self) -> bool:
        """Whether units and the public are not to know who wrote."""
        return self.secret or self.hide_from_unit

    @property
    def wishes(self) -> Wishes:
        """What of the author's wishes concerns units and papers."""
        return Wishes(no_call=self.no_call, secret=self.secret, hide_from_unit=self.hide_from_unit)

    def in_round(self) -> list[Assignment]:
        """The assignments of the round that runs."""
        return [a for a in self.assignments if a.round == self.round]

    def by_letter(self) -> list[Assignment]:
        """Those of the round that letters made, as against forwarded ones."""
        return [a for a in self.in_round() if a.parent_id is None]

    def held_by(self, unit_id: str) -> Assignment:
        """What a unit has by letter and has not answered, or 404."""
        found = next((a for a in self.by_letter() if a.unit_id == unit_id and a.is_open), None)
        if found is None:
            raise unknown("assignment")
        return found

    def below(self, assignment: Assignment) -> list[Assignment]:
        """Those it was forwarded to."""
        return [a for a in self.assignments if a.parent_id == assignment.assignment_id]

    def open_below(self, assignment: Assignment) -> list[Assignment]:
        """Those that still owe something of what it handed down, at any depth."""
        children = self.below(assignment)
        deeper = [a for child in children for a in self.open_below(child)]
        return [a for a in children if a.is_open] + deeper

    def beside(self, assignment: Assignment) -> list[Assignment]:
        """The others that came by the same way in the same round."""
        same = (a for a in self.in_round() if a.parent_id == assignment.parent_id)
        return [a for a in same if a != assignment]

    def handled_by(self) -> tuple[str, ...]:
        """The units that answered in this round."""
        answered = [a for a in self.in_round() if a.state == AssignmentState.ANSWERED]
        return tuple(dict.fromkeys(a.unit_id for a in answered if self._counts(a)))

    def _counts(self, assignment: Assignment) -> bool:
        """Whether what it answered went into an answer: not where somebody above is out."""
        if assignment.parent_id is None:
            return True
        above = self.assignment(assignment.parent_id)
        return above.state != AssignmentState.RELEASED and self._counts(above)

    def assignment(self, assignment_id: str) -> Assignment:
        """The assignment, or 404."""
        found = (a for a in self.assignments if a.assignment_id == assignment_id)
        assignment = next(found, None)
        if assignment is None:
            raise unknown("assignment")
        return assignment

    def current_reply(self, reply_id: str) -> ReplyHead:
        """The reply, if it is the one that the case stands on now."""
        reply = next((r for r in self.replies if r.reply_id == reply_id), None)
        if reply is None:
            raise unknown("reply")
        newest = [r for r in self.replies if r.complete and r.round == self.round]
        if not newest or newest[-1] != reply:
            raise Refused("not_the_current_reply", "another reply has taken its place")
        return reply


def stands_on(case: Case) -> ReplyHead | None:
    """The unit's answer that a case is on its way to the public with, if it is."""
    if case.state not in UNDER_REVIEW:
        return None
    complete = [r for r in case.replies if r.complete and r.round == case.round]
    return complete[-1] if complete else None


def must_be_under_review(case: Case) -> None:
    """What is public already, or never will be, is not cleared for the public."""
    if case.state not in UNDER_REVIEW:
        raise Refused("wrong_state", "no answer is on its way to the public", state=case.state)


def barred(case: Case, is_out: Callable[[str], bool]) -> list[Assignment]:
    """The assignments that end because their units are accused.

    Those that are open; and those that are answered, as long as the answer of the round is not
    public: what is public stands, and is history.
    """
    ended = case.state in {CaseState.PUBLISHED, *ENDS}
    return [
        a for a in case.assignments
        if is_out(a.unit_id)
        and (a.is_open or (a.state == AssignmentState.ANSWERED and a.round == case.round and not ended))
    ]  # fmt: skip


def known(case: Case | None) -> Case:
    """The case, or 404."""
    if case is None:
        raise unknown("case")
    return case


def interest_excludes() -> Refused:
    """回避: an interest in a case excludes from it."""
    return Refused("interest_excludes", "an interest in the case was declared", status=403)


def must_be_above(case: Case, assignment: Assignment, actor: Actor) -> None:
    """The office head decides on what a unit has; on what was handed down, also who handed it down.

    Another unit learns nothing, not even that there is such an assignment.
    """
    if actor.role == R.OFFICE_HEAD:
        return
    above = case.assignment(assignment.parent_id) if assignment.parent_id else None
    if above is not None and above.unit_id == actor.unit:
        return
    if assignment.unit_id == actor.unit:
        raise Refused("wrong_role", "who handed it down decides", status=403)
    raise unknown("assignment")


def must_be_for_units(case: Case) -> None:
    """Only 交办 cases have instructions, letters and units."""
    if case.office_answers:
        raise Refused("answered_by_office", "on its route the office answers by itself")


def must_be_for_office(case: Case) -> None:
    """A case on the way of 交办 is answered by its units."""
    if not case.office_answers:
        raise Refused("answered_by_units", "on its route the units answer")


def dispatch_action(case: Case) -> Action:
    """What a letter is at this state."""
    return {S.OPENED: A.HAND_DOWN, S.INSTRUCTED: A.DISPATCH}.get(case.state, A.REASSIGN)


def must_have_failed_check(*, found: bool) -> None:
    """Only what an after-check found wanting is upheld; every case is checked."""
    if not found:
        raise Refused("no_failed_check", "no after-check has failed in this round")
