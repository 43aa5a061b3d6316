"""What is done with an assignment: 签收, 退件 and the ruling, 转办, 解除交办; and the time that was lost."""

from datetime import date
from typing import Annotated

from fastapi import Query

from services.routing import handlers
from services.routing.domain.commands import AssignmentId, Dispatch, Ident, On, Release, Sign
from services.routing.domain.refusals import Refuse, Rule
from services.routing.domain.roles import IN_UNITS, OFFICE, UNITS, R
from services.routing.store import lost_time as store
from shared.gate import Access, Endpoints
from shared.http import Answer, Call, Cursor, Limit, Reader

router = Endpoints()

# fmt: off
ACCESS = {
    ("POST", "/v1/assignments/{assignment_id}/sign"):     Access(UNITS, "their own"),
    ("POST", "/v1/assignments/{assignment_id}/refuse"):   Access(UNITS, "their own"),
    ("POST", "/v1/assignments/{assignment_id}/release"):  Access({R.OFFICE_HEAD, *UNITS}, "units: what they handed down"),
    ("POST", "/v1/assignments/{assignment_id}/rule"):     Access({R.OFFICE_HEAD, *UNITS}, "units: on what they handed down"),
    ("POST", "/v1/assignments/{assignment_id}/forward"):  Access(UNITS, "their own, downwards"),
    ("GET",  "/v1/lost-time"):                            Access(OFFICE | IN_UNITS, "units: charged to them or below"),
    ("GET",  "/v1/lost-time/totals"):                     Access(OFFICE | IN_UNITS, "units: charged to them or below"),
}
# fmt: on


# ---- If-Match is the assignment's version -----------------------------------------------------


@router.post("/assignments/{assignment_id}/sign")
async def sign(assignment_id: AssignmentId, command: Sign, call: Call) -> Answer:
    on = On(assignment_id, command)
    return await call.run(handlers.sign, on, subject=on.subject)


@router.post("/assignments/{assignment_id}/refuse")
async def refuse(assignment_id: AssignmentId, command: Refuse, call: Call) -> Answer:
    on = On(assignment_id, command)
    return await call.run(handlers.refuse, on, subject=on.subject)


@router.post("/assignments/{assignment_id}/release", summary="解除交办")
async def release(assignment_id: AssignmentId, command: Release, call: Call) -> Answer:
    on = On(assignment_id, command)
    return await call.run(handlers.release, on, subject=on.subject)


@router.post("/assignments/{assignment_id}/rule")
async def rule(assignment_id: AssignmentId, command: Rule, call: Call) -> Answer:
    on = On(assignment_id, command)
    return await call.run(handlers.rule, on, subject=on.subject)


@router.post("/assignments/{assignment_id}/forward")
async def forward(assignment_id: AssignmentId, command: Dispatch, call: Call) -> Answer:
    on = On(assignment_id, command)
    return await call.run(handlers.forward, on, subject=on.subject)


# ---- time lost ---------------------------------------------------------------------------------


@router.get("/lost-time", summary="延误明细")
async def lost_time(
    read: Reader,
    unit: Annotated[Ident | None, Query(description="charged with it")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Answer:
    return await read.page(store.list_lost_time, cursor, limit, actor=read.actor, unit=unit)


@router.get("/lost-time/totals", summary="延误统计")
async def lost_time_totals(
    read: Reader,
    since: Annotated[date, Query(alias="from")],
    until: date,
    unit: Annotated[Ident | None, Query(description="charged with it")] = None,
) -> Answer:
    return await read.one(store.count_lost_time, since, until, actor=read.actor, unit=unit)
