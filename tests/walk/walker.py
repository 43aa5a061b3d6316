"""One case walked: each command's answer and what it left behind are held against the model."""

from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import count
from random import Random
from typing import Generic

from tests.walk.kind import Kind
from tests.walk.move import Ask, C, Heard
from tests.walk.office import Answer, Office, Seen, is_problem

LONGEST = 250
"""No case needs so many steps to its end."""


COUNTS = ("cases", "moves", "accepted", "repeated", "heard", "meetings", "met", "conflicts")


@dataclass
class Tally:
    """What a run did.

    `meetings` are the times that several acted at once, `met` their commands, and `conflicts` the
    meetings in which somebody was refused who alone would not have been.
    """

    cases: int = 0
    moves: int = 0
    accepted: int = 0
    repeated: int = 0
    heard: int = 0
    meetings: int = 0
    met: int = 0
    conflicts: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    by_move: Counter[str] = field(default_factory=Counter)
    visited: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Tally") -> None:
        for name in COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("refused", "by_move", "visited"):
            getattr(self, name).update(getattr(other, name))


class Strayed(AssertionError):
    """The service did what the model says it must not, or did not what it must."""


class Walker(Generic[C]):
    """Walks one case.  What it does depends on its random numbers and on the day alone."""

    def __init__(self, kind: Kind[C], office: Office, case: C, rng: Random, tally: Tally) -> None:
        self.kind = kind
        self.office = office
        self.case = case
        self.rng = rng
        self.tally = tally
        self.trail: list[str] = []
        self.seen: Seen
        self.keys = count(1)
        self.last: tuple[Ask[C], str, Answer] | None = None

    async def open(self) -> None:
        await self.kind.open(self.office, self.case, self.rng)
        self.tally.cases += 1
        self.seen = await self.office.look(self.case.id, 0)
        self.hold_against_model("opening")

    async def wander(self, steps: int) -> None:
        """Random moves, legal and illegal, and what others tell meanwhile."""
        for _ in range(steps):
            chance = self.rng.random()
            if chance < 0.08:
                await self.hear(self.kind.hear(self.case, self.rng))
            elif chance < 0.11 and self.last:
                await self.repeat(*self.last)
            elif chance < 0.11 + self.kind.haste and (
                step := self.kind.next_step(self.case, self.rng)
            ):
                await self._step(step)
            else:
                await self.take(self.kind.choice.choose(self.case, self.rng))

    async def advance(self, steps: int) -> bool:
        """Legal moves alone, towards an end; whether it is reached."""
        for _ in range(steps):
            step = self.kind.next_step(self.case, self.rng)
            if step is None:
                return True
            await self._step(step)
        return self.kind.next_step(self.case, self.rng) is None

    async def finish(self) -> None:
        """Legal moves alone, to an end."""
        self.must(await self.advance(LONGEST), "no end after so many legal moves")

    async def _step(self, step: Ask[C] | Heard) -> None:
        """One step on the way to an end, which is legal."""
        if isinstance(step, Heard):
            await self.hear(step)
            return
        broken = step.move.refusals(self.case, step)
        self.must(not broken, f"the way to an end breaks {broken}: {step}")
        await self.take(step)

    # -- one step ----------------------------------------------------------------------------------

    async def take(self, ask: Ask[C]) -> None:
        """Send a command and judge what came of it."""
        expected = ask.move.refusals(self.case, ask)
        self.trail.append(f"{ask} -> {sorted(expected) or 'legal'}")
        key = self.a_key()
        answer = await self.send(self.office, ask, key)
        self.tally.moves += 1
        before = self.seen
        self.seen = await self.office.look(self.case.id, before.journal_no)
        if expected:
            self.must(is_problem(answer), f"no refusal: {answer}")
            self.must(answer.rule in expected, f"refused for {answer.rule}: {answer.body}")
            self.must(self.seen._replace(new=[]) == before._replace(new=[]), "and yet changed")
            self.tally.refused[answer.rule] += 1
            return
        self.must(answer.status == ask.move.status, f"refused: {answer.body}")
        self.must(not answer.replayed, "answered before")
        ask.move.follow(self.case, ask, answer.body)
        self._judge_accepted(ask, before)
        self.last = (ask, key, answer)
        self.tally.accepted += 1
        self.tally.by_move[ask.move.name] += 1

    def _judge_accepted(self, ask: Ask[C], before: Seen) -> None:
        self.hold_against_model("accepted")
        if ask.move.elsewhere:
            return
        self.must(bool(self.seen.new), "no journal row")
        actor = self.seen.new[0]["actor"]
        told = (actor["sub"], actor["role"]) == (ask.by.sub, ask.role)
        self.must(told, f"the journal names {actor}")
        self.must(self.seen.version >= before.version, "fewer events")

    async def repeat(self, ask: Ask[C], key: str, first: Answer) -> None:
        """The last accepted command once more: the same answer, and nothing happens."""
        self.trail.append(f"again {ask}")
        other = self.rng.random() < 0.3
        again = replace(ask, match=(ask.match or 0) + 7) if other else ask
        answer = await self.send(self.office, again, key)
        before = self.seen
        self.seen = await self.office.look(self.case.id, before.journal_no)
        self.must(self.seen._replace(new=[]) == before._replace(new=[]), "and yet changed")
        self.tally.repeated += 1
        if other:
            self.must(answer.rule == "key_reused", f"another command under one key: {answer}")
        else:
            same = answer.replayed and answer.body == ask.move.again(first.body)
            self.must(same, f"another answer: {answer}")

    async def hear(self, told: Heard) -> None:
        """An event is heard; it is never refused, only found to apply no more."""
        self.trail.append(f"heard {told.event!r}")
        settled = await self.office.hear(told.event, at=told.at)
        self.must(settled.counts == {"applied": 1}, f"{settled.counts}")
        told.follow()
        before = self.seen
        self.seen = await self.office.look(self.case.id, before.journal_no)
        self.hold_against_model("heard")
        self.must(bool(self.seen.new) == told.noted, f"journalled {len(self.seen.new)} rows")
        self.tally.heard += 1

    def a_key(self) -> str:
        return f"{self.case.id}/{next(self.keys)}"

    async def send(self, replica: Office, ask: Ask[C], key: str) -> Answer:
        """Send a command to one of the service's replicas."""
        return await replica.command(
            ask.by, ask.path, dict(ask.body.json), key=key, match=ask.match,
            content=ask.body.content,
        )  # fmt: skip

    # -- judging -----------------------------------------------------------------------------------

    def hold_against_model(self, when: str) -> None:
        expected, found = self.case.shape(), self.seen.shape
        if expected != found:
            differing = {k: (expected[k], found[k]) for k in expected if expected[k] != found[k]}
            self.must(False, f"{when}: model and database differ: {differing}")
        self.tally.visited[self.case.state] += 1

    def must(self, holds: bool, what: str) -> None:
        if not holds:
            trail = "\n  ".join(self.trail[-40:])
            raise Strayed(f"{self.case.id} on {self.case.day}: {what}\n  {trail}\n{self.case}")
