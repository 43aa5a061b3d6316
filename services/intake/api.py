"""intake over HTTP: request, handler, response."""

import asyncio
import json
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime

from services.intake import documents
from services.intake.documents import uploads
from services.intake.domain.accusations import NameAccused
from services.intake.domain.alarms import AttendAlarm, RaiseAlarm
from services.intake.domain.commands import (
    Accept,
    Claim,
    Classify,
    Enter,
    Erase,
    HandOver,
    Withdraw,
)
from services.intake.domain.contacts import FindContact, RevealContact
from services.intake.domain.demands import ListDemands
from services.intake.domain.groups import ChangeGroup, GroupId, MakeGroup, Part
from services.intake.domain.interests import DeclareInterest
from services.intake.domain.matters import LIKE
from services.intake.domain.reception import State
from services.intake.domain.roles import R
from services.intake.domain.routes import DECLINE_REASONS
from services.intake.domain.submissions import Submit
from services.intake.domain.verification import AskAuthor, CorrectFacts, RecordAttempt, Supplement
from services.intake.domain.wishes import ChangeWishes
from services.intake.handlers import (
    alarms,
    claims,
    classifying,
    contacts,
    demands,
    desk,
    entries,
    erasure,
    groups,
    imports,
    routes,
    verification,
    views,
)
from services.intake.store import groups as group_lists
from services.intake.store import imports as runs
from services.intake.store import views as lists
from services.intake.store import waiting
from shared.contracts.envelope import CaseId
from shared.http import ANY_ROLE, Access, Answer, Call, Cursor, Limit, Reader

router = APIRouter(prefix="/v1")

READERS: set[str] = {R.CLERK, R.REVIEWER, R.OFFICE_HEAD, R.AGENT}
DESK: set[str] = {R.CLERK, R.OFFICE_HEAD}
PHONE: set[str] = DESK | {R.AGENT}
UNITS: set[str] = {R.UNIT, R.COUNTY_OFFICE}

ACCESS = {
    ("POST", "/v1/imports"): Access({R.CLERK, R.ADMIN}),
    ("POST", "/v1/submissions"): Access({R.PORTAL, R.ADMIN}, "the public's pages, for anybody"),
    ("GET", "/v1/channels"): Access(ANY_ROLE),
    ("GET", "/v1/imports"): Access({R.CLERK, R.ADMIN, R.OFFICE_HEAD}),
    ("GET", "/v1/imports/{import_id}"): Access({R.CLERK, R.ADMIN, R.OFFICE_HEAD}),
    ("POST", "/v1/cases"): Access({R.CLERK, R.ADMIN}, "admin: other systems' accounts"),
    ("GET", "/v1/cases"): Access(READERS),
    ("GET", "/v1/cases/{case_id}"): Access(READERS, "contact only masked"),
    ("GET", "/v1/cases/{case_id}/like"): Access({R.CLERK, R.REVIEWER, R.OFFICE_HEAD}),
    ("GET", "/v1/suggestions/agreement"): Access({R.OFFICE_HEAD, R.REVIEWER, R.ADMIN}),
    ("POST", "/v1/cases/{case_id}/claim"): Access({R.CLERK}, "one wins, the others get 409"),
    ("POST", "/v1/cases/{case_id}/handover"): Access({R.CLERK, R.OFFICE_HEAD}, "clerk: the holder"),
    ("POST", "/v1/cases/{case_id}/classify"): Access({R.CLERK, R.OFFICE_HEAD}, "clerk: the holder"),
    ("POST", "/v1/cases/{case_id}/demands"): Access({R.CLERK, R.OFFICE_HEAD}, "clerk: the holder"),
    ("POST", "/v1/cases/{case_id}/interests"): Access(DESK, "clerk: their own"),
    ("POST", "/v1/cases/{case_id}/wishes"): Access(PHONE, "clerk: the holder"),
    ("POST", "/v1/cases/{case_id}/accused"): Access(DESK, "clerk: the holder"),
    ("POST", "/v1/cases/{case_id}/attempts"): Access(DESK | UNITS, "the holder, its units"),
    ("POST", "/v1/cases/{case_id}/facts"): Access(PHONE, "clerk: the holder"),
    ("POST", "/v1/cases/{case_id}/questions"): Access(DESK, "clerk: the holder"),
    ("POST", "/v1/cases/{case_id}/supplements"): Access(PHONE, "clerk: the holder"),
    ("POST", "/v1/cases/{case_id}/contacts"): Access(DESK | UNITS, "the holder, its units"),
    ("POST", "/v1/cases/{case_id}/reveal"): Access(DESK | UNITS, "units: by consent; journalled"),
    ("GET", "/v1/cases/{case_id}/looks"): Access({R.OFFICE_HEAD, R.ADMIN}),
    ("POST", "/v1/cases/{case_id}/alarms"): Access(PHONE),
    ("POST", "/v1/cases/{case_id}/attend"): Access(DESK),
    ("POST", "/v1/cases/{case_id}/part"): Access(DESK),
    ("GET", "/v1/unclaimed"): Access(READERS),
    ("GET", "/v1/alarms"): Access(READERS),
    ("GET", "/v1/decline-reasons"): Access(READERS),
    ("POST", "/v1/groups"): Access(DESK),
    ("POST", "/v1/groups/change"): Access(DESK, "If-Match is the group's version"),
    ("GET", "/v1/groups"): Access(READERS),
    ("GET", "/v1/groups/{group_id}"): Access(READERS),
    ("POST", "/v1/cases/{case_id}/accept"): Access({R.CLERK}, "the holder"),
    ("POST", "/v1/cases/{case_id}/withdraw"): Access({R.CLERK, R.OFFICE_HEAD}, "clerk: the holder"),
    ("POST", "/v1/cases/{case_id}/erase"): Access({R.OFFICE_HEAD}),
}


