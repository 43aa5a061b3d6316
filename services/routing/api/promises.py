"""承诺台账: the public list of promises, and what is done about them.  If-Match is the promise's version."""

from datetime import date
from typing import Annotated

from fastapi import Query

from services.routing import handlers
from services.routing.domain.commands import On
from services.routing.domain.promises import (
    PermitPromise,
    PromiseId,
    PromiseState,
    ReportPromise,
    ReturnPromise,
    SettlePromise,
)
from services.routing.domain.roles import UNITS, R
from services.routing.store import promises as store
from shared.contracts.envelope import CaseId
from shared.gate import ANY_ROLE, Access, Endpoints
from shared.http import Answer, Call, Cursor, Limit, Reader

router = Endpoints()

# fmt: off
ACCESS = {
    ("GET",  "/v1/promises"):                       Access(ANY_ROLE, "of secret cases: who sees them"),
    ("GET",  "/v1/promises/due"):                   Access(ANY_ROLE, "of secret cases: who sees them"),
    ("POST", "/v1/promises/{promise_id}/report"):   Access({R.CLERK, *UNITS}, "who promised"),
    ("POST", "/v1/promises/{promise_id}/return"):   Access({R.OFFICE_HEAD}),
    ("POST", "/v1/promises/{promise_id}/settle"):   Access({R.OFFICE_HEAD}),
    ("POST", "/v1/cases/{case_id}/permit-promise"): Access({R.OFFICE_HEAD}),
}
# fmt: on


@router.get("/promises", summary="承诺台账")
async def promises(
    read: Reader, state: PromiseState | None = None, cursor: Cursor = None, limit: Limit = 50
) -> Answer:
    return await read.page(store.list_promises, cursor, limit, actor=read.actor, state=state)


@router.get("/promises/due")
async def due(
    read: Reader,
    until: Annotated[date, Query(description="promised by this day")] = date.max,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Answer:
    return await read.page(store.list_due, cursor, limit, actor=read.actor, until=until)


@router.post("/promises/{promise_id}/report", summary="兑现报告")
async def report(promise_id: PromiseId, command: ReportPromise, call: Call) -> Answer:
    on = On(promise_id, command)
    return await call.run(handlers.report_promise, on, subject=on.subject)


@router.post("/promises/{promise_id}/return")
async def return_(promise_id: PromiseId, command: ReturnPromise, call: Call) -> Answer:
    on = On(promise_id, command)
    return await call.run(handlers.return_promise, on, subject=on.subject)


@router.post("/promises/{promise_id}/settle", summary="销号")
async def settle(promise_id: PromiseId, command: SettlePromise, call: Call) -> Answer:
    on = On(promise_id, command)
    return await call.run(handlers.settle_promise, on, subject=on.subject)


@router.post("/cases/{case_id}/permit-promise")
async def permit_promise(case_id: CaseId, command: PermitPromise, call: Call) -> Answer:
    return await call.run(handlers.permit_promise, command, subject=f"case/{case_id}")
