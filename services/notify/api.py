"""Rosters, callback tasks for agents, and the deliveries that staff may look at."""

import json
from typing import Annotated

from fastapi import Path, Query

from services.notify.domain.callbacks import CompleteTask, LeaseTask, ReleaseTask, TaskState
from services.notify.domain.contacts import name_place, phone_place
from services.notify.domain.deliveries import DeliveryState
from services.notify.domain.roles import R
from services.notify.domain.rosters import ROSTERS, RecordRosters
from services.notify.handlers import calls
from services.notify.handlers.calls import OneTask
from services.notify.handlers.rosters import record_rosters
from services.notify.store import callbacks, deliveries
from shared.contracts.envelope import CaseId
from shared.contracts.notify import Purpose
from shared.gate import Access, Endpoints
from shared.http import Answer, Call, Cursor, Limit, Reader, in_clear
from shared.secrets import Keyring

router = Endpoints()

TaskId = Annotated[str, Path(pattern=r"^[A-Za-z0-9-]{1,64}$")]
OfCase = Annotated[CaseId | None, Query()]

STAFF = frozenset({R.CLERK, R.REVIEWER, R.OFFICE_HEAD, R.ADMIN})

# fmt: off
ACCESS = {
    ("POST", "/v1/rosters"):                      Access({R.ADMIN}, "the organisation's file"),
    ("GET",  "/v1/callbacks"):                    Access(STAFF | {R.AGENT}, "without name and number"),
    ("POST", "/v1/callbacks/lease"):              Access({R.AGENT}, "opens name and number to the holder"),
    ("POST", "/v1/callbacks/{task_id}/complete"): Access({R.AGENT}, "who holds the lease"),
    ("POST", "/v1/callbacks/{task_id}/release"):  Access({R.AGENT}, "who holds the lease"),
    ("GET",  "/v1/deliveries"):                   Access(STAFF, "numbers masked"),
}
# fmt: on


@router.post("/rosters")
async def rosters(command: RecordRosters, call: Call) -> Answer:
    return await call.run(record_rosters, command, subject=ROSTERS)


@router.get("/callbacks")
async def list_callbacks(
    read: Reader,
    state: TaskState | None = None,
    purpose: Purpose | None = None,
    case_id: OfCase = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Answer:
    return await read.page(
        callbacks.list_tasks, cursor, limit,
        state=state, purpose=purpose, case_id=case_id, actor=read.actor,
    )  # fmt: skip


@router.post("/callbacks/lease")
async def lease(command: LeaseTask, call: Call) -> Answer:
    sealed = await call.run(
        calls.lease,
        command,
        find=lambda tx: callbacks.case_of_next_task(tx, calls.purposes(command), actor=call.actor),
        what="callback",
        once=("name", "phone"),
    )
    return _opened(sealed, call.runtime.settings.keyring)


@router.post("/callbacks/{task_id}/complete")
async def complete(task_id: TaskId, command: CompleteTask, call: Call) -> Answer:
    return await call.run(
        calls.complete,
        OneTask(task_id, command),
        find=lambda tx: callbacks.case_of_task(tx, task_id),
        what="callback",
    )


@router.post("/callbacks/{task_id}/release")
async def release(task_id: TaskId, command: ReleaseTask, call: Call) -> Answer:
    return await call.run(
        calls.release,
        OneTask(task_id, command),
        find=lambda tx: callbacks.case_of_task(tx, task_id),
        what="callback",
    )


@router.get("/deliveries")
async def list_deliveries(
    read: Reader,
    case_id: OfCase = None,
    state: DeliveryState | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Answer:
    return await read.page(
        deliveries.list_deliveries, cursor, limit, case_id=case_id, state=state, actor=read.actor
    )


def _opened(sealed: Answer, ring: Keyring) -> Answer:
    """The answer with name and number opened, which a repetition has no more."""
    answer = json.loads(bytes(sealed.body))
    key_id = answer.pop("key_id")
    for field, place in (("name", name_place), ("phone", phone_place)):
        if answer[field] is not None:
            answer[field] = ring.open(key_id, answer[field], bound_to=place(answer["case_id"]))
    return in_clear(sealed, answer)
