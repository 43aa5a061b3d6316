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
from services.intake.domain.polling import back_to, pause_s
from services.intake.handlers import imports
from services.intake.store import cases, polls
from shared.context import Ctx
from shared.outcome import Outcome, system

STAND_BY_S = 5.0


class Round(NamedTuple):
    """One way down a list."""

    fid: int
    began_at: datetime


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
    failures = 0
    while await polls.leads(
        connection
    ):  # raises when the connection, and with it the lock, is lost
        told = None
        try:
            for fid in runtime.settings.poll_fids:
                await ask_once(runtime, http, fid)
            failures = 0
        except Unwilling as unwilling:
            failures, told = failures + 1, unwilling.wait_s
            structlog.get_logger().warning("poll_unwilling", rule=unwilling.rule, count=failures)
        await asyncio.sleep(pause_s(failures, told, runtime.settings.poll_every_s))


async def ask_once(runtime: Any, http: httpx.AsyncClient, fid: int) -> None:
    """One round over a list.  What was taken in stays, also where the round breaks off.

    Raises `Unwilling`: the mark stays where it was, and the next round reads it all again.
    """
    settings = runtime.settings
    began = await runtime.act(_begin, fid)
    since = back_to(began["last"], timedelta(days=settings.poll_overlap_days))
    place = Place(settings.poll_url, fid, settings.poll_page)
    async for rows in board_list.pages(http, place, since, began["now"]):
        fresh = (await runtime.act(sift, rows))["fresh"]
        if fresh:
            export = Export("list", list(enumerate(fresh, start=1)))
            run = await runtime.act(imports.begin, imports.Begin(export, ""))
            actor = system(runtime.service.name)
            await imports.carry_on(runtime, actor, run["import_id"], export.rows)
    await runtime.act(_end, Round(fid, began["now"]))


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
    return Outcome(answer={"now": ctx.now, "last": await polls.last_round(ctx.tx, fid)})


async def _end(_ctx: Ctx, done: Round, _: object) -> Outcome:
    return Outcome(changes=[polls.round_done(done.fid, done.began_at)])
