"""A unit's drafts 答复稿, until its head has signed them.  If-Match is the draft's version."""

from services.routing import handlers
from services.routing.domain.commands import AssignmentId, On, Read
from services.routing.domain.drafting import (
    Countersign,
    DraftId,
    PassSilence,
    Recall,
    ReturnDraft,
    SignDraft,
    SubmitDraft,
    Write,
)
from services.routing.domain.drafts import DraftState
from services.routing.domain.roles import IN_UNITS, UNITS, R
from services.routing.store import reply_lists, reply_views
from shared.gate import Access, Endpoints
from shared.http import Answer, Call, Cursor, Limit, Reader

router = Endpoints()

# fmt: off
ACCESS = {
    ("POST", "/v1/assignments/{assignment_id}/draft"): Access(UNITS, "their own"),
    ("GET",  "/v1/drafts"):                            Access({*IN_UNITS, R.COUNTY_LEADER, R.SECRETARY}, "their own, or to countersign"),
    ("GET",  "/v1/drafts/{draft_id}"):                 Access({*IN_UNITS, R.COUNTY_LEADER, R.SECRETARY}, "their own, or to countersign"),
    ("POST", "/v1/drafts/{draft_id}/revise"):          Access(UNITS, "their own"),
    ("POST", "/v1/drafts/{draft_id}/submit"):          Access(UNITS, "their own"),
    ("POST", "/v1/drafts/{draft_id}/recall"):          Access(UNITS, "their own"),
    ("POST", "/v1/drafts/{draft_id}/countersign"):     Access(UNITS, "units that were asked"),
    ("POST", "/v1/drafts/{draft_id}/pass-silence"):    Access(UNITS, "their own"),
    ("POST", "/v1/drafts/{draft_id}/sign"):            Access({R.UNIT_HEAD}, "the head on record, or the deputy"),
    ("POST", "/v1/drafts/{draft_id}/return"):          Access({R.UNIT_HEAD}, "the head on record, or the deputy"),
    ("POST", "/v1/drafts/{draft_id}/read"):            Access({R.COUNTY_LEADER, R.SECRETARY}, "their own office's"),
    ("POST", "/v1/drafts/{draft_id}/send-back"):       Access({R.COUNTY_LEADER, R.SECRETARY}, "their own office's"),
}
# fmt: on


@router.post("/assignments/{assignment_id}/draft")
async def draft(assignment_id: AssignmentId, command: Write, call: Call) -> Answer:
    on = On(assignment_id, command)
    return await call.run(handlers.draft_reply, on, subject=on.subject)


@router.get("/drafts")
async def drafts(
    read: Reader, state: DraftState, cursor: Cursor = None, limit: Limit = 50
) -> Answer:
    return await read.page(reply_lists.list_drafts, cursor, limit, state=state, actor=read.actor)


@router.get("/drafts/{draft_id}")
async def one_draft(draft_id: DraftId, read: Reader) -> Answer:
    return await read.one(reply_views.show_draft, draft_id, actor=read.actor, what="draft")


@router.post("/drafts/{draft_id}/revise")
async def revise(draft_id: DraftId, command: Write, call: Call) -> Answer:
    on = On(draft_id, command)
    return await call.run(handlers.revise_draft, on, subject=on.subject)


@router.post("/drafts/{draft_id}/submit")
async def submit(draft_id: DraftId, command: SubmitDraft, call: Call) -> Answer:
    on = On(draft_id, command)
    return await call.run(handlers.submit_draft, on, subject=on.subject)


@router.post("/drafts/{draft_id}/recall")
async def recall(draft_id: DraftId, command: Recall, call: Call) -> Answer:
    on = On(draft_id, command)
    return await call.run(handlers.recall_draft, on, subject=on.subject)


@router.post("/drafts/{draft_id}/countersign")
async def countersign(draft_id: DraftId, command: Countersign, call: Call) -> Answer:
    on = On(draft_id, command)
    return await call.run(handlers.countersign, on, subject=on.subject)


@router.post("/drafts/{draft_id}/pass-silence", summary="会签逾期")
async def pass_silence(draft_id: DraftId, command: PassSilence, call: Call) -> Answer:
    on = On(draft_id, command)
    return await call.run(handlers.pass_silence, on, subject=on.subject)


@router.post("/drafts/{draft_id}/sign")
async def sign(draft_id: DraftId, command: SignDraft, call: Call) -> Answer:
    on = On(draft_id, command)
    return await call.run(handlers.sign_draft, on, subject=on.subject)


@router.post("/drafts/{draft_id}/return")
async def return_(draft_id: DraftId, command: ReturnDraft, call: Call) -> Answer:
    on = On(draft_id, command)
    return await call.run(handlers.return_draft, on, subject=on.subject)


@router.post("/drafts/{draft_id}/read")
async def read_draft(draft_id: DraftId, command: Read, call: Call) -> Answer:
    on = On(draft_id, command)
    return await call.run(handlers.read_draft, on, subject=on.subject)


@router.post("/drafts/{draft_id}/send-back")
async def send_back(draft_id: DraftId, command: Read, call: Call) -> Answer:
    on = On(draft_id, command)
    return await call.run(handlers.send_back_draft, on, subject=on.subject)
