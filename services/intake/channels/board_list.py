"""A board's list over HTTP, the newest rows first: page after page back to where we were before.

The list answers as the board does: POST form ``fid, state, lastItem, pageSize`` to an address, and
gets ``{"result": "success", "responseData": [row, …]}``; `lastItem` is the last number of the page.
"""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any, NamedTuple

import httpx

from services.intake.domain.polling import Cursor, next_cursor

PAGES_AT_MOST = 500
ANSWER_LIMIT = 20 * 2**20
TIMEOUT_S = 30.0


class Unwilling(Exception):
    """The list gave no rows this time.

    Parameters
    ----------
    rule : refused, too_fast, unavailable, unreachable, unreadable, endless
    wait_s : how long it asked to be left alone, if it said so
    """

    def __init__(self, rule: str, wait_s: float | None = None) -> None:
        super().__init__(rule)
        self.rule = rule
        self.wait_s = wait_s


class Place(NamedTuple):
    """Which list is read."""

    url: str
    fid: int
    page_size: int
    state: int


async def pages(
    http: httpx.AsyncClient, place: Place, since: datetime | None, now: datetime
) -> AsyncIterator[list[Any]]:
    """Pages from the newest back to `since`.  Raises `Unwilling`, after any page."""
    cursor = Cursor(None, since)
    for _ in range(PAGES_AT_MOST):
        rows = await _page(http, place, cursor.last)
        if rows:
            yield rows
        following = next_cursor(cursor, rows, now)
        if following is None:
            return
        cursor = following
    raise Unwilling("endless")


async def _page(http: httpx.AsyncClient, place: Place, last: int | None) -> list[Any]:
    form = {
        "fid": place.fid,
        "state": place.state,
        "lastItem": last or 0,
        "pageSize": place.page_size,
    }
    try:
        answer = await http.post(place.url, data=form, timeout=TIMEOUT_S)
    except httpx.HTTPError as error:
        raise Unwilling("unreachable") from error
    if answer.status_code in {403, 429}:
        rule = "too_fast" if answer.status_code == 429 else "refused"
        raise Unwilling(rule, _told_wait(answer.headers.get("retry-after", "")))
    if answer.status_code != 200:
        raise Unwilling("unavailable", _told_wait(answer.headers.get("retry-after", "")))
    return _rows(answer)


def _rows(answer: httpx.Response) -> list[Any]:
    """The rows of an answer that is whole: 200 may hold half a page, or a refusal in words."""
    if len(answer.content) > ANSWER_LIMIT:
        raise Unwilling("unreadable")
    try:
        told = answer.json()
    except (ValueError, RecursionError) as error:
        raise Unwilling("unreadable") from error
    rows = told.get("responseData") if isinstance(told, dict) else None
    if not isinstance(rows, list):
        raise Unwilling("unreadable")
    return rows


def _told_wait(header: str) -> float | None:
    """Seconds; a date is not waited for, but the pause of our own is."""
    return float(header) if header.isascii() and header.isdigit() and len(header) < 6 else None
