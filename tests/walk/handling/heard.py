"""What routing hears of a case from others, and what the model says must follow."""

from collections.abc import Callable
from datetime import UTC, datetime, time
from random import Random
from typing import Any

from shared.contracts.envelope import Actor, Event
from shared.contracts.intake import (
    AccusedNamed,
    BoardUpdated,
    CaseAccepted,
    CaseClaimed,
    CaseJoined,
    CaseReceived,
    CaseWithdrawn,
    ClaimHandedOver,
    ContactErased,
    Demand,
    DemandsListed,
    FactsCorrected,
    InterestDeclared,
    LikeCaseParted,
    LikeCasesGrouped,
    SupplementReceived,
    Wishes,
    WishesChanged,
)
from shared.contracts.satisfaction import CheckFailed, CheckPassed
from tests.walk.city import PEOPLE
from tests.walk.handling.case import ENDS, Case
from tests.walk.handling.parts import CASES
from tests.walk.move import Heard, table
from tests.walk.words import masked

CLERK = Actor(sub="staff/clerk", name="水某", role="clerk")
NOON = time(12, tzinfo=UTC)

INTERESTED = ("staff/clerk-b", "staff/reviewer-b", "staff/head-b", "staff/deputy")
"""Of whom an interest may be told without leaving a case without anybody."""


def opening(case: Case, rng: Random) -> list[Event]:
    """What reception tells before a handling opens, and its acceptance."""
    at = datetime.combine(case.admitted_on, NOON)
    about = {
        "channel": "board", "external_id": case.id[7:], "addressee_fid": case.fid,
        "admitted_at": at, "kind": case.kind, "handling_class": case.handling_class,
    }  # fmt: skip
    holder = next(p for p in PEOPLE.values() if p.sub == case.holder)
    by = Actor(sub=holder.sub, name=holder.name, role="clerk")
    received = CaseReceived(
        case_id=case.id, addressee_name="书记", type_name="求助", domain_name="城建",
        nickname="网友", title="反映", text="请办理。", posted_at=at, division="141182",
        wishes=Wishes(), **about,
    )  # fmt: skip
    listed = DemandsListed(
        case_id=case.id, by=by,
        demands=tuple(Demand(no=no, text=f"诉求{no}", expected="") for no in case.demands),
    )  # fmt: skip
    accepted = CaseAccepted(
        case_id=case.id, route=case.route, reason=None, wishes=Wishes(), by=by,
        accused_units=tuple(sorted(case.accused)),
        transfer_to="ll-discipline" if case.route == "transfer" else None,
        duplicate_of="LL1999-000001" if case.route == "duplicate" else None, **about,
    )  # fmt: skip
    return [received, *([listed] if case.demands else []), accepted]


# ---- each kind ----------------------------------------------------------------------------------


def _ended_by_check(case: Case, rng: Random, *, passed: bool) -> Heard:
    of_round = case.round if rng.random() < 0.8 else max(1, case.round - 1)
    check = f"{case.id}-k{of_round}"
    about: dict[str, Any] = {"case_id": case.id, "check_id": check, "round": of_round}

    def follow() -> None:
        if of_round != case.round or case.state != "published":
            return
        if passed and case.open_promise():
            case.passed.add(case.round)
        elif passed:
            case.state = "closed"
        else:
            case.failed.add(case.round)

    if passed:
        return Heard(CheckPassed(method="phone", **about), follow)
    return Heard(CheckFailed(handled=False, reply_true=True, **about), follow)


def passing(case: Case) -> Event:
    """The after-check of the round passed."""
    check = f"{case.id}-k{case.round}"
    return CheckPassed(case_id=case.id, check_id=check, round=case.round, method="phone")


def passed(case: Case, rng: Random) -> Heard:
    return _ended_by_check(case, rng, passed=True)


def failed(case: Case, rng: Random) -> Heard:
    return _ended_by_check(case, rng, passed=False)


def withdrawn(case: Case, rng: Random) -> Heard:
    def follow() -> None:
        rule, to = table(CASES, case.state, "withdraw", "system")
        if rule:
            return
        case.state = to
        parts = (case.letters, case.promises, case.further)
        for left in (one for of_kind in parts for one in of_kind.values()):
            if left.is_open:
                left.move("dropped")
        for proposal in case.proposals.values():
            if proposal.is_open:
                proposal.state = "dropped"
        for one in case.assignments.values():
            if one.is_open:
                case.release(one)

    return Heard(CaseWithdrawn(case_id=case.id, reason="solved", by=CLERK), follow)


def accused(case: Case, rng: Random) -> Heard:
    more = rng.choice(["ll-edu", "ll-police", "141181-market", "141182-office", "ll-office"])
    named = tuple(sorted({*case.accused, more}))
    event = AccusedNamed(case_id=case.id, accused_units=named, by=CLERK)
    return Heard(event, lambda: shielded(case, set(named)))


