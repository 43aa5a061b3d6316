"""The leader's instruction 批示, one or many at once, and what is counted of it."""

from datetime import date
from typing import Annotated

from fastapi import Query

from services.routing import handlers
from services.routing.domain.commands import Ident, Instruct, InstructionId, Instructions, On
from services.routing.domain.roles import LEADERS_SIDE, OFFICE
from services.routing.store import instructions as store
from shared.contracts.envelope import CaseId
from shared.gate import Access, Endpoints
from shared.http import Answer, Call, Part, Reader

router = Endpoints()

# fmt: off
ACCESS = {
    ("POST", "/v1/cases/{case_id}/instruct"):             Access(LEADERS_SIDE, "the addressee"),
    ("POST", "/v1/instructions"):                         Access(LEADERS_SIDE, "the addressee"),
    ("POST", "/v1/instructions/{instruction_id}/amend"):  Access(LEADERS_SIDE, "who gave it"),
    ("GET",  "/v1/personal-acts"):                        Access(OFFICE | LEADERS_SIDE, "leaders: their own"),
}
# fmt: on


@router.post("/cases/{case_id}/instruct")
async def instruct(case_id: CaseId, command: Instruct, call: Call) -> Answer:
    return await call.run(handlers.instruct, command, subject=f"case/{case_id}")


@router.post("/instructions", summary="批量批示")
async def instruct_many(command: Instructions, call: Call) -> Answer:
    """批量批示: each instruction is given or refused by itself."""
    parts = []
    for one in command.instructions:
        ask = command.instruct(one)
        body = f"{one.case_id} {ask.model_dump_json()}".encode()
        parts.append(Part(handlers.instruct, ask, f"case/{one.case_id}", None, body))
    return await call.each(parts)


@router.post("/instructions/{instruction_id}/amend")
async def amend(instruction_id: InstructionId, command: Instruct, call: Call) -> Answer:
    on = On(instruction_id, command)
    return await call.run(handlers.amend, on, subject=on.subject)


@router.get("/personal-acts")
async def personal_acts(
    read: Reader,
    since: Annotated[date, Query(alias="from")],
    until: date,
    post: Annotated[Ident | None, Query()] = None,
) -> Answer:
    return await read.one(store.count_personal_acts, since, until, actor=read.actor, post=post)
