"""SQL of the questions that the office asks units on the direct route."""

from datetime import datetime
from typing import Any

from services.routing.domain.cases import Case
from services.routing.domain.organisation import Unit
from services.routing.domain.questions import AnswerQuestion, Ask, Question
from services.routing.store.scope import sight_of, there
from shared.contracts.envelope import Actor
from shared.db import Tx
from shared.outcome import Change

COUNT_QUESTIONS = "SELECT count(*) FROM question WHERE case_id = $1"

ADD_QUESTION = """
INSERT INTO question (question_id, case_id, number, round, unit_id, unit_name, question, method,
                      answer_by, asked_at, by)
SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::int[], $5::text[], $6::text[],
                     $7::text[], $8::text[], $9::date[], $10::timestamptz[], $11::jsonb[])
"""

QUESTION = """
SELECT q.question_id, q.unit_id, a.question_id IS NOT NULL AS answered
FROM question q LEFT JOIN question_answer a USING (question_id) WHERE q.question_id = $1
"""

ADD_ANSWER = """
INSERT INTO question_answer (question_id, answer, method, said_by, answered_at, by)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::jsonb[])
"""

_QUESTIONS = f"""
SELECT q.question_id AS cursor, q.question_id, q.unit_id, q.unit_name, q.question, q.method,
       q.answer_by, q.asked_at, a.answer, a.said_by, a.answered_at
FROM question q JOIN handling h USING (case_id) LEFT JOIN question_answer a USING (question_id)
WHERE q.question_id > $1 AND {there("h", 3, 4)}
"""

QUESTIONS = f"{_QUESTIONS} ORDER BY q.question_id LIMIT $2"

QUESTIONS_OF_UNIT = f"{_QUESTIONS} AND q.unit_id = $5 ORDER BY q.question_id LIMIT $2"


PARTS = {
    "questions": """
        SELECT q.question_id, q.round, q.unit_id, q.unit_name, q.question, q.method, q.answer_by,
               q.asked_at, q.by, a.answer, a.method AS answer_method, a.said_by, a.answered_at,
               a.by AS answered_by
        FROM question q LEFT JOIN question_answer a USING (question_id)
        WHERE q.case_id = $1 ORDER BY q.number
        """,
}

JSON = frozenset({"by", "answered_by"})


def add_question(case: Case, unit: Unit, ask: Ask, *, number: int, at: datetime, by: str) -> Change:
    return Change(
        ADD_QUESTION,
        (
            f"{case.case_id}-q{number}", case.case_id, number, case.round, unit.unit_id, unit.name,
            ask.question, ask.method, ask.answer_by, at, by,
        ),
    )  # fmt: skip


async def load_question(tx: Tx, question_id: str) -> Question | None:
    r = await tx.fetchrow(QUESTION, question_id)
    return Question(*r.values()) if r else None


def add_answer(
    question: Question, ask: AnswerQuestion, *, said_by: str, at: datetime, by: str
) -> Change:
    return Change(ADD_ANSWER, (question.question_id, ask.answer, ask.method, said_by, at, by))


async def list_questions(
    tx: Tx, after: str | None, limit: int, *, actor: Actor
) -> list[dict[str, Any]]:
    """A unit's own questions; all of them for the office."""
    sight = await sight_of(tx, actor)
    page = (after or "", limit, sight.barred, sight.sub)
    if sight.scope is None:
        return [dict(r) for r in await tx.fetch(QUESTIONS, *page)]
    return [dict(r) for r in await tx.fetch(QUESTIONS_OF_UNIT, *page, sight.scope)]
