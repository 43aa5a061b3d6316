"""What the moves on each kind of thing have in common."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any, ClassVar

from tests.walk.city import (
    POSTS,
    UNITS,
    WORKING,
    Person,
    Post,
    in_role,
    officer,
)
from tests.walk.handling.case import Case
from tests.walk.handling.things import Assignment, Draft, Reply, Result
from tests.walk.move import UNKNOWN_ID, Ask, Body, Move, table
from tests.walk.words import Words

ROUTING = "services.routing.domain"
CASES = f"{ROUTING}.cases"
ASSIGNMENTS = f"{ROUTING}.assignments"
LETTERS = f"{ROUTING}.letters"
PROPOSALS = f"{ROUTING}.proposals"
DRAFTS = f"{ROUTING}.drafts"
FURTHER = f"{ROUTING}.further"
PROMISES = f"{ROUTING}.promises"
MEASURES = f"{ROUTING}.measures"

UNCLEAR = "已阅。"
AGREED = "同意"
CLEAR = "请尽快妥善处理。"


class OnCase(Move[Case]):
    """A command on the case itself."""

    def targets(self, case: Case) -> list[str]:
        return [case.id]

    def stranger(self, case: Case) -> str:
        return "LL1999-000001"

    def hidden(self, case: Case, ask: Ask[Case]) -> Iterator[str]:
        if ask.target != case.id:
            yield "case_unknown"
        elif bar := case.bars(ask.by, ask.role):
            yield bar


def barred(case: Case, ask: Ask[Case], unknown: str) -> Iterator[str]:
    """What somebody is told whom the case is kept from: as if there were none, nor the thing."""
    bar = case.bars(ask.by, ask.role)
    if bar:
        yield bar
    if bar == "case_unknown":
        yield unknown


class OnPart(Move[Case]):
    """A command on one of the case's parts, by its id."""

    letter: ClassVar[str]
    """What stands before the number in its ids."""
    unknown: ClassVar[str]
    """What is said of one that is not there."""

    def parts(self, case: Case) -> Mapping[str, Any]:
        raise NotImplementedError

    def targets(self, case: Case) -> list[str]:
        return list(self.parts(case))

    def stranger(self, case: Case) -> str:
        return f"{case.id}-{self.letter}{UNKNOWN_ID}"

    def version(self, case: Case, target: str) -> int:
        return int(self.parts(case)[target].version)

    def hidden(self, case: Case, ask: Ask[Case]) -> Iterator[str]:
        kept = list(barred(case, ask, self.unknown))
        yield from kept
        if not kept and (ask.target not in self.parts(case) or self.is_hidden(case, ask)):
            yield self.unknown

    def is_hidden(self, case: Case, ask: Ask[Case]) -> bool:
        """Whether the person may not know of it."""
        return False


class OnAssignment(OnPart):
    letter, unknown = "a", "assignment_unknown"
    roles = frozenset({"unit", "county_office"})
    versioned = True

    def parts(self, case: Case) -> Mapping[str, Assignment]:
        return case.assignments

    def people(self, case: Case, target: str) -> list[Person]:
        return [officer(case.assignments[target].unit)]

    def is_hidden(self, case: Case, ask: Ask[Case]) -> bool:
        return case.assignments[ask.target].unit != ask.by.unit


class OnDraft(OnPart):
    letter, unknown = "d", "draft_unknown"
    versioned = True

    def parts(self, case: Case) -> Mapping[str, Draft]:
        return case.drafts

    def is_hidden(self, case: Case, ask: Ask[Case]) -> bool:
        return case.drafts[ask.target].unit != ask.by.unit


class OnReply(OnPart):
    letter, unknown = "r", "reply_unknown"
    versioned = True

    def parts(self, case: Case) -> Mapping[str, Reply]:
        return case.replies

    def stands(self, case: Case, ask: Ask[Case]) -> str | None:
        """Only what the case stands on now is acted on."""
        reply = case.current_reply()
        return None if reply and reply.id == ask.target else "not_the_current_reply"


def on_case(case: Case, do: str, ask: Ask[Case]) -> str | None:
    """What the case's own page says of it."""
    return table(CASES, case.state, do, ask.role)[0]


# ---- leaders ----------------------------------------------------------------------------------


def of_leader(
    case: Case, ask: Ask[Case], act: str, *, sheet: str | None = None
) -> Iterator[str | None]:
    """Who acts in a post: the holder, the secretary with the handwriting, a deputy in his scope."""
    post = POSTS.get(ask.by.post or "")
    if post is None:
        yield "not_the_addressee"
        return
    if {"leader": "city", "county_leader": "county"}.get(ask.role, post.level) != post.level:
        yield "not_the_addressee"
    mode = ask.body.json.get("mode", "own")
    if (ask.role == "secretary") != (mode == "recorded"):
        yield "secretary_only_records" if ask.role == "secretary" else "not_the_secretary"
    elif mode == "own" and ask.by.name != post.holder_on(case.day):
        yield "not_the_holder"
    elif mode == "recorded" and ask.by.name != post.secretary:
        yield "not_the_secretary"
    elif mode == "deputy":
        scopes = [scope for name, scope in post.deputies if name == ask.by.name]
        yield None if scopes else "not_a_deputy"
        yield "outside_deputys_scope" if scopes and act not in scopes[0] else None
    yield from _of_scan(case, ask, mode, sheet)


