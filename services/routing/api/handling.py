"""What units do between the letter and the reply, and what the office asks them."""

from datetime import date
from typing import Annotated

from fastapi import Query

from services.routing import handlers
from services.routing.domain.commands import AssignmentId, On
from services.routing.domain.progress import (
    HoldMeeting,
    LookAgain,
    NoteProgress,
    PressId,
    PressThirdParty,
)
from services.routing.domain.questions import AnswerQuestion, Ask, QuestionId
from services.routing.domain.roles import EVERYBODY, OFFICE, UNITS, R
from services.routing.store import progress, questions
from shared.contracts.envelope import CaseId
from shared.gate import Access, Endpoints
from shared.http import Answer, Call, Cursor, Limit, Reader

router = Endpoints()

WORKERS = OFFICE | UNITS

# fmt: off
ACCESS = {
    ("POST", "/v1/assignments/{assignment_id}/progress"): Access(UNITS, "their own"),
    ("POST", "/v1/cases/{case_id}/meetings"):             Access(WORKERS, "units: their cases"),
    ("POST", "/v1/cases/{case_id}/third-parties"):        Access(WORKERS, "units: their cases"),
    ("POST", "/v1/third-parties/{press_id}/look"):        Access(WORKERS, "units: their cases"),
    ("GET",  "/v1/third-parties"):                        Access(EVERYBODY, "units: their cases"),
    ("POST", "/v1/cases/{case_id}/questions"):            Access({R.CLERK}),
    ("POST", "/v1/questions/{question_id}/answer"):       Access({R.CLERK, *UNITS}, "their own"),
    ("GET",  "/v1/questions"):                            Access(WORKERS, "units: their own"),
}
# fmt: on


@router.post("/assignments/{assignment_id}/progress", status_code=201)
async def note_progress(assignment_id: AssignmentId, command: NoteProgress, call: Call) -> Answer:
    on = On(assignment_id, command)
    return await call.run(handlers.note_progress, on, subject=on.subject, status=201)


@router.post("/cases/{case_id}/meetings", status_code=201)
async def hold_meeting(case_id: CaseId, command: HoldMeeting, call: Call) -> Answer:
    subject = f"case/{case_id}"
    return await call.run(handlers.hold_meeting, command, subject=subject, status=201)


@router.post("/cases/{case_id}/third-parties", status_code=201)
async def press_third_party(case_id: CaseId, command: PressThirdParty, call: Call) -> Answer:
    subject = f"case/{case_id}"
    return await call.run(handlers.press_third_party, command, subject=subject, status=201)


@router.post("/third-parties/{press_id}/look", status_code=201)
async def look_again(press_id: PressId, command: LookAgain, call: Call) -> Answer:
    on = On(press_id, command)
    return await call.run(handlers.look_again, on, subject=on.subject, status=201)


@router.get("/third-parties")
async def third_parties(
    read: Reader,
    until: Annotated[date, Query(description="to be looked at by this day")] = date.max,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Answer:
    return await read.page(progress.list_due, cursor, limit, actor=read.actor, until=until)


@router.post("/cases/{case_id}/questions", status_code=201)
async def ask(case_id: CaseId, command: Ask, call: Call) -> Answer:
    return await call.run(handlers.ask, command, subject=f"case/{case_id}", status=201)


@router.post("/questions/{question_id}/answer")
async def answer_question(question_id: QuestionId, command: AnswerQuestion, call: Call) -> Answer:
    on = On(question_id, command)
    return await call.run(handlers.answer_question, on, subject=on.subject)


@router.get("/questions")
async def list_questions(read: Reader, cursor: Cursor = None, limit: Limit = 50) -> Answer:
    return await read.page(questions.list_questions, cursor, limit, actor=read.actor)
