"""Ratings."""

from datetime import datetime

from services.satisfaction.domain.ratings import Rating
from shared.outcome import Change

ADD_RATING = """
INSERT INTO rating (case_id, round, scale, grade, band, satisfaction, void, comment, rated_at)
SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::float8[], $5::text[], $6::text[],
                     $7::boolean[], $8::text[], $9::timestamptz[])
"""

KEEP_BOARD_GRADE = """
UPDATE case_file c SET board_grade = k.grade
FROM unnest($1::text[], $2::float8[]) AS k(case_id, grade) WHERE c.case_id = k.case_id
"""

BLANK_RATINGS = """
UPDATE rating r SET comment = NULL FROM unnest($1::text[]) AS k(case_id) WHERE r.case_id = k.case_id
"""


def add_rating(
    case_id: str, of_round: int, rating: Rating, comment: str | None, at: datetime
) -> Change:
    """One rating more; none is ever changed."""
    row = (
        case_id,
        of_round,
        rating.scale,
        rating.grade,
        rating.band,
        rating.satisfaction,
        rating.void,
        comment,
        at,
    )
    return Change(ADD_RATING, row)


def keep_board_grade(case_id: str, grade: float) -> Change:
    """What the board says now, so that only a change of it is a new rating."""
    return Change(KEEP_BOARD_GRADE, (case_id, grade))


def blank_ratings(case_id: str) -> Change:
    """Forget the author's words."""
    return Change(BLANK_RATINGS, (case_id,))
