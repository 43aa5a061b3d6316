"""Who sends a draft up, 签发 and 县级阅批, and what those who handed the matter down make of it."""

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from tests.walk.city import POSTS, UNIT_ROLES, UNITS, Person, in_role, officer
from tests.walk.handling.case import Case
from tests.walk.handling.drafts import ready, unasked
from tests.walk.handling.parts import (
    ASSIGNMENTS,
    CASES,
    DRAFTS,
    UNCLEAR,
    OnDraft,
    OnReply,
    act_of,
    of_leader,
)
from tests.walk.handling.things import Draft, Reply
from tests.walk.move import Ask, Body, one_of, table


def sent(case: Case, draft: Draft) -> None:
    """The draft is the unit's reply; the lead's completes the case's."""
    draft.move("sent")
    one = case.assignments[draft.assignment]
    one.move("answered")
    case.clear_desk(one)
    complete = one.part == "lead" and one.parent is None
    reply = Reply(
        f"{case.id}-r{len(case.replies) + 1}", "", unit=one.unit, assignment=one.id,
        round=case.round, complete=complete, original=draft.words, words=draft.words,
        result=draft.result,
    )  # fmt: skip
    case.replies[reply.id] = reply
    if complete:
        case.state = "replied"


def goes_up(case: Case, draft: Draft, role: str) -> Iterator[str | None]:
    """What stands in the way of a draft that is to be sent."""
    one = case.assignments[draft.assignment]
    yield from ready(case, draft)
    yield table(ASSIGNMENTS, one.state, "reply", role)[0]
    if one.part == "lead" and one.parent is None:
        yield table(CASES, case.state, "answer_up", role)[0]


class SignDraft(OnDraft):
    path = "/drafts/{}/sign"
    roles = frozenset({"unit_head"})
    weight = 3.0

    def people(self, case: Case, target: str) -> list[Person]:
        return [p for p in in_role("unit_head") if p.unit == case.drafts[target].unit]

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        deputy = by.who.endswith("/deputy")
        return Body({"deputy": one_of(rng, deputy, wild=[not deputy], go_wild=wild)})

    def _for_reading(self, case: Case, draft: Draft) -> bool:
        """A county office's draft is read by its leader, who does not read the answer anyway."""
        addressed = case.addressee is not None and case.addressee.unit == draft.unit
        return UNITS[draft.unit].is_county_office and not addressed

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        draft = case.drafts[ask.target]
        yield table(DRAFTS, draft.state, "sign", ask.role)[0]
        yield from ready(case, draft)
        yield unasked(case, draft)
        if not self._for_reading(case, draft):
            yield from goes_up(case, draft, ask.role)
        unit, deputy = UNITS[draft.unit], ask.body.json["deputy"]
        if ask.by.name != (unit.deputy if deputy else unit.head):
            yield "not_the_deputy" if deputy else "not_the_head"

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        draft = case.drafts[ask.target]
        if self._for_reading(case, draft):
            draft.move("signed")
        else:
            sent(case, draft)


class ReturnDraft(SignDraft):
    path = "/drafts/{}/return"
    weight = 0.4

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        return Body({"reason": "unclear", "text": "再写。"})

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        draft = case.drafts[ask.target]
        yield table(DRAFTS, draft.state, "return", ask.role)[0]

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        case.drafts[ask.target].move("drafted")


class ReadDraft(OnDraft):
    path, do = "/drafts/{}/read", "read"
    roles = frozenset({"county_leader", "secretary"})
    weight = 3.0

    def people(self, case: Case, target: str) -> list[Person]:
        unit = case.drafts[target].unit
        side = in_role(*self.roles)
        return [p for p in side if p.post and POSTS[p.post].unit == unit] or side

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        opinion = one_of(rng, "同意报送。", wild=[UNCLEAR], go_wild=wild)
        return act_of(case, by, rng, opinion, field="opinion", wild=wild)

    def is_hidden(self, case: Case, ask: Ask[Case]) -> bool:
        return False

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        draft = case.drafts[ask.target]
        post = POSTS.get(ask.by.post or "")
        yield None if post and post.unit == draft.unit else "not_the_addressee"
        yield from of_leader(case, ask, "阅批")
        yield "opinion_unclear" if ask.body.json["opinion"] == UNCLEAR else None
        yield table(DRAFTS, draft.state, self.do, ask.role)[0]
        if self.do == "read":
            yield from goes_up(case, draft, ask.role)
            yield unasked(case, draft)

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        sent(case, case.drafts[ask.target])


class SendBackDraft(ReadDraft):
    path, do = "/drafts/{}/send-back", "send_back"
    weight = 0.7

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        case.drafts[ask.target].move("drafted")


def came_up_to(case: Case, reply: Reply) -> str | None:
    """The unit that had handed the matter down to who answered."""
    one = case.assignments.get(reply.assignment or "")
    return case.assignments[one.parent].unit if one and one.parent else None


def from_below(case: Case, ask: Ask[Case]) -> Iterator[str | None]:
    """It is the last word of a unit that answered, and who handed it down has not answered."""
    reply = case.replies[ask.target]
    one = case.assignments[str(reply.assignment)]
    if case.last_reply(one) is not reply or one.state != "answered":
        yield "not_the_current_reply"
    yield None if case.assignments[str(one.parent)].is_open else "answered_already"


class Accept(OnReply):
    path = "/replies/{}/accept"
    roles = UNIT_ROLES
    weight = 2.0

    def targets(self, case: Case) -> list[str]:
        return [r.id for r in case.replies.values() if not r.complete] or super().targets(case)

    def people(self, case: Case, target: str) -> list[Person]:
        above = came_up_to(case, case.replies[target])
        return [officer(above)] if above else in_role(*self.roles)

    def is_hidden(self, case: Case, ask: Ask[Case]) -> bool:
        return came_up_to(case, case.replies[ask.target]) != ask.by.unit

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        yield from from_below(case, ask)
        yield "already_accepted" if case.replies[ask.target].accepted else None

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        reply = case.replies[ask.target]
        reply.accepted = True
        reply.version += 1


MOVES = (SignDraft(), ReturnDraft(), ReadDraft(), SendBackDraft(), Accept())
