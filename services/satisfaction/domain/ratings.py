"""The author's rating 评价: on the board's scale of 0 to 5, or in the call.  The two never mix."""

from dataclasses import dataclass
from typing import Literal

from shared.contracts.notify import Satisfaction

Scale = Literal["board", "callback"]

BANDS: tuple[tuple[float, str, Satisfaction], ...] = (
    (4, "很满意", "satisfied"),
    (3, "满意", "satisfied"),
    (2, "基本满意", "fairly"),
    (1, "不满意", "dissatisfied"),
)
"""The board's bands, each above its bound; at 1 and below 很不满意."""

LOWEST: tuple[str, Satisfaction] = ("很不满意", "dissatisfied")


@dataclass(frozen=True, slots=True)
class Rating:
    """One rating.  A void one is kept and does not count."""

    scale: Scale
    grade: float | None
    band: str
    satisfaction: Satisfaction
    void: bool = False


def band(grade: float) -> tuple[str, Satisfaction]:
    """The board's word for a grade, and what it means beside the call's three answers."""
    return next(((word, means) for bound, word, means in BANDS if grade > bound), LOWEST)


def on_board(grade: float | None) -> Rating | None:
    """The rating that a grade of the board is; 0 means 未评价 there."""
    if grade is None or grade <= 0:
        return None
    word, means = band(grade)
    return Rating("board", grade, word, means)


def in_call(answer: Satisfaction | None, *, pressed: bool) -> Rating | None:
    """The rating that an answer is; void when somebody pressed the author."""
    return None if answer is None else Rating("callback", None, answer, answer, void=pressed)
