"""A unit's draft: 拟稿, 会签."""

from collections.abc import Iterator, Mapping
from datetime import date
from random import Random
from typing import Any

from tests.walk.city import UNIT_ROLES, Person, officer
from tests.walk.days import weekdays_after
from tests.walk.handling.case import Case
from tests.walk.handling.parts import (
    DRAFTS,
    OnAssignment,
    OnDraft,
    of_result,
)
from tests.walk.handling.results import written
from tests.walk.handling.things import IN_HAND, Assignment, Draft, Reply, Result
from tests.walk.move import Ask, Body, table
from tests.walk.words import Words, merged

WEEKDAYS_TO_COUNTERSIGN = 2


class Write(OnAssignment):
    path = "/assignments/{}/draft"
    weight = 2.0

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        return written(case, rng, wild=wild, may_merge=True)

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        one = case.assignments[ask.target]
        yield "not_signed_for" if one.state == "issued" else None
        yield None if one.state in {"issued", *IN_HAND} else "wrong_state"
        yield "draft_open" if case.open_draft(one) else None
        yield from of_result(case, ask.body.more["result"])
        yield _text_missing(case, one, ask)

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        one = case.assignments[ask.target]
        number = len(case.drafts) + 1
        draft = Draft(f"{case.id}-d{number}", "drafted", assignment=one.id, unit=one.unit)
        case.drafts[draft.id] = draft
        _word(case, draft, ask)


class Revise(OnDraft):
    path = "/drafts/{}/revise"
    roles = UNIT_ROLES

    def people(self, case: Case, target: str) -> list[Person]:
        return [officer(case.drafts[target].unit)]

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        return written(case, rng, wild=wild, may_merge=True)

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        draft = case.drafts[ask.target]
        yield table(DRAFTS, draft.state, "revise", ask.role)[0]
        yield from of_result(case, ask.body.more["result"])
        yield _text_missing(case, case.assignments[draft.assignment], ask)

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        draft = case.drafts[ask.target]
        draft.move("drafted")
        _word(case, draft, ask)


def _text_missing(case: Case, one: Assignment, ask: Ask[Case]) -> str | None:
    given = ask.body.json["text"] is not None
    return None if given or _heard(case, one) else "text_missing"


def _heard(case: Case, one: Assignment) -> list[Reply]:
    """The last words of those below, and beside a lead, that answered."""
    beside = case.beside(one) if one.part == "lead" else []
    answered = [a for a in (*case.below(one), *beside) if a.state == "answered"]
    return [reply for a in answered if (reply := case.last_reply(a))]


def _word(case: Case, draft: Draft, ask: Ask[Case]) -> None:
    told: Words = ask.body.more["words"]
    if ask.body.json["text"] is None:
        heard = _heard(case, case.assignments[draft.assignment])
        told = merged([r.original for r in heard], f"{draft.id}v{draft.version}")
    draft.words, draft.result = told, ask.body.more["result"]
    draft.asked, draft.agreed = (), frozenset()  # nobody has a word on this wording yet


def ready(case: Case, draft: Draft) -> Iterator[str | None]:
    """What a reply must say, and whom its author must have heard."""
    one = case.assignments[draft.assignment]
    yield None if one.state in IN_HAND else "wrong_state"
    yield from of_result(case, draft.result or Result(""))
    under = case.below(one)
    yield "children_open" if any(a.is_open for a in under) else None
    answered = [case.last_reply(a) for a in under if a.state == "answered"]
    yield "children_unreviewed" if any(r and not r.accepted for r in answered) else None
    if one.part == "lead" and any(a.is_open for a in case.beside(one)):
        yield "assisting_open"


def assisting(case: Case, one: Assignment) -> tuple[str, ...]:
    """Whose agreement the draft needs."""
    if one.part != "lead":
        return ()
    beside = (a.unit for a in case.beside(one) if a.state != "released")
    return tuple(dict.fromkeys(beside))


def unasked(case: Case, draft: Draft) -> str | None:
    """Who assists since the draft went round must be asked too."""
    units = set(assisting(case, case.assignments[draft.assignment]))
    return "countersign_missing" if units - set(draft.asked) else None


class SubmitDraft(OnDraft):
    path = "/drafts/{}/submit"
    roles = UNIT_ROLES
    weight = 2.0

    def people(self, case: Case, target: str) -> list[Person]:
        return [officer(case.drafts[target].unit)]

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        draft = case.drafts[ask.target]
        yield from ready(case, draft)
        yield table(DRAFTS, draft.state, "present", ask.role)[0]

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        draft = case.drafts[ask.target]
        one = case.assignments[draft.assignment]
        units = assisting(case, one)
        draft.move("circulated" if units else "presented")
        if units:
            draft.asked, draft.agreed = units, frozenset()
            draft.answer_by = term(case, one)


def term(case: Case, one: Assignment) -> date:
    """Two weekdays to countersign in, not past the draft's own due day, but one at least."""
    usual = weekdays_after(case.day, WEEKDAYS_TO_COUNTERSIGN)
    return usual if usual <= one.due_on else max(one.due_on, weekdays_after(case.day, 1))


class PassSilence(OnDraft):
    """The lead goes on without those who stayed silent."""

    path = "/drafts/{}/pass-silence"
    roles = UNIT_ROLES

    def people(self, case: Case, target: str) -> list[Person]:
        return [officer(case.drafts[target].unit)]

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        return Body({"reason": "no_answer"})

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        draft = case.drafts[ask.target]
        yield table(DRAFTS, draft.state, "lapse", ask.role)[0]
        waited = draft.answer_by is not None and case.day > draft.answer_by
        yield None if waited else "countersign_term_runs"

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        case.drafts[ask.target].move("presented")


class Recall(OnDraft):
    path = "/drafts/{}/recall"
    roles = UNIT_ROLES
    weight = 0.4

    def people(self, case: Case, target: str) -> list[Person]:
        return [officer(case.drafts[target].unit)]

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        yield table(DRAFTS, case.drafts[ask.target].state, "recall", ask.role)[0]

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        case.drafts[ask.target].move("drafted")


class Countersign(OnDraft):
    path = "/drafts/{}/countersign"
    roles = UNIT_ROLES
    weight = 2.0

    def people(self, case: Case, target: str) -> list[Person]:
        draft = case.drafts[target]
        asked = [officer(u) for u in draft.asked if u not in draft.agreed]
        return asked or [officer(draft.unit)]

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        agrees = rng.random() < 0.85
        text = None if agrees or wild else "数据有误。"
        return Body({"agrees": agrees, "text": text})

    def is_hidden(self, case: Case, ask: Ask[Case]) -> bool:
        return ask.by.unit not in case.drafts[ask.target].asked

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        draft = case.drafts[ask.target]
        json = ask.body.json
        yield table(DRAFTS, draft.state, "countersign", ask.role)[0]
        yield "already_countersigned" if ask.by.unit in draft.agreed else None
        yield "objection_unexplained" if not json["agrees"] and not json["text"] else None

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        draft = case.drafts[ask.target]
        if not ask.body.json["agrees"]:
            draft.move("drafted")
            return
        draft.agreed |= {str(ask.by.unit)}
        draft.move("presented" if draft.agreed == set(draft.asked) else "circulated")


MOVES = (Write(), Revise(), SubmitDraft(), Recall(), Countersign(), PassSilence())