def shielded(case: Case, named: set[str]) -> None:
    """Whoever is accused now is out, with all that it has of the case and that is not public."""
    case.accused = named
    public = case.state in {"published", *ENDS}
    gone = [
        a for a in case.assignments.values()
        if case.accuses(a.unit)
        and (a.is_open or (a.state == "answered" and a.round == case.round and not public))
    ]  # fmt: skip
    barred = case.current_reply() if case.state in {"replied", "reviewed", "read"} else None
    for one in gone:
        case.release(one)
    case.hide_from_released(gone)
    for draft in case.drafts.values():
        silent = [unit for unit in draft.asked if unit not in draft.agreed]
        if draft.state == "circulated" and any(map(case.accuses, silent)):
            draft.move("drafted")
    for letter in case.letters.values():
        to_them = any(case.accuses(o["unit_id"]) for o in letter.content["assignments"])
        if letter.is_open and to_them:
            letter.move("dropped")
    for proposal in case.proposals.values():
        if proposal.is_open and any(case.accuses(o["unit_id"]) for o in proposal.orders):
            proposal.state = "given_back"
            case.state = "dispatched" if proposal.office else "opened"
    if barred and barred.assignment in {a.id for a in gone}:
        case.state = "dispatched"


def erased(case: Case, rng: Random) -> Heard:
    def follow() -> None:
        for file in case.files.values():
            file.erased |= file.shows_author
        for reply in case.replies.values():
            reply.original, reply.words = masked(reply.original), masked(reply.words)
        for draft in case.drafts.values():
            draft.words = masked(draft.words)
        for one in case.further.values():
            one.original, one.words = masked(one.original), masked(one.words)

    return Heard(ContactErased(case_id=case.id, by=CLERK), follow)


def wished(case: Case, rng: Random) -> Heard:
    wishes = Wishes(secret=rng.random() < 0.5, hide_from_unit=rng.random() < 0.5)
    event = WishesChanged(case_id=case.id, wishes=wishes, reason="author_asked", by=CLERK)
    return Heard(event, lambda: None)


def interest(case: Case, rng: Random) -> Heard:
    sub = rng.choice(INTERESTED)
    event = InterestDeclared(case_id=case.id, sub=sub, name="某", ground="kinship", by=CLERK)
    return Heard(event, lambda: case.interested.add(sub), noted=False)


def handed_over(case: Case, rng: Random) -> Heard:
    free = [who for who in ("clerk", "clerk-b") if PEOPLE[who].sub not in case.interested]
    to = PEOPLE[rng.choice(free)]

    def follow() -> None:
        case.holder = to.sub

    actor = Actor(sub=to.sub, name=to.name, role="clerk")
    event = ClaimHandedOver(case_id=case.id, by=CLERK, to=actor, reason="leave")
    return Heard(event, follow, noted=False)


def listed(case: Case, rng: Random) -> Heard:
    numbers = list(range(1, len(case.demands) + rng.choice([1, 1, 2]) + (not case.demands)))
    demands = tuple(Demand(no=no, text=f"诉求{no}", expected="") for no in numbers)

    def follow() -> None:
        case.demands = numbers

    return Heard(DemandsListed(case_id=case.id, demands=demands, by=CLERK), follow, noted=False)


def board(case: Case, rng: Random) -> Heard:
    event = BoardUpdated(
        case_id=case.id, external_id=case.id[7:], state_info="已办理", process_info="已交办",
        answer_id="88", answer_text="已办理。", answered_at=datetime.combine(case.day, NOON),
        answered_by="办公室", grade=None, grade_level=None, grade_manner=None, grade_speed=None,
        grade_text=None,
    )  # fmt: skip
    return Heard(event, lambda: None)


def _silent(make: Callable[[Case], Event]) -> Callable[[Case, Random], Heard]:
    """What is only kept to be read."""
    return lambda case, _: Heard(make(case), lambda: None, noted=False)


corrected = _silent(
    lambda case: FactsCorrected(
        case_id=case.id,
        no=1,
        account="更正",
        incident_at=None,
        incident_place=None,
        division=None,
        consent=None,
        by=CLERK,
    )
)
supplemented = _silent(
    lambda case: SupplementReceived(
        case_id=case.id,
        no=None,
        text="补充",
        channel="phone",
        received_at=datetime.combine(case.day, NOON),
        by=CLERK,
    )
)
joined = _silent(
    lambda case: CaseJoined(
        case_id=case.id,
        from_case="LL1999-000002",
        joined_as="chaser",
        posted_at=datetime.combine(case.day, NOON),
        by=CLERK,
    )
)
grouped = _silent(
    lambda case: LikeCasesGrouped(
        case_id=case.id,
        group_id="0190-g",
        subject_matter="同类",
        fact_base="",
        cases=(case.id, "LL1999-000003"),
        by=CLERK,
    )
)
parted = _silent(
    lambda case: LikeCaseParted(case_id=case.id, group_id="0190-g", reason="other", by=CLERK)
)
claimed = _silent(lambda case: CaseClaimed(case_id=case.id, by=CLERK))

KINDS: dict[Callable[[Case, Random], Heard], float] = {
    passed: 2.0, failed: 1.5, withdrawn: 0.15, accused: 0.4, erased: 0.2, wished: 0.4,
    interest: 0.3, handed_over: 0.4, listed: 0.3, board: 0.3, corrected: 0.2, supplemented: 0.2,
    joined: 0.1, grouped: 0.1, parted: 0.1, claimed: 0.1,
}  # fmt: skip
"""Each kind of event, and how often it comes."""


def anything(case: Case, rng: Random) -> Heard:
    """One event, of any kind."""
    [kind] = rng.choices(list(KINDS), list(KINDS.values()))
    return kind(case, rng)
