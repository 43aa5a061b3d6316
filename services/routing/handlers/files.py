"""附件: a file is put with a case, looked at, and removed when its author's data is erased."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import structlog

from services.routing.domain.cases import Case, known
from services.routing.domain.files import (
    AddFile,
    Kept,
    Upload,
    must_be_there,
    must_have_room,
    must_work_on,
)
from services.routing.handlers.steps import signature
from services.routing.store import blobs
from services.routing.store.files import (
    add_file,
    count_files,
    file_id,
    is_needed,
    load_files,
    lock_blob,
    removals,
    settle_removal,
)
from services.routing.store.scope import scope_of, sees, sight_of
from shared.context import Ctx
from shared.contracts.routing import FileAdded
from shared.db import OUTAGE
from shared.outcome import Entry, Outcome
from shared.rules import Refused, unknown
from shared.service import Runtime

DOOR_S = 86_400
"""What lies at the door for a day was left there by a replica that died, shelved or not."""


class Arrived(NamedTuple):
    """A file that came in, and what is to be done with it."""

    asked: AddFile
    upload: Upload


async def worked_on(ctx: Ctx, case: Case | None) -> Case:
    """The case, if the actor sees it and, being a unit, has a part in it."""
    case = known(case)
    if not await sees(ctx.tx, await sight_of(ctx.tx, ctx.actor), case.case_id):
        raise unknown("case")
    must_work_on(case, ctx.actor)
    return case


async def keep_file(ctx: Ctx, command: Arrived, case: Case | None) -> Outcome:
    """Put it on the shelf and with the case, if the case is one that the sender works on."""
    case = await worked_on(ctx, case)
    asked, upload = command
    if asked.purpose == "scan":  # a leader's own hand is not for units
        asked = asked.model_copy(update={"confidential": True})
    count = await count_files(ctx.tx, case.case_id)
    must_have_room(count, ctx.settings.files_per_case)
    await lock_blob(ctx.tx, upload.sha256)
    await blobs.shelve(ctx.settings.files, upload)
    event = FileAdded(
        case_id=case.case_id,
        file_id=file_id(case, count + 1),
        sha256=upload.sha256,
        size=upload.size,
        media_type=upload.media_type,
        purpose=asked.purpose,
        confidential=asked.confidential,
        added_at=ctx.now,
        by=ctx.actor,
    )
    entry = Entry(
        subject=case.subject,
        action="add_file",
        actor=ctx.actor,
        facts=event.model_dump(include={"file_id", "sha256", "size", "media_type", "purpose"}),
        private={"name": asked.name},
    )
    row = add_file(
        case,
        asked,
        upload,
        number=count + 1,
        unit_id=(await scope_of(ctx.tx, ctx.actor)) or None,
        at=ctx.now,
        by=signature(ctx.actor),
    )
    answer = event.model_dump(include={"file_id", "sha256", "size", "media_type"})
    return Outcome(changes=[row], journal=[entry], events=[event], answer=answer)


async def must_have_files(ctx: Ctx, case: Case, asked: Sequence[str]) -> None:
    """The case holds the files that an act names.  Raises `Refused` ``file_unknown`` (422)."""
    if asked:
        must_be_there(asked, await load_files(ctx.tx, case.case_id))


async def must_be_whole(folder: Path, kept: Kept) -> None:
    """What is handed out is what was handed in."""
    if kept.erased:
        raise Refused("file_erased", "the author's data was erased, and this with it", status=410)
    if not await blobs.is_whole(folder, kept.sha256):
        structlog.get_logger().error("file_altered", subject=f"file/{kept.file_id}")
        raise Refused("file_altered", "its bytes are missing or altered: tell the operator", 500)


async def abandon(runtime: Runtime, upload: Upload) -> None:
    """Take back what came in and was refused or rolled back: its bytes go, unless a file is of them.

    Where the database is away they are left at the door, and swept from there later.
    """
    with suppress(*OUTAGE):
        await _free(runtime, upload.sha256)
        await blobs.discard(upload)


async def sweep_files(runtime: Runtime) -> None:
    """Remove the bytes of erased files, and what was left at the door."""
    while True:
        await sweep(runtime)
        await asyncio.sleep(runtime.settings.file_sweep_s)


async def sweep(runtime: Runtime, door_s: float = DOOR_S) -> None:
    """One round of it.  Bytes that another file is made of stay."""
    async with runtime.transaction() as tx:
        asked = await removals(tx)
    for sha256 in asked:
        await _free(runtime, sha256)
    for left, sha256 in (await blobs.left_at_door(runtime.settings.files, door_s)).items():
        await _free(runtime, sha256)
        await blobs.take_from_door(left)


async def _free(runtime: Runtime, sha256: str) -> None:
    """Remove bytes that no file is made of.  Who is just shelving them is waited for."""
    async with runtime.transaction() as tx:
        await lock_blob(tx, sha256)
        if not await is_needed(tx, sha256):
            await blobs.remove(runtime.settings.files, sha256)
        await settle_removal(tx, sha256)
