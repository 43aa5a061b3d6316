"""留言 that come one by one: entered by a clerk or another system, submitted by their authors."""

from services.intake.domain.commands import Enter
from services.intake.domain.roles import R
from services.intake.domain.submissions import Submit
from services.intake.handlers import entries, views
from shared.gate import ANY_ROLE, Access, Endpoints
from shared.http import Answer, Call, Reader

router = Endpoints()

ACCESS = {
    ("POST", "/v1/cases"): Access({R.CLERK, R.ADMIN}, "admin: other systems' accounts"),
    ("POST", "/v1/submissions"): Access({R.PORTAL, R.ADMIN}, "the public's pages, for anybody"),
    ("GET", "/v1/channels"): Access(ANY_ROLE),
}


@router.post("/cases", summary="接收: enter one case", status_code=201)
async def enter(command: Enter, call: Call) -> Answer:
    return await call.run(entries.enter, command, status=201)


@router.post("/submissions", summary="网上表单: submit one 留言", status_code=201)
async def submit(command: Submit, call: Call) -> Answer:
    return await call.run(entries.submit, command, status=201)


@router.get("/channels", summary="渠道: what each needs, and where its clocks start")
async def list_channels(read: Reader) -> Answer:
    return await read.one(views.list_channels)
