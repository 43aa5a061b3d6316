"""What is before a person now: for the leader and the secretary, for an office's head, for a unit."""

from typing import Annotated

from fastapi import Query

from services.routing.domain.assignments import AssignmentState
from services.routing.domain.commands import Ident
from services.routing.domain.roles import IN_UNITS, LEADERS_SIDE, OFFICE, R
from services.routing.store import desks as store
from shared.gate import Access, Endpoints
from shared.http import Answer, Cursor, Limit, Reader

router = Endpoints()

# fmt: off
ACCESS = {
    ("GET",  "/v1/submissions"):  Access(OFFICE | LEADERS_SIDE | IN_UNITS, "leaders, county offices: their own"),
    ("GET",  "/v1/proposals"):    Access(OFFICE | {R.COUNTY_OFFICE, R.UNIT_HEAD}, "county offices: their own"),
    ("GET",  "/v1/assignments"):  Access(OFFICE | IN_UNITS, "units: their own and those below"),
    ("GET",  "/v1/refusals"):     Access(OFFICE | IN_UNITS, "units: of what they handed down"),
}
# fmt: on


@router.get("/submissions", summary="待批示")
async def submissions(
    read: Reader,
    post: Annotated[Ident | None, Query()] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Answer:
    return await read.page(store.list_submitted, cursor, limit, actor=read.actor, post=post)


@router.get("/proposals", summary="待审签")
async def proposals(read: Reader, cursor: Cursor = None, limit: Limit = 50) -> Answer:
    return await read.page(store.list_proposed, cursor, limit, actor=read.actor)


@router.get("/assignments", summary="待签收、办理中")
async def assignments(
    read: Reader,
    unit: Annotated[Ident | None, Query(description="the office says which")] = None,
    state: AssignmentState | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Answer:
    return await read.page(store.list_open, cursor, limit, actor=read.actor, unit=unit, state=state)


@router.get("/refusals", summary="待裁定")
async def refusals(read: Reader, cursor: Cursor = None, limit: Limit = 50) -> Answer:
    return await read.page(store.list_refusals, cursor, limit, actor=read.actor)
