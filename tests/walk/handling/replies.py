"""The answer's way to the public."""

from collections.abc import Iterator, Mapping
from datetime import date
from random import Random
from typing import Any

from tests.walk.city import LEADERS_SIDE, UNIT_ROLES, Person, in_role, officer
from tests.walk.handling.case import Case
from tests.walk.handling.parts import (
    ASSIGNMENTS,
    CASES,
    UNCLEAR,
    OnCase,
    OnReply,
    act_of,
    checkup,
    day,
    findings,
    may_read,
    of_leader,
    of_result,
    on_case,
)
from tests.walk.handling.results import written
from tests.walk.handling.signatures import came_up_to, from_below
from tests.walk.handling.things import Promise, Reply, Result
from tests.walk.move import UNKNOWN_ID, Ask, Body, one_of, table
from tests.walk.words import Words, words

JUDGED = {
    "demand_unanswered",
    "undated",
    "promise_undated",
    "promise_differs",
    "copied",
    "unreasonable",
}


def promise_past(result: Result | None, day: date) -> str | None:
    """Nobody promises what should be done by now."""
    past = result is not None and result.promise_on is not None and result.promise_on <= day
    return "promise_date_past" if past else None


UNDER_REVIEW = {"replied", "reviewed", "read"}


class Answer(OnCase):
    """The office answers by itself."""

    path = "/cases/{}/answer"
    roles = frozenset({"clerk"})
    weight = 3.0

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        stated = written(case, rng, wild=wild)
        with_result = one_of(rng, case.route == "direct", wild=[True, False], go_wild=wild)
        json = {"text": stated.json["text"], "result": stated.json["result"]}
        if not with_result:
            return Body(json | {"result": None}, more={"words": stated.more["words"]})
        return Body(json, stated.faults, stated.more)

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        yield None if case.office_answers else "answered_by_units"
        yield on_case(case, "answer", ask)
        result = ask.body.more.get("result")
        if case.route == "direct":
            yield None if result else "result_missing"
        elif result:
            yield "result_unasked"
        yield from of_result(case, result) if result else ()

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        told: Words = ask.body.more["words"]
        one = Reply(
            f"{case.id}-r{len(case.replies) + 1}", "", unit="ll-office", round=case.round,
            original=told, words=told, result=ask.body.more.get("result"),
        )  # fmt: skip
        case.replies[one.id] = one
        case.state = "replied"


class Review(OnReply):
    path = "/replies/{}/review"
    roles = frozenset({"reviewer"})
    weight = 3.0

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        reply = case.replies.get(target)
        result = reply.result if reply else None
        answers = [text for _, text in result.answers] if result else []
        promised = result.promise_on if result else None
        told = words(case.pen, rng, wild=wild, tells=answers, by=promised)
        edit = wild or rng.random() < 0.3 or bool(reply and not reply.original.is_sound)
        return Body({"text": told.text if edit else None}, more={"words": told})

    def _words(self, case: Case, ask: Ask[Case]) -> Words:
        edited = ask.body.json["text"] is not None
        found: Words = ask.body.more["words"] if edited else case.replies[ask.target].original
        return found

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        yield self.stands(case, ask)
        yield on_case(case, "review", ask)
        result = case.replies[ask.target].result
        yield checkup(case, self._words(case, ask), result)
        yield promise_past(result, case.day)

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        reply = case.replies[ask.target]
        reply.words = self._words(case, ask)
        reply.version += 1
        reply.read_by_rule = case.reading_waived
        case.state = "read" if case.reading_waived else "reviewed"


class Return(OnReply):
    """By the office, or by who had handed the matter down."""

    path = "/replies/{}/return"
    roles = frozenset({"reviewer", *UNIT_ROLES})
    weight = 0.7

    def people(self, case: Case, target: str) -> list[Person]:
        above = came_up_to(case, case.replies[target])
        return [officer(above)] if above else in_role("reviewer")

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        return Body({"reason": "weak", "text": "再写。"})

    def is_hidden(self, case: Case, ask: Ask[Case]) -> bool:
        by_unit = ask.role in UNIT_ROLES
        return by_unit and came_up_to(case, case.replies[ask.target]) != ask.by.unit

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        reply = case.replies[ask.target]
        if ask.role in UNIT_ROLES:
            yield from from_below(case, ask)
        else:
            yield self.stands(case, ask)
            yield on_case(case, "return_answer" if case.office_answers else "return", ask)
        if reply.assignment:
            one = case.assignments[reply.assignment]
            yield table(ASSIGNMENTS, one.state, "return", ask.role)[0]

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        reply = case.replies[ask.target]
        reply.version += 1
        if reply.assignment:
            case.assignments[reply.assignment].move("signed")
        if ask.role not in UNIT_ROLES:
            case.state = "opened" if case.office_answers else "dispatched"


