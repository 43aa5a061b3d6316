"""Further public replies 后续回复.  If-Match is the reply's version."""

from services.routing import handlers
from services.routing.domain.commands import On, Read, Return
from services.routing.domain.drafting import (
    DropFurther,
    FurtherId,
    PublishFurther,
    ReviewFurther,
    WriteFurther,
)
from services.routing.domain.further import Waiting
from services.routing.domain.roles import LEADERS_SIDE, OFFICE, R
from services.routing.store import reply_lists, reply_views
from shared.contracts.envelope import CaseId
from shared.gate import Access, Endpoints
from shared.http import Answer, Call, Cursor, Limit, Reader

router = Endpoints()

# fmt: off
ACCESS = {
    ("POST", "/v1/cases/{case_id}/further-replies"):        Access({R.CLERK}),
    ("GET",  "/v1/further-replies"):                        Access(OFFICE),
    ("GET",  "/v1/further-replies/{further_id}"):           Access({*OFFICE, *LEADERS_SIDE}, "county leaders: their own"),
    ("POST", "/v1/further-replies/{further_id}/rewrite"):   Access({R.CLERK}),
    ("POST", "/v1/further-replies/{further_id}/drop"):      Access({R.CLERK}),
    ("POST", "/v1/further-replies/{further_id}/review"):    Access({R.REVIEWER}),
    ("POST", "/v1/further-replies/{further_id}/return"):    Access({R.REVIEWER}),
    ("POST", "/v1/further-replies/{further_id}/read"):      Access(LEADERS_SIDE, "the addressee"),
    ("POST", "/v1/further-replies/{further_id}/send-back"): Access(LEADERS_SIDE, "the addressee"),
    ("POST", "/v1/further-replies/{further_id}/publish"):   Access({R.CLERK}),
}
# fmt: on


@router.post("/cases/{case_id}/further-replies")
async def write(case_id: CaseId, command: WriteFurther, call: Call) -> Answer:
    return await call.run(handlers.write_further, command, subject=f"case/{case_id}")


@router.get("/further-replies")
async def waiting(read: Reader, state: Waiting, cursor: Cursor = None, limit: Limit = 50) -> Answer:
    return await read.page(reply_lists.list_further, cursor, limit, state=state, actor=read.actor)


@router.get("/further-replies/{further_id}")
async def show(further_id: FurtherId, read: Reader) -> Answer:
    return await read.one(
        reply_views.show_further, further_id, actor=read.actor, what="further_reply"
    )


@router.post("/further-replies/{further_id}/rewrite")
async def rewrite(further_id: FurtherId, command: WriteFurther, call: Call) -> Answer:
    on = On(further_id, command)
    return await call.run(handlers.rewrite_further, on, subject=on.subject)


@router.post("/further-replies/{further_id}/drop")
async def drop(further_id: FurtherId, command: DropFurther, call: Call) -> Answer:
    on = On(further_id, command)
    return await call.run(handlers.drop_further, on, subject=on.subject)


@router.post("/further-replies/{further_id}/review")
async def review(further_id: FurtherId, command: ReviewFurther, call: Call) -> Answer:
    on = On(further_id, command)
    return await call.run(handlers.review_further, on, subject=on.subject)


@router.post("/further-replies/{further_id}/return")
async def return_(further_id: FurtherId, command: Return, call: Call) -> Answer:
    on = On(further_id, command)
    return await call.run(handlers.return_further, on, subject=on.subject)


@router.post("/further-replies/{further_id}/read")
async def read_further(further_id: FurtherId, command: Read, call: Call) -> Answer:
    on = On(further_id, command)
    return await call.run(handlers.read_further, on, subject=on.subject)


@router.post("/further-replies/{further_id}/send-back")
async def send_back(further_id: FurtherId, command: Read, call: Call) -> Answer:
    on = On(further_id, command)
    return await call.run(handlers.send_back_further, on, subject=on.subject)


@router.post("/further-replies/{further_id}/publish")
async def publish(further_id: FurtherId, command: PublishFurther, call: Call) -> Answer:
    on = On(further_id, command)
    return await call.run(handlers.publish_further, on, subject=on.subject)
