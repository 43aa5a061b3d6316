"""What an office proposes to its leader: 拟办, 审签, 呈批; the city's office, or a county's."""

from collections.abc import Iterator, Mapping
from datetime import date
from random import Random
from typing import Any

from tests.walk.city import (
    CITY_POST,
    CITY_UNITS,
    IN_UNITS,
    POSTS,
    UNITS,
    XIAOYI,
    Person,
    below,
    in_role,
    officer,
    stands_in,
)
from tests.walk.handling.case import Case
from tests.walk.handling.parts import (
    CASES,
    PROPOSALS,
    OnCase,
    OnPart,
    an_order,
    barred,
    day,
    of_units,
    on_case,
    some_unit,
)
from tests.walk.handling.things import IN_HAND, Assignment, Proposal
from tests.walk.move import Ask, Body, one_of, table


def office_of(ask: Ask[Case]) -> str | None:
    """The county's office whose proposals are somebody's business; None: the city's."""
    return ask.by.unit if ask.role in IN_UNITS else None


def at_work(mine: Assignment | None) -> Iterator[str]:
    """A county's office proposes on what it has by letter and signed for."""
    if mine is None:
        yield "assignment_unknown"
    elif mine.state not in IN_HAND:
        yield "not_at_work"


class Propose(OnCase):
    path = "/cases/{}/proposals"
    roles = frozenset({"clerk", "county_office"})
    weight = 2.0

    def people(self, case: Case, target: str) -> list[Person]:
        held = [a for a in case.by_letter() if UNITS[a.unit].is_county_office and a.is_open]
        return [officer(a.unit) for a in held] or in_role("clerk")

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        mine = case.held_by(by.unit)
        if mine and not wild:
            units = [some_unit(case, rng, below(mine.unit))]
        else:
            units = [some_unit(case, rng, (*CITY_UNITS, XIAOYI))]
            units += [some_unit(case, rng, CITY_UNITS)] if rng.random() < 0.3 else []
        if wild:
            units.append(rng.choice(["141181-urban", "ll-office", "nobody"]))
        parts = ["lead", *["assisting"] * len(units)]
        if wild and rng.random() < 0.3:
            parts[0] = "assisting"
        orders = [an_order(unit, part) for unit, part in zip(units, parts, strict=False)]
        days = one_of(rng, *((0, 0, 1) if mine else (3, 7)), wild=[0, -2, 40], go_wild=wild)
        json = {"opinion": "拟请核实办理。", "due_on": day(case.day, days), "assignments": orders}
        return Body(json)

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        yield "answered_by_office" if case.office_answers else None
        yield on_case(case, "propose", ask)
        office = office_of(ask)
        mine = case.held_by(office) if office else None
        yield from at_work(mine) if office else ()
        orders = list(ask.body.json["assignments"])
        units = [o["unit_id"] for o in orders]
        yield from of_units(case, units, dispatched=office is None)
        if office and not all(_is_below(unit, office) for unit in units if unit in UNITS):
            yield "not_below"
        there = case.below(mine) if mine else []
        holders = [a.unit for a in there if a.is_open] + units
        yield "already_assigned" if len(holders) != len(set(holders)) else None
        leads = [a for a in there if a.part == "lead" and a.state != "released"]
        leads += [o for o in orders if o["part"] == "lead"]
        yield "one_lead" if len(leads) != 1 else None
        for replaced in case.on_their_way(office):
            yield table(PROPOSALS, replaced.state, "replace", ask.role)[0]
        due = date.fromisoformat(ask.body.json["due_on"])
        yield "due_after_parent" if mine and due > max(mine.due_on, case.day) else None
        yield "due_date_past" if due < case.day or (office is None and due == case.day) else None

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        office = office_of(ask)
        for replaced in case.on_their_way(office):
            replaced.state = "dropped"
        json = ask.body.json
        one = Proposal(
            f"{case.id}-p{len(case.proposals) + 1}", office, list(json["assignments"]),
            date.fromisoformat(json["due_on"]),
        )  # fmt: skip
        case.proposals[one.id] = one
        case.state = table(CASES, case.state, "propose", ask.role)[1]


def _is_below(unit: str, office: str) -> bool:
    return unit != office and stands_in(unit, [office])


class OnProposal(OnPart):
    letter, unknown = "p", "proposal_unknown"
    roles = frozenset({"office_head", "unit_head"})
    do = ""

    def parts(self, case: Case) -> Mapping[str, Proposal]:
        return case.proposals

    def people(self, case: Case, target: str) -> list[Person]:
        office = case.proposals[target].office
        own = [p for p in in_role("unit_head") if p.unit == office]
        return own if office else in_role("office_head")

    def hidden(self, case: Case, ask: Ask[Case]) -> Iterator[str]:
        yield from barred(case, ask, self.unknown)

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        yield on_case(case, self.do, ask)
        proposal, office = case.proposals.get(ask.target), office_of(ask)
        if proposal is None or proposal.office != office:
            yield "proposal_unknown"
        elif not proposal.is_open:
            yield "not_the_current_proposal"
        else:
            yield table(PROPOSALS, proposal.state, self.do, ask.role)[0]
        if office:
            yield from at_work(case.held_by(office))
            unit = UNITS[office]
            yield None if ask.by.name in {unit.head, unit.deputy} else "not_the_deputy"

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        proposal = case.proposals[ask.target]
        proposal.state = table(PROPOSALS, proposal.state, self.do, ask.role)[1]
        case.state = table(CASES, case.state, self.do, ask.role)[1]


class GiveBack(OnProposal):
    path, do = "/proposals/{}/give-back", "give_back"
    weight = 0.8

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        return Body({"reason": "unclear", "text": "再拟。"})


class Submit(OnProposal):
    path, do = "/proposals/{}/submit", "submit"
    weight = 2.0

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        proposal = case.proposals.get(target)
        ours = None if case.fid == POSTS[CITY_POST].fid else CITY_POST
        usual = None if proposal and proposal.office else ours
        others = [None, CITY_POST, "141181-secretary", "nobody"]
        return Body({"post": one_of(rng, usual, wild=others, go_wild=wild)})

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        yield from super().broken(case, ask)
        office, asked = office_of(ask), ask.body.json["post"]
        posts = {p.post_id for p in POSTS.values() if p.unit == office and p.level == "county"}
        if office is None:
            posts = {p.post_id for p in POSTS.values() if p.level == "city"}
        if asked is None:
            yield None if self._addressed(case, office) else "post_missing"
        elif asked not in posts:
            yield "not_the_countys_post" if office else "not_a_city_post"

    def _addressed(self, case: Case, office: str | None) -> str | None:
        """The post that it can only be."""
        if office:
            own = [p.post_id for p in POSTS.values() if p.unit == office]
            return own[0] if len(own) == 1 else None
        post = case.addressee
        return post.post_id if post and post.level == "city" else None

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        super().follow(case, ask, answer)
        post = ask.body.json["post"] or self._addressed(case, office_of(ask))
        case.proposals[ask.target].submitted_to = post


MOVES = (Propose(), GiveBack(), Submit())
