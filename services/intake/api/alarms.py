"""警示: what a person must see to at once."""

from services.intake.api.office import office
from services.intake.domain.alarms import AttendAlarm, RaiseAlarm
from services.intake.domain.roles import DESK, OFFICE, PHONE
from services.intake.handlers import alarms
from services.intake.store import waiting
from shared.contracts.envelope import CaseId
from shared.gate import Access, Endpoints
from shared.http import Answer, Call, Cursor, Limit, Reader

router = Endpoints()

ACCESS = {
    ("GET", "/v1/alarms"): Access(OFFICE),
    ("POST", "/v1/cases/{case_id}/alarms"): Access(PHONE),
    ("POST", "/v1/cases/{case_id}/attend"): Access(DESK),
}


@router.get("/alarms", summary="警示 that nobody attended to yet")
async def list_alarms(read: Reader, cursor: Cursor = None, limit: Limit = 50) -> Answer:
    return await read.page(waiting.alarms, cursor, limit, actor=read.actor, office=office(read))


@router.post("/cases/{case_id}/alarms", summary="紧急警示 by a person")
async def raise_alarm(case_id: CaseId, command: RaiseAlarm, call: Call) -> Answer:
    return await call.run(alarms.raise_alarm, command, subject=f"case/{case_id}")


@router.post("/cases/{case_id}/attend", summary="警示处置")
async def attend_alarm(case_id: CaseId, command: AttendAlarm, call: Call) -> Answer:
    return await call.run(alarms.attend_alarm, command, subject=f"case/{case_id}")
