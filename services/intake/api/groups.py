"""同类件: like cases of different authors."""

from services.intake.api.office import office
from services.intake.domain.groups import ChangeGroup, GroupId, MakeGroup, Part
from services.intake.domain.roles import DESK, OFFICE
from services.intake.handlers import groups
from services.intake.store import groups as lists
from shared.contracts.envelope import CaseId
from shared.gate import Access, Endpoints
from shared.http import Answer, Call, Cursor, Limit, Reader

router = Endpoints()

ACCESS = {
    ("POST", "/v1/groups"): Access(DESK),
    ("POST", "/v1/groups/change"): Access(DESK, "If-Match is the group's version"),
    ("GET", "/v1/groups"): Access(OFFICE),
    ("GET", "/v1/groups/{group_id}"): Access(OFFICE),
    ("POST", "/v1/cases/{case_id}/part"): Access(DESK),
}


@router.post("/groups", summary="同类件归并", status_code=201)
async def make_group(command: MakeGroup, call: Call) -> Answer:
    return await call.run(groups.make_group, command, status=201)


@router.post("/groups/change", summary="more cases, or facts known better")
async def change_group(command: ChangeGroup, call: Call) -> Answer:
    return await call.run(groups.change_group, command)


@router.post("/cases/{case_id}/part", summary="移出同类件")
async def part(case_id: CaseId, command: Part, call: Call) -> Answer:
    return await call.run(groups.part, command, subject=f"case/{case_id}")


@router.get("/groups", summary="groups of like cases")
async def list_groups(read: Reader, cursor: Cursor = None, limit: Limit = 50) -> Answer:
    return await read.page(lists.list_groups, cursor, limit, actor=read.actor, office=office(read))


@router.get("/groups/{group_id}", summary="one group, its facts and its cases")
async def show_group(group_id: GroupId, read: Reader) -> Answer:
    return await read.one(
        lists.show_group, group_id, actor=read.actor, office=office(read), what="group"
    )
