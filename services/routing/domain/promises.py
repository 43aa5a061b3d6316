"""A promise 承诺办理: by when, why not at once, and that its author was told; and its life once public.

Published, it stands in the ledger 承诺台账 as open 挂账 until it is written off 销号: the unit reports what
it did, with evidence, and the office head writes it off or gives the report back.  The public answer of a
later round ends it as well, or puts another promise in its place.  As long as it is open the case is not
closed.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from services.routing.domain.cases import Case
from services.routing.domain.commands import Code, Command, Text
from services.routing.domain.files import FileId
from services.routing.domain.findings import Method, Words
from services.routing.domain.letters import official_day
from services.routing.domain.roles import R
from shared.contracts.envelope import Actor
from shared.contracts.routing import (
    CaseClosed,
    PromiseReplaced,
    PromiseReported,
    PromiseReturned,
    PromiseSettled,
)
from shared.rules import Refused, unknown
from shared.workflow import Step, Workflow

PromiseId = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}[0-9]{4}-[0-9]{6}-c[0-9]{1,4}$")]


class PromiseState(StrEnum):
    """Where a public promise stands.  That its day has passed is computed, never stored."""

    OPEN = "open"  # 承诺办理中, 挂账
    REPORTED = "reported"  # 待销号
    SETTLED = "settled"  # 已销号
    REPLACED = "replaced"  # 已变更: a later promise stands in its place
    DROPPED = "dropped"  # 已作废: the case was withdrawn


class PromiseAction(StrEnum):
    """What is done to it."""

    REPORT = "report"  # 兑现报告
    RETURN = "return"  # 退回
    SETTLE = "settle"  # 销号
    ANSWER = "answer"  # a later answer says what became of it
    REPLACE = "replace"  # 再次承诺
    DROP = "drop"  # 作废


S, A = PromiseState, PromiseAction

# fmt: off
PROMISES = Workflow("promise", (
    #    at           do         by               to          says
    Step(S.OPEN,      A.REPORT,  R.UNIT,          S.REPORTED, PromiseReported),  # 兑现报告
    Step(S.OPEN,      A.REPORT,  R.COUNTY_OFFICE, S.REPORTED, PromiseReported),
    Step(S.OPEN,      A.REPORT,  R.CLERK,         S.REPORTED, PromiseReported),
    Step(S.REPORTED,  A.RETURN,  R.OFFICE_HEAD,   S.OPEN,     PromiseReturned),  # 退回
    Step(S.REPORTED,  A.SETTLE,  R.OFFICE_HEAD,   S.SETTLED,  PromiseSettled),   # 销号
    Step(S.OPEN,      A.ANSWER,  R.SYSTEM,        S.SETTLED,  PromiseSettled),
    Step(S.REPORTED,  A.ANSWER,  R.SYSTEM,        S.SETTLED,  PromiseSettled),
    Step(S.OPEN,      A.REPLACE, R.SYSTEM,        S.REPLACED, PromiseReplaced),  # 再次承诺
    Step(S.REPORTED,  A.REPLACE, R.SYSTEM,        S.REPLACED, PromiseReplaced),
    Step(S.OPEN,      A.DROP,    R.SYSTEM,        S.DROPPED,  CaseClosed),       # 作废
    Step(S.REPORTED,  A.DROP,    R.SYSTEM,        S.DROPPED,  CaseClosed),
))
# fmt: on

STARTS = (S.OPEN,)
ENDS = (S.SETTLED, S.REPLACED, S.DROPPED)

STATES = {
    S.OPEN: "承诺办理中",
    S.REPORTED: "待销号",
    S.SETTLED: "已销号",
    S.REPLACED: "已变更承诺",
    S.DROPPED: "已作废",
}
"""What people read."""


class Told(Command):
    """告知: the author was told, or was not reached, which is nobody's fault."""

    told_on: date
    method: Method
    reached: bool


class Promise(Command):
    """承诺办理: by when, why not at once, and that the author was told."""

    promise_on: date
    ground: Words
    told: Told


class PermitPromise(Command):
    """准予再次承诺: the office head lets the unit promise once more."""

    reason: Code


class ReportPromise(Command):
    """兑现报告: what was done of what was promised, when, and what shows it."""

    done_on: date
    text: Words
    evidence: tuple[FileId, ...] = Field(min_length=1, max_length=50)
    told: Told | None = Field(default=None, description="that the author was told")


class ReturnPromise(Command):
    """退回: the report does not show it."""

    reason: Code
    text: Annotated[Text, Field(max_length=2000)]


class SettlePromise(Command):
    """销号."""


@dataclass(frozen=True, slots=True)
class PublicPromise:
    """A promise that was published, as its row says."""

    promise_id: str
    case_id: str
    round: int
    unit_id: str
    promise_on: date
    state: PromiseState
    version: int
    done_on: date | None = None  # as reported last


def promise_id_of(case: Case) -> str:
    """Each round's public answer makes one promise at most."""
    return f"{case.case_id}-c{case.round}"


def known_promise(promise: PublicPromise | None) -> PublicPromise:
    """The promise, or 404."""
    if promise is None:
        raise unknown("promise")
    return promise


def must_be_promised_by(promise: PublicPromise, case: Case, actor: Actor, *, is_out: bool) -> None:
    """Who promised reports: the unit.  Others learn nothing.

    A clerk does where the office itself promised, and where the unit that did is out of the case.
    """
    by_office = actor.role == R.CLERK and (case.office_answers or is_out)
    if not by_office and promise.unit_id != actor.unit:
        raise unknown("promise")


def must_be_settled(promise: PublicPromise | None) -> None:
    """A case is not closed as done while what it promised is not."""
    if promise is not None:
        raise Refused(
            "promise_open", "what was promised is not written off yet", promise=promise.promise_id
        )


def must_be_done_since(done_on: date, case: Case) -> None:
    """What was done before anybody asked for it is not what was promised."""
    asked_on = official_day(case.admitted_at)
    if done_on < asked_on:
        raise Refused(
            "done_before_asked", "it was done before the case began", status=422,
            asked_on=str(asked_on),
        )  # fmt: skip


def kept(promise_on: date, done_on: date) -> bool:
    """Whether it was done by the day that was named."""
    return done_on <= promise_on


def must_promise_ahead(promise: Promise | None, today: date) -> None:
    """承诺 names a day still to come."""
    if promise is not None and promise.promise_on <= today:
        raise Refused("promise_date_past", "a promise names a day to come", status=422)


def must_be_permitted(*, promised_before: bool, permitted: bool) -> None:
    """A second promise on one case needs the office head's word, beside the unit's own head's."""
    if promised_before and not permitted:
        raise Refused("second_promise", "it was promised before: the office head must permit it")


Ground = Literal["fulfilled", "answered"]
"""Why a promise is written off: as reported, or by a later answer."""
