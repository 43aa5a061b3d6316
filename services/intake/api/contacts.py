"""How the author is reached: attempts, better contacts, and who was shown any."""

import json

from services.intake.api.office import office
from services.intake.domain.contacts import FindContact, RevealContact
from services.intake.domain.roles import DESK, UNITS, R
from services.intake.domain.verification import RecordAttempt
from services.intake.handlers import contacts, verification, views
from shared.contracts.envelope import CaseId
from shared.gate import Access, Endpoints
from shared.http import Answer, Call, Cursor, Limit, Reader, in_clear

router = Endpoints()

ACCESS = {
    ("POST", "/v1/cases/{case_id}/attempts"): Access(DESK | UNITS, "the holder, its units"),
    ("POST", "/v1/cases/{case_id}/contacts"): Access(DESK | UNITS, "the holder, its units"),
    ("POST", "/v1/cases/{case_id}/reveal"): Access(DESK | UNITS, "units: by consent; journalled"),
    ("GET", "/v1/cases/{case_id}/looks"): Access({R.OFFICE_HEAD, R.ADMIN}),
}


@router.post(
    "/cases/{case_id}/attempts", summary="联系记录: an attempt by other than a callback task"
)
async def record_attempt(case_id: CaseId, command: RecordAttempt, call: Call) -> Answer:
    return await call.run(verification.record_attempt, command, subject=f"case/{case_id}")


@router.post("/cases/{case_id}/contacts", summary="查得联系方式")
async def find_contact(case_id: CaseId, command: FindContact, call: Call) -> Answer:
    return await call.run(contacts.find_contact, command, subject=f"case/{case_id}")


@router.post("/cases/{case_id}/reveal", summary="联系方式查阅: each look is journalled")
async def reveal_contact(case_id: CaseId, command: RevealContact, call: Call) -> Answer:
    sealed = await call.run(
        contacts.reveal_contact, command, subject=f"case/{case_id}", once=("name", "phone")
    )
    opened = contacts.opened(json.loads(bytes(sealed.body)), call.runtime.settings.ring)
    return in_clear(sealed, opened)


@router.get("/cases/{case_id}/looks", summary="who was shown the author's contact")
async def list_looks(
    case_id: CaseId, read: Reader, cursor: Cursor = None, limit: Limit = 50
) -> Answer:
    return await read.page(
        views.list_looks, cursor, limit, case_id=case_id, actor=read.actor, office=office(read)
    )
