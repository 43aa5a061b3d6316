"""问询: the office asks a unit and answers by itself."""

from services.routing.domain.cases import Case, known
from services.routing.domain.commands import On
from services.routing.domain.letters import official_day
from services.routing.domain.progress import must_be_ahead
from services.routing.domain.questions import AnswerQuestion, Ask, may_answer, must_be_asking
from services.routing.handlers.addressees import addressable
from services.routing.handlers.steps import signature
from services.routing.store.progress import next_number
from services.routing.store.questions import (
    COUNT_QUESTIONS,
    add_answer,
    add_question,
    load_question,
)
from shared.context import Ctx
from shared.contracts.routing import QuestionAnswered, QuestionAsked
from shared.outcome import Entry, Outcome
from shared.rules import unknown


async def ask(ctx: Ctx, command: Ask, case: Case | None) -> Outcome:
    """问询: to any unit that is not accused; it sees the question and nothing else."""
    case = known(case)
    must_be_asking(case)
    must_be_ahead(command.answer_by, official_day(ctx.now))
    unit = (await addressable(ctx, case, [command.unit_id]))[command.unit_id]
    number = await next_number(ctx.tx, COUNT_QUESTIONS, case)
    event = QuestionAsked(
        case_id=case.case_id,
        question_id=f"{case.case_id}-q{number}",
        unit_id=unit.unit_id,
        unit_name=unit.name,
        answer_by=command.answer_by,
        asked_at=ctx.now,
        by=ctx.actor,
    )
    entry = Entry(
        case.subject,
        "ask",
        ctx.actor,
        facts={"question": event.question_id, "unit": unit.unit_id, "method": command.method},
        private={"question": command.question},
    )
    row = add_question(case, unit, command, number=number, at=ctx.now, by=signature(ctx.actor))
    answer = {"question_id": event.question_id}
    return Outcome(changes=[row], journal=[entry], events=[event], answer=answer)


async def answer_question(ctx: Ctx, command: On[AnswerQuestion], case: Case | None) -> Outcome:
    """问询答复: by the unit itself, or noted by a clerk who heard it."""
    if case is None:
        raise unknown("question")
    given = command.ask
    question = may_answer(await load_question(ctx.tx, command.id), given, ctx.actor)
    must_be_asking(case)
    await addressable(ctx, case, [question.unit_id])
    event = QuestionAnswered(
        case_id=case.case_id,
        question_id=question.question_id,
        unit_id=question.unit_id,
        answered_at=ctx.now,
        by=ctx.actor,
    )
    entry = Entry(
        case.subject,
        "answer_question",
        ctx.actor,
        facts={"question": question.question_id, "method": given.method},
        private={"answer": given.answer},
    )
    said_by = given.said_by or ctx.actor.name
    row = add_answer(question, given, said_by=said_by, at=ctx.now, by=signature(ctx.actor))
    answer = {"question_id": question.question_id}
    return Outcome(changes=[row], journal=[entry], events=[event], answer=answer)
