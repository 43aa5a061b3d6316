"""What the model remembers of one handling: where it and all its parts stand, and since when."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.walk.city import (
    BY_FID,
    LEADERS_SIDE,
    OFFICE,
    POSTS,
    Person,
    Post,
    above,
    scope_of,
    stands_in,
)
from tests.walk.days import weekday_before
from tests.walk.handling.things import (
    Assignment,
    Draft,
    File,
    Further,
    Instruction,
    Letter,
    Part,
    Promise,
    Proposal,
    Question,
    Reply,
)
from tests.walk.words import Pen

ENDS = {"closed", "withdrawn"}


@dataclass
class Case:
    """A handling, as the model knows it."""

    id: str
    route: str
    kind: str
    handling_class: str
    fid: int | None
    admitted_on: date
    holder: str
    day: date
    pen: Pen = field(repr=False)
    state: str = "opened"
    round: int = 1
    accused: set[str] = field(default_factory=set)
    interested: set[str] = field(default_factory=set)
    demands: list[int] = field(default_factory=list)
    seen_by: set[str] = field(default_factory=set)
    permitted: set[int] = field(default_factory=set)
    passed: set[int] = field(default_factory=set)
    failed: set[int] = field(default_factory=set)
    cleared: set[tuple[str, str, str]] = field(default_factory=set)
    assignments: dict[str, Assignment] = field(default_factory=dict)
    letters: dict[str, Letter] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)
    replies: dict[str, Reply] = field(default_factory=dict)
    further: dict[str, Further] = field(default_factory=dict)
    proposals: dict[str, Proposal] = field(default_factory=dict)
    instructions: dict[str, Instruction] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    promises: dict[str, Promise] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    pressed: dict[str, str] = field(default_factory=dict)
    measures: dict[str, Part] = field(default_factory=dict)
    issuers: dict[str, str] = field(default_factory=dict)

    # -- what it is --------------------------------------------------------------------------------

    @property
    def subject(self) -> str:
        return f"case/{self.id}"

    @property
    def office_answers(self) -> bool:
        return self.route != "dispatch"

    @property
    def reading_waived(self) -> bool:
        return self.route in {"decline", "transfer", "duplicate"}

    @property
    def addressee(self) -> Post | None:
        """The post it was addressed to, if it is known and its own office is not accused."""
        post = None if self.fid is None else BY_FID.get(self.fid)
        return None if post is None or post.unit in self.accused else post

    @property
    def reader(self) -> Post:
        """The post in which the answer is read."""
        return self.addressee or POSTS["ll-secretary"]

    @property
    def ended(self) -> bool:
        return self.state in ENDS

    def bars(self, by: Person, role: str) -> str | None:
        """Why the case is not there for somebody at all, if so."""
        if by.sub in self.interested:
            return "interest_excludes"
        if by.sub == self.holder or (role in LEADERS_SIDE and scope_of(by, role) is None):
            return None
        return "case_unknown" if self.accuses(scope_of(by, role) or by.unit or OFFICE) else None

    def accuses(self, unit: str) -> bool:
        return stands_in(unit, self.accused)

    # -- its parts ---------------------------------------------------------------------------------

    def in_round(self) -> list[Assignment]:
        return [a for a in self.assignments.values() if a.round == self.round]

    def by_letter(self) -> list[Assignment]:
        return [a for a in self.in_round() if a.parent is None]

    def below(self, one: Assignment) -> list[Assignment]:
        return [a for a in self.assignments.values() if a.parent == one.id]

    def all_below(self, one: Assignment) -> Iterator[Assignment]:
        for child in self.below(one):
            yield child
            yield from self.all_below(child)

    def beside(self, one: Assignment) -> list[Assignment]:
        return [a for a in self.in_round() if a.parent == one.parent and a is not one]

    def open_letter(self, sender: str | None = None) -> Letter | None:
        """What an office has on its way to units; None: the city's."""
        own = (one for one in self.letters.values() if one.sender == sender and one.is_open)
        return next(own, None)

    def open_draft(self, one: Assignment) -> Draft | None:
        own = (d for d in self.drafts.values() if d.assignment == one.id and d.is_open)
        return next(own, None)

    def current_reply(self) -> Reply | None:
        """The one that the case stands on now."""
        complete = [r for r in self.replies.values() if r.complete and r.round == self.round]
        return complete[-1] if complete else None

    def last_reply(self, one: Assignment) -> Reply | None:
        own = [r for r in self.replies.values() if r.assignment == one.id]
        return own[-1] if own else None

    def held_by(self, unit: str | None) -> Assignment | None:
        """What a unit has by letter and has not answered."""
        return next((a for a in self.by_letter() if a.unit == unit and a.is_open), None)

    def on_their_way(self, office: str | None) -> list[Proposal]:
        """What an office proposed and nobody has instructed on; None: the city's."""
        return [p for p in self.proposals.values() if p.is_open and p.office == office]

    def before_leader(self, post_id: str) -> Proposal | None:
        """The proposal that is signed and on a leader's desk."""
        post = POSTS.get(post_id)
        own = self.on_their_way(post.unit if post and post.level == "county" else None)
        return next((p for p in own if p.submitted_to == post_id), None)

    def given(self) -> tuple[tuple[str, int], ...]:
        return tuple((i.id, i.version) for i in self.instructions.values())

    def levels(self) -> set[str]:
        return {POSTS[i.post].level for i in self.instructions.values()}

    def open_promise(self) -> Promise | None:
        return next((one for one in self.promises.values() if one.is_open), None)

    def file_is_there(self, file_id: str) -> bool:
        return file_id in self.files and not self.files[file_id].erased

    # -- its changes -------------------------------------------------------------------------------

    def release(self, one: Assignment) -> None:
        """A unit has it no more, and what it had begun is dropped."""
        one.move("released")
        draft = self.open_draft(one)
        if draft:
            draft.move("dropped")
        self.clear_desk(one)

    def hide_from_released(self, gone: list[Assignment]) -> None:
        """They see it no more, nor those above them, where none of theirs has a part in it."""
        stay = {
            u for a in self.assignments.values() if a.state != "released" for u in above(a.unit)
        }
        self.seen_by -= {u for a in gone for u in above(a.unit)} - stay

    def clear_desk(self, one: Assignment) -> None:
        """What a county's office has on its way to its leader or to units goes nowhere any more."""
        if one.parent is not None:
            return
        for proposal in self.on_their_way(one.unit):
            proposal.state = "dropped"
        if letter := self.open_letter(one.unit):
            letter.move("dropped")

    def issue(self, orders: list[dict[str, Any]], due_on: date, parent: str | None = None) -> None:
        """New assignments; the units and those above see the case."""
        for order in orders:
            number = len(self.assignments) + 1
            unit = order["unit_id"]
            lead = order["part"] == "lead"
            one = Assignment(
                f"{self.id}-a{number}", "issued", unit=unit, part=order["part"], parent=parent,
                round=self.round, issued_on=self.day, demands=tuple(order.get("demands", ())),
                due_on=due_on if lead else max(weekday_before(due_on), self.day),
            )  # fmt: skip
            self.assignments[one.id] = one
            self.seen_by |= {u for u in above(unit) if u != OFFICE}

    def shape(self) -> dict[str, Any]:
        """All states and versions, as the database should have them."""
        return {
            "case": [self.state, self.round],
            "assignments": _shape(self.assignments),
            "letters": _shape(self.letters),
            "drafts": _shape(self.drafts),
            "further": _shape(self.further),
            "promises": _shape(self.promises),
            "replies": {r.id: r.version for r in self.replies.values()},
            "instructions": {i.id: i.version for i in self.instructions.values()},
            "proposals": {p.id: [p.state, p.submitted_to] for p in self.proposals.values()},
            "files": len(self.files),
            "questions": len(self.questions),
            "answered": sum(q.answered for q in self.questions.values()),
            "pressed": dict(self.pressed),
        }


def _shape(parts: dict[str, Any]) -> dict[str, list[Any]]:
    return {part.id: [part.state, part.version] for part in parts.values()}
