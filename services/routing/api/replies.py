"""Replies 答复 on their way to the public: review, check-up, reading, publication."""

from datetime import date
from typing import Annotated

from fastapi import Query

from services.routing import handlers
from services.routing.domain.commands import On, Publish, Read, ReplyId, Return, Review
from services.routing.domain.drafting import Accept, Clear, Decisions
from services.routing.domain.results import AnswerDirectly
from services.routing.domain.roles import EVERYBODY, LEADERS_SIDE, UNITS, R
from services.routing.store import readings as store
from services.routing.store import reply_lists, reply_views
from shared.contracts.envelope import CaseId
from shared.gate import Access, Endpoints
from shared.http import Answer, Call, Cursor, Limit, Part, Reader

router = Endpoints()

# fmt: off
ACCESS = {
    ("POST", "/v1/cases/{case_id}/answer"):         Access({R.CLERK}),
    ("GET",  "/v1/replies/{reply_id}"):             Access(EVERYBODY, "units: their own cases"),
    ("GET",  "/v1/replies/{reply_id}/checkup"):     Access(EVERYBODY, "units: their own cases"),
    ("POST", "/v1/replies/{reply_id}/accept"):      Access(UNITS, "of the units below"),
    ("POST", "/v1/replies/{reply_id}/review"):      Access({R.REVIEWER}),
    ("POST", "/v1/replies/{reply_id}/return"):      Access({R.REVIEWER, *UNITS}, "units: of those below"),
    ("POST", "/v1/replies/{reply_id}/clear"):       Access({R.OFFICE_HEAD}),
    ("POST", "/v1/replies/{reply_id}/read"):        Access(LEADERS_SIDE, "the addressee"),
    ("POST", "/v1/replies/{reply_id}/send-back"):   Access(LEADERS_SIDE, "the addressee"),
    ("POST", "/v1/replies/{reply_id}/publish"):     Access({R.CLERK}),
    ("GET",  "/v1/readings"):                       Access(LEADERS_SIDE, "what awaits one's own post"),
    ("POST", "/v1/readings"):                       Access(LEADERS_SIDE, "the addressee"),
    ("GET",  "/v1/unconfirmed"):                    Access({R.CLERK, R.REVIEWER, R.OFFICE_HEAD}),
    ("GET",  "/v1/counters"):                       Access({R.CLERK, R.REVIEWER, R.OFFICE_HEAD, R.LEADER}),
}
# fmt: on

_FURTHER = {"read": handlers.read_further, "send_back": handlers.send_back_further}
READS = {
    "r": {"read": handlers.read, "send_back": handlers.send_back},
    "d": {"read": handlers.read_draft, "send_back": handlers.send_back_draft},
    "p": _FURTHER,
    "x": _FURTHER,
}
"""What reads each kind of paper, by the letter of its id."""


@router.post("/cases/{case_id}/answer")
async def answer(case_id: CaseId, command: AnswerDirectly, call: Call) -> Answer:
    return await call.run(handlers.answer, command, subject=f"case/{case_id}")


# ---- one reply: If-Match is its version ------------------------------------------------------


@router.get("/replies/{reply_id}")
async def reply(reply_id: ReplyId, read: Reader) -> Answer:
    return await read.one(reply_views.show_reply, reply_id, actor=read.actor, what="reply")


@router.get("/replies/{reply_id}/checkup")
async def reply_checkup(reply_id: ReplyId, read: Reader) -> Answer:
    return await read.one(handlers.reply_checkup, reply_id, actor=read.actor, what="reply")


@router.post("/replies/{reply_id}/accept")
async def accept(reply_id: ReplyId, command: Accept, call: Call) -> Answer:
    on = On(reply_id, command)
    return await call.run(handlers.accept, on, subject=on.subject)


@router.post("/replies/{reply_id}/review")
async def review(reply_id: ReplyId, command: Review, call: Call) -> Answer:
    on = On(reply_id, command)
    return await call.run(handlers.review, on, subject=on.subject)


@router.post("/replies/{reply_id}/return")
async def return_(reply_id: ReplyId, command: Return, call: Call) -> Answer:
    on = On(reply_id, command)
    return await call.run(handlers.return_, on, subject=on.subject)


@router.post("/replies/{reply_id}/clear")
async def clear(reply_id: ReplyId, command: Clear, call: Call) -> Answer:
    on = On(reply_id, command)
    return await call.run(handlers.clear, on, subject=on.subject)


@router.post("/replies/{reply_id}/read")
async def read_reply(reply_id: ReplyId, command: Read, call: Call) -> Answer:
    on = On(reply_id, command)
    return await call.run(handlers.read, on, subject=on.subject)


@router.post("/replies/{reply_id}/send-back")
async def send_back(reply_id: ReplyId, command: Read, call: Call) -> Answer:
    on = On(reply_id, command)
    return await call.run(handlers.send_back, on, subject=on.subject)


@router.post("/replies/{reply_id}/publish")
async def publish(reply_id: ReplyId, command: Publish, call: Call) -> Answer:
    on = On(reply_id, command)
    return await call.run(handlers.publish, on, subject=on.subject)


# ---- many at once ----------------------------------------------------------------------------


@router.get("/readings")
async def readings(read: Reader, cursor: Cursor = None, limit: Limit = 50) -> Answer:
    return await read.page(store.list_readings, cursor, limit, actor=read.actor)


@router.post("/readings")
async def read_many(command: Decisions, call: Call) -> Answer:
    """批量阅批: each decision is applied or refused by itself."""
    parts = []
    for one in command.decisions:
        on = On(one.reply_id, Read(opinion=one.opinion, mode=one.mode, scan=one.scan))
        body = one.model_dump_json().encode()
        does = READS[one.reply_id.rpartition("-")[2][0]][one.decision]
        parts.append(Part(does, on, on.subject, one.version, body))
    return await call.each(parts)


@router.get("/unconfirmed")
async def unconfirmed(read: Reader, cursor: Cursor = None, limit: Limit = 50) -> Answer:
    return await read.page(reply_lists.list_unconfirmed, cursor, limit, actor=read.actor)


@router.get("/counters")
async def counters(
    read: Reader,
    since: Annotated[date, Query(alias="from")],
    until: date,
) -> Answer:
    """获得回复, 办理: from the first day to the last, days in Asia/Shanghai."""
    return await read.one(reply_lists.count_replies, since, until)
