"""Asking a board's list for what is new: one replica asks, page by page, and takes in what it finds."""

import asyncio
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import httpx
import structlog

from services.intake.channels import board_list
from services.intake.channels.board_list import Place, Unwilling
from services.intake.documents import Export
from services.intake.domain import board
from services.intake.domain.board import Invalid
from services.intake.domain.imports import plan
from services.intake.domain.polling import (
    ALL,
    WAITING,
    back_to,
    pause_s,
    reads_whole,
    rotated,
)
from services.intake.handlers import imports
from services.intake.store import cases, polls
from shared.context import Ctx
from shared.outcome import Outcome, system

STAND_BY_S = 5.0


class Round(NamedTuple):
    """One way down a list, and whether what waits for an answer was read to its end."""

    fid: int
    began_at: datetime
    whole: bool


async def poll(runtime: Any) -> None:
    """Ask again and again, if an address is configured and no other replica asks."""
    if runtime.settings.poll_url is None:
        await asyncio.Event().wait()
    connection = await runtime.database.connect()
    try:
        while not await polls.leads(connection):  # noqa: ASYNC110 - a lock of another process
            await asyncio.sleep(STAND_BY_S)
        async with httpx.AsyncClient(follow_redirects=False) as http:
            await _ask_on(runtime, http, connection)
    finally:
        connection.terminate()


async def _ask_on(runtime: Any, http: httpx.AsyncClient, connection: Any) -> None:
    failures, fids = 0, runtime.settings.poll_fids
    while await polls.leads(
        connection
    ):  # raises when the connection, and with it the lock, is lost
        fids, unwilling = await ask_each(runtime, http, fids)
        failures = failures + 1 if unwilling else 0
        if unwilling:
            structlog.get_logger().warning("poll_unwilling", rule=unwilling.rule, count=failures)
        told = unwilling.wait_s if unwilling else None
        await asyncio.sleep(pause_s(failures, told, runtime.settings.poll_every_s))


async def ask_each(
    runtime: Any, http: httpx.AsyncClient, fids: tuple[int, ...]
) -> tuple[tuple[int, ...], Unwilling | None]:
    """A round over each list, as far as they are willing; the order of the next, and what failed."""
    for fid in fids:
        try:
            await ask_once(runtime, http, fid)
        except Unwilling as unwilling:
            return rotated(fids, fid), unwilling
    return fids, None


async def ask_once(runtime: Any, http: httpx.AsyncClient, fid: int) -> None:
    """One round over a list.  What was taken in stays, also where the round breaks off.

    Raises `Unwilling`: the mark stays where it was, and the next round reads it all again.
    """
    settings = runtime.settings
    began = await runtime.act(_begin, fid)
    last, now = began["last"], began["now"]
    await _take_in(
        runtime, http, fid, ALL, (back_to(last, timedelta(days=settings.poll_overlap_days)), now)
    )
    whole = reads_whole(last, began["whole"], now)
    if whole:
        await _take_in(runtime, http, fid, WAITING, (None, now))
    await runtime.act(_end, Round(fid, now, whole=whole or last is None))


async def _take_in(
    runtime: Any,
    http: httpx.AsyncClient,
    fid: int,
    state: int,
    span: tuple[datetime | None, datetime],
) -> None:
    """Read a list back to the beginning of the span, and take in what is fresh, page by page."""
    place = Place(runtime.settings.poll_url, fid, runtime.settings.poll_page, state)
    async for rows in board_list.pages(http, place, *span):
        fresh = (await runtime.act(sift, rows))["fresh"]
        if fresh:
            export = Export("list", list(enumerate(fresh, start=1)))
            run = await runtime.act(imports.begin, imports.Begin(export, ""))
            actor = system(runtime.service.name)
            await imports.carry_on(runtime, actor, run["import_id"], export.rows)


async def sift(ctx: Ctx, rows: list[Any], _: object) -> Outcome:
    """What of a page is worth an import: what is new or changed, and what is broken for the first time."""
    read = [board.read_row(raw, ctx.now) for raw in rows]
    tids = {row.tid for row in read if not isinstance(row, Invalid)}
    known = await cases.known_on_board(ctx.tx, tids)
    ring = ctx.settings.ring
    digests = {
        no: ring.blind_index(board.whole_row(raw) or "")
        for no, (raw, row) in enumerate(zip(rows, read, strict=True))
        if isinstance(row, Invalid)
    }
    before = await polls.broken_before(ctx.tx, list(digests.values()))
    fates = plan(enumerate(read), known, ctx.settings.office_began_on).fates
    fresh = [
        rows[fate.row_no]
        for fate in fates
        if fate.outcome != "unchanged" and digests.get(fate.row_no) not in before
    ]
    added = [polls.add_broken(digest, ctx.now) for digest in sorted(set(digests.values()) - before)]
    return Outcome(changes=added, answer={"fresh": fresh})


async def _begin(ctx: Ctx, fid: int, _: object) -> Outcome:
    last, whole = await polls.last_round(ctx.tx, fid), await polls.last_whole(ctx.tx, fid)
    return Outcome(answer={"now": ctx.now, "last": last, "whole": whole})


async def _end(_ctx: Ctx, done: Round, _: object) -> Outcome:
    read = [polls.whole_done(done.fid, done.began_at)] if done.whole else []
    return Outcome(changes=[polls.round_done(done.fid, done.began_at), *read])
