"""What comes before the leader, the leader's instruction, and what is counted of it."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query

from services.routing import handlers
from services.routing.domain.commands import Ident, Instruct, InstructionId, On
from services.routing.domain.proposals import GiveBack, ProposalId, Propose, Submit
from services.routing.domain.roles import LEADERS_SIDE, OFFICE, R
from services.routing.store import instructions
from services.routing.store import proposals as store
from shared.contracts.envelope import CaseId
from shared.http import Access, Answer, Call, Cursor, Limit, Reader

router = APIRouter(prefix="/v1")

# fmt: off
ACCESS = {
    ("POST", "/v1/cases/{case_id}/proposals"):             Access({R.CLERK}),
    ("POST", "/v1/proposals/{proposal_id}/give-back"):     Access({R.OFFICE_HEAD}),
    ("POST", "/v1/proposals/{proposal_id}/submit"):        Access({R.OFFICE_HEAD}),
    ("GET",  "/v1/submissions"):                           Access(OFFICE | LEADERS_SIDE, "leaders: their own"),
    ("POST", "/v1/cases/{case_id}/instruct"):              Access(LEADERS_SIDE, "the addressee"),
    ("POST", "/v1/instructions/{instruction_id}/amend"):   Access(LEADERS_SIDE, "who gave it"),
    ("GET",  "/v1/personal-acts"):                         Access(OFFICE | LEADERS_SIDE, "leaders: their own"),
}
# fmt: on


@router.post("/cases/{case_id}/proposals")
async def propose(case_id: CaseId, command: Propose, call: Call) -> Answer:
    return await call.run(handlers.propose, command, subject=f"case/{case_id}")


@router.post("/proposals/{proposal_id}/give-back")
async def give_back(proposal_id: ProposalId, command: GiveBack, call: Call) -> Answer:
    on = On(proposal_id, command)
    return await call.run(handlers.give_back, on, subject=on.subject)


@router.post("/proposals/{proposal_id}/submit")
async def submit(proposal_id: ProposalId, command: Submit, call: Call) -> Answer:
    on = On(proposal_id, command)
    return await call.run(handlers.submit, on, subject=on.subject)


@router.get("/submissions")
async def submissions(
    read: Reader,
    post: Annotated[Ident | None, Query()] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Answer:
    return await read.page(store.list_submitted, cursor, limit, actor=read.actor, post=post)


@router.post("/cases/{case_id}/instruct")
async def instruct(case_id: CaseId, command: Instruct, call: Call) -> Answer:
    return await call.run(handlers.instruct, command, subject=f"case/{case_id}")


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
    return await read.one(
        instructions.count_personal_acts, since, until, actor=read.actor, post=post
    )
