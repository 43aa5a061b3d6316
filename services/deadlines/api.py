"""HTTP: what is due, and why.  Nobody commands a clock yet."""

from typing import Annotated, Literal

from fastapi import Query

from services.deadlines.domain.sight import OFFICE, UNITS, unit_in_sight
from services.deadlines.store import lists, timers
from shared.contracts.envelope import CaseId
from shared.gate import Access, Endpoints
from shared.http import Answer, Cursor, Limit, Reader

router = Endpoints()

SEES = "units and county offices see the clocks of their own assignments"

ACCESS = {
    ("GET", "/v1/cases/{case_id}/clocks"): Access(OFFICE | UNITS, SEES),
    ("GET", "/v1/clocks"): Access(OFFICE | UNITS, SEES),
    ("GET", "/v1/timers/next"): Access(OFFICE),
}

Unit = Annotated[str | None, Query(max_length=100, description="only this unit's clocks")]


@router.get("/cases/{case_id}/clocks")
async def clocks_of_case(case_id: CaseId, read: Reader) -> Answer:
    """A case's clocks, each explained day by day in Chinese."""
    unit = unit_in_sight(read.actor, None)
    return await read.one(lists.show_case, case_id, unit=unit, actor=read.actor)


@router.get("/clocks")
async def clocks(
    read: Reader,
    state: Literal["overdue", "running", "met", "cancelled"] = "running",
    unit: Unit = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Answer:
    """Clocks by their due time."""
    asked = unit_in_sight(read.actor, unit)
    return await read.page(
        lists.list_clocks, cursor, limit, state=state, unit=asked, actor=read.actor
    )


@router.get("/timers/next")
async def next_timer(read: Reader) -> Answer:
    """The earliest timer that is set, and the business time now."""
    return await read.one(timers.show_next)
