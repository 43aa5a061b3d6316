"""A large export goes in as one command, and every row of it is accounted for."""

import asyncio
import json
import time
from typing import Any

from tests.integration.intake.test_files import XLSX, an_xlsx, lines, send

ROWS = 10_000
SHARE = 0.2
"""Of the time it takes, the most for which nobody else may have a turn: far more than it is, and far
less than if the rows were taken in one piece."""

LIMIT_S = 30
"""Of the service's own work, within which ten thousand rows are taken in.

On a machine that is idle the clock on the wall says as much; on one that is not, it says nothing.
"""

EMPTY = 55_000
"""Empty lines of a spreadsheet: real ones have had as many."""


def a_row(n: int) -> dict[str, Any]:
    return {
        "tid": 20_000_000 + n, "fid": 1001, "forumName": "吕梁市委书记", "typeName": "求助",
        "domainName": "城建", "nickName": f"网友{n}", "subject": f"第{n}小区停水",
        "content": f"第{n}小区停水三天了，多次反映没有结果，请领导帮助解决。" * 5,
        "dateline": 1653828060 + n, "threadsCheckTime": 1653838860 + n, "stateInfo": "待回复",
        "contact": {"realName": "某某", "phone": f"139{n:08}", "place": "孝义市"},
    }  # fmt: skip


async def longest_hold(stop: asyncio.Event) -> float:
    """The longest time for which nobody else had a turn."""
    longest = 0.0
    while not stop.is_set():
        before = time.thread_time()
        await asyncio.sleep(0.001)
        longest = max(longest, time.thread_time() - before)
    return longest


async def test_ten_thousand_rows_at_once(intake):
    rows: list[Any] = [a_row(n) for n in range(ROWS)]
    rows[5000] = "rubbish"
    export = json.dumps({"responseData": rows}).encode()
    stop = asyncio.Event()
    watch = asyncio.create_task(longest_hold(stop))
    began = time.process_time()
    response = await intake.post("/imports", export)
    took = time.process_time() - began
    stop.set()
    held = await watch
    answer = response.json()
    print(f"10,000 rows in {took:.1f} s, the loop held for {held:.3f} s at most")  # noqa: T201
    assert held < took * SHARE
    assert took < LIMIT_S
    assert answer["counts"] == {"received": ROWS - 1, "invalid": 1}
    assert (await intake.one("SELECT count(*) FROM reception"))["count"] == ROWS - 1
    assert (await intake.one("SELECT count(*) FROM import_row"))["count"] == ROWS
    assert (await intake.one("SELECT count(*) FROM event_log"))["count"] == 2 * (ROWS - 1)
    assert (await intake.take_in(rows))["counts"] == {"unchanged": ROWS - 1, "invalid": 1}


async def test_ten_thousand_lines_of_a_spreadsheet_with_many_more_empty_ones(intake):
    book = an_xlsx([*lines(ROWS), *([" "] for _ in range(EMPTY))])
    began = time.process_time()
    response = await send(intake, book, XLSX)
    took = time.process_time() - began
    answer = response.json()
    print(f"10,000 lines of XLSX in {took:.1f} s")  # noqa: T201
    assert took < LIMIT_S
    assert answer["counts"] == {"received": ROWS - 1, "invalid": 1}
    assert answer["rows_blank"] == EMPTY
