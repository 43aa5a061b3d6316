"""The polling connector against a list of our own that misbehaves as real ones do."""

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest

from services.intake.channels.board_list import Unwilling
from services.intake.handlers import polling
from services.intake.store import polls
from tests.integration.intake.conftest import MONDAY

FID = 1010
Answer = tuple[int, dict[str, str], bytes]


class Board:
    """A list over HTTP on a free port: newest first, page by page, and badly behaved as told."""

    def __init__(self) -> None:
        self.rows: list[Any] = []
        self.asked: list[int] = []  # which of its lists, each time
        self.fids: list[int] = []
        self.misbehave: Callable[[int], Answer | None] = lambda _: None
        self.port = 0

    async def serve(self) -> asyncio.Server:
        server = await asyncio.start_server(self._answer, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        return server

    def post(self, tid: int, days: float, **more: Any) -> None:
        posted = (MONDAY - timedelta(days=days)).timestamp()
        self.rows.append({"tid": tid, "subject": "停水", "content": f"第{tid}小区停水",
                          "dateline": posted, "threadsCheckTime": posted,
                          "stateInfo": "待回复", **more})  # fmt: skip

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = int(head.lower().partition("content-length:")[2].split()[0])
        form = dict(p.split("=") for p in (await reader.readexactly(length)).decode().split("&"))
        self.asked.append(int(form["state"]))
        self.fids.append(int(form["fid"]))
        status, headers, body = self.misbehave(len(self.asked)) or self._page(form)
        told = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        writer.write(
            f"HTTP/1.1 {status} x\r\ncontent-length: {len(body)}\r\nconnection: close\r\n{told}\r\n"
            .encode() + body
        )  # fmt: skip
        await writer.drain()
        writer.close()

    def _page(self, form: dict[str, str]) -> Answer:
        last, size = int(form["lastItem"]), int(form["pageSize"])
        told = [row for row in self.rows if isinstance(row, dict)]
        if form["state"] == "2":
            told = [row for row in told if row["stateInfo"] == "待回复"]
        below = sorted((r for r in told if not last or r["tid"] < last), key=lambda r: -r["tid"])
        page = below[:size]
        page[1:] = reversed(page[1:])  # out of order
        return 200, {}, json.dumps({"result": "success", "responseData": page}).encode()


@pytest.fixture
async def board(intake, monkeypatch):
    board = Board()
    server = await board.serve()
    url = f"http://127.0.0.1:{board.port}/threads/queryThreadsList"
    told = {"poll_url": url, "poll_page": 3, "poll_fids": (FID,)}
    monkeypatch.setattr(intake.runtime, "settings", intake.runtime.settings.model_copy(update=told))
    yield board
    server.close()


async def ask(intake) -> None:
    async with httpx.AsyncClient(trust_env=False) as http:
        await polling.ask_once(intake.runtime, http, FID)


async def tids(intake) -> list[int]:
    rows = await intake.rows("SELECT external_id FROM reception WHERE channel = 'board'")
    return sorted(int(row["external_id"]) for row in rows)


async def test_an_old_message_on_top_of_the_list_hides_none(intake, board):
    """置顶: it stands above the newest, and the pages go on below the last row."""
    for tid in range(101, 111):
        board.post(tid, days=1)
    board.post(7, days=90, stateInfo="已办理")

    def pinned(asked: int) -> Answer | None:
        if asked > 1:
            return None
        newest_first = sorted(board.rows, key=lambda row: -row["tid"])
        page = [newest_first[-1], *newest_first[:2]]
        return 200, {}, json.dumps({"result": "success", "responseData": page}).encode()

    board.misbehave = pinned
    await ask(intake)
    assert await tids(intake) == [7, *range(101, 111)]


async def test_a_round_takes_in_all_pages_once_and_the_next_finds_nothing_new(intake, board):
    for tid in range(101, 111):
        board.post(tid, days=1)
    await ask(intake)
    assert await tids(intake) == list(range(101, 111))
    imports = await intake.rows("SELECT form, counts FROM import")
    assert {run["form"] for run in imports} == {"list"}
    await ask(intake)
    assert await intake.rows("SELECT form, counts FROM import") == imports


async def test_a_row_let_through_late_below_newer_ones_is_not_skipped(intake, board):
    for tid in (101, 102, 110, 111):
        board.post(tid, days=1)
    await ask(intake)
    board.post(105, days=1)  # its number is old, and it appears only now
    board.post(120, days=0)
    await ask(intake)
    assert await tids(intake) == [101, 102, 105, 110, 111, 120]


async def test_a_row_let_through_later_than_the_overlap_is_found_where_it_waits_for_an_answer(
    intake, board
):
    for tid in range(101, 131):
        board.post(tid, days=40, stateInfo="已办理")
    await ask(intake)
    board.asked.clear()
    board.post(90, days=60)  # two months in moderation
    await intake.move_to(MONDAY + timedelta(hours=23))
    await ask(intake)
    assert 90 not in await tids(intake)
    assert board.asked == [1]  # nothing of the long list is read again, and not yet what waits
    await intake.move_to(MONDAY + timedelta(hours=25))
    await ask(intake)
    assert 90 in await tids(intake)
    assert board.asked == [1, 1, 2, 2]
    await ask(intake)
    assert board.asked == [1, 1, 2, 2, 1]  # once a day


async def test_a_list_that_fails_keeps_no_other_from_its_turn(intake, board):
    refused: Answer = (403, {}, b"")
    board.misbehave = lambda _: refused if board.fids[-1] == 2 else None
    async with httpx.AsyncClient(trust_env=False) as http:
        order, unwilling = await polling.ask_each(intake.runtime, http, (1, 2, 3))
        assert (order, unwilling.rule) == ((3, 1, 2), "refused")
        order, unwilling = await polling.ask_each(intake.runtime, http, order)
        assert (order, board.fids) == ((3, 1, 2), [1, 2, 3, 1, 2])
        board.misbehave = lambda _: None
        assert await polling.ask_each(intake.runtime, http, order) == (order, None)


async def test_a_later_round_reads_no_further_back_than_the_overlap(intake, board):
    for tid in range(1, 31):
        board.post(tid, days=60)
    await ask(intake)
    assert len(board.asked) == 11  # ten pages, and an empty one
    board.asked.clear()
    board.post(50, days=1)
    await ask(intake)
    assert len(board.asked) == 2
    assert await tids(intake) == [*range(1, 31), 50]


@pytest.mark.parametrize(
    ("answer", "rule", "wait_s"),
    [
        ((429, {"retry-after": "120"}, b""), "too_fast", 120.0),
        ((429, {"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT"}, b""), "too_fast", None),
        ((403, {}, b"<html>firewall</html>"), "refused", None),
        ((503, {"retry-after": "9"}, b""), "unavailable", 9.0),
        ((302, {"location": "http://127.0.0.1:1/"}, b""), "unavailable", None),
        ((200, {}, b'{"result": "success", "responseData": [{"tid": 1'), "unreadable", None),
        ((200, {}, '{"code":"SN0006","msg":"数据格式错误"}'.encode()), "unreadable", None),
        ((200, {}, b"\xff\xfe"), "unreadable", None),
    ],
)
async def test_a_round_that_breaks_off_keeps_its_pages_and_reads_them_again(
    intake, board, answer, rule, wait_s
):
    for tid in range(101, 110):
        board.post(tid, days=30)
    board.misbehave = lambda nth: answer if nth == 2 else None
    with pytest.raises(Unwilling) as unwilling:
        await ask(intake)
    assert (unwilling.value.rule, unwilling.value.wait_s) == (rule, wait_s)
    assert await tids(intake) == [107, 108, 109]
    board.post(110, days=0)
    await ask(intake)  # not from where it broke off, and not only what is newer than it saw
    assert await tids(intake) == list(range(101, 111))


async def test_repeats_and_broken_rows_are_reported_once(intake, board):
    board.post(101, days=1)
    row = dict(board.rows[0])
    page = {"responseData": [row, row, "rubbish", {"subject": "没有编号"}]}
    board.misbehave = lambda _: (200, {}, json.dumps(page).encode())
    await ask(intake)
    await ask(intake)
    runs = await intake.rows("SELECT counts FROM import")
    counts: Counter[str] = Counter()
    for run in runs:
        counts.update(json.loads(run["counts"]))
    assert counts == {"received": 1, "invalid": 2}
    row["stateInfo"] = "办理中"
    page["responseData"] = [row]
    await ask(intake)
    assert (await intake.one("SELECT state_info FROM board_row"))["state_info"] == "办理中"


async def test_a_list_that_never_ends_is_given_up(intake, board, monkeypatch):
    monkeypatch.setattr("services.intake.channels.board_list.PAGES_AT_MOST", 3)
    for tid in range(101, 120):
        board.post(tid, days=1)
    with pytest.raises(Unwilling) as unwilling:
        await ask(intake)
    assert unwilling.value.rule == "endless"


async def test_one_replica_asks_and_another_takes_over(intake):
    first, second = [await intake.runtime.database.connect() for _ in range(2)]
    assert await polls.leads(first)
    assert not await polls.leads(second)
    await first.close()
    assert await polls.leads(second)
    await second.close()


async def test_nobody_is_asked_unless_an_address_is_configured(intake):
    assert intake.runtime.settings.poll_url is None
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await polling.poll(intake.runtime)
