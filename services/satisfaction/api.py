"""The checks that wait, what people found, and the figures."""

from datetime import date
from typing import Annotated

from fastapi import Query
from pydantic import AwareDatetime

from services.satisfaction.domain.checks import CheckState, R, RecordCheck
from services.satisfaction.domain.figures import cut
from services.satisfaction.handlers.checks import record_check
from services.satisfaction.store.checks import list_checks
from services.satisfaction.store.figures import show_figures
from shared.contracts.envelope import CaseId
from shared.gate import ANY_ROLE, Access, Endpoints
from shared.http import Answer, Call, Cursor, Limit, Reader

router = Endpoints()

OfCase = Annotated[CaseId | None, Query()]
AsOf = Annotated[
    AwareDatetime | date | None,
    Query(description="a date (its end in Shanghai) or an instant with its offset; default: now"),
]

STAFF = frozenset({R.CLERK, R.REVIEWER, R.OFFICE_HEAD, R.ADMIN})

# fmt: off
ACCESS = {
    ("GET",  "/v1/checks"):                Access(STAFF, "without the author's words"),
    ("POST", "/v1/cases/{case_id}/check"): Access({R.CLERK, R.OFFICE_HEAD}, "on site, in a meeting"),
    ("GET",  "/v1/figures"):               Access(ANY_ROLE, "counts only"),
}
# fmt: on


@router.get("/checks")
async def checks(
    read: Reader,
    state: CheckState | None = None,
    case_id: OfCase = None,
    needs_visit: bool | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Answer:
    return await read.page(
        list_checks, cursor, limit,
        state=state, case_id=case_id, needs_visit=needs_visit, actor=read.actor,
    )  # fmt: skip


@router.post("/cases/{case_id}/check")
async def record(case_id: CaseId, command: RecordCheck, call: Call) -> Answer:
    return await call.run(record_check, command, subject=f"case/{case_id}")


@router.get("/figures")
async def figures(read: Reader, as_of: AsOf = None) -> Answer:
    return await read.one(show_figures, None if as_of is None else cut(as_of), what="figures")