@router.post(
    "/imports",
    summary="接收: take in an export of the board, row by row",
    openapi_extra=uploads.FILE,
)
async def take_in(call: Call, read: Reader) -> Response:
    file = await uploads.receive(call.request, call.runtime.settings.import_limit)
    export = await asyncio.to_thread(documents.read, file.content, file.media_type)
    sha256 = await asyncio.to_thread(uploads.sha256, file)
    begun = await call.run(imports.begin, imports.Begin(export, sha256), body=sha256.encode())
    import_id = json.loads(bytes(begun.body))["import_id"]
    await imports.carry_on(call.runtime, call.actor, import_id, export.rows)
    return await _imported(read, import_id)


@router.get("/imports", summary="imports, the newest first, and where each stands")
async def list_imports(read: Reader, cursor: Cursor = None, limit: Limit = 50) -> Answer:
    return await read.page(runs.list_imports, cursor, limit)


@router.get("/imports/{import_id}", summary="what became of each row of an import")
async def show_import(import_id: UUID, read: Reader) -> Response:
    return await _imported(read, str(import_id))


async def _imported(read: Reader, import_id: str) -> Response:
    whole: str = await read.found(runs.show_import, import_id, what="import")
    return Response(whole, media_type="application/json")


@router.post("/cases", summary="接收: enter one case", status_code=201)
async def enter(command: Enter, call: Call) -> Answer:
    return await call.run(entries.enter, command, status=201)


@router.post("/submissions", summary="网上表单: submit one 留言", status_code=201)
async def submit(command: Submit, call: Call) -> Answer:
    return await call.run(entries.submit, command, status=201)


@router.get("/channels", summary="渠道: what each needs, and where its clocks start")
async def list_channels(read: Reader) -> Answer:
    return await read.one(views.list_channels)


@router.get("/cases", summary="cases by number")
async def list_cases(
    read: Reader,
    state: Annotated[State | None, Query()] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Answer:
    return await read.page(
        lists.list_cases, cursor, limit, actor=read.actor, office=_office(read), state=state
    )


@router.get("/cases/{case_id}", summary="one case")
async def show_case(case_id: CaseId, read: Reader) -> Answer:
    ring = read.runtime.settings.ring
    return await read.one(
        views.show_case, case_id, ring=ring, actor=read.actor, office=_office(read)
    )


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
        views.list_like, case_id, limit=limit, least=least, actor=read.actor, office=_office(read)
    )


@router.post("/cases/{case_id}/claim", summary="认领")
async def claim(case_id: CaseId, command: Claim, call: Call) -> Answer:
    return await call.run(claims.claim, command, subject=f"case/{case_id}")


@router.post("/cases/{case_id}/handover", summary="移交")
async def hand_over(case_id: CaseId, command: HandOver, call: Call) -> Answer:
    return await call.run(claims.hand_over, command, subject=f"case/{case_id}")


@router.post("/cases/{case_id}/classify", summary="分类")
async def classify(case_id: CaseId, command: Classify, call: Call) -> Answer:
    return await call.run(classifying.classify, command, subject=f"case/{case_id}")


@router.post("/cases/{case_id}/demands", summary="诉求登记: what the author asks for, one by one")
async def list_demands(case_id: CaseId, command: ListDemands, call: Call) -> Answer:
    return await call.run(demands.list_demands, command, subject=f"case/{case_id}")


@router.post("/cases/{case_id}/accept", summary="受理")
async def accept(case_id: CaseId, command: Accept, call: Call) -> Answer:
    return await call.run(routes.accept, command, subject=f"case/{case_id}")


@router.post("/cases/{case_id}/withdraw", summary="撤回")
async def withdraw(case_id: CaseId, command: Withdraw, call: Call) -> Answer:
    return await call.run(routes.withdraw, command, subject=f"case/{case_id}")


