"""One case walked: each command's answer and what it left behind are held against the model."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count
from random import Random

from tests.walk.handling import heard
from tests.walk.handling.case import Case
from tests.walk.handling.catalogue import choose
from tests.walk.handling.finish import Step, next_ask
from tests.walk.handling.routing import Routing, Seen
from tests.walk.move import Ask
from tests.walk.office import Answer, is_problem
from tests.walk.words import Pen

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


class Walker:
    """Walks one case.  What it does depends on its random numbers and on the day alone."""

    def __init__(self, routing: Routing, case: Case, rng: Random, tally: Tally) -> None:
        self.routing = routing
        self.case = case
        self.rng = rng
        self.tally = tally
        self.trail: list[str] = []
        self.seen: Seen
        self.keys = count(1)
        self.last: tuple[Ask[Case], str, Answer] | None = None

    async def open(self) -> None:
        await self.routing.hear(*heard.opening(self.case, self.rng))
        self.tally.cases += 1
        self.seen = await self.routing.look(self.case.id, 0)
        self.hold_against_model("opening")

    async def wander(self, steps: int) -> None:
        """Random moves, legal and illegal, and what others tell meanwhile."""
        for _ in range(steps):
            chance = self.rng.random()
            if chance < 0.08:
                await self.hear(heard.anything(self.case, self.rng))
            elif chance < 0.11 and self.last:
                await self.repeat(*self.last)
            elif chance < 0.4 and (step := next_ask(self.case, self.rng)):
                await self._step(step)
            else:
                await self.take(choose(self.case, self.rng))

    async def advance(self, steps: int) -> bool:
        """Legal moves alone, towards an end; whether it is reached."""
        for _ in range(steps):
            step = next_ask(self.case, self.rng)
            if step is None:
                return True
            await self._step(step)
        return next_ask(self.case, self.rng) is None

    async def finish(self) -> None:
        """Legal moves alone, to an end."""
        self.must(await self.advance(LONGEST), "no end after so many legal moves")

    async def _step(self, step: Step) -> None:
        """One step on the way to an end, which is legal."""
        if isinstance(step, heard.Heard):
            await self.hear(step)
            return
        broken = step.move.refusals(self.case, step)
        self.must(not broken, f"the way to an end breaks {broken}: {step}")
        await self.take(step)

    # -- one step ----------------------------------------------------------------------------------

    async def take(self, ask: Ask[Case]) -> None:
        """Send a command and judge what came of it."""
        expected = ask.move.refusals(self.case, ask)
        self.trail.append(f"{ask} -> {sorted(expected) or 'legal'}")
        key = self.a_key()
        answer = await self.send(self.routing, ask, key)
        self.tally.moves += 1
        before = self.seen
        self.seen = await self.routing.look(self.case.id, before.journal_no)
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

    def _judge_accepted(self, ask: Ask[Case], before: Seen) -> None:
        self.hold_against_model("accepted")
        if ask.path.startswith("/measures"):
            return  # whose journal is the measure's own
        self.must(bool(self.seen.new), "no journal row")
        actor = self.seen.new[0]["actor"]
        told = (actor["sub"], actor["role"]) == (ask.by.sub, ask.role)
        self.must(told, f"the journal names {actor}")
        self.must(self.seen.version >= before.version, "fewer events")

    async def repeat(self, ask: Ask[Case], key: str, first: Answer) -> None:
        """The last accepted command once more: the same answer, and nothing happens."""
        self.trail.append(f"again {ask}")
        other = self.rng.random() < 0.3
        again = replace(ask, match=(ask.match or 0) + 7) if other else ask
        answer = await self.send(self.routing, again, key)
        before = self.seen
        self.seen = await self.routing.look(self.case.id, before.journal_no)
        self.must(self.seen._replace(new=[]) == before._replace(new=[]), "and yet changed")
        self.tally.repeated += 1
        if other:
            self.must(answer.rule == "key_reused", f"another command under one key: {answer}")
        else:
            self.must(answer.replayed and answer.body == first.body, f"another answer: {answer}")

    async def hear(self, told: heard.Heard) -> None:
        """An event is heard; it is never refused, only found to apply no more."""
        self.trail.append(f"heard {told.event!r}")
        settled = await self.routing.hear(told.event)
        self.must(settled.counts == {"applied": 1}, f"{settled.counts}")
        told.follow()
        before = self.seen
        self.seen = await self.routing.look(self.case.id, before.journal_no)
        self.hold_against_model("heard")
        self.must(bool(self.seen.new) == told.noted, f"journalled {len(self.seen.new)} rows")
        self.tally.heard += 1

    def a_key(self) -> str:
        return f"{self.case.id}/{next(self.keys)}"

    async def send(self, replica: Routing, ask: Ask[Case], key: str) -> Answer:
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


ROUTES = ("dispatch",) * 14 + ("direct",) * 3 + ("decline", "transfer", "duplicate")
KINDS = ("help", "complaint", "inquiry", "suggestion", "thanks")
FIDS = (1001, 1001, 1001, 1010, 1032, None, 4711)


def a_case(number: int, day: date, rng: Random) -> Case:
    """A case as reception might accept it."""
    kind = rng.choice(KINDS)
    route = rng.choice(ROUTES)
    handling_class = (
        "none" if kind == "thanks" else rng.choice(["inquiry", "livelihood", "complex"])
    )
    return Case(
        id=f"LL2022-{number:06d}", pen=Pen(f"LL2022-{number:06d}"), route=route, kind=kind, handling_class=handling_class,
        fid=rng.choice(FIDS), admitted_on=day, holder="staff/clerk", day=day,
        accused=set(rng.choice([(), (), (), (), ("ll-edu",), ("141181-office",), ("ll-office",)])),
        demands=list(range(1, rng.choice([0, 1, 1, 2, 3]) + 1)),
    )  # fmt: skip
