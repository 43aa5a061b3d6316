"""All moves on a handling."""

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
from tests.walk.move import Move

MOVES: tuple[Move[Case], ...] = tuple(
    move
    for kind in (
        proposals, instructions, files, letters, assignments, county, drafts, signatures, replies, rounds,
        promises, further, progress, questions, measures,
    )
    for move in kind.MOVES
)  # fmt: skip
BY_NAME = {f"{type(move).__module__.rpartition('.')[2]}.{move.name}": move for move in MOVES}
