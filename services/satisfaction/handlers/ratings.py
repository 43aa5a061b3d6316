"""Ratings 评价: taken when the author gives one; nothing ever waits for them."""

from datetime import datetime

from services.satisfaction.domain.cases import CaseFile
from services.satisfaction.domain.ratings import Rating, on_board
from services.satisfaction.handlers import fact_time
from services.satisfaction.store import cases, ratings
from shared.context import Ctx
from shared.contracts.intake import BoardUpdated
from shared.contracts.satisfaction import CaseRated
from shared.outcome import NOTHING, Entry, Outcome


async def on_board_updated(ctx: Ctx, event: BoardUpdated, case: CaseFile | None) -> Outcome:
    """留言板状态更新: a new grade is a new rating; an old 历史件 may have got its answer."""
    if case is None:
        return ctx.ignored(event.subject, "case_unknown")
    rating = on_board(event.grade)
    outcome = NOTHING
    if rating is not None and rating.grade != case.board_grade:
        outcome = rated(ctx, case.case_id, case.round, rating, fact_time(ctx), event.grade_text)
    if case.historic and event.answered_at is not None:
        answer = cases.add_historic_answer(case.case_id, event.answered_at)
        return Outcome([*outcome.changes, answer], outcome.journal, outcome.events)
    return outcome


def rated(
    ctx: Ctx, case_id: str, of_round: int, rating: Rating, at: datetime, comment: str | None = None
) -> Outcome:
    """One rating, kept beside those before it and announced."""
    changes = [ratings.add_rating(case_id, of_round, rating, comment, at)]
    if rating.grade is not None:
        changes.append(ratings.keep_board_grade(case_id, rating.grade))
    entry = Entry(
        f"case/{case_id}",
        "rate",
        ctx.actor,
        why="pressed" if rating.void else None,
        facts={
            "scale": rating.scale,
            "grade": rating.grade,
            "band": rating.band,
            "round": of_round,
        },
        private={"comment": comment} if comment else {},
    )
    event = CaseRated(
        case_id=case_id,
        scale=rating.scale,
        grade=rating.grade,
        band=rating.band,
        satisfaction=rating.satisfaction,
        void=rating.void,
    )
    return Outcome(changes, [entry], [event])
