"""A random choice among the moves on a kind of case: mostly what may be done, partly not."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from random import Random
from typing import Generic

from tests.walk.city import EVERYONE, Person, in_role
from tests.walk.move import Ask, Body, C, Move

LEGAL = 0.72
"""So often a legal move is looked for; else anything is tried."""
TRIES = 12


class Choice(Generic[C]):
    """All moves there are, and chance.

    `near` : so often, where anything is tried, only what is sent may be out of order.
    """

    def __init__(self, moves: Iterable[Move[C]], near: float = 0) -> None:
        self.moves = tuple(moves)
        self.weights = [move.weight for move in self.moves]
        self.near = near

    def choose(self, case: C, rng: Random) -> Ask[C]:
        """What somebody tries next."""
        if rng.random() <= LEGAL:
            return self.legal(case, rng, self.weights)
        return self.nearly(case, rng) if rng.random() < self.near else self.anything(case, rng)

    def legal(self, case: C, rng: Random, weights: Sequence[float] | None = None) -> Ask[C]:
        """What may be done, if it is easily found; without weights any move is as likely."""
        for _ in range(TRIES):
            [move] = rng.choices(self.moves, weights)
            ask = self.sensible(move, case, rng)
            if not move.refusals(case, ask):
                break
        return ask

    def nearly(self, case: C, rng: Random) -> Ask[C]:
        """What may be done but for what is sent: the rules of that break alone, and so are seen."""
        right = self.legal(case, rng)
        move, target = right.move, right.target
        for _ in range(TRIES):
            body = move.body(case, target, right.by, rng, wild=True)
            ask = replace(right, body=body, match=a_match(move, case, target, rng))
            if move.refusals(case, ask):
                break
        return ask

    def sensible(self, move: Move[C], case: C, rng: Random) -> Ask[C]:
        """Somebody who would do it, on what is there, with a body in order."""
        targets = move.targets(case)
        target = targets[-1] if targets and rng.random() < 0.7 else rng.choice(targets or [""])
        if not targets:
            target = move.stranger(case)
        people = move.people(case, target) if targets else in_role(*move.roles)
        return an_ask(move, case, target, rng.choice(people), rng)

    def anything(self, case: C, rng: Random) -> Ask[C]:
        """Anybody, on anything, with any body and any version."""
        move = rng.choice(self.moves)
        targets = move.targets(case)
        target = rng.choice(targets) if targets and rng.random() < 0.93 else move.stranger(case)
        there = target in targets
        in_office = in_role(*move.roles)
        likely = move.people(case, target) if there else in_office
        [people] = rng.choices([likely, in_office, EVERYONE], [70, 15, 15])
        by = rng.choice(people)
        body = move.body(case, target, by, rng, wild=rng.random() < 0.4)
        if body.content is None and rng.random() < 0.04:
            body = Body({**body.json, "nonsense": 1}, frozenset({"invalid_request"}))
        return Ask(move, by, target, body, a_match(move, case, target, rng))


def a_match(move: Move[C], case: C, target: str, rng: Random) -> int | None:
    """What If-Match says: mostly the right version, sometimes another one or none."""
    if not move.versioned:
        return None
    right = move.version(case, target) if target in move.targets(case) else 1
    return rng.choices([right, right + 1, max(1, right - 1), None], [85, 5, 5, 5])[0]


def an_ask(
    move: Move[C], case: C, target: str, by: Person, rng: Random, body: Body | None = None
) -> Ask[C]:
    """A command with an honest version, and a body in order where none is given."""
    there = target in move.targets(case)
    match = move.version(case, target) if move.versioned and there else None
    sent = move.body(case, target, by, rng, wild=False) if body is None else body
    return Ask(move, by, target, sent, match)
