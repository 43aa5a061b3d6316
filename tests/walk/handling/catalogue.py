"""All moves on a handling, and a random choice among them: mostly what may be done, partly not."""

from random import Random

from tests.walk.city import EVERYONE, in_role
from tests.walk.handling import (
    assignments,
    county,
    drafts,
    files,
    further,
    instructions,
    letters,
    measures,
    progress,
    promises,
    proposals,
    questions,
    replies,
    rounds,
    signatures,
)
from tests.walk.handling.case import Case
from tests.walk.move import Ask, Body, Move

MOVES: tuple[Move[Case], ...] = tuple(
    move
    for kind in (
        proposals, instructions, files, letters, assignments, county, drafts, signatures, replies, rounds,
        promises, further, progress, questions, measures,
    )
    for move in kind.MOVES
)  # fmt: skip
WEIGHTS = [move.weight for move in MOVES]
BY_NAME = {f"{type(move).__module__.rpartition('.')[2]}.{move.name}": move for move in MOVES}

LEGAL = 0.72
"""So often a legal move is looked for; else anything is tried."""
TRIES = 12


def choose(case: Case, rng: Random) -> Ask[Case]:
    """What somebody tries next."""
    if rng.random() > LEGAL:
        return anything(case, rng)
    for _ in range(TRIES):
        ask = sensible(case, rng)
        if not ask.move.refusals(case, ask):
            return ask
    return ask


def sensible(case: Case, rng: Random) -> Ask[Case]:
    """Somebody who would do it, on what is there, with a body in order."""
    [move] = rng.choices(MOVES, WEIGHTS)
    targets = move.targets(case)
    target = targets[-1] if targets and rng.random() < 0.7 else rng.choice(targets or [""])
    if not targets:
        return an_ask(move, case, move.stranger(case), rng)
    return an_ask(move, case, target, rng)


def an_ask(move: Move[Case], case: Case, target: str, rng: Random) -> Ask[Case]:
    """A command in order, on a target."""
    there = target in move.targets(case)
    people = move.people(case, target) if there else in_role(*move.roles)
    by = rng.choice(people)
    match = move.version(case, target) if move.versioned and there else None
    body = move.body(case, target, by, rng, wild=False)
    return Ask(move, by, target, body, match)


def anything(case: Case, rng: Random) -> Ask[Case]:
    """Anybody, on anything, with any body and any version."""
    move = rng.choice(MOVES)
    targets = move.targets(case)
    target = rng.choice(targets) if targets and rng.random() < 0.93 else move.stranger(case)
    there = target in targets
    likely = move.people(case, target) if there else in_role(*move.roles)
    by = rng.choice(likely if rng.random() < 0.8 else EVERYONE)
    body = move.body(case, target, by, rng, wild=rng.random() < 0.4)
    if body.content is None and rng.random() < 0.04:
        body = Body({**body.json, "nonsense": 1}, frozenset({"invalid_request"}))
    match = None
    if move.versioned:
        right = move.version(case, target) if there else 1
        match = rng.choices([right, right + 1, max(1, right - 1), None], [85, 5, 5, 5])[0]
    return Ask(move, by, target, body, match)
