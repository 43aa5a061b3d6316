"""What the words of a case let suggest, and what a person settles: class, demands, like cases."""

from typing import Annotated

from fastapi import Query
from pydantic import AwareDatetime

from services.intake.api.office import office
from services.intake.domain.commands import Classify
from services.intake.domain.demands import ListDemands
from services.intake.domain.matters import LIKE
from services.intake.domain.roles import DESK, OFFICE, R
from services.intake.handlers import classifying, demands, views
from services.intake.store import waiting
from shared.contracts.envelope import CaseId
from shared.gate import Access, Endpoints
from shared.http import Answer, Call, Cursor, Limit, Reader

router = Endpoints()

ACCESS = {
    ("GET", "/v1/cases/{case_id}/like"): Access({R.CLERK, R.REVIEWER, R.OFFICE_HEAD}),
    ("GET", "/v1/suggestions/agreement"): Access({R.OFFICE_HEAD, R.REVIEWER, R.ADMIN}),
    ("GET", "/v1/unsettled"): Access(OFFICE),
    ("POST", "/v1/cases/{case_id}/classify"): Access(DESK, "clerk: the holder"),
    ("POST", "/v1/cases/{case_id}/demands"): Access(DESK, "clerk: the holder"),
}


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
    return await read.one(
        views.list_like, case_id, limit=limit, least=least, actor=read.actor, office=office(read)
    )


@router.get("/unsettled", summary="待定类别: types and domains that nobody knows, as they came")
async def unsettled(read: Reader, cursor: Cursor = None, limit: Limit = 50) -> Answer:
    return await read.page(waiting.unsettled, cursor, limit, actor=read.actor, office=office(read))


@router.post("/cases/{case_id}/classify", summary="分类")
async def classify(case_id: CaseId, command: Classify, call: Call) -> Answer:
    return await call.run(classifying.classify, command, subject=f"case/{case_id}")


@router.post("/cases/{case_id}/demands", summary="诉求登记: what the author asks for, one by one")
async def list_demands(case_id: CaseId, command: ListDemands, call: Call) -> Answer:
    return await call.run(demands.list_demands, command, subject=f"case/{case_id}")
