"""What a leader instructs: 批示 and 批示修改."""

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from tests.walk.city import (
    LEADERS_SIDE,
    POSTS,
    Person,
    in_role,
)
from tests.walk.handling.case import Case
from tests.walk.handling.parts import (
    AGREED,
    CASES,
    CLEAR,
    UNCLEAR,
    OnCase,
    OnPart,
    act_of,
    barred,
    of_leader,
    of_units,
    on_case,
    some_unit,
)
from tests.walk.handling.things import Instruction
from tests.walk.move import UNKNOWN_ID, Ask, Body, one_of, table


class Instruct(OnCase):
    path = "/cases/{}/instruct"
    roles = LEADERS_SIDE
    weight = 2.0

    def people(self, case: Case, target: str) -> list[Person]:
        side = in_role(*LEADERS_SIDE)
        return [p for p in side if p.post and self._mine(case, p.post)] or side

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        text = one_of(rng, CLEAR, wild=[UNCLEAR, AGREED], go_wild=wild)
        body = act_of(case, by, rng, text, field="text", wild=wild)
        units = one_of(rng, [], [some_unit(case, rng)], wild=[["nobody"]], go_wild=wild)
        json = {**body.json, "units": units}
        before = case.before_leader(by.post or "")
        if before and rng.random() < 0.5:
            json["proposal_id"] = before.id
        if wild and rng.random() < 0.2:
            json["proposal_id"] = rng.choice([*case.proposals, f"{case.id}-p{UNKNOWN_ID}"])
        return Body(json)

    def _mine(self, case: Case, post_id: str) -> bool:
        """Whose matter it is: the addressee's, any city leader's, a county's whose office has it."""
        post = POSTS[post_id]
        if case.before_leader(post_id):
            return True
        if post.level == "county":
            return any(a.unit == post.unit and a.is_open for a in case.by_letter())
        named = case.addressee is not None and case.addressee.level == "city"
        return not named or case.addressee == post

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        yield "answered_by_office" if case.office_answers else None
        yield on_case(case, "instruct", ask)
        post = ask.by.post or ""
        before = case.before_leader(post)
        yield None if post in POSTS and self._mine(case, post) else "not_the_addressee"
        text = ask.body.json["text"]
        seen = ask.body.json.get("proposal_id")
        as_seen = seen is None or (before is not None and before.id == seen)
        yield None if as_seen else "not_the_current_proposal"
        unclear = text == UNCLEAR or (text == AGREED and before is None)
        yield "opinion_unclear" if unclear else None
        yield from of_leader(case, ask, "批示", sheet=before.scan if before else None)
        yield from of_units(case, self._units(case, ask))

    def _units(self, case: Case, ask: Ask[Case]) -> tuple[str, ...]:
        """Whom it addresses: those named, or those of the proposal it is given on."""
        before = case.before_leader(ask.by.post or "")
        proposed = tuple(o["unit_id"] for o in before.orders) if before else ()
        return tuple(ask.body.json["units"]) or proposed

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        post = str(ask.by.post)
        before = case.before_leader(post)
        one = Instruction(
            f"{case.id}-i{len(case.instructions) + 1}", post, POSTS[post].holder_on(case.day),
            before.id if before else None, self._units(case, ask),
        )  # fmt: skip
        case.instructions[one.id] = one
        for proposal in case.on_their_way(
            POSTS[post].unit if POSTS[post].level == "county" else None
        ):
            proposal.state = "instructed" if proposal is before else "dropped"
        case.state = table(CASES, case.state, "instruct", ask.role)[1]


class Amend(OnPart):
    path = "/instructions/{}/amend"
    letter, unknown = "i", "instruction_unknown"
    roles = LEADERS_SIDE
    versioned = True
    weight = 0.5

    def parts(self, case: Case) -> Mapping[str, Instruction]:
        return case.instructions

    def people(self, case: Case, target: str) -> list[Person]:
        post = case.instructions[target].post
        return [p for p in in_role(*LEADERS_SIDE) if p.post == post]

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        text = one_of(rng, CLEAR, wild=[UNCLEAR, AGREED], go_wild=wild)
        return act_of(case, by, rng, text, field="text", wild=wild)

    def hidden(self, case: Case, ask: Ask[Case]) -> Iterator[str]:
        kept = list(barred(case, ask, self.unknown))
        yield from kept
        if not kept and ask.target not in case.instructions:
            yield self.unknown
            yield from (r for r in of_leader(case, ask, "批示") if r == "not_the_addressee")

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        one = case.instructions[ask.target]
        yield on_case(case, "amend", ask)
        yield None if ask.by.post == one.post else "not_the_addressee"
        yield from of_leader(case, ask, "批示")
        yield from of_units(case, one.units)
        if ask.by.post == one.post and one.holder != POSTS[one.post].holder_on(case.day):
            yield "another_holders_instruction"
        text = ask.body.json["text"]
        unclear = text == UNCLEAR or (text == AGREED and one.proposal is None)
        yield "opinion_unclear" if unclear else None

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        case.instructions[ask.target].version += 1


MOVES = (Instruct(), Amend())
