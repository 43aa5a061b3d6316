"""XLSX: the values of each sheet, line by line, with the numbers that the spreadsheet shows."""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import openpyxl

from shared.rules import Refused

ZIP, OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
"""How a file begins: XLSX, and the older XLS or one that is locked by a password."""

UNPACKED_LIMIT = 400 * 2**20
PARTS_LIMIT = 2_000
CELLS_LIMIT = 200
"""Columns that are read: beyond them nobody keeps a table of 留言."""

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def sheets(content: bytes) -> Iterator[Iterator[tuple[int, Sequence[object]]]]:
    """The lines of each sheet.  Raises `Refused` ``file_unreadable``, also while they are read."""
    with _readable():
        _must_be_modest(content)
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # many files claim a million lines
            yield _lines(sheet)


@contextmanager
def _readable() -> Iterator[None]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and dates that the library cannot draw
            yield
    except (Refused, GeneratorExit):
        raise
    except Exception as error:  # the library raises whatever a broken file makes it stumble over
        raise Refused("file_unreadable", "this XLSX cannot be read", status=422) from error


def _must_be_modest(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        entries = parts.infolist()
        if len(entries) > PARTS_LIMIT or sum(e.file_size for e in entries) > UNPACKED_LIMIT:
            raise Refused("file_unreadable", "this XLSX unpacks to more than we read", status=422)


def _lines(sheet: Any) -> Iterator[tuple[int, Sequence[object]]]:
    with _readable():
        for line, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            yield line, [_value(cell) for cell in cells[:CELLS_LIMIT]]


def _value(cell: object) -> object:
    """A cell without the escapes that the format needs for what XML cannot hold."""
    if isinstance(cell, str) and "_x" in cell:
        return _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), cell)
    return cell
