"""A case's reception 接收.

A 留言 arrives and is *received*.  One named person claims it, its author is called, and with the
first attempt, or one working day later, it counts as *verified*: an author who cannot be reached
stops nothing.  Its holder then accepts it with a route: 交办, 直接答复, 不予受理, 转送 or 重复件.
The author may take it back until then and after.  What was answered before it reached us, or posted
before the office began, is *historic* from the start.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.intake.domain.roles import R
from shared.contracts.envelope import Actor
from shared.contracts.intake import (
    CaseAccepted,
    CaseClaimed,
    CaseClassified,
    CaseVerified,
    CaseWithdrawn,
    Channel,
    ClaimHandedOver,
    HandlingClass,
    Kind,
    PhoneState,
    VerificationOutcome,
    Wishes,
)
from shared.rules import Refused
from shared.workflow import Step, Workflow


class State(StrEnum):
    """Where a reception stands."""

    RECEIVED = "received"  # 待认领
    CLAIMED = "claimed"  # 核实中
    VERIFIED = "verified"  # 已核实, whatever the calls brought
    ACCEPTED = "accepted"  # 已受理, with its route
    WITHDRAWN = "withdrawn"  # 已撤回
    HISTORIC = "historic"  # 历史件


class Action(StrEnum):
    """What is done to a case at its reception."""

    CLAIM = "claim"  # 认领
    HAND_OVER = "hand_over"  # 移交
    VERIFY = "verify"  # 核实
    CLASSIFY = "classify"  # 分类
    ACCEPT = "accept"  # 受理
    WITHDRAW = "withdraw"  # 撤回


STARTS = (State.RECEIVED, State.HISTORIC)
ENDS = (State.ACCEPTED, State.WITHDRAWN, State.HISTORIC)

S, A = State, Action

# fmt: off
WORKFLOW = Workflow("case", (
    #    at           do            by             to            says
    Step(S.RECEIVED,  A.CLAIM,      R.CLERK,       S.CLAIMED,    CaseClaimed),      # 认领
    Step(S.CLAIMED,   A.HAND_OVER,  R.CLERK,       S.CLAIMED,    ClaimHandedOver),  # 移交
    Step(S.CLAIMED,   A.HAND_OVER,  R.OFFICE_HEAD, S.CLAIMED,    ClaimHandedOver),
    Step(S.CLAIMED,   A.CLASSIFY,   R.CLERK,       S.CLAIMED,    CaseClassified),   # 分类
    Step(S.CLAIMED,   A.CLASSIFY,   R.OFFICE_HEAD, S.CLAIMED,    CaseClassified),
    Step(S.CLAIMED,   A.VERIFY,     R.SYSTEM,      S.VERIFIED,   CaseVerified),     # 核实
    Step(S.VERIFIED,  A.HAND_OVER,  R.CLERK,       S.VERIFIED,   ClaimHandedOver),
    Step(S.VERIFIED,  A.HAND_OVER,  R.OFFICE_HEAD, S.VERIFIED,   ClaimHandedOver),
    Step(S.VERIFIED,  A.CLASSIFY,   R.CLERK,       S.VERIFIED,   CaseClassified),
    Step(S.VERIFIED,  A.CLASSIFY,   R.OFFICE_HEAD, S.VERIFIED,   CaseClassified),
    Step(S.VERIFIED,  A.ACCEPT,     R.CLERK,       S.ACCEPTED,   CaseAccepted),     # 受理
    Step(S.RECEIVED,  A.WITHDRAW,   R.CLERK,       S.WITHDRAWN,  CaseWithdrawn),    # 撤回
    Step(S.RECEIVED,  A.WITHDRAW,   R.OFFICE_HEAD, S.WITHDRAWN,  CaseWithdrawn),
    Step(S.CLAIMED,   A.WITHDRAW,   R.CLERK,       S.WITHDRAWN,  CaseWithdrawn),
    Step(S.CLAIMED,   A.WITHDRAW,   R.OFFICE_HEAD, S.WITHDRAWN,  CaseWithdrawn),
    Step(S.VERIFIED,  A.WITHDRAW,   R.CLERK,       S.WITHDRAWN,  CaseWithdrawn),
    Step(S.VERIFIED,  A.WITHDRAW,   R.OFFICE_HEAD, S.WITHDRAWN,  CaseWithdrawn),
    Step(S.ACCEPTED,  A.WITHDRAW,   R.CLERK,       S.WITHDRAWN,  CaseWithdrawn),
    Step(S.ACCEPTED,  A.WITHDRAW,   R.OFFICE_HEAD, S.WITHDRAWN,  CaseWithdrawn),
))
# fmt: on


@dataclass(frozen=True, slots=True)
class Reception:
    """A case as intake knows it, its row locked."""

    case_id: str
    state: State
    channel: Channel
    external_id: str | None
    addressee_fid: int | None
    kind: Kind
    domain_name: str
    subdomain_name: str | None
    division: str | None
    handling_class: HandlingClass
    admitted_at: datetime
    wishes: Wishes
    holder: Actor | None
    phone_state: PhoneState
    erased: bool
    is_settled: bool = False  # a person said what it is
    demands: int = 0
    flags: tuple[str, ...] = ()
    verified_as: VerificationOutcome | None = None
    attempts: int = 0
    contacts: int = 0  # found later, beside the one told
    corrections: int = 0
    supplements: int = 0
    consent: bool | None = None
    interested: tuple[str, ...] = ()
    accused: tuple[str, ...] = ()
    shielded_from: frozenset[str] = frozenset()  # the accused and all below
    units: frozenset[str] = frozenset()  # that have the case now
    group_id: str | None = None
    callers: frozenset[str] = frozenset()  # agents who have a call of it, or had it last

    @property
    def subject(self) -> str:
        return f"case/{self.case_id}"


def may_claim(case: Reception, actor: Actor) -> None:
    """One holder: of any number of claims the first wins, the others learn who it was."""
    if case.holder is None or case.state == State.WITHDRAWN:
        return
    if case.holder.sub == actor.sub:
        raise Refused("already_yours", "you hold this case already", holder=case.holder.name)
    raise Refused("held_by_another", "another clerk holds this case", holder=case.holder.name)


def must_hold(case: Reception, actor: Actor) -> None:
    """What is held is its holder's to act on, and the office head's."""
    if actor.role == R.OFFICE_HEAD or case.holder is None or case.holder.sub == actor.sub:
        return
    raise Refused(
        "not_the_holder", "only its holder may do that", status=403, holder=case.holder.name
    )


def must_change_hands(case: Reception, to_sub: str) -> None:
    """A hand-over goes to somebody else."""
    if case.holder is not None and case.holder.sub == to_sub:
        raise Refused("already_the_holder", "that person holds the case already")


def verified_without_call(case: Reception) -> VerificationOutcome | None:
    """Why nobody is to be called, if so: the author's wish, or no number that can be dialled."""
    if case.wishes.no_call:
        return "not_wanted"
    return None if case.phone_state == "dialable" else "no_number"


def may_classify(handling_class: HandlingClass, actor: Actor) -> None:
    """Only the office head makes a case 复杂: it takes the author's time."""
    if handling_class == "complex" and actor.role != R.OFFICE_HEAD:
        raise Refused(
            "complex_needs_office_head", "only the office head makes a case complex", status=403
        )


def may_erase(case: Reception, actor: Actor, office_unit: str) -> None:
    """A person's data is erased once: by the office head, to whom the office's own accusers are hidden."""
    if actor.role != R.OFFICE_HEAD and office_unit not in case.shielded_from:
        raise Refused("head_erases", "the office head erases", status=403)
    if case.erased:
        raise Refused("already_erased", "the author's data was erased before")
