"""intake over HTTP: request, handler, response."""

import asyncio
import json
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime

from services.intake import documents
from services.intake.documents import uploads
from services.intake.domain.commands import (
    Accept,
    Claim,
    Classify,
    Enter,
    Erase,
    HandOver,
    Withdraw,
)
from services.intake.domain.demands import ListDemands
from services.intake.domain.matters import LIKE
from services.intake.domain.reception import State
from services.intake.domain.roles import R
from services.intake.handlers import (
    claims,
    classifying,
    demands,
    entries,
    erasure,
    imports,
    routes,
    views,
)
from services.intake.store import imports as runs
from services.intake.store import views as lists
from shared.contracts.envelope import CaseId
from shared.http import Access, Answer, Call, Cursor, Limit, Reader

router = APIRouter(prefix="/v1")

READERS: set[str] = {R.CLERK, R.REVIEWER, R.OFFICE_HEAD, R.AGENT}

ACCESS = {
    ("POST", "/v1/imports"): Access({R.CLERK, R.ADMIN}),
    ("GET", "/v1/imports"): Access({R.CLERK, R.ADMIN, R.OFFICE_HEAD}),
    ("GET", "/v1/imports/{import_id}"): Access({R.CLERK, R.ADMIN, R.OFFICE_HEAD}),
    ("POST", "/v1/cases"): Access({R.CLERK, R.ADMIN}, "admin: other systems' accounts"),
    ("GET", "/v1/cases"): Access(READERS),
    ("GET", "/v1/cases/{case_id}"): Access(READERS, "contact only masked"),
    ("GET", "/v1/cases/{case_id}/like"): Access({R.CLERK, R.REVIEWER, R.OFFICE_HEAD}),
    ("GET", "/v1/suggestions/agreement"): Access({R.OFFICE_HEAD, R.REVIEWER, R.ADMIN}),
    ("POST", "/v1/cases/{case_id}/claim"): Access({R.CLERK}, "one wins, the others get 409"),
    ("POST", "/v1/cases/{case_id}/handover"): Access({R.CLERK, R.OFFICE_HEAD}, "clerk: the holder"),
    ("POST", "/v1/cases/{case_id}/classify"): Access({R.CLERK, R.OFFICE_HEAD}, "clerk: the holder"),
    ("POST", "/v1/cases/{case_id}/demands"): Access({R.CLERK, R.OFFICE_HEAD}, "clerk: the holder"),
    ("POST", "/v1/cases/{case_id}/accept"): Access({R.CLERK}, "the holder"),
    ("POST", "/v1/cases/{case_id}/withdraw"): Access({R.CLERK, R.OFFICE_HEAD}, "clerk: the holder"),
    ("POST", "/v1/cases/{case_id}/erase"): Access({R.OFFICE_HEAD}),
}


@router.post(
    "/imports",
    summary="接收: take in an export of the board, row by row",
    openapi_extra=uploads.FILE,
)
async def take_in(call: Call, read: Reader) -> Response:
    file = await uploads.receive(call.request, call.runtime.settings.import_limit)
    export = await asyncio.to_thread(documents.read, file.content, file.media_type)
    sha256 = await asyncio.to_thread(uploads.sha256, file)
    begun = await call.run(imports.begin, imports.Begin(export, sha256), body=sha256.encode())
    import_id = json.loads(bytes(begun.body))["import_id"]
    await imports.carry_on(call.runtime, call.actor, import_id, export.rows)
    return await _imported(read, import_id)


@router.get("/imports", summary="imports, the newest first, and where each stands")
async def list_imports(read: Reader, cursor: Cursor = None, limit: Limit = 50) -> Answer:
    return await read.page(runs.list_imports, cursor, limit)


@router.get("/imports/{import_id}", summary="what became of each row of an import")
async def show_import(import_id: UUID, read: Reader) -> Response:
    return await _imported(read, str(import_id))


async def _imported(read: Reader, import_id: str) -> Response:
    whole: str = await read.found(runs.show_import, import_id, what="import")
    return Response(whole, media_type="application/json")


@router.post("/cases", summary="接收: enter one case", status_code=201)
async def enter(command: Enter, call: Call) -> Answer:
    return await call.run(entries.enter, command, status=201)


@router.get("/cases", summary="cases by number")
async def list_cases(
    read: Reader,
    state: Annotated[State | None, Query()] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Answer:
    return await read.page(lists.list_cases, cursor, limit, state=state)


@router.get("/cases/{case_id}", summary="one case")
async def show_case(case_id: CaseId, read: Reader) -> Answer:
    return await read.one(views.show_case, case_id, ring=read.runtime.settings.ring)


@router.get("/suggestions/agreement", summary="how often people confirmed what was suggested")
async def show_agreement(
    read: Reader,
    since: Annotated[AwareDatetime | None, Query()] = None,
    until: Annotated[AwareDatetime | None, Query()] = None,
) -> Answer:
    return await read.one(classifying.agreement, since=since, until=until)


@router.get("/cases/{case_id}/like", summary="相似件: cases like this one, the likest first")
async def list_like(
    case_id: CaseId,
    read: Reader,
    least: Annotated[float, Query(ge=0, le=1, description="the least score")] = LIKE,
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
) -> Answer:
    return await read.one(views.list_like, case_id, limit=limit, least=least)


@router.post("/cases/{case_id}/claim", summary="认领")
async def claim(case_id: CaseId, command: Claim, call: Call) -> Answer:
    return await call.run(claims.claim, command, subject=f"case/{case_id}")


@router.post("/cases/{case_id}/handover", summary="移交")
async def hand_over(case_id: CaseId, command: HandOver, call: Call) -> Answer:
    return await call.run(claims.hand_over, command, subject=f"case/{case_id}")


@router.post("/cases/{case_id}/classify", summary="分类")
async def classify(case_id: CaseId, command: Classify, call: Call) -> Answer:
    return await call.run(classifying.classify, command, subject=f"case/{case_id}")


@router.post("/cases/{case_id}/demands", summary="诉求登记: what the author asks for, one by one")
async def list_demands(case_id: CaseId, command: ListDemands, call: Call) -> Answer:
    return await call.run(demands.list_demands, command, subject=f"case/{case_id}")


@router.post("/cases/{case_id}/accept", summary="受理")
async def accept(case_id: CaseId, command: Accept, call: Call) -> Answer:
    return await call.run(routes.accept, command, subject=f"case/{case_id}")


@router.post("/cases/{case_id}/withdraw", summary="撤回")
async def withdraw(case_id: CaseId, command: Withdraw, call: Call) -> Answer:
    return await call.run(routes.withdraw, command, subject=f"case/{case_id}")


@router.post("/cases/{case_id}/erase", summary="删除: the author's personal data")
async def erase(case_id: CaseId, command: Erase, call: Call) -> Answer:
    return await call.run(erasure.erase, command, subject=f"case/{case_id}")