@router.post("/cases/{case_id}/erase", summary="删除: the author's personal data")
async def erase(case_id: CaseId, command: Erase, call: Call) -> Answer:
    return await call.run(erasure.erase, command, subject=f"case/{case_id}")


# ---- at the desk, beside the way -------------------------------------------------------------------


@router.post("/cases/{case_id}/interests", summary="回避登记")
async def declare_interest(case_id: CaseId, command: DeclareInterest, call: Call) -> Answer:
    return await call.run(desk.declare_interest, command, subject=f"case/{case_id}")


@router.post("/cases/{case_id}/wishes", summary="意愿变更")
async def change_wishes(case_id: CaseId, command: ChangeWishes, call: Call) -> Answer:
    return await call.run(desk.change_wishes, command, subject=f"case/{case_id}")


@router.post("/cases/{case_id}/accused", summary="被反映单位登记")
async def name_accused(case_id: CaseId, command: NameAccused, call: Call) -> Answer:
    return await call.run(desk.name_accused, command, subject=f"case/{case_id}")


@router.post(
    "/cases/{case_id}/attempts", summary="联系记录: an attempt by other than a callback task"
)
async def record_attempt(case_id: CaseId, command: RecordAttempt, call: Call) -> Answer:
    return await call.run(verification.record_attempt, command, subject=f"case/{case_id}")


@router.post("/cases/{case_id}/facts", summary="信息更正: what the author told")
async def correct_facts(case_id: CaseId, command: CorrectFacts, call: Call) -> Answer:
    return await call.run(verification.correct_facts, command, subject=f"case/{case_id}")


@router.post("/cases/{case_id}/questions", summary="补充请求")
async def ask_author(case_id: CaseId, command: AskAuthor, call: Call) -> Answer:
    return await call.run(verification.ask_author, command, subject=f"case/{case_id}")


@router.post("/cases/{case_id}/supplements", summary="补充材料")
async def supplement(case_id: CaseId, command: Supplement, call: Call) -> Answer:
    return await call.run(verification.supplement, command, subject=f"case/{case_id}")


@router.post("/cases/{case_id}/contacts", summary="查得联系方式")
async def find_contact(case_id: CaseId, command: FindContact, call: Call) -> Answer:
    return await call.run(contacts.find_contact, command, subject=f"case/{case_id}")


@router.post("/cases/{case_id}/reveal", summary="联系方式查阅: each look is journalled")
async def reveal_contact(case_id: CaseId, command: RevealContact, call: Call) -> Answer:
    sealed = await call.run(
        contacts.reveal_contact, command, subject=f"case/{case_id}", once=("name", "phone")
    )
    opened = contacts.opened(json.loads(bytes(sealed.body)), call.runtime.settings.ring)
    return Answer(opened, sealed.status_code, headers={"Cache-Control": "no-store"})


@router.get("/cases/{case_id}/looks", summary="who was shown the author's contact")
async def list_looks(
    case_id: CaseId, read: Reader, cursor: Cursor = None, limit: Limit = 50
) -> Answer:
    return await read.page(views.list_looks, cursor, limit, case_id=case_id)


@router.post("/cases/{case_id}/alarms", summary="紧急警示 by a person")
async def raise_alarm(case_id: CaseId, command: RaiseAlarm, call: Call) -> Answer:
    return await call.run(alarms.raise_alarm, command, subject=f"case/{case_id}")


@router.post("/cases/{case_id}/attend", summary="警示处置")
async def attend_alarm(case_id: CaseId, command: AttendAlarm, call: Call) -> Answer:
    return await call.run(alarms.attend_alarm, command, subject=f"case/{case_id}")


# ---- what waits ------------------------------------------------------------------------------------


@router.get("/unclaimed", summary="待认领, the oldest first")
async def unclaimed(read: Reader, cursor: Cursor = None, limit: Limit = 50) -> Answer:
    return await read.page(waiting.unclaimed, cursor, limit, actor=read.actor, office=_office(read))


@router.get("/alarms", summary="警示 that nobody attended to yet")
async def list_alarms(read: Reader, cursor: Cursor = None, limit: Limit = 50) -> Answer:
    return await read.page(waiting.alarms, cursor, limit, actor=read.actor, office=_office(read))


@router.get("/decline-reasons", summary="不予受理: the office's list")
async def decline_reasons(_: Reader) -> Answer:
    return Answer({"items": [{"code": c, "text": text} for c, text in DECLINE_REASONS.items()]})


# ---- like cases ------------------------------------------------------------------------------------


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
    return await read.page(group_lists.list_groups, cursor, limit)


@router.get("/groups/{group_id}", summary="one group, its facts and its cases")
async def show_group(group_id: GroupId, read: Reader) -> Answer:
    return await read.one(group_lists.show_group, group_id, what="group")


def _office(read: Reader) -> str:
    office: str = read.runtime.settings.office_unit
    return office
