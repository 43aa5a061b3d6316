"""What a file holds, whatever its form.  The first bytes say what it is; its name says nothing."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from services.intake.documents import comma, sheet
from services.intake.domain.imports import ROWS_AT_ONCE, Form, Row, rows_of, too_many
from services.intake.domain.tables import Header, find_header, is_blank, row_of
from shared.rules import Refused

Line = tuple[int, Sequence[object]]


class Export(NamedTuple):
    """The rows of a file, with their places in it as a person would count them."""

    form: Form
    rows: list[Row]
    blank: int = 0
    """Lines of a table without a value: no rows, but told."""


def read(content: bytes, media_type: str) -> Export:
    """Read a whole file.

    Raises `Refused` with ``malformed_json`` (400), ``export_unreadable``, ``file_unreadable``,
    ``file_form_unknown``, ``header_missing``, ``tables_several`` (422) or ``import_too_large`` (413).
    """
    start = content[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    if content.startswith(sheet.ZIP):
        return _from_sheets(content)
    if content.startswith(sheet.OLD) or start[:6].lower().startswith(
        (b"<html", b"<?xml", b"<!doct")
    ):
        raise Refused(
            "file_form_unknown", "save it as XLSX or CSV: this is an older or a web form of it", 422
        )
    if "json" in media_type or start.startswith((b"{", b"[")):
        return Export("json", list(enumerate(rows_of(_json(content)), start=1)))
    return _table("csv", comma.lines(content))


def _json(content: bytes) -> object:
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Refused("malformed_json", "this is no JSON", status=400) from error


def _from_sheets(content: bytes) -> Export:
    """The one sheet that has a header and rows.  Of several none is chosen: nothing may be left unread."""
    found: Export | None = None
    for lines in sheet.sheets(content):
        try:
            export = _table("xlsx", lines)
        except Refused as refused:
            if refused.rule == "header_missing":
                continue
            raise
        if found is not None and found.rows and export.rows:
            raise Refused("tables_several", "send each sheet as a file of its own", status=422)
        found = found if found is not None and found.rows else export
    if found is None:
        raise _headless()
    return found


def _table(form: Form, lines: Iterable[Line]) -> Export:
    header, rest = _headed(lines)
    rows: list[Row] = []
    blank = 0
    for line, cells in rest:
        if is_blank(cells):
            blank += 1
            continue
        if len(rows) == ROWS_AT_ONCE:
            raise too_many()
        rows.append((line, row_of(header, cells)))
    return Export(form, rows, blank)


def _headed(lines: Iterable[Line]) -> tuple[Header, Iterator[Line]]:
    ahead = iter(lines)
    header = find_header(ahead)
    if header is None:
        raise _headless()
    return header, ahead


def _headless() -> Refused:
    return Refused(
        "header_missing",
        "no line near the top names the columns: 留言编号 and at least two more, such as 标题, 内容",
        status=422,
    )
