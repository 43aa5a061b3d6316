"""Cases on their way from the claim to the route."""

from typing import Annotated

from fastapi import Query

from services.intake.api.office import office
from services.intake.domain.commands import Accept, Claim, Erase, HandOver, Withdraw
from services.intake.domain.reception import State
from services.intake.domain.roles import DESK, OFFICE, READERS, R
from services.intake.domain.routes import DECLINE_REASONS
from services.intake.handlers import claims, erasure, routes, searching, views
from services.intake.store import views as lists
from services.intake.store import waiting
from shared.contracts.envelope import CaseId
from shared.gate import Access, Endpoints
from shared.http import Answer, Call, Cursor, Limit, Reader

router = Endpoints()

ACCESS = {
    ("GET", "/v1/cases"): Access(READERS, "agents: whose call they have"),
    ("GET", "/v1/cases/{case_id}"): Access(
        READERS, "contact only masked; agents: whose call they have"
    ),
    ("GET", "/v1/cases/{case_id}/trail"): Access(OFFICE),
    ("GET", "/v1/unclaimed"): Access(OFFICE),
    ("GET", "/v1/decline-reasons"): Access(OFFICE),
    ("POST", "/v1/cases/{case_id}/claim"): Access({R.CLERK}, "one wins, the others get 409"),
    ("POST", "/v1/cases/{case_id}/handover"): Access(DESK, "clerk: the holder"),
    ("POST", "/v1/cases/{case_id}/accept"): Access({R.CLERK}, "the holder"),
    ("POST", "/v1/cases/{case_id}/withdraw"): Access(DESK, "clerk: the holder"),
    ("POST", "/v1/cases/{case_id}/erase"): Access(
        DESK, "clerk: the holder of what accuses the office"
    ),
}


@router.get("/cases", summary="cases by number; with `number`, those that bear it")
async def list_cases(
    read: Reader,
    state: Annotated[State | None, Query()] = None,
    number: Annotated[
        str | None,
        Query(min_length=1, max_length=100, description="ours, the board's, or the office's above"),
    ] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Answer:
    scope = {"actor": read.actor, "office": office(read), "state": state}
    if number is not None:
        return await read.page(searching.by_number, cursor, limit, number=number, **scope)
    return await read.page(lists.list_cases, cursor, limit, **scope)


@router.get("/cases/{case_id}", summary="one case")
async def show_case(case_id: CaseId, read: Reader) -> Answer:
    ring = read.runtime.settings.ring
    return await read.one(
        views.show_case, case_id, ring=ring, actor=read.actor, office=office(read)
    )


@router.get("/cases/{case_id}/trail", summary="经过: who did what, when and why, hand by hand")
async def trail(case_id: CaseId, read: Reader, cursor: Cursor = None, limit: Limit = 50) -> Answer:
    return await read.page(
        views.list_trail, cursor, limit, case_id=case_id, actor=read.actor, office=office(read)
    )


@router.get("/unclaimed", summary="待认领, the oldest first")
async def unclaimed(read: Reader, cursor: Cursor = None, limit: Limit = 50) -> Answer:
    return await read.page(waiting.unclaimed, cursor, limit, actor=read.actor, office=office(read))


@router.get("/decline-reasons", summary="不予受理: the office's list")
async def decline_reasons(_: Reader) -> Answer:
    return Answer({"items": [{"code": c, "text": text} for c, text in DECLINE_REASONS.items()]})


@router.post("/cases/{case_id}/claim", summary="认领")
async def claim(case_id: CaseId, command: Claim, call: Call) -> Answer:
    return await call.run(claims.claim, command, subject=f"case/{case_id}")


@router.post("/cases/{case_id}/handover", summary="移交")
async def hand_over(case_id: CaseId, command: HandOver, call: Call) -> Answer:
    return await call.run(claims.hand_over, command, subject=f"case/{case_id}")


@router.post("/cases/{case_id}/accept", summary="受理")
async def accept(case_id: CaseId, command: Accept, call: Call) -> Answer:
    return await call.run(routes.accept, command, subject=f"case/{case_id}")


@router.post("/cases/{case_id}/withdraw", summary="撤回")
async def withdraw(case_id: CaseId, command: Withdraw, call: Call) -> Answer:
    return await call.run(routes.withdraw, command, subject=f"case/{case_id}")


@router.post("/cases/{case_id}/erase", summary="删除: the author's personal data")
async def erase(case_id: CaseId, command: Erase, call: Call) -> Answer:
    return await call.run(erasure.erase, command, subject=f"case/{case_id}")
