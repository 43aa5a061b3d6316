"""Letters 交办函: drafted, checked, signed, and read as the papers they are."""

import asyncio
from collections.abc import Callable, Sequence
from urllib.parse import quote

from fastapi.responses import Response

from services.routing import handlers
from services.routing.documents.letter_docx import letter_docx
from services.routing.documents.letter_pdf import letter_pdf
from services.routing.domain.commands import (
    Dispatch,
    DraftLetter,
    LetterId,
    NumberLetters,
    On,
    Pass,
    ReturnLetter,
)
from services.routing.domain.letters import LetterState
from services.routing.domain.roles import EVERYBODY, OFFICE, R
from services.routing.domain.wording import Receiver, Wording
from services.routing.store import letter_book
from services.routing.store import letters as store
from shared.contracts.envelope import CaseId
from shared.gate import Access, Endpoints
from shared.http import Answer, Call, Cursor, Limit, Reader

router = Endpoints()

# fmt: off
ACCESS = {
    ("GET",  "/v1/cases/{case_id}/letters"):               Access(EVERYBODY, "units: their own"),
    ("POST", "/v1/cases/{case_id}/letters"):               Access({R.CLERK}),
    ("GET",  "/v1/letters"):                               Access(OFFICE | {R.COUNTY_OFFICE, R.UNIT_HEAD}, "their own office's"),
    ("GET",  "/v1/letters/{letter_id}"):                   Access(EVERYBODY, "units: their own"),
    ("POST", "/v1/letters/{letter_id}/revise"):            Access({R.CLERK}),
    ("POST", "/v1/letters/{letter_id}/check"):             Access({R.REVIEWER}),
    ("POST", "/v1/letters/{letter_id}/return"):            Access({R.REVIEWER, R.OFFICE_HEAD, R.UNIT_HEAD}, "their own office's"),
    ("POST", "/v1/letters/{letter_id}/issue"):             Access({R.OFFICE_HEAD}),
    ("POST", "/v1/letters/{letter_id}/drop"):              Access({R.CLERK, R.COUNTY_OFFICE}, "their own office's"),
    ("POST", "/v1/letters/{letter_id}/reword"):            Access({R.COUNTY_OFFICE}, "their own"),
    ("POST", "/v1/letters/{letter_id}/sign"):              Access({R.UNIT_HEAD}, "their own office's"),
    ("GET",  "/v1/letters/{letter_id}/pdf"):               Access(EVERYBODY, "units: their own"),
    ("GET",  "/v1/letters/{letter_id}/docx"):              Access(EVERYBODY, "units: their own"),
    ("GET",  "/v1/letter-series"):                         Access(OFFICE | {R.ADMIN}),
    ("POST", "/v1/letter-series"):                         Access({R.ADMIN}),
}
# fmt: on

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


# ---- what people look at ---------------------------------------------------------------------


@router.get("/cases/{case_id}/letters")
async def letters(case_id: CaseId, read: Reader) -> Answer:
    return await read.one(store.show_letters, case_id, actor=read.actor)


@router.get("/letters")
async def letters_waiting(
    read: Reader,
    state: LetterState = LetterState.DRAFTED,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Answer:
    return await read.page(store.list_letters, cursor, limit, state=state, actor=read.actor)


@router.get("/letters/{letter_id}")
async def letter(letter_id: LetterId, read: Reader) -> Answer:
    return await read.one(store.show_letter, letter_id, what="letter", actor=read.actor)


@router.get("/letters/{letter_id}/pdf", response_class=Response)
async def letter_as_pdf(letter_id: LetterId, read: Reader) -> Response:
    return await _paper(letter_id, read, letter_pdf, "pdf", PDF)


@router.get("/letters/{letter_id}/docx", response_class=Response)
async def letter_as_docx(letter_id: LetterId, read: Reader) -> Response:
    return await _paper(letter_id, read, letter_docx, "docx", DOCX)


@router.get("/letter-series")
async def letter_series(read: Reader, cursor: Cursor = None, limit: Limit = 50) -> Answer:
    return await read.page(letter_book.list_series, cursor, limit)


@router.post("/letter-series")
async def number_letters(command: NumberLetters, call: Call) -> Answer:
    return await call.run(handlers.number_letters, command)


async def _paper(
    letter_id: str,
    read: Reader,
    make: Callable[[Wording, Sequence[Receiver]], bytes],
    extension: str,
    media_type: str,
) -> Response:
    """The letter with its receipt slips, made in a thread of its own: it takes a while."""
    wording, slips = await read.found(
        letter_book.find_paper, letter_id, what="letter", actor=read.actor
    )
    body = await asyncio.to_thread(make, wording, slips)
    name = quote(f"{wording.letter_no}.{extension}")
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(body, media_type=media_type, headers=headers)


# ---- what people do with a letter: If-Match is its version ------------------------------------


@router.post("/cases/{case_id}/letters")
async def draft(case_id: CaseId, command: DraftLetter, call: Call) -> Answer:
    return await call.run(handlers.draft, command, subject=f"case/{case_id}")


@router.post("/letters/{letter_id}/revise")
async def revise(letter_id: LetterId, command: DraftLetter, call: Call) -> Answer:
    on = On(letter_id, command)
    return await call.run(handlers.revise, on, subject=on.subject)


@router.post("/letters/{letter_id}/check")
async def check(letter_id: LetterId, command: Pass, call: Call) -> Answer:
    on = On(letter_id, command)
    return await call.run(handlers.check, on, subject=on.subject)


@router.post("/letters/{letter_id}/return")
async def return_letter(letter_id: LetterId, command: ReturnLetter, call: Call) -> Answer:
    on = On(letter_id, command)
    return await call.run(handlers.return_letter, on, subject=on.subject)


@router.post("/letters/{letter_id}/issue")
async def issue(letter_id: LetterId, command: Pass, call: Call) -> Answer:
    on = On(letter_id, command)
    return await call.run(handlers.issue, on, subject=on.subject)


@router.post("/letters/{letter_id}/drop")
async def drop(letter_id: LetterId, command: Pass, call: Call) -> Answer:
    on = On(letter_id, command)
    return await call.run(handlers.drop, on, subject=on.subject)


# ---- a county's own letter -------------------------------------------------------------------


@router.post("/letters/{letter_id}/reword", summary="县级修改")
async def reword(letter_id: LetterId, command: Dispatch, call: Call) -> Answer:
    on = On(letter_id, command)
    return await call.run(handlers.reword, on, subject=on.subject)


@router.post("/letters/{letter_id}/sign", summary="县级签发")
async def sign_letter(letter_id: LetterId, command: Pass, call: Call) -> Answer:
    on = On(letter_id, command)
    return await call.run(handlers.sign_letter, on, subject=on.subject)
