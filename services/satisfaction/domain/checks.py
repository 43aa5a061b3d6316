"""The life of an after-check 回访: is it handled in place 到位, and is the reply true 属实.

due → recorded → passed, or failed, or cancelled.  Every published answer gets one.  A check is
`recorded` while one of its two findings is still missing.  An author who cannot be reached leaves it
due, for a visit: never passed, never failed.  A dissatisfied author does not fail a check whose two
findings hold; the dissatisfaction is counted.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

from shared.contracts.intake import Route
from shared.contracts.notify import Satisfaction
from shared.contracts.satisfaction import CheckFailed, CheckPassed, CheckRecorded, Method
from shared.rules import Refused
from shared.workflow import Step, Workflow

CHECKED: tuple[Route, ...] = ("dispatch", "direct")
"""Routes on which something was done that can be checked; elsewhere the check is waived by rule."""


class R(StrEnum):
    """Roles of people, and the service itself."""

    AGENT = "agent"  # 话务员
    CLERK = "clerk"  # 经办员
    REVIEWER = "reviewer"  # 审核员
    OFFICE_HEAD = "office_head"  # 主任
    LEADER = "leader"  # 市领导
    ADMIN = "admin"  # 管理员
    SYSTEM = "system"


class CheckState(StrEnum):
    """Where a check is."""

    DUE = "due"
    RECORDED = "recorded"
    PASSED = "passed"
    FAILED = "failed"
    CANCELLED = "cancelled"


class CheckAction(StrEnum):
    """What may happen to a check."""

    RECORD = "record"
    PASS = "pass"  # noqa: S105 - 合格
    FAIL = "fail"
    WAIVE = "waive"
    CANCEL = "cancel"


S, A = CheckState, CheckAction

# fmt: off
CHECK = Workflow("check", (
    #    at          do        by             to           says
    Step(S.DUE,      A.RECORD, R.SYSTEM,      S.RECORDED,  CheckRecorded),  # 电话回访
    Step(S.DUE,      A.RECORD, R.CLERK,       S.RECORDED,  CheckRecorded),  # 现场查验, 约见
    Step(S.DUE,      A.RECORD, R.OFFICE_HEAD, S.RECORDED,  CheckRecorded),
    Step(S.RECORDED, A.RECORD, R.SYSTEM,      S.RECORDED,  CheckRecorded),
    Step(S.RECORDED, A.RECORD, R.CLERK,       S.RECORDED,  CheckRecorded),
    Step(S.RECORDED, A.RECORD, R.OFFICE_HEAD, S.RECORDED,  CheckRecorded),
    Step(S.RECORDED, A.PASS,   R.SYSTEM,      S.PASSED,    CheckPassed),    # 合格
    Step(S.RECORDED, A.FAIL,   R.SYSTEM,      S.FAILED,    CheckFailed),    # 不合格
    Step(S.DUE,      A.WAIVE,  R.SYSTEM,      S.PASSED,    CheckPassed),    # 免回访
    Step(S.DUE,      A.CANCEL, R.SYSTEM,      S.CANCELLED, None),           # 取消
    Step(S.RECORDED, A.CANCEL, R.SYSTEM,      S.CANCELLED, None),
))
# fmt: on

STARTS = (S.DUE,)
ENDS = (S.PASSED, S.FAILED, S.CANCELLED)

OPEN = (S.DUE, S.RECORDED)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one look at the case found; None: it did not tell."""

    method: Method
    handled: bool | None
    reply_true: bool | None
    pressed: bool = False

    @property
    def tells(self) -> bool:
        """Whether it found anything."""
        return self.handled is not None or self.reply_true is not None


@dataclass(frozen=True, slots=True)
class Check:
    """The check of one round's answer, with what was found so far."""

    check_id: str
    case_id: str
    round: int
    state: CheckState
    opened_at: datetime
    handled: bool | None = None
    reply_true: bool | None = None
    makers: tuple[str, ...] = ()  # who handed the answer in, or published it
    units: tuple[str, ...] = ()  # that handled the matter

    @property
    def is_open(self) -> bool:
        """Whether something can still be found."""
        return self.state in OPEN


class RecordCheck(BaseModel):
    """回访记录: what a person found on site, in a meeting, or by other means."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    method: Literal["phone", "on_site", "meeting", "other"]
    handled: bool | None
    reply_true: bool | None
    rating: Satisfaction | None = None
    pressed: bool = False
    comment: Annotated[str, StringConstraints(max_length=1000, pattern=r"^[^\x00]*$")] | None = None


def check_id(case_id: str, of_round: int) -> str:
    """The check's number: one for each round of a case.  Its callback task bears it too."""
    return f"{case_id}-C{of_round}"


OWN_ANSWER, OWN_UNIT = "own_answer", "own_unit"
_PARTIAL = {
    OWN_ANSWER: "somebody else has to check your answer",
    OWN_UNIT: "somebody outside the unit that handled it has to check it",
}


def partial(check: Check, sub: str, own_units: Collection[str]) -> str | None:
    """The rule that keeps a person from checking an answer; None: nothing does.

    `own_units` are the person's own unit and those above it.
    """
    if sub in check.makers:
        return OWN_ANSWER
    return OWN_UNIT if set(own_units) & set(check.units) else None


def must_be_impartial(check: Check, sub: str, own_units: Collection[str]) -> None:
    """Nobody checks what he answered or published himself, or what his unit did."""
    rule = partial(check, sub, own_units)
    if rule is not None:
        raise Refused(rule, _PARTIAL[rule], status=403)


def must_tell(finding: Finding) -> None:
    """A record without any finding is none."""
    if not finding.tells:
        raise Refused(
            "nothing_found", "say whether it is handled, or whether the reply is true", 422
        )


def verdict(
    handled: bool | None, reply_true: bool | None
) -> Literal[CheckAction.PASS, CheckAction.FAIL] | None:
    """Both hold: passed.  One does not: failed, a redo is proposed.  None: one is not known yet."""
    if handled is False or reply_true is False:
        return CheckAction.FAIL
    return CheckAction.PASS if handled and reply_true else None


def open_check(checks: Sequence[Check]) -> Check | None:
    """The one check of a case that is open, if any."""
    return next((check for check in checks if check.is_open), None)


def must_be_open(checks: Sequence[Check]) -> Check:
    """Refuse a record where nothing is to be checked."""
    check = open_check(checks)
    if check is None:
        raise Refused("no_open_check", "no answer of this case waits for a check")
    return check