class Clear(OnReply):
    path = "/replies/{}/clear"
    roles = frozenset({"office_head"})
    versioned = False

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        reply = case.replies.get(target)
        found = sorted(findings(case, reply.words, reply.result)) if reply else []
        kind, key = rng.choice(found) if found else ("undated", "1")
        if wild:
            kind, key = rng.choice([("phone", "1"), ("undated", "9"), ("copied", "1")])
        return Body({"kind": kind, "key": key, "reason": "well_known"})

    def _words(self, case: Case, ask: Ask[Case]) -> Words:
        """The wording that is meant: the one about to be reviewed, or the one that stands."""
        found: Words = ask.body.more.get("words") or case.replies[ask.target].words
        return found

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        yield self.stands(case, ask)
        yield None if case.state in UNDER_REVIEW else "wrong_state"
        json, result = ask.body.json, case.replies[ask.target].result
        yield None if json["kind"] in JUDGED else "never_cleared"
        found = (json["kind"], json["key"]) in findings(case, self._words(case, ask), result)
        yield None if found else "not_found"

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        text = self._words(case, ask).text
        case.cleared.add((text, ask.body.json["kind"], ask.body.json["key"]))


class Read(OnReply):
    path, do = "/replies/{}/read", "read"
    roles = LEADERS_SIDE
    weight = 3.0

    def people(self, case: Case, target: str) -> list[Person]:
        return [p for p in in_role(*LEADERS_SIDE) if p.post == case.reader.post_id]

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        opinion = one_of(rng, "同意。", wild=[UNCLEAR], go_wild=wild)
        return act_of(case, by, rng, opinion, field="opinion", wild=wild)

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        yield self.stands(case, ask)
        yield on_case(case, self.do, ask)
        yield may_read(case, ask)
        yield from of_leader(case, ask, "阅批")
        yield "opinion_unclear" if ask.body.json["opinion"] == UNCLEAR else None

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        case.replies[ask.target].version += 1
        case.state = table(CASES, case.state, self.do, ask.role)[1]


class SendBack(Read):
    path, do = "/replies/{}/send-back", "send_back"
    weight = 0.7


class Publish(OnReply):
    path = "/replies/{}/publish"
    roles = frozenset({"clerk"})
    weight = 3.0

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        json: dict[str, Any] = {"proof": "https://board.example/1"}
        if wild:
            json |= rng.choice([
                {"published_at": f"{day(case.day, 1)}T00:00:00+08:00"},
                {"published_at": f"{day(case.admitted_on, -9)}T00:00:00+08:00"},
                {"screenshot": f"{case.id}-f{UNKNOWN_ID}"},
                {"signer": rng.choice(["unit", "leader", "office"])},
            ])  # fmt: skip
        return Body(json)

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        reply, json = case.replies[ask.target], ask.body.json
        yield self.stands(case, ask)
        yield on_case(case, "publish", ask)
        yield checkup(case, reply.words, reply.result)
        published_on = (
            date.fromisoformat(json["published_at"][:10]) if "published_at" in json else case.day
        )
        yield promise_past(reply.result, published_on)
        yield "file_unknown" if "screenshot" in json else None
        signer = json.get("signer")
        unfit = signer == "unit" and case.office_answers
        unfit |= signer == "leader" and reply.read_by_rule
        yield "signer_did_not_act" if unfit else None
        if "published_at" in json:
            yield "published_in_future" if published_on > case.day else "published_before_read"

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        reply = case.replies[ask.target]
        reply.version += 1
        case.state = "published"
        promised_before = case.open_promise()
        promises = bool(reply.result and reply.result.promise_on)
        if promises:
            one = Promise(f"{case.id}-c{case.round}", "open", unit=reply.unit, round=case.round)
            case.promises[one.id] = one
        if promised_before:
            promised_before.move("replaced" if promises else "settled")


MOVES = (Answer(), Review(), Return(), Clear(), Read(), SendBack(), Publish())
