"""The steps that people take, from the instruction to the last round, and what they may look at."""

from typing import Annotated

from fastapi import Query

from services.routing import handlers
from services.routing.domain.cases import CaseState
from services.routing.domain.commands import (
    Decide,
    Ident,
    Redo,
)
from services.routing.domain.organisation_file import Organisation
from services.routing.domain.roles import EVERYBODY, R
from services.routing.store import lists, searches, views
from shared.contracts.envelope import CaseId
from shared.gate import ANY_ROLE, Access, Endpoints
from shared.http import Answer, Call, Cursor, Limit, Reader

router = Endpoints()

# fmt: off
ACCESS = {
    ("POST", "/v1/organisation"):                          Access({R.ADMIN}),
    ("GET",  "/v1/units"):                                 Access(ANY_ROLE),
    ("GET",  "/v1/posts"):                                 Access(ANY_ROLE),
    ("GET",  "/v1/cases"):                                 Access(EVERYBODY, "units: their own"),
    ("GET",  "/v1/cases/{case_id}"):                       Access(EVERYBODY, "units: their own"),
    ("GET",  "/v1/redo-proposals"):                        Access({R.OFFICE_HEAD, R.CLERK}),
    ("POST", "/v1/cases/{case_id}/redo"):                  Access({R.OFFICE_HEAD}),
    ("POST", "/v1/cases/{case_id}/uphold"):                Access({R.OFFICE_HEAD}),
    ("POST", "/v1/cases/{case_id}/reopen"):                Access({R.OFFICE_HEAD}),
}
# fmt: on


# ---- what people look at ---------------------------------------------------------------------


@router.get("/units")
async def units(read: Reader, cursor: Cursor = None, limit: Limit = 50) -> Answer:
    return await read.page(lists.list_units, cursor, limit)


@router.get("/posts")
async def posts(read: Reader, cursor: Cursor = None, limit: Limit = 50) -> Answer:
    return await read.page(lists.list_posts, cursor, limit)


@router.get("/cases")
async def cases(
    read: Reader,
    state: CaseState | None = None,
    unit: Annotated[Ident | None, Query()] = None,
    number: Annotated[
        str | None,
        Query(min_length=1, max_length=100, description="留言编号, ours, or a letter's 函号"),
    ] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Answer:
    scope = {"actor": read.actor, "state": state, "unit": unit}
    if number is not None:
        return await read.page(searches.by_number, cursor, limit, number=number, **scope)
    return await read.page(lists.list_cases, cursor, limit, **scope)


@router.get("/cases/{case_id}")
async def case(case_id: CaseId, read: Reader) -> Answer:
    return await read.one(views.show_case, case_id, actor=read.actor)


@router.get("/redo-proposals")
async def redo_proposals(read: Reader, cursor: Cursor = None, limit: Limit = 50) -> Answer:
    return await read.page(lists.list_redo_proposals, cursor, limit, actor=read.actor)


# ---- what people do with a case --------------------------------------------------------------


@router.post("/organisation")
async def organisation(command: Organisation, call: Call) -> Answer:
    return await call.run(handlers.put_organisation, command)


@router.post("/cases/{case_id}/redo")
async def redo(case_id: CaseId, command: Redo, call: Call) -> Answer:
    return await call.run(handlers.redo, command, subject=f"case/{case_id}")


@router.post("/cases/{case_id}/uphold")
async def uphold(case_id: CaseId, command: Decide, call: Call) -> Answer:
    return await call.run(handlers.uphold, command, subject=f"case/{case_id}")


@router.post("/cases/{case_id}/reopen")
async def reopen(case_id: CaseId, command: Decide, call: Call) -> Answer:
    return await call.run(handlers.reopen, command, subject=f"case/{case_id}")