def _of_scan(case: Case, ask: Ask[Case], mode: str, sheet: str | None) -> Iterator[str | None]:
    """What was recorded stands on its scan, and nothing else has one."""
    scan = ask.body.json.get("scan") or (sheet if mode == "recorded" else None)
    if (mode == "recorded") != (scan is not None):
        yield "scan_missing" if scan is None else "scan_unasked"
    elif scan is not None and not case.file_is_there(scan):
        yield "file_unknown"
    elif scan is not None and case.files[scan].purpose != "scan":
        yield "not_a_scan"


def may_read(case: Case, ask: Ask[Case]) -> str | None:
    """The answer is read in the post that was addressed, by the city's if in none that is known."""
    post = POSTS.get(ask.by.post or "")
    mine = post and (post == case.addressee if case.addressee else post.level == "city")
    return None if mine else "not_the_addressee"


def act_of(case: Case, by: Person, rng: Random, text: str, *, field: str, wild: bool) -> Body:
    """A leader's act in words: in the mode that fits who brings it, or when wild in another."""
    post: Post | None = POSTS.get(by.post or "")
    recorded = "secretary" in by.roles
    deputy = post is not None and by.name in {name for name, _ in post.deputies}
    mode = "recorded" if recorded else "deputy" if deputy else "own"
    if wild and rng.random() < 0.2:
        mode = rng.choice(["own", "recorded", "deputy"])
    json: dict[str, Any] = {field: text, "mode": mode}
    scans = [f.id for f in case.files.values() if f.purpose == "scan" and not f.erased]
    if mode == "recorded" and scans:
        json["scan"] = rng.choice(scans)
    if wild and rng.random() < 0.1:
        json["scan"] = rng.choice([*case.files, f"{case.id}-f{UNKNOWN_ID}"])
    return Body(json)


# ---- units and days ---------------------------------------------------------------------------


def of_units(case: Case, units: Iterable[str], *, dispatched: bool = False) -> Iterator[str]:
    """What is wrong with units that a paper names."""
    for unit in units:
        if unit not in UNITS:
            yield "unit_unknown"
        elif case.accuses(unit):
            yield "accused_unit"
        if dispatched and unit in UNITS and not UNITS[unit].is_dispatchable:
            yield "not_dispatchable"


def of_orders(
    case: Case, orders: list[dict[str, Any]], there: list[Assignment], listed: Iterable[int]
) -> Iterator[str]:
    """Who may get what: nobody twice, one leads, and where demands are shared each has a unit."""
    holders = [a.unit for a in case.in_round() if a.is_open] + [o["unit_id"] for o in orders]
    if len(holders) != len(set(holders)):
        yield "already_assigned"
    working = [a for a in there if a.state != "released"]
    leads = [o for o in orders if o["part"] == "lead"] + [a for a in working if a.part == "lead"]
    if len(leads) != 1:
        yield "one_lead"
    shares = [set(o.get("demands", ())) for o in orders]
    listed = set(listed)
    if set().union(*shares) - listed:
        yield "demand_unknown"
    shares += [set(a.demands) for a in working]
    if all(shares) and listed - set().union(*shares):
        yield "demand_without_unit"


def an_order(unit: str, part: str = "lead", *demands: int) -> dict[str, Any]:
    order: dict[str, Any] = {"unit_id": unit, "part": part, "task": "核实办理"}
    return order | ({"demands": list(demands)} if demands else {})


def some_unit(case: Case, rng: Random, units: Iterable[str] = WORKING) -> str:
    """A unit that may have the case, if there is one."""
    free = [unit for unit in units if not case.accuses(unit)]
    return rng.choice(free or list(WORKING))


def day(of: date, days: int) -> str:
    return (of + timedelta(days=days)).isoformat()


def workers(case: Case, *roles: str) -> list[Person]:
    """People of the office whom nothing bars."""
    return [p for p in in_role(*roles) if not case.bars(p, str(p.role_for(roles)))]


# ---- results and texts ------------------------------------------------------------------------


def of_result(case: Case, result: Result) -> Iterator[str]:
    """What a result rests on may be gone by now, and a second promise needs its permission."""
    if any(not case.file_is_there(one) for one in result.evidence):
        yield "file_unknown"
    if result.answers and {no for no, _ in result.answers} - set(case.demands):
        yield "demand_unknown"
    before = any(promise.round < case.round for promise in case.promises.values())
    if result.promise_on and before and case.round not in case.permitted:
        yield "second_promise"
    if result.promise_on and result.promise_on <= case.day:
        yield "promise_date_past"


def findings(case: Case, told: Words, result: Result | None) -> set[tuple[str, str]]:
    """What the check-up finds in a text, whether it was cleared or not: kind and key."""
    found = {("undated", str(n + 1)) for n in range(told.vague)}
    found |= {("phone", str(n + 1)) for n in range(told.private)}
    if result is not None and len(case.demands) > 1:
        answered = {no for no, text in result.answers if text in told.tells}
        found |= {("demand_unanswered", str(no)) for no in set(case.demands) - answered}
    if result is not None and (kind := of_promise(case, told, result.promise_on)):
        found.add((kind, "1"))
    return found


def of_promise(case: Case, told: Words, by: date | None) -> str | None:
    """What a text that should tell the promised day tells instead."""
    if by is None or by in told.days:
        return None
    return "promise_differs" if any(day > case.day for day in told.days) else "promise_undated"


def checkup(case: Case, told: Words, result: Result | None) -> str | None:
    """What keeps a text from the public."""
    standing = {
        kind for kind, key in findings(case, told, result)
        if (told.text, kind, key) not in case.cleared
    }  # fmt: skip
    if "phone" in standing:
        return "private_data_in_text"
    return "checkup_failed" if standing else None
