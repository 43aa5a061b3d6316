"""One more public reply: an interim one, or news."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from random import Random
from typing import Any

from tests.walk.city import (
    LEADERS_SIDE,
    Person,
    in_role,
)
from tests.walk.handling.case import Case
from tests.walk.handling.parts import (
    FURTHER,
    UNCLEAR,
    OnCase,
    OnPart,
    act_of,
    may_read,
    of_leader,
    of_promise,
)
from tests.walk.handling.things import Further
from tests.walk.move import UNKNOWN_ID, Ask, Body, one_of, table
from tests.walk.words import Words, words


def fits(case: Case, kind: str) -> str | None:
    """An interim reply comes before the round's answer, news after it."""
    answered = case.state in {"published", "closed"}
    fit = case.state != "withdrawn" and answered == (kind == "progress")
    return None if fit else "further_reply_unfit"


def unfit(case: Case, one: Further, told: Words) -> Iterator[str | None]:
    """What keeps it from the public: nothing of it can be cleared; its day is told, and to come."""
    if one.promise_on and one.promise_on <= case.day:
        yield "promise_date_past"
    if told.private:
        yield "private_data_in_text"
    elif told.vague or of_promise(case, told, one.promise_on):
        yield "checkup_failed"


def _body(case: Case, rng: Random, *, wild: bool) -> Body:
    kind = "progress" if case.state in {"published", "closed"} else "interim"
    kind = one_of(rng, kind, wild=["interim", "progress"], go_wild=wild)
    soon = rng.choice([5, 5, 2])
    days = one_of(rng, soon, wild=[None, 0], go_wild=wild) if kind == "interim" else None
    if kind == "progress" and wild and rng.random() < 0.3:
        days = 5
    by = None if days is None else case.day + timedelta(days=days)
    told = words(case.pen, rng, wild=wild, by=by if rng.random() < 0.9 else None)
    fault = {
        ("progress", True): "promise_unasked",
        ("interim", False): "promise_date_missing",
    }.get((kind, days is not None))
    if days == 0:
        fault = "promise_date_past"
    json = {"kind": kind, "text": told.text, "promise_on": by and by.isoformat()}
    return Body(json, frozenset({fault} if fault else ()), {"words": told, "by": by})


class WriteFurther(OnCase):
    path = "/cases/{}/further-replies"
    roles = frozenset({"clerk"})
    weight = 0.25

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        return _body(case, rng, wild=wild)

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        yield fits(case, ask.body.json["kind"])

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        told: Words = ask.body.more["words"]
        one = Further(str(answer["further_id"]), "written", kind=ask.body.json["kind"])
        one.original = one.words = told
        one.promise_on = ask.body.more["by"]
        case.further[one.id] = one


class OnFurther(OnPart):
    letter, unknown = "x", "further_reply_unknown"
    versioned = True
    do = ""

    def parts(self, case: Case) -> Mapping[str, Further]:
        return case.further

    def targets(self, case: Case) -> list[str]:
        return [one.id for one in case.further.values() if one.is_open] or list(case.further)

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        yield table(FURTHER, case.further[ask.target].state, self.do, ask.role)[0]

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        one = case.further[ask.target]
        one.move(table(FURTHER, one.state, self.do, ask.role)[1])
        if one.state == "written":
            one.words = one.original


class Rewrite(OnFurther):
    path, do = "/further-replies/{}/rewrite", "rewrite"
    roles = frozenset({"clerk"})

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        return _body(case, rng, wild=wild)

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        yield from super().broken(case, ask)
        yield fits(case, ask.body.json["kind"])

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        one = case.further[ask.target]
        one.original, one.promise_on = ask.body.more["words"], ask.body.more["by"]
        one.kind = ask.body.json["kind"]
        super().follow(case, ask, answer)


class ReviewFurther(OnFurther):
    path, do = "/further-replies/{}/review", "review"
    roles = frozenset({"reviewer"})
    weight = 2.0

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        one = case.further.get(target)
        told = words(case.pen, rng, wild=wild, by=one.promise_on if one else None)
        edit = wild or bool(one and any(unfit(case, one, one.original)))
        return Body({"text": told.text if edit else None}, more={"words": told})

    def _words(self, case: Case, ask: Ask[Case]) -> Words:
        edited = ask.body.json["text"] is not None
        found: Words = ask.body.more["words"] if edited else case.further[ask.target].words
        return found

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        yield from super().broken(case, ask)
        yield from unfit(case, case.further[ask.target], self._words(case, ask))

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        told = self._words(case, ask)
        super().follow(case, ask, answer)
        case.further[ask.target].words = told


class ReturnFurther(OnFurther):
    path, do = "/further-replies/{}/return", "return"
    roles = frozenset({"reviewer"})
    weight = 0.5

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        return Body({"reason": "unclear", "text": "再写。"})


class DropFurther(OnFurther):
    path, do = "/further-replies/{}/drop", "drop"
    roles = frozenset({"clerk"})
    weight = 0.5


class ReadFurther(OnFurther):
    path, do = "/further-replies/{}/read", "read"
    roles = LEADERS_SIDE
    weight = 2.0

    def people(self, case: Case, target: str) -> list[Person]:
        return [p for p in in_role(*LEADERS_SIDE) if p.post == case.reader.post_id]

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        opinion = one_of(rng, "同意。", wild=[UNCLEAR], go_wild=wild)
        return act_of(case, by, rng, opinion, field="opinion", wild=wild)

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        yield from super().broken(case, ask)
        yield may_read(case, ask)
        yield from of_leader(case, ask, "阅批")
        yield "opinion_unclear" if ask.body.json["opinion"] == UNCLEAR else None


class SendBackFurther(ReadFurther):
    path, do = "/further-replies/{}/send-back", "send_back"
    weight = 0.7


class PublishFurther(OnFurther):
    path, do = "/further-replies/{}/publish", "publish"
    roles = frozenset({"clerk"})
    weight = 2.0

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        json: dict[str, Any] = {"proof": "https://board.example/2"}
        if wild:
            json["screenshot"] = f"{case.id}-f{UNKNOWN_ID}"
        return Body(json, frozenset({"file_unknown"} if wild else ()))

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        one = case.further[ask.target]
        yield from super().broken(case, ask)
        yield fits(case, one.kind)
        yield from unfit(case, one, one.words)


MOVES = (
    WriteFurther(),
    Rewrite(),
    ReviewFurther(),
    ReturnFurther(),
    DropFurther(),
    ReadFurther(),
    SendBackFurther(),
    PublishFurther(),
)
