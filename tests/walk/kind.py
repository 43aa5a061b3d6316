"""What a walk must know of one kind of case: its moves, what is heard of it, and its ways to an end."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any, Generic

from tests.walk.books import Book
from tests.walk.choice import Choice
from tests.walk.move import Ask, C, Heard


@dataclass(frozen=True)
class Kind(Generic[C]):
    """One kind of case.

    Parameters
    ----------
    book : how its service's journal tells its lives
    choice : what people do to it
    a_case : one as it may come, by its number in the run
    open : let the service know of it
    next_step : the next on the legal way to an end; None where all has ended
    hear : something that others tell of it
    seats : who acts at once in a meeting, by roles
    told : what may be told in a meeting; each is journalled
    haste : so often somebody wandering takes the next step to an end
    stretch : fewer than so many steps does a case come from one meeting to the next
    """

    book: Book
    choice: Choice[C]
    a_case: Callable[[int, date, Random], C]
    open: Callable[[Any, C, Random], Awaitable[None]]
    next_step: Callable[[C, Random], Ask[C] | Heard | None]
    hear: Callable[[C, Random], Heard]
    seats: Sequence[frozenset[str]]
    told: Sequence[Callable[[C, Random], Heard]]
    haste: float = 0.29
    stretch: int = 10
