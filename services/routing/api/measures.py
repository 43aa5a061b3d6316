"""Policy measures 共性措施, and the cases they help."""

from services.routing import handlers
from services.routing.domain.commands import On
from services.routing.domain.measures import IssueMeasure, MeasureId, RevokeMeasure, SettleMeasure
from services.routing.domain.roles import EVERYBODY, OFFICE, UNITS, R
from services.routing.store import measures
from shared.contracts.envelope import CaseId
from shared.gate import Access, Endpoints
from shared.http import Answer, Call, Cursor, Limit, Reader

router = Endpoints()

# fmt: off
ACCESS = {
    ("POST", "/v1/measures"):                      Access(OFFICE | UNITS, "units: for themselves"),
    ("GET",  "/v1/measures"):                      Access(EVERYBODY),
    ("GET",  "/v1/measures/{measure_id}"):         Access(EVERYBODY),
    ("GET",  "/v1/measures/{measure_id}/cases"):   Access(OFFICE | {R.LEADER}),
    ("POST", "/v1/measures/{measure_id}/revoke"):  Access({R.OFFICE_HEAD, *UNITS}, "their own"),
    ("POST", "/v1/cases/{case_id}/measures"):      Access(OFFICE | UNITS, "units: their cases"),
}
# fmt: on


@router.post("/measures", status_code=201)
async def issue_measure(command: IssueMeasure, call: Call) -> Answer:
    return await call.run(handlers.issue_measure, command, status=201)


@router.get("/measures")
async def list_measures(read: Reader, cursor: Cursor = None, limit: Limit = 50) -> Answer:
    return await read.page(measures.list_measures, cursor, limit)


@router.get("/measures/{measure_id}")
async def show_measure(measure_id: MeasureId, read: Reader) -> Answer:
    return await read.one(measures.show_measure, measure_id, what="measure")


@router.get("/measures/{measure_id}/cases")
async def cases_of_measure(
    measure_id: MeasureId, read: Reader, cursor: Cursor = None, limit: Limit = 50
) -> Answer:
    return await read.page(
        measures.list_cases_of_measure, cursor, limit, wanted=measure_id, actor=read.actor
    )


@router.post("/measures/{measure_id}/revoke")
async def revoke_measure(measure_id: MeasureId, command: RevokeMeasure, call: Call) -> Answer:
    on = On(measure_id, command)
    return await call.run(handlers.revoke, on)


@router.post("/cases/{case_id}/measures")
async def link_measure(case_id: CaseId, command: SettleMeasure, call: Call) -> Answer:
    return await call.run(handlers.link_measure, command, subject=f"case/{case_id}")
